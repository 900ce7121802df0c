"""Changes what a paragraph of a book is: story, note, heading, scene break, or left out."""

from __future__ import annotations

from dataclasses import replace

from audiobook.chapters.decisions.draft import BookDraft, ChapterDraft, ParagraphDraft
from audiobook.chapters.headings.patterns import parse_heading
from audiobook.model import Block, Kind, Span
from audiobook.model.decisions import DecidedKind
from audiobook.text.skip_reasons import AUTHORS_NOTE, FORUM_MARKUP, LEFT_OUT_BY_HAND, SCENE_BREAK

# The kind of a block that was decided, and the reason why it isn't read.
DECIDED_BLOCKS = {
    DecidedKind.STORY: (Kind.NARRATION, None),
    DecidedKind.NOTE: (Kind.NOTE, AUTHORS_NOTE),
    DecidedKind.HEADING: (Kind.HEADING, None),
    DecidedKind.BREAK: (Kind.BREAK, SCENE_BREAK),
    DecidedKind.SKIPPED: (Kind.METADATA, LEFT_OUT_BY_HAND),
}
# A chapter's heading that is one of these after all heads nothing.
NO_HEADINGS = (DecidedKind.STORY, DecidedKind.BREAK)


def kind_of(block: Block) -> DecidedKind:
    """What a block is, in the words that users have for it."""
    if block.kind is Kind.NOTE:
        return DecidedKind.NOTE
    if block.kind is Kind.BREAK:
        return DecidedKind.BREAK
    if block.skipped is not None:
        return DecidedKind.SKIPPED
    return DecidedKind.HEADING if block.kind is Kind.HEADING else DecidedKind.STORY


def set_kind(draft: BookDraft, paragraph: ParagraphDraft, kind: DecidedKind, inner: int | None = None) -> None:
    """Makes a paragraph something else, or only the block in it that begins at `inner`.

    What a format marks within a paragraph as no text of its own, such as page numbers, stays left out.
    """
    chapter = draft.chapter_of(paragraph)
    former = chapter.own_headings() if chapter else []
    chosen = _choose_blocks(paragraph, inner)
    blocks = [_decide_block(block, kind) if block.span.start in chosen else block for block in paragraph.blocks]
    is_changed = [kind_of(block) for block in blocks] != [kind_of(block) for block in paragraph.blocks]
    paragraph.blocks = _merge_blocks(blocks) if is_changed else blocks
    draft.version += is_changed and len(blocks) > 1
    if chapter and is_changed:
        chapter.is_changed = True
        _update_heading(draft, chapter, former, kind)


def _choose_blocks(paragraph: ParagraphDraft, inner: int | None) -> frozenset[int]:
    """The starts of the blocks that a decision is about."""
    if inner is not None:
        return frozenset((inner,))
    own = [block for block in paragraph.blocks if block.skipped != FORUM_MARKUP]
    return frozenset(block.span.start for block in own if block.kind is not Kind.METADATA) or frozenset(
        block.span.start for block in own
    )


def _decide_block(block: Block, kind: DecidedKind) -> Block:
    """The block as a user wants it; nothing about it is doubtful any more."""
    if kind_of(block) is kind:
        return replace(block, warning="")
    return Block(DECIDED_BLOCKS[kind][0], block.span, block.paragraph, DECIDED_BLOCKS[kind][1])


def _merge_blocks(blocks: list[Block]) -> list[Block]:
    """The blocks of a paragraph, neighbors that are the same now in one."""
    merged = blocks[:1]
    for block in blocks[1:]:
        last = merged[-1]
        if (block.kind, block.skipped) == (last.kind, last.skipped) and block.skipped != FORUM_MARKUP:
            merged[-1] = replace(last, span=Span(last.span.start, block.span.end))
        else:
            merged.append(block)
    return merged


def _update_heading(draft: BookDraft, chapter: ChapterDraft, former: list[ParagraphDraft], kind: DecidedKind) -> None:
    """Takes what is no heading any more out of the chapter's own heading."""
    own = chapter.own_headings()
    if len(own) >= len(former):
        return
    chapter.heading = Span(own[0].span.start, own[-1].span.end) if own else None
    if chapter.is_renamed:
        return
    if own:
        chapter.label, chapter.title = read_name([draft.text_of(paragraph) for paragraph in own])
    elif kind in NO_HEADINGS:
        chapter.label = chapter.title = ""


def read_name(lines: list[str]) -> tuple[str, str]:
    """The label and title of a chapter by the lines of its heading.

    >>> read_name(["Chapter 3", "The Storm"]), read_name(["Day by Day"])
    (('Chapter 3', 'The Storm'), ('', 'Day by Day'))
    """
    heading = parse_heading(lines[0])
    below = lines[-1] if len(lines) > 1 else ""
    return (heading.label, heading.title or below) if heading else ("", below or lines[0])

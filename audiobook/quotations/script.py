"""Writes the script of a book: one utterance after the other, in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from audiobook.model import SPEAKER_NAME, Block, Book, Chapter, Kind, Script, Segment, Span
from audiobook.quotations.detect import QuoteStyle, Stretch, quote_style_of, stretches_of
from audiobook.quotations.speaker_labels.parts import Part, labelled_parts
from audiobook.text.normalization.bbcode import blank_bbcode
from audiobook.text.normalization.passages import clean_span

# What tags of a forum are in the text that is read.
BLANK = " \n\r\t\u2060*-"
Labelled = Mapping[Block, tuple[Part, ...]]
# How sure a speaker is who is named at the head of a line.
BY_LABEL = 0.99


def build_script(book: Book, speak_names: bool = False) -> Script:
    """The script of a book, which covers what the book's blocks do.

    `speak_names` has the names at the heads of a play's or a chat's lines read.
    """
    # Tags of a forum are no text for the ear; each is as many characters in what is read, so places are the same.
    text = blank_bbcode(book.text)
    style = quote_style_of([block.span.of(text) for chapter in book.chapters for block in chapter.story_blocks])
    labelled = labelled_parts(book if text is book.text else replace(book, text=text))
    utterances = [_whole_block(text, 0, block, ()) for block in book.front_matter]
    for chapter in book.chapters:
        utterances += _of_chapter(text, chapter, style, labelled)
    if text is not book.text:
        utterances = list(_with_tags(utterances, text, book.text))
    if speak_names:
        utterances = [replace(one, skipped=None) if one.skipped == SPEAKER_NAME else one for one in utterances]
    return Script(book.metadata, book.chapters, tuple(utterances))


def _with_tags(utterances: Sequence[Segment], text: str, source: str) -> Iterator[Segment]:
    """The utterances in the source as it is, each with the tags between it and the next one."""
    for one, following in zip(utterances, [*(later.span.start for later in utterances[1:]), len(text)], strict=True):
        between = source[one.span.end : following].rstrip()
        tagged = bool(between) and not text[one.span.end : one.span.end + len(between)].strip(BLANK)
        end = one.span.end + len(between) if tagged else one.span.end
        # What is read is the text without the tags.
        read_as = (clean_span(text, one.span.start, one.span.end),) if tagged and one.read_as is None else one.read_as
        yield replace(one, source_text=source, span=Span(one.span.start, end), read_as=read_as)


def _of_chapter(text: str, chapter: Chapter, style: QuoteStyle, labelled: Labelled) -> Iterator[Segment]:
    headings = _heading_texts(chapter)
    stretches = _stretches(text, chapter, style, labelled)
    for block in chapter.blocks:
        if block in labelled:
            yield from (_labelled(text, chapter.number, block, part) for part in labelled[block])
        elif block.kind is Kind.NARRATION:
            yield from (_part(text, chapter.number, block, stretch) for stretch in stretches[block])
        else:
            yield _whole_block(text, chapter.number, block, headings.get(block))


def _stretches(text: str, chapter: Chapter, style: QuoteStyle, labelled: Labelled) -> dict[Block, tuple[Stretch, ...]]:
    """What is narrated, said and thought in each paragraph; speech does not run over from one scene into the next."""
    found: dict[Block, tuple[Stretch, ...]] = {}
    for _, group in groupby(chapter.blocks, key=lambda one: one.kind in (Kind.BREAK, Kind.HEADING) or one in labelled):
        told = [block for block in group if block.kind is Kind.NARRATION and block not in labelled]
        found.update(zip(told, stretches_of([block.span.of(text) for block in told], style), strict=True))
    return found


def _labelled(text: str, chapter: int, block: Block, part: Part) -> Segment:
    inside = text[block.span.start + part.start : block.span.start + part.end]
    start = block.span.start + part.start + len(inside) - len(inside.lstrip())
    span = Span(start, start + len(inside.strip()))
    read_as = None if part.spoken is None else (part.spoken,)
    unlabelled = Segment(chapter, block.paragraph, part.kind, span, text, skipped=part.skipped, read_as=read_as)
    if not part.speaker:
        return unlabelled
    return replace(unlabelled, speaker=part.speaker, confidence=BY_LABEL, evidence="explicit")


def _part(text: str, chapter: int, block: Block, stretch: Stretch) -> Segment:
    span = Span(block.span.start + stretch.start, block.span.start + stretch.end)
    return Segment(chapter, block.paragraph, stretch.kind, span, text)


def _whole_block(text: str, chapter: int, block: Block, read_as: tuple[str, ...] | None) -> Segment:
    return Segment(chapter, block.paragraph, block.kind, block.span, text, skipped=block.skipped, read_as=read_as)


def _heading_texts(chapter: Chapter) -> dict[Block, tuple[str, ...]]:
    """What is read for the chapter's own headings, its label and its title; all others are read as they are."""
    headings = [block for block in chapter.blocks if block.kind is Kind.HEADING and not block.skipped]
    own = _own_headings(chapter, headings)
    if len(own) == 1:
        return {own[0]: tuple(filter(None, (chapter.label, chapter.title)))}
    return {own[0]: (chapter.label,), own[-1]: (chapter.title,)} if own else {}


def _own_headings(chapter: Chapter, headings: list[Block]) -> list[Block]:
    span = chapter.heading
    return [block for block in headings if span and span.start <= block.span.start < span.end]

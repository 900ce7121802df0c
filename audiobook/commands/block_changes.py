"""Describes what an edit has changed about the paragraphs and chapters of a story."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from audiobook.cast_file.block_edits import to_entry
from audiobook.cast_file.line_takes import TAKE_TABLE
from audiobook.cast_file.rows import LINE_TABLE, RowChange, block_key
from audiobook.chapters.decisions.kinds import kind_of
from audiobook.commands.script_position import format_position
from audiobook.commands.spoken_lines import EXCERPT_CHARACTERS
from audiobook.model import Block, Book, Chapter, Span
from audiobook.model.decisions import DecidedKind, LocatedDecision
from audiobook.production.plan import AnalyzedStory
from audiobook.text.formatting import format_count

KIND_NAMES = {
    DecidedKind.STORY: "story",
    DecidedKind.NOTE: "author's note",
    DecidedKind.HEADING: "heading",
    DecidedKind.BREAK: "scene break",
    DecidedKind.SKIPPED: "left out",
}


def describe_block(change: RowChange, before: AnalyzedStory, after: AnalyzedStory) -> str:
    """What has become of a paragraph, in a few words: "3:14 “Hope you all”: story → author's note"."""
    located = _find_located(change, after if change.after is not None else before)
    place = (int(change.key[2]), int(change.key[3]), 0)
    where = f"{format_position(place)} " if any(place) else ""
    text = change.name
    excerpt = text if len(text) <= EXCERPT_CHARACTERS else f"{text[: EXCERPT_CHARACTERS - 1].rstrip()}…"
    effects = list(_list_effects(before.book, after.book, located)) if located else []
    if change.after is None:
        effects = effects or ["no change"]
        return f"{where}“{excerpt}”: {', '.join(effects)} (as the program sees it)"
    return f"{where}“{excerpt}”: {', '.join(effects) or 'stays as it is, now as your choice'}"


def _find_located(change: RowChange, analysis: AnalyzedStory) -> LocatedDecision | None:
    """What a [[block]] is about; None if it isn't in the story."""
    located = (one for one in analysis.decided_blocks if block_key(to_entry(one.decision)) == change.key)
    return next(located, None)


def _list_effects(before: Book, after: Book, located: LocatedDecision) -> Iterator[str]:
    for old, new in dict.fromkeys(_list_kind_changes(before, after, located)):
        yield f"{KIND_NAMES[old]} → {KIND_NAMES[new]}"
    old_chapter, new_chapter = (_chapter_begun_at(book, located.start) for book in (before, after))
    if len(before.chapters) != len(after.chapters) and bool(old_chapter) != bool(new_chapter):
        yield f"{_name(new_chapter)} begins here" if new_chapter else "no chapter begins here any more"
    elif old_chapter and new_chapter and old_chapter.display_name != new_chapter.display_name:
        yield f"chapter {new_chapter.number} is called “{new_chapter.display_name}”"


def _name(chapter: Chapter) -> str:
    name = f"chapter {chapter.number}"
    return f"{name}, “{chapter.display_name}”," if chapter.title or chapter.label else name


def _list_kind_changes(
    before: Book, after: Book, located: LocatedDecision
) -> Iterator[tuple[DecidedKind, DecidedKind]]:
    """What each part of a decision's paragraphs was and is; only the part in question if it is about one."""
    span = Span(located.paragraphs[0].start, located.paragraphs[-1].end)
    old_blocks, new_blocks = (_blocks_in(book, span) for book in (before, after))
    starts = sorted({block.span.start for block in (*old_blocks, *new_blocks)})
    for start in (located.start,) if located.start > span.start else starts:
        old, new = (_kind_at(blocks, start) for blocks in (old_blocks, new_blocks))
        if old and new and old is not new:
            yield old, new


def _blocks_in(book: Book, span: Span) -> list[Block]:
    return [block for block in book.blocks() if block.span.start < span.end and span.start < block.span.end]


def _kind_at(blocks: list[Block], start: int) -> DecidedKind | None:
    return next((kind_of(block) for block in blocks if block.span.start <= start < block.span.end), None)


def _chapter_begun_at(book: Book, start: int) -> Chapter | None:
    """The chapter that begins with what stands at a place of the source: its first paragraph, or its heading."""
    begun = (
        chapter
        for chapter in book.chapters
        if (chapter.blocks and chapter.blocks[0].span.start == start)
        or (chapter.heading and chapter.heading.start == start)
    )
    return next(begun, None)


def describe_chapter_count(before: Book, after: Book) -> Iterator[str]:
    """How many chapters a story has now, if their number has changed."""
    count = len(after.chapters)
    if count != len(before.chapters):
        yield f"the story has {format_count(count, 'chapter')} now"


def find_moved_lines(changes: Iterable[RowChange]) -> tuple[RowChange, ...]:
    """The changes of lines that only have other positions, as chapters were joined or parted."""
    by_text: dict[tuple[str, ...], list[RowChange]] = defaultdict(list)
    for change in changes:
        if change.table in (LINE_TABLE, TAKE_TABLE):
            by_text[change.key[:2]].append(change)
    return tuple(
        change
        for group in by_text.values()
        if Counter(str(one.before) for one in group) == Counter(str(one.after) for one in group)
        for change in group
    )

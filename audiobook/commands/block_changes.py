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
from audiobook.model import Block, Book, Chapter
from audiobook.model.decisions import DecidedKind
from audiobook.production.plan import AnalyzedStory

KIND_NAMES = {
    DecidedKind.STORY: "story",
    DecidedKind.NOTE: "author's note",
    DecidedKind.HEADING: "heading",
    DecidedKind.BREAK: "scene break",
    DecidedKind.SKIPPED: "left out",
}


def describe_block(change: RowChange, before: AnalyzedStory, after: AnalyzedStory) -> str:
    """What has become of a paragraph, in a few words: "3:14 “Hope you all”: story → author's note"."""
    start = _find_start(change, after if change.after is not None else before)
    place = (int(change.key[2]), int(change.key[3]), 0)
    where = f"{format_position(place)} " if any(place) else ""
    text = change.name
    excerpt = text if len(text) <= EXCERPT_CHARACTERS else f"{text[: EXCERPT_CHARACTERS - 1].rstrip()}…"
    effects = list(_list_effects(before.book, after.book, start)) if start >= 0 else []
    if change.after is None:
        effects = effects or ["no change"]
        return f"{where}“{excerpt}”: {', '.join(effects)} (as the program sees it)"
    return f"{where}“{excerpt}”: {', '.join(effects) or 'stays as it is, now as your choice'}"


def _find_start(change: RowChange, analysis: AnalyzedStory) -> int:
    """Where in the source the paragraph of a [[block]] begins; -1 if it isn't in the story."""
    located = (one for one in analysis.decided_blocks if block_key(to_entry(one.decision)) == change.key)
    return next((one.start for one in located), -1)


def _list_effects(before: Book, after: Book, start: int) -> Iterator[str]:
    old, new = (_block_at(book, start) for book in (before, after))
    if old and new and kind_of(old) is not kind_of(new):
        yield f"{KIND_NAMES[kind_of(old)]} → {KIND_NAMES[kind_of(new)]}"
    old_chapter, new_chapter = (_chapter_begun_at(book, start) for book in (before, after))
    if len(before.chapters) != len(after.chapters) and bool(old_chapter) != bool(new_chapter):
        yield f"{_name(new_chapter)} begins here" if new_chapter else "no chapter begins here any more"
    elif old_chapter and new_chapter and old_chapter.display_name != new_chapter.display_name:
        yield f"chapter {new_chapter.number} is called “{new_chapter.display_name}”"


def _name(chapter: Chapter) -> str:
    name = f"chapter {chapter.number}"
    return f"{name}, “{chapter.display_name}”," if chapter.title or chapter.label else name


def _block_at(book: Book, start: int) -> Block | None:
    return next((block for block in book.blocks() if block.span.start <= start < block.span.end), None)


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
        yield f"the story has {count} chapter{'' if count == 1 else 's'} now"


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

"""Finds where the entries of a table of contents begin chapters and parts; others are scenes or only printed lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, zip_longest
from statistics import median

from audiobook.model import SectionRole
from audiobook.reading.epub.non_story_pages import reason_by_title
from audiobook.reading.epub.package import TocEntry
from audiobook.reading.source_blocks import SourceBlock
from audiobook.text.comparison import comparison_key
from audiobook.text.numerals import parse_number
from audiobook.text.skip_reasons import TABLE_OF_CONTENTS

# How many blocks after an entry's target are searched for the first text.
TEXT_SEARCH_BLOCKS = 50
# How many blocks after an entry's target are searched for its heading.
LOOK_SEARCH_BLOCKS = 5
MAX_LEVEL = 8
LARGER_TYPE = re.compile(r"\+(\d)")
# A part's own page or a title page has at most this many words: a motto, say.
MAX_PAGE_WORDS = 150
# Entries below others with text of their own are chapters too if they have this many words, unless those are numbered
# ("Episode 3"), or if those would be longer than any chapter is.
MIN_CHAPTER_WORDS, MAX_CHAPTER_WORDS = 500, 12_000
# An entry with others below it is a part unless it is called a chapter; then the others are its sections.
CHAPTER_TITLE = re.compile(r"\s*(?:chapter|prologue|epilogue|interlude)\b", re.IGNORECASE)
NUMBERED_TITLE = re.compile(
    r"\s*(?!(?:part|book|volume|vol|arc|act|saga|season|series)\b)(?:[^\W\d_]{1,12}\.?\s)?\d{1,4}\b", re.IGNORECASE
)
# Fewer entries without story are no printed table of contents.
MIN_LISTED_ENTRIES = 3


@dataclass(frozen=True, slots=True)
class TocOpening:
    """An entry of the table of contents and the index of the block at which it begins."""

    entry: TocEntry
    block_index: int
    role: SectionRole


def qualify_anchor(file: str, anchor: str = "") -> str:
    """The name of an anchor that is unique across all files of the book."""
    return f"{file}#{anchor}"


def find_openings(blocks: Sequence[SourceBlock], entries: Sequence[TocEntry], from_ao3: bool) -> list[TocOpening]:
    """The entries that begin chapters or parts, in reading order."""
    anchor_indexes = {anchor: index for index, block in reversed(list(enumerate(blocks))) for anchor in block.anchors}
    openings: list[TocOpening] = []
    chapter_depth = -1
    for entry, block_index in zip(entries, _resolve_entries(entries, anchor_indexes), strict=True):
        if 0 <= chapter_depth < entry.depth:
            continue
        chapter_depth = -1
        if block_index is None or reason_by_title(entry.title, from_ao3) or _starts_non_story(blocks, block_index):
            continue
        is_part = entry.has_children and not CHAPTER_TITLE.match(entry.title)
        if entry.has_children and not is_part:
            chapter_depth = entry.depth
        openings.append(TocOpening(entry, block_index, SectionRole.PART if is_part else SectionRole.CHAPTER))
    openings.sort(key=lambda opening: opening.block_index)
    openings = list(_promote_story_parts(_nest_by_look(openings, blocks), blocks))
    openings = _drop_scenes(openings, blocks)
    return list(_drop_duplicates(_detect_part_names(openings, blocks)))


def _resolve_entries(entries: Sequence[TocEntry], anchor_indexes: dict[str, int]) -> list[int | None]:
    """The index of the block at which each entry begins; a part without a target begins with its first chapter."""
    indexes: list[int | None] = []
    next_index: int | None = None
    for entry in reversed(entries):
        target = entry.target
        index = (
            anchor_indexes.get(
                qualify_anchor(target.file, target.anchor), anchor_indexes.get(qualify_anchor(target.file))
            )
            if target
            else None
        )
        if index is None and entry.has_children:
            index = next_index
        next_index = index if index is not None else next_index
        indexes.append(index)
    return indexes[::-1]


def _starts_non_story(blocks: Sequence[SourceBlock], index: int) -> bool:
    """Whether the first text after an index is on a page that is not story, or there is no text."""
    first_text = next((block for block in blocks[index : index + TEXT_SEARCH_BLOCKS] if block.text.strip()), None)
    return first_text is None or first_text.role is SectionRole.METADATA


def _detect_part_names(openings: Sequence[TocOpening], blocks: Sequence[SourceBlock]) -> Iterator[TocOpening]:
    """The openings, with an entry above numbers that begin at 1 made a part if there is no story directly below it.

    Contents without levels list "The Red Lamp" next to its chapters "I", "II" and "III".
    """
    for opening, next_opening in zip_longest(openings, openings[1:]):
        is_name = (
            next_opening is not None
            and opening.role is next_opening.role is SectionRole.CHAPTER
            and parse_number(next_opening.entry.title) == (1,)
            and parse_number(opening.entry.title) is None
            and not any(has_story_text(block) for block in blocks[opening.block_index : next_opening.block_index])
        )
        yield replace(opening, role=SectionRole.PART) if is_name else opening


def _promote_story_parts(openings: list[TocOpening], blocks: Sequence[SourceBlock]) -> Iterator[TocOpening]:
    """The openings, with every part that has a longer text before its first chapter made a chapter."""
    for index, opening in enumerate(openings):
        end = openings[index + 1].block_index if index + 1 < len(openings) else len(blocks)
        has_story = (
            opening.role is SectionRole.PART and count_story_words(blocks[opening.block_index : end]) > MAX_PAGE_WORDS
        )
        yield replace(opening, role=SectionRole.CHAPTER) if has_story else opening


def _nest_by_look(openings: list[TocOpening], blocks: Sequence[SourceBlock]) -> list[TocOpening]:
    """The openings; in contents without levels, those with the largest headings are put above the others.

    That is done only if they are numbered ("Episode 3") and the others count anew in each; contents that calibre makes
    for MOBI have no levels.
    """
    if len(openings) < 2 or any(opening.entry.depth or opening.entry.has_children for opening in openings):
        return openings
    sizes = [_find_heading_size(blocks, opening.block_index) for opening in openings]
    largest_size = max(sizes)
    largest = [opening for opening, size in zip(openings, sizes, strict=True) if size == largest_size]
    others = [opening for opening, size in zip(openings, sizes, strict=True) if size < largest_size]
    if (
        min(sizes) < 1
        or openings[0] is not largest[0]
        or not _is_mostly(NUMBERED_TITLE, largest)
        or _counts_once(others)
        or _is_mostly(CHAPTER_TITLE, others)
    ):
        return openings
    depths = [int(size < largest_size) for size in sizes]
    return [
        TocOpening(
            replace(opening.entry, depth=depth, has_children=below > depth),
            opening.block_index,
            SectionRole.PART if below > depth else SectionRole.CHAPTER,
        )
        for opening, depth, below in zip(openings, depths, [*depths[1:], 0], strict=True)
    ]


def _counts_once(openings: Sequence[TocOpening]) -> bool:
    """Whether most titles have a number that no other one has; scenes count from one in each chapter."""
    numbers = Counter(
        match[0].strip().casefold() for one in openings if (match := NUMBERED_TITLE.match(one.entry.title))
    )
    return 2 * sum(count == 1 for count in numbers.values()) > len(openings)


def _find_heading_size(blocks: Sequence[SourceBlock], index: int) -> int:
    sizes = map(_heading_size, blocks[index : index + LOOK_SEARCH_BLOCKS])
    return next((size for size in sizes if size), 0)


def _heading_size(block: SourceBlock) -> int:
    """How large a heading is, by its level or by its type; 0 if a block isn't set apart."""
    if block.role is SectionRole.HEADING:
        return MAX_LEVEL - block.level
    size = LARGER_TYPE.search(block.formatting) if block.role is None else None
    return int(size[1]) if size else 0


def _drop_scenes(openings: list[TocOpening], blocks: Sequence[SourceBlock]) -> list[TocOpening]:
    """The openings without the scenes that the contents list below their chapters.

    They are shorter than chapters, and most of what stands above them has text of its own, as a part hasn't.
    """
    depth = _find_chapter_depth(openings)
    if depth is None:
        return openings
    chapters = [opening for opening in openings if opening.entry.depth == depth and opening.entry.has_children]
    scenes = [opening for opening in openings if opening.entry.depth > depth]
    if not _is_mostly(CHAPTER_TITLE, scenes) and (
        _is_mostly(NUMBERED_TITLE, chapters) or _are_shorter_than_chapters(openings, depth, blocks)
    ):
        return [
            replace(opening, role=SectionRole.CHAPTER) if opening.entry.depth == depth else opening
            for opening in openings
            if opening.entry.depth <= depth
        ]
    return openings


def _is_mostly(pattern: re.Pattern[str], openings: Sequence[TocOpening]) -> bool:
    """Whether most titles begin like that."""
    return 2 * sum(bool(pattern.match(opening.entry.title)) for opening in openings) > len(openings)


def _are_shorter_than_chapters(openings: Sequence[TocOpening], depth: int, blocks: Sequence[SourceBlock]) -> bool:
    """Whether what the deeper entries begin is too short for chapters, and what it is part of is not too long."""
    totals = list(accumulate(map(_count_block_words, blocks), initial=0))
    whole_words: list[int] = []
    scene_words: list[int] = []
    for opening, end in zip(openings, _find_ends(openings, len(blocks)), strict=True):
        words = totals[end] - totals[opening.block_index]
        if opening.entry.depth <= depth:
            whole_words.append(words)
        elif whole_words:
            whole_words[-1] += words
            scene_words.append(words)
    return bool(scene_words) and median(scene_words) < MIN_CHAPTER_WORDS and median(whole_words) <= MAX_CHAPTER_WORDS


def _find_ends(openings: Sequence[TocOpening], block_count: int) -> list[int]:
    """For each opening the index of the block at which the next one begins, or after the last block."""
    return [*(opening.block_index for opening in openings[1:]), block_count][: len(openings)]


def _find_chapter_depth(openings: Sequence[TocOpening]) -> int | None:
    """The highest level at which most entries with others below them have text of their own."""
    wholes = [opening for opening in openings if opening.entry.has_children]
    counts = Counter(opening.entry.depth for opening in wholes)
    with_text = Counter(opening.entry.depth for opening in wholes if opening.role is SectionRole.CHAPTER)
    return min((depth for depth, count in with_text.items() if count > 1 and 2 * count >= counts[depth]), default=None)


def _drop_duplicates(openings: Iterator[TocOpening]) -> Iterator[TocOpening]:
    """The openings without those that begin at the same block in the same role: only one of them can be a chapter."""
    seen: set[tuple[int, SectionRole, int]] = set()
    for opening in openings:
        key = (opening.block_index, opening.role, opening.entry.depth if opening.role is SectionRole.PART else 0)
        if key not in seen:
            seen.add(key)
            yield opening


def count_story_words(blocks: Sequence[SourceBlock]) -> int:
    """The number of words in story and heading blocks."""
    return sum(map(_count_block_words, blocks))


def _count_block_words(block: SourceBlock) -> int:
    return 0 if block.role is SectionRole.METADATA else len(block.text.split())


def has_story_text(block: SourceBlock) -> bool:
    return block.role in (None, SectionRole.NOTE) and bool(comparison_key(block.text))


def drop_printed_lists(
    blocks: Sequence[SourceBlock], openings: Sequence[TocOpening]
) -> tuple[list[SourceBlock], list[TocOpening]]:
    """The blocks and openings without those of a table of contents inside the book that looks like its chapters.

    Its entries have no story below them, and all of them occur again further on. Programs that look for the word
    "chapter" (calibre, in a plain text) put them into the contents that they make.
    """
    marked_blocks = list(blocks)
    last_places = {comparison_key(opening.entry.title): place for place, opening in enumerate(openings)}
    kept: list[TocOpening] = []
    run: list[TocOpening] = []
    for place, (opening, end) in enumerate(zip(openings, _find_ends(openings, len(blocks)), strict=True)):
        run.append(opening)
        is_repeated = last_places[comparison_key(opening.entry.title)] > place
        if is_repeated and all(_is_listed(blocks[index], last_places) for index in range(opening.block_index, end)):
            continue
        entries = run if is_repeated else run[:-1]
        if len(entries) >= MIN_LISTED_ENTRIES:
            list_end = end if is_repeated else opening.block_index
            _mark_list(marked_blocks, range(entries[0].block_index, list_end), last_places)
            kept += run[len(entries) :]
        else:
            kept += run
        run = []
    return marked_blocks, kept + run


def _is_listed(block: SourceBlock, titles: Container[str]) -> bool:
    """Whether a block has no story, or nothing but one of the titles."""
    return not has_story_text(block) or comparison_key(block.text) in titles


def _mark_list(blocks: list[SourceBlock], places: range, titles: Container[str]) -> None:
    """Marks the titles of a printed table of contents, up to the first story."""
    for index in places:
        block = blocks[index]
        if not _is_listed(block, titles):
            return
        if comparison_key(block.text) in titles and block.role in (None, SectionRole.HEADING):
            blocks[index] = replace(
                block, role=SectionRole.METADATA, reason=TABLE_OF_CONTENTS, title="", level=0, formatting=""
            )

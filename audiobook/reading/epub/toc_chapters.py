"""Marks the chapters of a book where its table of contents says they begin."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from audiobook.model import SectionRole
from audiobook.reading.epub.package import TocEntry
from audiobook.reading.epub.toc_openings import (
    MAX_PAGE_WORDS,
    TocOpening,
    count_story_words,
    drop_printed_lists,
    find_openings,
    has_story_text,
)
from audiobook.reading.source_blocks import BLOCK_SEPARATOR, SourceBlock
from audiobook.text.comparison import comparison_key, is_same_title
from audiobook.text.numerals import parse_number
from audiobook.text.skip_reasons import TITLE_PAGE

# How many blocks after an entry's target are searched for its heading, and how many blocks a heading may take.
HEADING_SEARCH_BLOCKS = 5
MAX_HEADING_BLOCKS = 3
# A table of contents with fewer chapters usually says only "Start".
MIN_CHAPTERS = 2
WORD = re.compile(r"[^\W_]+")
# A number alone, as in the contents: "1", "IV.", "Chapter 3".
BARE_NUMBER = re.compile(r"\W*(?:(?:chapter|chap|ch)\b\.?\s*)?(?P<number>[\w-]+)\W*", re.IGNORECASE)
# A longer heading is not joined to a chapter's number as its title.
MAX_TITLE_CHARACTERS = 120


def mark_toc_chapters(
    blocks: Sequence[SourceBlock], entries: Sequence[TocEntry], title: str, from_ao3: bool, author: str = ""
) -> list[SourceBlock]:
    """The blocks with a CHAPTER wherever an entry of the contents begins one, and a PART wherever a part begins.

    Nothing is marked if the contents name fewer than two chapters.
    """
    openings = find_openings(blocks, entries, from_ao3)
    title_page = _TitlePageFilter(openings, blocks, title, author)
    openings = [opening for opening in openings if not title_page.matches(opening)]
    blocks, openings = drop_printed_lists(blocks, openings)
    blocks, openings = _drop_footnote_chapters(blocks, openings)
    if sum(opening.role is SectionRole.CHAPTER for opening in openings) < MIN_CHAPTERS:
        return list(blocks)
    return _insert_headings(_mark_title_page(blocks, openings, title), openings)


class _TitlePageFilter:
    """Recognizes entries that only name the book or its author: above all others, or on a page without story."""

    def __init__(self, openings: Sequence[TocOpening], blocks: Sequence[SourceBlock], title: str, author: str) -> None:
        self.blocks, self.title, self.author = blocks, title, author
        self._block_indexes = [opening.block_index for opening in openings]
        self._is_short = cache(self._has_no_story)

    def matches(self, opening: TocOpening) -> bool:
        """Whether an entry is only the book's own title, or its author's name."""
        if is_same_title(opening.entry.title, self.title):
            return opening.entry.has_children or self._is_short(opening.block_index)
        return is_same_title(opening.entry.title, self.author) and self._is_short(opening.block_index)

    def _has_no_story(self, index: int) -> bool:
        next_opening = bisect_right(self._block_indexes, index)
        end = self._block_indexes[next_opening] if next_opening < len(self._block_indexes) else len(self.blocks)
        return count_story_words(self.blocks[index:end]) <= MAX_PAGE_WORDS


def _drop_footnote_chapters(
    blocks: Sequence[SourceBlock], openings: list[TocOpening]
) -> tuple[list[SourceBlock], list[TocOpening]]:
    """The blocks and openings without chapters that consist of a heading over footnotes or the like."""
    marked_blocks, chapter_openings = list(blocks), []
    end_indexes = [*(opening.block_index for opening in openings[1:]), len(blocks)]
    for opening, end in zip(openings, end_indexes, strict=False):
        reasons = [block.reason for block in blocks[opening.block_index : end] if block.role is SectionRole.METADATA]
        if (
            opening.role is SectionRole.PART
            or not reasons
            or any(has_story_text(block) for block in blocks[opening.block_index : end])
        ):
            chapter_openings.append(opening)
            continue
        for index in range(opening.block_index, end):
            if marked_blocks[index].role is SectionRole.HEADING:
                marked_blocks[index] = replace(
                    marked_blocks[index], role=SectionRole.METADATA, reason=reasons[0], title="", level=0
                )
    return marked_blocks, chapter_openings


def _mark_title_page(blocks: Sequence[SourceBlock], openings: Sequence[TocOpening], title: str) -> list[SourceBlock]:
    """The blocks, with those before the first chapter marked as a title page if they are nothing more."""
    first_index = openings[0].block_index
    page = blocks[:first_index]
    # A title may take several lines.
    page_letters = "".join(comparison_key(page_block.text) for page_block in page)
    title_letters = comparison_key(title)
    if not title_letters or title_letters not in page_letters or count_story_words(page) > MAX_PAGE_WORDS:
        return list(blocks)
    marked_page = [
        replace(block, role=SectionRole.METADATA, reason=TITLE_PAGE, title="", level=0, excluded_spans=())
        if _is_unclassified(block)
        else block
        for block in page
    ]
    return [*marked_page, *blocks[first_index:]]


def _is_unclassified(block: SourceBlock) -> bool:
    return bool(block.text.strip()) and block.role in (None, SectionRole.HEADING, SectionRole.BREAK)


def _insert_headings(blocks: list[SourceBlock], openings: Sequence[TocOpening]) -> list[SourceBlock]:
    marked_blocks: list[SourceBlock] = []
    next_index = 0
    start_indexes = [*(opening.block_index for opening in openings), len(blocks)]
    for index, opening in enumerate(openings):
        start = max(next_index, opening.block_index)
        marked_blocks += blocks[next_index:start]
        later_indexes = [
            later_opening.block_index
            for later_opening in openings[index + 1 : index + 1 + MAX_HEADING_BLOCKS]
            if later_opening.block_index > opening.block_index
        ]
        end = min([start + HEADING_SEARCH_BLOCKS, len(blocks), *later_indexes])
        preceding, heading, next_index = _find_heading(blocks, start, max(start, end), opening)
        chapter_end = (
            start_indexes[bisect_right(start_indexes, opening.block_index)]
            if opening.block_index < len(blocks)
            else len(blocks)
        )
        if subtitle := _find_subtitle(heading, blocks[next_index:chapter_end]):
            heading, next_index = _join_subtitle(heading, subtitle), next_index + 1
        marked_blocks += [*preceding, heading]
    return marked_blocks + blocks[next_index:]


def _find_heading(
    blocks: list[SourceBlock], start: int, end: int, opening: TocOpening
) -> tuple[list[SourceBlock], SourceBlock, int]:
    """The blocks before an entry's heading, the heading itself, and the index after it."""
    level = opening.entry.depth + 1 if opening.role is SectionRole.PART else 0
    for first in range(start, end):
        last = _heading_end(blocks, first, end, opening.entry.title)
        if last:
            title = _longer_title(opening.entry.title, blocks[first:last])
            return blocks[start:first], _merge_blocks(blocks[first:last], opening.role, title, level), last
        if not _may_precede_heading(blocks[first]):
            break
    # A part's name is read aloud even if the text lacks it; a chapter is announced by its number anyway.
    text = opening.entry.title if opening.role is SectionRole.PART else ""
    return [], SourceBlock(text, opening.role, opening.entry.title, level), start


def _heading_end(blocks: list[SourceBlock], first: int, end: int, title: str) -> int:
    """The index after the heading with this title, 0 if none begins at `first`."""
    for last in range(min(first + MAX_HEADING_BLOCKS, end), first, -1):
        if is_same_title("".join(block.title or block.text for block in blocks[first:last]), title):
            return last
    heading = blocks[first]
    if heading.role is not SectionRole.HEADING:
        return 0
    return first + 1 if _contains_title(heading.title, title) or _contains_title(title, heading.title) else 0


def _contains_title(title: str, other_title: str) -> bool:
    """Whether all words of a title occur in another one in a row: "1" in "1. Rain", but not "I" in "Weir"."""
    words, other_words = WORD.findall(title.casefold()), WORD.findall(other_title.casefold())
    count = len(words)
    return bool(words) and any(
        other_words[index : index + count] == words for index in range(len(other_words) - count + 1)
    )


def _longer_title(title: str, heading_blocks: list[SourceBlock]) -> str:
    """The title in the contents or the heading, whichever says more: "1" there may be "Chapter One: Rain" here."""
    heading_title = heading_blocks[0].title if len(heading_blocks) == 1 else ""
    return heading_title if len(comparison_key(heading_title)) > len(comparison_key(title)) else title


def _find_subtitle(heading: SourceBlock, following: Sequence[SourceBlock]) -> SourceBlock | None:
    """The title below a bare number: the only heading of its level in the chapter, directly below the number."""
    first_block = next(iter(following), None)
    if (
        heading.role is not SectionRole.CHAPTER
        or not heading.text
        or first_block is None
        or first_block.role is not SectionRole.HEADING
    ):
        return None
    number = BARE_NUMBER.fullmatch(heading.title)
    if number is None or parse_number(number["number"]) is None or len(first_block.title) > MAX_TITLE_CHARACTERS:
        return None
    is_only_heading = (
        sum(block.role is SectionRole.HEADING and block.level == first_block.level for block in following) == 1
    )
    return first_block if is_only_heading and any(has_story_text(block) for block in following) else None


def _join_subtitle(heading: SourceBlock, subtitle: SourceBlock) -> SourceBlock:
    title = f"{heading.title.strip(' .:')}: {subtitle.title}"
    return _merge_blocks([heading, subtitle], SectionRole.CHAPTER, title, heading.level)


def _may_precede_heading(block: SourceBlock) -> bool:
    """Whether a block may stand between an entry's target and its heading; anything but story may."""
    return block.role is not None or not block.text.strip() or bool(not comparison_key(block.text))


def _merge_blocks(blocks: list[SourceBlock], role: SectionRole, title: str, level: int) -> SourceBlock:
    anchors = tuple(anchor for block in blocks for anchor in block.anchors)
    return SourceBlock(
        BLOCK_SEPARATOR.join(block.text for block in blocks if block.text), role, title, level, anchors=anchors
    )

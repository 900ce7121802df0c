"""Finds printed tables of contents: entries with page numbers after dots or a gap."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from audiobook.chapters.headings.contents_lists import is_contents_caption
from audiobook.chapters.lines import SourceLine, has_page_reference
from audiobook.text.numerals import parse_whole_number

TRAILING_DIGITS = re.compile(r"\d{1,4}$")
# A page number, also a Roman one, has at most this many characters.
MAX_PAGE_CHARACTERS = 6
# So many entries are a list, or fewer below a caption.
MIN_ENTRIES, MIN_CAPTIONED_ENTRIES = 5, 2
# At most so many short lines may come between two entries: names of parts, and second lines of headings.
MAX_LINES_BETWEEN, MAX_WORDS_BETWEEN = 3, 12
# How many lines above its first entry the caption of a list may be.
MAX_CAPTION_DISTANCE = 4
# At least this share of the page numbers must be no lower than the one before.
MIN_ASCENDING_PAGES = 0.8


def find_printed_contents(lines: Sequence[SourceLine]) -> frozenset[int]:
    """The lines of all printed tables of contents with their captions."""
    wide = (index for group in _group_entries(lines) for index in _list_range(group, lines))
    return frozenset((*wide, *_find_captioned_lists(lines)))


def _find_captioned_lists(lines: Sequence[SourceLine]) -> Iterator[int]:
    """The captions of lists, each with at least two lines directly below it that end in a number.

    Below a caption the gap before the number may be small, and the numbers need not ascend.
    """
    for index, line in enumerate(lines):
        if is_contents_caption(line.text):
            entries = list(
                takewhile(lambda position: _has_trailing_number(lines[position].text), range(index + 1, len(lines)))
            )
            yield from (index, *entries) if len(entries) >= MIN_CAPTIONED_ENTRIES else ()


def _has_trailing_number(text: str) -> bool:
    """Whether a line ends in a page number that is set apart from its words."""
    entry, _, page = text.rstrip().rpartition(" ")
    return (
        entry.endswith((" ", ".", "…", "·"))
        and len(page) <= MAX_PAGE_CHARACTERS
        and parse_whole_number(page) is not None
    )


def _group_entries(lines: Sequence[SourceLine]) -> Iterator[list[int]]:
    """The entries that follow each other with only short lines between them."""
    entries: list[int] = []
    for index in (index for index, line in enumerate(lines) if has_page_reference(line.text)):
        if entries and not _can_be_same_list(entries[-1], index, lines):
            yield entries
            entries = []
        entries.append(index)
    if entries:
        yield entries


def _can_be_same_list(first: int, last: int, lines: Sequence[SourceLine]) -> bool:
    between = lines[first + 1 : last] if last - first <= MAX_LINES_BETWEEN + 1 else None
    return between is not None and all(len(line.text.split()) <= MAX_WORDS_BETWEEN for line in between)


def _list_range(entries: Sequence[int], lines: Sequence[SourceLine]) -> range:
    """The lines from a list's caption to its last entry, none if the entries aren't a list."""
    above = range(entries[0] - 1, max(-1, entries[0] - 1 - MAX_CAPTION_DISTANCE), -1)
    caption = next((index for index in above if is_contents_caption(lines[index].text)), None)
    if len(entries) < (MIN_ENTRIES if caption is None else MIN_CAPTIONED_ENTRIES) or not _is_ascending(entries, lines):
        return range(0)
    return range(entries[0] if caption is None else caption, entries[-1] + 1)


def _is_ascending(entries: Sequence[int], lines: Sequence[SourceLine]) -> bool:
    pages = [int(match[0]) for index in entries if (match := TRAILING_DIGITS.search(lines[index].text))]
    ascending_steps = sum(page <= next_page for page, next_page in pairwise(pages))
    return ascending_steps >= MIN_ASCENDING_PAGES * max(0, len(pages) - 1)

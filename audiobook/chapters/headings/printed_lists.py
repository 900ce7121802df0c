"""Finds lists of contents as printers set them: entries with the numbers of their pages behind dots or a gap."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from audiobook.chapters.headings.contents_lists import is_contents_caption
from audiobook.chapters.lines import SourceLine, ends_in_page
from audiobook.text.numerals import number_of

PAGE = re.compile(r"\d{1,4}$")
MOST_PAGE_CHARACTERS = 6
# So many entries are a list, fewer below a caption; between two of them stand at most so many other short lines, the
# names of parts and what a heading's second line is.
FEWEST, FEWEST_BELOW_CAPTION = 5, 2
MOST_BETWEEN, MOST_WORDS_BETWEEN = 3, 12
# How far above its first entry the caption of a list may stand.
CAPTION_WITHIN = 4
STEPS_UP = 0.8


def printed_contents(lines: Sequence[SourceLine]) -> frozenset[int]:
    """The lines of all printed lists of contents with their captions."""
    wide = (index for stretch in _stretches(lines) for index in _whole_list(stretch, lines))
    return frozenset((*wide, *_below_captions(lines)))


def _below_captions(lines: Sequence[SourceLine]) -> Iterator[int]:
    """The captions of lists, each with the lines right below it that end in a number, at least two of them.

    Below a caption the gap before the number may be small, and the numbers need not count up.
    """
    for index, line in enumerate(lines):
        if is_contents_caption(line.text):
            entries = list(takewhile(lambda at: _ends_in_number(lines[at].text), range(index + 1, len(lines))))
            yield from (index, *entries) if len(entries) >= FEWEST_BELOW_CAPTION else ()


def _ends_in_number(text: str) -> bool:
    """Whether a line ends in the number of a page, apart from its words."""
    entry, _, page = text.rstrip().rpartition(" ")
    return entry.endswith((" ", ".", "…", "·")) and len(page) <= MOST_PAGE_CHARACTERS and number_of(page) is not None


def _stretches(lines: Sequence[SourceLine]) -> Iterator[list[int]]:
    """The entries that follow one another with only short lines between them."""
    found: list[int] = []
    for index in (index for index, line in enumerate(lines) if ends_in_page(line.text)):
        if found and not _may_stand_between(found[-1], index, lines):
            yield found
            found = []
        found.append(index)
    if found:
        yield found


def _may_stand_between(first: int, last: int, lines: Sequence[SourceLine]) -> bool:
    between = lines[first + 1 : last] if last - first <= MOST_BETWEEN + 1 else None
    return between is not None and all(len(line.text.split()) <= MOST_WORDS_BETWEEN for line in between)


def _whole_list(entries: Sequence[int], lines: Sequence[SourceLine]) -> range:
    """The lines from a list's caption to its last entry, none where the entries are no list."""
    above = range(entries[0] - 1, max(-1, entries[0] - 1 - CAPTION_WITHIN), -1)
    caption = next((index for index in above if is_contents_caption(lines[index].text)), None)
    if len(entries) < (FEWEST if caption is None else FEWEST_BELOW_CAPTION) or not _count_up(entries, lines):
        return range(0)
    return range(entries[0] if caption is None else caption, entries[-1] + 1)


def _count_up(entries: Sequence[int], lines: Sequence[SourceLine]) -> bool:
    pages = [int(match[0]) for index in entries if (match := PAGE.search(lines[index].text))]
    up = sum(one <= other for one, other in pairwise(pages))
    return up >= STEPS_UP * max(0, len(pages) - 1)

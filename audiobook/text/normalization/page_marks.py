"""Finds what stands in brackets for the eye of a printed page: footnotes and their marks, pictures, page numbers.

A bracket alone says little: “HP[120]” is story. A mark of a footnote is one where the text has the footnote, or where
the marks count on from one; all others keep their words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise, takewhile

FOOTNOTES, FOOTNOTE_MARK = "footnotes", "footnote mark"
ILLUSTRATION, SIDE_NOTE, PAGE_NUMBER = "illustration", "side note", "page number"
TRANSCRIBERS_NOTE = "transcriber's note"
# Where a footnote is marked, and where one begins: the same key, behind a word or first in its line.
KEY = r"\[(?:\d{1,3}|[A-Z])\]|\{\d{1,3}\}"
MARK = re.compile(rf"(?:{KEY})(?!\w)")
# A footnote goes on to the next one or to a blank line; a star or dagger below one is one, too.
NEXT_NOTE = re.compile(rf"\r?\n[ \t]*(?:\r?\n|(?={KEY}))|\Z")
STARRED = re.compile(r"(?:\r?\n[ \t]*[*†‡§][ \t]?(?![*†‡§\s])[^\n]{1,2000})+")
# Up to a blank line; what a bracket holds beyond that is more likely story than a caption.
WITHIN = r"(?:[^\[\]\n]|\n(?![ \t\r]*\n)){0,2000}"
LABELLED = re.compile(
    rf"\[(?:(?P<picture>Illustration|Decoration|Frontispiece|Music)(?:[:.,]{WITHIN})?|(?P<side>Sidenote:{WITHIN})"
    rf"|(?P<page>(?:[Pp]g\.?|[Pp]age|[Pp]\.) ?(?:\d{{1,4}}|[ivxlc]{{1,8}}))"
    rf"|(?P<by>Transcriber[’']?s?[’']? [Nn]otes?:{WITHIN})"
    r"|(?P<note>Footnote(?: (?P<key>\d{1,3}|[A-Z]))?:[^\[\]]{0,4000}))\]"
)
REASONS = {
    "picture": ILLUSTRATION, "side": SIDE_NOTE, "page": PAGE_NUMBER, "note": FOOTNOTES, "by": TRANSCRIBERS_NOTE
}  # fmt: skip
# The number of a page in braces, and how many of them, each a little higher than the one before, count the pages.
BRACED = re.compile(r"\{(\d{1,4})\}")
FEWEST_PAGES, MOST_PAGES_SKIPPED = 5, 3
# So many marks that count on from one are marks of footnotes wherever these are.
FEWEST_IN_A_SERIES = 3
# Wider than any indent.
WIDEST_INDENT = 60
ANY = re.compile(r"[\[{]")


@dataclass(frozen=True, slots=True)
class PageMark:
    """A stretch of a text, `start` to `end` (exclusive), that is no story; `whole` where it fills lines of its own."""

    start: int
    end: int
    reason: str
    whole: bool = False


@lru_cache(maxsize=2)
def page_marks(source: str) -> tuple[PageMark, ...]:
    """The page marks of a whole text, in order.

    >>> [(one.reason, one.whole) for one in page_marks("A weir[1], HP[120].\\n\\n[Pg 14]\\n\\n[1] Built in May.")]
    [('footnote mark', False), ('page number', True), ('footnotes', True)]
    """
    if not ANY.search(source):
        return ()
    found = sorted([*_labelled(source), *_pages(source), *_footnotes(source)], key=lambda one: (one.start, -one.end))
    marks: list[PageMark] = []
    for one in found:
        if not marks or one.start >= marks[-1].end:
            marks.append(one)
    return tuple(marks)


def _labelled(source: str) -> Iterator[PageMark]:
    for match in LABELLED.finditer(source):
        start, end = match.span()
        whole = _opens_a_line(source, start) and not source[end : end + WIDEST_INDENT].partition("\n")[0].strip()
        yield PageMark(start, end, _reason(match), whole)


def _pages(source: str) -> Iterator[PageMark]:
    """Numbers in braces, where all of them together count the pages; footnotes have each number twice."""
    found = list(BRACED.finditer(source)) if "{" in source else []
    steps = [int(other[1]) - int(one[1]) for one, other in pairwise(found)]
    if len(found) < FEWEST_PAGES or not all(0 < step <= 1 + MOST_PAGES_SKIPPED for step in steps):
        return
    for match in found:
        start, end = match.span()
        whole = _opens_a_line(source, start) and not source[end : end + WIDEST_INDENT].partition("\n")[0].strip()
        gap = not whole and source[start - 1 : start] in (" ", "\t") and not source[end : end + 1].isalnum()
        yield PageMark(start - gap, end, PAGE_NUMBER, whole)


def _reason(match: re.Match[str]) -> str:
    return next(reason for group, reason in REASONS.items() if match[group] is not None)


def _footnotes(source: str) -> Iterator[PageMark]:
    """Footnotes that something before them is marked with, those marks, and marks that count on from one."""
    labelled = {f"[{match['key']}]" for match in LABELLED.finditer(source) if match["key"]}
    waiting: dict[str, list[PageMark]] = {}
    counted: list[tuple[int, PageMark]] = []
    done = 0
    for match in MARK.finditer(source):
        start, end, key = *match.span(), match.group()
        if start < done:
            continue
        if not _opens_a_line(source, start):
            gap = source[start - 1] in " \t"
            mark = PageMark(start - gap, end, FOOTNOTE_MARK)
            waiting.setdefault(key, []).append(mark)
            if key in labelled:
                yield mark
            elif key[1:-1].isdigit() and not gap:
                counted.append((int(key[1:-1]), mark))
        elif key in waiting:
            yield from waiting.pop(key)
            done = _end_of_note(source, end)
            yield PageMark(start, done, FOOTNOTES, whole=True)
    yield from _series(counted)


def _opens_a_line(source: str, start: int) -> bool:
    before = source[max(0, start - WIDEST_INDENT) : start]
    line = before.rpartition("\n")[2]
    return not line.strip() and (line != before or start <= WIDEST_INDENT)


def _end_of_note(source: str, start: int) -> int:
    following = NEXT_NOTE.search(source, start)
    end = following.start() if following else len(source)
    below = source.find("\n", start, end)
    starred = STARRED.match(source, below - (source[below - 1] == "\r"), end) if below >= 0 else None
    end = max(end, starred.end()) if starred else end
    return start + len(source[start:end].rstrip())


def _series(counted: list[tuple[int, PageMark]]) -> Iterator[PageMark]:
    runs: list[list[PageMark]] = [[]]
    for number, mark in counted:
        if number == 1:
            runs.append([])
        if number == len(runs[-1]) + 1:
            runs[-1].append(mark)
    for run in runs:
        yield from run if len(run) >= FEWEST_IN_A_SERIES else ()


def without_page_marks(source: str, start: int, end: int) -> str:
    """The stretch of a source text from `start` to `end` (exclusive) without the page marks in it.

    >>> without_page_marks("A weir [1], old.\\n\\n[1] Built in May.", 0, 16)
    'A weir, old.'
    """
    marks = page_marks(source)
    first = bisect_left(marks, start, key=lambda one: one.start)
    parts, at = [], start
    for one in takewhile(lambda one: one.end <= end, islice(marks, first, None)):
        parts.append(source[at : one.start])
        at = one.end
    return "".join((*parts, source[at:end])) if parts else source[start:end]

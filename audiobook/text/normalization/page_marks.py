"""Finds what a printed page has in brackets: footnotes and their marks, pictures, page numbers.

A bracket alone says little: “HP[120]” is story. A mark belongs to a footnote if the text has that footnote, or if the
marks of the text count up from one; all other brackets are kept.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise, takewhile

from audiobook.text.skip_reasons import (
    FOOTNOTE_MARK,
    FOOTNOTES,
    ILLUSTRATION,
    PAGE_NUMBER,
    SIDE_NOTE,
    TRANSCRIBERS_NOTE,
)

# A footnote's key, both at its mark (after a word) and where the footnote begins (at the start of a line).
NOTE_KEY = r"\[(?:\d{1,3}|[A-Z])\]|\{\d{1,3}\}"
NOTE_MARK = re.compile(rf"(?:{NOTE_KEY})(?!\w)")
# A footnote ends at the next one or at a blank line; notes with a star or dagger may follow it.
NEXT_NOTE = re.compile(rf"\r?\n[ \t]*(?:\r?\n|(?={NOTE_KEY}))|\Z")
STARRED_NOTES = re.compile(r"(?:\r?\n[ \t]*[*†‡§][ \t]?(?![*†‡§\s])[^\n]{1,2000})+")
# Up to a blank line; a bracket with more than that is more likely story than a caption.
BRACKET_TEXT = r"(?:[^\[\]\n]|\n(?![ \t\r]*\n)){0,2000}"
LABELED_BRACKET = re.compile(
    rf"\[(?:(?P<picture>Illustration|Decoration|Frontispiece|Music)(?:[:.,]{BRACKET_TEXT})?|(?P<side>Sidenote:{BRACKET_TEXT})"
    rf"|(?P<page>(?:[Pp]g\.?|[Pp]age|[Pp]\.) ?(?:\d{{1,4}}|[ivxlc]{{1,8}}))"
    rf"|(?P<by>Transcriber[’']?s?[’']? [Nn]otes?:{BRACKET_TEXT})"
    r"|(?P<note>Footnote(?: (?P<key>\d{1,3}|[A-Z]))?:[^\[\]]{0,4000}))\]"
)
REASON_BY_GROUP = {
    "picture": ILLUSTRATION,
    "side": SIDE_NOTE,
    "page": PAGE_NUMBER,
    "note": FOOTNOTES,
    "by": TRANSCRIBERS_NOTE,
}
# Page numbers in braces: so many at least, each at most so many pages after the one before.
BRACED_NUMBER = re.compile(r"\{(\d{1,4})\}")
MIN_PAGES, MAX_PAGES_SKIPPED = 5, 3
# So many marks that count up from one are footnote marks, even without footnotes.
MIN_SERIES_MARKS = 3
# Wider than any indent.
MAX_INDENT = 60
OPENING_BRACKET = re.compile(r"[\[{]")


@dataclass(frozen=True, slots=True)
class PageMark:
    """A part of a text, `start` to `end` (exclusive), that is not story.

    `fills_lines` says that it has lines of its own.
    """

    start: int
    end: int
    reason: str
    fills_lines: bool = False


@lru_cache(maxsize=2)
def find_page_marks(source: str) -> tuple[PageMark, ...]:
    """The page marks of a whole text, in order.

    >>> [(candidate.reason, candidate.fills_lines)
    ...  for candidate in find_page_marks("A weir[1], HP[120].\\n\\n[Pg 14]\\n\\n[1] Built in May.")]
    [('footnote mark', False), ('page number', True), ('footnotes', True)]
    """
    if not OPENING_BRACKET.search(source):
        return ()
    candidates = sorted(
        [*_find_labeled(source), *_find_page_numbers(source), *_find_footnotes(source)],
        key=lambda candidate: (candidate.start, -candidate.end),
    )
    marks: list[PageMark] = []
    for candidate in candidates:
        if not marks or candidate.start >= marks[-1].end:
            marks.append(candidate)
    return tuple(marks)


def _find_labeled(source: str) -> Iterator[PageMark]:
    for match in LABELED_BRACKET.finditer(source):
        start, end = match.span()
        yield PageMark(start, end, _reason_for(match), _fills_lines(source, start, end))


def _find_page_numbers(source: str) -> Iterator[PageMark]:
    """Numbers in braces, if together they count the pages; footnotes would have each number twice."""
    matches = list(BRACED_NUMBER.finditer(source)) if "{" in source else []
    steps = [int(following[1]) - int(previous[1]) for previous, following in pairwise(matches)]
    if len(matches) < MIN_PAGES or not all(0 < step <= 1 + MAX_PAGES_SKIPPED for step in steps):
        return
    for match in matches:
        start, end = match.span()
        fills_lines = _fills_lines(source, start, end)
        gap = not fills_lines and source[start - 1 : start] in (" ", "\t") and not source[end : end + 1].isalnum()
        yield PageMark(start - gap, end, PAGE_NUMBER, fills_lines)


def _reason_for(match: re.Match[str]) -> str:
    return next(reason for group, reason in REASON_BY_GROUP.items() if match[group] is not None)


def _find_footnotes(source: str) -> Iterator[PageMark]:
    """Footnotes with a mark before them, those marks, and marks that count up from one."""
    labeled_keys = {f"[{match['key']}]" for match in LABELED_BRACKET.finditer(source) if match["key"]}
    pending_marks: dict[str, list[PageMark]] = {}
    numbered_marks: list[tuple[int, PageMark]] = []
    note_end = 0
    for match in NOTE_MARK.finditer(source):
        start, end, key = *match.span(), match.group()
        if start < note_end:
            continue
        if not _is_line_start(source, start):
            gap = source[start - 1] in " \t"
            mark = PageMark(start - gap, end, FOOTNOTE_MARK)
            pending_marks.setdefault(key, []).append(mark)
            if key in labeled_keys:
                yield mark
            elif key[1:-1].isdigit() and not gap:
                numbered_marks.append((int(key[1:-1]), mark))
        elif key in pending_marks:
            yield from pending_marks.pop(key)
            note_end = _find_note_end(source, end)
            yield PageMark(start, note_end, FOOTNOTES, fills_lines=True)
    yield from _find_mark_series(numbered_marks)


def _is_line_start(source: str, start: int) -> bool:
    before = source[max(0, start - MAX_INDENT) : start]
    line = before.rpartition("\n")[2]
    return not line.strip() and (line != before or start <= MAX_INDENT)


def _fills_lines(source: str, start: int, end: int) -> bool:
    """Whether nothing else is in the lines from `start` to `end`."""
    return _is_line_start(source, start) and not source[end : end + MAX_INDENT].partition("\n")[0].strip()


def _find_note_end(source: str, start: int) -> int:
    following = NEXT_NOTE.search(source, start)
    end = following.start() if following else len(source)
    line_end = source.find("\n", start, end)
    starred = STARRED_NOTES.match(source, line_end - (source[line_end - 1] == "\r"), end) if line_end >= 0 else None
    end = max(end, starred.end()) if starred else end
    return start + len(source[start:end].rstrip())


def _find_mark_series(numbered_marks: list[tuple[int, PageMark]]) -> Iterator[PageMark]:
    runs: list[list[PageMark]] = [[]]
    for number, mark in numbered_marks:
        if number == 1:
            runs.append([])
        if number == len(runs[-1]) + 1:
            runs[-1].append(mark)
    for run in runs:
        yield from run if len(run) >= MIN_SERIES_MARKS else ()


def strip_page_marks(source: str, start: int, end: int) -> str:
    """A source text from `start` to `end` (exclusive), without its page marks.

    >>> strip_page_marks("A weir [1], old.\\n\\n[1] Built in May.", 0, 16)
    'A weir, old.'
    """
    marks = find_page_marks(source)
    first = bisect_left(marks, start, key=lambda mark: mark.start)
    parts, position = [], start
    for mark in takewhile(lambda mark: mark.end <= end, islice(marks, first, None)):
        parts.append(source[position : mark.start])
        position = mark.end
    return "".join((*parts, source[position:end])) if parts else source[start:end]

"""Finds footnotes: small print at the foot of a page, and the marks in the text that lead there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from audiobook.reading.pdf.content import TextRun
from audiobook.reading.pdf.lines import Line
from audiobook.text.line_ends import SENTENCE_END

# Footnotes are at most this large, compared with the text.
MAX_NOTE_SIZE = 0.93
# A mark is smaller than this share of its line's size, and raised by more than this share of it.
MAX_MARK_SIZE, MIN_MARK_RISE = 0.82, 0.12
MARK = re.compile(r"\s*[\[(]?(?P<key>\d{1,3}|[*∗†‡§¶]{1,3}|[a-z])[\])]?\s*")
NOTE_START = re.compile(r"\s*[\[(]?(?P<key>\d{1,3}|[*∗†‡§¶]{1,3})[\])]?[.:]?\s*(?=\S)")
STAR = str.maketrans("∗", "*")


def mark_key(run: TextRun, line: Line) -> str:
    """The number or sign of a raised footnote mark, "" if a run is none."""
    is_raised = run.size < MAX_MARK_SIZE * line.size and run.baseline > line.baseline + MIN_MARK_RISE * line.size
    match = MARK.fullmatch(run.text) if is_raised else None
    return match["key"].translate(STAR) if match else ""


def find_footnotes(lines: Sequence[Line], body_size: float, is_continued: bool) -> tuple[Line, ...]:
    """The lines of a page that are footnotes; `is_continued` says that a footnote may go on from the page before."""
    start = len(lines)
    while start > 0 and lines[start - 1].size <= MAX_NOTE_SIZE * body_size and _is_below(lines, start - 1):
        start -= 1
    text, small = lines[:start], lines[start:]
    if not small or not text:
        return ()
    keys = {key for line in text for run in line.runs if (key := mark_key(run, line))}
    first = next((index for index, line in enumerate(small) if _begins_note(line, keys, text)), None)
    if first is None:
        return tuple(small) if is_continued else ()
    return tuple(small) if is_continued else tuple(small[first:])


def is_unfinished(notes: Sequence[Line]) -> bool:
    """Whether the last footnote of a page goes on with the next page."""
    return bool(notes) and not SENTENCE_END.search(notes[-1].text)


def _is_below(lines: Sequence[Line], index: int) -> bool:
    return (
        index == 0
        or lines[index].column != lines[index - 1].column
        or (lines[index].baseline <= lines[index - 1].baseline)
    )


def _begins_note(line: Line, keys: set[str], text: Sequence[Line]) -> bool:
    match = NOTE_START.match(line.text)
    if not match:
        return False
    key = match["key"].translate(STAR)
    return key in keys or (not key.isdigit() and any(key in other.text for other in text))

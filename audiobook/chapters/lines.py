"""Cuts a source text into lines that remember where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from audiobook.model import Span

LINE_END = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
# The longest line that a hard-wrapping editor or typesetter leaves, and the shortest it leaves inside a paragraph;
# Project Gutenberg wraps at 72 to 75.
WRAP_WIDTH = 90
SHORTEST_WRAPPED = 45
# How many of the lines that run on must be that long for their ends to be the typesetter's and not the author's.
WRAPPED_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line that holds more than white space: its span without the white space at its ends, and what precedes it.

    `blanks` is the number of blank lines before it; `indent` the number of white-space characters it begins with.
    """

    text: str
    span: Span
    blanks: int
    indent: int


def lines_of(text: str) -> tuple[SourceLine, ...]:
    """The lines of `text` that hold more than white space, with offsets into it."""
    found: list[SourceLine] = []
    blanks = position = 0
    ends = [match.span() for match in LINE_END.finditer(text)]
    for end, following in [*ends, (len(text), len(text))]:
        raw = text[position:end]
        stripped = raw.strip()
        if stripped:
            indent = len(raw) - len(raw.lstrip())
            start = position + indent
            found.append(SourceLine(stripped, Span(start, start + len(stripped)), blanks, indent))
            blanks = 0
        else:
            blanks += 1
        position = following
    return tuple(found)


def is_hard_wrapped(lines: tuple[SourceLine, ...]) -> bool:
    """Whether line ends inside paragraphs are only the typesetter's.

    So it is where next to no line is longer than WRAP_WIDTH, and the lines that another follows at once fill it.
    """
    running_on = [len(line.text) for line, following in pairwise(lines) if following.blanks == 0]
    if len(running_on) < 3:
        return False
    too_long = sum(len(line.text) > WRAP_WIDTH for line in lines)
    filled = sum(length >= SHORTEST_WRAPPED for length in running_on)
    return too_long <= 0.02 * len(lines) and filled >= WRAPPED_SHARE * len(running_on)

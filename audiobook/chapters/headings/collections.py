"""Finds the names of a collection's stories, below each of which its pieces are counted from one on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Protocol

from audiobook.chapters.headings.candidates import Candidate
from audiobook.chapters.headings.levels import MOST_MOTTO_WORDS, LevelHeading
from audiobook.chapters.headings.patterns import Form, Heading, could_be_title, heading_in
from audiobook.chapters.headings.word_counts import WordCount
from audiobook.chapters.lines import SourceLine
from audiobook.model import Role, Section

# Numbers that are no headings of the file are deeper than any that are.
LEVEL_OF_NUMBERS = 7
FEWEST_STORIES = 2


class _Placed(Protocol):
    """A heading and its line."""

    @property
    def line(self) -> int: ...
    @property
    def heading(self) -> Heading | None: ...


def names_above(headings: Sequence[_Placed], lines: Sequence[SourceLine]) -> list[tuple[int, str]]:
    """The lines right above bare numbers that begin again, where they name the stories of a collection.

    The first story's name may stand on the title page.
    """
    first = [one.line for one in headings if _number(one) == 1]
    above = [(line - 1, lines[line - 1].text.strip(" .*_#")) for line in first if line and _could_name(line - 1, lines)]
    names = {name.casefold() for _, name in above}
    return above if len(first) > 1 and len(names) == len(above) >= len(first) - 1 else []


def numbers_below(
    names: Sequence[LevelHeading], numbers: Sequence[Candidate], lines: Sequence[SourceLine], told: WordCount
) -> list[LevelHeading]:
    """The numbers alone on a line that count the pieces of stories whose names are the file's headings.

    None where they do not begin right below most of the names, and count on by one from there.
    """
    if any(one.heading and one.heading.number for one in names):
        return []
    starts = [name.line for name in names]
    counts: dict[int, list[Candidate]] = {}
    for one in numbers:
        if _number(one) is not None:
            counts.setdefault(bisect_right(starts, one.line) - 1, []).append(one)
    kept = [count for at, count in counts.items() if at >= 0 and _counts_pieces(names[at], count, told)]
    if len(kept) < FEWEST_STORIES or len(kept) < len(names) / 2:
        return []
    return [_as_level(one, lines) for count in kept for one in count]


def _counts_pieces(name: LevelHeading, count: Sequence[Candidate], told: WordCount) -> bool:
    """Whether all numbers below a name count on from one, which stands right below it."""
    near = told.between(name.end - 1, count[0].line) <= MOST_MOTTO_WORDS
    return near and len(count) > 1 and [_number(one) for one in count] == [*range(1, len(count) + 1)]


def _as_level(one: Candidate, lines: Sequence[SourceLine]) -> LevelHeading:
    line = lines[one.line]
    return LevelHeading(Section(Role.HEADING, line.span, line.text, LEVEL_OF_NUMBERS), one.line, 1, one.heading)


def _number(one: _Placed) -> int | None:
    """The bare number that a heading is, None for any other."""
    heading = one.heading
    return heading.place[0] if heading and heading.form is Form.NUMBER and len(heading.place) == 1 else None


def _could_name(index: int, lines: Sequence[SourceLine]) -> bool:
    line = lines[index]
    return (index == 0 or line.blanks > 0) and could_be_title(line.text) and heading_in(line.text) is None

"""Lines that read like headings, as candidates for what opens a chapter, and how their numbers follow one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audiobook.chapters.headings.patterns import Form, Heading, could_be_title, heading_in
from audiobook.chapters.lines import SourceLine
from audiobook.text.numerals import Number


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that reads like a heading, by its place in the list of lines."""

    line: int
    heading: Heading


def candidates_of(lines: Sequence[SourceLine]) -> list[Candidate]:
    """Every line that reads like a heading, in order; the weaker forms only where they stand alone."""
    found = []
    for index, line in enumerate(lines):
        heading = heading_in(line.text)
        if heading is None:
            continue
        candidate = Candidate(index, heading)
        if heading.form in (Form.CHAPTER, Form.PART) or is_isolated(candidate, lines):
            found.append(candidate)
    return found


def is_isolated(candidate: Candidate, lines: Sequence[SourceLine]) -> bool:
    """Whether a heading stands alone, with blank lines around it; the title of a bare number may stand below it."""
    index = candidate.line
    before = index == 0 or lines[index].blanks > 0
    after = index + 1 == len(lines) or lines[index + 1].blanks > 0
    return before and (after or candidate.heading.form is Form.NAMED or _stands_over_title(candidate, lines))


def _stands_over_title(candidate: Candidate, lines: Sequence[SourceLine]) -> bool:
    """Whether a number alone on its line has its title right below it, and nothing else."""
    below = candidate.line + 1
    if candidate.heading.form not in (Form.NUMBER, Form.COUNTED) or candidate.heading.title:
        return False
    ends = below + 1 == len(lines) or lines[below + 1].blanks > 0
    return ends and could_be_title(lines[below].text)


def is_next(before: Number, after: Number) -> bool:
    """Whether a number is the one after another, in one of the ways in which people count.

    >>> is_next((2,), (3,)), is_next((2,), (2, 5)), is_next((1, 10), (2, 1)), is_next((1,), (3,))
    (True, True, True, False)
    """
    if len(before) == len(after) == 2 and before[0] == after[0]:
        return before[1] < after[1]
    return after[0] == before[0] + 1 or (after[0] == before[0] and len(before) < len(after))

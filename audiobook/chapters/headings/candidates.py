"""Lines that read like headings, as candidates for chapter openings, and how their numbers follow each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audiobook.chapters.headings.patterns import Heading, HeadingForm, could_be_title, parse_heading
from audiobook.chapters.lines import SourceLine
from audiobook.text.numerals import Number


@dataclass(frozen=True, slots=True)
class HeadingCandidate:
    """A line that reads like a heading, by its index in the list of lines."""

    line: int
    heading: Heading


def find_heading_candidates(lines: Sequence[SourceLine]) -> list[HeadingCandidate]:
    """All lines that read like headings, in order; the weaker forms only if they stand alone."""
    candidates = []
    for index, line in enumerate(lines):
        heading = parse_heading(line.text)
        if heading is None:
            continue
        candidate = HeadingCandidate(index, heading)
        if heading.form in (HeadingForm.CHAPTER, HeadingForm.PART) or is_isolated(candidate, lines):
            candidates.append(candidate)
    return candidates


def is_isolated(candidate: HeadingCandidate, lines: Sequence[SourceLine]) -> bool:
    """Whether a heading has blank lines around it; the title of a bare number may be directly below it."""
    index = candidate.line
    before = index == 0 or lines[index].blanks_before > 0
    after = index + 1 == len(lines) or lines[index + 1].blanks_before > 0
    return before and (after or candidate.heading.form is HeadingForm.NAMED or _has_title_below(candidate, lines))


def _has_title_below(candidate: HeadingCandidate, lines: Sequence[SourceLine]) -> bool:
    """Whether a number alone on its line has a title directly below it, and nothing else."""
    below = candidate.line + 1
    if candidate.heading.form not in (HeadingForm.NUMBER, HeadingForm.COUNTED) or candidate.heading.title:
        return False
    ends = below + 1 == len(lines) or lines[below + 1].blanks_before > 0
    return ends and could_be_title(lines[below].text)


def is_next_number(before: Number, after: Number) -> bool:
    """Whether a number follows another in one of the ways in which people count.

    >>> (is_next_number((2,), (3,)), is_next_number((2,), (2, 5)), is_next_number((1, 10), (2, 1)),
    ... is_next_number((1,), (3,)))
    (True, True, True, False)
    """
    if len(before) == len(after) == 2 and before[0] == after[0]:
        return before[1] < after[1]
    return after[0] == before[0] + 1 or (after[0] == before[0] and len(before) < len(after))

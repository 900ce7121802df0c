"""Finds the titles of a collection's stories, each with sections numbered from one below it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Protocol

from audiobook.chapters.headings.candidates import HeadingCandidate
from audiobook.chapters.headings.outline import MAX_EPIGRAPH_WORDS, OutlineNode
from audiobook.chapters.headings.patterns import Heading, HeadingForm, could_be_title, parse_heading
from audiobook.chapters.headings.word_counts import WordCounts
from audiobook.chapters.lines import SourceLine
from audiobook.model import Section, SectionRole

# Numbers that aren't headings of the file are deeper than all that are.
BARE_NUMBER_LEVEL = 7
# A collection has at least this many stories with numbered sections.
MIN_STORIES = 2


class _HeadingLine(Protocol):
    """A heading and its line."""

    @property
    def line(self) -> int: ...
    @property
    def heading(self) -> Heading | None: ...


def find_story_names(headings: Sequence[_HeadingLine], lines: Sequence[SourceLine]) -> list[tuple[int, str]]:
    """The lines directly above bare numbers that restart at one, if they are the titles of a collection's stories.

    The first story's title may be on the title page.
    """
    first = [heading.line for heading in headings if _bare_number(heading) == 1]
    above = [
        (line - 1, lines[line - 1].text.strip(" .*_#"))
        for line in first
        if line and _can_be_story_name(line - 1, lines)
    ]
    names = {name.casefold() for _, name in above}
    return above if len(first) > 1 and len(names) == len(above) >= len(first) - 1 else []


def find_story_numbers(
    names: Sequence[OutlineNode],
    numbers: Sequence[HeadingCandidate],
    lines: Sequence[SourceLine],
    word_counts: WordCounts,
) -> list[OutlineNode]:
    """The numbers alone on a line that number the sections of stories whose titles are headings of the file.

    None if they don't begin directly below most of the titles, and count up by one from there.
    """
    if any(entry.heading and entry.heading.number for entry in names):
        return []
    starts = [name.line for name in names]
    counts: dict[int, list[HeadingCandidate]] = {}
    for entry in numbers:
        if _bare_number(entry) is not None:
            counts.setdefault(bisect_right(starts, entry.line) - 1, []).append(entry)
    story_counts = [
        count
        for name_index, count in counts.items()
        if name_index >= 0 and _is_numbered_from_one(names[name_index], count, word_counts)
    ]
    if len(story_counts) < MIN_STORIES or len(story_counts) < len(names) / 2:
        return []
    return [_to_outline_node(entry, lines) for count in story_counts for entry in count]


def _is_numbered_from_one(name: OutlineNode, count: Sequence[HeadingCandidate], word_counts: WordCounts) -> bool:
    """Whether all numbers below a title count up from one, which is directly below it."""
    is_near = word_counts.words_between(name.end - 1, count[0].line) <= MAX_EPIGRAPH_WORDS
    return (
        is_near and len(count) > 1 and [_bare_number(candidate) for candidate in count] == [*range(1, len(count) + 1)]
    )


def _to_outline_node(candidate: HeadingCandidate, lines: Sequence[SourceLine]) -> OutlineNode:
    line = lines[candidate.line]
    return OutlineNode(
        Section(SectionRole.HEADING, line.span, line.text, BARE_NUMBER_LEVEL), candidate.line, 1, candidate.heading
    )


def _bare_number(heading_line: _HeadingLine) -> int | None:
    """The number that is all of a heading, None for any other heading."""
    heading = heading_line.heading
    return (
        heading.full_number[0]
        if heading and heading.form is HeadingForm.NUMBER and len(heading.full_number) == 1
        else None
    )


def _can_be_story_name(index: int, lines: Sequence[SourceLine]) -> bool:
    line = lines[index]
    return (index == 0 or line.blanks_before > 0) and could_be_title(line.text) and parse_heading(line.text) is None

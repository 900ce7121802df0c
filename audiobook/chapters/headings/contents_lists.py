"""Finds lists of contents among the lines of a story: headings that count on without a story between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from audiobook.chapters.headings.candidates import Candidate, is_next
from audiobook.chapters.headings.patterns import could_be_title, heading_in
from audiobook.chapters.lines import SourceLine
from audiobook.chapters.rules import letters_of
from audiobook.text.numerals import Number

# Why such a list is left out.
CONTENTS = "table of contents"
# A contents list has at least this many entries, each with less than this between it and the next.
SHORTEST_CONTENTS = 3
MOST_BETWEEN_ENTRIES = 200
# A stop inside a line: it is more than a title.
INNER_STOP = re.compile(r"(?<!\b[A-Z])(?<!\bMr)(?<!\bMrs)(?<!\bDr)(?<!\bSt)[.!?] ")


def contents_of(candidates: Sequence[Candidate], lines: Sequence[SourceLine]) -> frozenset[int]:
    """The lines of lists of contents: headings that count on with no story between, and their caption."""
    listed: set[int] = set()
    lists = _Lists(candidates, lines)
    run: list[Candidate] = []
    for candidate, following in zip_longest(candidates, candidates[1:]):
        run.append(candidate)
        bare = following is not None and _nothing_told(candidate.line, following.line, lines)
        if following is not None and bare and _counts_on(candidate, following):
            continue
        # The last of a list is followed by the book's first heading, or by story that belongs to neither.
        entries = run if bare or lists.comes_again(run[-1]) else run[:-1]
        if entries and lists.holds(entries):
            listed.update(lists.lines_of(entries))
        run = []
    captions = {line - 1 for line in listed if line and is_contents_caption(lines[line - 1].text)}
    return frozenset(listed | captions)


class _Lists:
    """The lists of contents of a book, asked for one after the other; no line is looked at again for the next one."""

    def __init__(self, candidates: Sequence[Candidate], lines: Sequence[SourceLine]) -> None:
        self.lines = lines
        self._last = {_named(one): one.line for one in candidates}
        self._listed = 0
        self._ends = {False: 0, True: 0}

    def comes_again(self, candidate: Candidate) -> bool:
        """Whether the heading stands later in the book once more; then this one is a list's last line."""
        return self._last[_named(candidate)] > candidate.line

    def holds(self, entries: Sequence[Candidate]) -> bool:
        """Whether headings that count on with no story between are a list."""
        first = entries[0].line
        captioned = first > 0 and is_contents_caption(self.lines[first - 1].text)
        again = all(self.comes_again(entry) for entry in entries)
        fewest = SHORTEST_CONTENTS - captioned - again
        return len(entries) >= fewest

    def lines_of(self, entries: Sequence[Candidate]) -> range:
        """The lines of a list that no list before it has."""
        first = max(entries[0].line, self._listed)
        self._listed = max(self._listed, self._end(entries))
        return range(first, self._listed)

    def _end(self, entries: Sequence[Candidate]) -> int:
        """The line after a list's last one: entries that read like no heading go on as closely as the others stood."""
        within = range(entries[0].line + 1, entries[-1].line + 1)
        apart = any(self.lines[index].blanks > 0 for index in within)
        end = entries[-1].line + 1
        # Where the same kind of list before it went on beyond this place, this one ends there too.
        end = max(end, self._ends[apart])
        while end < len(self.lines) and self._goes_on(self.lines[end], apart):
            end += 1
        self._ends[apart] = end
        return end

    @staticmethod
    def _goes_on(line: SourceLine, apart: bool) -> bool:
        return line.blanks <= apart and could_be_title(line.text) and not (apart and heading_in(line.text))


def _named(candidate: Candidate) -> tuple[Number | None, str]:
    return candidate.heading.number, candidate.heading.label


def _counts_on(one: Candidate, other: Candidate) -> bool:
    """Whether two entries of a list follow each other: by their numbers, or as a prologue does."""
    before, after = one.heading.place, other.heading.place
    return not before or not after or is_next(before, after)


def is_contents_caption(text: str) -> bool:
    """Whether a line is the caption of a list of contents.

    >>> is_contents_caption("TABLE OF CONTENTS"), is_contents_caption("Contents of the box")
    (True, False)
    """
    return letters_of(text[:80]) in ("contents", "tableofcontents", "chapters", "chapterlist")  # more is a paragraph


def _nothing_told(first: int, second: int, lines: Sequence[SourceLine]) -> bool:
    """Whether only titles stand between two lines, and no sentence of a story."""
    between = [lines[index].text for index in range(first + 1, second)]
    titles = all(could_be_title(text) and not INNER_STOP.search(text) for text in between)
    return titles and sum(len(text) for text in between) <= MOST_BETWEEN_ENTRIES

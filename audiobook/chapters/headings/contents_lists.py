"""Finds tables of contents among the lines of a story: headings that count up without story between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from audiobook.chapters.headings.candidates import HeadingCandidate, is_next_number
from audiobook.chapters.headings.patterns import could_be_title, parse_heading
from audiobook.chapters.line_rules import letters_only
from audiobook.chapters.lines import SourceLine
from audiobook.text.numerals import Number

# A table of contents has at least this many entries, with fewer than this many characters between two of them.
MIN_CONTENTS_ENTRIES = 3
MAX_CHARACTERS_BETWEEN = 200
# The end of a sentence inside a line: such a line is more than a title.
INNER_SENTENCE_END = re.compile(r"(?<!\b[A-Z])(?<!\bMr)(?<!\bMrs)(?<!\bDr)(?<!\bSt)[.!?] ")


def find_contents_lines(candidates: Sequence[HeadingCandidate], lines: Sequence[SourceLine]) -> frozenset[int]:
    """The lines of tables of contents: headings that count up with no story between them, and their caption."""
    contents_lines: set[int] = set()
    lists = _ContentsLists(candidates, lines)
    run: list[HeadingCandidate] = []
    for candidate, following in zip_longest(candidates, candidates[1:]):
        run.append(candidate)
        is_adjacent = following is not None and _has_only_titles_between(candidate.line, following.line, lines)
        if following is not None and is_adjacent and _is_successor(candidate, following):
            continue
        # A list's last entry is followed by the book's first heading, or by story.
        entries = run if is_adjacent or lists.is_repeated_later(run[-1]) else run[:-1]
        if entries and lists.is_contents_list(entries):
            contents_lines.update(lists.claim_lines(entries))
        run = []
    captions = {line - 1 for line in contents_lines if line and is_contents_caption(lines[line - 1].text)}
    return frozenset(contents_lines | captions)


def find_repeated_lists(candidates: Sequence[HeadingCandidate], lines: Sequence[SourceLine]) -> frozenset[int]:
    """The headings in tables of contents that all occur again later in the book."""
    last_lines = {_heading_key(candidate): candidate.line for candidate in candidates}
    repeated = {candidate.line for candidate in candidates if last_lines[_heading_key(candidate)] > candidate.line}
    return find_contents_lines(candidates, lines) & repeated if len(repeated) >= MIN_CONTENTS_ENTRIES else frozenset()


class _ContentsLists:
    """The tables of contents of a book, checked one after the other; no line is checked again for the next one."""

    def __init__(self, candidates: Sequence[HeadingCandidate], lines: Sequence[SourceLine]) -> None:
        self.lines = lines
        self._last_lines = {_heading_key(candidate): candidate.line for candidate in candidates}
        self._claimed_end = 0
        self._ends = {False: 0, True: 0}

    def is_repeated_later(self, candidate: HeadingCandidate) -> bool:
        """Whether the heading occurs again later in the book; then this one is the last line of a list."""
        return self._last_lines[_heading_key(candidate)] > candidate.line

    def is_contents_list(self, entries: Sequence[HeadingCandidate]) -> bool:
        """Whether headings that count up with no story between them are a table of contents."""
        first = entries[0].line
        has_caption = first > 0 and is_contents_caption(self.lines[first - 1].text)
        all_repeated = all(self.is_repeated_later(entry) for entry in entries)
        fewest = MIN_CONTENTS_ENTRIES - has_caption - all_repeated
        return len(entries) >= fewest

    def claim_lines(self, entries: Sequence[HeadingCandidate]) -> range:
        """The lines of a list that no earlier list has claimed."""
        first = max(entries[0].line, self._claimed_end)
        self._claimed_end = max(self._claimed_end, self._find_end(entries))
        return range(first, self._claimed_end)

    def _find_end(self, entries: Sequence[HeadingCandidate]) -> int:
        """The line after a list's last one; entries that don't read like headings continue as closely spaced as the
        others.
        """
        within = range(entries[0].line + 1, entries[-1].line + 1)
        is_spaced = any(self.lines[index].blanks_before > 0 for index in within)
        end = entries[-1].line + 1
        # If an earlier list of this kind ended further down, this one ends there too.
        end = max(end, self._ends[is_spaced])
        while end < len(self.lines) and self._can_continue(self.lines[end], is_spaced):
            end += 1
        self._ends[is_spaced] = end
        return end

    @staticmethod
    def _can_continue(line: SourceLine, is_spaced: bool) -> bool:
        return (
            line.blanks_before <= is_spaced
            and could_be_title(line.text)
            and not (is_spaced and parse_heading(line.text))
        )


def _heading_key(candidate: HeadingCandidate) -> tuple[Number | None, str]:
    return candidate.heading.number, candidate.heading.label


def _is_successor(entry: HeadingCandidate, following: HeadingCandidate) -> bool:
    """Whether one entry of a list may follow another: by their numbers, or if one has none."""
    before, after = entry.heading.full_number, following.heading.full_number
    return not before or not after or is_next_number(before, after)


def is_contents_caption(text: str) -> bool:
    """Whether a line is the caption of a table of contents.

    >>> is_contents_caption("TABLE OF CONTENTS"), is_contents_caption("Contents of the box")
    (True, False)
    """
    return letters_only(text[:80]) in ("contents", "tableofcontents", "chapters", "chapterlist")  # more is a paragraph


def _has_only_titles_between(first: int, second: int, lines: Sequence[SourceLine]) -> bool:
    """Whether there are only titles between two lines, and no sentence of a story."""
    between = [lines[index].text for index in range(first + 1, second)]
    titles = all(could_be_title(text) and not INNER_SENTENCE_END.search(text) for text in between)
    return titles and sum(len(text) for text in between) <= MAX_CHARACTERS_BETWEEN

"""Counts the words of a story between its lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from statistics import median

from audiobook.chapters.lines import SourceLine
from audiobook.chapters.note_labels import ANY_NOTE, matches_any

# A heading has a tale below it where at least so many words stand there; what is only a list or a title has fewer.
FEWEST_TOLD = 15
SHORTEST_STORY = 300
# What is told below a number is a chapter of its own from so many words on; a chapter has no more than the second, and
# one of fewer than the third is in a story too short to say.
LONG_SECTION, MOST_CHAPTER_WORDS, SHORT_CHAPTER = 500, 12_000, 400


def are_chapters(sections: Sequence[int], wholes: Sequence[int]) -> bool:
    """Whether what stands below numbers is a chapter, and not a section of what stands below a name.

    Both are given by their words. So it is where the sections are long, the wholes are longer than any chapter, or all
    is so short that only the headings can say.
    """
    usual = median(wholes)
    return median(sections) >= LONG_SECTION or usual > MOST_CHAPTER_WORDS or usual < SHORT_CHAPTER


class WordCount:
    """How many words stand between two lines."""

    def __init__(self, lines: Sequence[SourceLine], listed: frozenset[int] = frozenset()) -> None:
        """`listed` are the lines of contents lists and the like, whose words are nobody's tale."""
        counts = (0 if at in listed else len(line.text.split()) for at, line in enumerate(lines))
        self._before = list(accumulate(counts, initial=0))
        self._lines, self._listed = lines, listed

    def between(self, first: int, last: int) -> int:
        """The words of the lines after `first` and before `last`."""
        return max(0, self._before[min(last, len(self._before) - 1)] - self._before[first + 1])

    def text(self, first: int, last: int) -> str:
        """The words of the lines after `first` and before `last`."""
        at = range(first + 1, last)
        return " ".join(self._lines[index].text for index in at if index not in self._listed)

    def notes_follow(self, line: int) -> bool:
        """Whether what stands right below a line is labelled as an author's note."""
        return line + 1 < self.lines and matches_any(ANY_NOTE, self._lines[line + 1].text)

    @property
    def fewest(self) -> int:
        """How many words make a tale and not a title page's lines; in the shortest of stories, any."""
        return FEWEST_TOLD if self.whole >= SHORTEST_STORY else 1

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return len(self._before) - 1

    @property
    def whole(self) -> int:
        """The words of all lines."""
        return self._before[-1]

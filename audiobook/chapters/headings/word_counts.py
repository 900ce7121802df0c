"""Counts the words of a story between its lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from statistics import median

from audiobook.chapters.lines import SourceLine
from audiobook.chapters.note_labels import ANY_NOTE, matches_any_rule

# A heading has a tale below it where at least so many words stand there; what is only a list or a title has fewer.
MIN_BODY_WORDS = 15
MIN_STORY_WORDS = 300
# What is told below a number is a chapter of its own from so many words on; a chapter has no more than the second, and
# one of fewer than the third is in a story too short to say.
LONG_SECTION_WORDS, MAX_CHAPTER_WORDS, SHORT_CHAPTER_WORDS = 500, 12_000, 400


def are_sections_chapters(section_words: Sequence[int], whole_words: Sequence[int]) -> bool:
    """Whether what stands below numbers is a chapter, and not a section of what stands below a name.

    Both are given by their words. So it is where the sections are long, the wholes are longer than any chapter, or all
    is so short that only the headings can say.
    """
    median_words = median(whole_words)
    return (
        median(section_words) >= LONG_SECTION_WORDS
        or median_words > MAX_CHAPTER_WORDS
        or median_words < SHORT_CHAPTER_WORDS
    )


class WordCounts:
    """How many words stand between two lines."""

    def __init__(self, lines: Sequence[SourceLine], ignored_lines: frozenset[int] = frozenset()) -> None:
        """`ignored_lines` are the lines of contents lists and the like, whose words are nobody's tale."""
        counts = (0 if index in ignored_lines else len(line.text.split()) for index, line in enumerate(lines))
        self._cumulative = list(accumulate(counts, initial=0))
        self._lines, self._ignored_lines = lines, ignored_lines

    def words_between(self, first: int, last: int) -> int:
        """The words of the lines after `first` and before `last`."""
        return max(0, self._cumulative[min(last, len(self._cumulative) - 1)] - self._cumulative[first + 1])

    def words_below(self, starts: Sequence[int], last_lines: Sequence[int] = ()) -> list[int]:
        """The words below each heading, up to the next heading or the end of the story.

        `starts` are the headings' first lines, `last_lines` their last ones where they may take several lines.
        """
        ends = [*starts[1:], self.line_count][: len(starts)]
        return [self.words_between(last, end) for last, end in zip(last_lines or starts, ends, strict=True)]

    def text_between(self, first: int, last: int) -> str:
        """The words of the lines after `first` and before `last`."""
        line_range = range(first + 1, last)
        return " ".join(self._lines[index].text for index in line_range if index not in self._ignored_lines)

    def has_note_below(self, line: int) -> bool:
        """Whether what stands right below a line is labelled as an author's note."""
        return line + 1 < self.line_count and matches_any_rule(ANY_NOTE, self._lines[line + 1].text)

    @property
    def min_body_words(self) -> int:
        """How many words make a tale and not a title page's lines; in the shortest of stories, any."""
        return MIN_BODY_WORDS if self.total_words >= MIN_STORY_WORDS else 1

    @property
    def line_count(self) -> int:
        """How many lines there are."""
        return len(self._cumulative) - 1

    @property
    def total_words(self) -> int:
        """The words of all lines."""
        return self._cumulative[-1]

"""Counts the words of a story between lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from statistics import median

from audiobook.chapters.lines import SourceLine
from audiobook.chapters.note_labels import ANY_NOTE, matches_any_rule

# A heading has story below it if at least this many words follow; a list or a title has fewer.
MIN_BODY_WORDS = 15
# In a shorter text any words below a heading count as story.
MIN_STORY_WORDS = 300
# Text below a number is a chapter from the first limit on; no chapter is longer than the second; a story whose chapters
# are shorter than the third is too short to tell.
LONG_SECTION_WORDS, MAX_CHAPTER_WORDS, SHORT_CHAPTER_WORDS = 500, 12_000, 400


def are_sections_chapters(section_words: Sequence[int], whole_words: Sequence[int]) -> bool:
    """Whether the text below numbers is a chapter, and not a section of the text below a name.

    Both are given by their numbers of words. That is so if the sections are long, if the wholes are longer than any
    chapter, or if everything is so short that only the headings can decide.
    """
    median_words = median(whole_words)
    return (
        median(section_words) >= LONG_SECTION_WORDS
        or median_words > MAX_CHAPTER_WORDS
        or median_words < SHORT_CHAPTER_WORDS
    )


class WordCounts:
    """The number of words between two lines."""

    def __init__(self, lines: Sequence[SourceLine], ignored_lines: frozenset[int] = frozenset()) -> None:
        """`ignored_lines` are those of tables of contents and the like, whose words don't count."""
        counts = (0 if index in ignored_lines else len(line.text.split()) for index, line in enumerate(lines))
        self._cumulative = list(accumulate(counts, initial=0))
        self._lines, self._ignored_lines = lines, ignored_lines

    def words_between(self, first: int, last: int) -> int:
        """The number of words in the lines after `first` and before `last`."""
        return max(0, self._cumulative[min(last, len(self._cumulative) - 1)] - self._cumulative[first + 1])

    def words_below(self, starts: Sequence[int], last_lines: Sequence[int] = ()) -> list[int]:
        """The words below each heading, up to the next heading or the end of the story.

        `starts` are the headings' first lines, `last_lines` their last ones where they may take several lines.
        """
        ends = [*starts[1:], self.line_count][: len(starts)]
        return [self.words_between(last, end) for last, end in zip(last_lines or starts, ends, strict=True)]

    def text_between(self, first: int, last: int) -> str:
        """The text of the lines after `first` and before `last`."""
        line_range = range(first + 1, last)
        return " ".join(self._lines[index].text for index in line_range if index not in self._ignored_lines)

    def has_note_below(self, line: int) -> bool:
        """Whether the line directly below a line is labeled as an author's note."""
        return line + 1 < self.line_count and matches_any_rule(ANY_NOTE, self._lines[line + 1].text)

    @property
    def min_body_words(self) -> int:
        """How many words below a heading make it more than a title page; in very short stories, any."""
        return MIN_BODY_WORDS if self.total_words >= MIN_STORY_WORDS else 1

    @property
    def line_count(self) -> int:
        """The number of lines."""
        return len(self._cumulative) - 1

    @property
    def total_words(self) -> int:
        """The number of words in all lines."""
        return self._cumulative[-1]

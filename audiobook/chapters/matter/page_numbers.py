"""Finds the numbers of a book's pages that stand in paragraphs of their own, as converted books have them.

A number alone is more often that of a section, so such lines must count up through the book, and cut sentences in two
or say "page".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from audiobook.chapters.lines import SourceLine
from audiobook.text.line_ends import SENTENCE_END

PAGE_LINE = re.compile(
    r"[\W_]{0,4}(?P<word>(?:page|pg|p)\b\.?\s?)?(?P<number>\d{1,4})(?:\s?(?:of|/)\s?\d{1,4})?[\W_]{0,4}", re.IGNORECASE
)
MAX_PAGE_LINE_CHARACTERS = 24
# What is above a number is part of a sentence only if it has so many words; of a long line its end is looked at.
MIN_SENTENCE_WORDS, MAX_LINE_END = 5, 120
# How many numbers there must be; this share of their steps leads up, by no more than so many pages, and this share of
# those without the word stands amid a sentence.
MIN_PAGE_LINES, MIN_ASCENDING_SHARE, MAX_SKIPPED_PAGES, MIN_MID_SENTENCE_SHARE = 5, 0.9, 3, 0.3


def find_page_number_lines(lines: Sequence[SourceLine], free: Sequence[int]) -> frozenset[int]:
    """Those of the free lines (their numbers, in order) that only say the number of a page."""
    matches = [(index, match) for index in free if (match := _match_page_line(lines[index].text))]
    labeled = [(index, match) for index, match in matches if match["word"]]
    bare_numbers = [(index, match) for index, match in matches if not match["word"]]
    mid_sentence_count = sum(_is_mid_sentence(index, lines) for index, _ in bare_numbers)
    pages = [
        *(labeled if _is_ascending(labeled) else ()),
        *(
            bare_numbers
            if mid_sentence_count >= MIN_MID_SENTENCE_SHARE * len(bare_numbers) and _is_ascending(bare_numbers)
            else ()
        ),
    ]
    return frozenset(index for index, _ in pages)


def _match_page_line(text: str) -> re.Match[str] | None:
    return PAGE_LINE.fullmatch(text) if len(text) <= MAX_PAGE_LINE_CHARACTERS else None


def _is_ascending(matches: Sequence[tuple[int, re.Match[str]]]) -> bool:
    numbers = [int(match["number"]) for _, match in matches]
    ascending_steps = sum(0 < following - number <= 1 + MAX_SKIPPED_PAGES for number, following in pairwise(numbers))
    return len(numbers) >= MIN_PAGE_LINES and ascending_steps >= MIN_ASCENDING_SHARE * (len(numbers) - 1)


def _is_mid_sentence(index: int, lines: Sequence[SourceLine]) -> bool:
    """Whether the line above a number ends no sentence, and is no title either."""
    above = lines[index - 1].text if index else ""
    return len(above[-MAX_LINE_END:].split()) >= MIN_SENTENCE_WORDS and not SENTENCE_END.search(above[-MAX_LINE_END:])

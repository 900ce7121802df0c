"""Finds the numbers of a book's pages that stand in paragraphs of their own, as converted books have them.

A number alone is more often that of a section, so such lines must count up through the book, and cut sentences in two
or say "page".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from audiobook.chapters.headings.choose import ENDS_A_SENTENCE
from audiobook.chapters.lines import SourceLine

PAGE_LINE = re.compile(
    r"[\W_]{0,4}(?P<word>(?:page|pg|p)\b\.?\s?)?(?P<number>\d{1,4})(?:\s?(?:of|/)\s?\d{1,4})?[\W_]{0,4}", re.IGNORECASE
)
MOST_CHARACTERS = 24
# What is above a number is part of a sentence only if it has so many words; of a long line its end is looked at.
FEWEST_WORDS, MOST_TITLE = 5, 120
# How many numbers there must be; this share of their steps leads up, by no more than so many pages, and this share of
# those without the word stands amid a sentence.
FEWEST, STEPS_UP, MOST_SKIPPED, AMID = 5, 0.9, 3, 0.3


def page_number_lines(lines: Sequence[SourceLine], free: Sequence[int]) -> frozenset[int]:
    """Those of the free lines (their numbers, in order) that only say the number of a page."""
    found = [(index, match) for index in free if (match := _page_line(lines[index].text))]
    called = [(index, match) for index, match in found if match["word"]]
    bare = [(index, match) for index, match in found if not match["word"]]
    amid = sum(_stands_amid_sentence(index, lines) for index, _ in bare)
    pages = [*(called if _counts_up(called) else ()), *(bare if amid >= AMID * len(bare) and _counts_up(bare) else ())]
    return frozenset(index for index, _ in pages)


def _page_line(text: str) -> re.Match[str] | None:
    return PAGE_LINE.fullmatch(text) if len(text) <= MOST_CHARACTERS else None


def _counts_up(found: Sequence[tuple[int, re.Match[str]]]) -> bool:
    numbers = [int(match["number"]) for _, match in found]
    up = sum(0 < other - one <= 1 + MOST_SKIPPED for one, other in pairwise(numbers))
    return len(numbers) >= FEWEST and up >= STEPS_UP * (len(numbers) - 1)


def _stands_amid_sentence(index: int, lines: Sequence[SourceLine]) -> bool:
    """Whether the line above a number ends no sentence, and is no title either."""
    above = lines[index - 1].text if index else ""
    return len(above[-MOST_TITLE:].split()) >= FEWEST_WORDS and not ENDS_A_SENTENCE.search(above[-MOST_TITLE:])

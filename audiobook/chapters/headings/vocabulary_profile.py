"""Whether a passage is written like the rest of a book, by how often it uses the book's most common words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# A book's most common words are those of its language and its style: "the", "he", "said".
COMMON_WORD_COUNT = 80


class VocabularyProfile:
    """How often a book uses its most common words."""

    def __init__(self, passages: Iterable[str]) -> None:
        """`passages` are those that certainly belong to the book."""
        counts: Counter[str] = Counter()
        for passage in passages:
            counts.update(_split_words(passage))
        self._reference = _root_frequencies(counts, [word for word, _ in counts.most_common(COMMON_WORD_COUNT)])

    def measure_similarity(self, passage: str) -> float:
        """How similar a passage is to the book, about 1 for its own chapters.

        The measure is the Bhattacharyya coefficient of the word frequencies, divided by the book's own. Chapters of
        novels reach 0.85 or more, advertisements at the end of a book 0.7 or less.
        """
        own = _root_frequencies(Counter(_split_words(passage)), list(self._reference))
        overlap = sum(root * own[word] for word, root in self._reference.items())
        return overlap / (sum(root * root for root in self._reference.values()) or 1.0)


def _split_words(passage: str) -> list[str]:
    return [word.lower() for word in WORD.findall(passage)]


def _root_frequencies(counts: Counter[str], words: list[str]) -> dict[str, float]:
    total = counts.total() or 1
    return {word: math.sqrt(counts[word] / total) for word in words}

"""Counts words: what stands between spaces, dashes and dots."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass

# What stands between two words. Dashes and dots without spaces count, too: normalization sets spaces around some.
WORD_GAP = re.compile(r"\s|[—–―…]|--|\.\.")


@dataclass(frozen=True, slots=True)
class WordCounts:
    """The words of a chapter: `written` in the story, `left_out` of them, `normalized` as they are read, `spoken`.

    `added` are words that are only read: "1911" is one word, "nineteen eleven" are two, and notes that are read aloud
    are announced. Written words without those left out, and with those added, are the normalized ones.
    """

    written: int = 0
    left_out: int = 0
    added: int = 0
    normalized: int = 0
    spoken: int = 0


def sum_words(counts: Iterable[WordCounts]) -> WordCounts:
    """The words of several chapters together."""
    columns = zip(*(astuple(count) for count in counts), strict=True)
    return WordCounts(*(sum(column) for column in columns))


def split_words(text: str) -> list[str]:
    """The words of a text: what stands between spaces, dashes and ellipses, with a letter or digit in it.

    >>> split_words("No—wait … it's 6:30!")
    ['No', 'wait', "it's", '6:30!']
    """
    return [word for word in WORD_GAP.split(text) if any(character.isalnum() for character in word)]


def count_words(text: str) -> int:
    """The number of words.

    >>> count_words("No — twice 20!")
    3
    """
    return len(split_words(text))

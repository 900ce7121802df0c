"""Whether a story is for grown-ups, by the ratings that archives give."""

from __future__ import annotations

import re

EXPLICIT = frozenset(
    {"explicit", "mature", "adult", "adults", "m", "ma", "r", "nc-17", "nc17", "r-18", "r18", "x", "xx", "xxx", "18",
     "18+", "nsfw"}
)  # fmt: skip
BETWEEN_WORDS = re.compile(r"[\s,;:()\[\]]+")


def is_explicit(rating: str) -> bool:
    """Whether a rating (AO3's, FanFiction.net's, a film's) is one for grown-ups; one that says nothing is not.

    >>> is_explicit("Mature"), is_explicit("Fiction M"), is_explicit("NC-17"), is_explicit("Teen And Up Audiences")
    (True, True, True, False)
    """
    return not EXPLICIT.isdisjoint(BETWEEN_WORDS.split(rating.casefold()))

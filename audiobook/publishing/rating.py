"""Whether a story has explicit content, by the rating that its archive gives."""

from __future__ import annotations

import re

EXPLICIT_RATINGS = frozenset(
    {"explicit", "mature", "adult", "adults", "m", "ma", "r", "nc-17", "nc17", "r-18", "r18", "x", "xx", "xxx", "18",
     "18+", "nsfw"}
)  # fmt: skip
WORD_SEPARATOR = re.compile(r"[\s,;:()\[\]]+")


def is_explicit(rating: str) -> bool:
    """Whether a rating (of AO3, FanFiction.net or films) is for adults only; an unknown or missing one is not.

    >>> is_explicit("Mature"), is_explicit("Fiction M"), is_explicit("NC-17"), is_explicit("Teen And Up Audiences")
    (True, True, True, False)
    """
    return not EXPLICIT_RATINGS.isdisjoint(WORD_SEPARATOR.split(rating.casefold()))

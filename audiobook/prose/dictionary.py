"""The words of English, as the dictionary of the program's own voice has them."""

from __future__ import annotations

import gzip
import json
from functools import cache
from importlib.resources import files

# The dictionary of the voice that comes with the program.
DICTIONARY = "lexicon_us_gold.json.gz"
ENDINGS = ("s", "es", "ed", "ing", "ly")


def is_known(word: str) -> bool:
    """Whether a word in small letters is English, as it is or with one of the usual endings.

    >>> is_known("shouted"), is_known("lapd")
    (True, False)
    """
    words = dictionary()
    # Only an "e" takes a mere "d"; "lapd" is not "lap".
    stems = (word.removesuffix(ending) for ending in ENDINGS if word.endswith(ending))
    return word in words or any(stem in words or f"{stem}e" in words for stem in stems)


@cache
def dictionary() -> frozenset[str]:
    """The English words that the program's own voice knows."""
    packed = (files("hibari") / "assets" / DICTIONARY).read_bytes()
    return frozenset(json.loads(gzip.decompress(packed)))

"""The words of English, as the dictionary of the program's own voice has them."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

# The dictionary of the voice that comes with the program.
DICTIONARY = "lexicon_us_gold.json.gz"
ENDINGS = ("s", "es", "ed", "ing", "ly")
# Endings that change the word before them.
CHANGES = (("ies", "y"), ("ied", "y"), ("ily", "y"))
DOUBLED = re.compile(r"(?P<letter>[bdgklmnprtv])(?P=letter)(?:ed|ing)$")


def is_known(word: str) -> bool:
    """Whether a word in small letters is English, as it is or with one of the usual endings.

    >>> is_known("shouted"), is_known("stories"), is_known("getting"), is_known("lapd")
    (True, True, True, False)
    """
    words = dictionary()
    return word in words or any(stem in words for stem in _stems(word))


def _stems(word: str) -> Iterator[str]:
    """What a word may be without its ending. Only an "e" takes a mere "d": "lapd" is not "lap"."""
    for ending in ENDINGS:
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            yield from (stem, f"{stem}e")
    yield from (word.removesuffix(ending) + instead for ending, instead in CHANGES if word.endswith(ending))
    doubled = DOUBLED.search(word)
    if doubled:
        yield word[: doubled.start() + 1]


@cache
def dictionary() -> frozenset[str]:
    """The English words that the program's own voice knows."""
    packed = (files("hibari") / "assets" / DICTIONARY).read_bytes()
    return frozenset(json.loads(gzip.decompress(packed)))

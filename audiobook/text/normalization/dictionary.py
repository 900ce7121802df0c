"""The words of English, from the dictionary of the voice that comes with the program (hibari)."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from functools import cache

from audiobook.files.packages import package_folder

LEXICON_FILE = "lexicon_us_gold.json.gz"
SUFFIXES = ("s", "es", "ed", "ing", "ly")
# Endings that change the word before them.
SUFFIX_REPLACEMENTS = (("ies", "y"), ("ied", "y"), ("ily", "y"))
DOUBLED_CONSONANT = re.compile(r"(?P<letter>[bdgklmnprtv])(?P=letter)(?:ed|ing)$")


def is_english_word(word: str) -> bool:
    """Whether a word in lower case is English, as it is or with a common ending.

    >>> is_english_word("shouted"), is_english_word("stories"), is_english_word("getting"), is_english_word("lapd")
    (True, True, True, False)
    """
    words = english_words()
    return word in words or any(stem in words for stem in _possible_stems(word))


def _possible_stems(word: str) -> Iterator[str]:
    """What a word may be without its ending. A bare "d" is an ending only after "e": "lapd" is not "lap"."""
    for ending in SUFFIXES:
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            yield from (stem, f"{stem}e")
    yield from (
        word.removesuffix(ending) + replacement for ending, replacement in SUFFIX_REPLACEMENTS if word.endswith(ending)
    )
    doubled = DOUBLED_CONSONANT.search(word)
    if doubled:
        yield word[: doubled.start() + 1]


@cache
def english_words() -> frozenset[str]:
    """The words of the dictionary, in the case in which it has them."""
    # The package isn't imported for that: with it comes its synthesizer, which takes a third of a second.
    folder = package_folder("hibari")
    if folder is None:
        raise ModuleNotFoundError("hibari-tts isn't installed; run: pip install hibari-tts", name="hibari")
    compressed = (folder / "assets" / LEXICON_FILE).read_bytes()
    return frozenset(json.loads(gzip.decompress(compressed)))

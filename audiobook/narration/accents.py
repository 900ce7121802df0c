"""Words that sound different from the rest of their sentence: in italics or capitals, or in parentheses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from audiobook.model.sound import ASIDE, STRESSED, Accents
from audiobook.narration.stress import find_capitalized_words

# More words in italics are a title, a thought or a foreign phrase rather than a contrast.
MAX_STRESSED_WORDS = 3
ITALICS = re.compile(r"(?<![\w*_])(?P<mark>[*_]{1,3})(?P<words>[^\s*_](?:[^*_\n]{0,40}[^\s*_])?)(?P=mark)(?![\w*_])")
WORD = re.compile(r"\S*[^\W_]\S*")
MARKS = re.compile(r"[\W_]+")
# An aside in parentheses has at least so many words; "(s)" and "(two)" are none.
MIN_ASIDE_WORDS = 2


def find_accents(written: str, spoken: str) -> Accents:
    """The accents on the words of a sentence as it is spoken, by what is written.

    >>> find_accents("It was *her* idea (of all people).", "It was her idea (of all people).")
    (('stressed', 2, 3), ('aside', 4, 7))
    """
    words = spoken.split()
    return (*_find_stressed(written, words), *_find_asides(words))


def _find_stressed(written: str, words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    candidates = [(match.start("words"), match["words"]) for match in ITALICS.finditer(written)]
    candidates += [(start, word) for word, start in find_capitalized_words(written)]
    plain = [_simplify(word) for word in words]
    for start, text in sorted(candidates):
        stressed = [_simplify(word) for word in text.split()]
        if not 0 < len(stressed) <= MAX_STRESSED_WORDS or len(stressed) >= len(words):
            continue
        first = len(WORD.findall(written[:start]))
        end = first + len(stressed)
        if plain[first:end] == stressed:
            yield STRESSED, first, end


def _find_asides(words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    opening = None
    for index, word in enumerate(words):
        if word.startswith("("):
            opening = index
        if opening is not None and ")" in word:
            if MIN_ASIDE_WORDS <= index + 1 - opening < len(words):
                yield ASIDE, opening, index + 1
            opening = None


def _simplify(word: str) -> str:
    return MARKS.sub("", word).casefold()

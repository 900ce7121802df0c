"""Chapter numbers as people write them: digits, Roman numerals, English words."""

from __future__ import annotations

import re

UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
ORDINAL_UNITS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
TENS = ("twenty thirty forty fifty sixty seventy eighty ninety").split()
ORDINAL_TENS = ("twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth").split()

WORD_VALUES = {
    **{word: value for value, word in enumerate(UNITS)},
    **{word: value for value, word in enumerate(ORDINAL_UNITS)},
    **{word: 10 * value for value, word in enumerate(TENS, start=2)},
    **{word: 10 * value for value, word in enumerate(ORDINAL_TENS, start=2)},
    "hundred": 100,
    "last": -1,
    "final": -1,
}

ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
ROMAN = r"(?=[mdclxvi])m{0,3}(?:cm|cd|d?c{0,4})(?:xc|xl|l?x{0,4})(?:ix|iv|v?i{0,4})"
_word = "|".join(sorted((word for word in WORD_VALUES if word != "hundred"), key=len, reverse=True))
NUMBER_WORDS = rf"(?:(?:{_word}|a hundred|hundred)(?:[- ](?:and[- ])?(?:{_word}|hundred))*)"
# A number in any of the three ways, for use inside a pattern that ignores case.
NUMBER = rf"(?:\d{{1,4}}|{ROMAN}|{NUMBER_WORDS})"


def number_of(written: str) -> int | None:
    """The value of a written number, None where it is none.

    >>> [number_of(w) for w in ("12", "XIV", "Twenty-One", "third", "Ann")]
    [12, 14, 21, 3, None]
    """
    written = written.strip().lower()
    if written.isdecimal():
        return int(written)
    if written in ROMAN_VALUES or re.fullmatch(ROMAN, written):
        return _roman(written)
    return _worded(written)


def _roman(written: str) -> int:
    values = [ROMAN_VALUES[letter] for letter in written]
    return sum(-v if any(w > v for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values))


def _worded(written: str) -> int | None:
    total = 0
    for word in re.split(r"[\s-]+", written):
        if word in ("and", "a"):
            continue
        if word not in WORD_VALUES:
            return None
        value = WORD_VALUES[word]
        total = (total or 1) * 100 if value == 100 else total + value
    return total

"""Numbers as people write them: digits, Roman numerals, words of many languages, and chapter numbers like "2.5".

A chapter's number is a label rather than a whole number: "2.5" comes between 2 and 3, "1.10" after "1.9".
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# 2 is (2,), "2.5" is (2, 5), "1a" is (1, 1): tuples sort as people count.
Number = tuple[int, ...]

CARDINAL_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
ORDINAL_UNITS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
CARDINAL_TENS = ("twenty thirty forty fifty sixty seventy eighty ninety").split()
ORDINAL_TENS = ("twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth").split()

WORD_VALUES = {
    **{word: value for value, word in enumerate(CARDINAL_UNITS)},
    **{word: value for value, word in enumerate(ORDINAL_UNITS)},
    **{word: 10 * value for value, word in enumerate(CARDINAL_TENS, start=2)},
    **{word: 10 * value for value, word in enumerate(ORDINAL_TENS, start=2)},
    "hundred": 100,
    "last": -1,
    "final": -1,
}

ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
# The hundreds, tens and units of a Roman numeral, by the rules.
ROMAN_HUNDREDS, ROMAN_TENS, ROMAN_UNITS = "(?:CM|CD|D?C{0,3})", "(?:XC|XL|L?X{0,3})", "(?:IX|IV|V?I{0,3})"
# Chapters also have "IIII", in any case.
ROMAN = "(?=[mdclxvi])m{0,3}" + (ROMAN_HUNDREDS + ROMAN_TENS + ROMAN_UNITS).replace("{0,3}", "{0,4}").lower()
_word_alternatives = "|".join(sorted((word for word in WORD_VALUES if word != "hundred"), key=len, reverse=True))
NUMBER_WORDS = rf"(?:(?:{_word_alternatives}|a hundred|hundred)(?:[- ](?:and[- ])?(?:{_word_alternatives}|hundred))*)"
# A number in digits, Roman numerals or words, for a pattern that ignores case.
NUMBER = rf"(?:\d{{1,4}}|{ROMAN}|{NUMBER_WORDS})"
# "2.5", "1-2", "1a", "2 (1/2)", "3 Part 2": a number and a part of it.
DIVIDED_NUMBER = (
    r"(?:\d{1,4}(?:[.-]\d{1,3}(?!\d|\.\d)|[a-d]\b|\s*\(\s*\d{1,2}\s*(?:/|of)\s*\d{1,2}\s*\)"
    r"|,?\s+(?:part|pt\.?)\s+(?:\d{1,2}|[ivx]{1,4}|one|two|three|four|five)\b))"
)
_DIVIDED = re.compile(
    r"(?P<whole>\d{1,4})(?:[.-](?P<minor>\d{1,3})|(?P<letter>[a-d])|\s*\(\s*(?P<of>\d{1,2})\s*(?:/|of)\s*\d{1,2}\s*\)"
    r"|,?\s+(?:part|pt\.?)\s+(?P<part>\w+))",
    re.IGNORECASE,
)
CHINESE_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
CHINESE_TENS = {"十": 10, "百": 100, "千": 1000}
CHINESE_NUMBER = "[零〇一二三四五六七八九十百千两兩0-9０-９]{1,7}"
# The languages of number words, as num2words names them, and the highest number recognized in words.
NUMBER_LANGUAGES = ("es", "fr", "de", "it", "pt", "nl", "ru", "uk", "pl", "sv", "da")
MAX_FOREIGN_NUMBER = 40
# Words are compared without their endings, which vary with gender and case: "primero", "primera"; "erste", "Erstes".
INFLECTED_LETTERS = frozenset("aeiousnmrаеиоуыьюяйх")
MIN_STEM_LENGTH = 3


def parse_whole_number(text: str) -> int | None:
    """The value of a whole number in digits, Roman numerals or English words; None where the text is no number.

    >>> [parse_whole_number(w) for w in ("12", "XIV", "Twenty-One", "third", "Ann")]
    [12, 14, 21, 3, None]
    """
    text = text.strip().lower()
    if text.isdecimal():
        return int(text)
    if re.fullmatch(ROMAN, text):
        return parse_roman(text)
    return _parse_words(text)


def parse_number(text: str) -> Number | None:
    """The number of a chapter as a label that sorts; None where the text is no number.

    >>> [parse_number(text) for text in ("12", "2.5", "1a", "2 (1/2)", "3 Part Two", "XIV")]
    [(12,), (2, 5), (1, 1), (2, 1), (3, 2), (14,)]
    >>> [parse_number(text) for text in ("primero", "Erstes", "十二", "Ann")]
    [(1,), (1,), (12,), None]
    """
    text = text.strip()
    divided = _DIVIDED.fullmatch(text)
    if divided:
        return _parse_divided(divided)
    value = parse_whole_number(text)
    if value is None:
        value = _parse_foreign(text) or _parse_chinese(text)
    return None if value is None else (value,)


def parse_roman(numeral: str) -> int:
    """The value of a Roman numeral in any case; raises KeyError for other letters.

    >>> parse_roman("XIV"), parse_roman("xlii"), parse_roman("MCMXCIX")
    (14, 42, 1999)
    """
    values = [ROMAN_VALUES[letter] for letter in numeral.upper()]
    following = [*values[1:], 0]
    return sum(-value if value < next_value else value for value, next_value in zip(values, following, strict=True))


def _parse_divided(match: re.Match[str]) -> Number | None:
    whole = int(match["whole"])
    if match["letter"]:
        return whole, "abcd".index(match["letter"].lower()) + 1
    minor = parse_whole_number(match["minor"] or match["of"] or match["part"])
    return None if minor is None else (whole, minor)


def _parse_chinese(text: str) -> int | None:
    """The value of a number in Chinese characters: 十二 is 12, 二百零三 is 203."""
    total = digit = 0
    for character in unicodedata.normalize("NFKC", text):
        if character in CHINESE_TENS:
            total += (digit or 1) * CHINESE_TENS[character]
            digit = 0
        elif character in CHINESE_DIGITS or character.isdecimal():
            digit = 10 * digit * character.isdecimal() + CHINESE_DIGITS.get(character, 0)
            digit += int(character) if character.isdecimal() else 0
        else:
            return None
    return total + digit if text else None


def _parse_foreign(word: str) -> int | None:
    """The value of a number word of another language, by its stem."""
    return _load_foreign_words().get(_stem(word)) if word.isalpha() else None


@cache
def _load_foreign_words() -> dict[str, int]:
    """The value of each stem of a number word; the first language that has a stem decides."""
    from num2words import num2words

    values_by_stem: dict[str, int] = {}
    for value in range(1, MAX_FOREIGN_NUMBER + 1):
        for language in NUMBER_LANGUAGES:
            for form in ("ordinal", "cardinal"):
                values_by_stem.setdefault(_stem(num2words(value, lang=language, to=form)), value)
    return values_by_stem


def _stem(word: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c))
    while len(bare) > MIN_STEM_LENGTH and bare[-1] in INFLECTED_LETTERS:
        bare = bare[:-1]
    return bare


def _parse_words(text: str) -> int | None:
    total = 0
    for word in re.split(r"[\s-]+", text):
        if word in ("and", "a"):
            continue
        if word not in WORD_VALUES:
            return None
        value = WORD_VALUES[word]
        total = (total or 1) * 100 if value == 100 else total + value
    return total

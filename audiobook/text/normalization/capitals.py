"""Classifies words in capitals: initialisms to spell out, acronyms to say as words, and shouted words."""

from __future__ import annotations

import re
from collections.abc import Set
from enum import Enum, auto

from audiobook.text.normalization.dictionary import english_words, is_english_word
from audiobook.text.normalization.initialisms import (
    ACRONYMS,
    AMBIGUOUS_INITIALISMS,
    ARTICLE_BEFORE,
    COMMON_WORDS,
    GAME_STATS,
    HOMOGRAPHS,
    PLURALIZED_INITIALISMS,
    SHORT_NAMES,
    SPELLED_INITIALISMS,
    TWO_LETTER_NAMES,
    TWO_LETTER_WORDS,
)
from audiobook.text.normalization.sound_words import is_shouted_sound
from audiobook.text.normalization.word_shape import is_pronounceable
from audiobook.text.numerals import ROMAN_UNITS


class CapitalsReading(Enum):
    """How a word in capitals is read."""

    SPELLED = auto()  # "FBI"
    ACRONYM = auto()  # "NASA"; also Roman numerals, which other rules read
    NAME = auto()  # "ANBU", "NARUTO": not English, but said as a word
    WORD = auto()  # "STOP"


VOWEL_PATTERN = re.compile(r"[AEIOUYÀ-ÖØ-Ý]")
LOWERCASE_WORD = re.compile(r"(?<![\w])[a-zß-öø-ÿ]{2,}|[a-zß-öø-ÿ]{3,}")
# Short enough to be common: up to "XXXIX", and from "XL" on.
ROMAN_NUMERAL = re.compile(rf"(?=..)X{{0,3}}{ROMAN_UNITS}|(?=...)X?LX{{0,3}}{ROMAN_UNITS}")
# Letters whose names begin with a vowel sound, while words with them do not: "an FBI man". H is not one: "an HOUR".
VOWEL_NAMED_LETTERS = frozenset("FLMNRSX")
CONTEXT_CHARACTERS, SENTENCE_CHARACTERS = 16, 160
NUMBER_AFTER = re.compile(r":? ?[+-]?\d")
ARTICLE_AN = re.compile(r"\ban $", re.IGNORECASE)
SENTENCE_BOUNDARY = re.compile(r"[.!?…\n“”\"]")
NEIGHBOUR_BEFORE = re.compile(r"\b(?P<word>[A-Z]{2,15})(?P<gap>,? |, and | and |/| & | or )$")
NEIGHBOUR_AFTER = re.compile(r"(?P<gap>,? |, and | and |/| & | or )(?P<word>[A-Z]{2,15})\b")
LIST_SEPARATORS = frozenset((", ", ", and ", " and ", "/", " & ", " or "))


def classify_capitals(text: str, start: int, end: int) -> CapitalsReading:
    """How the word in capitals from `start` to `end` (exclusive) of a text is read.

    >>> classify_capitals("The US army", 4, 6).name, classify_capitals("GIVE US THAT", 5, 7).name
    ('SPELLED', 'WORD')
    """
    word = text[start:end]
    if word in ACRONYMS or ROMAN_NUMERAL.fullmatch(word):
        return CapitalsReading.ACRONYM
    if word in HOMOGRAPHS:
        return CapitalsReading.SPELLED if _is_initialism(word, text, start, end) else CapitalsReading.WORD
    if word in SPELLED_INITIALISMS or is_plural_initialism(word):
        is_word = (
            word in AMBIGUOUS_INITIALISMS
            and _can_be_name(text, start, end)
            and not _is_only_word(text, start, end)
            and not _has_adjacent_number(text, start, end)
        )
        return CapitalsReading.WORD if is_word else CapitalsReading.SPELLED
    if not VOWEL_PATTERN.search(word):
        return CapitalsReading.WORD if is_shouted_sound(word) else CapitalsReading.SPELLED
    return _classify_by_shape(word, text, start, end)


def is_plural_initialism(word: str) -> bool:
    """Whether a word in capitals is an initialism with a plural "s": "VIPS"."""
    return (
        word[-1] == "S"
        and word not in SPELLED_INITIALISMS
        and (word[:-1] in PLURALIZED_INITIALISMS if len(word) == 3 else word[:-1] in SPELLED_INITIALISMS)
    )


def _classify_by_shape(word: str, text: str, start: int, end: int) -> CapitalsReading:
    """The reading of a word that is in no list."""
    if len(word) == 2:
        is_name = word in TWO_LETTER_NAMES and is_shouted(text, start, end)
        return CapitalsReading.WORD if is_name or word in TWO_LETTER_WORDS else CapitalsReading.SPELLED
    small = word.lower()
    if (
        word[0] in VOWEL_NAMED_LETTERS
        and len(word) < 6
        and ARTICLE_AN.search(text, max(0, start - CONTEXT_CHARACTERS), start)
    ):
        return CapitalsReading.SPELLED
    if word in COMMON_WORDS or small in english_words():
        return CapitalsReading.WORD
    if word in SHORT_NAMES:
        return CapitalsReading.SPELLED if _has_article(text, start) else CapitalsReading.NAME
    if word.capitalize() in english_words():
        return CapitalsReading.NAME
    if is_pronounceable(small):
        if len(word) == 3 and not _can_be_name(text, start, end):
            return CapitalsReading.SPELLED
        return CapitalsReading.WORD if is_english_word(small) else CapitalsReading.NAME
    if is_english_word(small) or not word.isascii():
        return CapitalsReading.WORD
    is_name = len(word) > 5 or (len(word) == 5 and _can_be_name(text, start, end))
    return CapitalsReading.NAME if is_name else CapitalsReading.SPELLED


def _can_be_name(text: str, start: int, end: int) -> bool:
    """Whether a shouted word may be a name, which takes no article: "STOP, KAI", but "THE TSA"."""
    return not _has_article(text, start) and is_shouted(text, start, end)


def _is_only_word(text: str, start: int, end: int) -> bool:
    """Whether a word is all of its text, and not shouted: the heading "RIP"."""
    return "!" not in text[end : end + 2] and not any(character.isalpha() for character in text[:start] + text[end:])


def _has_article(text: str, start: int) -> bool:
    return ARTICLE_BEFORE.search(text, max(0, start - CONTEXT_CHARACTERS), start) is not None


def _is_initialism(word: str, text: str, start: int, end: int) -> bool:
    """Whether the context of a word that may be an initialism makes it one."""
    homograph = HOMOGRAPHS[word]
    before, after = text[max(0, start - CONTEXT_CHARACTERS) : start], text[end : end + CONTEXT_CHARACTERS]
    cue = homograph.before.search(before) or homograph.after.match(after)
    if is_shouted(text, start, end):
        sure = _has_article(text, start) or _has_adjacent_number(text, start, end)
        return (bool(cue) and sure) or (word in GAME_STATS and _is_listed(before, after, GAME_STATS))
    others = SPELLED_INITIALISMS | GAME_STATS if word in GAME_STATS else SPELLED_INITIALISMS
    return bool(cue) or _is_listed(before, after, others)


def _has_adjacent_number(text: str, start: int, end: int) -> bool:
    """Whether a number is next to a word, as in the tables of a game: "CON: 12", "+2 WIS"."""
    return NUMBER_AFTER.match(text, end) is not None or text[max(0, start - 2) : start].rstrip()[-1:].isdigit()


def _is_listed(before: str, after: str, others: Set[str]) -> bool:
    """Whether one of `others` is next to a word, joined by a comma or an "and": "the UK, US and"."""
    neighbors = (NEIGHBOUR_BEFORE.search(before), NEIGHBOUR_AFTER.match(after))
    return any(neighbor and neighbor["gap"] in LIST_SEPARATORS and neighbor["word"] in others for neighbor in neighbors)


def is_shouted(text: str, start: int, end: int) -> bool:
    """Whether a word in capitals is next to shouted words, or its whole sentence is in capitals.

    >>> is_shouted("I said GO HOME, you.", 7, 9), is_shouted("US troops", 0, 2), is_shouted("IT!", 0, 2)
    (True, False, True)
    """
    before, after = text[max(0, start - SENTENCE_CHARACTERS) : start], text[end : end + SENTENCE_CHARACTERS]
    sentence_parts = SENTENCE_BOUNDARY.split(before)[-1], SENTENCE_BOUNDARY.split(after, 1)[0]
    if not any(map(LOWERCASE_WORD.search, sentence_parts)):
        return True
    neighbors = (
        NEIGHBOUR_BEFORE.search(before[-CONTEXT_CHARACTERS:]),
        NEIGHBOUR_AFTER.match(after[:CONTEXT_CHARACTERS]),
    )
    return any(neighbor is not None and _is_plain_word(neighbor["word"]) for neighbor in neighbors)


def _is_plain_word(word: str) -> bool:
    """Whether a word in capitals is most likely no initialism, in any context."""
    if word in SPELLED_INITIALISMS or word in ACRONYMS or word in HOMOGRAPHS or not VOWEL_PATTERN.search(word):
        return False
    if len(word) == 2:
        return word in TWO_LETTER_WORDS
    return len(word) > 4 or word in COMMON_WORDS or is_english_word(word.lower())

"""What a word in capitals is: an initialism to be spelled, an acronym to be said, or a word that somebody shouts."""

from __future__ import annotations

import re
from collections.abc import Set
from enum import Enum, auto

from audiobook.text.normalization.dictionary import dictionary, is_known
from audiobook.text.normalization.initialisms import (
    AFTER_AN_ARTICLE,
    COMMON_WORDS,
    COUNTED,
    HOMOGRAPHS,
    PLURALS,
    SAID_AS_WORDS,
    SHORT_NAMES,
    SPELLED,
    TWO_LETTER_NAMES,
    TWO_LETTER_WORDS,
    WORDS_IN_A_SHOUT,
)
from audiobook.text.normalization.sound_words import is_sound
from audiobook.text.normalization.word_shape import is_pronounceable


class Reading(Enum):
    """How a word in capitals is read."""

    SPELLED = auto()  # "FBI"
    ACRONYM = auto()  # "NASA"; a Roman numeral is left to others, too
    NAME = auto()  # "ANBU", "NARUTO": no English word, and still said as one
    WORD = auto()  # "STOP"


VOWEL = re.compile(r"[AEIOUYÀ-ÖØ-Ý]")
SMALL = re.compile(r"(?<![\w])[a-zß-öø-ÿ]{2,}|[a-zß-öø-ÿ]{3,}")
ROMAN = re.compile(r"(?=..)X{0,3}(?:IX|IV|V?I{0,3})|(?=...)X?LX{0,3}(?:IX|IV|V?I{0,3})")
# Words for sounds have no vowels, either.
SOUND = re.compile(
    r"S+H+|H*M{2,}|M+H+M+|P+S+H+|T+S+K+|T+S*C+H+|G+R{2,}|B+R{2,}|Z{3,}|B+Z{2,}T*|P+F+T*|P+H+T+|P+S{2,}T+|H+M+P+H+|"
    r"H*N+G+H+|K+R+K+|H?S{3,}|H+N{2,}|[A-Z]{7,}"
)
# Letters with names that begin with a vowel, though words with them do not: "an FBI man"; but "an HOUR".
NAMED_WITH_A_VOWEL = frozenset("FLMNRSX")
LOOK_AROUND, SENTENCE = 16, 160
COUNT = re.compile(r":? ?[+-]?\d")
AN = re.compile(r"\ban $", re.IGNORECASE)
BORDER = re.compile(r"[.!?…\n“”\"]")
NEIGHBOUR_BEFORE = re.compile(r"\b(?P<word>[A-Z]{2,15})(?P<gap>,? |, and | and |/| & | or )$")
NEIGHBOUR_AFTER = re.compile(r"(?P<gap>,? |, and | and |/| & | or )(?P<word>[A-Z]{2,15})\b")
LISTED = frozenset((", ", ", and ", " and ", "/", " & ", " or "))


def reading_of(text: str, start: int, end: int) -> Reading:
    """How the word in capitals that stands between two places of a text is read.

    >>> reading_of("The US army", 4, 6).name, reading_of("GIVE US THAT", 5, 7).name
    ('SPELLED', 'WORD')
    """
    word = text[start:end]
    if word in SAID_AS_WORDS or ROMAN.fullmatch(word):
        return Reading.ACRONYM
    if word in HOMOGRAPHS:
        return Reading.SPELLED if _is_initialism(word, text, start, end) else Reading.WORD
    if word in SPELLED or is_plural(word):
        shouted = word in WORDS_IN_A_SHOUT and _is_named(text, start, end) and not _is_alone(text, start, end)
        return Reading.WORD if shouted and not _is_counted(text, start, end) else Reading.SPELLED
    if not VOWEL.search(word):
        return Reading.WORD if _is_sound(word) else Reading.SPELLED
    return _by_shape(word, text, start, end)


def _is_sound(word: str) -> bool:
    """Whether a word without a vowel is written as it sounds: "SHH", "KRRSH"."""
    stretched = any(letter * 3 in word for letter in word) and len(set(word)) > 1
    return stretched or is_sound(word) or SOUND.fullmatch(word) is not None


def is_plural(word: str) -> bool:
    """Whether a word in capitals is an initialism and the "s" of several: "VIPS"."""
    return (
        word[-1] == "S" and word not in SPELLED and (word[:-1] in PLURALS if len(word) == 3 else word[:-1] in SPELLED)
    )


def _by_shape(word: str, text: str, start: int, end: int) -> Reading:
    """The reading of a word that no list has."""
    if len(word) == 2:
        named = word in TWO_LETTER_NAMES and is_shouted(text, start, end)
        return Reading.WORD if named or word in TWO_LETTER_WORDS else Reading.SPELLED
    small = word.lower()
    if word[0] in NAMED_WITH_A_VOWEL and len(word) < 6 and AN.search(text, max(0, start - LOOK_AROUND), start):
        return Reading.SPELLED
    if word in COMMON_WORDS or small in dictionary():
        return Reading.WORD
    if word in SHORT_NAMES:
        return Reading.SPELLED if _has_article(text, start) else Reading.NAME
    if word.capitalize() in dictionary():
        return Reading.NAME
    if is_pronounceable(small):
        short = len(word) == 3 and not _is_named(text, start, end)
        return Reading.SPELLED if short else Reading.WORD if is_known(small) else Reading.NAME
    if is_known(small) or not word.isascii():
        return Reading.WORD
    return Reading.NAME if len(word) > 5 or (len(word) == 5 and _is_named(text, start, end)) else Reading.SPELLED


def _is_named(text: str, start: int, end: int) -> bool:
    """Whether a shouted word may be a name, which takes no article: "STOP, KAI", but "THE TSA"."""
    return not _has_article(text, start) and is_shouted(text, start, end)


def _is_alone(text: str, start: int, end: int) -> bool:
    """Whether a text has no other word, and nobody shouts it: the heading "RIP"."""
    return "!" not in text[end : end + 2] and not any(sign.isalpha() for sign in text[:start] + text[end:])


def _has_article(text: str, start: int) -> bool:
    return AFTER_AN_ARTICLE.search(text, max(0, start - LOOK_AROUND), start) is not None


def _is_initialism(word: str, text: str, start: int, end: int) -> bool:
    """Whether what stands around a word that is an initialism, too, makes it one."""
    homograph = HOMOGRAPHS[word]
    before, after = text[max(0, start - LOOK_AROUND) : start], text[end : end + LOOK_AROUND]
    cue = homograph.before.search(before) or homograph.after.match(after)
    if is_shouted(text, start, end):
        sure = _has_article(text, start) or _is_counted(text, start, end)
        return (bool(cue) and sure) or (word in COUNTED and _is_listed(before, after, COUNTED))
    return bool(cue) or _is_listed(before, after, SPELLED | COUNTED if word in COUNTED else SPELLED)


def _is_counted(text: str, start: int, end: int) -> bool:
    """Whether a number stands beside a word, as in the tables of a game: "CON: 12", "+2 WIS"."""
    return COUNT.match(text, end) is not None or text[max(0, start - 2) : start].rstrip()[-1:].isdigit()


def _is_listed(before: str, after: str, others: Set[str]) -> bool:
    """Whether one of the others stands beside a word, joined to it by a comma or an "and": "the UK, US and"."""
    found = (NEIGHBOUR_BEFORE.search(before), NEIGHBOUR_AFTER.match(after))
    return any(one and one["gap"] in LISTED and one["word"] in others for one in found)


def is_shouted(text: str, start: int, end: int) -> bool:
    """Whether a word in capitals stands among others that are shouted, or all its sentence is in capitals.

    >>> is_shouted("I said GO HOME, you.", 7, 9), is_shouted("US troops", 0, 2), is_shouted("IT!", 0, 2)
    (True, False, True)
    """
    before, after = text[max(0, start - SENTENCE) : start], text[end : end + SENTENCE]
    if not SMALL.search(BORDER.split(before)[-1]) and not SMALL.search(BORDER.split(after, 1)[0]):
        return True
    neighbours = (NEIGHBOUR_BEFORE.search(before[-LOOK_AROUND:]), NEIGHBOUR_AFTER.match(after[:LOOK_AROUND]))
    return any(one is not None and _is_plain(one["word"]) for one in neighbours)


def _is_plain(word: str) -> bool:
    """Whether a word in capitals is most likely no initialism, whatever stands around it."""
    if word in SPELLED or word in SAID_AS_WORDS or word in HOMOGRAPHS or not VOWEL.search(word):
        return False
    return (
        word in TWO_LETTER_WORDS if len(word) == 2 else len(word) > 4 or word in COMMON_WORDS or is_known(word.lower())
    )

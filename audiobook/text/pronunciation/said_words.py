"""Words that are said in a way of their own in a single line: how people write which word they mean."""

from __future__ import annotations

import re
from functools import lru_cache

from audiobook.text.pronunciation.lexicon import APOSTROPHE
from audiobook.text.pronunciation.lexicon_files import parse_pronunciation

# Which of several that are the same: "read:2". A time like 7:30 has no letters, and is a word itself.
NUMBERED = re.compile(r"(?P<word>.*[^\W\d_].*):(?P<number>[1-9]\d?)")
# The words of a line that somebody may choose from, with their apostrophes and hyphens.
CHOOSABLE = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def find_said_word(text: str, written: str) -> tuple[tuple[int, int], ...]:
    """Where the word is that somebody has written for a line of this text: the start and the end of each that is meant.

    >>> find_said_word("I read what you read.", "read"), find_said_word("I read what you read.", "read:2")
    (((2, 6), (16, 20)), ((16, 20),))
    >>> find_said_word("She lives on Oak St. now.", "st.")
    ((17, 20),)
    """
    word, number = split_said_word(written)
    spans = tuple(match.span() for match in _word_pattern(word).finditer(text))
    return spans[number - 1 : number] if number else spans


def split_said_word(written: str) -> tuple[str, int]:
    """A word, and which of those in its line is meant, 0 for all.

    >>> split_said_word("read:2"), split_said_word("7:30")
    (('read', 2), ('7:30', 0))
    """
    match = NUMBERED.fullmatch(written)
    return (match["word"], int(match["number"])) if match else (written, 0)


def find_said_word_mistake(written: str, said: object, text: str) -> str:
    """What is wrong with a word and its pronunciation for a line of this text; "" if nothing is."""
    word = split_said_word(written)[0]
    if not any(character.isalnum() for character in word) or len(word.split()) != 1:
        return f"{written!r} is not a single word"
    try:
        parse_pronunciation(said)
    except ValueError as error:
        return f"{written}: {error}"
    return "" if find_said_word(text, written) else f"{written!r} is not among the words of this line"


def list_choosable_words(text: str) -> tuple[str, ...]:
    """The words of a line, as somebody writes them to say which one is meant.

    >>> list_choosable_words("I read what you read, Mr. O’Brien.")
    ('I', 'read:1', 'what', 'you', 'read:2', 'Mr', 'O’Brien')
    """
    words = CHOOSABLE.findall(text)
    lowered = [word.lower() for word in words]
    counts = {word: lowered.count(word) for word in lowered}
    return tuple(
        word if counts[word.lower()] == 1 else f"{word}:{lowered[: index + 1].count(word.lower())}"
        for index, word in enumerate(words)
    )


@lru_cache(maxsize=256)
def _word_pattern(word: str) -> re.Pattern[str]:
    letters = APOSTROPHE.sub("['’]", re.escape(word))
    return re.compile(rf"(?<![^\W_]){letters}(?![^\W_])", re.IGNORECASE)

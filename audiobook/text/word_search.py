"""Finds whole words in a text."""

from __future__ import annotations


def find_words(text: str, words: str) -> int:
    """Where the words occur first in the text, not within a longer word; -1 if nowhere.

    >>> find_words("Annabel, Ann", "Ann"), find_words("Annabel", "Ann")
    (9, -1)
    """
    start = text.find(words) if words else -1
    while start >= 0:
        end = start + len(words)
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            return start
        start = text.find(words, start + 1)
    return -1


def find_spelling(text: str, words: str) -> str:
    """The words as the text spells them, in whatever case they are given; "" if it doesn't have them.

    A spelling with a capital comes before others.

    >>> find_spelling("a rose for Rose O’Hara", "rose"), find_spelling("a rose for Rose O’Hara", "ROSE o'hara")
    ('Rose', 'Rose O’Hara')
    """
    folded, wanted = _fold(text), _fold(words)
    found, start = "", 0
    while (offset := find_words(folded[start:], wanted)) >= 0:
        spelling = text[start + offset : start + offset + len(wanted)]
        if spelling[:1].isupper():
            return spelling
        found = found or spelling
        start += offset + len(wanted)
    return found


def _fold(text: str) -> str:
    """The text in lower case and with straight apostrophes, character by character, so that positions stay."""
    return "".join(low if len(low := character.lower()) == 1 else character for character in text.replace("’", "'"))

"""Puts pronunciations into a text for an engine: as phonemes beside the word, or as other letters in its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from audiobook.text.pronunciation.respelling import respelling_of
from audiobook.text.pronunciation.values import Pronounced, is_phonemes


def respelled(spoken: str, pronounced: Pronounced) -> str:
    """The text with each stretch in letters that say it, for engines that take no phonemes.

    >>> respelled("“Siobhan’s here.”", (("Siobhan’s", "/ʃɪvˈɔnz/"),))
    '“Shivawnz here.”'
    """
    return substituted(spoken, pronounced, in_letters)


def in_letters(word: str, said: str) -> str:
    """How a word is written to be read as it is said, with a capital where it had one."""
    letters = respelling_of(said.strip("/"), parted=False) if is_phonemes(said) else said
    return letters[:1].upper() + letters[1:] if word[:1].isupper() else letters


def substituted(text: str, pronounced: Pronounced, put: Callable[[str, str], str]) -> str:
    """The text with each whole word or name of `pronounced` replaced by what `put` makes of it and of how it is said.

    An apostrophe may be written either way. What stands in brackets with phonemes already, [so](/sˈO/), is left.
    """
    if not pronounced:
        return text
    said = {_plain(word): how for word, how in pronounced}

    def change(match: re.Match[str]) -> str:
        word = match["word"]
        return put(word, said[_plain(word)]) if word else match.group()

    return _pattern(tuple(said)).sub(change, text)


def stretches_of(text: str, pronounced: Pronounced) -> tuple[tuple[int, int], ...]:
    """Where the words and names of `pronounced` stand in a text, as starts and ends."""
    if not pronounced:
        return ()
    return tuple(match.span() for match in _pattern(tuple(_plain(word) for word, _ in pronounced)).finditer(text))


def _plain(word: str) -> str:
    return " ".join(word.replace("’", "'").split())


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    ordered = sorted(words, key=len, reverse=True)
    anyone = "|".join(re.escape(word).replace("'", "['’]").replace(r"\ ", r"\s+") for word in ordered)
    return re.compile(rf"\[[^\]]*\]\(/[^)]*/\)|(?<![^\W_])(?P<word>{anyone})(?![^\W_])")

"""Puts pronunciations into a text for an engine: as inline phonemes, or as respellings."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from audiobook.text.pronunciation.respelling import phonemes_to_respelling
from audiobook.text.pronunciation.values import Pronunciations, is_phonemes


def apply_respellings(text: str, pronunciations: Pronunciations) -> str:
    """The text with its pronunciations respelled, for engines that take no phonemes.

    >>> apply_respellings("“Siobhan’s here.”", (("Siobhan’s", "/ʃɪvˈɔnz/"),))
    '“Shivawnz here.”'
    """
    return substitute_words(text, pronunciations, to_respelling)


def to_respelling(word: str, pronunciation: str) -> str:
    """The respelling of a word's pronunciation, with a capital where the word has one."""
    letters = (
        phonemes_to_respelling(pronunciation.strip("/"), hyphenated=False)
        if is_phonemes(pronunciation)
        else pronunciation
    )
    return letters[:1].upper() + letters[1:] if word[:1].isupper() else letters


def substitute_words(text: str, pronunciations: Pronunciations, replace_word: Callable[[str, str], str]) -> str:
    """The text with `replace_word(word, pronunciation)` for each whole word or name of `pronunciations`.

    Apostrophes may be straight or curly. Words that have inline phonemes already, [so](/sˈO/), stay as they are.
    """
    if not pronunciations:
        return text
    pronunciation_by_word = {_normalize_word(word): pronunciation for word, pronunciation in pronunciations}

    def replace_match(match: re.Match[str]) -> str:
        word = match["word"]
        return replace_word(word, pronunciation_by_word[_normalize_word(word)]) if word else match.group()

    return _words_pattern(tuple(pronunciation_by_word)).sub(replace_match, text)


def find_word_spans(text: str, pronunciations: Pronunciations) -> tuple[tuple[int, int], ...]:
    """The starts and ends (exclusive) of the words and names of `pronunciations` in a text."""
    if not pronunciations:
        return ()
    return tuple(
        match.span()
        for match in _words_pattern(tuple(_normalize_word(word) for word, _ in pronunciations)).finditer(text)
    )


def _normalize_word(word: str) -> str:
    return " ".join(word.replace("’", "'").split())


@lru_cache(maxsize=256)
def _words_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    ordered = sorted(words, key=len, reverse=True)
    alternatives = "|".join(re.escape(word).replace("'", "['’]").replace(r"\ ", r"\s+") for word in ordered)
    return re.compile(rf"\[[^\]]*\]\(/[^)]*/\)|(?<![^\W_])(?P<word>{alternatives})(?![^\W_])")

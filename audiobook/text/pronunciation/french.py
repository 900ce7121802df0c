"""Finds whole phrases of French in a story and says how they are said: small words by a list, all others by rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from functools import cache
from importlib.resources import files

from audiobook.files.toml import parse_toml
from audiobook.text.pronunciation.alphabet import VOWELS, phonemes_from_ipa, with_stress
from audiobook.text.pronunciation.foreign import FRENCH, foreign_phonemes
from audiobook.text.pronunciation.heteronyms.context import context_model

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
PART = re.compile(r"[\s-]+")
# What ends a phrase.
BREAK = re.compile(r"[^\w\s'’-]|\n\s*\n|--|[\d_]|(?<!\w)['’]|['’](?!\w)|(?<!\w)-|-(?!\w)")
# How many characters of a phrase may stand before or behind a word that is French for sure.
REACH = 120
# A story with more is written in French, which no voice of ours speaks; to look for each of them would take long.
MOST_PHRASES = 400
# What is left of a small word before a vowel, and its sound.
ELIDED = {"c": "s", "d": "d", "j": "ʒ", "l": "l", "m": "m", "n": "n", "qu": "k", "s": "s", "t": "t"}
# Those that hardly anything but French has.
SURELY_ELIDED = frozenset(("c", "j", "n", "qu"))
# Behind these a word may look English: "je suis content".
PRONOUNS = frozenset("je vous nous ils".split())
VOWEL_LETTERS = frozenset("aeiouyhàâéèêëîïôœ")
FRENCH_ENDING = re.compile(r"[éèê]|[çô]|ez$")


@cache
def small_words() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The small words of French with their phonemes: those that are French for sure, and those that need not be."""
    tables = parse_toml((files(__package__) / "french.toml").read_text("utf-8"))
    sure, shared = ({word: _phonemes(ipa) for word, ipa in tables[name].items()} for name in ("sure", "shared"))
    return sure, shared


def _phonemes(ipa: str) -> str:
    """Phonemes of a small word, loud only where that is written."""
    said = phonemes_from_ipa(ipa, weak_words=True)
    return said if "ˈ" in ipa else said.replace("ˈ", "")


def french_phrases(text: str, words: Set[str]) -> Iterator[tuple[str, str]]:
    """The phrases of a story that are French, each with its phonemes; `words` are the story's, in small letters.

    >>> text = "“Je ne comprends pas,” said Marie. “Mais oui!” The house was near."
    >>> list(french_phrases(text, frozenset({"je", "mais", "oui"})))
    [('Je ne comprends pas', 'ʒə nə kOnpɹˈɑn pɑ'), ('Mais oui', 'mA wˈi')]
    """
    sure, _ = small_words()
    if words.isdisjoint(sure) and words.isdisjoint(SURELY_ELIDED):
        return
    done, seen = 0, set[str]()
    for match in WORD.finditer(text):
        if match.start() < done or not _is_sure(match.group()):
            continue
        stretch, done = _stretch(text, match)
        for phrase in _without_names(stretch):
            if phrase not in seen and len(seen) < MOST_PHRASES and is_french(phrase):
                seen.add(phrase)
                said = [french_word(word) for word in phrase.split()]
                if all(said):
                    yield phrase, _with_a_stress(" ".join(said))


def _stretch(text: str, word: re.Match[str]) -> tuple[str, int]:
    """What stands around a word without a mark between, and where that ends; "" where it goes on for long."""
    first, last = max(0, word.start() - REACH), word.end() + REACH
    breaks = [found for found in BREAK.finditer(text, first, word.end()) if found.end() <= word.start()]
    end = BREAK.search(text, word.end(), last)
    if not (breaks or first == 0) or not (end or last >= len(text)):
        return "", word.end()
    begin = breaks[-1].end() if breaks else 0
    stop = end.start() if end else len(text)
    return text[begin:stop].strip(), stop


def _with_a_stress(said: str) -> str:
    """Phonemes with a stress: on the last vowel where they have none."""
    vowels = [place for place, sound in enumerate(said) if sound in VOWELS]
    return said if "ˈ" in said or not vowels else with_stress(said, vowels[-1])


def _without_names(stretch: str) -> Iterator[str]:
    """The parts of a stretch between words with a capital, which only its first may have."""
    part: list[str] = []
    for word in stretch.split():
        if part and word[0].isupper():
            yield " ".join(part)
            part = []
        part.append(word)
    yield " ".join(part)


def is_french(phrase: str) -> bool:
    """Whether a phrase is French: a word of it for sure, half of it small words, and hardly any word English.

    Behind "je" and its like no small words are needed where none is English: "Je vois deux chats".

    >>> [is_french(phrase) for phrase in ("Je suis désolé", "C'est impossible", "Oui captain", "la porte", "oui")]
    [True, True, False, False, False]
    """
    shared = small_words()[1]
    words = PART.split(phrase)
    if len(words) < 2:
        return False
    small = {
        word
        for word in words
        if word.lower() in shared or _is_sure(word) or _bits(word)[0] or FRENCH_ENDING.search(word)
    }
    english = sum(word.lower() in context_model().classes for word in words if word not in small)
    opens = words[0].lower() in PRONOUNS or _bits(words[0])[0] in SURELY_ELIDED
    enough = 2 * sum(word in small for word in words) >= len(words) or (opens and not english)
    return enough and any(map(_is_sure, words)) and english <= opens


def _is_sure(word: str) -> bool:
    """Whether a word is French wherever it stands."""
    return word.lower() in small_words()[0] or (("'" in word or "’" in word) and _bits(word)[0] in SURELY_ELIDED)


def _bits(word: str) -> tuple[str, str]:
    """What is left of a small word, and the word that it stands before: "c" and "est"."""
    bit, mark, rest = word.replace("’", "'").partition("'")
    bit = bit.lower()
    # A name may have an apostrophe before its capital: "N’Ara".
    return (bit, rest) if mark and bit in ELIDED and rest[:1] in VOWEL_LETTERS else ("", word)


@cache
def french_word(word: str) -> str:
    """The phonemes of a French word, of one with what is left of another before it, or of several with hyphens.

    >>> [french_word(word) for word in ("c'est", "Comment", "allez-vous", "l’amour", "qu'il")]
    ['sA', 'kɑmˈɑn', 'ɑlˈA vu', 'lɑmˈʊɹ', 'kil']
    """
    sure, shared = small_words()
    small = word.lower().replace("’", "'")
    known = sure.get(small) or shared.get(small)
    if known:
        return known
    bit, rest = _bits(small)
    if bit:
        said = french_word(rest)
        return f"{ELIDED[bit]}{said}" if said else ""
    if "-" in small:
        parts = [french_word(part) for part in small.split("-")]
        return " ".join(parts) if all(parts) else ""
    return foreign_phonemes(small, FRENCH)

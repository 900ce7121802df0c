"""Pronounces Japanese names in Latin letters by rule, close to Japanese.

The romanization is Hepburn's, which nearly all stories use; long vowels are doubled, have a macron, or are "ou".
"""

from __future__ import annotations

import re
from functools import cache

from audiobook.text.pronunciation.alphabet import SECONDARY_STRESS, find_vowels, insert_stress, penultimate_vowel

# A mora: a consonant and a vowel, a vowel alone, an n that closes a syllable, or the first half of a double consonant.
MORA = (
    r"(?:[kgnhbmpr]y[auo]|sh[aiuo]|ch[aiuo]|ts?u|dzu|j[aiuo]|fu|[kgnbmpr][aiueo]|h[aieo]|[sz][aueo]|[td][aeo]|y[auo]|wa"
    r"|oh(?![aiueoy])|[aiueo]|n(?:['’](?=[aiueoy])|(?![aiueoy]))|m(?=[bpm])|(?P<double>[kstp])(?=(?P=double))|t(?=ch)|c(?=ch))"
)
# Hepburn has no "tu".
ROMAJI_WORD = re.compile(rf"(?!.*(?<![tdz])tu)(?:{MORA.replace('double', 'd')})+", re.IGNORECASE)
MACRONS_TO_PLAIN = str.maketrans("āīūēōâîûêôĀĪŪĒŌÂÎÛÊÔ", "aiueoaiueoaiueoaiueo")
LONG_VOWELS = str.maketrans({"ō": "ou", "ô": "ou", "ū": "uu", "û": "uu", "ā": "aa", "ē": "ee", "ī": "ii"})
MIN_LETTERS = 3
INVALID_EDGE = re.compile(r"^(?:([kstp])\1|[nm][^aiueoy]|tch|cch)|nn$")

# Applied in this order, from letters to phonemes.
PHONEME_REPLACEMENTS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"n['’]", "n"),
        (r"tch|cch", "ch"),
        (r"ssh", "sh"),
        (r"nn", "n"),
        (r"mm", "m"),
        (r"([kstp])\1", r"\1"),
        # Between two voiceless consonants u is nearly silent, except in the first syllable: "Sasuke", "Katsuki".
        (r"(?<=[aeiou])(ts|s)u(?=[ktp])", r"\1"),
        (r"oh(?=[^aiueoy]|$)", "O"),
        (r"ou(?!e)|oo", "O"),
        (r"uu", "u"),
        (r"aa", "ɑ"),
        (r"ii", "i"),
        (r"ei|ee", "A"),
        (r"ai", "I"),
        (r"oi", "Y"),
        (r"a$", "ə"),
        (r"a", "ɑ"),
        (r"o", "O"),
        (r"e$", "A"),
        (r"e(?=[ɑəOui])", "A"),
        (r"e", "ɛ"),
        (r"sh", "ʃ"),
        (r"ch", "ʧ"),
        (r"j", "ʤ"),
        (r"y", "j"),
        (r"r", "ɹ"),
        (r"g", "ɡ"),
        (r"n(?=[kɡ])", "ŋ"),
    )
)


def is_romaji(word: str) -> bool:
    """Whether a word can be Japanese: it has at least three letters and consists of morae.

    >>> [is_romaji(word) for word in ("Sasuke", "Jun'ichi", "Shinji", "Kurosaki", "Sirius", "Hagrid", "Ami", "Al")]
    [True, True, True, True, False, False, True, False]
    """
    plain = word.translate(MACRONS_TO_PLAIN)
    return len(plain) >= MIN_LETTERS and ROMAJI_WORD.fullmatch(plain) is not None and _is_pronounceable(plain.lower())


def _is_pronounceable(plain: str) -> bool:
    """Whether it has a vowel, does not begin with a syllable's end, and does not end with a double n."""
    return re.search("[aiueo]", plain) is not None and not INVALID_EDGE.search(plain)


@cache
def japanese_phonemes(word: str) -> str:
    """The phonemes of a Japanese name, with long vowels, silent u, and the stress on the last syllable but one.

    >>> [japanese_phonemes(word) for word in ("Sasuke", "Kakashi", "Yūki", "Orochimaru", "Shinji", "Jiraiya")]
    ['sˈɑskA', 'kɑkˈɑʃi', 'jˈuki', 'ˌOɹOʧimˈɑɹu', 'ʃˈinʤi', 'ʤiɹˈIjə']
    """
    phonemes = word.lower()
    phonemes = phonemes.translate(LONG_VOWELS).translate(MACRONS_TO_PLAIN)
    for pattern, replacement in PHONEME_REPLACEMENTS:
        phonemes = pattern.sub(replacement, phonemes)
    return _add_stress(phonemes)


def _add_stress(phonemes: str) -> str:
    vowels = find_vowels(phonemes)
    stressed_vowel = penultimate_vowel(vowels)
    phonemes = insert_stress(phonemes, stressed_vowel)
    # In a long name the first vowel has a weaker stress.
    return insert_stress(phonemes, vowels[0], SECONDARY_STRESS) if vowels.index(stressed_vowel) > 1 else phonemes

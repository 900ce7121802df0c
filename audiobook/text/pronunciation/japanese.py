"""How a Japanese name in Latin letters is said, close to Japanese, by rule.

The letters are Hepburn's, as nearly all stories write them, long vowels doubled, with a macron, or as "ou".
"""

from __future__ import annotations

import re
from functools import cache

from audiobook.text.pronunciation.alphabet import VOWELS

# A beat: a consonant and a vowel, a vowel alone, an n that closes a syllable, or the first half of a double consonant.
MORA = (
    r"(?:[kgnhbmpr]y[auo]|sh[aiuo]|ch[aiuo]|ts?u|dzu|j[aiuo]|fu|[kgnbmpr][aiueo]|h[aieo]|[sz][aueo]|[td][aeo]|y[auo]|wa"
    r"|oh(?![aiueoy])|[aiueo]|n(?:['’](?=[aiueoy])|(?![aiueoy]))|m(?=[bpm])|(?P<double>[kstp])(?=(?P=double))|t(?=ch)|c(?=ch))"
)
# "tu" is not Hepburn's.
ROMAJI_WORD = re.compile(rf"(?!.*(?<![tdz])tu)(?:{MORA.replace('double', 'd')})+", re.IGNORECASE)
MACRONS_TO_PLAIN = str.maketrans("āīūēōâîûêôĀĪŪĒŌÂÎÛÊÔ", "aiueoaiueoaiueoaiueo")
MIN_LETTERS = 3
INVALID_EDGE = re.compile(r"^(?:([kstp])\1|[nm][^aiueoy]|tch|cch)|nn$")

# Applied in this order, from letters to phonemes.
PHONEME_REPLACEMENTS = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r"n['’]", "n"),
        (r"tch|cch", "ch"),
        (r"ssh", "sh"),
        (r"nn", "n"),
        (r"mm", "m"),
        (r"([kstp])\1", r"\1"),
        # Between two consonants without voice, u is hardly heard: "Sasuke", "Katsuki"; not in the first syllable.
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
VOWEL_PATTERN = re.compile(f"[{''.join(sorted(VOWELS))}]")


def is_romaji(word: str) -> bool:
    """Whether a word can be Japanese by its letters: all of it beats, three letters at least.

    >>> [is_romaji(word) for word in ("Sasuke", "Jun'ichi", "Shinji", "Kurosaki", "Sirius", "Hagrid", "Ami", "Al")]
    [True, True, True, True, False, False, True, False]
    """
    plain = word.translate(MACRONS_TO_PLAIN)
    return len(plain) >= MIN_LETTERS and ROMAJI_WORD.fullmatch(plain) is not None and _is_pronounceable(plain.lower())


def _is_pronounceable(plain: str) -> bool:
    """Whether it has a vowel, and neither begins with what only closes a syllable nor ends with a double n."""
    return re.search("[aiueo]", plain) is not None and not INVALID_EDGE.search(plain)


@cache
def japanese_phonemes(word: str) -> str:
    """The phonemes of a Japanese name: long vowels, silent u, the stress on the last syllable but one.

    >>> [japanese_phonemes(word) for word in ("Sasuke", "Kakashi", "Yūki", "Orochimaru", "Shinji", "Jiraiya")]
    ['sˈɑskA', 'kɑkˈɑʃi', 'jˈuki', 'ˌOɹOʧimˈɑɹu', 'ʃˈinʤi', 'ʤiɹˈIjə']
    """
    phonemes = word.lower()
    for long, short in (("ō", "ou"), ("ô", "ou"), ("ū", "uu"), ("û", "uu"), ("ā", "aa"), ("ē", "ee"), ("ī", "ii")):
        phonemes = phonemes.replace(long, short)
    phonemes = phonemes.translate(MACRONS_TO_PLAIN)
    for pattern, replacement in PHONEME_REPLACEMENTS:
        phonemes = pattern.sub(replacement, phonemes)
    return _add_stress(phonemes)


def _add_stress(phonemes: str) -> str:
    vowels = [match.start() for match in VOWEL_PATTERN.finditer(phonemes)]
    stressed_vowel = vowels[-2] if len(vowels) > 1 else vowels[-1]
    phonemes = f"{phonemes[:stressed_vowel]}ˈ{phonemes[stressed_vowel:]}"
    # A stress late in a long name leaves a weaker one on its beginning.
    return f"{phonemes[: vowels[0]]}ˌ{phonemes[vowels[0] :]}" if vowels.index(stressed_vowel) > 1 else phonemes

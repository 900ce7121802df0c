"""Converts American phonemes to British ones."""

from __future__ import annotations

import re

from audiobook.text.pronunciation.alphabet import STRESS_MARKS, VOWEL_LETTERS

VOWEL_CLASS = VOWEL_LETTERS + STRESS_MARKS
# Applied in this order; r is only pronounced before a vowel.
BRITISH_REPLACEMENTS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (rf"ɜɹ(?![{VOWEL_CLASS}])", "ɜː"),
        (rf"ɔɹ(?![{VOWEL_CLASS}])", "ɔː"),
        (rf"ɑɹ(?![{VOWEL_CLASS}])", "ɑː"),
        (rf"ɛɹ(?![{VOWEL_CLASS}])", "ɛː"),
        (rf"ɪɹ(?![{VOWEL_CLASS}])", "ɪə"),
        (rf"əɹ(?![{VOWEL_CLASS}])", "ə"),
        (r"T", "t"),
        (r"O", "Q"),
        (r"æ", "a"),
        (r"ɑ(?!ː)", "ɒ"),
        (r"ɔ(?!ː|ɹ)", "ɔː"),
        (r"(?<=[ˈˌ])i|(?<=^ɹ)i", "iː"),
        (r"(?<=[ˈˌ])u|(?<=[ˈˌ]j)u", "uː"),
        (r"ᵻ", "ɪ"),
    )
)


def to_british_phonemes(phonemes: str) -> str:
    """The British phonemes of misaki's alphabet for American ones.

    >>> to_british_phonemes("ɹˈɛkəɹd"), to_british_phonemes("tˈɛɹ"), to_british_phonemes("pɹˈɑʤˌɛkt")
    ('ɹˈɛkəd', 'tˈɛː', 'pɹˈɒʤˌɛkt')
    """
    for pattern, replacement in BRITISH_REPLACEMENTS:
        phonemes = pattern.sub(replacement, phonemes)
    return phonemes

"""American phonemes as a British voice says them."""

from __future__ import annotations

import re

from audiobook.text.pronunciation.alphabet import STRESS, VOWEL_LETTERS

VOWEL = VOWEL_LETTERS + STRESS
# Applied in this order; an r is heard before a vowel only.
STEPS = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (rf"ɜɹ(?![{VOWEL}])", "ɜː"),
        (rf"ɔɹ(?![{VOWEL}])", "ɔː"),
        (rf"ɑɹ(?![{VOWEL}])", "ɑː"),
        (rf"ɛɹ(?![{VOWEL}])", "ɛː"),
        (rf"ɪɹ(?![{VOWEL}])", "ɪə"),
        (rf"əɹ(?![{VOWEL}])", "ə"),
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


def british_sounds(phonemes: str) -> str:
    """General American phonemes in the alphabet's British ones.

    >>> british_sounds("ɹˈɛkəɹd"), british_sounds("tˈɛɹ"), british_sounds("pɹˈɑʤˌɛkt")
    ('ɹˈɛkəd', 'tˈɛː', 'pɹˈɒʤˌɛkt')
    """
    for pattern, said in STEPS:
        phonemes = pattern.sub(said, phonemes)
    return phonemes

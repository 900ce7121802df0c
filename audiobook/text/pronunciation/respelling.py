"""Reads and writes respellings: sounds in ordinary letters, like "shih-VAWN"."""

from __future__ import annotations

import re
from itertools import pairwise

from audiobook.text.pronunciation.alphabet import (
    PRIMARY_STRESS,
    STRESS_MARKS,
    ensure_stress,
    find_vowels,
    insert_stress,
)

# The longest spelling is tried first.
SPELLING_TO_PHONEME = {
    "ay": "A", "ai": "A", "ey": "A", "ei": "A", "eye": "I", "igh": "I", "iy": "I", "ie": "I", "ye": "I", "y": "I",
    "oh": "O", "oe": "O", "ow": "W", "oy": "Y", "oi": "Y", "ee": "i", "ea": "i", "oo": "u", "uu": "ʊ", "ew": "ju",
    "ou": "u",
    "ah": "ɑ", "aw": "ɔ", "au": "ɔ", "uh": "ə", "eh": "ɛ", "ih": "ɪ", "ur": "ɜɹ", "er": "ɜɹ", "ir": "ɜɹ", "or": "ɔɹ",
    "ar": "ɑɹ", "air": "ɛɹ", "eer": "ɪɹ", "a": "æ", "e": "ɛ", "i": "ɪ", "o": "ɑ", "u": "ʌ",
    "sh": "ʃ", "zh": "ʒ", "ch": "ʧ", "th": "θ", "dh": "ð", "ng": "ŋ", "kh": "k", "ck": "k", "j": "ʤ", "r": "ɹ",
    "g": "ɡ", "wh": "w", "x": "ks", "q": "k", "c": "k", "tch": "ʧ", "ss": "s", "ll": "l", "nn": "n",
    **{letter: letter for letter in "bdfhklmnpstvwz"},
}  # fmt: skip
SPELLING_PATTERN = re.compile("|".join(sorted(SPELLING_TO_PHONEME, key=len, reverse=True)))
# "y" is a consonant before a vowel ("yah"), and a vowel at the end of a syllable ("my").
CONSONANT_Y = re.compile(r"(?<![aeiou])y(?=[aeiou])(?!(?<=[b-df-hj-np-tv-xz]y)e$)")
SYLLABLES = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)+|[A-Z]{2,}")
# A single vowel at the end of a syllable is long in names: "ka-ta", "so-ko".
OPEN_VOWELS = {"æ": "ɑ", "ɛ": "A", "ɑ": "O", "ɪ": "i", "ʌ": "u"}

PHONEME_TO_SPELLING = {
    "A": "ay", "I": "eye", "O": "oh", "W": "ow", "Y": "oy", "Q": "oh", "i": "ee", "u": "oo", "ɑ": "ah", "ɒ": "o",
    "a": "ah", "o": "oh", "e": "e", "ɔ": "aw", "ə": "uh", "ɐ": "uh", "ᵊ": "uh", "ɛ": "eh", "ɪ": "i", "ᵻ": "i",
    "ɜɹ": "ur", "əɹ": "er", "ɜ": "ur", "ʊ": "uu", "ʌ": "uh", "æ": "a", "ʃ": "sh", "ʒ": "zh", "ʧ": "ch", "ʤ": "j",
    "θ": "th", "ð": "th", "ŋ": "ng", "ɹ": "r", "ɡ": "g", "j": "y", "T": "t",
}  # fmt: skip
SOUND_PATTERN = re.compile(rf"[{STRESS_MARKS}]|[ɜə]ɹ|.")
# Consonants that can begin an English syllable.
VALID_ONSET = re.compile(r"[ptkbdɡfθsʃ]?[wɹl]|[^wɹlŋ]?j|[^ŋ]|s[ptkmn]|")


def respelling_to_phonemes(text: str) -> str | None:
    """The phonemes of syllables joined by hyphens, with the one in capitals stressed; None for any other text.

    A word in lower case without hyphens is None: the engine reads it like any other word.

    >>> respelling_to_phonemes("shih-VAWN"), respelling_to_phonemes("shivawn")
    ('ʃɪvˈɔn', None)
    """
    words = text.split()
    if not words or not any(SYLLABLES.fullmatch(word) for word in words):
        return None
    word_phonemes = [_word_phonemes(word) for word in words]
    return " ".join(word for word in word_phonemes if word) if all(word_phonemes) else None


def _word_phonemes(word: str) -> str | None:
    syllables = word.split("-")
    stressed_syllable = next((syllable for syllable in syllables if syllable.isupper()), None)
    word_phonemes = ""
    for syllable in syllables:
        phonemes = _syllable_phonemes(syllable.lower(), is_stressed=syllable == stressed_syllable)
        if phonemes is None:
            return None
        word_phonemes += phonemes
    return ensure_stress(word_phonemes)


def _syllable_phonemes(syllable: str, is_stressed: bool) -> str | None:
    syllable = CONSONANT_Y.sub("J", syllable)
    sounds = []
    position = 0
    while position < len(syllable):
        match = SPELLING_PATTERN.match(syllable, position)
        if not match and syllable[position] != "J":
            return None
        sounds.append(SPELLING_TO_PHONEME[match.group()] if match else "j")
        position = match.end() if match else position + 1
    if sounds and syllable[-1:] in "aeiou" and sounds[-1] in OPEN_VOWELS:
        sounds[-1] = OPEN_VOWELS[sounds[-1]]
    phonemes = "".join(sounds)
    vowels = find_vowels(phonemes)
    if not vowels:
        return None
    return insert_stress(phonemes, vowels[0]) if is_stressed else phonemes


def phonemes_to_respelling(phonemes: str, hyphenated: bool = True) -> str:
    """Phonemes in ordinary letters: hyphenated for people, or in one piece for an engine that takes no phonemes.

    >>> phonemes_to_respelling("ʃɪvˈɔn"), phonemes_to_respelling("ʃɪvˈɔn", hyphenated=False)
    ('shi-VAWN', 'shivawn')
    """
    words = [_split_syllables(word) for word in phonemes.split()]
    return " ".join(
        ("-" if hyphenated else "").join(_spell_syllable(part, hyphenated) for part in word) for word in words
    )


def _spell_syllable(syllable: str, hyphenated: bool) -> str:
    sounds = (phoneme for phoneme in SOUND_PATTERN.findall(syllable) if phoneme not in STRESS_MARKS)
    letters = "".join(PHONEME_TO_SPELLING.get(phoneme, phoneme) for phoneme in sounds)
    return letters.upper() if hyphenated and PRIMARY_STRESS in syllable else letters


def _split_syllables(word: str) -> list[str]:
    """The syllables of a word: each takes as many of the consonants before its vowel as can begin a syllable."""
    cuts = [0]
    vowels = find_vowels(word)
    for previous, following in pairwise(vowels):
        between = word[previous + 1 : following]
        consonants = between.rstrip(STRESS_MARKS)
        first = next(
            (index for index in range(len(consonants)) if _is_valid_onset(consonants[index:])), len(consonants)
        )
        cuts.append(previous + 1 + first)
    return [word[start:end] for start, end in zip(cuts, [*cuts[1:], len(word)], strict=True)]


def _is_valid_onset(consonants: str) -> bool:
    return VALID_ONSET.fullmatch(consonants) is not None

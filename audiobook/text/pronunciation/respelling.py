"""Sounds in ordinary letters: how people write a name for others to say it, "shih-VAWN", read and written."""

from __future__ import annotations

import re
from itertools import pairwise

from audiobook.text.pronunciation.alphabet import VOWELS, ensure_stress

# Letters for a sound; the longest is tried first.
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
# A y before a vowel is the consonant, "yah"; at a syllable's end the vowel, "my".
CONSONANT_Y = re.compile(r"(?<![aeiou])y(?=[aeiou])(?!(?<=[b-df-hj-np-tv-xz]y)e$)")
SYLLABLES = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)+|[A-Z]{2,}")
# A vowel letter alone at a syllable's end is long in a name: "ka-ta", "so-ko".
OPEN_VOWELS = {"æ": "ɑ", "ɛ": "A", "ɑ": "O", "ɪ": "i", "ʌ": "u"}

PHONEME_TO_SPELLING = {
    "A": "ay", "I": "eye", "O": "oh", "W": "ow", "Y": "oy", "Q": "oh", "i": "ee", "u": "oo", "ɑ": "ah", "ɒ": "o",
    "a": "ah", "o": "oh", "e": "e", "ɔ": "aw", "ə": "uh", "ɐ": "uh", "ᵊ": "uh", "ɛ": "eh", "ɪ": "i", "ᵻ": "i",
    "ɜɹ": "ur", "əɹ": "er", "ɜ": "ur", "ʊ": "uu", "ʌ": "uh", "æ": "a", "ʃ": "sh", "ʒ": "zh", "ʧ": "ch", "ʤ": "j",
    "θ": "th", "ð": "dh", "ŋ": "ng", "ɹ": "r", "ɡ": "g", "j": "y", "T": "t",
}  # fmt: skip
SOUND_PATTERN = re.compile(r"[ˈˌ]|[ɜə]ɹ|.")


def respelling_to_phonemes(text: str) -> str | None:
    """The phonemes of syllables joined by hyphens, the one in capitals stressed; None where it is not written so.

    A word in small letters without hyphens is left to the engine, which reads it as it would any other.

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
    stressed_syllables = [syllable for syllable in syllables if syllable.isupper()]
    word_phonemes = ""
    for syllable in syllables:
        phonemes = _syllable_phonemes(
            syllable.lower(), "ˈ" if stressed_syllables and syllable == stressed_syllables[0] else ""
        )
        if phonemes is None:
            return None
        word_phonemes += phonemes
    return ensure_stress(word_phonemes)


def _syllable_phonemes(syllable: str, stress: str) -> str | None:
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
    first = next((index for index, phoneme in enumerate(phonemes) if phoneme in VOWELS), None)
    return None if first is None else f"{phonemes[:first]}{stress}{phonemes[first:]}"


def phonemes_to_respelling(phonemes: str, hyphenated: bool = True) -> str:
    """Phonemes in ordinary letters: in syllables for people to read, or in one piece for an engine that takes no IPA.

    >>> phonemes_to_respelling("ʃɪvˈɔn"), phonemes_to_respelling("ʃɪvˈɔn", hyphenated=False)
    ('shi-VAWN', 'shivawn')
    """
    words = [_split_syllables(word) for word in phonemes.split()]
    return " ".join(
        ("-" if hyphenated else "").join(_spell_syllable(part, hyphenated) for part in word) for word in words
    )


def _spell_syllable(syllable: str, hyphenated: bool) -> str:
    sounds = (phoneme for phoneme in SOUND_PATTERN.findall(syllable) if phoneme not in "ˈˌ")
    letters = "".join(PHONEME_TO_SPELLING.get(phoneme, phoneme) for phoneme in sounds)
    return letters.upper() if hyphenated and "ˈ" in syllable else letters


def _split_syllables(word: str) -> list[str]:
    """A word's phonemes cut before the last consonant between two vowels, and before those that begin a word well."""
    cuts = [0]
    vowels = [index for index, phoneme in enumerate(word) if phoneme in VOWELS]
    for previous, following in pairwise(vowels):
        between = word[previous + 1 : following]
        consonants = between.rstrip("ˈˌ")
        first = next(
            (index for index in range(len(consonants)) if _is_valid_onset(consonants[index:])), len(consonants)
        )
        cuts.append(previous + 1 + first)
    return [word[start:end] for start, end in zip(cuts, [*cuts[1:], len(word)], strict=True)]


VALID_ONSET = re.compile(r"[ptkbdɡfθsʃ]?[wɹl]|[^wɹlŋ]?j|[^ŋ]|s[ptkmn]|")


def _is_valid_onset(consonants: str) -> bool:
    return VALID_ONSET.fullmatch(consonants) is not None

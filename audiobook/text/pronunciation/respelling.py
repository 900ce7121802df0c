"""Sounds in ordinary letters: how people write a name for others to say it, "shih-VAWN", read and written."""

from __future__ import annotations

import re
from itertools import pairwise

from audiobook.text.pronunciation.alphabet import VOWELS, stressed

# Letters for a sound; the longest is tried first.
SOUNDS = {
    "ay": "A", "ai": "A", "ey": "A", "ei": "A", "eye": "I", "igh": "I", "iy": "I", "ie": "I", "ye": "I", "y": "I",
    "oh": "O", "oe": "O", "ow": "W", "oy": "Y", "oi": "Y", "ee": "i", "ea": "i", "oo": "u", "uu": "ʊ", "ew": "ju",
    "ou": "u",
    "ah": "ɑ", "aw": "ɔ", "au": "ɔ", "uh": "ə", "eh": "ɛ", "ih": "ɪ", "ur": "ɜɹ", "er": "ɜɹ", "ir": "ɜɹ", "or": "ɔɹ",
    "ar": "ɑɹ", "air": "ɛɹ", "eer": "ɪɹ", "a": "æ", "e": "ɛ", "i": "ɪ", "o": "ɑ", "u": "ʌ",
    "sh": "ʃ", "zh": "ʒ", "ch": "ʧ", "th": "θ", "dh": "ð", "ng": "ŋ", "kh": "k", "ck": "k", "j": "ʤ", "r": "ɹ",
    "g": "ɡ", "wh": "w", "x": "ks", "q": "k", "c": "k", "tch": "ʧ", "ss": "s", "ll": "l", "nn": "n",
    **{letter: letter for letter in "bdfhklmnpstvwz"},
}  # fmt: skip
SIGN = re.compile("|".join(sorted(SOUNDS, key=len, reverse=True)))
# A y before a vowel is the consonant, "yah"; at a syllable's end the vowel, "my".
CONSONANT_Y = re.compile(r"(?<![aeiou])y(?=[aeiou])(?!(?<=[b-df-hj-np-tv-xz]y)e$)")
SYLLABLES = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)+|[A-Z]{2,}")
# A vowel letter alone at a syllable's end is long in a name: "ka-ta", "so-ko".
OPEN = {"æ": "ɑ", "ɛ": "A", "ɑ": "O", "ɪ": "i", "ʌ": "u"}

LETTERS = {
    "A": "ay", "I": "eye", "O": "oh", "W": "ow", "Y": "oy", "Q": "oh", "i": "ee", "u": "oo", "ɑ": "ah", "ɒ": "o",
    "a": "ah", "o": "oh", "e": "e", "ɔ": "aw", "ə": "uh", "ɐ": "uh", "ᵊ": "uh", "ɛ": "eh", "ɪ": "i", "ᵻ": "i",
    "ɜɹ": "ur", "əɹ": "er", "ɜ": "ur", "ʊ": "uu", "ʌ": "uh", "æ": "a", "ʃ": "sh", "ʒ": "zh", "ʧ": "ch", "ʤ": "j",
    "θ": "th", "ð": "dh", "ŋ": "ng", "ɹ": "r", "ɡ": "g", "j": "y", "T": "t",
}  # fmt: skip
RUN = re.compile(r"[ˈˌ]|[ɜə]ɹ|.")


def phonemes_from_respelling(text: str) -> str | None:
    """The phonemes of syllables joined by hyphens, the one in capitals stressed; None where it is not written so.

    A word in small letters without hyphens is left to the engine, which reads it as it would any other.

    >>> phonemes_from_respelling("shih-VAWN"), phonemes_from_respelling("shivawn")
    ('ʃɪvˈɔn', None)
    """
    words = text.split()
    if not words or not any(SYLLABLES.fullmatch(word) for word in words):
        return None
    said = [_word(word) for word in words]
    return " ".join(word for word in said if word) if all(said) else None


def _word(word: str) -> str | None:
    syllables = word.split("-")
    loud = [part for part in syllables if part.isupper()]
    sounds = ""
    for part in syllables:
        heard = _syllable(part.lower(), "ˈ" if loud and part == loud[0] else "")
        if heard is None:
            return None
        sounds += heard
    return stressed(sounds)


def _syllable(part: str, stress: str) -> str | None:
    part = CONSONANT_Y.sub("J", part)
    sounds = []
    at = 0
    while at < len(part):
        found = SIGN.match(part, at)
        if not found and part[at] != "J":
            return None
        sounds.append(SOUNDS[found.group()] if found else "j")
        at = found.end() if found else at + 1
    if sounds and part[-1:] in "aeiou" and sounds[-1] in OPEN:
        sounds[-1] = OPEN[sounds[-1]]
    heard = "".join(sounds)
    first = next((place for place, sound in enumerate(heard) if sound in VOWELS), None)
    return None if first is None else f"{heard[:first]}{stress}{heard[first:]}"


def respelling_of(phonemes: str, parted: bool = True) -> str:
    """Phonemes in ordinary letters: in syllables for people to read, or in one piece for an engine that takes no IPA.

    >>> respelling_of("ʃɪvˈɔn"), respelling_of("ʃɪvˈɔn", parted=False)
    ('shi-VAWN', 'shivawn')
    """
    words = [_syllables(word) for word in phonemes.split()]
    return " ".join(("-" if parted else "").join(_written(part, parted) for part in word) for word in words)


def _written(syllable: str, parted: bool) -> str:
    sounds = (sound for sound in RUN.findall(syllable) if sound not in "ˈˌ")
    letters = "".join(LETTERS.get(sound, sound) for sound in sounds)
    return letters.upper() if parted and "ˈ" in syllable else letters


def _syllables(word: str) -> list[str]:
    """A word's phonemes cut before the last consonant between two vowels, and before those that begin a word well."""
    cuts = [0]
    vowels = [at for at, sound in enumerate(word) if sound in VOWELS]
    for one, other in pairwise(vowels):
        between = word[one + 1 : other]
        bare = between.rstrip("ˈˌ")
        first = next((at for at in range(len(bare)) if _begins_well(bare[at:])), len(bare))
        cuts.append(one + 1 + first)
    return [word[start:end] for start, end in zip(cuts, [*cuts[1:], len(word)], strict=True)]


BEGINNINGS = re.compile(r"[ptkbdɡfθsʃ]?[wɹl]|[^wɹlŋ]?j|[^ŋ]|s[ptkmn]|")


def _begins_well(consonants: str) -> bool:
    return BEGINNINGS.fullmatch(consonants) is not None

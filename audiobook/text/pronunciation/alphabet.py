"""Converts IPA, which dictionaries print, to the phonemes that the neural voices were trained on, and back.

These are misaki's for American English, used by hibari and Kokoro: IPA, but with one letter for each diphthong (A as
in day, I as in my, O as in go, W as in now, Y as in boy) and for ʤ and ʧ, and with stress marks right before the vowel.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

VOWELS = frozenset("AIOWYQaeiouæɑɐɒɔəɛɜɪʊʌᵊᵻ")
CONSONANTS = frozenset("bdfhjklmnpstvwzðŋɡɹʃʒʤʧθT")
PRIMARY_STRESS, SECONDARY_STRESS = "ˈ", "ˌ"
STRESS_MARKS = PRIMARY_STRESS + SECONDARY_STRESS
PHONEMES = VOWELS | CONSONANTS | frozenset(STRESS_MARKS)

# The longest match is tried first. Sounds that English does not have become the nearest English ones.
IPA_TO_PHONEMES = {
    "dʒ": "ʤ", "tʃ": "ʧ", "dʑ": "ʤ", "tɕ": "ʧ", "ʥ": "ʤ", "ʨ": "ʧ", "ɕ": "ʃ", "ʑ": "ʒ", "ʂ": "ʃ", "ʐ": "ʒ",
    "eɪ": "A", "ei": "A", "eː": "A", "aɪ": "I", "ai": "I", "ɑɪ": "I", "aʊ": "W", "au": "W", "ɑʊ": "W",
    "ɔɪ": "Y", "ɔi": "Y", "oi": "Y", "oʊ": "O", "ou": "O", "əʊ": "O", "oː": "O", "o": "O", "Q": "O",
    "iː": "i", "uː": "u", "ɔː": "ɔ", "ɑː": "ɑ", "aː": "ɑ", "a": "ɑ", "ɒ": "ɑ", "ɐ": "ə", "e": "ɛ", "ɛː": "ɛ",
    "ɜːɹ": "ɜɹ", "ɜːr": "ɜɹ", "ɜː": "ɜɹ", "ɜr": "ɜɹ", "ɝ": "ɜɹ", "ɚ": "əɹ",
    "ɪər": "ɪɹ", "ɛər": "ɛɹ", "eər": "ɛɹ", "ʊər": "ʊɹ", "ɪəɹ": "ɪɹ", "ɛəɹ": "ɛɹ", "eəɹ": "ɛɹ", "ʊəɹ": "ʊɹ",
    "ɪə": "ɪɹ", "ɛə": "ɛɹ", "eə": "ɛɹ",
    "\u00e3": "ɑn", "\u00f5": "ɔn", "ɑ̃": "ɑn", "ɔ̃": "ɔn", "ɛ̃": "æn", "œ̃": "ʌn",
    "y": "u", "ʏ": "ʊ", "ø": "ɜ", "œ": "ɜ", "ɯ": "u", "ɨ": "ᵻ", "ʉ": "u", "ɤ": "ʌ", "ɘ": "ə",
    "r": "ɹ", "ɾ": "ɹ", "ʀ": "ɹ", "ʁ": "ɹ", "ɻ": "ɹ", "g": "ɡ", "ɣ": "ɡ", "x": "k", "χ": "k", "ç": "ʃ", "q": "k",
    "ɲ": "nj", "ʎ": "lj", "ɫ": "l", "ɬ": "l", "ɸ": "f", "β": "v", "ʋ": "v", "ʍ": "w", "ħ": "h", "ɦ": "h", "c": "k",
    "n̩": "ᵊn", "l̩": "ᵊl", "m̩": "ᵊm", "n̪": "n", "t̪": "t", "d̪": "d",
    "ʔ": "", "ʰ": "", "ʲ": "j", "ʷ": "w", "ː": "", "ˑ": "", ".": "", "-": "", "̯": "", "̃": "", "'": "ˈ", ",": "ˌ",
    "`": "ˈ", "ˈ": "ˈ", "ˌ": "ˌ",
}  # fmt: skip
IPA_SYMBOL = re.compile(
    "|".join(re.escape(symbol) for symbol in sorted({*IPA_TO_PHONEMES, *PHONEMES}, key=len, reverse=True)) + "|."
)
# It joins the two letters of one sound, and is not needed.
TIE_BAR = "͡"
# For engines that take IPA: only the phonemes that differ.
PHONEMES_TO_IPA = {
    "A": "eɪ", "I": "aɪ", "O": "oʊ", "W": "aʊ", "Y": "ɔɪ", "Q": "əʊ", "ʤ": "dʒ", "ʧ": "tʃ",
    "ᵊ": "ə", "ᵻ": "ɪ", "T": "ɾ",
}  # fmt: skip
VOWEL_LETTERS = "".join(sorted(VOWELS))
STRESS_BEFORE_CONSONANTS = re.compile(rf"([{STRESS_MARKS}])([^{VOWEL_LETTERS}{STRESS_MARKS}]*)")


def ipa_to_phonemes(ipa: str, allow_unstressed_words: bool = False) -> str:
    """The phonemes for IPA, with or without stress marks, word by word.

    A word without a stress gets one, unless another word of the phrase has one and `allow_unstressed_words` is set.
    Raises ValueError, saying what is wrong, where the text is empty, has no vowel, or has an unknown symbol.

    >>> ipa_to_phonemes("ʃɪˈvɔːn"), ipa_to_phonemes("wɑˈkiːn ˈfiː.nɪks"), ipa_to_phonemes("kɑkˈɑʃi")
    ('ʃɪvˈɔn', 'wɑkˈin fˈinɪks', 'kɑkˈɑʃi')
    """
    words = unicodedata.normalize("NFC", ipa.replace(TIE_BAR, "").strip().strip("/")).split()
    if not words:
        raise ValueError("the pronunciation is empty")
    allow_unstressed = allow_unstressed_words and PRIMARY_STRESS in ipa
    return " ".join(_convert_word(word, allow_unstressed) for word in words)


def _convert_word(word: str, allow_unstressed: bool) -> str:
    sounds = [_convert_symbol(match) for match in IPA_SYMBOL.finditer(word)]
    if word.endswith("e") and sounds[-1] == "ɛ":
        sounds[-1] = "A"
    phonemes = STRESS_BEFORE_CONSONANTS.sub(r"\2\1", "".join(sounds))
    return phonemes if allow_unstressed else ensure_stress(phonemes)


def _convert_symbol(match: re.Match[str]) -> str:
    symbol = match.group()
    if symbol in IPA_TO_PHONEMES:
        return IPA_TO_PHONEMES[symbol]
    if symbol in PHONEMES:
        return symbol
    raise ValueError(f"{symbol!r} (character {match.start() + 1}) is not a known sound; see docs/pronunciation.md")


def ensure_stress(phonemes: str) -> str:
    """The phonemes of a word with a stress: where there is none, on the last vowel but one, as in most long names.

    Raises ValueError where there is no vowel.

    >>> ensure_stress("kɑkɑʃi"), ensure_stress("ʤˈOn"), ensure_stress("bɑb")
    ('kɑkˈɑʃi', 'ʤˈOn', 'bˈɑb')
    """
    vowels = find_vowels(phonemes)
    if not vowels:
        raise ValueError("the pronunciation has no vowel")
    return phonemes if PRIMARY_STRESS in phonemes else insert_stress(phonemes, penultimate_vowel(vowels))


def find_vowels(phonemes: str) -> list[int]:
    """The positions of the vowels.

    >>> find_vowels("kɑkɑʃi")
    [1, 3, 5]
    """
    return [index for index, phoneme in enumerate(phonemes) if phoneme in VOWELS]


def penultimate_vowel(vowels: Sequence[int]) -> int:
    """The last vowel but one, or the only one."""
    return vowels[-2] if len(vowels) > 1 else vowels[-1]


def insert_stress(phonemes: str, index: int, mark: str = PRIMARY_STRESS) -> str:
    """The phonemes with a stress mark before the one at `index`.

    >>> insert_stress("kɑkɑʃi", 3)
    'kɑkˈɑʃi'
    """
    return f"{phonemes[:index]}{mark}{phonemes[index:]}"


def phonemes_to_ipa(phonemes: str) -> str:
    """The IPA for phonemes; stress marks stay before the vowel.

    >>> phonemes_to_ipa("sˈɑskA")
    'sˈɑskeɪ'
    """
    return "".join(PHONEMES_TO_IPA.get(phoneme, phoneme) for phoneme in phonemes)

"""From the phonetic alphabet that dictionaries print (IPA) to the one the neural voices were trained on, and back.

That one is misaki's for American English, of hibari and Kokoro: IPA, but with one letter for a diphthong (A as in day,
I as in my, O as in go, W as in now, Y as in boy) and for ʤ and ʧ, and with the stress mark before the vowel.
"""

from __future__ import annotations

import re
import unicodedata

VOWELS = frozenset("AIOWYQaeiouæɑɐɒɔəɛɜɪʊʌᵊᵻ")
CONSONANTS = frozenset("bdfhjklmnpstvwzðŋɡɹʃʒʤʧθT")
STRESS_MARKS = "ˈˌ"
PHONEMES = VOWELS | CONSONANTS | frozenset(STRESS_MARKS)

# As written, and as the voices know it; longer ones are tried first. What English has no sound for gets its nearest.
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
    "|".join(re.escape(sign) for sign in sorted({*IPA_TO_PHONEMES, *PHONEMES}, key=len, reverse=True)) + "|."
)
# What binds the two letters of one sound is not needed.
TIE_BAR = "͡"
# Back again, for engines that take IPA: only what differs.
PHONEMES_TO_IPA = {
    "A": "eɪ", "I": "aɪ", "O": "oʊ", "W": "aʊ", "Y": "ɔɪ", "Q": "əʊ", "ʤ": "dʒ", "ʧ": "tʃ",
    "ᵊ": "ə", "ᵻ": "ɪ", "T": "ɾ",
}  # fmt: skip
VOWEL_LETTERS = "".join(sorted(VOWELS))
STRESS_BEFORE_CONSONANTS = re.compile(rf"([{STRESS_MARKS}])([^{VOWEL_LETTERS}{STRESS_MARKS}]*)")


def ipa_to_phonemes(ipa: str, allow_unstressed_words: bool = False) -> str:
    """The phonemes for IPA, with or without stress marks, word by word; raises ValueError, saying what is wrong.

    A word without a stress gets one, unless there are `allow_unstressed_words` in a phrase that has a stress elsewhere.

    >>> ipa_to_phonemes("ʃɪˈvɔːn"), ipa_to_phonemes("wɑˈkiːn ˈfiː.nɪks"), ipa_to_phonemes("kɑkˈɑʃi")
    ('ʃɪvˈɔn', 'wɑkˈin fˈinɪks', 'kɑkˈɑʃi')
    """
    words = unicodedata.normalize("NFC", ipa.replace(TIE_BAR, "").strip().strip("/")).split()
    if not words:
        raise ValueError("there is no sound in it")
    allow_unstressed = allow_unstressed_words and "ˈ" in ipa
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
    raise ValueError(f"{symbol!r} (sign {match.start() + 1}) is no sound that is known; see docs/pronunciation.md")


def ensure_stress(phonemes: str) -> str:
    """The phonemes of a word with a stress: on the last vowel but one where there is none, as in most long names.

    >>> ensure_stress("kɑkɑʃi"), ensure_stress("ʤˈOn"), ensure_stress("bɑb")
    ('kɑkˈɑʃi', 'ʤˈOn', 'bˈɑb')
    """
    vowels = [index for index, phoneme in enumerate(phonemes) if phoneme in VOWELS]
    if not vowels:
        raise ValueError("there is no vowel in it")
    if "ˈ" in phonemes:
        return phonemes
    return insert_stress(phonemes, vowels[-2] if len(vowels) > 1 else vowels[-1])


def insert_stress(phonemes: str, index: int) -> str:
    """Phonemes with a stress before the one at a place.

    >>> insert_stress("kɑkɑʃi", 3)
    'kɑkˈɑʃi'
    """
    return f"{phonemes[:index]}ˈ{phonemes[index:]}"


def phonemes_to_ipa(phonemes: str) -> str:
    """Phonemes as IPA is printed, the stress mark still before its vowel.

    >>> phonemes_to_ipa("sˈɑskA")
    'sˈɑskeɪ'
    """
    return "".join(PHONEMES_TO_IPA.get(phoneme, phoneme) for phoneme in phonemes)

"""From the phonetic alphabet that dictionaries print (IPA) to the one the neural voices were trained on, and back.

That one is misaki's for American English, of hibari and Kokoro: IPA, but with one letter for a diphthong (A as in day,
I as in my, O as in go, W as in now, Y as in boy) and for ʤ and ʧ, and with the stress mark before the vowel.
"""

from __future__ import annotations

import re
import unicodedata

VOWELS = frozenset("AIOWYQaeiouæɑɐɒɔəɛɜɪʊʌᵊᵻ")
CONSONANTS = frozenset("bdfhjklmnpstvwzðŋɡɹʃʒʤʧθT")
STRESS = "ˈˌ"
PHONEMES = VOWELS | CONSONANTS | frozenset(STRESS)

# As written, and as the voices know it; longer ones are tried first. What English has no sound for gets its nearest.
LETTERS = {
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
SIGN = re.compile("|".join(re.escape(sign) for sign in sorted({*LETTERS, *PHONEMES}, key=len, reverse=True)) + "|.")
# What binds the two letters of one sound is not needed.
TIE = "͡"
# Back again, for engines that take IPA: only what differs.
PRINTED = {
    "A": "eɪ", "I": "aɪ", "O": "oʊ", "W": "aʊ", "Y": "ɔɪ", "Q": "əʊ", "ʤ": "dʒ", "ʧ": "tʃ",
    "ᵊ": "ə", "ᵻ": "ɪ", "T": "ɾ",
}  # fmt: skip
VOWEL_LETTERS = "".join(sorted(VOWELS))
TO_STRESS = re.compile(rf"([{STRESS}])([^{VOWEL_LETTERS}{STRESS}]*)")


def phonemes_from_ipa(ipa: str, weak_words: bool = False) -> str:
    """The phonemes for IPA, with or without stress marks, word by word; raises ValueError, saying what is wrong.

    A word without a stress gets one, unless there are `weak_words` in a phrase that has a stress elsewhere.

    >>> phonemes_from_ipa("ʃɪˈvɔːn"), phonemes_from_ipa("wɑˈkiːn ˈfiː.nɪks"), phonemes_from_ipa("kɑkˈɑʃi")
    ('ʃɪvˈɔn', 'wɑkˈin fˈinɪks', 'kɑkˈɑʃi')
    """
    words = unicodedata.normalize("NFC", ipa.replace(TIE, "").strip().strip("/")).split()
    if not words:
        raise ValueError("there is no sound in it")
    weak = weak_words and "ˈ" in ipa
    return " ".join(_word(word, weak) for word in words)


def _word(word: str, weak: bool) -> str:
    sounds = [_phoneme(match) for match in SIGN.finditer(word)]
    if word.endswith("e") and sounds[-1] == "ɛ":
        sounds[-1] = "A"
    said = TO_STRESS.sub(r"\2\1", "".join(sounds))
    return said if weak else stressed(said)


def _phoneme(match: re.Match[str]) -> str:
    sign = match.group()
    if sign in LETTERS:
        return LETTERS[sign]
    if sign in PHONEMES:
        return sign
    raise ValueError(f"{sign!r} (sign {match.start() + 1}) is no sound that is known; see docs/pronunciation.md")


def stressed(phonemes: str) -> str:
    """The phonemes of a word with a stress: on the last vowel but one where there is none, as in most long names.

    >>> stressed("kɑkɑʃi"), stressed("ʤˈOn"), stressed("bɑb")
    ('kɑkˈɑʃi', 'ʤˈOn', 'bˈɑb')
    """
    vowels = [at for at, sound in enumerate(phonemes) if sound in VOWELS]
    if not vowels:
        raise ValueError("there is no vowel in it")
    if "ˈ" in phonemes:
        return phonemes
    return with_stress(phonemes, vowels[-2] if len(vowels) > 1 else vowels[-1])


def with_stress(phonemes: str, at: int) -> str:
    """Phonemes with a stress before the one at a place.

    >>> with_stress("kɑkɑʃi", 3)
    'kɑkˈɑʃi'
    """
    return f"{phonemes[:at]}ˈ{phonemes[at:]}"


def ipa_of(phonemes: str) -> str:
    """Phonemes as IPA is printed, the stress mark still before its vowel.

    >>> ipa_of("sˈɑskA")
    'sˈɑskeɪ'
    """
    return "".join(PRINTED.get(sound, sound) for sound in phonemes)

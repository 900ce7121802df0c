"""What a line should sound like: its phonemes, and how long it should last."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from audiobook.engines.hibari import PHONEMIZER_ERRORS, HibariEngine
from audiobook.engines.hibari_phonemizer import load_phonemizer
from audiobook.engines.hibari_text import add_inline_phonemes, prepare_text
from audiobook.errors import SpeechError
from audiobook.hearing.phoneme_classes import classify_phonemes
from audiobook.model import Utterance, Voice

# A figure that may be a year, a time or a number.
FIGURE = re.compile(r"(?P<digits>\d{3,4})\W*")
EDGE_PHONEMES = ' .,;:!?…—"“”'
# Seconds of sound, measured on 2,403 lines of hibari's voices by least squares: for the line as a whole, and for each
# phoneme, stress, pause and gap between words in it.
LINE_SECONDS, MIN_LINE_SECONDS = 0.168, 0.15
SOUND_SECONDS = (
    (0.070, "ɪəᵊᵻɐᵿ"),
    (0.071, "ʌʊɛea"),
    (0.088, "iuɑɒɔɜæo"),
    (0.111, "IAOWYQ"),
    (0.076, "szʃʒʧʤ"),
    (0.047, "ptkbdɡgT"),
    (0.051, "nmŋ"),
    (0.043, "lɹrwj"),
    (0.047, "fvθðh"),
    (0.045, "ˈ"),
    (0.149, ","),
    (0.293, ".!?"),
    (0.126, "—…"),
    (0.229, ";:"),
    (0.019, " "),
)
SECONDS_OF = {phoneme: seconds for seconds, phonemes in SOUND_SECONDS for phoneme in phonemes}
# The network speaks short and long lines more slowly than those of two seconds: by the logarithm of the factor.
LENGTH_CURVE = (
    (0.4, 0.141), (0.7, 0.043), (1.1, -0.031), (1.7, -0.078), (2.6, -0.052), (4.0, 0.003), (6.5, 0.041), (10.0, 0.078),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExpectedSound:
    """The phonemes of a line in their classes, and how long it usually lasts (seconds)."""

    classes: str
    seconds: float


class PhonemeReader:
    """Reads texts as phonemes, with hibari's phonemizer whatever the engine."""

    def __init__(self) -> None:
        self._engine = HibariEngine()
        self._read_word = cache(self._phonemize_word)

    def read_line(self, utterance: Utterance) -> ExpectedSound:
        """What an utterance should sound like; without phonemes where nothing can be read."""
        plain = replace(utterance, voice=Voice(self._engine.name, self._engine.default_voice))
        try:
            phonemes = self._engine.phonemes(plain)
        except SpeechError:
            phonemes = ""
        pace = utterance.voice.pace * utterance.prosody.pace
        return ExpectedSound(classify_phonemes(phonemes), estimate_seconds(phonemes) / pace)

    def read_heard_word(self, word: str, expected: str) -> str:
        """The classes of a word that was heard; of the ways to read a figure, the one that is most like what is said.

        "730" is seven hundred thirty, seven thirty, or seven three oh.
        """
        from rapidfuzz import fuzz

        readings = [self._read_word(reading) for reading in list_readings(word.strip())]
        return max(readings, key=lambda reading: fuzz.partial_ratio(reading, expected))

    def _phonemize_word(self, word: str) -> str:
        try:
            return classify_phonemes(str(load_phonemizer(False)(add_inline_phonemes(prepare_text(word)))))
        except PHONEMIZER_ERRORS:
            return classify_phonemes(word.lower())


def list_readings(word: str) -> tuple[str, ...]:
    """A word, and if it is a figure, the ways to say it in parts.

    >>> list_readings("730."), list_readings("1911"), list_readings("house")
    (('730.', '7 30', '7 3 0'), ('1911', '19 11', '1 9 1 1'), ('house',))
    """
    figure = FIGURE.fullmatch(word)
    if not figure:
        return (word,)
    digits = figure["digits"]
    return (word, f"{digits[:-2]} {digits[-2:]}", " ".join(digits))


def estimate_seconds(phonemes: str) -> float:
    """How long a line of phonemes lasts at pace 1, in seconds.

    >>> estimate_seconds("hˈI") < estimate_seconds("hˈI, hˈI")
    True
    """
    inner = phonemes.strip(EDGE_PHONEMES)
    seconds = max(MIN_LINE_SECONDS, LINE_SECONDS + sum(SECONDS_OF.get(phoneme, 0.0) for phoneme in inner))
    return seconds * math.exp(_interpolate(math.log(seconds)))


def _interpolate(log_seconds: float) -> float:
    """The value of the length curve, which is even beyond its ends."""
    points = [(math.log(seconds), value) for seconds, value in LENGTH_CURVE]
    for (start, first), (end, last) in pairwise(points):
        if log_seconds < end:
            return first + (last - first) * max(0.0, log_seconds - start) / (end - start)
    return points[-1][1]

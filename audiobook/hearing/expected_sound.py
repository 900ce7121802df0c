"""What a line should sound like: its phonemes, and how long it should last."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from audiobook.engines.hibari import VOWELS, HibariEngine
from audiobook.engines.hibari_text import add_inline_phonemes, prepare_text
from audiobook.errors import SpeechError
from audiobook.hearing.phoneme_classes import classify_phonemes
from audiobook.model import Utterance, Voice

STRESS = "ˈ"
PAUSE_PHONEMES = frozenset(",;:—….!?")
# A figure that may be a year, a time or a number.
FIGURE = re.compile(r"(?P<digits>\d{3,4})\W*")
EDGE_PHONEMES = ' .,;:!?…—"“”'
# Seconds of sound, measured on 1,594 lines of hibari's voices by least squares: for the line as a whole, and for each
# vowel, consonant, stress and pause in it. Lines of one voice keep to it within 6 %.
LINE_SECONDS, VOWEL_SECONDS, CONSONANT_SECONDS, STRESS_SECONDS, PAUSE_SECONDS = 0.1525, 0.0739, 0.0463, 0.046, 0.1087


@dataclass(frozen=True, slots=True)
class ExpectedSound:
    """The phonemes of a line in their classes, and how long it usually lasts (seconds)."""

    classes: str
    seconds: float


class PhonemeReader:
    """Reads texts as phonemes, with hibari's phonemizer whatever the engine."""

    def __init__(self) -> None:
        self._engine = HibariEngine()
        self._g2p: Any = None
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
        if self._g2p is None:
            from hibari.g2p import G2P

            self._g2p = G2P()
        try:
            return classify_phonemes(str(self._g2p(add_inline_phonemes(prepare_text(word)))))
        except (IndexError, KeyError, ValueError, TypeError):
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
    """How long phonemes last at pace 1, in seconds.

    >>> estimate_seconds("hˈI") < estimate_seconds("hˈI, hˈI")
    True
    """
    inner = phonemes.strip(EDGE_PHONEMES)
    vowels = sum(phoneme in VOWELS for phoneme in inner)
    letters = sum(phoneme.isalpha() for phoneme in inner)
    pauses = sum(phoneme in PAUSE_PHONEMES for phoneme in inner)
    return (
        LINE_SECONDS
        + VOWEL_SECONDS * vowels
        + CONSONANT_SECONDS * (letters - vowels)
        + STRESS_SECONDS * inner.count(STRESS)
        + PAUSE_SECONDS * pauses
    )

"""What hibari does to single words of a sentence: those that are stressed, and asides in parentheses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audiobook.model.sound import ASIDE, STRESSED, Accents

FRAME_SECONDS = 0.0125
# Changes set in and end within this time, so that none is heard as a step.
EDGE_SECONDS = 0.05
DECIBELS_PER_NEPER = 20 / np.log(10)


@dataclass(frozen=True, slots=True)
class AccentSound:
    """How words with an accent differ: semitones of pitch, dB, and how much longer they take."""

    semitones: float
    gain: float
    stretch: float


# A contrast in English is higher, longer and a little louder (Cooper, Eady & Mueller 1985); an aside is lower, quicker
# and softer (Bolinger 1989).
ACCENT_SOUNDS = {STRESSED: AccentSound(3.0, 1.0, 1.15), ASIDE: AccentSound(-1.5, -1.5, 0.94)}


@dataclass(frozen=True, slots=True)
class AccentCurves:
    """What accents do to each frame: the factor for its pitch, the factor for its duration, and its level in nepers."""

    pitch: NDArray[np.float64]
    duration: NDArray[np.float64]
    level: NDArray[np.float64]


def find_word_symbols(phonemes: str) -> list[tuple[int, int]]:
    """The first and the last symbol of each word, plus one; 0 is the symbol that opens every text."""
    spans, position = [], 1
    for word in phonemes.split(" "):
        if any(symbol.isalpha() for symbol in word):
            spans.append((position, position + len(word)))
        position += len(word) + 1
    return spans


def compute_accents(accents: Accents, words: list[tuple[int, int]], symbols: NDArray[np.int64]) -> AccentCurves:
    """The curves for accents on words, given the symbols of each word, and the symbol of each frame."""
    curves = {name: np.zeros(len(symbols)) for name in ("semitones", "gain", "stretch")}
    for name, share in _find_shares(accents, words, symbols):
        sound = ACCENT_SOUNDS[name]
        curves["semitones"] += share * sound.semitones
        curves["gain"] += share * sound.gain
        curves["stretch"] += share * (sound.stretch - 1)
    return AccentCurves(2 ** (curves["semitones"] / 12), 1 + curves["stretch"], curves["gain"] / DECIBELS_PER_NEPER)


def _find_shares(
    accents: Accents, words: list[tuple[int, int]], symbols: NDArray[np.int64]
) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """How much of each accent there is in each frame, from 0 to 1."""
    edge = np.hanning(2 * round(EDGE_SECONDS / FRAME_SECONDS) + 1)
    for name, first, end in accents:
        inside = (symbols >= words[first][0]) & (symbols < words[end - 1][1])
        yield name, np.convolve(inside.astype(np.float64), edge / edge.sum(), "same")

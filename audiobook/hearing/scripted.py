"""A recognizer without a model: it hears what it is told to, for tests."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from audiobook.hearing.recognizer import HEARING_RATE, HeardWord, WindowHearing


class ScriptedRecognizer:
    """Hears every text as it should be, except those of `misheard`, for which it hears something else.

    Words are spread over the sound of a window by their length, as a steady speaker would say them.
    """

    def __init__(self, misheard: Mapping[str, str] | None = None, name: str = "scripted") -> None:
        self.name = name
        self.misheard = dict(misheard or {})
        self.windows: list[str] = []

    def hear(self, wave: NDArray[np.float32], text: str) -> WindowHearing:
        """The words of the text, or of what is heard in the place of a part of it."""
        self.windows.append(text)
        heard = text
        for expected, instead in self.misheard.items():
            heard = heard.replace(expected, instead)
        said = frozenset(heard.split())
        return WindowHearing(
            _place_words(heard, wave, dict.fromkeys(said, 1.0)), _place_words(text, wave, dict.fromkeys(said, 1.0))
        )


def _place_words(text: str, wave: NDArray[np.float32], probabilities: Mapping[str, float]) -> tuple[HeardWord, ...]:
    sounding = np.flatnonzero(wave)
    if not len(sounding) or not text:
        return ()
    words, start = [], 0
    for word in text.split():
        ends = [sounding[min(len(sounding) - 1, at * len(sounding) // (len(text) + 1))] for at in
                (start, start + len(word))]  # fmt: skip
        words.append(
            HeardWord(f" {word}", ends[0] / HEARING_RATE, ends[1] / HEARING_RATE, probabilities.get(word, 0.0))
        )
        start += len(word) + 1
    return tuple(words)

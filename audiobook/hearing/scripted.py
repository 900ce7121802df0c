"""A recognizer without a model: it hears what it is told to, for tests."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from audiobook.hearing.recognizer import HEARING_RATE, HeardWord, WindowHearing
from audiobook.hearing.windows import GAP_SECONDS

SENTENCE_GAP = re.compile(r"(?<=[.!?,]) (?=[A-Z])")


class ScriptedRecognizer:
    """Hears every text as it should be, except those of `misheard`, for which it hears something else.

    Each sentence is heard in a clip of the window, if there are as many of them; otherwise all of them in all of its
    sound. `windows` are the texts that it was given so far.
    """

    def __init__(self, misheard: Mapping[str, str] | None = None, name: str = "scripted") -> None:
        self.name = name
        self.misheard = dict(misheard or {})
        self.windows: list[str] = []

    def hear(self, wave: NDArray[np.float32], text: str) -> WindowHearing:
        """The words of the text, or what is heard in the place of a sentence."""
        self.windows.append(text)
        sentences, stretches = SENTENCE_GAP.split(text), _find_stretches(wave)
        if len(sentences) != len(stretches):
            sentences, stretches = [text], [(0.0, len(wave) / HEARING_RATE)]
        heard: list[HeardWord] = []
        expected: list[HeardWord] = []
        for sentence, (start, end) in zip(sentences, stretches, strict=True):
            instead = self.misheard.get(sentence)
            expected += _place_words(sentence, start, end, float(instead is None))
            heard += _place_words(sentence if instead is None else instead, start, end, 1.0)
        return WindowHearing(tuple(heard), tuple(expected))


def _find_stretches(wave: NDArray[np.float32]) -> Sequence[tuple[float, float]]:
    """Where there is sound, between silences as long as those between the clips of a window; in seconds."""
    sounding = np.flatnonzero(wave)
    if not len(sounding):
        return ()
    breaks = np.flatnonzero(np.diff(sounding) >= int(GAP_SECONDS * HEARING_RATE))
    starts, ends = sounding[[0, *(breaks + 1)]], sounding[[*breaks, len(sounding) - 1]]
    return [(float(start) / HEARING_RATE, float(end) / HEARING_RATE) for start, end in zip(starts, ends, strict=True)]


def _place_words(text: str, start: float, end: float, probability: float) -> tuple[HeardWord, ...]:
    """The words of a text, spread over a time by their length."""
    step = (end - start) / (len(text) + 1)
    return tuple(
        HeardWord(f" {word.group()}", start + word.start() * step, start + word.end() * step, probability)
        for word in re.finditer(r"\S+", text)
    )

"""Puts several clips into one window of sound: a recognizer hears 30 seconds as quickly as one, and better."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audiobook.hearing.recognizer import HEARING_RATE, HeardWord

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Whisper hears 30 s at once; its last words are safer with some quiet behind them.
MAX_SECONDS = 28.0
# The quiet between two clips, long enough to tell whose a word is.
GAP_SECONDS = 0.6


@dataclass(frozen=True, slots=True)
class SoundWindow:
    """Clips one after another in a window: the sound, and the start and the end of each clip in it, in seconds."""

    wave: NDArray[np.float32]
    spans: tuple[tuple[float, float], ...]

    def clip_at(self, seconds: float) -> int:
        """The number of the clip that is nearest to a time."""
        return min(range(len(self.spans)), key=lambda number: _distance(self.spans[number], seconds))


def _distance(span: tuple[float, float], seconds: float) -> float:
    return max(span[0] - seconds, seconds - span[1], 0.0)


def pack_clips(lengths: Sequence[float]) -> tuple[tuple[int, ...], ...]:
    """Clips of these lengths (seconds) in as few windows as possible without changing their order; their indices.

    A clip that is longer than a window has one of its own.

    >>> pack_clips((10.0, 12.0, 9.0, 40.0))
    ((0, 1), (2,), (3,))
    """
    windows: list[list[int]] = []
    filled = MAX_SECONDS
    for index, length in enumerate(lengths):
        if not windows or filled + GAP_SECONDS + length > MAX_SECONDS:
            windows.append([])
            filled = -GAP_SECONDS
        windows[-1].append(index)
        filled += GAP_SECONDS + length
    return tuple(map(tuple, windows))


def build_window(waves: Iterable[NDArray[np.float32]]) -> SoundWindow:
    """The clips with quiet between them; what exceeds a window is cut off."""
    import numpy as np

    gap = np.zeros(int(GAP_SECONDS * HEARING_RATE), np.float32)
    pieces: list[NDArray[np.float32]] = []
    spans: list[tuple[float, float]] = []
    start = 0
    for wave in waves:
        spans.append((start / HEARING_RATE, (start + len(wave)) / HEARING_RATE))
        pieces += [wave, gap]
        start += len(wave) + len(gap)
    return SoundWindow(np.concatenate(pieces)[: int(MAX_SECONDS * HEARING_RATE)], tuple(spans))


def split_words(words: Sequence[HeardWord], texts: Sequence[str]) -> tuple[tuple[HeardWord, ...], ...]:
    """The expected words of each text; put together with spaces, the texts are what the words were made of."""
    ends: list[int] = []
    for text in texts:
        ends.append((ends[-1] if ends else 0) + 1 + len(text))
    found: list[list[HeardWord]] = [[] for _ in texts]
    position = number = 0
    for word in words:
        # A word that begins with a space begins one character later.
        while number < len(ends) - 1 and position + 1 >= ends[number]:
            number += 1
        if word.has_letters:
            found[number].append(word)
        position += len(word.text)
    return tuple(map(tuple, found))

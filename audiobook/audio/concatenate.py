"""Joins clips and pauses into one stretch of sound."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from audiobook.model import Clip

Pieces = Iterable[NDArray[np.int16]]
# Short enough not to be heard, long enough that no join clicks.
FADE_IN_MS = 4
FADE_OUT_MS = 12


def stitched(clips: Iterable[tuple[Clip, int]], rate: int, lead: int) -> Iterator[NDArray[np.int16]]:
    """Each clip at `rate` Hz with its pause (ms) behind it, after `lead` ms of silence.

    They come one by one, so that memory does not grow with the chapter. Clips and pauses are as long as the clock that
    their times are told by says, so that no rounding adds up over a long chapter.
    """
    at, written = lead / 1000, 0
    yield silence(written := round(at * rate))
    for clip, pause in clips:
        if len(clip.samples):
            piece = faded(clip, rate)
            written += len(piece)
            yield piece
        at += clip.seconds + pause / 1000
        gap = max(0, round(at * rate) - written)
        written += gap
        yield silence(gap)


def silence(count: int) -> NDArray[np.int16]:
    """So many samples of nothing."""
    return np.zeros(count, np.int16)


def faded(clip: Clip, rate: int) -> NDArray[np.int16]:
    """A clip's samples at `rate` Hz, its ends faded and its mean at zero, so that it joins without a click."""
    samples = _at_rate(clip, rate)
    # In whole steps: what is left is no step that could be heard.
    offset = round(float(samples.mean(dtype=np.float64)))
    wave = np.clip(samples.astype(np.int32) - offset, -32768, 32767).astype(np.int16) if offset else samples.copy()
    rising, falling = (min(len(wave) // 2, rate * length // 1000) for length in (FADE_IN_MS, FADE_OUT_MS))
    wave[:rising] = wave[:rising] * np.linspace(0, 1, rising, endpoint=False, dtype=np.float32)
    wave[len(wave) - falling :] = wave[len(wave) - falling :] * np.linspace(1, 0, falling, dtype=np.float32)
    return wave


def _at_rate(clip: Clip, rate: int) -> NDArray[np.int16]:
    if clip.rate == rate:
        return clip.samples
    import soxr

    return np.asarray(soxr.resample(clip.samples, clip.rate, rate), np.int16)


class Tape:
    """Joined sound that can be run through more than once.

    It is held in memory where it is short enough, else made anew from its clips each time.
    """

    def __init__(self, pieces: Callable[[], Pieces], most: int) -> None:
        self._pieces = pieces
        self._most = most
        self._held: list[NDArray[np.int16]] | None = None

    def __iter__(self) -> Iterator[NDArray[np.int16]]:
        if self._held is not None:
            yield from self._held
            return
        held: list[NDArray[np.int16]] | None = []
        count = 0
        for piece in self._pieces():
            count += len(piece)
            if held is not None:
                held.append(piece)
                held = held if count <= self._most else None
            yield piece
        self._held = held

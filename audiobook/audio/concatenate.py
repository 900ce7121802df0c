"""Joins clips and pauses into continuous sound."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from audiobook.model import Clip
from audiobook.model.sound import FULL_SCALE, MAX_SAMPLE

SampleBlocks = Iterable[NDArray[np.int16]]
# Short enough to be inaudible, long enough that no join clicks.
FADE_IN_MS = 4
FADE_OUT_MS = 12


def stitch_clips(clips: Iterable[tuple[Clip, int]], rate: int, lead: int) -> Iterator[NDArray[np.int16]]:
    """Each clip at `rate` Hz followed by its pause (ms), after `lead` ms of silence.

    They are yielded one by one, so that memory does not grow with the chapter. The end of each pause is calculated from
    the start of the chapter, so that rounding errors don't add up.
    """
    clock, written = lead / 1000, 0
    yield silence(written := round(clock * rate))
    for clip, pause in clips:
        if len(clip.samples):
            samples = fade_clip(clip, rate)
            written += len(samples)
            yield samples
        clock += clip.seconds + pause / 1000
        gap = max(0, round(clock * rate) - written)
        written += gap
        yield silence(gap)


def silence(count: int) -> NDArray[np.int16]:
    """`count` samples of digital silence."""
    return np.zeros(count, np.int16)


def fade_clip(clip: Clip, rate: int) -> NDArray[np.int16]:
    """A clip's samples at `rate` Hz, without DC offset and with faded ends, so that it joins without a click."""
    samples = _resample(clip, rate)
    # Rounded: what is left is too small a step to be heard.
    offset = round(float(samples.mean(dtype=np.float64)))
    wave = samples.copy()
    if offset:
        wave = np.clip(samples.astype(np.int32) - offset, -FULL_SCALE, MAX_SAMPLE).astype(np.int16)
    fade_in, fade_out = (min(len(wave) // 2, rate * length // 1000) for length in (FADE_IN_MS, FADE_OUT_MS))
    wave[:fade_in] = wave[:fade_in] * np.linspace(0, 1, fade_in, endpoint=False, dtype=np.float32)
    wave[len(wave) - fade_out :] = wave[len(wave) - fade_out :] * np.linspace(1, 0, fade_out, dtype=np.float32)
    return wave


def _resample(clip: Clip, rate: int) -> NDArray[np.int16]:
    if clip.rate == rate:
        return clip.samples
    import soxr

    return np.asarray(soxr.resample(clip.samples, clip.rate, rate), np.int16)


class ReplayableAudio:
    """Joined sound that can be iterated over more than once.

    Up to `max_samples` it is kept in memory; longer sound is made again from its clips each time.
    """

    def __init__(self, make_blocks: Callable[[], SampleBlocks], max_samples: int) -> None:
        self._make_blocks = make_blocks
        self._max_samples = max_samples
        self._cached_blocks: list[NDArray[np.int16]] | None = None

    def __iter__(self) -> Iterator[NDArray[np.int16]]:
        if self._cached_blocks is not None:
            yield from self._cached_blocks
            return
        blocks: list[NDArray[np.int16]] | None = []
        count = 0
        for block in self._make_blocks():
            count += len(block)
            if blocks is not None:
                blocks.append(block)
                blocks = blocks if count <= self._max_samples else None
            yield block
        self._cached_blocks = blocks

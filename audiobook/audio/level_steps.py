"""Keeps neighbouring clips from being so far apart in level that a listener reaches for the volume."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from audiobook.audio.loudness import integrated_loudness
from audiobook.audio.pcm import to_pcm
from audiobook.audio.samples import to_floats
from audiobook.model import Clip

# A clip is at most so much softer (LU) than the ones before and after it. Voices say “Oh…” 6 LU softer than a sentence.
MAX_STEP = 3.3
# No clip is raised by more (dB): what is left then is meant, or no speech.
MAX_GAIN = 6.0
# Loudness is not defined for sound shorter than this, in seconds; shorter clips are repeated until they are as long.
MIN_SECONDS = 0.5


def limit_steps(clips: Iterable[tuple[Clip, int]]) -> Iterator[tuple[Clip, int]]:
    """The clips, those raised that are much softer than a neighbor, each with the pause that it came with.

    One clip is read ahead.
    """
    previous = -math.inf
    pending: tuple[Clip, int, float] | None = None
    for clip, pause in clips:
        level = measure_clip(clip)
        if pending:
            raised, previous = _raise_clip(pending[0], pending[2], max(previous, level))
            yield raised, pending[1]
        pending = clip, pause, level
    if pending:
        yield _raise_clip(pending[0], pending[2], previous)[0], pending[1]


def measure_clip(clip: Clip) -> float:
    """The loudness of a clip in LUFS; -inf if it is silent or empty."""
    shortest = round(MIN_SECONDS * clip.rate)
    samples: NDArray[np.int16] = clip.samples
    if 0 < len(samples) < shortest:
        samples = np.resize(samples, shortest)
    return integrated_loudness(samples, clip.rate)


def _raise_clip(clip: Clip, level: float, neighbor: float) -> tuple[Clip, float]:
    """A clip that is not much softer than its louder neighbor, and its level then."""
    gain = min(neighbor - MAX_STEP - level, MAX_GAIN) if math.isfinite(level) and math.isfinite(neighbor) else 0.0
    if gain <= 0:
        return clip, level
    return replace(clip, samples=to_pcm(to_floats(clip.samples), gain)), level + gain

"""Samples as floats, and levels in decibels: what everything that measures sound shares."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from audiobook.model.sound import FULL_SCALE

# Mono samples: 16-bit integers, or floats with 1.0 as full scale.
Samples = NDArray[np.int16] | NDArray[np.float32]
# This many samples are processed at a time, so that memory does not grow with the sound.
BLOCK_SAMPLES = 1 << 18
# Sound with an RMS level below this (dBFS) is silence: hibari's own silences are at -65 and below, a soft "th" at -58.
SILENCE_DBFS = -60.0


def to_floats(samples: Samples) -> NDArray[np.float32]:
    """Samples as floats, with 1.0 as full scale."""
    if samples.dtype != np.int16:
        return samples.astype(np.float32, copy=False)
    return np.multiply(samples, np.float32(1 / FULL_SCALE), dtype=np.float32)


def split_blocks(samples: Samples) -> Iterator[Samples]:
    """The samples in blocks of at most BLOCK_SAMPLES."""
    for start in range(0, len(samples), BLOCK_SAMPLES):
        yield samples[start : start + BLOCK_SAMPLES]


def to_decibels(ratio: float) -> float:
    """An amplitude (1.0 is full scale) in dBFS, -inf for 0.

    >>> to_decibels(0.5), to_decibels(0.0)
    (-6.020599913279624, -inf)
    """
    return 20 * math.log10(ratio) if ratio > 0 else -math.inf


def to_ratio(decibels: float) -> float:
    """The amplitude ratio of a level or gain in dB.

    >>> to_ratio(-20.0)
    0.1
    """
    return float(10 ** (decibels / 20))


def find_runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where the runs of true values begin and end.

    >>> find_runs(np.array([True, True, False, True]))
    [(0, 2), (3, 4)]
    """
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))

"""What all that measures sound shares: samples as floats, levels in decibels."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

# Mono samples: 16-bit integers, or floats of which 1.0 is full scale.
Samples = NDArray[np.int16] | NDArray[np.float32]
FULL_SCALE = 32768
# So many samples are worked on at once, so that memory does not grow with the sound.
BLOCK_SAMPLES = 1 << 18


def to_floats(samples: Samples) -> NDArray[np.float32]:
    """Samples as floats, 1.0 for full scale."""
    if samples.dtype != np.int16:
        return samples.astype(np.float32, copy=False)
    return np.multiply(samples, np.float32(1 / FULL_SCALE), dtype=np.float32)


def split_blocks(samples: Samples) -> Iterator[Samples]:
    """The samples in pieces of bounded length."""
    for start in range(0, len(samples), BLOCK_SAMPLES):
        yield samples[start : start + BLOCK_SAMPLES]


def to_decibels(ratio: float) -> float:
    """An amplitude in dB of full scale, -inf for none.

    >>> to_decibels(0.5), to_decibels(0.0)
    (-6.020599913279624, -inf)
    """
    return 20 * math.log10(ratio) if ratio > 0 else -math.inf


def to_ratio(decibels: float) -> float:
    """The amplitude that so many dB stand for.

    >>> to_ratio(-20.0)
    0.1
    """
    return float(10 ** (decibels / 20))

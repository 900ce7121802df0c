"""Finds peaks between samples, which appear when a player or a decoder reconstructs the wave."""

from __future__ import annotations

import functools
import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

# ITU-R BS.1770-4 annex 2 asks for 4 times 48 kHz; the same grid is used for lower sample rates.
GRID_RATE = 192_000
MIN_FACTOR = 4
# How many samples on either side are used to interpolate; the window is exact to 0.1 dB up to 0.46 of the rate.
REACH = 16
KAISER_BETA = 5.0
# How many positions are processed at once: about 8 MB.
CHUNK_POSITIONS = 1 << 16


def find_peaks(wave: NDArray[np.float32], rate: int, threshold: float) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """The positions where a wave reaches `threshold`, and its height from there to the next sample.

    A position counts if its own sample or the next one reaches `threshold`. `wave` has REACH additional samples at both
    ends as context; positions count from the first sample after those.
    """
    inner = wave[REACH : len(wave) - REACH + 1]
    high = (inner >= threshold) | (inner <= -threshold)
    positions = np.flatnonzero(high[:-1] | high[1:])
    heights = np.maximum(np.abs(inner[positions]), np.abs(inner[positions + 1]))
    windows, taps = sliding_window_view(wave, 2 * REACH), _interpolation_taps(rate)
    for start in range(0, len(positions), CHUNK_POSITIONS):
        chunk = slice(start, start + CHUNK_POSITIONS)
        interpolated = np.abs(windows[positions[chunk] + 1] @ taps).max(axis=1)
        heights[chunk] = np.maximum(heights[chunk], interpolated)
    return positions, heights


@functools.cache
def _interpolation_taps(rate: int) -> NDArray[np.float32]:
    """The weights of the REACH samples before and after; one column for each point between two samples."""
    factor = max(MIN_FACTOR, math.ceil(GRID_RATE / rate))
    fractions = np.arange(1, factor) / factor
    distances = np.arange(1 - REACH, REACH + 1)[:, None] - fractions[None, :]
    window = np.i0(KAISER_BETA * np.sqrt(np.maximum(0.0, 1 - (distances / REACH) ** 2))) / np.i0(KAISER_BETA)
    taps = np.sinc(distances) * window
    weights: NDArray[np.float32] = (taps / taps.sum(axis=0)).astype(np.float32)
    return weights

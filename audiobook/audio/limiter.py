"""Limits the peaks of a sound to a ceiling, smoothly enough to be inaudible.

The gain drops before a peak and rises after it, along a curve without corners. It is only calculated around the peaks;
everything else stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from audiobook.audio.peaks import REACH, find_peaks

# The gain is held this long on either side of a peak, and takes as long to drop and to rise.
HOLD_SECONDS = 0.010
# Allows for peaks between samples that come out slightly higher than calculated, because the gain changes.
CEILING_MARGIN = 0.998


def limit_peaks(blocks: Iterable[NDArray[np.float32]], rate: int, ceiling: float) -> Iterator[NDArray[np.float32]]:
    """The sound with no peak above `ceiling` (1.0 is full scale), not even between samples.

    The number of samples stays the same.
    """
    hold = round(HOLD_SECONDS * rate)
    # How far a peak affects the gain, plus the samples needed to find it.
    reach = 2 * hold + REACH
    waiting = np.zeros(reach, np.float32)
    for block in blocks:
        waiting = np.concatenate([waiting, block])
        if len(waiting) > 2 * reach:
            yield _attenuate(waiting, rate, ceiling, hold)
            waiting = waiting[-2 * reach :]
    last = np.concatenate([waiting, np.zeros(reach, np.float32)])
    if len(last) > 2 * reach:
        yield _attenuate(last, rate, ceiling, hold)


def _attenuate(wave: NDArray[np.float32], rate: int, ceiling: float, hold: int) -> NDArray[np.float32]:
    """The middle of a wave, limited; both ends are only context."""
    middle = wave[2 * hold + REACH : len(wave) - 2 * hold - REACH]
    # Between samples, a wave rises at most 6 dB above them.
    positions, heights = find_peaks(wave, rate, ceiling / 2)
    over = heights > ceiling * CEILING_MARGIN
    if not over.any():
        return middle
    curve = _gain_curve(positions[over], heights[over], len(wave) - 2 * REACH, ceiling * CEILING_MARGIN, hold)
    return middle * curve[2 * hold : len(curve) - 2 * hold]


def _gain_curve(
    positions: NDArray[np.intp], heights: NDArray[np.float32], length: int, ceiling: float, hold: int
) -> NDArray[np.float32]:
    """The gain at each sample: 1 away from peaks."""
    curve = np.ones(length, np.float32)
    groups = np.split(np.arange(len(positions)), np.flatnonzero(np.diff(positions) > 4 * hold + 2) + 1)
    for group in groups:
        first, last = int(positions[group[0]]), int(positions[group[-1]]) + 2
        required_gains = np.ones(last - first + 8 * hold, np.float32)
        at = positions[group] - first + 4 * hold
        gains = (ceiling / heights[group]).astype(np.float32)
        # A peak between two samples is lowered by lowering both of them.
        np.minimum.at(required_gains, at, gains)
        np.minimum.at(required_gains, at + 1, gains)
        _write_gains(curve, _smooth_gains(_sliding_minimum(required_gains, hold), hold), first - 2 * hold)
    return curve


def _write_gains(curve: NDArray[np.float32], part_gains: NDArray[np.float32], start: int) -> None:
    """Copies a part of the gains into the curve, as far as it lies inside."""
    cut = max(0, -start)
    end = min(len(curve), start + len(part_gains))
    if end > start + cut:
        curve[start + cut : end] = part_gains[cut : end - start]


def _sliding_minimum(gains: NDArray[np.float32], hold: int) -> NDArray[np.float32]:
    """The lowest gain within `hold` samples on either side; the result is `hold` samples shorter at both ends."""
    width, reached = 2 * hold + 1, 1
    while reached < width:
        step = min(reached, width - reached)
        gains = np.minimum(gains[:-step], gains[step:])
        reached += step
    return gains


def _smooth_gains(gains: NDArray[np.float32], hold: int) -> NDArray[np.float32]:
    """The weighted mean of the gains within `hold` samples on either side; `hold` samples shorter at both ends.

    Each result is a mean of gains that are all low enough for the peaks within reach, so it is low enough itself.
    """
    for width in (hold + 1, hold + 1):
        sums = np.concatenate([[0.0], np.cumsum(gains, dtype=np.float64)])
        gains = ((sums[width:] - sums[:-width]) / width).astype(np.float32)
    return gains

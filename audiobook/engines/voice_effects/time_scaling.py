"""Makes speech quicker or slower without changing its pitch, by overlapping short pieces of it.

The method is WSOLA (Verhelst and Roelands 1993): the pieces are taken from where they should be, give or take a few
milliseconds, so that each continues the one before it as its own surroundings would. The packages that do this are old,
or bring programs of their own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# The length of a piece, half of which overlaps with the next, and how far from its place it may be taken (seconds).
PIECE_SECONDS, TOLERANCE_SECONDS = 0.03, 0.01


def change_pace(wave: NDArray[np.floating], rate: int, ratio: float) -> NDArray[np.float32]:
    """The wave said `ratio` times as fast; the same wave and ratio give the same samples."""
    samples = np.asarray(wave, np.float32)
    half, tolerance = int(rate * PIECE_SECONDS / 2), int(rate * TOLERANCE_SECONDS)
    if ratio == 1.0 or len(samples) < 2 * half:
        return samples
    wanted = round(len(samples) / ratio)
    padded = np.pad(samples, (half + tolerance, 2 * half + 2 * tolerance))
    fade = np.hanning(2 * half + 1)[:-1].astype(np.float32)
    output = np.zeros(wanted + 4 * half, np.float32)
    natural = tolerance
    for place in range(0, wanted + half, half):
        nearest = min(round(place * ratio), len(samples))
        start = nearest + _find_continuation(
            padded[nearest : nearest + 2 * (half + tolerance)], padded[natural:][: 2 * half]
        )
        output[place : place + 2 * half] += fade * padded[start : start + 2 * half]
        natural = min(start + half, len(padded) - 2 * half)
    return output[half : half + wanted]


def _find_continuation(around: NDArray[np.float32], expected: NDArray[np.float32]) -> int:
    """Where in `around` a piece begins that is most like what is expected (normalized cross-correlation)."""
    likeness = np.correlate(around, expected, "valid")
    power = np.cumsum(np.pad(np.square(around, dtype=np.float64), (1, 0)))
    energies = power[len(expected) :] - power[: -len(expected)]
    return int(np.argmax(likeness / np.sqrt(np.maximum(energies, 1e-9))))

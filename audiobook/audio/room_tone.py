"""Room tone in place of digital silence, which listeners take for a fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

# Room tone is dark: the noise is averaged over this time, which removes what is above about 2 kHz.
SMOOTHING_SECONDS = 0.00025


def add_room_tone(
    blocks: Iterable[NDArray[np.float32]], rate: int, level: float, seed: int
) -> Iterator[NDArray[np.float32]]:
    """The sound with room tone under all of it; `level` is the RMS of the tone (1.0 is full scale).

    The same seed gives the same noise on every machine and with every version of numpy: only the bit generator is used,
    whose numbers are guaranteed to stay the same.
    """
    generator = np.random.PCG64(seed)
    width = max(1, round(SMOOTHING_SECONDS * rate))
    waiting = _white_noise(generator, width - 1)
    for block in blocks:
        raw = np.concatenate([waiting, _white_noise(generator, len(block))])
        waiting = raw[len(raw) - (width - 1) :]
        sums = np.cumsum(np.concatenate([[0.0], raw]))
        # The mean of `width` numbers with an RMS of 1 has an RMS of 1 / sqrt(width).
        smoothed = (sums[width:] - sums[:-width]) / np.sqrt(width)
        yield block + (level * smoothed).astype(np.float32)


def _white_noise(generator: np.random.PCG64, count: int) -> NDArray[np.float64]:
    """Uniform random numbers between -sqrt(3) and sqrt(3), so that their RMS is 1."""
    raw = generator.random_raw(count) if count else np.zeros(0, np.uint64)
    return (np.asarray(raw, np.uint64) >> np.uint64(11)).astype(np.float64) * (2 * 3**0.5 / (1 << 53)) - 3**0.5

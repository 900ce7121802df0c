"""What engines share about samples: trimming, levels, and the step from floats to 16 bits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FULL_SCALE = 32767
# Speech is told from silence in windows of this length ...
WINDOW_SECONDS = 0.005
# ... by an RMS above this level (dBFS): hibari's own silences lie at -65 and below, a soft "th" at -58.
SILENCE_DBFS = -60.0
# What is left around the speech, so that soft first and last sounds stay whole.
HEAD_SECONDS = 0.04
TAIL_SECONDS = 0.06


def to_pcm(samples: NDArray[np.floating], gain: float = 0.0) -> NDArray[np.int16]:
    """Samples in -1..1 as 16-bit integers, `gain` dB louder; peaks are rounded off softly under CEILING."""
    scaled = np.asarray(samples, np.float64) * 10 ** (gain / 20)
    loud = np.abs(scaled) > KNEE
    headroom = CEILING - KNEE
    scaled[loud] = np.sign(scaled[loud]) * (KNEE + headroom * np.tanh((np.abs(scaled[loud]) - KNEE) / headroom))
    return (scaled * FULL_SCALE).astype(np.int16)


# Above this share of full scale peaks are bent, so that none passes the ceiling: -1.5 dBFS, which leaves encoders
# room under the -1 dB that podcasts are held to.
KNEE = 0.7
CEILING = 0.84


def trim_silence(samples: NDArray[np.int16], rate: int) -> NDArray[np.int16]:
    """The samples without the silence at both ends; empty where all is silence."""
    window = max(1, int(rate * WINDOW_SECONDS))
    window_count = len(samples) // window
    if window_count == 0:
        return samples[:0]
    levels = np.sqrt(
        np.mean(np.square(samples[: window_count * window].reshape(window_count, window), dtype=np.float64), axis=1)
    )
    loud_windows = np.flatnonzero(levels > FULL_SCALE * 10 ** (SILENCE_DBFS / 20))
    if len(loud_windows) == 0:
        return samples[:0]
    first = int(loud_windows[0]) * window - int(rate * HEAD_SECONDS)
    last = (int(loud_windows[-1]) + 1) * window + int(rate * TAIL_SECONDS)
    return samples[max(0, first) : last]

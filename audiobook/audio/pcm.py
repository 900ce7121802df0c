"""What engines do to their samples: convert to 16 bits, trim silence, join the parts of an utterance."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from audiobook.audio.samples import SILENCE_DBFS
from audiobook.model import Clip
from audiobook.model.sound import MAX_SAMPLE

# Above this share of full scale, peaks are bent so that none exceeds the ceiling: -1.5 dBFS, which leaves encoders room
# below the -1 dBTP that podcasts are held to.
KNEE = 0.7
CEILING = 0.84
# Speech is told apart from silence in windows of this length.
WINDOW_SECONDS = 0.005
# What is left around the speech, so that soft first and last sounds stay whole.
HEAD_SECONDS = 0.04
TAIL_SECONDS = 0.06
# Between the parts of an utterance that had to be cut.
CLAUSE_PAUSE_SECONDS = 0.15


def empty_clip(rate: int, unspoken: tuple[str, ...] = ()) -> Clip:
    """The clip of an utterance with nothing to say, and the pieces of its text that can't be spoken."""
    return Clip(np.zeros(0, np.int16), rate, unspoken)


def to_pcm(samples: NDArray[np.floating], gain: float = 0.0) -> NDArray[np.int16]:
    """Samples in -1..1 as 16-bit integers, `gain` dB louder; peaks are rounded off softly below CEILING."""
    scaled = np.asarray(samples, np.float64) * 10 ** (gain / 20)
    loud = np.abs(scaled) > KNEE
    headroom = CEILING - KNEE
    scaled[loud] = np.sign(scaled[loud]) * (KNEE + headroom * np.tanh((np.abs(scaled[loud]) - KNEE) / headroom))
    return (scaled * MAX_SAMPLE).astype(np.int16)


def trim_silence(samples: NDArray[np.int16], rate: int) -> NDArray[np.int16]:
    """The samples without the silence at both ends; empty if everything is silence."""
    window = max(1, int(rate * WINDOW_SECONDS))
    window_count = len(samples) // window
    if window_count == 0:
        return samples[:0]
    windows = samples[: window_count * window].reshape(window_count, window)
    levels = np.sqrt(np.mean(np.square(windows, dtype=np.float64), axis=1))
    loud_windows = np.flatnonzero(levels > MAX_SAMPLE * 10 ** (SILENCE_DBFS / 20))
    if len(loud_windows) == 0:
        return samples[:0]
    first = int(loud_windows[0]) * window - int(rate * HEAD_SECONDS)
    last = (int(loud_windows[-1]) + 1) * window + int(rate * TAIL_SECONDS)
    return samples[max(0, first) : last]


def join_parts(parts: Iterable[NDArray[np.int16]], rate: int) -> NDArray[np.int16]:
    """The parts of an utterance as one sound, with a short pause between them; empty if there are none."""
    pause = np.zeros(int(rate * CLAUSE_PAUSE_SECONDS), np.int16)
    pieces = [piece for part in parts for piece in (pause, part)][1:]
    return np.concatenate(pieces) if pieces else pause[:0]

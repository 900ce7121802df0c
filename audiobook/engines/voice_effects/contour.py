"""The pitch of a stretch of speech, frame by frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# The tracker looks at a sound of this rate: pitch lies far below its half.
TRACKING_RATE = 8000
FRAME_SECONDS = 0.0125
# Two and a half periods of the lowest voice.
WINDOW_SECONDS = 0.04
LOWEST_HZ, HIGHEST_HZ = 65.0, 420.0
# A frame has a pitch where it is so much like itself a period later, and no quieter than this share of the loudest.
LIKENESS = 0.5
QUIETEST = 0.02
# How much a shorter period is favoured, so that no voice is heard an octave too low.
SHORTER_IS_BETTER = 0.1


@dataclass(frozen=True, slots=True)
class Contour:
    """Pitch in Hz for each frame of `hop` samples, 0 where there is no voice."""

    hertz: NDArray[np.floating]
    hop: int

    @property
    def voiced(self) -> NDArray[np.bool_]:
        """Which frames have a pitch."""
        return self.hertz > 0


def tracked(wave: NDArray[np.float32], rate: int) -> Contour:
    """The pitch of a wave, by normalised autocorrelation (as Boersma 1993, without his path search)."""
    import soxr

    hop = int(rate * FRAME_SECONDS)
    low = wave if rate == TRACKING_RATE else soxr.resample(wave, rate, TRACKING_RATE)
    frames = _frames(low, -(-len(wave) // hop), hop * TRACKING_RATE / rate)
    loud = np.sqrt(np.mean(np.square(frames), axis=1))
    likeness = _likeness(frames)
    first = int(TRACKING_RATE / HIGHEST_HZ)
    lags = np.arange(first, int(TRACKING_RATE / LOWEST_HZ))
    judged = likeness[:, lags] - SHORTER_IS_BETTER * np.log2(lags / first)
    best = lags[np.argmax(judged, axis=1)]
    rows = np.arange(len(best))
    voiced = (likeness[rows, best] > LIKENESS) & (loud > QUIETEST * max(float(loud.max(initial=0.0)), 1e-9))
    return Contour(_smoothed(np.where(voiced, TRACKING_RATE / _between(likeness, rows, best), 0.0)), hop)


def _frames(wave: NDArray[np.float32], count: int, hop: float) -> NDArray[np.float32]:
    width = int(TRACKING_RATE * WINDOW_SECONDS)
    padded = np.pad(wave, (width // 2, width + int(hop)))
    starts = np.minimum(((np.arange(count) + 0.5) * hop).astype(int), len(padded) - width)
    frames = padded[starts[:, None] + np.arange(width)]
    return np.asarray(frames - frames.mean(axis=1, keepdims=True), np.float32)


def _likeness(frames: NDArray[np.float32]) -> NDArray[np.float64]:
    """How much each windowed frame is like itself `lag` samples later, the window's own fall taken out."""
    width = frames.shape[1]
    window = np.hanning(width)
    size = 1 << (2 * width - 1).bit_length()

    def correlation(signal: NDArray[np.floating]) -> NDArray[np.float64]:
        spectrum = np.abs(np.fft.rfft(signal, size)) ** 2
        return np.asarray(np.fft.irfft(spectrum)[..., :width])

    own, windows = correlation(frames * window), correlation(window)
    norm = np.maximum(own[:, :1], 1e-9) * (windows / windows[0])
    return np.asarray(own / np.maximum(norm, 1e-9))


def _between(likeness: NDArray[np.float64], rows: NDArray[np.int_], best: NDArray[np.int_]) -> NDArray[np.float64]:
    """The lag of the top of the parabola through the best lag and its neighbours."""
    before, top, after = (likeness[rows, best + step] for step in (-1, 0, 1))
    bend = np.minimum(before - 2 * top + after, -1e-9)
    return np.asarray(best + np.clip(0.5 * (before - after) / bend, -0.5, 0.5))


def _smoothed(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    """The contour without frames that stand alone or leap away from both neighbours."""
    beside = np.stack([np.pad(hertz, 1, mode="edge")[step : step + len(hertz)] for step in range(3)])
    middle = np.median(beside, axis=0)
    return np.where(middle > 0, np.where(hertz > 0, middle, 0.0), 0.0)

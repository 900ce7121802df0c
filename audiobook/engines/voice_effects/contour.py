"""Tracks the pitch of speech, frame by frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# The sample rate for tracking; pitch is far below half of it.
TRACKING_RATE = 8000
FRAME_SECONDS = 0.0125
# Two and a half periods of the lowest voice.
WINDOW_SECONDS = 0.04
MIN_HZ, MAX_HZ = 65.0, 420.0
# A frame is voiced if it correlates this much with itself a period later, and is this loud relative to the loudest.
MIN_CORRELATION = 0.5
MIN_RELATIVE_LEVEL = 0.02
# How much shorter periods are preferred, so that no pitch is found an octave too low.
SHORT_PERIOD_BONUS = 0.1


@dataclass(frozen=True, slots=True)
class PitchContour:
    """The pitch in Hz for each frame of `hop` samples, 0 for unvoiced frames."""

    hertz: NDArray[np.floating]
    hop: int

    @property
    def median(self) -> float:
        """The median of the voiced frames' pitch, in Hz; there must be one."""
        return float(np.exp(np.median(np.log(self.hertz[self.voiced]))))

    @property
    def voiced(self) -> NDArray[np.bool_]:
        """Which frames are voiced."""
        return self.hertz > 0


def compute_range(contour: PitchContour, pitch_range: float) -> NDArray[np.float64]:
    """The factor for the pitch of each frame that multiplies its distance from the median, in octaves, by the range."""
    factors = np.ones(len(contour.hertz))
    if contour.voiced.any():
        factors[contour.voiced] = (contour.hertz[contour.voiced] / contour.median) ** (pitch_range - 1)
    return factors


def track_pitch(wave: NDArray[np.float32], rate: int) -> PitchContour:
    """The pitch of a wave, by normalized autocorrelation (Boersma 1993, without his path search)."""
    import soxr

    hop = int(rate * FRAME_SECONDS)
    resampled = wave if rate == TRACKING_RATE else soxr.resample(wave, rate, TRACKING_RATE)
    frames = _split_frames(resampled, -(-len(wave) // hop), hop * TRACKING_RATE / rate)
    loud = np.sqrt(np.mean(np.square(frames), axis=1))
    correlations = _autocorrelation(frames)
    min_lag = int(TRACKING_RATE / MAX_HZ)
    lags = np.arange(min_lag, int(TRACKING_RATE / MIN_HZ))
    scores = correlations[:, lags] - SHORT_PERIOD_BONUS * np.log2(lags / min_lag)
    best_lags = lags[np.argmax(scores, axis=1)]
    rows = np.arange(len(best_lags))
    voiced = (correlations[rows, best_lags] > MIN_CORRELATION) & (
        loud > MIN_RELATIVE_LEVEL * max(float(loud.max(initial=0.0)), 1e-9)
    )
    return PitchContour(
        _smooth_pitch(np.where(voiced, TRACKING_RATE / _interpolate_lags(correlations, rows, best_lags), 0.0)), hop
    )


def _split_frames(wave: NDArray[np.float32], count: int, hop: float) -> NDArray[np.float32]:
    width = int(TRACKING_RATE * WINDOW_SECONDS)
    padded = np.pad(wave, (width // 2, width + int(hop)))
    starts = np.minimum(((np.arange(count) + 0.5) * hop).astype(int), len(padded) - width)
    frames = padded[starts[:, None] + np.arange(width)]
    return np.asarray(frames - frames.mean(axis=1, keepdims=True), np.float32)


def _autocorrelation(frames: NDArray[np.float32]) -> NDArray[np.float64]:
    """The autocorrelation of each windowed frame by lag, corrected for the window's own."""
    width = frames.shape[1]
    window = np.hanning(width)
    size = 1 << (2 * width - 1).bit_length()

    def correlation(signal: NDArray[np.floating]) -> NDArray[np.float64]:
        spectrum = np.abs(np.fft.rfft(signal, size)) ** 2
        return np.asarray(np.fft.irfft(spectrum)[..., :width])

    own, windows = correlation(frames * window), correlation(window)
    norm = np.maximum(own[:, :1], 1e-9) * (windows / windows[0])
    return np.asarray(own / np.maximum(norm, 1e-9))


def _interpolate_lags(
    correlations: NDArray[np.float64], rows: NDArray[np.int_], best_lags: NDArray[np.int_]
) -> NDArray[np.float64]:
    """The lag at the maximum of the parabola through the best lag and its neighbors."""
    before, top, after = (correlations[rows, best_lags + step] for step in (-1, 0, 1))
    curvature = np.minimum(before - 2 * top + after, -1e-9)
    return np.asarray(best_lags + np.clip(0.5 * (before - after) / curvature, -0.5, 0.5))


def _smooth_pitch(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    """The contour without single voiced frames and without jumps away from both neighbors."""
    neighbors = np.stack([np.pad(hertz, 1, mode="edge")[step : step + len(hertz)] for step in range(3)])
    middle = np.median(neighbors, axis=0)
    return np.where(middle > 0, np.where(hertz > 0, middle, 0.0), 0.0)

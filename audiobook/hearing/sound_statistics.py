"""Measures of a clip's sound that tell whose voice it is, and whether it is a voice at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audiobook.hearing.recognizer import HEARING_RATE

FRAME_SAMPLES, HOP_SAMPLES = 512, 256
BANDS, LOWEST_HERTZ, HIGHEST_HERTZ = 24, 80.0, 7600.0
# Frames count if they are at most so much weaker than the loud ones (dB).
LOUD_QUANTILE, MAX_WEAKER = 0.95, 30.0
# Louder than this (dBFS) is sound.
SILENCE_DBFS = -60.0
# How a sound dies away is measured in frames of 10 ms, from so much below the loud ones to so much (dB).
FINE_FRAME, FINE_HOP = 160, 80
LAST_LOUD, LAST_HEARD = 12.0, 35.0
# The range of pitches (Hz), and how periodic a frame must be to have one (1 is a pure tone).
MIN_PITCH, MAX_PITCH, MIN_PERIODICITY = 60.0, 420.0, 0.5
NEARLY_AS_GOOD = 0.9
FLOOR = 1e-10
Values = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class SoundStatistics:
    """What a clip sounds like on average.

    `seconds` is its length from the first sound to the last, `spectrum` the mean level of each band (dB, mean 0),
    `pitch` the median pitch (octaves above 100 Hz, None without a voice), `voiced` the share of frames with a pitch.
    `decay` is how long it takes to die away at the end (seconds); a sound that is cut off stops at once.
    """

    seconds: float
    spectrum: tuple[float, ...] = ()
    pitch: float | None = None
    voiced: float = 0.0
    decay: float = 0.0


def measure_sound(wave: Values) -> SoundStatistics:
    """The statistics of a clip at HEARING_RATE; without bands where it is silent."""
    if len(wave) < FRAME_SAMPLES:
        wave = np.pad(wave, (0, FRAME_SAMPLES - len(wave)))
    frames = np.lib.stride_tricks.sliding_window_view(wave, FRAME_SAMPLES)[::HOP_SAMPLES]
    levels = 10 * np.log10(np.mean(np.square(frames), axis=1) + FLOOR)
    sounding = np.flatnonzero(levels > SILENCE_DBFS)
    if not len(sounding):
        return SoundStatistics(0.0)
    seconds = float((sounding[-1] - sounding[0] + 1) * HOP_SAMPLES / HEARING_RATE)
    loud_level = float(np.quantile(levels[sounding], LOUD_QUANTILE))
    loud = frames[levels > loud_level - MAX_WEAKER]
    power = np.square(np.abs(np.fft.rfft(loud * np.hanning(FRAME_SAMPLES).astype(np.float32), axis=1)))
    bands = 10 * np.log10(power @ _band_filters() + FLOOR)
    spectrum = bands.mean(axis=0)
    pitches = _track_pitch(loud)
    return SoundStatistics(
        seconds=seconds,
        spectrum=tuple(float(value) for value in spectrum - spectrum.mean()),
        pitch=float(np.median(np.log2(pitches / 100))) if len(pitches) else None,
        voiced=len(pitches) / len(loud),
        decay=_measure_decay(wave, loud_level),
    )


def _measure_decay(wave: Values, loud_level: float) -> float:
    """The time (seconds) from the last frame that is loud to the last one that is heard."""
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(wave, (0, FINE_FRAME)), FINE_FRAME)[::FINE_HOP]
    levels = 10 * np.log10(np.mean(np.square(frames), axis=1) + FLOOR)
    loud, heard = (np.flatnonzero(levels > loud_level - weaker) for weaker in (LAST_LOUD, LAST_HEARD))
    return float((heard[-1] - loud[-1]) * FINE_HOP / HEARING_RATE) if len(loud) else 0.0


def _band_filters() -> Values:
    """The weight of each frequency in each band: rectangles that are equally wide on the mel scale."""
    lowest, highest = (2595 * float(np.log10(1 + hertz / 700)) for hertz in (LOWEST_HERTZ, HIGHEST_HERTZ))
    mel_edges = np.linspace(lowest, highest, BANDS + 1)
    edges = 700 * (10 ** (mel_edges / 2595) - 1)
    frequencies = np.fft.rfftfreq(FRAME_SAMPLES, 1 / HEARING_RATE)
    inside = (frequencies[:, None] >= edges[:-1]) & (frequencies[:, None] < edges[1:])
    filters: Values = inside / np.maximum(inside.sum(axis=0), 1)
    return filters


def _track_pitch(frames: Values) -> Values:
    """The pitches of the frames that have one (Hz), by normalized autocorrelation."""
    spectra = np.fft.rfft(frames * np.hanning(FRAME_SAMPLES).astype(np.float32), 2 * FRAME_SAMPLES, axis=1)
    correlation = np.fft.irfft(np.square(np.abs(spectra)), axis=1)[:, :FRAME_SAMPLES]
    window = np.hanning(FRAME_SAMPLES)
    own_correlation = np.correlate(window, window, "full")[FRAME_SAMPLES - 1 :]
    periodicity = correlation / (correlation[:, :1] + FLOOR) * (own_correlation[0] / np.maximum(own_correlation, 1))
    shortest, longest = int(HEARING_RATE / MAX_PITCH), int(HEARING_RATE / MIN_PITCH)
    candidates = periodicity[:, shortest:longest]
    # The shortest period that is nearly as good as the best: its multiples fit just as well.
    best = candidates.max(axis=1, keepdims=True)
    lags = shortest + np.argmax(candidates > NEARLY_AS_GOOD * best, axis=1)
    pitches: Values = HEARING_RATE / lags[best[:, 0] > MIN_PERIODICITY]
    return pitches

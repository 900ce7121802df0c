"""Shifts pitch by moving the periods of a voice closer together or further apart.

The method is TD-PSOLA (Moulines and Charpentier 1990).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from audiobook.engines.voice_effects.contour import PitchContour, compute_range
from audiobook.engines.voice_effects.ending import compute_rise
from audiobook.model import Voice

# The tremor of old voices has about five cycles per second.
TREMOR_HZ = 5.0
# The effect of roughness 1.0: how far periods are displaced (share of a period), how much their loudness varies, and
# how much quieter every second one is, as in a creaky voice.
JITTER = 0.03
SHIMMER = 0.15
CREAK = 0.4


def shift_pitch(
    wave: NDArray[np.float32], rate: int, contour: PitchContour, voice: Voice, random: np.random.Generator
) -> NDArray[np.float32]:
    """The wave with the voice's pitch, pitch range, final rise, tremor and roughness; its length stays the same.

    The change of pitch by later resampling (`formant`) is taken into account.
    """
    if (
        voice.pitch == voice.formant
        and voice.pitch_range == 1.0
        and not (voice.tremor or voice.roughness or voice.final_rise)
    ):
        return wave
    periods, ratios = _fill_gaps(contour), _pitch_ratios(contour, voice, rate)
    hertz, sample_ratios = (
        _interpolate_samples(periods, contour.hop, len(wave)),
        _interpolate_samples(ratios, contour.hop, len(wave)),
    )
    source_marks, target_marks = _pitch_marks(hertz, rate), _pitch_marks(hertz * sample_ratios, rate)
    if len(source_marks) < 2 or len(target_marks) < 2:
        return wave
    nearest = np.searchsorted((source_marks[1:] + source_marks[:-1]) / 2, target_marks)
    lengths = rate / hertz[source_marks[nearest].astype(int)]
    voiced = contour.voiced[np.minimum((target_marks / contour.hop).astype(int), len(contour.hertz) - 1)]
    strays, gains = _period_variation(voiced, voice.roughness, random)
    return _overlap_add(wave, source_marks[nearest], target_marks + strays * lengths, lengths, gains)


def _fill_gaps(contour: PitchContour) -> NDArray[np.float64]:
    """The contour with the pitch of unvoiced frames interpolated."""
    known = np.flatnonzero(contour.voiced)
    return np.asarray(np.interp(np.arange(len(contour.hertz)), known, contour.hertz[known]))


def _pitch_ratios(contour: PitchContour, voice: Voice, rate: int) -> NDArray[np.float64]:
    """The factor for each frame's pitch; 1 for unvoiced frames, because repeated noise would buzz."""
    ranges = compute_range(contour, voice.pitch_range)
    ratios = voice.pitch / voice.formant * ranges
    if voice.final_rise:
        ranged = PitchContour(contour.hertz * ranges, contour.hop)
        ratios = ratios * compute_rise(ranged, contour.voiced, rate, voice.final_rise)
    if voice.tremor:
        # In the time of the final sound, after resampling.
        seconds = np.arange(len(ratios)) * contour.hop / rate / voice.formant
        ratios = ratios * 2 ** (voice.tremor / 12 * np.sin(2 * np.pi * TREMOR_HZ * seconds))
    return np.where(contour.voiced, ratios, 1.0)


def _interpolate_samples(frames: NDArray[np.float64], hop: int, count: int) -> NDArray[np.float64]:
    return np.interp((np.arange(count) + 0.5) / hop - 0.5, np.arange(len(frames)), frames)


def _pitch_marks(hertz: NDArray[np.float64], rate: int) -> NDArray[np.float64]:
    """Where the periods of a pitch curve start, in samples."""
    cycles = np.cumsum(hertz) / rate
    positions = np.arange(len(hertz), dtype=np.float64)
    return np.asarray(np.interp(np.arange(1, int(cycles[-1]) + 1), cycles, positions))


def _period_variation(
    voiced: NDArray[np.bool_], roughness: float, random: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The displacement of each period (as a share of its length), and its gain."""
    if not roughness:
        return np.zeros(len(voiced)), np.ones(len(voiced))
    strays = JITTER * roughness * random.standard_normal(len(voiced))
    gains = np.exp(SHIMMER * roughness * random.standard_normal(len(voiced)))
    gains[1::2] *= 1 - CREAK * roughness
    return np.where(voiced, strays, 0.0), np.where(voiced, gains, 1.0)


def _overlap_add(
    wave: NDArray[np.float32],
    source_marks: NDArray[np.float64],
    target_marks: NDArray[np.float64],
    lengths: NDArray[np.float64],
    gains: NDArray[np.float64],
) -> NDArray[np.float32]:
    """Two periods around each of the `source_marks`, faded at both ends, and added up at the `target_marks`."""
    reach = int(np.ceil(lengths.max()))
    offsets = np.arange(-reach, reach + 1, dtype=np.int32)
    fades = np.abs(offsets, dtype=np.float32) / lengths[:, None].astype(np.float32)
    np.minimum(fades, 1.0, out=fades)
    fades = (0.5 + 0.5 * np.cos(np.pi * fades)) * gains[:, None].astype(np.float32)
    padded = np.pad(wave, reach + 1)
    last = len(padded) - 1
    grains = padded[np.clip(np.rint(source_marks).astype(np.int32)[:, None] + offsets + reach + 1, 0, last)] * fades
    positions = np.clip(np.rint(target_marks).astype(np.int32)[:, None] + offsets + reach + 1, 0, last)
    output = np.bincount(positions.ravel(), weights=grains.ravel(), minlength=len(padded))
    return output[reach + 1 : reach + 1 + len(wave)].astype(np.float32)

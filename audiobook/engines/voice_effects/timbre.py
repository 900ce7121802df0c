"""Changes the timbre of a voice (tilt, upper resonances, breath) in one pass over its spectra."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from audiobook.engines.voice_effects.spectra import (
    draw_noise,
    join_spectra,
    spectral_envelope,
    split_spectra,
    warp_envelope,
)
from audiobook.model import Voice

WINDOW_SECONDS = 0.0427
# Tilt pivots around this frequency, and ends below the lowest voice.
PIVOT_HZ, FLOOR_HZ = 600.0, 100.0
# A voice made brighter is not made brighter above the first of these, and not at all at the second; above that, where
# there is nothing but hiss, it becomes darker, by at most this share of what it gains below. Without that, sibilants
# were up to 7 dB louder than vowels (benchmarks/hiss.py); without the last part, still in single lines.
BRIGHT_HZ, HISS_HZ, DARKER_SHARE = 2500.0, 6000.0, 0.5
# Resonances above this depend on the speaker, those below on the vowel.
SPLIT_HZ = 1500.0
# Breath is noise above this frequency; below, it decreases with the square of the frequency.
BREATH_HZ = 2000.0


def shape_timbre(
    wave: NDArray[np.float32], rate: int, voice: Voice, voiced: NDArray[np.bool_], random: np.random.Generator
) -> NDArray[np.float32]:
    """The wave with the voice's tilt, `formant_high` and breath.

    `voiced` says, in equal steps over the whole length, where the wave is voiced.
    """
    if not voice.tilt and not voice.breath and voice.formant_high == 1.0:
        return wave
    half = int(rate * WINDOW_SECONDS / 2)
    original = split_spectra(wave, half)
    hertz = np.fft.rfftfreq(2 * half, 1 / rate)
    spectra = _color_spectra(original, hertz, voice, _resample_mask(voiced, len(original)), random)
    return join_spectra(spectra, half, len(wave))


def _resample_mask(voiced: NDArray[np.bool_], count: int) -> NDArray[np.bool_]:
    return voiced[np.minimum(np.arange(count) * len(voiced) // count, len(voiced) - 1)]


def _color_spectra(
    spectra: NDArray[np.complexfloating],
    hertz: NDArray[np.floating],
    voice: Voice,
    voiced: NDArray[np.bool_],
    random: np.random.Generator,
) -> NDArray[np.complexfloating]:
    gains = np.broadcast_to(_tilt_gains(hertz, voice.tilt), spectra.shape)
    if voice.formant_high == 1.0 and not voice.breath:
        return spectra * np.exp(gains)
    envelope = spectral_envelope(spectra, hertz[1])
    if voice.formant_high != 1.0:
        gains = gains + _shift_formants(envelope, hertz, voice.formant_high) - envelope
    colored = spectra * np.exp(gains)
    if voice.breath:
        noise = _breath_noise(envelope + gains, hertz, voice.breath) * voiced[:, None]
        colored += noise * draw_noise(noise.shape, random)
    return colored


def _tilt_gains(hertz: NDArray[np.floating], tilt: float) -> NDArray[np.floating]:
    octaves = np.log2(np.maximum(hertz, FLOOR_HZ) / PIVOT_HZ)
    if tilt > 0:
        above = np.log2(np.maximum(hertz, BRIGHT_HZ) / BRIGHT_HZ) / np.log2(HISS_HZ / BRIGHT_HZ)
        octaves = np.minimum(octaves, np.log2(BRIGHT_HZ / PIVOT_HZ)) * np.maximum(1.0 - above, -DARKER_SHARE)
    return np.asarray(tilt * octaves * np.log(10) / 20)


def _shift_formants(envelope: NDArray[np.floating], hertz: NDArray[np.floating], ratio: float) -> NDArray[np.floating]:
    """The envelope with everything above SPLIT_HZ moved up by the ratio."""
    origin = np.where(hertz < SPLIT_HZ, hertz, SPLIT_HZ + (hertz - SPLIT_HZ) / ratio)
    return warp_envelope(envelope, origin, hertz[1])


def _breath_noise(envelope: NDArray[np.floating], hertz: NDArray[np.floating], breath: float) -> NDArray[np.floating]:
    """The magnitude of the breath noise: `breath` times the voice itself, from BREATH_HZ up."""
    weight = breath * np.minimum(1.0, (hertz / BREATH_HZ) ** 2)
    return np.asarray(np.exp(envelope) * weight)

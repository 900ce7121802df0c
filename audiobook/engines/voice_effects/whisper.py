"""Turns a voice into a whisper: its resonances, sounded by noise instead of the vocal folds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from audiobook.audio.loudness import k_weighting
from audiobook.engines.voice_effects.spectra import (
    draw_noise,
    join_spectra,
    spectral_envelope,
    split_spectra,
    warp_envelope,
)

# Short enough for the bursts of consonants, and two periods of the lowest voices: in less, their pulses would be heard.
WINDOW_SECONDS = 0.024
# Whispering opens the windpipe to the mouth, which raises resonances (Morris and Clements 2002), mostly the first one:
# those below LOW_HZ by this factor, those above TOP_HZ not at all.
RAISE, LOW_HZ, TOP_HZ = 1.1, 800.0, 3000.0
# Without vocal folds the spectrum is flatter (Ito, Takeda and Itakura 2005): there is less below the first of these
# frequencies, and more up to the second, in dB per octave.
DARK_HZ, BRIGHT_HZ = 600.0, 3000.0
LOW_CUT, BRIGHTNESS = 4.0, 2.0
FLOOR_HZ = 60.0


def whisper_voice(
    wave: NDArray[np.float32], rate: int, amount: float, random: np.random.Generator
) -> NDArray[np.float32]:
    """The wave with `amount` (0 to 1) of its power whispered; at 1, nothing in it is voiced.

    Every moment is as loud as before, by the K weighting of ITU-R BS.1770. Consonants without voice are noise already,
    so all of the wave is made anew: nothing depends on whether its pitch was found.
    """
    if not amount:
        return wave
    half = int(rate * WINDOW_SECONDS / 2)
    spectra = split_spectra(wave, half)
    hertz = np.fft.rfftfreq(2 * half, 1 / rate)
    envelope = warp_envelope(spectral_envelope(spectra, hertz[1]), _voiced_hertz(hertz), hertz[1])
    magnitudes = np.exp(envelope + _glottal_gains(hertz))
    weighting = k_weighting(rate, 2 * half)
    louder = np.sqrt(np.square(np.abs(spectra)) @ weighting / (np.square(magnitudes) @ weighting))
    # The noise has a power of 2: windows of it that overlap add up to half of the power of windows of one wave.
    noise = louder[:, None] * magnitudes * draw_noise(spectra.shape, random)
    whispered = join_spectra(noise, half, len(wave))
    return np.asarray(np.sqrt(amount) * whispered + np.sqrt(1 - amount) * wave, np.float32)


def _voiced_hertz(hertz: NDArray[np.floating]) -> NDArray[np.floating]:
    """Where in a voice the resonances of a whisper at these frequencies are."""
    return np.asarray(np.interp(hertz, [0.0, LOW_HZ, TOP_HZ, hertz[-1]], [0.0, LOW_HZ / RAISE, TOP_HZ, hertz[-1]]))


def _glottal_gains(hertz: NDArray[np.floating]) -> NDArray[np.floating]:
    """How much more a whisper has at each frequency than a voice, as a natural logarithm."""
    below = np.minimum(np.log2(np.maximum(hertz, FLOOR_HZ) / DARK_HZ), 0.0)
    above = np.log2(np.clip(hertz, DARK_HZ, BRIGHT_HZ) / DARK_HZ)
    return np.asarray((LOW_CUT * below + BRIGHTNESS * above) * np.log(10) / 20)

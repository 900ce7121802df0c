"""Voice effects: turn one speaker's sound into another's by the recipe of a `Voice`. See docs/voices.md.

samples at `engine_pace` -> pitch marks moved (psola) -> resampled (here) -> timbre -> whisper
"""

from __future__ import annotations

import zlib
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from audiobook.engines.voice_effects.contour import PitchContour, track_pitch
from audiobook.engines.voice_effects.psola import shift_pitch
from audiobook.engines.voice_effects.timbre import shape_timbre
from audiobook.engines.voice_effects.whisper import whisper_voice
from audiobook.model import Voice


def engine_pace(voice: Voice) -> float:
    """The pace to ask an engine for, so that the shaped sound has the voice's pace."""
    return voice.pace / voice.formant


def shape_voice(
    samples: NDArray[np.floating], rate: int, voice: Voice, contour: PitchContour | None = None
) -> NDArray[np.floating]:
    """The samples (-1..1, spoken at `engine_pace`) with the voice's recipe applied; a plain recipe changes nothing.

    `contour` is the pitch of the samples if the engine knows it; otherwise it is tracked. The same samples and recipe
    give the same sound. Resonances are moved by playing the sound slower or faster, which costs no quality, so the
    pitch only has to be moved by the difference (TD-PSOLA: Moulines and Charpentier 1990).
    """
    if voice.is_plain or len(samples) < rate // 20:
        return samples
    wave = np.asarray(samples, np.float32)
    if replace(voice, pitch=1.0, formant=1.0).is_plain and voice.pitch == voice.formant:
        return _resample(wave, rate, voice.formant)
    random = _create_random(wave)
    pitch = contour if contour is not None else track_pitch(wave, rate)
    shifted = shift_pitch(wave, rate, pitch, voice, random) if pitch.voiced.any() else wave
    shaped = shape_timbre(_resample(shifted, rate, voice.formant), rate, voice, pitch.voiced, random)
    return whisper_voice(shaped, rate, voice.whisper, random)


def _create_random(wave: NDArray[np.float32]) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(wave.tobytes()))


def _resample(wave: NDArray[np.float32], rate: int, ratio: float) -> NDArray[np.float32]:
    """The wave played `ratio` times as fast, at the same sample rate."""
    if ratio == 1.0:
        return wave
    import soxr

    resampled: NDArray[np.float32] = soxr.resample(wave, rate * ratio, rate)
    return resampled

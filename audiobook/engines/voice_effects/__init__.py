"""Shaping: one speaker's sound turned into another's, by the recipe of a Voice. See docs/voices.md.

samples at the pace `asked_pace` -> pitch marks moved (marks) -> played slower or faster (here) -> toned (tone)
"""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from audiobook.engines.voice_effects.contour import Contour, tracked
from audiobook.engines.voice_effects.pitch_marks import remarked
from audiobook.engines.voice_effects.tone import toned
from audiobook.model import Voice


def asked_pace(voice: Voice) -> float:
    """The pace to ask an engine for, so that the shaped sound comes out at the voice's own pace."""
    return voice.pace / voice.formant


def shaped(
    samples: NDArray[np.floating], rate: int, voice: Voice, contour: Contour | None = None
) -> NDArray[np.floating]:
    """The samples (-1..1, spoken at `asked_pace`) as the voice's recipe wants them; unchanged by a plain recipe.

    `contour` is the pitch of the samples where the engine knows it; else it is tracked. The same samples and recipe
    give the same sound. Resonances are moved by playing the sound slower or faster, which costs no quality, so the
    pitch has to be moved only by what is left (TD-PSOLA: Moulines and Charpentier 1990).
    """
    if voice.is_plain or len(samples) < rate // 20:
        return samples
    wave = np.asarray(samples, np.float32)
    known = contour if contour is not None else tracked(wave, rate)
    if not known.voiced.any():
        return toned(_replayed(wave, rate, voice.formant), rate, voice, np.zeros(1, np.bool_), _chance(wave))
    random = _chance(wave)
    moved = remarked(wave, rate, known, voice, random)
    return toned(_replayed(moved, rate, voice.formant), rate, voice, known.voiced, random)


def _chance(wave: NDArray[np.float32]) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(wave.tobytes()))


def _replayed(wave: NDArray[np.float32], rate: int, ratio: float) -> NDArray[np.float32]:
    """The wave played `ratio` times as fast, at the same rate."""
    if ratio == 1.0:
        return wave
    import soxr

    replayed: NDArray[np.float32] = soxr.resample(wave, rate * ratio, rate)
    return replayed

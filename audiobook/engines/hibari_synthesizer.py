"""From phonemes to sound with hibari's network: at the pace and pitch that a voice wants."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiobook.engines.hibari_pace import NATURAL_PACE, choose_network_pace, fit_frames
from audiobook.engines.hibari_steering import open_steerable_session, steer_network
from audiobook.engines.voice_effects import engine_pace, shape_voice
from audiobook.engines.voice_effects.contour import PitchContour, compute_range, track_pitch
from audiobook.engines.voice_effects.ending import compute_rise
from audiobook.model import Voice

# Frames with a pitch below this (Hz) are unvoiced for hibari.
VOICED_HZ = 40.0
# What the network outputs for each frame: spectra, and the pitch as the last one.
Outputs = list[NDArray[np.float32]]


class HibariSynthesizer:
    """Makes the sound of phonemes with one loaded model of hibari."""

    def __init__(self, model: Any) -> None:
        self._model = model

    @cached_property
    def _steerable(self) -> Any:
        """A session that takes the pitch, too; None if that can't be had. Only a few utterances need it."""
        return open_steerable_session(Path(self._model.model_path))

    def synthesize(self, phonemes: str, voice: Voice, random: np.random.Generator) -> NDArray[np.floating]:
        """The samples (-1..1) of phonemes, shaped by the voice's recipe; none if there is nothing to say."""
        ids = self._model.ids(phonemes)
        # Only the two symbols that enclose every text.
        if len(ids) < 3:
            return np.zeros(0, np.float32)
        pace = engine_pace(voice) * NATURAL_PACE
        asked = choose_network_pace(pace)
        outputs = run_network(self._model, ids, asked)
        if needs_steering(voice) and self._steerable:
            outputs = steer_network(self._steerable, ids, asked, _bend_pitch(outputs, voice, self._model.sample_rate))
            voice = remove_steering(voice)
        frames = fit_frames(outputs[-1].shape[-1], asked, pace)
        outputs = [output[..., frames] for output in outputs]
        # The network outputs the pitch, so it needn't be tracked.
        return shape_voice(_render(outputs, random), self._model.sample_rate, voice, _read_contour(outputs))


def run_network(model: Any, ids: list[int], asked: float) -> Outputs:
    """The spectra that the network makes of symbols, and the pitch, frame by frame in the last axis."""
    inputs = {"ids": np.asarray([ids], np.int64), "speed": np.asarray([asked], np.float32)}
    return [output[0] for output in model.sess.run(None, inputs)]


def needs_steering(voice: Voice) -> bool:
    """Whether the network itself has to change the pitch: for its end, or for the range of an otherwise plain voice.

    The range of a voice with a recipe is changed along with the rest of its sound.
    """
    return bool(voice.final_rise) or remove_steering(voice) != voice


def remove_steering(voice: Voice) -> Voice:
    """The voice without what the network itself does for it."""
    unsteered = replace(voice, final_rise=0.0, pitch_range=1.0)
    return unsteered if unsteered.is_plain else replace(voice, final_rise=0.0)


def _bend_pitch(outputs: Outputs, voice: Voice, rate: int) -> NDArray[np.floating]:
    """The pitch of each frame for the network, in Hz; `outputs` are those with its own pitch."""
    contour = _read_contour(outputs)
    if not contour.voiced.any():
        return outputs[-1]
    factors = compute_range(contour, voice.pitch_range) if remove_steering(voice).is_plain else 1.0
    if voice.final_rise:
        # The network has a pitch for consonants that are not voiced, too; only the sound says where the voice ends.
        heard = track_pitch(np.asarray(_render(outputs, np.random.default_rng(0)), np.float32), rate).voiced
        voiced = np.resize(np.pad(heard, (0, len(contour.hertz))), len(contour.hertz))
        ranged = PitchContour(contour.hertz * factors, contour.hop)
        factors = factors * compute_rise(ranged, voiced, rate, voice.final_rise)
    return outputs[-1] * factors


def _read_contour(outputs: Outputs) -> PitchContour:
    from hibari import dsp

    return PitchContour(np.where(outputs[-1] > VOICED_HZ, outputs[-1], 0.0), dsp.HOP)


def _render(outputs: Outputs, random: np.random.Generator) -> NDArray[np.floating]:
    from hibari import dsp

    wave: NDArray[np.floating] = dsp.synth(*outputs, random)
    return wave

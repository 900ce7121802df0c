"""From phonemes to sound with hibari's network: at the pace and pitch that a voice wants."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiobook.engines.hibari_accents import compute_accents, find_word_symbols
from audiobook.engines.hibari_pace import MAX_EVEN_PACE, NATURAL_PACE, choose_network_pace, fit_frames
from audiobook.engines.hibari_steering import open_steerable_session, steer_network
from audiobook.engines.voice_effects import engine_pace, shape_voice
from audiobook.engines.voice_effects.contour import PitchContour, compute_range, track_pitch
from audiobook.engines.voice_effects.ending import compute_rise
from audiobook.model import Voice
from audiobook.model.sound import Accents

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
        """A session that takes the pitch, too; None if that can't be had."""
        return open_steerable_session(Path(self._model.model_path))

    def synthesize(
        self, phonemes: str, voice: Voice, random: np.random.Generator, accents: Accents = ()
    ) -> NDArray[np.floating]:
        """The samples (-1..1) of phonemes, shaped by the voice's recipe; none if there is nothing to say.

        Accents count the words in the phonemes.
        """
        ids = self._model.ids(phonemes)
        # Only the two symbols that enclose every text.
        if len(ids) < 3:
            return np.zeros(0, np.float32)
        pace = engine_pace(voice) * NATURAL_PACE
        asked = choose_network_pace(pace)
        outputs, durations = self._run(phonemes, ids, asked, voice, accents)
        own_count = run_network(self._model, ids, 1.0)[-1].shape[-1] if asked > MAX_EVEN_PACE else None
        frames = fit_frames(durations, asked, pace, own_count)
        outputs = [output[..., frames] for output in outputs]
        # The network outputs the pitch, so it needn't be tracked.
        shaped = remove_steering(voice) if self._steerable else voice
        return shape_voice(_render(outputs, random), self._model.sample_rate, shaped, _read_contour(outputs))

    def _run(
        self, phonemes: str, ids: list[int], asked: float, voice: Voice, accents: Accents
    ) -> tuple[Outputs, NDArray[np.float64]]:
        """What the network makes at the pitch that the voice wants, and how much longer each frame should last."""
        if not self._steerable or (remove_steering(voice) == voice and not accents):
            outputs = run_network(self._model, ids, asked)
            return outputs, np.ones(outputs[-1].shape[-1])
        factor = 2 ** (voice.height / 12)
        outputs, symbols = steer_network(self._steerable, ids, asked, factor)
        if remove_steering(voice) == replace(voice, height=0.0) and not accents:
            return outputs, np.ones(len(symbols))
        # Symbols that the model doesn't know are left out of the ids, and no word could be found any more.
        are_complete = len(ids) == len(phonemes) + 2
        curves = compute_accents(accents if are_complete else (), find_word_symbols(phonemes), symbols)
        bend = factor * _bend_pitch(outputs, voice, self._model.sample_rate) * curves.pitch
        bent, _ = steer_network(self._steerable, ids, asked, bend)
        return _raise_level(bent, curves.level), curves.duration


def run_network(model: Any, ids: list[int], asked: float) -> Outputs:
    """The spectra that the network makes of symbols, and the pitch, frame by frame in the last axis."""
    inputs = {"ids": np.asarray([ids], np.int64), "speed": np.asarray([asked], np.float32)}
    return [output[0] for output in model.sess.run(None, inputs)]


def remove_steering(voice: Voice) -> Voice:
    """The voice without what the network itself does for it: its height, its end, and the range of one without recipe.

    The range of a voice with a recipe is changed along with the rest of its sound.
    """
    shaped = replace(voice, height=0.0, final_rise=0.0)
    return replace(shaped, pitch_range=1.0) if replace(shaped, pitch_range=1.0).is_plain else shaped


def _raise_level(outputs: Outputs, nepers: NDArray[np.float64]) -> Outputs:
    """The outputs with every frame louder; of the spectra, the first, third and fourth are logarithms of magnitudes."""
    harmonic, phase, noise, free, *others = outputs
    level = nepers.astype(np.float32)
    return [harmonic + level, phase, noise + level, free + level, *others]


def _bend_pitch(outputs: Outputs, voice: Voice, rate: int) -> NDArray[np.float64]:
    """The factor for each frame's pitch that gives a voice its range and its end; `outputs` are those without it."""
    contour = _read_contour(outputs)
    factors = np.ones(len(contour.hertz))
    if not contour.voiced.any():
        return factors
    if remove_steering(voice).is_plain:
        factors = compute_range(contour, voice.pitch_range)
    if voice.final_rise:
        # The network has a pitch for consonants that are not voiced, too; only the sound says where the voice ends.
        heard = track_pitch(np.asarray(_render(outputs, np.random.default_rng(0)), np.float32), rate).voiced
        voiced = np.resize(np.pad(heard, (0, len(factors))), len(factors))
        ranged = PitchContour(contour.hertz * factors, contour.hop)
        factors = factors * compute_rise(ranged, voiced, rate, voice.final_rise)
    return factors


def _read_contour(outputs: Outputs) -> PitchContour:
    from hibari import dsp

    return PitchContour(np.where(outputs[-1] > VOICED_HZ, outputs[-1], 0.0), dsp.HOP)


def _render(outputs: Outputs, random: np.random.Generator) -> NDArray[np.floating]:
    from hibari import dsp

    wave: NDArray[np.floating] = dsp.synth(*outputs, random)
    return wave

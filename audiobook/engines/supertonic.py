"""Speaks with Supertonic 3: ten voices, each in 31 languages, at 44.1 kHz, with onnxruntime alone.

Supertone closed in 2026, and its package is no longer maintained; it also downloads by itself and takes its noise from
a random generator that all share. So the four networks are run here.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiobook.audio.pcm import empty_clip, join_parts, to_pcm, trim_silence
from audiobook.engines.hibari import split_phonemes
from audiobook.engines.pace_table import PaceTable
from audiobook.engines.protocol import Engine
from audiobook.engines.supertonic_model import (
    INSTALL_COMMAND,
    SupertonicModel,
    VoiceStyle,
    check_model,
    digest_file,
    digest_model,
    find_model_folder,
    find_styles,
    load_model,
    read_style,
)
from audiobook.engines.supertonic_text import LANGUAGES, encode_text, prepare_text
from audiobook.engines.voice_effects import engine_pace, shape_voice
from audiobook.engines.voice_effects.time_scaling import change_pace
from audiobook.errors import EngineUnavailableError, SpeechError
from audiobook.files.packages import package_folder
from audiobook.model import Clip, Utterance, VoiceListing
from audiobook.model.text import has_words
from audiobook.text.suggest import format_suggestion

RUNTIME_PACKAGE, RUNTIME_COMMAND = "onnxruntime", "pip install 'storycast[supertonic]'"
STEPS_VARIABLE = "AUDIOBOOK_SUPERTONIC_STEPS"
# Supertone's default; it calls 5 low quality and 12 high, and more than 100 are an error there.
DEFAULT_STEPS, MAX_STEPS = 8, 100
# Supertone's package splits longer texts than this, which its networks hurry through and skip words of.
MAX_CHARACTERS = 300
# Supertone's default speed, which it calls the most natural; its limits are 0.7 and 2.0.
NATURAL_SPEED = 1.05
PACES = PaceTable((((0.7 / NATURAL_SPEED, 0.7 / NATURAL_SPEED), (2.0 / NATURAL_SPEED, 2.0 / NATURAL_SPEED)),))
# What Supertone says of its voices. The default is one that it recommends for audiobooks.
DEFAULT_VOICE = "M5"
DESCRIPTIONS = {
    "M1": "lively and confident, clear",
    "M2": "deep and robust, calm, serious",
    "M3": "polished and authoritative",
    "M4": "soft and gentle, youthful",
    "M5": "warm and soft-spoken, a storyteller",
    "F1": "calm and composed, a little low",
    "F2": "bright and playful, youthful",
    "F3": "clear and articulate, an announcer",
    "F4": "crisp and confident, expressive",
    "F5": "kind and gentle, soothing",
}
GENDERS = {"F": "female", "M": "male"}
ENGLISH, ENGLISH_TAG = LANGUAGES[0], "en-US"


class SupertonicEngine(Engine):
    """Speaks with Supertonic's voices: "M5" in English, "M5-de" in German and so on."""

    name = "supertonic"

    def __init__(self) -> None:
        self._model: SupertonicModel | None = None
        self._styles: dict[Path, VoiceStyle] = {}

    @property
    def default_voice(self) -> str:
        """The voice that Supertone recommends for audiobooks, or else the first one."""
        names = [listing.name for listing in self.voices()]
        return DEFAULT_VOICE if DEFAULT_VOICE in names else next(iter(names), "")

    @property
    def advice(self) -> str:
        """What is missing, and the command that gets it."""
        if package_folder(RUNTIME_PACKAGE) is None:
            return f"run: {RUNTIME_COMMAND}"
        folder = find_model_folder()
        try:
            if folder:
                check_model(folder)
        except EngineUnavailableError as error:
            return str(error)
        return f"run: {INSTALL_COMMAND}"

    def voices(self) -> tuple[VoiceListing, ...]:
        """The voices in the model's folder, in English first, then in every other language; () without a model."""
        try:
            styles = find_styles(_find_usable_folder())
        except EngineUnavailableError:
            return ()
        return tuple(_build_listing(style, language) for language in LANGUAGES for style in styles)

    def offers(self, voice: str) -> bool:
        """Whether there is such a voice; any of them speaks each language."""
        try:
            return _split_name(voice)[0] in find_styles(_find_usable_folder())
        except EngineUnavailableError:
            return False

    def fingerprint(self, voice: str) -> str:
        """Digests of the networks and of the voice's file, and the number of steps."""
        folder = find_model_folder()
        style = find_styles(folder).get(_split_name(voice)[0]) if folder else None
        parts = (digest_model(folder) if folder else "missing", digest_file(style) if style else "missing")
        return " ".join((*parts, os.environ.get(STEPS_VARIABLE, "").strip() or str(DEFAULT_STEPS), voice))

    def speak(self, utterance: Utterance) -> Clip:
        """The sound of an utterance at 44.1 kHz; the same utterance gives the same samples, another take others."""
        style, language = self._find_style(utterance.voice.name)
        steps = read_steps()
        if self._model is None:
            self._model = load_model(_find_usable_folder())
        text, unspoken = prepare_text(utterance.spoken, self._model.indexer)
        rate = self._model.settings.rate
        if not has_words(text):
            return empty_clip(rate, unspoken)
        parts = list(self._synthesize_parts(self._model, text, language, style, steps, utterance))
        if not any(len(part) for part in parts):
            raise SpeechError(f"Supertonic gave no audio for “{utterance.spoken[:60]}”")
        return Clip(join_parts(parts, rate), rate, unspoken)

    def close(self) -> None:
        """Releases the networks."""
        self._model = None
        self._styles.clear()

    def _find_style(self, voice: str) -> tuple[VoiceStyle, str]:
        folder = _find_usable_folder()
        styles, (name, language) = find_styles(folder), _split_name(voice)
        if name not in styles:
            raise EngineUnavailableError(
                f"Supertonic has no voice {voice!r} on this machine{format_suggestion(voice, styles, max_shown=20)}"
            )
        if styles[name] not in self._styles:
            self._styles[styles[name]] = read_style(styles[name])
        return self._styles[styles[name]], language

    def _synthesize_parts(
        self, model: SupertonicModel, text: str, language: str, style: VoiceStyle, steps: int, utterance: Utterance
    ) -> Iterator[NDArray[np.int16]]:
        voice, rate = utterance.voice, model.settings.rate
        random = np.random.default_rng([zlib.crc32(text.encode()), utterance.take])
        asked, missing = PACES.ask_for(engine_pace(voice))
        for part in split_phonemes(text, MAX_CHARACTERS):
            ids = encode_text(part, language, model.indexer)
            wave = change_pace(model.synthesize(ids, style, asked * NATURAL_SPEED, steps, random), rate, missing)
            yield trim_silence(to_pcm(shape_voice(wave, rate, voice), voice.gain), rate)


def read_steps() -> int:
    """How many steps the sound is made in, more for better sound; raises EngineUnavailableError if it is no number."""
    written = os.environ.get(STEPS_VARIABLE, "").strip() or str(DEFAULT_STEPS)
    if not (written.isascii() and written.isdecimal() and 1 <= int(written) <= MAX_STEPS):
        raise EngineUnavailableError(
            f"{STEPS_VARIABLE} is {written[:20]!r}; set it to a number from 1 to {MAX_STEPS}, such as {DEFAULT_STEPS}"
        )
    return int(written)


def _find_usable_folder() -> Path:
    if package_folder(RUNTIME_PACKAGE) is None:
        raise EngineUnavailableError(f"the package {RUNTIME_PACKAGE} is not installed; run: {RUNTIME_COMMAND}")
    folder = find_model_folder()
    if folder is None:
        raise EngineUnavailableError(f"Supertonic's voices are not on this machine; run: {INSTALL_COMMAND}")
    check_model(folder)
    return folder


def _split_name(voice: str) -> tuple[str, str]:
    """The file of a voice and the language that it is to speak.

    >>> _split_name("M5"), _split_name("M5-de"), _split_name("my-own")
    (('M5', 'en'), ('M5', 'de'), ('my-own', 'en'))
    """
    name, _, language = voice.rpartition("-")
    return (name, language) if name and language in LANGUAGES[1:] else (voice, ENGLISH)


def _build_listing(style: str, language: str) -> VoiceListing:
    gender = GENDERS.get(style[:1], "") if style in DESCRIPTIONS else ""
    name, tag = (style, ENGLISH_TAG) if language == ENGLISH else (f"{style}-{language}", language)
    return VoiceListing("supertonic", name, tag, gender, DESCRIPTIONS.get(style, "a voice of your own"))

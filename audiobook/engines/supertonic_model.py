"""Supertonic's four networks: from the numbers of characters to sound, in a style.

The names and shapes of what goes in and out are those of Supertone's own package (supertonic 1.3.1, core.py). The
duration predictor says how long the whole text lasts, so the pace is exact. The vector estimator makes sound's latent
vectors out of noise, in steps, and the vocoder makes sound of them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiobook.engines.checksums import compute_checksum
from audiobook.engines.onnx import onnx_errors, open_session
from audiobook.engines.voice_folders import voice_folders
from audiobook.errors import EngineUnavailableError, SpeechError

INSTALL_COMMAND = "audiobook voices install supertonic"
# A model folder has the files of Supertone's repository, in the same subfolders.
FOLDER_PATTERN = "supertonic*"
SETTINGS, INDEXER, STYLES = Path("onnx/tts.json"), Path("onnx/unicode_indexer.json"), Path("voice_styles")
NETWORKS = ("duration_predictor", "text_encoder", "vector_estimator", "vocoder")
# tts_version in tts.json: v1.5 is Supertonic 1, v1.6 Supertonic 2.
VERSION_PREFIX = "v1.7"
# A text of the greatest length lasts half a minute; a network that says more is broken.
MAX_SECONDS = 120.0

Floats = NDArray[np.float32]
Inputs = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class VoiceStyle:
    """The vectors of a voice: (1, 50, 256) for its sound, and (1, 8, 16) for how long it speaks."""

    sound: Floats
    durations: Floats


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """The sample rate in Hz, how many samples one latent vector stands for, and how many numbers it has."""

    rate: int
    frame_samples: int
    latent_size: int


@dataclass(frozen=True, slots=True)
class SupertonicModel:
    """The loaded networks; `indexer` is the number of each character, -1 for one that they don't know."""

    settings: ModelSettings
    indexer: tuple[int, ...]
    sessions: dict[str, Any]

    def synthesize(
        self, ids: Sequence[int], style: VoiceStyle, pace: float, steps: int, random: np.random.Generator
    ) -> Floats:
        """The samples (-1..1) of encoded text; the same arguments give the same samples.

        Raises SpeechError if a network fails or its output makes no sense.
        """
        text: Inputs = {"text_ids": np.array([ids], np.int64), "text_mask": np.ones((1, 1, len(ids)), np.float32)}
        seconds = float(self._run("duration_predictor", **text, style_dp=style.durations).ravel()[0]) / pace
        if not 0 < seconds <= MAX_SECONDS:
            raise SpeechError(f"Supertonic wants to speak for {seconds:.0f} seconds; that can't be right")
        encoded = self._run("text_encoder", **text, style_ttl=style.sound)
        samples = max(1, int(seconds * self.settings.rate))
        frames = math.ceil(samples / self.settings.frame_samples)
        latent = random.standard_normal((1, self.settings.latent_size, frames), np.float32)
        constants: Inputs = {"text_emb": encoded, "style_ttl": style.sound, "text_mask": text["text_mask"]}
        constants |= {"latent_mask": np.ones((1, 1, frames), np.float32), "total_step": np.array([steps], np.float32)}
        for step in range(steps):
            current = np.array([step], np.float32)
            latent = self._run("vector_estimator", **constants, noisy_latent=latent, current_step=current)
        wave = self._run("vocoder", latent=latent).ravel()[:samples]
        if not np.isfinite(wave).all():
            raise SpeechError("Supertonic's sound has values that are no numbers")
        return wave

    def _run(self, network: str, **inputs: NDArray[Any]) -> Floats:
        try:
            return np.asarray(self.sessions[network].run(None, inputs)[0], np.float32)
        except onnx_errors() as error:
            raise SpeechError(f"Supertonic's {network}.onnx failed: {str(error).strip().splitlines()[0]}") from error


def find_model_folder() -> Path | None:
    """The folder of the model in a voices folder, the newest version first; None if there is none."""
    for folder in voice_folders():
        found = (path for path in folder.glob(FOLDER_PATTERN) if (path / SETTINGS).is_file())
        newest = max(found, key=lambda path: path.name, default=None)
        if newest:
            return newest
    return None


def check_model(folder: Path) -> None:
    """Raises EngineUnavailableError if the model in a folder is incomplete, or of another version."""
    version = str(_read_json(folder / SETTINGS, dict).get("tts_version", "unknown"))
    if not version.startswith(VERSION_PREFIX):
        raise EngineUnavailableError(
            f"{folder} has another version of Supertonic ({version}), but only Supertonic 3 can be used; "
            f"run: {INSTALL_COMMAND}"
        )
    for path in _model_files(folder):
        if not path.is_file():
            raise EngineUnavailableError(f"{path} is missing; run: {INSTALL_COMMAND}")


def load_model(folder: Path) -> SupertonicModel:
    """The networks in a folder, loaded; raises EngineUnavailableError if they can't be used."""
    check_model(folder)
    indexer = tuple(_read_json(folder / INDEXER, list))
    if not all(isinstance(number, int) for number in indexer):
        raise _build_error(folder / INDEXER)
    networks = {name: folder / "onnx" / f"{name}.onnx" for name in NETWORKS}
    sessions = {name: open_session(path, f"Supertonic's {path}") for name, path in networks.items()}
    return SupertonicModel(_read_settings(folder / SETTINGS), indexer, sessions)


def digest_model(folder: Path) -> str:
    """The first digits of the checksums of a model's files; "unreadable" for one that can't be read."""
    return " ".join(map(digest_file, _model_files(folder)))


def digest_file(path: Path) -> str:
    """The first digits of a file's checksum, which is cached; "unreadable" if it can't be read."""
    try:
        return compute_checksum(path)[:16]
    except OSError:
        return "unreadable"


def find_styles(folder: Path) -> dict[str, Path]:
    """The file of each voice in a model's folder, by name."""
    paths = sorted((folder / STYLES).glob("*.json"))
    return {path.stem: path for path in paths if path.is_file() and not path.name.startswith(".")}


def read_style(path: Path) -> VoiceStyle:
    """The voice in a file; raises EngineUnavailableError if it can't be used."""
    data = _read_json(path, dict)
    try:
        sound, durations = (
            np.asarray(data[key]["data"], np.float32).reshape(data[key]["dims"]) for key in ("style_ttl", "style_dp")
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _build_error(path) from error
    if sound.ndim != 3 or durations.ndim != 3 or len(sound) != 1 or len(durations) != 1:
        raise _build_error(path)
    return VoiceStyle(sound, durations)


def _model_files(folder: Path) -> Iterator[Path]:
    yield from (folder / SETTINGS, folder / INDEXER)
    yield from (folder / "onnx" / f"{name}.onnx" for name in NETWORKS)


def _read_settings(path: Path) -> ModelSettings:
    data = _read_json(path, dict)
    try:
        compression = int(data["ttl"]["chunk_compress_factor"])
        rate, chunk = int(data["ae"]["sample_rate"]), int(data["ae"]["base_chunk_size"])
        size = int(data["ttl"]["latent_dim"])
    except (KeyError, TypeError, ValueError) as error:
        raise _build_error(path) from error
    if min(rate, chunk, size, compression) < 1:
        raise _build_error(path)
    return ModelSettings(rate, chunk * compression, size * compression)


def _read_json(path: Path, kind: type[Any]) -> Any:
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _build_error(path) from error
    if not isinstance(data, kind):
        raise _build_error(path)
    return data


def _build_error(path: Path) -> EngineUnavailableError:
    return EngineUnavailableError(
        f"{path} is damaged or not what Supertonic needs; `{INSTALL_COMMAND}` downloads Supertone's files again"
    )

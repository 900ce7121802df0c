"""Hears with Whisper, by faster-whisper on the processor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiobook.errors import RecognizerUnavailableError
from audiobook.hearing.recognizer import HEARING_RATE, HeardWord, WindowHearing

# Whisper takes its sound in frames of 10 ms.
FRAME_SAMPLES = HEARING_RATE // 100
# A window of 28 seconds has about 100 tokens; more than this is a loop.
MAX_TOKENS = 220
LANGUAGE = "en"


class WhisperRecognizer:
    """A Whisper model in CTranslate2's format, at 8 bits, with greedy decoding: the quickest way that suffices.

    Each window is encoded once and then heard twice: freely, and with the expected text, of which each word gets the
    probability and the place that Whisper gives it (forced alignment).
    """

    def __init__(self, folder: Path, name: str, threads: int) -> None:
        try:
            from faster_whisper import WhisperModel
            from faster_whisper.tokenizer import Tokenizer
        except ImportError as error:
            raise RecognizerUnavailableError(
                f"listening needs more packages ({error.name} is missing); run: pip install 'storycast[listen]'"
            ) from error
        self.name = name
        try:
            self._model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=threads)
        except (RuntimeError, ValueError, OSError) as error:
            raise RecognizerUnavailableError(
                f"{folder} holds no Whisper model that can be loaded ({error}); give another with --listen-model"
            ) from error
        self._tokenizer = Tokenizer(
            self._model.hf_tokenizer, self._model.model.is_multilingual, task="transcribe", language=LANGUAGE
        )

    def hear(self, wave: NDArray[np.float32], text: str) -> WindowHearing:
        """What Whisper hears in a window, and how well the text fits it."""
        from faster_whisper.audio import pad_or_trim

        features = self._model.feature_extractor(np.pad(wave, (0, HEARING_RATE // 2)))
        encoded = self._model.encode(pad_or_trim(features, self._model.feature_extractor.nb_max_frames))
        frames = len(wave) // FRAME_SAMPLES
        prompt = [*self._tokenizer.sot_sequence, self._tokenizer.no_timestamps]
        (result,) = self._model.model.generate(encoded, [prompt], beam_size=1, max_length=MAX_TOKENS)
        heard_tokens = [token for token in result.sequences_ids[0] if token < self._tokenizer.eot]
        expected_tokens = self._tokenizer.encode(f" {text}")
        return WindowHearing(self._align(encoded, heard_tokens, frames), self._align(encoded, expected_tokens, frames))

    def _align(self, encoded: Any, tokens: list[int], frames: int) -> tuple[HeardWord, ...]:
        """The words of these tokens, each where it is in the sound."""
        if not tokens:
            return ()
        (words,) = self._model.find_alignment(self._tokenizer, [tokens], encoded, frames)
        return tuple(
            HeardWord(str(word["word"]), float(word["start"]), float(word["end"]), float(word["probability"]))
            for word in words
        )

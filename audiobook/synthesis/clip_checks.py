"""Rejects clips that can't be what was asked for: silence, noise, an impossible length."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from audiobook.audio.samples import SILENCE_DBFS
from audiobook.errors import SpeechError
from audiobook.model import Clip, Utterance
from audiobook.model.sound import FULL_SCALE

# Seconds of sound per character of text at pace 1, measured on the sample story with the default voice.
SECONDS_PER_CHARACTER = 0.0576
# An utterance may be this many times longer or shorter than usual, plus a margin for "Oh!", "1912", "NASA".
MAX_LENGTH_RATIO = 4.0
MAX_EXTRA_SECONDS, MAX_MISSING_SECONDS = 2.5, 0.15
MIN_SECONDS = 0.04
# Digits are spoken as words.
CHARACTERS_PER_DIGIT = 6
MIN_SAMPLE_RATE, MAX_SAMPLE_RATE = 8_000, 96_000
# Spectral flatness (geometric over arithmetic mean of the power): white noise has 0.99, speech 0.1 or less, the
# brightest voice of the catalogue up to 0.70.
MAX_SPEECH_FLATNESS = 0.85
FRAME_SAMPLES = 512


def check_clip(clip: Clip, utterance: Utterance, mute: bool = False) -> Clip:
    """The clip, if it can be the sound of that utterance; raises SpeechError, saying what is wrong, if not.

    The engine being `mute` means that it is meant to be silent. Utterances without letters and digits may be empty.
    """
    if clip.samples.ndim != 1 or clip.samples.dtype != np.int16:
        raise SpeechError(
            f"its samples should be 16-bit integers, mono, but are {clip.samples.ndim}-dimensional {clip.samples.dtype}"
        )
    if not MIN_SAMPLE_RATE <= clip.rate <= MAX_SAMPLE_RATE:
        raise SpeechError(f"its sample rate of {clip.rate} Hz is outside of {MIN_SAMPLE_RATE} to {MAX_SAMPLE_RATE}")
    count = count_sounding_characters(utterance.spoken, clip.unspoken)
    if count:
        _check_length(clip, count, utterance.voice.pace)
        if not mute:
            _check_sound(clip)
    return clip


def count_sounding_characters(text: str, unspoken: tuple[str, ...] = ()) -> int:
    """The number of characters that are spoken, without the `unspoken` pieces; digits count as words."""
    for piece in unspoken:
        text = text.replace(piece, "")
    letters = sum(character.isalpha() for character in text)
    digits = sum(character.isnumeric() for character in text)
    return letters + CHARACTERS_PER_DIGIT * digits


def usual_seconds(utterance: Utterance) -> float:
    """How long an utterance usually lasts, in seconds."""
    return len(utterance.spoken) * SECONDS_PER_CHARACTER / utterance.voice.pace


def _check_length(clip: Clip, characters: int, pace: float) -> None:
    # Only letters count here, so this is a little less than `usual_seconds`.
    usual_length = characters * SECONDS_PER_CHARACTER / pace
    if clip.seconds > usual_length * MAX_LENGTH_RATIO + MAX_EXTRA_SECONDS / pace:
        raise SpeechError(f"the sound lasts {clip.seconds:.1f} s, far too long for its text")
    if clip.seconds < max(MIN_SECONDS, usual_length / MAX_LENGTH_RATIO - MAX_MISSING_SECONDS / pace):
        raise SpeechError(f"the sound lasts {clip.seconds:.1f} s, far too short for its text")


def _check_sound(clip: Clip) -> None:
    wave = clip.samples.astype(np.float32) / FULL_SCALE
    level = float(np.std(wave))
    if level < 10 ** (SILENCE_DBFS / 20):
        raise SpeechError("the sound is nothing but silence")
    if _spectral_flatness(wave) > MAX_SPEECH_FLATNESS:
        raise SpeechError("the sound is nothing but noise")


def _spectral_flatness(wave: NDArray[np.floating]) -> float:
    """The spectral flatness of the louder half of a sound's frames, from 0 (a tone) to 1 (noise)."""
    frames = wave[: len(wave) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    if len(frames) < 2:
        return 0.0
    # Hiss alone is noise, but a voice with hissing sounds is not; so only the louder frames count.
    power = np.mean(np.square(frames), axis=1)
    loud = frames[power >= np.median(power)][:64]
    spectrum = np.mean(
        np.square(np.abs(np.fft.rfft(loud * np.hanning(FRAME_SAMPLES).astype(np.float32), axis=1))), axis=0
    )
    spectrum = spectrum[1:] + 1e-12
    return float(np.exp(np.mean(np.log(spectrum))) / np.mean(spectrum))

"""Tells a clip that cannot be the line it was asked for: silence, noise, an impossible length."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from audiobook.audio.samples import SILENCE_DBFS
from audiobook.errors import SpeechError
from audiobook.model import Clip, Utterance
from audiobook.model.sound import FULL_SCALE

# Seconds of sound for a character of text at pace 1, measured on the sample story with the default voice.
SECONDS_PER_CHARACTER = 0.0537
# A line may last so many times as long as is usual, or as short, and a little more or less: "Oh!", "1912", "NASA".
MAX_LENGTH_RATIO = 4.0
MAX_EXTRA_SECONDS, MAX_MISSING_SECONDS = 2.5, 0.15
MIN_SECONDS = 0.04
# Figures and signs stand for words.
CHARACTERS_PER_DIGIT = 6
MIN_SAMPLE_RATE, MAX_SAMPLE_RATE = 8_000, 96_000
# Flatness of the spectrum (geometric over arithmetic mean of the power): white noise 0.99, speech 0.1 and less, the
# brightest voice of the catalogue up to 0.70.
MAX_SPEECH_FLATNESS = 0.85
FRAME_SAMPLES = 512


def check_clip(clip: Clip, utterance: Utterance, mute: bool = False) -> Clip:
    """The clip, where it can be the sound of that line; raises SpeechError, saying what is wrong, where not.

    A `mute` engine is one whose trade is silence. Lines without a letter or figure may be empty.
    """
    if clip.samples.ndim != 1 or clip.samples.dtype != np.int16:
        raise SpeechError(f"the sound is not made of 16-bit samples but of {clip.samples.dtype}")
    if not MIN_SAMPLE_RATE <= clip.rate <= MAX_SAMPLE_RATE:
        raise SpeechError(f"the sound has {clip.rate} samples a second, which no voice has")
    count = count_sounding_characters(utterance.spoken, clip.unspoken)
    if count:
        _check_length(clip, count, utterance.voice.pace)
        if not mute:
            _check_sound(clip)
    return clip


def count_sounding_characters(text: str, unspoken: tuple[str, ...] = ()) -> int:
    """How many characters of a text make a sound; figures count as the words that they stand for."""
    for piece in unspoken:
        text = text.replace(piece, "")
    letters = sum(character.isalpha() for character in text)
    digits = sum(character.isnumeric() for character in text)
    return letters + CHARACTERS_PER_DIGIT * digits


def usual_seconds(utterance: Utterance) -> float:
    """How long a line usually lasts."""
    return len(utterance.spoken) * SECONDS_PER_CHARACTER / utterance.voice.pace


def _check_length(clip: Clip, characters: int, pace: float) -> None:
    # Only letters count here, so that a line lasts a little longer for each than for any character.
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
    """The spectral flatness of the strongest half of a sound's frames, 0 (a tone) to 1 (noise)."""
    frames = wave[: len(wave) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    if len(frames) < 2:
        return 0.0
    # Hiss alone is noise; a voice with hissing sounds in it is not, so the loud frames tell.
    power = np.mean(np.square(frames), axis=1)
    loud = frames[power >= np.median(power)][:64]
    spectrum = np.mean(
        np.square(np.abs(np.fft.rfft(loud * np.hanning(FRAME_SAMPLES).astype(np.float32), axis=1))), axis=0
    )
    spectrum = spectrum[1:] + 1e-12
    return float(np.exp(np.mean(np.log(spectrum))) / np.mean(spectrum))

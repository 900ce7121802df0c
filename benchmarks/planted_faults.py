"""Plants faults in clips, as engines make them, or worse: what `benchmarks/listening.py` looks for.

Whatever is cut off is replaced by the quiet that clips have at their ends, so that no edge gives a cut away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audiobook.errors import SpeechError
from audiobook.hearing.voice_profiles import is_same_speaker
from audiobook.model import Clip, Utterance
from audiobook.model.sound import FULL_SCALE
from audiobook.synthesis.synthesize import synthesize_clip

# A listener notices when so much is missing or said twice (seconds); in a longer line it may be any share up to this.
MIN_FAULT_SECONDS, MAX_FAULT_SHARE = 0.3, 0.7
# What is left of a line that was cut (seconds).
MIN_REST_SECONDS = 0.25
# How long each end of a clip is quiet (seconds), and how quickly sound fades at a cut.
HEAD_SECONDS, TAIL_SECONDS, FADE_SECONDS = 0.04, 0.06, 0.005
# The level of noise against the voice that it drowns (dB).
NOISE_LEVELS = (0.0, 8.0)
# A hiss of two of 32,768 steps is 84 dB below full scale.
HISS_LEVEL = 2.0
HALF = 0.5
# How many words are said twice at most.
MAX_REPEATED_WORDS = 4
Samples = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Line:
    """A clip with its utterance."""

    clip: Clip
    utterance: Utterance


@dataclass(frozen=True, slots=True)
class PlantingContext:
    """What a planter may need besides the line: other lines of the album, and random numbers."""

    others: Sequence[Line]
    random: np.random.Generator


Planter = Callable[[Line, PlantingContext], Clip | None]


def cut_end(line: Line, context: PlantingContext) -> Clip | None:
    """The end is missing."""
    sound, length = _sound_of(line.clip), _fault_length(line.clip, context.random)
    return _padded(line.clip, _faded(sound[:-length], line.clip.rate)) if length else None


def cut_beginning(line: Line, context: PlantingContext) -> Clip | None:
    """The beginning is missing."""
    sound, length = _sound_of(line.clip), _fault_length(line.clip, context.random)
    return _padded(line.clip, _faded(sound[length:][::-1], line.clip.rate)[::-1]) if length else None


def repeat(line: Line, context: PlantingContext) -> Clip | None:
    """A stretch is said twice: a piece of the sound, or some words."""
    if context.random.random() < HALF:
        return _repeat_words(line, context)
    sound, length = _sound_of(line.clip), _fault_length(line.clip, context.random)
    if not length:
        return None
    start = int(context.random.integers(0, len(sound) - length))
    return _padded(line.clip, np.concatenate([sound[: start + length], sound[start:]]))


def _repeat_words(line: Line, context: PlantingContext) -> Clip | None:
    """The engine is given some words twice, as if it had stumbled; None where that takes hardly any longer."""
    words = line.utterance.spoken.split()
    count = int(context.random.integers(1, MAX_REPEATED_WORDS + 1))
    if len(words) <= count:
        return None
    end = int(context.random.integers(count, len(words)))
    clip = _speak(line.utterance, " ".join([*words[:end], *words[end - count :]]))
    return clip if clip and clip.seconds > line.clip.seconds + MIN_FAULT_SECONDS else None


def swap(line: Line, context: PlantingContext) -> Clip | None:
    """Another line of the same voice is said."""
    same_voice = [
        other
        for other in context.others
        if is_same_speaker(other.utterance.voice, line.utterance.voice)
        and other.utterance.spoken.casefold() != line.utterance.spoken.casefold()
    ]
    return same_voice[int(context.random.integers(len(same_voice)))].clip if same_voice else None


def drown(line: Line, context: PlantingContext) -> Clip | None:
    """Noise as loud as the voice, or louder."""
    wave = line.clip.samples.astype(np.float32)
    level = float(np.std(wave)) * 10 ** (context.random.uniform(*NOISE_LEVELS) / 20)
    noisy = np.clip(wave + context.random.normal(0, level, len(wave)), -FULL_SCALE, FULL_SCALE - 1)
    return replace(line.clip, samples=noisy.astype(np.int16))


def change_voice(line: Line, context: PlantingContext) -> Clip | None:
    """Another speaker of the cast says the line."""
    own = line.utterance.voice
    voices = sorted(
        {other.utterance.voice for other in context.others if not is_same_speaker(other.utterance.voice, own)}, key=repr
    )
    if not voices:
        return None
    voice = voices[int(context.random.integers(len(voices)))]
    return _speak(replace(line.utterance, voice=voice), line.utterance.spoken)


def babble(line: Line, context: PlantingContext) -> Clip | None:
    """Words of no language that anybody knows: the letters of each word in another order, or the sound backwards."""
    if context.random.random() < HALF:
        return replace(line.clip, samples=line.clip.samples[::-1].copy())
    words = ["".join(context.random.permutation(list(word.lower()))) for word in line.utterance.spoken.split()]
    scrambled = " ".join(words)
    if scrambled.casefold() == line.utterance.spoken.casefold():
        return None
    return _speak(line.utterance, scrambled)


def silence(line: Line, context: PlantingContext) -> Clip | None:
    """Nothing, for as long as the line: digital silence, or a hiss that is hardly heard."""
    level = HISS_LEVEL if context.random.random() < HALF else 0.0
    return replace(line.clip, samples=context.random.normal(0, level, len(line.clip.samples)).astype(np.int16))


PLANTERS: dict[str, Planter] = {
    "cut end": cut_end,
    "cut beginning": cut_beginning,
    "repeated": repeat,
    "swapped": swap,
    "noise": drown,
    "wrong voice": change_voice,
    "no language": babble,
    "silence": silence,
}


def _speak(utterance: Utterance, text: str) -> Clip | None:
    """Another text in the manner of an utterance; None where the engine can't speak it."""
    try:
        return synthesize_clip(replace(utterance, spoken=text, pronounced=(), heteronyms=(), accents=()))
    except SpeechError:
        return None


def _sound_of(clip: Clip) -> Samples:
    """The samples without the quiet at both ends."""
    return clip.samples[int(HEAD_SECONDS * clip.rate) : len(clip.samples) - int(TAIL_SECONDS * clip.rate)]


def _fault_length(clip: Clip, random: np.random.Generator) -> int:
    """How many samples to cut or repeat; 0 where the clip is too short for a fault that a listener notices."""
    count = len(_sound_of(clip))
    least = MIN_FAULT_SECONDS * clip.rate
    most = min(MAX_FAULT_SHARE * count, count - MIN_REST_SECONDS * clip.rate)
    return int(np.exp(random.uniform(np.log(least), np.log(most)))) if most > least else 0


def _faded(sound: Samples, rate: int) -> Samples:
    """The sound with a quick fade at its end."""
    length = min(len(sound), int(FADE_SECONDS * rate))
    faded = sound.astype(np.float32)
    faded[len(faded) - length :] *= np.linspace(1, 0, length)
    return faded.astype(np.int16)


def _padded(clip: Clip, sound: Samples) -> Clip:
    head, tail = (np.zeros(int(seconds * clip.rate), np.int16) for seconds in (HEAD_SECONDS, TAIL_SECONDS))
    return replace(clip, samples=np.concatenate([head, sound, tail]))

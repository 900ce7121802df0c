"""Speaks lines into the store: the part of the work that runs in worker processes.

A unit of work is a `Batch`: lines, each with the recipe of its voice and the key its clip is kept under. All that comes
of it is clips in the store and a `BatchReport`; nothing else is shared, so that any machine that reaches the store
could do it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from audiobook.engines.protocol import Engine, is_mute, takes_phonemes
from audiobook.engines.registry import engine_named
from audiobook.errors import EngineUnavailableError, SpeechError
from audiobook.model import Clip, Line, Voice
from audiobook.synthesis.clip_checks import checked
from audiobook.synthesis.clip_store import ClipStore, key_of
from audiobook.synthesis.fallback import Mishap, Remedy, pieces_of, stand_in_engine
from audiobook.text.pronunciation.heteronyms.locate import replaced
from audiobook.text.pronunciation.substitution import in_letters, respelled

# Between the pieces of a line that had to be cut.
PIECE_PAUSE_SECONDS = 0.15


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines for one worker, each with the key its clip is kept under; they share no state but the store.

    Lines that were lost with a worker come back by themselves: `remedy` is what to begin with, `reason` why.
    """

    store: Path
    lines: tuple[tuple[str, Line], ...]
    remedy: Remedy = Remedy.FIRST_TRY
    reason: str = ""

    @property
    def characters(self) -> int:
        """How many characters are to be spoken."""
        return sum(len(line.spoken) for _, line in self.lines)


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What came of a batch of one chapter: lines, seconds of sound, seconds of work, and which lines had a mishap."""

    lines: int
    seconds: float
    work: float = 0.0
    mishaps: tuple[Mishap, ...] = ()
    chapter: int = 0

    @property
    def failures(self) -> tuple[tuple[str, str], ...]:
        """The lines that could not be spoken at all, each with the reason."""
        return tuple((one.spoken, one.reason) for one in self.mishaps if one.remedy is Remedy.NOTHING_HELPS)


def speak_batch(batch: Batch) -> BatchReport:
    """Speaks every line of a batch into the store.

    A line that fails is tried again, in pieces, and in a voice that stands in; what helped, or that nothing did, is
    reported. Raises EngineUnavailableError or OutputError where no line can succeed.
    """
    began = time.monotonic()
    store = ClipStore(batch.store)
    told = [_told(store, key, line, batch) for key, line in batch.lines]
    mishaps = tuple(mishap for _, mishap in told if mishap)
    return BatchReport(len(told), sum(seconds for seconds, _ in told), time.monotonic() - began, mishaps)


def _told(store: ClipStore, key: str, line: Line, batch: Batch) -> tuple[float, Mishap | None]:
    """Speaks a line by the first remedy that helps: seconds of sound, and the mishap, None where there was none."""
    reason = batch.reason
    for remedy in list(Remedy)[batch.remedy : Remedy.NOTHING_HELPS]:
        try:
            clip, said = _spoken(line, remedy)
        except SpeechError as error:
            reason = reason or str(error)
            continue
        own = remedy < Remedy.STAND_IN
        kept = key if own else key_of(said, _engine(said.voice.engine).fingerprint(said.voice.name))
        store.write(kept, clip)
        voice = "" if own else f"{said.voice.name} ({said.voice.engine})"
        mishap = Mishap(key, line.spoken, reason, remedy, voice, "" if own else kept) if remedy else None
        return clip.seconds, mishap
    return 0.0, Mishap(key, line.spoken, reason, Remedy.NOTHING_HELPS)


def _spoken(line: Line, remedy: Remedy) -> tuple[Clip, Line]:
    """The sound of a line by one remedy, and the line that was spoken for it."""
    if remedy is Remedy.PIECES:
        return _joined(line), line
    if remedy is not Remedy.STAND_IN:
        return spoken_clip(line), line
    name = stand_in_engine(line.voice)
    try:
        voice = Voice(name, _engine(name).default_voice, pace=line.voice.pace, gain=line.voice.gain)
        other = replace(line, voice=voice)
        return spoken_clip(other), other
    except EngineUnavailableError as error:
        raise SpeechError(f"and no other voice could stand in: {error}") from error


def _joined(line: Line) -> Clip:
    """The line spoken piece by piece; raises SpeechError where it cannot be cut or a piece fails."""
    clips = [spoken_clip(piece) for piece in pieces_of(line)]
    if not clips or len({clip.rate for clip in clips}) > 1:
        raise SpeechError("the line cannot be spoken in pieces")
    rate = clips[0].rate
    pause = np.zeros(int(rate * PIECE_PAUSE_SECONDS), np.int16)
    parts = [part for clip in clips for part in (pause, clip.samples)][1:]
    return Clip(np.concatenate(parts), rate, tuple(piece for clip in clips for piece in clip.unspoken))


def spoken_clip(line: Line) -> Clip:
    """The sound of a line, spoken in this process; raises what `Engine.speak` does.

    What cannot be the sound of that line (silence, noise, an impossible length) is a SpeechError too.
    """
    engine = _engine(line.voice.engine)
    clip = engine.speak(line if takes_phonemes(engine) else with_letters(line))
    return checked(clip, line, is_mute(engine))


def with_letters(line: Line) -> Line:
    """The line as an engine that takes no phonemes reads it right: with other letters for what it would misread."""
    spoken = replaced(line.spoken, line.heteronyms, in_letters)
    return replace(line, spoken=respelled(spoken, line.pronounced), pronounced=(), heteronyms=())


@cache
def _engine(name: str) -> Engine:
    """The engine of this process: loading a model takes a second, so each worker does it once."""
    return engine_named(name)

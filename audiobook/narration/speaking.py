"""Speaks lines into the store: the part of the work that runs in worker processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from audiobook.engines import Engine, engine_named, takes_phonemes
from audiobook.errors import SpeechError
from audiobook.model import Clip, Line
from audiobook.pronunciation import respelled
from audiobook.store import ClipStore

# A batch takes about a second and a half: long enough that handing it out costs nothing, short enough that both
# cores are busy to the end and the progress bar moves.
BATCH_CHARACTERS = 1500


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines for one worker, each with the key its clip is kept under; they share no state but the store."""

    store: Path
    lines: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What came of a batch: seconds of sound, and which lines failed and why."""

    seconds: float
    failures: tuple[tuple[str, str], ...]


def batches_of(store: Path, lines: Iterable[tuple[str, Line]]) -> Iterator[Batch]:
    """The lines in order, in batches of about BATCH_CHARACTERS."""
    together: list[tuple[str, Line]] = []
    characters = 0
    for key, line in lines:
        together.append((key, line))
        characters += len(line.spoken)
        if characters >= BATCH_CHARACTERS:
            yield Batch(store, tuple(together))
            together, characters = [], 0
    if together:
        yield Batch(store, tuple(together))


def speak_batch(batch: Batch) -> BatchReport:
    """Speaks every line of a batch that the store does not hold yet.

    A line that fails is reported, not fatal; raises EngineUnavailableError or OutputError where no line can succeed.
    """
    store = ClipStore(batch.store)
    seconds = 0.0
    failures: list[tuple[str, str]] = []
    for key, line in batch.lines:
        try:
            clip = _spoken(store, key, line)
        except SpeechError as error:
            failures.append((line.spoken, str(error)))
            continue
        seconds += clip.seconds
    return BatchReport(seconds, tuple(failures))


def _spoken(store: ClipStore, key: str, line: Line) -> Clip:
    clip = spoken_clip(line)
    store.write(key, clip)
    return clip


def spoken_clip(line: Line) -> Clip:
    """The sound of a line, spoken in this process; raises what `Engine.speak` does."""
    engine = _engine(line.voice.engine)
    return engine.speak(line if takes_phonemes(engine) else with_letters(line))


def with_letters(line: Line) -> Line:
    """The line as an engine that takes no phonemes reads it right: with other letters for what it would misread."""
    return replace(line, spoken=respelled(line.spoken, line.pronounced), pronounced=())


@cache
def _engine(name: str) -> Engine:
    """The engine of this process: loading a model takes a second, so each worker does it once."""
    return engine_named(name)

"""The audition: each character of a story introduces themselves, so that a person can judge the cast by ear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from audiobook.casting import StoryCast
from audiobook.config import DEFAULT_BITRATE
from audiobook.errors import EngineError, InputError
from audiobook.inspection import best_lines, cast_table
from audiobook.model import Album, Cue, Episode, Line, Script, Voice
from audiobook.pauses import PAUSES
from audiobook.pipeline import ToldStory, run_jobs
from audiobook.production import jobs_of
from audiobook.workspace import WORK_FOLDER

LINES = 2
# Between one character and the next, in milliseconds.
GAP = 1500


@dataclass(frozen=True, slots=True)
class Part:
    """A character in the audition: their voice's name, what they say, and when they begin and end, in seconds."""

    character: str
    voice: str
    said: str
    start: float = 0.0
    end: float = 0.0


def auditioned(told: ToldStory, cast: StoryCast, target: Path, output: Path, most: int) -> tuple[Part, ...]:
    """Has the characters with most lines, `most` of them, say their name and some of their lines in an MP3 file.

    Raises InputError where nobody speaks in the story, EngineError where not all of it could be spoken.
    """
    rows = cast_table(told.script, told.characters).rows[:most]
    if not rows:
        raise InputError("nobody speaks in this story, so there is nobody to hear")
    voices = dict(cast.names)
    spoken = [_spoken(told.script, row.name) for row in rows]
    cues = tuple(
        cue for row, texts in zip(rows, spoken, strict=True) for cue in _cues(texts, cast.cast.voice_of(row.name))
    )
    episode = Episode(
        1, 1, 1, "Audition", cues, lyrics="\n\n".join(" ".join(texts) for texts in spoken), lead=PAUSES.head
    )
    times = _made(episode, told, cast, target, output)
    parts = (Part(row.name, voices.get(row.name, "narrator"), " ".join(texts[1:]))
             for row, texts in zip(rows, spoken, strict=True))  # fmt: skip
    return tuple(_timed(parts, [len(texts) for texts in spoken], times))


def _spoken(script: Script, name: str) -> tuple[str, ...]:
    lines = best_lines((one for one in script.utterances if one.speaker == name), LINES)
    return (f"{name}.", *(one.spoken for one in lines))


def _cues(texts: tuple[str, ...], voice: Voice) -> Iterator[Cue]:
    for number, text in enumerate(texts, 1):
        yield Cue(Line(text, voice), GAP if number == len(texts) else PAUSES.speaker)


def _made(
    episode: Episode, told: ToldStory, cast: StoryCast, target: Path, output: Path
) -> tuple[tuple[float, float], ...]:
    about = replace(told.book.metadata, title=f"{told.book.metadata.title}: the cast")
    album = Album(target.parent, about, cast.cast.narrator.name, (episode,))
    job = replace(jobs_of(album, output / WORK_FOLDER / "clips", DEFAULT_BITRATE)[0], target=target)
    tally = run_jobs((job,), target.parent, output / WORK_FOLDER, lambda _: None)
    if tally.failures or not tally.episodes[0].seconds:
        first = next(iter(tally.failures.items()), ("it", "no sound came of it"))
        raise EngineError(f"the audition could not be spoken: “{first[0]}” ({first[1]})")
    return tally.episodes[0].times


def _timed(parts: Iterator[Part], counts: list[int], times: tuple[tuple[float, float], ...]) -> Iterator[Part]:
    at = 0
    for part, count in zip(parts, counts, strict=True):
        yield replace(part, start=times[at][0], end=times[at + count - 1][1])
        at += count

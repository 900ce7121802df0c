"""The stages in order: read this first.

    reading -> chapters -> dialogue -> casting -> narration -> publishing

Each stage is a function from one frozen value to the next; this module is the only one that knows them all.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from audiobook.casting import narrator_cast
from audiobook.chapters import split
from audiobook.config import MakeSettings, chapter_numbers, worker_count
from audiobook.dialogue import written_script
from audiobook.model import Album, Book, Cast, Chapter, Episode, Metadata, Script
from audiobook.narration import BatchReport, planned_episodes
from audiobook.production import jobs_of, produced
from audiobook.publishing import EpisodeReport
from audiobook.reading import read_story
from audiobook.workers import Workers
from audiobook.workspace import WORK_FOLDER, ready_folder, safe_name

UNKNOWN_AUTHOR = "Unknown Author"
# Seconds of sound for a character of text at speed 1, measured on the sample story with the default voice.
SECONDS_PER_CHARACTER = 0.0537


@dataclass(frozen=True, slots=True)
class Plan:
    """What `make` would do: the book as it was understood, and the album that would come of it."""

    book: Book
    script: Script
    album: Album
    cast: Cast


@dataclass(frozen=True, slots=True)
class MakeReport:
    """What `make` did: the album, its files, how long it took, and what could not be said."""

    album: Album
    episodes: tuple[EpisodeReport, ...]
    wall_seconds: float
    unspoken: tuple[str, ...]
    failures: tuple[tuple[str, str], ...]

    @property
    def seconds(self) -> float:
        """The length of all chapters made."""
        return sum(episode.seconds for episode in self.episodes)


def planned(source: Path, settings: MakeSettings) -> Plan:
    """Reads a story and plans its album; nothing is spoken or written."""
    book = understood(source, settings)
    script = written_script(book)
    cast = narrator_cast(settings.engine, settings.voice, settings.speed)
    wanted = chapter_numbers(settings.chapters, tuple(chapter.number for chapter in book.chapters))
    episodes = planned_episodes(script, cast, settings.speak_notes, wanted)
    about = book.metadata
    folder = settings.output / safe_name(about.author, UNKNOWN_AUTHOR) / safe_name(about.title, "Untitled")
    return Plan(book, script, Album(folder, about, _narrator(cast), episodes), cast)


def understood(source: Path, settings: MakeSettings) -> Book:
    """A story split into chapters, with what the person said of title and author put over what the file says."""
    book = split(read_story(source))
    named = replace(
        book.metadata,
        title=settings.title or book.metadata.title or title_from(source),
        author=settings.author or book.metadata.author or UNKNOWN_AUTHOR,
    )
    return replace(book, metadata=named, chapters=_named_chapters(book, named))


def title_from(source: Path) -> str:
    """A title out of a file's name: "the-long_way.txt" is "the long way"."""
    return " ".join(source.stem.replace("_", " ").replace("-", " ").split()) or "Untitled"


def _named_chapters(book: Book, about: Metadata) -> tuple[Chapter, ...]:
    if len(book.chapters) == 1 and not (book.chapters[0].title or book.chapters[0].label):
        return (replace(book.chapters[0], title=about.title),)
    return book.chapters


def _narrator(cast: Cast) -> str:
    return f"{cast.narrator.name} ({cast.narrator.engine})"


def estimated_seconds(episode: Episode, pace: float) -> float:
    """About how long an episode will be."""
    spoken = sum(len(cue.line.spoken) for cue in episode.cues) * SECONDS_PER_CHARACTER / pace
    return spoken + (episode.lead + sum(cue.pause for cue in episode.cues)) / 1000


def made(plan: Plan, settings: MakeSettings, watch: Callable[[BatchReport | EpisodeReport], None]) -> MakeReport:
    """Makes the album of a plan; `watch` is called with each report as the work goes on."""
    began = time.monotonic()
    ready_folder(plan.album.folder)
    jobs = jobs_of(plan.album, settings.output / WORK_FOLDER / "clips", settings.bitrate)
    episodes: list[EpisodeReport] = []
    unspoken: dict[str, None] = {}
    failures: list[tuple[str, str]] = []
    with Workers(worker_count()) as workers:
        for report in produced(jobs, workers):
            watch(report)
            if isinstance(report, EpisodeReport):
                episodes.append(report)
            else:
                unspoken.update(dict.fromkeys(report.unspoken))
                failures += report.failures
    episodes.sort(key=lambda episode: episode.number)
    return MakeReport(plan.album, tuple(episodes), time.monotonic() - began, tuple(unspoken), tuple(failures))

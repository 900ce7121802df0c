"""Brings an album's folder up to date: only what changed is done, and its manifest says at any moment what is."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime

from audiobook.album.location import folder_number
from audiobook.album.manifest import (
    NAME,
    ChapterFile,
    CompanionEntry,
    Manifest,
    measured,
    read_manifest,
    times_told,
    written_manifest,
)
from audiobook.model import Album
from audiobook.production.changes import Action, Change, Changes, in_order_of_names, sound_of, tags_of
from audiobook.production.render_chapter import EpisodeReport, timed_tags
from audiobook.production.retag import refuse_what_is_not_ours, removed, retagged
from audiobook.production.scheduler import Report, produced
from audiobook.synthesis.fallback import Remedy
from audiobook.synthesis.synthesize import BatchReport
from audiobook.synthesis.workers import Workers

Watch = Callable[[Report], None]


class Keeper:
    """Keeps the manifest of an album's folder true while its chapters are made."""

    def __init__(self, album: Album, profile: str = "") -> None:
        about = album.metadata
        self.folder = album.folder
        self.found = read_manifest(album.folder)
        self.chapters = {one.file: one for one in self.found.chapters}
        number = folder_number(album.folder, about.title)
        identity = self.found.identity or identity_of(about.author, about.title, number)
        self.head = Manifest(
            about.title,
            about.author,
            album.narrator,
            identity=identity,
            created=self.found.created or _now(),
            companions=self.found.companions,
            profile=profile,
            story=album.story or self.found.story,
        )

    def claim(self, changes: Changes) -> None:
        """Writes down the names that will be made, so that after a crash they are known to be ours."""
        for change in (one for one in changes.chapters if one.action is not Action.KEEP):
            name = change.job.target.name
            if name not in self.chapters:
                refuse_what_is_not_ours(change.job.target, change.job.tags)
        for change in changes.with_action(Action.MAKE, Action.ENCODE):
            self._claim(change)
        self.write()

    def _claim(self, change: Change) -> None:
        episode, name = change.job.episode, change.job.target.name
        former = (change.before.replaces or change.before.file) if change.before else ""
        claimed = self.chapters.get(name) or ChapterFile(episode.number, episode.title, name)
        replaces = former if former != name else ""
        self.chapters[name] = replace(claimed, take=episode.take, replaces=replaces)

    def keep(self, change: Change, entry: ChapterFile) -> None:
        """Notes a finished chapter; the file that it had under another name goes, where no chapter has it now."""
        before = change.before
        for name in {before.file, before.replaces} - {"", entry.file} if before else ():
            held = self.chapters.get(name)
            if held is not None and held in (before, _former(held, entry)):
                self._remove(name, entry)
        self.chapters[entry.file] = entry
        self.write()

    def _remove(self, name: str, entry: ChapterFile) -> None:
        del self.chapters[name]
        path = self.folder / name
        # On disks that make no difference between capitals and small letters both names may be one file's.
        if path.exists() and not path.samefile(self.folder / entry.file):
            removed(path)

    def drop(self, gone: tuple[ChapterFile, ...]) -> None:
        """Removes the files of chapters that the story no longer has."""
        for entry in gone:
            removed(self.folder / entry.file)
            self.chapters.pop(entry.file, None)
        self.write()

    def beside(self, companions: tuple[CompanionEntry, ...]) -> None:
        """Notes the files that lie beside the sound."""
        self.head = replace(self.head, companions=companions)

    def claim_beside(self, companions: tuple[CompanionEntry, ...]) -> None:
        """Writes down what the files beside the sound are about to be, so that after a crash they are known as ours."""
        self.beside(companions)
        self.write()

    def settle(self) -> None:
        """Lets go of the names that were claimed for chapters of which no file came, and of an empty manifest."""
        empty = [one.file for one in self.chapters.values() if not one.sha256 and not (self.folder / one.file).exists()]
        for name in empty:
            del self.chapters[name]
        if not self.chapters:
            removed(self.folder / NAME)
        elif empty:
            self.write()

    def manifest(self) -> Manifest:
        """What the album's folder holds now."""
        ordered = tuple(sorted(self.chapters.values(), key=lambda one: (one.number, one.file)))
        return replace(self.head, chapters=ordered)

    def write(self, inputs: str = "") -> None:
        """Writes the manifest; with the digest of its `inputs` where the album is all that it should be."""
        if self.chapters:
            written_manifest(self.folder, replace(self.manifest(), inputs=inputs))


def identity_of(author: str, title: str, number: int = 1) -> str:
    """What an album is known by where its folder says nothing yet: the same for the same author and title.

    Of several stories of one title each album has a `number`.

    >>> identity_of("Ann", "Three Doors")
    'urn:uuid:bfb278a0-c288-5da2-a6fd-795d0ed8439d'
    """
    further = f"\n{number}" if number > 1 else ""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"audiobook\n{author}\n{title}{further}").urn


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _former(held: ChapterFile, entry: ChapterFile) -> ChapterFile | None:
    """The entry held, where it is still that of the chapter of `entry`, left over by a run that came to no end."""
    return held if held.number == entry.number else None


def remade(changes: Changes, keeper: Keeper, workers: Callable[[], Workers], watch: Watch) -> None:
    """Does what is to be done; `workers` are started only where something is to be encoded."""
    keeper.claim(changes)
    for change in in_order_of_names(changes.with_action(Action.TAG)):
        _retag(change, keeper)
    jobs = changes.jobs
    if not jobs:
        return
    by_number = {change.job.episode.number: change for change in changes.chapters}
    with workers() as crew:
        stood_in: set[str] = set()
        for report in produced(jobs, crew):
            if isinstance(report, BatchReport):
                stood_in |= {one.key for one in report.mishaps if one.remedy is Remedy.STAND_IN}
            if isinstance(report, EpisodeReport) and report.seconds:
                change = by_number[report.number]
                keeper.keep(change, _entry(change, report, stood_in))
            watch(report)


def _retag(change: Change, keeper: Keeper) -> None:
    before, job = change.before, change.job
    assert before is not None
    tags = timed_tags(job, before.clip_times)
    retagged(keeper.folder / before.file, job.target, tags)
    episode = job.episode
    named = replace(before, number=episode.number, title=episode.title, file=job.target.name, tags=tags_of(job))
    keeper.keep(change, measured(replace(named, replaces=""), job.target))


def _entry(change: Change, report: EpisodeReport, stood_in: Collection[str]) -> ChapterFile:
    job = change.job
    texts = {key: cue.line.spoken for key, cue in zip(job.keys, job.episode.cues, strict=True)}
    entry = ChapterFile(
        number=job.episode.number,
        title=job.episode.title,
        file=job.target.name,
        sound=sound_of(job),
        tags=tags_of(job),
        take=job.episode.take,
        seconds=round(report.seconds, 3),
        missing=tuple(texts.get(key, key) for key in report.missing),
        stood_in=tuple(text for key, text in texts.items() if key in stood_in),
        unspoken=tuple(dict.fromkeys(report.unspoken)),
        times=times_told(report.times),
    )
    return measured(entry, job.target)

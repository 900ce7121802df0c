"""Brings an album's folder up to date: only what changed is done, and its manifest says at any moment what is."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime

from audiobook.album.location import album_number
from audiobook.album.manifest import (
    MANIFEST_NAME,
    ChapterFile,
    Manifest,
    SidecarEntry,
    format_clip_times,
    read_manifest,
    with_file_state,
    write_manifest,
)
from audiobook.model import Album
from audiobook.production.changes import (
    AlbumChanges,
    ChangeAction,
    ChapterChange,
    order_renames,
    sound_fingerprint,
    tags_fingerprint,
)
from audiobook.production.render_chapter import EpisodeReport, add_timed_text
from audiobook.production.retag import refuse_foreign_file, remove_file, write_retagged_copy
from audiobook.production.scheduler import ProgressReport, run_jobs
from audiobook.synthesis.fallback import Fallback
from audiobook.synthesis.synthesize import BatchReport
from audiobook.synthesis.workers import WorkerPool

ReportHandler = Callable[[ProgressReport], None]


class AlbumFolder:
    """Keeps the manifest of an album's folder true while its chapters are made."""

    def __init__(self, album: Album, profile: str = "") -> None:
        metadata = album.metadata
        self.path = album.folder
        self.old_manifest = read_manifest(album.folder)
        self.chapters = {entry.file: entry for entry in self.old_manifest.chapters}
        number = album_number(album.folder, metadata.title)
        identity = self.old_manifest.identity or album_urn(metadata.author, metadata.title, number)
        self.manifest_head = Manifest(
            metadata.title,
            metadata.author,
            album.narrator,
            identity=identity,
            created=self.old_manifest.created or _utc_now(),
            companions=self.old_manifest.companions,
            profile=profile,
            story=album.story or self.old_manifest.story,
        )

    def claim_files(self, changes: AlbumChanges) -> None:
        """Writes down the names that will be made, so that after a crash they are known to be ours."""
        for change in (
            change_to_make for change_to_make in changes.chapters if change_to_make.action is not ChangeAction.KEEP
        ):
            name = change.job.target.name
            if name not in self.chapters:
                refuse_foreign_file(change.job.target, change.job.tags)
        for change in changes.with_action(ChangeAction.MAKE, ChangeAction.ENCODE):
            self._claim_file(change)
        self.write()

    def _claim_file(self, change: ChapterChange) -> None:
        episode, name = change.job.episode, change.job.target.name
        former_file = (change.existing_file.replaces or change.existing_file.file) if change.existing_file else ""
        entry = self.chapters.get(name) or ChapterFile(episode.number, episode.title, name)
        replaces = former_file if former_file != name else ""
        self.chapters[name] = replace(entry, take=episode.take, replaces=replaces)

    def record_chapter(self, change: ChapterChange, entry: ChapterFile) -> None:
        """Notes a finished chapter; the file that it had under another name goes, where no chapter has it now."""
        former_entry = change.existing_file
        for name in {former_entry.file, former_entry.replaces} - {"", entry.file} if former_entry else ():
            other_entry = self.chapters.get(name)
            if other_entry is not None and other_entry in (former_entry, _same_chapter(other_entry, entry)):
                self._remove_former_file(name, entry)
        self.chapters[entry.file] = entry
        self.write()

    def _remove_former_file(self, name: str, entry: ChapterFile) -> None:
        del self.chapters[name]
        path = self.path / name
        # On disks that make no difference between capitals and small letters both names may be one file's.
        if path.exists() and not path.samefile(self.path / entry.file):
            remove_file(path)

    def remove_chapters(self, removed_entries: tuple[ChapterFile, ...]) -> None:
        """Removes the files of chapters that the story no longer has."""
        for entry in removed_entries:
            remove_file(self.path / entry.file)
            self.chapters.pop(entry.file, None)
        self.write()

    def set_sidecars(self, sidecars: tuple[SidecarEntry, ...]) -> None:
        """Notes the files that lie beside the sound."""
        self.manifest_head = replace(self.manifest_head, companions=sidecars)

    def claim_sidecars(self, sidecars: tuple[SidecarEntry, ...]) -> None:
        """Writes down what the files beside the sound are about to be, so that after a crash they are known as ours."""
        self.set_sidecars(sidecars)
        self.write()

    def release_claims(self) -> None:
        """Lets go of the names that were claimed for chapters of which no file came, and of an empty manifest."""
        missing_files = [
            entry.file for entry in self.chapters.values() if not entry.sha256 and not (self.path / entry.file).exists()
        ]
        for name in missing_files:
            del self.chapters[name]
        if not self.chapters:
            remove_file(self.path / MANIFEST_NAME)
        elif missing_files:
            self.write()

    def build_manifest(self) -> Manifest:
        """What the album's folder holds now."""
        ordered = tuple(sorted(self.chapters.values(), key=lambda entry: (entry.number, entry.file)))
        return replace(self.manifest_head, chapters=ordered)

    def write(self, fingerprint: str = "") -> None:
        """Writes the manifest; with the digest of its `fingerprint` where the album is all that it should be."""
        if self.chapters:
            write_manifest(self.path, replace(self.build_manifest(), inputs=fingerprint))


def album_urn(author: str, title: str, number: int = 1) -> str:
    """What an album is known by where its folder says nothing yet: the same for the same author and title.

    Of several stories of one title each album has a `number`.

    >>> album_urn("Ann", "Three Doors")
    'urn:uuid:bfb278a0-c288-5da2-a6fd-795d0ed8439d'
    """
    number_suffix = f"\n{number}" if number > 1 else ""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"audiobook\n{author}\n{title}{number_suffix}").urn


def _utc_now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _same_chapter(other_entry: ChapterFile, entry: ChapterFile) -> ChapterFile | None:
    """The entry held, where it is still that of the chapter of `entry`, left over by a run that came to no end."""
    return other_entry if other_entry.number == entry.number else None


def update_chapters(
    changes: AlbumChanges, album_folder: AlbumFolder, workers: Callable[[], WorkerPool], report_handler: ReportHandler
) -> None:
    """Does what is to be done; `workers` are started only where something is to be encoded."""
    album_folder.claim_files(changes)
    for change in order_renames(changes.with_action(ChangeAction.TAG)):
        _retag(change, album_folder)
    jobs = changes.jobs
    if not jobs:
        return
    by_number = {change.job.episode.number: change for change in changes.chapters}
    with workers() as worker_pool:
        stand_in_keys: set[str] = set()
        for report in run_jobs(jobs, worker_pool):
            if isinstance(report, BatchReport):
                stand_in_keys |= {issue.key for issue in report.issues if issue.fallback is Fallback.OTHER_VOICE}
            if isinstance(report, EpisodeReport) and report.seconds:
                change = by_number[report.number]
                album_folder.record_chapter(change, _build_entry(change, report, stand_in_keys))
            report_handler(report)


def _retag(change: ChapterChange, album_folder: AlbumFolder) -> None:
    old_entry, job = change.existing_file, change.job
    assert old_entry is not None
    tags = add_timed_text(job, old_entry.clip_times)
    write_retagged_copy(album_folder.path / old_entry.file, job.target, tags)
    episode = job.episode
    new_entry = replace(
        old_entry, number=episode.number, title=episode.title, file=job.target.name, tags=tags_fingerprint(job)
    )
    album_folder.record_chapter(change, with_file_state(replace(new_entry, replaces=""), job.target))


def _build_entry(change: ChapterChange, report: EpisodeReport, stand_in_keys: Collection[str]) -> ChapterFile:
    job = change.job
    texts = {key: cue.utterance.spoken for key, cue in zip(job.keys, job.episode.cues, strict=True)}
    entry = ChapterFile(
        number=job.episode.number,
        title=job.episode.title,
        file=job.target.name,
        sound=sound_fingerprint(job),
        tags=tags_fingerprint(job),
        take=job.episode.take,
        seconds=round(report.seconds, 3),
        missing=tuple(texts.get(key, key) for key in report.missing),
        stood_in=tuple(text for key, text in texts.items() if key in stand_in_keys),
        unspoken=tuple(dict.fromkeys(report.unspoken)),
        times=format_clip_times(report.times),
    )
    return with_file_state(entry, job.target)

"""Updates the chapter files of an album: only what changed is done, and the manifest is true at any moment."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from audiobook.album.location import album_number
from audiobook.album.manifest import (
    MANIFEST_NAME,
    ChapterFile,
    Manifest,
    SidecarEntry,
    format_clip_times,
    with_file_state,
    write_manifest,
)
from audiobook.model import Album
from audiobook.model.album_options import NO_OPTIONS, AlbumOptions
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
from audiobook.production.scheduler import ReportHandler, run_jobs
from audiobook.production.wanted_line import WantedLineSource
from audiobook.synthesis.fallback import Fallback
from audiobook.synthesis.synthesize import BatchReport
from audiobook.synthesis.workers import Workers


class AlbumFolder:
    """The folder of an album; keeps its manifest true while chapters are made.

    `old_manifest` is the manifest that is in the folder now, `options` are what the user has said for the album.
    """

    def __init__(
        self,
        album: Album,
        old_manifest: Manifest,
        profile: str = "",
        options: AlbumOptions = NO_OPTIONS,
        formats: tuple[str, ...] = (),
    ) -> None:
        metadata = album.metadata
        self.path = album.folder
        self.chapters = {entry.file: entry for entry in old_manifest.chapters}
        number = album_number(album.folder, metadata.title)
        identity = old_manifest.identity or album_urn(metadata.author, metadata.title, number)
        self.manifest_head = Manifest(
            metadata.title,
            metadata.author,
            album.narrator,
            identity=identity,
            created=old_manifest.created or _utc_now(),
            companions=old_manifest.companions,
            profile=profile,
            story=album.story or old_manifest.story,
            told=old_manifest.told,
            options=options,
            formats=formats,
        )

    def claim_files(self, changes: AlbumChanges) -> None:
        """Records the names of the files to be made, so that after a crash they are known to be ours.

        Raises OutputError where a file of somebody else has such a name.
        """
        for change in changes.chapters:
            if change.action is not ChangeAction.KEEP and change.job.target.name not in self.chapters:
                refuse_foreign_file(change.job.target, change.job.tags)
        for change in changes.with_action(ChangeAction.MAKE, ChangeAction.ENCODE):
            self._claim_file(change)
        self.write()

    def _claim_file(self, change: ChapterChange) -> None:
        episode, name = change.job.episode, change.job.target.name
        former_file = (change.existing_file.replaces or change.existing_file.file) if change.existing_file else ""
        entry = self.chapters.get(name) or ChapterFile(episode.number, episode.title, name)
        replaces = former_file if former_file != name else ""
        key = entry.key if entry.sha256 else self._choose_key(change)
        self.chapters[name] = replace(entry, take=episode.take, replaces=replaces, key=key)

    def _choose_key(self, change: ChapterChange) -> str:
        """The key of a chapter: the one it has, or else its number, unless another chapter has that key."""
        number = change.job.episode.number
        claimed = self.chapters.get(change.job.target.name)
        if change.existing_file:
            key = change.existing_file.lasting_key
        elif claimed and not claimed.sha256:
            key = claimed.lasting_key
        else:
            taken = {entry.lasting_key for entry in self.chapters.values()}
            key = next(key for key in _candidate_keys(number) if key not in taken)
        return "" if key == str(number) else key

    def record_chapter(self, change: ChapterChange, entry: ChapterFile) -> None:
        """Records a finished chapter, and removes the file it had under another name unless another chapter uses it."""
        former_entry, entry = change.existing_file, replace(entry, key=self._choose_key(change))
        for name in {former_entry.file, former_entry.replaces} - {"", entry.file} if former_entry else ():
            other_entry = self.chapters.get(name)
            if other_entry is not None and other_entry in (former_entry, _same_chapter(other_entry, entry)):
                self._remove_former_file(name, entry)
        self.chapters[entry.file] = entry
        self.write()

    def _remove_former_file(self, name: str, entry: ChapterFile) -> None:
        del self.chapters[name]
        path = self.path / name
        # On a file system that ignores case both names may belong to the same file.
        if path.exists() and not path.samefile(self.path / entry.file):
            remove_file(path)

    def remove_chapters(self, removed_entries: tuple[ChapterFile, ...]) -> None:
        """Removes the files of chapters that the story no longer has."""
        for entry in removed_entries:
            remove_file(self.path / entry.file)
            self.chapters.pop(entry.file, None)
        self.write()

    def set_sidecars(self, sidecars: tuple[SidecarEntry, ...]) -> None:
        """Records the sidecar files."""
        self.manifest_head = replace(self.manifest_head, companions=sidecars)

    def claim_sidecars(self, sidecars: tuple[SidecarEntry, ...]) -> None:
        """Writes what the sidecar files are about to be, so that after a crash they are known to be ours."""
        self.set_sidecars(sidecars)
        self.write()

    def claim_companion(self, entry: SidecarEntry) -> None:
        """Writes what one companion file is about to be, so that after a crash it is known to be ours."""
        self.record_companion(entry)
        self.write()

    def record_companion(self, entry: SidecarEntry) -> None:
        """Records a companion file in the place of the one with its name."""
        self.forget_companion(entry.file)
        self.set_sidecars((*self.manifest_head.companions, entry))

    def forget_companion(self, file: str) -> None:
        """Forgets a companion file."""
        self.set_sidecars(tuple(entry for entry in self.manifest_head.companions if entry.file != file))

    def record_told(self, digest: str) -> bool:
        """Records what the user is told at the end of a run; whether that is news."""
        is_news = digest != self.manifest_head.told
        self.manifest_head = replace(self.manifest_head, told=digest)
        return is_news

    def release_claims(self) -> None:
        """Forgets the names of files that were claimed but never made, and removes a manifest without chapters."""
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
        """The manifest of the folder as it is now."""
        ordered = tuple(sorted(self.chapters.values(), key=lambda entry: (entry.number, entry.file)))
        return replace(self.manifest_head, chapters=ordered)

    def write(self, fingerprint: str = "") -> None:
        """Writes the manifest, with the digest of the build's `fingerprint` if the album is complete."""
        if self.chapters:
            write_manifest(self.path, replace(self.build_manifest(), inputs=fingerprint))


def _candidate_keys(number: int) -> Iterator[str]:
    """The keys of a new chapter of this number, the best one first: "3", "3-2", "3-3" …"""
    yield str(number)
    yield from (f"{number}-{count}" for count in itertools.count(2))


def album_urn(author: str, title: str, number: int = 1) -> str:
    """The identity of a new album: always the same for the same author, title and `number`.

    Where several stories have the same title, each album has its own number.

    >>> album_urn("Ann", "Three Doors")
    'urn:uuid:bfb278a0-c288-5da2-a6fd-795d0ed8439d'
    """
    number_suffix = f"\n{number}" if number > 1 else ""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"audiobook\n{author}\n{title}{number_suffix}").urn


def _utc_now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _same_chapter(other_entry: ChapterFile, entry: ChapterFile) -> ChapterFile | None:
    """The other entry, where it belongs to the same chapter: an interrupted run has left it."""
    return other_entry if other_entry.number == entry.number else None


def update_chapters(
    changes: AlbumChanges,
    album_folder: AlbumFolder,
    workers: Callable[[], Workers],
    report_handler: ReportHandler,
    find_wanted_line: WantedLineSource = lambda: None,
) -> None:
    """Makes, retags and renames chapter files as planned; `workers` is called only if something is to be encoded.

    What somebody wants to hear comes first (see `WantedLine`).
    """
    album_folder.claim_files(changes)
    for change in order_renames(changes.with_action(ChangeAction.TAG)):
        _retag(change, album_folder)
    jobs = changes.jobs
    if not jobs:
        return
    by_number = {change.job.episode.number: change for change in changes.chapters}
    stand_in_keys: set[str] = set()
    for report in run_jobs(jobs, workers(), find_wanted_line=find_wanted_line):
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

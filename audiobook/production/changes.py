"""Compares a planned album with its folder: which chapters to make, encode again, retag or keep, and which to drop."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path

from audiobook.album.manifest import ChapterFile, Manifest, is_intact
from audiobook.audio.encoding import encoder_version
from audiobook.model import Episode
from audiobook.production.render_chapter import EpisodeJob
from audiobook.production.text_likeness import pair_by_text
from audiobook.publishing.tags.values import TrackTags

# Increased when the same clips or tags are written as other bytes than before.
SOUND_LAYOUT = 3
TAG_LAYOUT = 2
BOOK_LAYOUT = 1


class ChangeAction(StrEnum):
    """What is done to a chapter: make it, encode it again, update its tags or file name, or nothing."""

    MAKE = "make"
    ENCODE = "encode again"
    TAG = "tags only"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class ChapterChange:
    """What is done to a chapter; `existing_file` is its file in the album folder, None where it has none."""

    job: EpisodeJob
    action: ChangeAction
    existing_file: ChapterFile | None = None

    @property
    def is_renamed(self) -> bool:
        """Whether its file gets a new name."""
        return self.existing_file is not None and self.existing_file.file != self.job.target.name


@dataclass(frozen=True, slots=True)
class AlbumChanges:
    """What is done to an album, chapter by chapter.

    `removed_chapters` are files of chapters that the story no longer has. `outdated_files` are files that are no
    chapters, such as credits, and that the album no longer has. Those are the primary chapter files; `further` has the
    changes of each other edition of the album, in the order of the plan.
    """

    chapters: tuple[ChapterChange, ...]
    removed_chapters: tuple[ChapterFile, ...] = ()
    outdated_files: tuple[ChapterFile, ...] = ()
    further: tuple[AlbumChanges, ...] = ()

    @property
    def by_edition(self) -> tuple[AlbumChanges, ...]:
        """The changes of each edition, the primary one first."""
        return (self, *self.further)

    @property
    def all_jobs(self) -> tuple[EpisodeJob, ...]:
        """The chapters that are to be encoded, in each edition."""
        return tuple(job for changes in self.by_edition for job in changes.jobs)

    def with_encoded(self, numbers: Collection[int]) -> AlbumChanges:
        """These changes, with the chapters of these numbers encoded again, unless they are made anyway."""
        chapters = tuple(
            replace(change, action=ChangeAction.ENCODE)
            if change.job.episode.number in numbers and change.action is not ChangeAction.MAKE
            else change
            for change in self.chapters
        )
        return replace(self, chapters=chapters, further=tuple(one.with_encoded(numbers) for one in self.further))

    def with_action(self, *actions: ChangeAction) -> tuple[ChapterChange, ...]:
        """The chapters with one of these actions."""
        return tuple(change for change in self.chapters if change.action in actions)

    @property
    def jobs(self) -> tuple[EpisodeJob, ...]:
        """The chapters that are to be encoded."""
        return tuple(change.job for change in self.with_action(ChangeAction.MAKE, ChangeAction.ENCODE))


def sound_fingerprint(job: EpisodeJob) -> str:
    """The digest of everything that a chapter's sound depends on: clips, pauses, levels, codec and encoder."""
    profile, coding = job.product.profile, job.product.codec
    levels = (profile.loudness, profile.rms, profile.peak_ceiling, profile.room_tone)
    # The chapter title seeds the room tone.
    seed = job.episode.title if profile.room_tone is not None else ""
    made = (SOUND_LAYOUT, *encoder_version(coding.name), astuple(coding), levels, seed)
    return _digest(made, job.lead, job.keys, job.pauses)


def tags_fingerprint(job: EpisodeJob) -> str:
    """The digest of a chapter file's tags, including the cover and the text."""
    shown = [(cue.opens_scene, *(run.text for run in cue.runs)) for cue in job.episode.cues]
    return _digest(_serialize_tags(job.tags), shown)


def _serialize_tags(tags: TrackTags) -> tuple[object, ...]:
    picture = (tags.cover.mime, hashlib.blake2b(tags.cover.data, digest_size=16).hexdigest()) if tags.cover else ()
    return TAG_LAYOUT, astuple(replace(tags, cover=None)), picture


def book_fingerprint(parts: Iterable[ChapterFile]) -> str:
    """The digest of everything that a bound book depends on: its chapters, their titles and their order."""
    return _digest(BOOK_LAYOUT, version("imageio-ffmpeg"), [(part.title, part.sha256) for part in parts])


def book_tags_fingerprint(tags: TrackTags) -> str:
    """The digest of a bound book's tags."""
    return _digest(_serialize_tags(tags))


def _digest(*parts: object) -> str:
    return hashlib.blake2b(json.dumps(parts, ensure_ascii=False).encode(), digest_size=16).hexdigest()


def compare_with_manifest(
    jobs: Sequence[EpisodeJob],
    manifest: Manifest,
    folder: Path,
    all_titles: Collection[str] | None = None,
    read_lines: LineReader = lambda: {},
) -> AlbumChanges:
    """What has to be done so that `folder` holds the chapters of `jobs`.

    If these are only some of the story's chapters, `all_titles` has the titles of all of them, and the files of the
    others stay as they are. `read_lines` tells what the files say, and is called only if their sound doesn't tell which
    chapter they are.
    """
    entries = [
        entry for entry in manifest.chapters if all_titles is None or _belongs_to_chapters(entry, jobs, all_titles)
    ]
    sounds = {job.target.name: sound_fingerprint(job) for job in jobs}
    # Chapters with lines that could not be spoken, or only by another voice, are tried again in each run.
    intact_files = {
        entry.file for entry in entries if not (entry.missing or entry.stood_in) and is_intact(folder, entry)
    }
    pairs = _match_files(
        jobs,
        entries,
        lambda job, entry: entry.file in intact_files and entry.sound == sounds[job.target.name],
        read_lines,
    )
    chapters = tuple(
        _plan_change(job, pairs.get(job.episode.number), sounds[job.target.name], intact_files) for job in jobs
    )
    chapters = _break_rename_cycles(chapters)
    used = {entry.file for entry in pairs.values()} | {entry.replaces for entry in pairs.values()}
    retained_names = used | {job.target.name for job in jobs}
    removed_files = (
        () if all_titles is not None else tuple(entry for entry in entries if entry.file not in retained_names)
    )
    return AlbumChanges(chapters, removed_files)


def _belongs_to_chapters(entry: ChapterFile, jobs: Sequence[EpisodeJob], titles: Collection[str]) -> bool:
    """Whether a file belongs to one of these chapters, and not to another that had the same number before."""
    titled = {job.episode.number: job.episode.title for job in jobs}
    return entry.number in titled and (entry.title == titled[entry.number] or entry.title not in titles)


LikenessCheck = Callable[[EpisodeJob, ChapterFile], bool]
# The lines of each file of an album that is on record, by the file's name without its ending.
LineReader = Callable[[], Mapping[str, Collection[str]]]


def _match_files(
    jobs: Sequence[EpisodeJob], entries: Sequence[ChapterFile], same_sound: LikenessCheck, read_lines: LineReader
) -> dict[int, ChapterFile]:
    """The existing file of each chapter, by number: the one of the same sound, or text, or title, or else number."""
    pairs: dict[int, ChapterFile] = {}
    free = list(entries)
    _pair(jobs, pairs, free, (lambda job, entry: same_sound(job, entry) and entry.file == job.target.name, same_sound))
    waiting = {job.episode.number: job for job in jobs if job.episode.number not in pairs}
    if waiting and free:
        for number, entry in _match_text(waiting, free, read_lines()).items():
            pairs[number] = entry
            free.remove(entry)
    likenesses: tuple[LikenessCheck, ...] = (
        lambda job, entry: entry.title == job.episode.title and entry.number == job.episode.number,
        lambda job, entry: entry.title == job.episode.title,
        lambda job, entry: entry.number == job.episode.number,
    )
    _pair(jobs, pairs, free, likenesses)
    return pairs


def _match_text(
    jobs: Mapping[int, EpisodeJob], entries: Sequence[ChapterFile], lines: Mapping[str, Collection[str]]
) -> dict[int, ChapterFile]:
    """The file of each chapter by its text, even if its heading has another number now."""
    now = {number: [cue.utterance.spoken for cue in job.episode.cues] for number, job in jobs.items()}
    by_file = {entry.file: entry for entry in entries}
    before = {file: lines.get(Path(file).stem, ()) for file in by_file}
    return {number: by_file[file] for number, file in pair_by_text(now, before).items()}


def _pair(
    jobs: Sequence[EpisodeJob],
    pairs: dict[int, ChapterFile],
    free: list[ChapterFile],
    likenesses: Sequence[LikenessCheck],
) -> None:
    """Adds the file of each chapter that has none yet to `pairs`, and takes it from those that are `free`."""
    for is_match in likenesses:
        for job in jobs:
            if job.episode.number in pairs:
                continue
            match = next((entry for entry in free if is_match(job, entry)), None)
            if match:
                pairs[job.episode.number] = match
                free.remove(match)


def _plan_change(
    job: EpisodeJob, old_entry: ChapterFile | None, sound: str, intact_files: Collection[str]
) -> ChapterChange:
    if old_entry is None:
        return ChapterChange(job, ChangeAction.MAKE)
    if old_entry.file not in intact_files or old_entry.sound != sound:
        # A name that an interrupted run has claimed, without a file, is no chapter yet.
        return ChapterChange(job, ChangeAction.ENCODE if old_entry.sha256 else ChangeAction.MAKE, old_entry)
    same = old_entry.tags == tags_fingerprint(job) and old_entry.file == job.target.name
    return ChapterChange(job, ChangeAction.KEEP if same else ChangeAction.TAG, old_entry)


def _break_rename_cycles(chapters: tuple[ChapterChange, ...]) -> tuple[ChapterChange, ...]:
    """The changes without renames in a circle (1 to 2 and 2 to 1): one chapter of each circle is encoded instead."""
    by_target = {change.job.target.name: change for change in chapters}
    for change in chapters:
        if change.action is ChangeAction.TAG and change.is_renamed and _is_in_rename_cycle(change, by_target):
            by_target[change.job.target.name] = replace(change, action=ChangeAction.ENCODE)
    return tuple(by_target[change.job.target.name] for change in chapters)


def _is_in_rename_cycle(change: ChapterChange, by_target: dict[str, ChapterChange]) -> bool:
    """Whether the file with this new name can only be renamed after this one, directly or through others."""
    holders = {
        one.existing_file.file: one
        for one in by_target.values()
        if one.existing_file and one.action is ChangeAction.TAG and one.is_renamed
    }
    holder = holders.get(change.job.target.name)
    while holder is not None and holder is not change:
        holder = holders.get(holder.job.target.name)
    return holder is not None


def order_renames(changes: Iterable[ChapterChange]) -> tuple[ChapterChange, ...]:
    """The changes in an order in which each new name is free when its turn comes."""
    waiting, ordered = list(changes), list[ChapterChange]()
    while waiting:
        names_in_use = {change.existing_file.file for change in waiting if change.existing_file and change.is_renamed}
        ready = [one for one in waiting if not one.is_renamed or one.job.target.name not in names_in_use]
        ordered += ready
        waiting = [one for one in waiting if one not in ready]
    return tuple(ordered)


def current_take(episode: Episode, manifest: Manifest) -> int:
    """The take of a chapter that the album holds: of the file with its title, or else its number; 0 for none."""
    same_title = [one for one in manifest.chapters if one.title == episode.title]
    found = sorted(same_title, key=lambda one: abs(one.number - episode.number)) or [
        one for one in manifest.chapters if one.number == episode.number
    ]
    return found[0].take if found else 0


def continue_takes(episodes: tuple[Episode, ...], manifest: Manifest, again: bool) -> tuple[Episode, ...]:
    """The episodes in the takes that the album has of them, or with `again` in the next ones."""
    takes = (current_take(episode, manifest) + again for episode in episodes)
    return tuple(episode.with_take(take) for episode, take in zip(episodes, takes, strict=True))

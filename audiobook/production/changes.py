"""What is to be done to an album's folder: which chapters are made, tagged anew or kept, and which went away."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path

from audiobook.album.manifest import ChapterFile, Manifest, is_intact
from audiobook.audio.encoding import encoder_version
from audiobook.model import Episode
from audiobook.production.render_chapter import EpisodeJob
from audiobook.publishing.tags.values import TrackTags

# Raised when the same clips or the same tags come out as other bytes than before.
SOUND_LAYOUT = 2
TAG_LAYOUT = 2
BOOK_LAYOUT = 1


class ChangeAction(StrEnum):
    """What is done to a chapter: made for the first time, encoded anew, its tags or name put right, or nothing."""

    MAKE = "make"
    ENCODE = "encode again"
    TAG = "tags only"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class ChapterChange:
    """What is to be done for a chapter; `existing_file` is its file in the album folder, None where it has none."""

    job: EpisodeJob
    action: ChangeAction
    existing_file: ChapterFile | None = None

    @property
    def is_renamed(self) -> bool:
        """Whether its file gets another name."""
        return self.existing_file is not None and self.existing_file.file != self.job.target.name


@dataclass(frozen=True, slots=True)
class AlbumChanges:
    """What is to be done to an album: chapter by chapter, and the files of chapters that the story no longer has.

    `outdated_files` are files that are no chapters, and that the album as it is now made has not.
    """

    chapters: tuple[ChapterChange, ...]
    removed_chapters: tuple[ChapterFile, ...] = ()
    outdated_files: tuple[ChapterFile, ...] = ()

    def with_action(self, *actions: ChangeAction) -> tuple[ChapterChange, ...]:
        """The chapters to which one of these is done."""
        return tuple(change for change in self.chapters if change.action in actions)

    @property
    def jobs(self) -> tuple[EpisodeJob, ...]:
        """The chapters that are to be encoded."""
        return tuple(change.job for change in self.with_action(ChangeAction.MAKE, ChangeAction.ENCODE))


def sound_fingerprint(job: EpisodeJob) -> str:
    """The digest of all that a chapter's sound depends on: its clips, pauses, levels, coding, and the encoder."""
    profile, coding = job.product.profile, job.product.codec
    levels = (profile.loudness, profile.rms, profile.peak_ceiling, profile.room_tone)
    # The name of the chapter seeds its room tone.
    seed = job.episode.title if profile.room_tone is not None else ""
    made = (SOUND_LAYOUT, *encoder_version(coding.name), astuple(coding), levels, seed)
    return _digest(made, job.lead, job.keys, job.pauses)


def tags_fingerprint(job: EpisodeJob) -> str:
    """The digest of all that the tags of a chapter's file say, its cover and its text included."""
    shown = [(cue.opens_scene, *(run.text for run in cue.runs)) for cue in job.episode.cues]
    return _digest(_serialize_tags(job.tags), shown)


def _serialize_tags(tags: TrackTags) -> tuple[object, ...]:
    picture = (tags.cover.mime, hashlib.blake2b(tags.cover.data, digest_size=16).hexdigest()) if tags.cover else ()
    return TAG_LAYOUT, astuple(replace(tags, cover=None)), picture


def book_fingerprint(parts: Iterable[ChapterFile]) -> str:
    """The digest of all that the sound of a book in one file depends on: its chapters, their titles and order."""
    return _digest(BOOK_LAYOUT, version("imageio-ffmpeg"), [(part.title, part.sha256) for part in parts])


def book_tags_fingerprint(tags: TrackTags) -> str:
    """The digest of all that the tags of a book in one file say."""
    return _digest(_serialize_tags(tags))


def _digest(*parts: object) -> str:
    return hashlib.blake2b(json.dumps(parts, ensure_ascii=False).encode(), digest_size=16).hexdigest()


def compare_with_manifest(
    jobs: Sequence[EpisodeJob], manifest: Manifest, folder: Path, all_titles: Collection[str] | None = None
) -> AlbumChanges:
    """What is to be done so that `folder` holds the chapters of `jobs`.

    Where they are only some of the story's chapters, `all_titles` has the titles of all, and the files of the others
    are left as they are.
    """
    entries = [
        entry for entry in manifest.chapters if all_titles is None or _belongs_to_chapters(entry, jobs, all_titles)
    ]
    sounds = {job.target.name: sound_fingerprint(job) for job in jobs}
    # What could not be spoken, or not in its own voice, is tried again by each run.
    whole = {entry.file for entry in entries if not (entry.missing or entry.stood_in) and is_intact(folder, entry)}
    pairs = _match_files(
        jobs, entries, lambda job, entry: entry.file in whole and entry.sound == sounds[job.target.name]
    )
    chapters = tuple(_plan_change(job, pairs.get(job.episode.number), sounds[job.target.name], whole) for job in jobs)
    chapters = _break_rename_cycles(chapters)
    used = {entry.file for entry in pairs.values()} | {entry.replaces for entry in pairs.values()}
    retained_names = used | {job.target.name for job in jobs}
    removed_files = (
        () if all_titles is not None else tuple(entry for entry in entries if entry.file not in retained_names)
    )
    return AlbumChanges(chapters, removed_files)


def _belongs_to_chapters(entry: ChapterFile, jobs: Sequence[EpisodeJob], titles: Collection[str]) -> bool:
    """Whether a file is that of one of these chapters, and not of one that had its number before."""
    titled = {job.episode.number: job.episode.title for job in jobs}
    return entry.number in titled and (entry.title == titled[entry.number] or entry.title not in titles)


SameSoundCheck = Callable[[EpisodeJob, ChapterFile], bool]


def _match_files(
    jobs: Sequence[EpisodeJob], entries: Sequence[ChapterFile], same_sound: SameSoundCheck
) -> dict[int, ChapterFile]:
    """The file that each chapter has had, by its number: the one that sounds like it, else by title, else by number."""
    likenesses: tuple[SameSoundCheck, ...] = (
        lambda job, one: same_sound(job, one) and one.file == job.target.name,
        same_sound,
        lambda job, one: one.title == job.episode.title and one.number == job.episode.number,
        lambda job, one: one.title == job.episode.title,
        lambda job, one: one.number == job.episode.number,
    )
    pairs: dict[int, ChapterFile] = {}
    free = list(entries)
    for is_match in likenesses:
        for job in jobs:
            if job.episode.number in pairs:
                continue
            match = next((one for one in free if is_match(job, one)), None)
            if match:
                pairs[job.episode.number] = match
                free.remove(match)
    return pairs


def _plan_change(job: EpisodeJob, before: ChapterFile | None, sound: str, whole: Collection[str]) -> ChapterChange:
    if before is None:
        return ChapterChange(job, ChangeAction.MAKE)
    if before.file not in whole or before.sound != sound:
        # A name that was claimed by a run that came to no end is no chapter yet.
        return ChapterChange(job, ChangeAction.ENCODE if before.sha256 else ChangeAction.MAKE, before)
    same = before.tags == tags_fingerprint(job) and before.file == job.target.name
    return ChapterChange(job, ChangeAction.KEEP if same else ChangeAction.TAG, before)


def _break_rename_cycles(chapters: tuple[ChapterChange, ...]) -> tuple[ChapterChange, ...]:
    """The changes in which no file waits for a name that another one gives up only for its own: those are encoded."""
    found = {change.job.target.name: change for change in chapters}
    for change in chapters:
        if change.action is ChangeAction.TAG and change.is_renamed and _is_in_rename_cycle(change, found):
            found[change.job.target.name] = replace(change, action=ChangeAction.ENCODE)
    return tuple(found[change.job.target.name] for change in chapters)


def _is_in_rename_cycle(change: ChapterChange, by_target: dict[str, ChapterChange]) -> bool:
    """Whether the file that stands in the way of a change's new name waits, by others, for this one's old name."""
    holders = {
        one.existing_file.file: one
        for one in by_target.values()
        if one.existing_file and one.action is ChangeAction.TAG and one.is_renamed
    }
    at = holders.get(change.job.target.name)
    while at is not None and at is not change:
        at = holders.get(at.job.target.name)
    return at is not None


def order_renames(changes: Iterable[ChapterChange]) -> tuple[ChapterChange, ...]:
    """The changes in such an order that each new name is free when its turn comes."""
    waiting, ordered = list(changes), list[ChapterChange]()
    while waiting:
        held = {change.existing_file.file for change in waiting if change.existing_file and change.is_renamed}
        ready = [one for one in waiting if not one.is_renamed or one.job.target.name not in held]
        ordered += ready
        waiting = [one for one in waiting if one not in ready]
    return tuple(ordered)


def current_take(episode: Episode, manifest: Manifest) -> int:
    """Which take of a chapter the album holds: that of the file with its title, else of the one with its number."""
    same_title = [one for one in manifest.chapters if one.title == episode.title]
    found = sorted(same_title, key=lambda one: abs(one.number - episode.number)) or [
        one for one in manifest.chapters if one.number == episode.number
    ]
    return found[0].take if found else 0


def continue_takes(episodes: tuple[Episode, ...], found: Manifest, again: bool) -> tuple[Episode, ...]:
    """The episodes in the take that the album has of each, or in the next one where that is asked for."""
    takes = (current_take(episode, found) + again for episode in episodes)
    return tuple(episode.with_take(take) for episode, take in zip(episodes, takes, strict=True))

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
from audiobook.audio.encoding import made_by
from audiobook.model import Episode
from audiobook.production.render_chapter import EpisodeJob
from audiobook.publishing.tags.values import TrackTags

# Raised when the same clips or the same tags come out as other bytes than before.
SOUND_LAYOUT = 2
TAG_LAYOUT = 2
BOOK_LAYOUT = 1


class Action(StrEnum):
    """What is done to a chapter: made for the first time, encoded anew, its tags or name put right, or nothing."""

    MAKE = "make"
    ENCODE = "encode again"
    TAG = "tags only"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be done for a chapter; `before` is the file that it has in the folder, None where it has none."""

    job: EpisodeJob
    action: Action
    before: ChapterFile | None = None

    @property
    def is_renamed(self) -> bool:
        """Whether its file gets another name."""
        return self.before is not None and self.before.file != self.job.target.name


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be done to an album: chapter by chapter, and the files of chapters that the story no longer has.

    `outdated` are files that are no chapters, and that the album as it is now made has not.
    """

    chapters: tuple[Change, ...]
    gone: tuple[ChapterFile, ...] = ()
    outdated: tuple[ChapterFile, ...] = ()

    def with_action(self, *actions: Action) -> tuple[Change, ...]:
        """The chapters to which one of these is done."""
        return tuple(change for change in self.chapters if change.action in actions)

    @property
    def jobs(self) -> tuple[EpisodeJob, ...]:
        """The chapters that are to be encoded."""
        return tuple(change.job for change in self.with_action(Action.MAKE, Action.ENCODE))


def sound_of(job: EpisodeJob) -> str:
    """The digest of all that a chapter's sound depends on: its clips, pauses, levels, coding, and the encoder."""
    profile, coding = job.product.profile, job.product.codec
    levels = (profile.loudness, profile.rms, profile.peak_ceiling, profile.room_tone)
    # The name of the chapter seeds its room tone.
    seed = job.episode.title if profile.room_tone is not None else ""
    made = (SOUND_LAYOUT, *made_by(coding.name), astuple(coding), levels, seed)
    return _digest(made, job.lead, job.keys, job.pauses)


def tags_of(job: EpisodeJob) -> str:
    """The digest of all that the tags of a chapter's file say, its cover and its text included."""
    shown = [(cue.opens_scene, *(run.text for run in cue.runs)) for cue in job.episode.cues]
    return _digest(_told(job.tags), shown)


def _told(tags: TrackTags) -> tuple[object, ...]:
    picture = (tags.cover.mime, hashlib.blake2b(tags.cover.data, digest_size=16).hexdigest()) if tags.cover else ()
    return TAG_LAYOUT, astuple(replace(tags, cover=None)), picture


def book_of(parts: Iterable[ChapterFile]) -> str:
    """The digest of all that the sound of a book in one file depends on: its chapters, their titles and order."""
    return _digest(BOOK_LAYOUT, version("imageio-ffmpeg"), [(part.title, part.sha256) for part in parts])


def book_tags_of(tags: TrackTags) -> str:
    """The digest of all that the tags of a book in one file say."""
    return _digest(_told(tags))


def _digest(*parts: object) -> str:
    return hashlib.blake2b(json.dumps(parts, ensure_ascii=False).encode(), digest_size=16).hexdigest()


def changes_of(
    jobs: Sequence[EpisodeJob], manifest: Manifest, folder: Path, part_of: Collection[str] | None = None
) -> Changes:
    """What is to be done so that `folder` holds the chapters of `jobs`.

    Where they are only some of the story's chapters, `part_of` has the titles of all, and the files of the others are
    left as they are.
    """
    entries = [one for one in manifest.chapters if part_of is None or _is_theirs(one, jobs, part_of)]
    sounds = {job.target.name: sound_of(job) for job in jobs}
    # What could not be spoken, or not in its own voice, is tried again by each run.
    whole = {one.file for one in entries if not (one.missing or one.stood_in) and is_intact(folder, one)}
    pairs = _paired(jobs, entries, lambda job, one: one.file in whole and one.sound == sounds[job.target.name])
    chapters = tuple(_change(job, pairs.get(job.episode.number), sounds[job.target.name], whole) for job in jobs)
    chapters = _without_circles(chapters)
    used = {one.file for one in pairs.values()} | {one.replaces for one in pairs.values()}
    kept = used | {job.target.name for job in jobs}
    gone = () if part_of is not None else tuple(one for one in entries if one.file not in kept)
    return Changes(chapters, gone)


def _is_theirs(entry: ChapterFile, jobs: Sequence[EpisodeJob], titles: Collection[str]) -> bool:
    """Whether a file is that of one of these chapters, and not of one that had its number before."""
    titled = {job.episode.number: job.episode.title for job in jobs}
    return entry.number in titled and (entry.title == titled[entry.number] or entry.title not in titles)


Likeness = Callable[[EpisodeJob, ChapterFile], bool]


def _paired(jobs: Sequence[EpisodeJob], entries: Sequence[ChapterFile], same_sound: Likeness) -> dict[int, ChapterFile]:
    """The file that each chapter has had, by its number: the one that sounds like it, else by title, else by number."""
    likenesses: tuple[Likeness, ...] = (
        lambda job, one: same_sound(job, one) and one.file == job.target.name,
        same_sound,
        lambda job, one: one.title == job.episode.title and one.number == job.episode.number,
        lambda job, one: one.title == job.episode.title,
        lambda job, one: one.number == job.episode.number,
    )
    pairs: dict[int, ChapterFile] = {}
    free = list(entries)
    for alike in likenesses:
        for job in jobs:
            if job.episode.number in pairs:
                continue
            found = next((one for one in free if alike(job, one)), None)
            if found:
                pairs[job.episode.number] = found
                free.remove(found)
    return pairs


def _change(job: EpisodeJob, before: ChapterFile | None, sound: str, whole: Collection[str]) -> Change:
    if before is None:
        return Change(job, Action.MAKE)
    if before.file not in whole or before.sound != sound:
        # A name that was claimed by a run that came to no end is no chapter yet.
        return Change(job, Action.ENCODE if before.sha256 else Action.MAKE, before)
    same = before.tags == tags_of(job) and before.file == job.target.name
    return Change(job, Action.KEEP if same else Action.TAG, before)


def _without_circles(chapters: tuple[Change, ...]) -> tuple[Change, ...]:
    """The changes in which no file waits for a name that another one gives up only for its own: those are encoded."""
    found = {change.job.target.name: change for change in chapters}
    for change in chapters:
        if change.action is Action.TAG and change.is_renamed and _leads_back(change, found):
            found[change.job.target.name] = replace(change, action=Action.ENCODE)
    return tuple(found[change.job.target.name] for change in chapters)


def _leads_back(change: Change, by_target: dict[str, Change]) -> bool:
    """Whether the file that stands in the way of a change's new name waits, by others, for this one's old name."""
    holders = {
        one.before.file: one for one in by_target.values() if one.before and one.action is Action.TAG and one.is_renamed
    }
    at = holders.get(change.job.target.name)
    while at is not None and at is not change:
        at = holders.get(at.job.target.name)
    return at is not None


def in_order_of_names(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes in such an order that each new name is free when its turn comes."""
    waiting, ordered = list(changes), list[Change]()
    while waiting:
        held = {change.before.file for change in waiting if change.before and change.is_renamed}
        ready = [one for one in waiting if not one.is_renamed or one.job.target.name not in held]
        ordered += ready
        waiting = [one for one in waiting if one not in ready]
    return tuple(ordered)


def take_of(episode: Episode, manifest: Manifest) -> int:
    """Which take of a chapter the album holds: that of the file with its title, else of the one with its number."""
    same_title = [one for one in manifest.chapters if one.title == episode.title]
    found = sorted(same_title, key=lambda one: abs(one.number - episode.number)) or [
        one for one in manifest.chapters if one.number == episode.number
    ]
    return found[0].take if found else 0


def continue_takes(episodes: tuple[Episode, ...], found: Manifest, again: bool) -> tuple[Episode, ...]:
    """The episodes in the take that the album has of each, or in the next one where that is asked for."""
    takes = (take_of(episode, found) + again for episode in episodes)
    return tuple(episode.with_take(take) for episode, take in zip(episodes, takes, strict=True))

"""Publishes one chapter: reads its clips from the store and leaves a finished MP3 file."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from audiobook.model import Clip, Episode
from audiobook.publishing.album import passages_of, scene_marks
from audiobook.publishing.encoding import encoder, output_rate
from audiobook.publishing.segments import AudioSegment
from audiobook.publishing.stitching import stitched
from audiobook.publishing.tagging import TrackTags, tag_mp3
from audiobook.store import ClipStore
from audiobook.workspace import safe_name, written_whole


@dataclass(frozen=True, slots=True)
class EpisodeJob:
    """A chapter to publish: its cues, the key of each cue's clip, where it goes, its tags and bitrate (kbit/s)."""

    episode: Episode
    keys: tuple[str, ...]
    store: Path
    target: Path
    tags: TrackTags
    bitrate: int


@dataclass(frozen=True, slots=True)
class EpisodeReport:
    """A published chapter: its file, its length in seconds, the keys of the clips that are missing from it, and the
    pieces of its text that the voice has no sounds for.

    `times` holds for each cue of the chapter the seconds at which its clip begins and ends.
    """

    number: int
    path: Path
    seconds: float
    missing: tuple[str, ...]
    unspoken: tuple[str, ...] = ()
    times: tuple[tuple[float, float], ...] = ()


def file_name(episode: Episode) -> str:
    """`01 - Title.mp3`, the number as wide as the count of chapters asks, at least two digits."""
    width = max(2, len(str(episode.tracks)))
    return f"{episode.track:0{width}d} - {safe_name(episode.title, 'Untitled')}.mp3"


@dataclass(slots=True)
class _Heard:
    """What came of a chapter's clips while they were joined."""

    seconds: float = 0.0
    speech: float = 0.0
    missing: list[str] = field(default_factory=list)
    unspoken: list[str] = field(default_factory=list)
    lengths: list[tuple[float, int]] = field(default_factory=list)

    def times(self, lead: int) -> tuple[tuple[float, float], ...]:
        """When each clip begins and ends, in seconds, where the first begins after `lead` milliseconds."""
        at, found = lead / 1000, []
        for length, pause in self.lengths:
            found.append((round(at, 3), round(at + length, 3)))
            at += length + pause / 1000
        return tuple(found)


def publish(job: EpisodeJob) -> EpisodeReport:
    """Writes a chapter's file; raises OutputError where it cannot.

    Where nothing of the chapter can be heard no file is written, and the report's seconds are 0.
    """
    store = ClipStore(job.store)
    rate = _rate(store, job)
    heard = _Heard()
    if rate:
        segments = _counted(stitched(_clips(store, job, heard), rate, job.episode.lead), heard, rate)
        with contextlib.suppress(_NothingHeardError), written_whole(job.target) as part:
            encoder()(segments, part, rate, job.bitrate)
            if not heard.speech:
                raise _NothingHeardError
            tag_mp3(part, timed_tags(job, heard.times(job.episode.lead)))
    seconds = heard.seconds if heard.speech else 0.0
    missing = tuple(heard.missing) if rate else job.keys
    times = heard.times(job.episode.lead)
    return EpisodeReport(job.episode.number, job.target, seconds, missing, tuple(heard.unspoken), times)


def timed_tags(job: EpisodeJob, times: tuple[tuple[float, float], ...]) -> TrackTags:
    """The tags of a chapter's file, with the times at which its sentences are heard, where those are known."""
    cues = job.episode.cues
    if len(cues) != len(times):
        return job.tags
    return replace(job.tags, passages=passages_of(cues, times), marks=scene_marks(cues, times, job.episode.title))


class _NothingHeardError(Exception):
    """Ends the writing of a file that would hold nothing but silence."""


def _counted(segments: Iterator[AudioSegment], heard: _Heard, rate: int) -> Iterator[AudioSegment]:
    for segment in segments:
        heard.seconds += segment.frame_count() / rate
        yield segment


def _clips(store: ClipStore, job: EpisodeJob, heard: _Heard) -> Iterator[tuple[Clip, int]]:
    """The clips with their pauses; a line without a clip is left out and noted as missing."""
    for key, cue in zip(job.keys, job.episode.cues, strict=True):
        clip = store.read(key)
        if clip is None:
            heard.missing.append(key)
            heard.lengths.append((0.0, 0))
            continue
        heard.lengths.append((clip.seconds, cue.pause))
        heard.speech += clip.seconds
        heard.unspoken += clip.unspoken
        yield clip, cue.pause


def _rate(store: ClipStore, job: EpisodeJob) -> int:
    """The sample rate of the chapter's file, 0 where it has no clip."""
    clips = (store.read(key) for key in job.keys)
    return next((output_rate(clip.rate, job.bitrate) for clip in clips if clip is not None), 0)

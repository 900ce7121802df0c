"""Publishes one chapter: reads its clips from the store and leaves a finished MP3 file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from audiobook.errors import EngineError
from audiobook.model import Clip, Episode
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
    """A published chapter: its file, its length in seconds, and the lines that are missing from it."""

    number: int
    path: Path
    seconds: float
    missing: tuple[str, ...]


def file_name(episode: Episode) -> str:
    """`01 - Title.mp3`, the number as wide as the count of chapters asks, at least two digits."""
    width = max(2, len(str(episode.tracks)))
    return f"{episode.track:0{width}d} - {safe_name(episode.title, 'Untitled')}.mp3"


def publish(job: EpisodeJob) -> EpisodeReport:
    """Writes a chapter's file; raises OutputError where it cannot, EngineError where no line of it could be said."""
    store = ClipStore(job.store)
    rate = _rate(store, job)
    told: list[float] = []

    def counted(segments: Iterator[AudioSegment]) -> Iterator[AudioSegment]:
        for segment in segments:
            told.append(segment.frame_count() / rate)
            yield segment

    missing: list[str] = []
    with written_whole(job.target) as part:
        encoder()(counted(stitched(_clips(store, job, missing), rate, job.episode.lead)), part, rate, job.bitrate)
        tag_mp3(part, job.tags)
    return EpisodeReport(job.episode.number, job.target, sum(told), tuple(missing))


def _clips(store: ClipStore, job: EpisodeJob, missing: list[str]) -> Iterator[tuple[Clip, int]]:
    """The clips with their pauses; a line without a clip is left out and noted in `missing`."""
    for key, cue in zip(job.keys, job.episode.cues, strict=True):
        clip = store.read(key)
        if clip is None:
            missing.append(cue.line.spoken)
        else:
            yield clip, cue.pause


def _rate(store: ClipStore, job: EpisodeJob) -> int:
    for key in job.keys:
        clip = store.read(key)
        if clip is not None:
            return output_rate(clip.rate, job.bitrate)
    raise EngineError(f"no line of chapter {job.episode.number} could be spoken; try another voice or engine")

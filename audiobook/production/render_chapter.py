"""Renders one chapter: joins its clips from the store, masters, encodes and tags them, and writes the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiobook.audio.concatenate import ReplayableAudio, SampleBlocks, stitch_clips
from audiobook.audio.encoding import encoder_delay, find_encoder, output_rate
from audiobook.audio.level_steps import limit_steps
from audiobook.audio.mastering import compute_levels, correct_allowance, drop_samples, master_sound, usual_allowance
from audiobook.files.workspace import atomic_write, safe_name
from audiobook.model import Clip, Episode
from audiobook.model.products import Product
from audiobook.publishing.published_album import build_passages, build_scene_marks
from audiobook.publishing.tags.files import TrackTags, tag_file
from audiobook.synthesis.clip_store import ClipStore

# A chapter of up to this many samples (130 MB, 45 minutes of most voices) is held in memory; for a longer one the clips
# are read twice.
MAX_CACHED_SAMPLES = 65_000_000
# Clips have 40 ms of silence before and 60 ms after their sound. Half of it counts as part of the line (seconds), so
# that a player that jumps there cuts nothing off, and the text is not far ahead of the voice.
LEAD_MARGIN, TAIL_MARGIN = 0.02, 0.03
# A low bitrate changes the peaks, so a chapter may have to be encoded again; mostly once or twice is enough to stay
# under the ceiling.
MAX_ENCODING_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class EpisodeJob:
    """A chapter to render: its episode, the key of each cue's clip, the store, the file to write and its tags."""

    episode: Episode
    keys: tuple[str, ...]
    store: Path
    target: Path
    tags: TrackTags
    product: Product

    @property
    def lead(self) -> int:
        """Milliseconds before the first clip."""
        return self.product.profile.clamp_head(self.episode.lead_ms)

    @property
    def pauses(self) -> tuple[int, ...]:
        """Milliseconds after each clip."""
        *inner, last = (cue.pause_ms for cue in self.episode.cues)
        return (*inner, self.product.profile.clamp_tail(last))


@dataclass(frozen=True, slots=True)
class EpisodeReport:
    """A rendered chapter: its file, its length in seconds, and what it lacks.

    `missing` has the keys of clips that could not be read, `unspoken` the pieces of text that the voice has no sounds
    for. `times` has the start and the end of each cue's clip in seconds.
    """

    number: int
    path: Path
    seconds: float
    missing: tuple[str, ...]
    unspoken: tuple[str, ...] = ()
    times: tuple[tuple[float, float], ...] = ()


def chapter_file_name(episode: Episode, ending: str = ".mp3") -> str:
    """`01 - Title.mp3`; the number has at least two digits, more for albums of 100 chapters."""
    width = max(2, len(str(episode.tracks)))
    return f"{episode.track:0{width}d} - {safe_name(episode.title, 'Untitled')}{ending}"


@dataclass(slots=True)
class _RenderStats:
    """What is learned of a chapter's clips while they are joined."""

    seconds: float = 0.0
    speech: float = 0.0
    missing: list[str] = field(default_factory=list)
    unspoken: list[str] = field(default_factory=list)
    lengths: list[tuple[float, int]] = field(default_factory=list)

    def reset(self) -> _RenderStats:
        """These statistics, emptied: the clips are about to be read again."""
        self.seconds = self.speech = 0.0
        for found in (self.missing, self.unspoken, self.lengths):
            found.clear()
        return self

    def times(self, lead: int) -> tuple[tuple[float, float], ...]:
        """The start and the end of each line in seconds; the first clip starts after `lead` milliseconds."""
        at, found = lead / 1000, []
        for length, pause in self.lengths:
            before, after = min(LEAD_MARGIN, length / 4), min(TAIL_MARGIN, length / 4)
            found.append((round(at + before, 3), round(at + length - after, 3)))
            at += length + pause / 1000
        return tuple(found)


def publish_chapter(job: EpisodeJob) -> EpisodeReport:
    """Writes a chapter file; raises OutputError where it cannot be written.

    If the chapter has no sound at all, no file is written, and the report's seconds are 0.
    """
    store = ClipStore(job.store)
    rate = _chapter_rate(store, job)
    stats = _RenderStats()
    audio = ReplayableAudio(
        lambda: _count_seconds(
            stitch_clips(limit_steps(_read_clips(store, job, stats.reset())), rate, job.lead), stats, rate
        ),
        MAX_CACHED_SAMPLES,
    )
    if rate and _count_samples(audio) and stats.speech:
        with atomic_write(job.target) as part:
            _encode_to_level(audio, rate, job, part)
            tag_file(part, add_timed_text(job, stats.times(job.lead)), job.product.chapter_ending)
    seconds = stats.seconds if stats.speech else 0.0
    missing = tuple(stats.missing) if rate else job.keys
    return EpisodeReport(job.episode.number, job.target, seconds, missing, tuple(stats.unspoken), stats.times(job.lead))


def _count_samples(audio: ReplayableAudio) -> int:
    """Counts the samples by reading all clips, which also fills the statistics."""
    return sum(len(piece) for piece in audio)


def _encode_to_level(audio: ReplayableAudio, rate: int, job: EpisodeJob, part: Path) -> None:
    """Encodes a chapter, and again with other levels while the result is not as loud as it should be."""
    profile, coding = job.product.profile, job.product.codec
    allowance = usual_allowance(coding)
    for _ in range(MAX_ENCODING_ATTEMPTS):
        levels = compute_levels(audio, rate, profile, allowance)
        sound = master_sound(audio, rate, levels, profile, job.episode.title)
        sound = drop_samples(sound, _samples_to_skip(job, rate))
        find_encoder(coding.name).encode(sound, part, rate, coding.bitrate)
        corrected = correct_allowance(allowance, part, rate, job.product)
        if corrected is None:
            return
        allowance = corrected


def _samples_to_skip(job: EpisodeJob, rate: int) -> int:
    """How many samples of the initial silence to leave out.

    The decoder will add as many, so each sentence is heard at its time.
    """
    delay = encoder_delay(job.product.codec)
    return delay if delay <= job.lead * rate // 1000 else 0


def add_timed_text(job: EpisodeJob, times: tuple[tuple[float, float], ...]) -> TrackTags:
    """The tags of a chapter file, with the times of its sentences if those are known."""
    cues = job.episode.cues
    if len(cues) != len(times):
        return job.tags
    return replace(
        job.tags, passages=build_passages(cues, times), marks=build_scene_marks(cues, times, job.episode.title)
    )


def _count_seconds(pieces: SampleBlocks, stats: _RenderStats, rate: int) -> Iterator[NDArray[np.int16]]:
    for piece in pieces:
        stats.seconds += len(piece) / rate
        yield piece


def _read_clips(store: ClipStore, job: EpisodeJob, stats: _RenderStats) -> Iterator[tuple[Clip, int]]:
    """The clips with their pauses; a line without a clip is left out and recorded as missing."""
    for key, pause in zip(job.keys, job.pauses, strict=True):
        clip = store.read(key)
        if clip is None:
            stats.missing.append(key)
            stats.lengths.append((0.0, 0))
            continue
        stats.lengths.append((clip.seconds, pause))
        stats.speech += clip.seconds
        stats.unspoken += clip.unspoken
        yield clip, pause


def _chapter_rate(store: ClipStore, job: EpisodeJob) -> int:
    """The sample rate of the chapter's file, 0 where it has no clip."""
    clips = (store.read(key) for key in job.keys)
    return next((output_rate(clip.rate, job.product.codec) for clip in clips if clip is not None), 0)

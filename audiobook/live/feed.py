"""The feed of an album that is being made: its finished chapters, and the one that is being spoken, as it grows.

A chapter that grows is sent as one stream that ends when all of it is spoken. So a podcast app that downloads it gets
the whole chapter, only more slowly. Chapters after that one are left out: an app that loads all episodes would have
them all spoken at once.
"""

from __future__ import annotations

from dataclasses import replace

from audiobook.album.manifest import Manifest
from audiobook.live.segments import BYTES_PER_SECOND
from audiobook.narration.plan import estimate_seconds
from audiobook.production.plan import Plan
from audiobook.production.render_chapter import EpisodeJob
from audiobook.production.sidecars import build_published_album
from audiobook.publishing.feed import build_feed
from audiobook.publishing.published_album import Recording

# The stream of a chapter in a feed, below the address of the output folder.
STREAM = "live/feed{0}/{0}.mp3"
MIME = "audio/mpeg"


def build_growing_feed(plan: Plan, jobs: tuple[EpisodeJob, ...], manifest: Manifest, base_url: str) -> bytes:
    """The feed as it is now; `jobs` are those of the chapters that were asked for, `base_url` the output folder's."""
    album = build_published_album(plan, manifest, jobs)
    folder = plan.album.folder.relative_to(plan.context.settings.output).as_posix()
    # Transcripts come when the album is finished.
    finished = tuple(_place(recording, f"{folder}/{recording.file}") for recording in album.recordings)
    numbers = {recording.number for recording in finished}
    growing = next((job for job in jobs if job.episode.number not in numbers), None)
    recordings = (*finished, _describe_growing(growing)) if growing else finished
    return build_feed(replace(album, recordings=recordings), base_url, picture="")


def _place(recording: Recording, path: str) -> Recording:
    return replace(recording, file=path, passages=(), marks=(), notes=())


def _describe_growing(job: EpisodeJob) -> Recording:
    """The chapter that is being spoken; how long it will be is estimated."""
    episode = job.episode
    seconds = estimate_seconds(episode)
    size = round(seconds * BYTES_PER_SECOND)
    file = STREAM.format(episode.number)
    return Recording(episode.number, episode.track, episode.title, file, MIME, size, "", seconds)

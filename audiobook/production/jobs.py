"""What has to be done for planned episodes: the key of each line, the file and tags of each chapter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from audiobook.engines.registry import engine_named
from audiobook.model import Album, Episode, Line
from audiobook.model.output_formats import Product
from audiobook.production.render_chapter import EpisodeJob, file_name
from audiobook.publishing.tags.files import TrackTags
from audiobook.synthesis.clip_store import ClipStore, key_of


def jobs_of(album: Album, store: Path, product: Product) -> tuple[EpisodeJob, ...]:
    """What has to be done for each episode of an album, made as that product."""
    prints: dict[tuple[str, str], str] = {}

    def key(line: Line) -> str:
        voice = (line.voice.engine, line.voice.name)
        if voice not in prints:
            prints[voice] = engine_named(line.voice.engine).fingerprint(line.voice.name)
        return key_of(line, prints[voice])

    return tuple(
        EpisodeJob(
            episode=episode,
            keys=tuple(key(cue.line) for cue in episode.cues),
            store=store,
            target=album.folder / file_name(episode, product.coding.ending),
            tags=_numbered(_tags(album, episode), product),
            product=product,
        )
        for episode in album.episodes
    )


def lines_to_speak(jobs: Iterable[EpisodeJob]) -> dict[str, Line]:
    """The lines of these chapters whose clips the store does not hold yet, by key."""
    missing: dict[str, Line] = {}
    for job in jobs:
        store = ClipStore(job.store)
        lines = {key: cue.line for key, cue in zip(job.keys, job.episode.cues, strict=True)}
        missing |= {key: line for key, line in lines.items() if not store.has(key)}
    return missing


def characters_by_engine(lines: Iterable[Line]) -> Counter[str]:
    """How many characters each engine is given for these lines."""
    counts: Counter[str] = Counter()
    for line in lines:
        counts[line.voice.engine] += len(line.spoken)
    return counts


def characters_to_speak(jobs: Iterable[EpisodeJob]) -> Counter[str]:
    """How many characters each engine will be given for what these chapters still lack."""
    return characters_by_engine(lines_to_speak(jobs).values())


def book_tags(album: Album) -> TrackTags:
    """What the tags of a file say that holds the whole album."""
    title = album.metadata.title
    return _tags(album, Episode(0, 1, 1, title, (), ""))


def _numbered(tags: TrackTags, product: Product) -> TrackTags:
    """The tags with the file's place in the album: where credits open and close it, these are files of it too."""
    return replace(tags, track=tags.track + 1, tracks=tags.tracks + 2) if product.profile.credits else tags


def _tags(album: Album, episode: Episode) -> TrackTags:
    about = album.metadata
    return TrackTags(
        title=episode.title,
        album=about.title,
        artist=about.author,
        narrator=album.narrator,
        track=episode.track,
        tracks=episode.tracks,
        genres=about.genres,
        year=about.year,
        language=about.language,
        summary=about.summary,
        lyrics=episode.lyrics,
        cover=album.cover,
        series=about.series,
        published=about.published,
        source=about.source,
    )

"""Turns planned episodes into jobs: the clip key of each utterance, the file and tags of each chapter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from audiobook.engines.registry import create_engine
from audiobook.model import Album, Episode, Utterance
from audiobook.model.products import Product
from audiobook.production.render_chapter import EpisodeJob, chapter_file_name
from audiobook.publishing.tags.files import TrackTags
from audiobook.synthesis.clip_store import ClipStore, clip_key


def plan_jobs(album: Album, store: Path, product: Product) -> tuple[EpisodeJob, ...]:
    """The job of each episode of an album; `store` is the folder of the clip store."""
    fingerprints: dict[tuple[str, str], str] = {}

    def utterance_key(utterance: Utterance) -> str:
        voice = (utterance.voice.engine, utterance.voice.name)
        if voice not in fingerprints:
            fingerprints[voice] = _voice_fingerprint(utterance)
        return clip_key(utterance, fingerprints[voice])

    return tuple(
        EpisodeJob(
            episode=episode,
            keys=tuple(utterance_key(cue.utterance) for cue in episode.cues),
            store=store,
            target=album.folder / chapter_file_name(episode, product.chapter_ending),
            tags=_shift_track_numbers(_build_tags(album, episode), product),
            product=product,
        )
        for episode in album.episodes
    )


def find_clip_key(utterance: Utterance) -> str:
    """The key of the clip of a single utterance."""
    return clip_key(utterance, _voice_fingerprint(utterance))


def _voice_fingerprint(utterance: Utterance) -> str:
    return create_engine(utterance.voice.engine).fingerprint(utterance.voice.name)


def plan_edition_jobs(jobs: Iterable[EpisodeJob], folder: Path, product: Product) -> tuple[EpisodeJob, ...]:
    """The same chapters in another format and folder: their clips are the same."""
    return tuple(
        replace(job, target=folder / chapter_file_name(job.episode, product.chapter_ending), product=product)
        for job in jobs
    )


def find_missing_utterances(jobs: Iterable[EpisodeJob]) -> dict[str, Utterance]:
    """The utterances of these chapters that have no clip in the store yet, by key."""
    missing: dict[str, Utterance] = {}
    for job in jobs:
        store = ClipStore(job.store)
        utterances = {key: cue.utterance for key, cue in zip(job.keys, job.episode.cues, strict=True)}
        missing |= {key: utterance for key, utterance in utterances.items() if not store.has(key)}
    return missing


def count_characters(utterances: Iterable[Utterance]) -> Counter[str]:
    """How many characters of these utterances each engine has to speak."""
    counts: Counter[str] = Counter()
    for utterance in utterances:
        counts[utterance.voice.engine] += len(utterance.spoken)
    return counts


def count_missing_characters(jobs: Iterable[EpisodeJob]) -> Counter[str]:
    """How many characters each engine still has to speak for these chapters."""
    return count_characters(find_missing_utterances(jobs).values())


def build_book_tags(album: Album) -> TrackTags:
    """The tags of a file that holds the whole album."""
    title = album.metadata.title
    return _build_tags(album, Episode(0, 1, 1, title, (), ""))


def _shift_track_numbers(tags: TrackTags, product: Product) -> TrackTags:
    """The tags with the track numbers of the album: opening and closing credits are tracks, too."""
    return replace(tags, track=tags.track + 1, tracks=tags.tracks + 2) if product.profile.credits else tags


def _build_tags(album: Album, episode: Episode) -> TrackTags:
    metadata = album.metadata
    return TrackTags(
        title=episode.title,
        album=metadata.title,
        artist=metadata.author,
        narrator=album.narrator,
        track=episode.track,
        tracks=episode.tracks,
        genres=metadata.genres,
        year=metadata.year,
        language=metadata.language,
        summary=metadata.summary,
        lyrics=episode.lyrics,
        cover=album.cover,
        series=metadata.series,
        published=metadata.published,
        source=metadata.source,
    )

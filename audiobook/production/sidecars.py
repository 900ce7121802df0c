"""The sidecar files of an album: cover, feed, transcripts, page and more, next to the chapter files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from audiobook.album.file_names import COVER_FILE
from audiobook.album.manifest import (
    ChapterFile,
    Manifest,
    SidecarEntry,
    SidecarFiles,
    build_claim,
    describe_sidecar,
    is_own_file,
)
from audiobook.files.workspace import atomic_write, remove_if_empty
from audiobook.production.changes import sound_fingerprint
from audiobook.production.plan import Plan
from audiobook.production.render_chapter import EpisodeJob, add_timed_text
from audiobook.production.retag import remove_file
from audiobook.publishing.album_files import build_album_files
from audiobook.publishing.covers.pictures import is_feed_ready, to_square_cover
from audiobook.publishing.feed import build_feed_files
from audiobook.publishing.page.album_page import build_page_files
from audiobook.publishing.published_album import CastCredit, CompanionFile, PublishedAlbum, Recording, sound_mime_type
from audiobook.publishing.transcripts import build_transcripts

# A square cover for the feed, where the album's cover is not square.
FEED_COVER_NAME = "cover-feed.jpg"


def render_sidecar_files(album: PublishedAlbum, base_url: str = "") -> tuple[CompanionFile, ...]:
    """All sidecar files of an album; `base_url` is the URL of its folder, "" for none."""
    is_square_cover = is_feed_ready(album.cover)
    feed_covers = () if is_square_cover else (CompanionFile(FEED_COVER_NAME, to_square_cover(album.cover).data),)
    feed_sidecars = build_feed_files(album, base_url, COVER_FILE if is_square_cover else FEED_COVER_NAME)
    sidecars = (*build_album_files(album), *feed_covers, *build_transcripts(album), *feed_sidecars)
    return (*sidecars, *build_page_files(album, frozenset(file.name for file in sidecars)))


def build_published_album(plan: Plan, manifest: Manifest, jobs: Iterable[EpisodeJob]) -> PublishedAlbum:
    """The album as it is in its folder; `jobs` are those of all chapters of the story."""
    jobs_by_file = {job.target.name: job for job in jobs}
    entries = _select_story_files(manifest.chapters, jobs_by_file)
    assert plan.album.cover is not None  # every planned album has one, drawn if need be
    return PublishedAlbum(
        identity=manifest.identity,
        created=manifest.created,
        metadata=plan.album.metadata,
        narrator=plan.album.narrator,
        cast_credits=_build_readers(plan),
        cover=plan.album.cover,
        recordings=tuple(_build_recording(entry, jobs_by_file.get(entry.file)) for entry in entries),
        tracks=max((job.episode.tracks for job in jobs_by_file.values()), default=len(entries)),
        depth=len(plan.album.folder.relative_to(plan.context.settings.output).parts),
    )


def _select_story_files(
    chapters: Iterable[ChapterFile], jobs_by_file: Mapping[str, EpisodeJob]
) -> tuple[ChapterFile, ...]:
    """The finished files of chapters that the story still has.

    Files of removed chapters may be there until they are pruned. A file with a former name of its chapter counts until
    the chapter is made again.
    """
    finished_entries = tuple(entry for entry in chapters if entry.sha256)
    finished_files = {entry.file for entry in finished_entries}
    unfinished_numbers = {job.episode.number for name, job in jobs_by_file.items() if name not in finished_files}
    return tuple(
        entry for entry in finished_entries if entry.file in jobs_by_file or entry.number in unfinished_numbers
    )


def _build_readers(plan: Plan) -> tuple[CastCredit, ...]:
    names = plan.cast.voice_names
    line_counts = {character.name: character.lines for character in plan.analysis.characters}
    voiced = [(name, names.get(name, voice.name)) for name, voice in plan.cast.cast.voices if name in line_counts]
    voiced.sort(key=lambda row: -line_counts[row[0]])
    return (CastCredit("", plan.cast.narrator_name), *(CastCredit(name, voice) for name, voice in voiced))


def _build_recording(entry: ChapterFile, job: EpisodeJob | None) -> Recording:
    """A chapter file as a recording, without its text if the story has changed since it was made."""
    is_current = job is not None and entry.sound == sound_fingerprint(job)
    tags = add_timed_text(job, entry.clip_times) if job and is_current else None
    return Recording(
        number=entry.number,
        track=job.episode.track if job else entry.number,
        title=entry.title,
        file=entry.file,
        mime=sound_mime_type(entry.file),
        size=entry.size,
        sha256=entry.sha256,
        seconds=entry.seconds,
        passages=tags.passages if tags else (),
        marks=tags.marks if tags else (),
        notes=job.episode.notes if job else (),
        key=entry.key,
    )


def write_sidecar_files(
    folder: Path,
    files: Sequence[CompanionFile],
    old_entries: Sequence[SidecarEntry],
    claim: Callable[[tuple[SidecarEntry, ...]], None],
) -> SidecarFiles:
    """Writes the sidecar files that are missing or have changed, and removes those that the album no longer has.

    `old_entries` are the sidecar files in the manifest. Before anything is written, `claim` is called with the entries
    of the files as they will be. Files that somebody else has changed stay as they are. Raises OutputError where a file
    cannot be written.
    """
    old_by_file = {entry.file: entry for entry in old_entries}
    foreign_names = tuple(file.name for file in files if _is_foreign_file(folder, file, old_by_file.get(file.name)))
    foreign_set = frozenset(foreign_names)
    own_files = [file for file in files if file.name not in foreign_set]
    changed = {file.name: file for file in own_files if not _has_content(folder / file.name, file.data)}
    if changed:
        claimed_entries = (
            build_claim(name, _hash_data(file.data), old_by_file.get(name)) for name, file in changed.items()
        )
        claim((*claimed_entries, *(entry for entry in old_entries if entry.file not in changed)))
    for name, file in changed.items():
        with atomic_write(folder / name) as temp_path:
            temp_path.write_bytes(file.data)
    entries = [_build_entry(folder, file, old_by_file.get(file.name)) for file in own_files]
    names = {file.name for file in files}
    _remove_own_files(folder, [entry for entry in old_entries if entry.file not in names])
    return SidecarFiles(
        (*entries, *(old_by_file[name] for name in foreign_names if name in old_by_file)), foreign_names
    )


def _is_foreign_file(folder: Path, file: CompanionFile, entry: SidecarEntry | None) -> bool:
    """Whether somebody else has made or changed the file there; library programs edit some of them."""
    path = folder / file.name
    if not path.exists() or (entry is not None and is_own_file(folder, entry)):
        return False
    return not path.is_file() or path.read_bytes() != file.data


def _has_content(path: Path, data: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data


def _hash_data(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _build_entry(folder: Path, file: CompanionFile, old_entry: SidecarEntry | None) -> SidecarEntry:
    """The manifest entry of a file that has been written; the old one if it still holds."""
    stat = (folder / file.name).stat()
    if old_entry and not old_entry.coming and (old_entry.size, old_entry.changed) == (stat.st_size, stat.st_mtime_ns):
        return old_entry
    return describe_sidecar(folder, file.name, sha256=_hash_data(file.data))


def _remove_own_files(folder: Path, entries: Iterable[SidecarEntry]) -> None:
    for entry in entries:
        if is_own_file(folder, entry):
            remove_file(folder / entry.file)
            remove_if_empty((folder / entry.file).parent, levels=1)

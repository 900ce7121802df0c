"""The files beside an album's sound: what they are made from, and their place in the folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from audiobook.album.manifest import Beside, ChapterFile, CompanionEntry, Manifest, claimed, is_ours
from audiobook.files.workspace import remove_if_empty, written_whole
from audiobook.production.changes import sound_of
from audiobook.production.plan import Plan
from audiobook.production.render_chapter import EpisodeJob, timed_tags
from audiobook.production.retag import removed
from audiobook.publishing.album_files import COVER, album_files
from audiobook.publishing.covers.pictures import is_square, square_cover
from audiobook.publishing.feed import feed_files
from audiobook.publishing.page.album_page import page_files
from audiobook.publishing.published_album import CompanionFile, FinishedAlbum, Reader, Recording, mime_of_sound
from audiobook.publishing.transcripts import transcript_files


def companion_files(album: FinishedAlbum, base_url: str = "") -> tuple[CompanionFile, ...]:
    """All files that lie beside an album's sound; `base_url` is the address of its folder, "" for none."""
    square = is_square(album.cover)
    picture = () if square else (CompanionFile(FEED_PICTURE, square_cover(album.cover).data),)
    feed = feed_files(album, base_url, COVER if square else FEED_PICTURE)
    beside = (*album_files(album), *picture, *transcript_files(album), *feed)
    return (*beside, *page_files(album, frozenset(file.name for file in beside)))


# A square picture for the feed, where the cover is none.
FEED_PICTURE = "cover-feed.jpg"


def album_of(plan: Plan, manifest: Manifest, jobs: Iterable[EpisodeJob]) -> FinishedAlbum:
    """An album as its folder has it; `jobs` are those of all chapters of the story."""
    known = {job.target.name: job for job in jobs}
    finished = _of_the_story(manifest.chapters, known)
    assert plan.album.cover is not None  # an album that is planned has one, drawn if need be
    return FinishedAlbum(
        identity=manifest.identity,
        created=manifest.created,
        metadata=plan.album.metadata,
        narrator=plan.album.narrator,
        readers=_readers(plan),
        cover=plan.album.cover,
        recordings=tuple(_recording(one, known.get(one.file)) for one in finished),
        tracks=max((job.episode.tracks for job in known.values()), default=len(finished)),
    )


def _of_the_story(chapters: Iterable[ChapterFile], known: Mapping[str, EpisodeJob]) -> tuple[ChapterFile, ...]:
    """The finished files of chapters that the story still has.

    Files of others may lie there until they are pruned. One under a former name counts until its chapter is made anew.
    """
    finished = tuple(one for one in chapters if one.sha256)
    there = {one.file for one in finished}
    awaited = {job.episode.number for name, job in known.items() if name not in there}
    return tuple(one for one in finished if one.file in known or one.number in awaited)


def _readers(plan: Plan) -> tuple[Reader, ...]:
    cast = plan.cast.cast
    speaking = {one.name: one.lines for one in plan.story.characters}
    voiced = [(name, voice) for name, voice in cast.voices if name in speaking]
    voiced.sort(key=lambda row: -speaking[row[0]])
    return (Reader("", cast.narrator.name), *(Reader(name, voice.name) for name, voice in voiced))


def _recording(entry: ChapterFile, job: EpisodeJob | None) -> Recording:
    """A chapter's file; without its text where the story has changed since it was made."""
    known = job is not None and entry.sound == sound_of(job)
    tags = timed_tags(job, entry.clip_times) if job and known else None
    return Recording(
        number=entry.number,
        track=job.episode.track if job else entry.number,
        title=entry.title,
        file=entry.file,
        mime=mime_of_sound(entry.file),
        size=entry.size,
        sha256=entry.sha256,
        seconds=entry.seconds,
        passages=tags.passages if tags else (),
        marks=tags.marks if tags else (),
        notes=job.episode.notes if job else (),
    )


def written_companions(
    folder: Path,
    files: Sequence[CompanionFile],
    before: Sequence[CompanionEntry],
    claim: Callable[[tuple[CompanionEntry, ...]], None],
) -> Beside:
    """Writes the files that are not there yet or say something else, and removes those of `before` that are no more.

    Before anything is written, `claim` is told what the files that are to be changed will be. Raises OutputError where
    the folder does not let it.
    """
    known = {entry.file: entry for entry in before}
    left = tuple(file.name for file in files if _is_somebody_elses(folder, file, known.get(file.name)))
    others = frozenset(left)
    ours = [file for file in files if file.name not in others]
    changed = {file.name: file for file in ours if not _says(folder / file.name, file.data)}
    if changed:
        news = (claimed(name, _digest(file.data), known.get(name)) for name, file in changed.items())
        claim((*news, *(entry for entry in before if entry.file not in changed)))
    for name, file in changed.items():
        with written_whole(folder / name) as part:
            part.write_bytes(file.data)
    entries = [_entry(folder, file, known.get(file.name)) for file in ours]
    names = {file.name for file in files}
    _remove(folder, [entry for entry in before if entry.file not in names])
    return Beside((*entries, *(known[name] for name in left if name in known)), left)


def _is_somebody_elses(folder: Path, file: CompanionFile, entry: CompanionEntry | None) -> bool:
    """Whether a file lies there that this program has not left so: library programs edit some of them."""
    path = folder / file.name
    if not path.exists() or (entry is not None and is_ours(folder, entry)):
        return False
    return not path.is_file() or path.read_bytes() != file.data


def _says(path: Path, data: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _entry(folder: Path, file: CompanionFile, before: CompanionEntry | None) -> CompanionEntry:
    """What the album's list says of a file that has been written."""
    found = (folder / file.name).stat()
    if before and not before.coming and (before.size, before.changed) == (found.st_size, found.st_mtime_ns):
        return before
    return CompanionEntry(file.name, found.st_size, found.st_mtime_ns, _digest(file.data))


def _remove(folder: Path, entries: Iterable[CompanionEntry]) -> None:
    for entry in entries:
        if is_ours(folder, entry):
            removed(folder / entry.file)
            remove_if_empty((folder / entry.file).parent, levels=1)

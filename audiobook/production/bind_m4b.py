"""Binds the chapters of an album into one file.

They are kept in the work folder, so that only those that changed are made anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from audiobook.album.manifest import ChapterFile, Manifest, is_whole, measured
from audiobook.files.workspace import parts_folder, safe_name, written_whole
from audiobook.model import Album, Note
from audiobook.production.changes import book_of, book_tags_of, sound_of
from audiobook.production.jobs import book_tags
from audiobook.production.render_chapter import EpisodeJob
from audiobook.production.retag import refuse_what_is_not_ours
from audiobook.production.update import Keeper
from audiobook.publishing.m4b import book_marks, bound_book, part_of
from audiobook.publishing.published_album import Mark, Passage, Recording, mime_of_sound, passages_of
from audiobook.publishing.tags.files import tag_m4b

ENDING = ".m4b"


def parts_album(album: Album, output: Path) -> Album:
    """The album whose files are the chapters of a book in one file, as they are kept in the work folder."""
    return replace(album, folder=parts_folder(output, album.folder))


def is_book(entry: ChapterFile) -> bool:
    """Whether a file of an album is a whole book."""
    return entry.number == 0 and entry.file.endswith(ENDING)


def without_book(manifest: Manifest) -> Manifest:
    """A manifest as far as it tells of chapters."""
    return replace(manifest, chapters=tuple(one for one in manifest.chapters if not is_book(one)))


def bound(album: Album, parts: Keeper, keeper: Keeper) -> ChapterFile | None:
    """Brings the book of an album up to date with the parts that there are; None where there is none.

    `keeper` is the album's own. Files of the same chapters, from when it was made in another format, are removed.
    Raises OutputError where ffmpeg is missing or the folder closed.
    """
    entries = tuple(one for one in parts.manifest().chapters if one.sha256)
    if not entries:
        return None
    wanted = _book(album, entries)
    held = keeper.chapters.get(wanted.file)
    if held is None or (held.sound, held.tags) != (wanted.sound, wanted.tags) or not is_whole(keeper.folder, held):
        wanted = _written(album, parts.folder, entries, wanted, keeper)
    else:
        wanted = held
    keeper.chapters[wanted.file] = wanted
    numbers = {one.number for one in entries}
    keeper.drop(
        tuple(one for one in keeper.chapters.values() if one != wanted and (one.number in numbers or is_book(one)))
    )
    return wanted


def _book(album: Album, entries: Sequence[ChapterFile]) -> ChapterFile:
    """What the album's list says of the book, its size aside."""
    title = album.metadata.title
    return ChapterFile(
        number=0,
        title=title,
        file=safe_name(title, "Untitled") + ENDING,
        sound=book_of(entries),
        tags=book_tags_of(book_tags(album)),
        unspoken=tuple(dict.fromkeys(piece for one in entries for piece in one.unspoken)),
    )


def _written(
    album: Album, folder: Path, entries: Sequence[ChapterFile], wanted: ChapterFile, keeper: Keeper
) -> ChapterFile:
    target = keeper.folder / wanted.file
    if wanted.file not in keeper.chapters:
        refuse_what_is_not_ours(target, book_tags(album))
        keeper.chapters[wanted.file] = ChapterFile(0, wanted.title, wanted.file)
        keeper.write()
    parts = [part_of(folder / one.file, one.title) for one in entries]
    with written_whole(target) as part:
        bound_book(parts, book_marks(parts), part)
        tag_m4b(part, book_tags(album))
    return measured(replace(wanted, seconds=round(sum(one.seconds for one in parts), 3)), target)


def book_recordings(keeper: Keeper, parts: Keeper, jobs: Iterable[EpisodeJob]) -> tuple[Recording, ...]:
    """The book in an album's folder with its sentences and chapters; `jobs` are those of its parts."""
    known = {job.target.name: job for job in jobs}
    passages, marks = _read_along(parts.manifest(), parts.folder, known)
    notes = tuple(_notes(parts.manifest(), known))
    return tuple(
        Recording(
            0,
            1,
            one.title,
            one.file,
            mime_of_sound(one.file),
            one.size,
            one.sha256,
            one.seconds,
            passages,
            marks,
            notes,
        )
        for one in keeper.manifest().chapters
        if is_book(one)
    )


def _notes(parts: Manifest, known: Mapping[str, EpisodeJob]) -> Iterator[Note]:
    """The notes of all chapters, each with the number of its own."""
    for entry in parts.chapters:
        if entry.sha256 and entry.file in known:
            yield from (replace(note, chapter=entry.number) for note in known[entry.file].episode.notes)


def _read_along(
    parts: Manifest, folder: Path, known: Mapping[str, EpisodeJob]
) -> tuple[tuple[Passage, ...], tuple[Mark, ...]]:
    """The sentences of a book with their times in it, and where its chapters begin."""
    entries = [one for one in parts.chapters if one.sha256]
    marks = book_marks([part_of(folder / one.file, one.title) for one in entries])
    passages: list[Passage] = []
    for entry, mark in zip(entries, marks, strict=True):
        job = known.get(entry.file)
        if job and entry.sound == sound_of(job) and len(entry.clip_times) == len(job.episode.cues):
            found = passages_of(job.episode.cues, entry.clip_times, entry.number)
            passages += (replace(one, start=one.start + mark.start, end=one.end + mark.start) for one in found)
    return tuple(passages), marks

"""Binds the chapters of an album into one file.

The chapter files stay in the work folder, so that only those that changed are encoded again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from audiobook.album.manifest import ChapterFile, Manifest, is_intact, with_file_state
from audiobook.files.workspace import atomic_write, safe_name
from audiobook.model import Album, AuthorNote
from audiobook.production.changes import book_fingerprint, book_tags_fingerprint, sound_fingerprint
from audiobook.production.jobs import build_book_tags
from audiobook.production.render_chapter import EpisodeJob
from audiobook.production.retag import refuse_foreign_file
from audiobook.production.update import AlbumFolder
from audiobook.publishing.m4b import build_book_marks, read_book_part, write_book
from audiobook.publishing.published_album import ChapterMark, Passage, Recording, build_passages, sound_mime_type
from audiobook.publishing.tags.files import tag_m4b

BOOK_EXTENSION = ".m4b"


def is_book_file(entry: ChapterFile) -> bool:
    """Whether a file of an album is a bound book."""
    return entry.number == 0 and entry.file.endswith(BOOK_EXTENSION)


def without_book(manifest: Manifest) -> Manifest:
    """A manifest without the entry of a bound book."""
    return replace(manifest, chapters=tuple(entry for entry in manifest.chapters if not is_book_file(entry)))


def bind_book(album: Album, chapter_folder: AlbumFolder, album_folder: AlbumFolder) -> ChapterFile | None:
    """Binds the finished chapters of an album into a book, unless it is up to date; None where there is no chapter.

    `album_folder` is the folder of the book. Chapter files there, from when the album had another format, are removed.
    Raises OutputError where ffmpeg is missing or the folder cannot be written.
    """
    entries = tuple(entry for entry in chapter_folder.build_manifest().chapters if entry.sha256)
    if not entries:
        return None
    book_entry = _build_book_entry(album, entries)
    old_entry = album_folder.chapters.get(book_entry.file)
    if (
        old_entry is None
        or (old_entry.sound, old_entry.tags) != (book_entry.sound, book_entry.tags)
        or not is_intact(album_folder.path, old_entry)
    ):
        book_entry = _write_book(album, chapter_folder.path, entries, book_entry, album_folder)
    else:
        book_entry = old_entry
    album_folder.chapters[book_entry.file] = book_entry
    numbers = {entry.number for entry in entries}
    album_folder.remove_chapters(
        tuple(
            entry
            for entry in album_folder.chapters.values()
            if entry != book_entry and (entry.number in numbers or is_book_file(entry))
        )
    )
    return book_entry


def _build_book_entry(album: Album, entries: Sequence[ChapterFile]) -> ChapterFile:
    """The manifest entry of the book, without its size and length."""
    title = album.metadata.title
    return ChapterFile(
        number=0,
        title=title,
        file=safe_name(title, "Untitled") + BOOK_EXTENSION,
        sound=book_fingerprint(entries),
        tags=book_tags_fingerprint(build_book_tags(album)),
        unspoken=tuple(dict.fromkeys(text for entry in entries for text in entry.unspoken)),
    )


def _write_book(
    album: Album,
    chapters_path: Path,
    entries: Sequence[ChapterFile],
    book_entry: ChapterFile,
    album_folder: AlbumFolder,
) -> ChapterFile:
    target = album_folder.path / book_entry.file
    if book_entry.file not in album_folder.chapters:
        refuse_foreign_file(target, build_book_tags(album))
        album_folder.chapters[book_entry.file] = ChapterFile(0, book_entry.title, book_entry.file)
        album_folder.write()
    book_parts = [read_book_part(chapters_path / item.file, item.title) for item in entries]
    with atomic_write(target) as temp_path:
        write_book(book_parts, build_book_marks(book_parts), temp_path)
        tag_m4b(temp_path, build_book_tags(album))
    return with_file_state(replace(book_entry, seconds=round(sum(item.seconds for item in book_parts), 3)), target)


def build_book_recordings(
    album_folder: AlbumFolder, chapter_folder: AlbumFolder, jobs: Iterable[EpisodeJob]
) -> tuple[Recording, ...]:
    """The book in an album's folder with its sentences and chapters; `jobs` are those of its chapters."""
    jobs_by_file = {job.target.name: job for job in jobs}
    passages, marks = _build_read_along(chapter_folder.build_manifest(), chapter_folder.path, jobs_by_file)
    notes = tuple(_collect_notes(chapter_folder.build_manifest(), jobs_by_file))
    return tuple(
        Recording(
            0,
            1,
            entry.title,
            entry.file,
            sound_mime_type(entry.file),
            entry.size,
            entry.sha256,
            entry.seconds,
            passages,
            marks,
            notes,
        )
        for entry in album_folder.build_manifest().chapters
        if is_book_file(entry)
    )


def _collect_notes(chapter_manifest: Manifest, jobs_by_file: Mapping[str, EpisodeJob]) -> Iterator[AuthorNote]:
    """The author's notes of all chapters, each with the number of its chapter."""
    for entry in chapter_manifest.chapters:
        if entry.sha256 and entry.file in jobs_by_file:
            yield from (replace(note, chapter=entry.number) for note in jobs_by_file[entry.file].episode.notes)


def _build_read_along(
    chapter_manifest: Manifest, folder: Path, jobs_by_file: Mapping[str, EpisodeJob]
) -> tuple[tuple[Passage, ...], tuple[ChapterMark, ...]]:
    """The sentences of a book with their times in it, and where its chapters begin."""
    entries = [item for item in chapter_manifest.chapters if item.sha256]
    marks = build_book_marks([read_book_part(folder / item.file, item.title) for item in entries])
    passages: list[Passage] = []
    for entry, mark in zip(entries, marks, strict=True):
        job = jobs_by_file.get(entry.file)
        if job and entry.sound == sound_fingerprint(job) and len(entry.clip_times) == len(job.episode.cues):
            new_passages = build_passages(job.episode.cues, entry.clip_times, entry.number)
            passages += (
                replace(item, start=item.start + mark.start, end=item.end + mark.start) for item in new_passages
            )
    return tuple(passages), marks

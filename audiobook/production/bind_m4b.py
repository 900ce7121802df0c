"""Binds the chapters of an album into one file.

The chapter files stay in the work folder, so that only those that changed are encoded again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from audiobook.album.editions import BOOK_EXTENSION, find_companion_book, is_book_file
from audiobook.album.manifest import (
    ChapterFile,
    Manifest,
    SidecarEntry,
    describe_sidecar,
    is_intact,
    is_own_file,
    with_file_state,
)
from audiobook.files.workspace import atomic_write, safe_name
from audiobook.model import Album, AuthorNote
from audiobook.production.changes import book_fingerprint, book_tags_fingerprint, sound_fingerprint
from audiobook.production.jobs import build_book_tags
from audiobook.production.render_chapter import EpisodeJob
from audiobook.production.retag import refuse_foreign_file, remove_file
from audiobook.production.update import AlbumFolder
from audiobook.publishing.m4b import build_book_marks, read_book_part, write_book
from audiobook.publishing.published_album import ChapterMark, Passage, Recording, build_passages, sound_mime_type
from audiobook.publishing.tags.files import tag_m4b


def bind_book(
    album: Album, chapter_folder: AlbumFolder, album_folder: AlbumFolder, story_numbers: Collection[int]
) -> ChapterFile | None:
    """Binds the finished chapters of an album into a book, unless it is up to date; None where there is no chapter.

    `album_folder` is the folder of the book. Chapter files there are from when the album had another format, and are
    removed, except those of chapters that are among the story's (`story_numbers`) but not in the book yet. Raises
    OutputError where ffmpeg is missing or the folder cannot be written.
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
        if book_entry.file not in album_folder.chapters:
            refuse_foreign_file(album_folder.path / book_entry.file, build_book_tags(album))
            album_folder.chapters[book_entry.file] = ChapterFile(0, book_entry.title, book_entry.file)
            album_folder.write()
        book_entry = _write_book(album, chapter_folder.path, entries, book_entry, album_folder.path)
    else:
        book_entry = old_entry
    album_folder.chapters[book_entry.file] = book_entry
    album_folder.forget_companion(book_entry.file)
    unbound_numbers = set(story_numbers) - {entry.number for entry in entries}
    album_folder.remove_chapters(
        tuple(
            entry
            for entry in album_folder.chapters.values()
            if entry != book_entry and (is_book_file(entry) or entry.number not in unbound_numbers)
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
    folder: Path,
) -> ChapterFile:
    target = folder / book_entry.file
    book_parts = [read_book_part(chapters_path / item.file, item.title) for item in entries]
    with atomic_write(target) as temp_path:
        write_book(book_parts, build_book_marks(book_parts), temp_path)
        tag_m4b(temp_path, build_book_tags(album))
    return with_file_state(replace(book_entry, seconds=round(sum(item.seconds for item in book_parts), 3)), target)


def bind_companion_book(album: Album, chapter_folder: AlbumFolder, album_folder: AlbumFolder) -> None:
    """Binds the finished chapters into a book that lies next to the album's chapter files, unless it is up to date.

    Raises OutputError where ffmpeg is missing, the folder cannot be written, or somebody else's file is in the way.
    """
    _make_book_a_companion(album_folder)
    entries = tuple(entry for entry in chapter_folder.build_manifest().chapters if entry.sha256)
    if not entries:
        return
    book_entry, folder = _build_book_entry(album, entries), album_folder.path
    made_of = _describe_contents(book_entry)
    old_entry = find_companion_book(album_folder.manifest_head.companions)
    if old_entry and old_entry.file != book_entry.file:
        remove_companion(album_folder, old_entry)
        old_entry = None
    if old_entry and old_entry.made_of == made_of and is_intact(folder, old_entry):
        return
    if old_entry is None:
        refuse_foreign_file(folder / book_entry.file, build_book_tags(album))
        album_folder.claim_companion(SidecarEntry(book_entry.file, 0, 0, ""))
    _write_book(album, chapter_folder.path, entries, book_entry, folder)
    album_folder.record_companion(describe_sidecar(folder, book_entry.file, made_of=made_of))


def _make_book_a_companion(album_folder: AlbumFolder) -> None:
    """Moves the entry of a book that was the whole album to the companion files, once there are chapter files."""
    books = [entry for entry in album_folder.chapters.values() if is_book_file(entry)]
    for entry in books if len(books) < len(album_folder.chapters) else ():
        del album_folder.chapters[entry.file]
        moved = SidecarEntry(entry.file, entry.size, entry.changed, entry.sha256, _describe_contents(entry))
        album_folder.record_companion(moved)


def _describe_contents(book_entry: ChapterFile) -> str:
    """What a book was made of, as the entry of a companion file has it."""
    return f"{book_entry.sound} {book_entry.tags}"


def remove_companion(album_folder: AlbumFolder, entry: SidecarEntry) -> None:
    """Removes a companion file, unless somebody else has changed it, and its entry."""
    if is_own_file(album_folder.path, entry):
        remove_file(album_folder.path / entry.file)
    album_folder.forget_companion(entry.file)


def build_book_recordings(
    album_folder: AlbumFolder, chapter_folder: AlbumFolder, jobs: Iterable[EpisodeJob]
) -> tuple[Recording, ...]:
    """The book in an album's folder with its sentences and chapters; `jobs` are those of its chapters."""
    books: list[ChapterFile | SidecarEntry] = [entry for entry in album_folder.chapters.values() if is_book_file(entry)]
    companion = find_companion_book(album_folder.manifest_head.companions)
    if not books and companion:
        books.append(companion)
    jobs_by_file = {job.target.name: job for job in jobs}
    title, manifest = album_folder.manifest_head.title, chapter_folder.build_manifest()
    parts = [read_book_part(chapter_folder.path / item.file, item.title) for item in manifest.chapters if item.sha256]
    passages, marks = _build_read_along(manifest, build_book_marks(parts), jobs_by_file)
    return tuple(
        Recording(
            number=0,
            track=1,
            title=title,
            file=entry.file,
            mime=sound_mime_type(entry.file),
            size=entry.size,
            sha256=entry.sha256,
            seconds=round(sum(part.seconds for part in parts), 3),
            passages=passages,
            marks=marks,
            notes=tuple(_collect_notes(manifest, jobs_by_file)),
        )
        for entry in books
    )


def _collect_notes(chapter_manifest: Manifest, jobs_by_file: Mapping[str, EpisodeJob]) -> Iterator[AuthorNote]:
    """The author's notes of all chapters, each with the number of its chapter."""
    for entry in chapter_manifest.chapters:
        if entry.sha256 and entry.file in jobs_by_file:
            yield from (replace(note, chapter=entry.number) for note in jobs_by_file[entry.file].episode.notes)


def _build_read_along(
    chapter_manifest: Manifest, marks: tuple[ChapterMark, ...], jobs_by_file: Mapping[str, EpisodeJob]
) -> tuple[tuple[Passage, ...], tuple[ChapterMark, ...]]:
    """The sentences of a book with their times in it, and where its chapters begin."""
    entries = [item for item in chapter_manifest.chapters if item.sha256]
    passages: list[Passage] = []
    for entry, mark in zip(entries, marks, strict=True):
        job = jobs_by_file.get(entry.file)
        if job and entry.sound == sound_fingerprint(job) and len(entry.clip_times) == len(job.episode.cues):
            new_passages = build_passages(job.episode.cues, entry.clip_times, entry.number)
            passages += (
                replace(item, start=item.start + mark.start, end=item.end + mark.start) for item in new_passages
            )
    return tuple(passages), marks

"""Brings the formats of an album together: its chapter files, the book in one file, and what was dropped."""

from __future__ import annotations

from dataclasses import replace

from audiobook.album.editions import (
    BOOK_EXTENSION,
    EBOOK_EXTENSION,
    find_companion_book,
    find_ebook,
    find_editions,
    is_book_file,
)
from audiobook.album.manifest import MANIFEST_NAME, Manifest, SidecarEntry, is_own_file, read_manifest
from audiobook.files.workspace import parts_folder, remove_if_empty
from audiobook.model.output_formats import EPUB, M4B
from audiobook.production.bind_m4b import bind_book, bind_companion_book, remove_companion
from audiobook.production.plan import Plan
from audiobook.production.retag import remove_file
from audiobook.production.update import AlbumFolder
from audiobook.publishing.published_album import DownloadFile, sound_mime_type

EPUB_MIME_TYPE = "application/epub+zip"
# What the files are called where they are offered, by ending.
DOWNLOAD_LABELS = {EBOOK_EXTENSION: "E-book with audio (EPUB)", BOOK_EXTENSION: "Audiobook in one file (M4B)"}


def open_editions(plan: Plan) -> tuple[AlbumFolder, ...]:
    """The folder of each edition of a planned album, the primary one first."""
    settings = plan.context.settings
    return tuple(
        AlbumFolder(plan.album_in(edition.folder), edition.manifest, settings.profile, plan.options, settings.formats)
        for edition in plan.editions
    )


def gather_album(plan: Plan, folders: tuple[AlbumFolder, ...]) -> AlbumFolder:
    """Joins the chapters into one file, where that is one of the formats; the folder that holds the album's sound.

    That is the folder of the primary chapter files, or where there are none that of the file with all chapters. Raises
    OutputError where ffmpeg is missing or the folder cannot be written.
    """
    settings = plan.context.settings
    if settings.product.is_single_file:
        manifest = read_manifest(plan.album.folder)
        album_folder = AlbumFolder(plan.album, manifest, settings.profile, plan.options, settings.formats)
        bind_book(plan.album, folders[0], album_folder, [chapter.number for chapter in plan.analysis.book.chapters])
        return album_folder
    album_folder = folders[0]
    for edition, folder in zip(plan.editions, folders, strict=True):
        if edition.product.is_single_file and _has_sound(album_folder):
            bind_companion_book(plan.album, folder, album_folder)
    return album_folder


def _has_sound(album_folder: AlbumFolder) -> bool:
    """Whether there is a finished chapter file."""
    return any(entry.sha256 and not is_book_file(entry) for entry in album_folder.chapters.values())


def remove_dropped_formats(plan: Plan, album_folder: AlbumFolder) -> None:
    """Removes the files of formats that the album no longer has; those of its primary chapters were replaced already.

    Files that somebody else has changed stay.
    """
    formats = plan.context.settings.formats
    if M4B.name not in formats:
        books = tuple(entry for entry in album_folder.chapters.values() if is_book_file(entry))
        if books and _has_sound(album_folder):
            album_folder.remove_chapters(books)
        _remove_companions(album_folder, find_companion_book(album_folder.manifest_head.companions))
        parts = parts_folder(plan.context.settings.output, plan.album.folder)
        if parts.is_dir():
            _remove_edition(AlbumFolder(plan.album_in(parts), read_manifest(parts)))
    if EPUB.name not in formats:
        _remove_companions(album_folder, find_ebook(album_folder.manifest_head.companions))
    used_folders = {edition.folder for edition in plan.editions}
    for _, folder, manifest in find_editions(plan.album.folder):
        if folder not in used_folders:
            _remove_edition(AlbumFolder(plan.album_in(folder), manifest))


def _remove_companions(album_folder: AlbumFolder, entry: SidecarEntry | None) -> None:
    if entry:
        remove_companion(album_folder, entry)


def _remove_edition(folder: AlbumFolder) -> None:
    """Removes the chapter files of an edition, and its folder if nothing else is in it."""
    if not folder.chapters:
        return
    folder.remove_chapters(tuple(folder.chapters.values()))
    remove_file(folder.path / MANIFEST_NAME)
    remove_if_empty(folder.path, levels=1)


def build_downloads(album_folder: AlbumFolder) -> tuple[DownloadFile, ...]:
    """The whole books that lie next to the album's recordings, as files to download."""
    manifest = album_folder.manifest_head
    books = (find_companion_book(manifest.companions), find_ebook(manifest.companions))
    return tuple(
        DownloadFile(
            file=entry.file,
            label=DOWNLOAD_LABELS[f".{entry.file.rpartition('.')[2]}"],
            mime=EPUB_MIME_TYPE if entry.file.endswith(EBOOK_EXTENSION) else sound_mime_type(entry.file),
            size=entry.size,
        )
        for entry in books
        if entry and is_own_file(album_folder.path, entry)
    )


def list_other_files(plan: Plan, album_folder: AlbumFolder) -> tuple[str, ...]:
    """The whole books in the album's folder, and its folders of chapter files, besides the primary files."""
    folders = (edition.folder for edition in plan.editions if edition.folder.parent == plan.album.folder)
    return (*(download.file for download in build_downloads(album_folder)), *(f"{folder.name}/" for folder in folders))


def with_identity(manifest: Manifest, album_folder: AlbumFolder) -> Manifest:
    """The manifest of an edition with what identifies the album."""
    head = album_folder.manifest_head
    return replace(manifest, identity=head.identity, created=head.created)

"""Writes the e-book file. The same album always gives the same bytes; sound files are copied block by block."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from audiobook.errors import OutputError
from audiobook.files.workspace import atomic_write
from audiobook.publishing.epub.content_pages import build_content_pages, epub_sound_name
from audiobook.publishing.epub.overlays import build_overlay
from audiobook.publishing.epub.package import CONTAINER, build_package
from audiobook.publishing.epub.pages import build_chapter_page, build_contents_page, build_title_page, number_speakers
from audiobook.publishing.published_album import PublishedAlbum

COVER_ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp"}
CHUNK_BYTES = 1 << 20
# Fixed file permissions and operating system for every entry, so that the bytes are the same everywhere.
FILE_MODE = 0o100644 << 16
ZIP_SYSTEM_UNIX = 3


def write_epub(
    album: PublishedAlbum, folder: Path, target: Path, before_rename: Callable[[Path], None] = lambda _: None
) -> None:
    """Writes the album in `folder` to `target` as an EPUB with audio.

    `before_rename` is called with the path of the complete book before it is renamed to `target`. Raises OutputError
    where the album has no sound that e-book readers play, a file of it is missing, or `target` cannot be written.
    """
    if not album.recordings:
        raise OutputError(f"{folder} has no chapters for an e-book yet; make the album first")
    sounds = {epub_sound_name(recording): folder / recording.file for recording in album.recordings}
    missing = next((path for path in sounds.values() if not path.is_file()), None)
    if missing:
        raise OutputError(f"{missing} is missing, so it can't be added to the e-book; run the same command again")
    with atomic_write(target) as temp_path:
        _write_archive(album, sounds, temp_path)
        before_rename(temp_path)


def _write_archive(album: PublishedAlbum, sounds: Mapping[str, Path], target: Path) -> None:
    with ZipFile(target, "w") as archive:
        # The standard requires this file first and uncompressed, so that the file type can be recognized.
        archive.writestr(_zip_entry("mimetype", ZIP_STORED), b"application/epub+zip")
        for name, data in _build_documents(album):
            archive.writestr(_zip_entry(name, ZIP_DEFLATED), data)
        archive.writestr(_zip_entry(f"EPUB/{_cover_name(album)}", ZIP_STORED), album.cover.data)
        for name, path in sounds.items():
            _add_sound(archive, f"EPUB/{name}", path)


def _build_documents(album: PublishedAlbum) -> Iterator[tuple[str, str]]:
    pages = build_content_pages(album)
    numbers, cover = number_speakers(pages), _cover_name(album)
    yield "META-INF/container.xml", CONTAINER
    yield "EPUB/package.opf", build_package(album, pages, cover)
    yield "EPUB/contents.xhtml", build_contents_page(album, pages)
    yield "EPUB/style.css", files(__package__).joinpath("style.css").read_text("utf-8")
    yield "EPUB/title.xhtml", build_title_page(album, cover, numbers)
    for page in pages:
        yield f"EPUB/{page.name}.xhtml", build_chapter_page(album, page, numbers)
        yield f"EPUB/{page.name}.smil", build_overlay(page)


def _cover_name(album: PublishedAlbum) -> str:
    return f"cover{COVER_ENDINGS.get(album.cover.mime, '.jpg')}"


def _add_sound(archive: ZipFile, name: str, path: Path) -> None:
    """Copies a file into the archive uncompressed: sound does not get smaller."""
    entry = _zip_entry(name, ZIP_STORED)
    entry.file_size = path.stat().st_size
    with path.open("rb") as source, archive.open(entry, "w") as member:
        shutil.copyfileobj(source, member, CHUNK_BYTES)


def _zip_entry(name: str, compression: int) -> ZipInfo:
    entry = ZipInfo(name)
    entry.compress_type, entry.external_attr, entry.create_system = compression, FILE_MODE, ZIP_SYSTEM_UNIX
    return entry

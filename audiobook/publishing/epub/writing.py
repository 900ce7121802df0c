"""Packs the e-book: the same album gives the same bytes, and a chapter's sound is never in memory as a whole."""

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
# The least permissions and the system that archives name; without them the bytes would tell who packed them where.
FILE_MODE = 0o100644 << 16
ZIP_SYSTEM_UNIX = 3


def write_epub(
    album: PublishedAlbum, folder: Path, target: Path, packed: Callable[[Path], None] = lambda _: None
) -> None:
    """Writes the album whose sound lies in `folder` to `target` as an EPUB that reads itself aloud.

    `packed` is told where the whole book lies before it takes its name. Raises OutputError where the album has no sound
    that e-books play, where a file of it is missing, and where `target` cannot be written.
    """
    if not album.recordings:
        raise OutputError(f"there is nothing in {folder} yet to make an e-book of; make the album first")
    sounds = {epub_sound_name(one): folder / one.file for one in album.recordings}
    missing = next((path for path in sounds.values() if not path.is_file()), None)
    if missing:
        raise OutputError(f"{missing} is missing, so it cannot go into the e-book; run the same command again")
    with atomic_write(target) as part:
        _pack(album, sounds, part)
        packed(part)


def _pack(album: PublishedAlbum, sounds: Mapping[str, Path], target: Path) -> None:
    with ZipFile(target, "w") as archive:
        # The standard asks for this file first and as it is, so that the kind of book can be told without unpacking.
        archive.writestr(_zip_entry("mimetype", ZIP_STORED), b"application/epub+zip")
        for name, data in _build_documents(album):
            archive.writestr(_zip_entry(name, ZIP_DEFLATED), data)
        archive.writestr(_zip_entry(f"EPUB/{_cover_name(album)}", ZIP_STORED), album.cover.data)
        for name, path in sounds.items():
            _add_sound(archive, f"EPUB/{name}", path)


def _build_documents(album: PublishedAlbum) -> Iterator[tuple[str, str]]:
    leaves = build_content_pages(album)
    voices, cover = number_speakers(leaves), _cover_name(album)
    yield "META-INF/container.xml", CONTAINER
    yield "EPUB/package.opf", build_package(album, leaves, cover)
    yield "EPUB/contents.xhtml", build_contents_page(album, leaves)
    yield "EPUB/style.css", files(__package__).joinpath("style.css").read_text("utf-8")
    yield "EPUB/title.xhtml", build_title_page(album, cover, voices)
    for leaf in leaves:
        yield f"EPUB/{leaf.name}.xhtml", build_chapter_page(album, leaf, voices)
        yield f"EPUB/{leaf.name}.smil", build_overlay(leaf)


def _cover_name(album: PublishedAlbum) -> str:
    return f"cover{COVER_ENDINGS.get(album.cover.mime, '.jpg')}"


def _add_sound(archive: ZipFile, name: str, path: Path) -> None:
    """Copies a file into the archive piece by piece, as it is: sound does not get smaller."""
    entry = _zip_entry(name, ZIP_STORED)
    entry.file_size = path.stat().st_size
    with path.open("rb") as source, archive.open(entry, "w") as packed:
        shutil.copyfileobj(source, packed, CHUNK_BYTES)


def _zip_entry(name: str, compression: int) -> ZipInfo:
    entry = ZipInfo(name)
    entry.compress_type, entry.external_attr, entry.create_system = compression, FILE_MODE, ZIP_SYSTEM_UNIX
    return entry

"""What is made of a finished album besides its own files: the e-book, and the library of the output folder."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from audiobook.album.file_names import OPML_FILE, PAGE_FILE
from audiobook.album.library import build_opml, find_albums
from audiobook.album.library_index import digest_albums, write_library_record
from audiobook.album.manifest import (
    SidecarEntry,
    SidecarFiles,
    build_claim,
    describe_sidecar,
    hash_file,
    is_intact,
    is_own_file,
)
from audiobook.files.locks import lock_file
from audiobook.files.workspace import LIBRARY_LOCK, WORK_FOLDER, atomic_write, safe_name
from audiobook.model.output_formats import EPUB, OutputFormat
from audiobook.production.retag import remove_file
from audiobook.publishing.epub.writing import write_epub
from audiobook.publishing.page.library_page import build_library_page
from audiobook.publishing.published_album import PublishedAlbum

EBOOK_EXTENSION = ".epub"
# What a page of ours has, so that no page of somebody else's is written over.
GENERATOR_TAG = b'<meta name="generator" content="audiobook">'


def find_ebook(entries: Iterable[SidecarEntry]) -> SidecarEntry | None:
    """The e-book among an album's files, None where it has none."""
    return next((entry for entry in entries if entry.file.endswith(EBOOK_EXTENSION)), None)


def update_ebook(
    folder: Path,
    album: PublishedAlbum,
    old_entry: SidecarEntry | None,
    audio_format: OutputFormat,
    claim: Callable[[SidecarEntry], None],
) -> SidecarFiles:
    """The album's e-book, up to date, where one is asked for or was made before and not removed by hand since.

    One that was made before goes where the album is now made in a format that e-books do not play; one that is
    somebody else's is left. `claim` is told what the file will be before it has its name. Raises OutputError where the
    folder does not let it.
    """
    if audio_format != EPUB and (old_entry is None or not (folder / old_entry.file).exists()):
        return SidecarFiles(())
    if not audio_format.epub_ending:
        if old_entry and is_own_file(folder, old_entry):
            remove_file(folder / old_entry.file)
        return SidecarFiles(())
    name, album_digest = safe_name(album.metadata.title, "Untitled") + EBOOK_EXTENSION, _digest_album(album)
    current_entry = old_entry if old_entry and old_entry.file == name else None
    if current_entry and current_entry.made_of == album_digest and is_intact(folder, current_entry):
        return SidecarFiles((current_entry,))
    if (folder / name).exists() and not (current_entry and is_own_file(folder, current_entry)):
        return SidecarFiles((current_entry,) if current_entry else (), (name,))
    write_epub(
        album, folder, folder / name, lambda temp_path: claim(build_claim(name, hash_file(temp_path), current_entry))
    )
    return SidecarFiles((describe_sidecar(folder, name, made_of=album_digest),))


def _digest_album(album: PublishedAlbum) -> str:
    return hashlib.blake2b(repr(album).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def refresh_library(output: Path, base_url: str = "") -> None:
    """Writes the page of all albums below an output folder, and the list of their feeds.

    The list keeps the address that a former run was told; without any its links are relative, as those of the feeds.
    Files of these names that are somebody else's are left. Raises OutputError where the folder does not let it.
    """
    # What another run has finished meanwhile must not be missing in lists that are written after its own.
    with lock_file(output / WORK_FOLDER / LIBRARY_LOCK):
        # Taken before the albums are read: what another run changes meanwhile makes the note outdated.
        listed_digest = digest_albums(output)
        albums = find_albums(output)
        _write_if_ours(output / PAGE_FILE, build_library_page(albums), GENERATOR_TAG)
        feeds = output / OPML_FILE
        _write_if_ours(feeds, build_opml(albums, base_url or _read_base_url(feeds)), b"<opml")
        write_library_record(output, listed_digest)


def _read_base_url(feeds: Path) -> str:
    """The address of the output folder in a list of feeds, "" where it has none."""
    match = FEED_URL.search(feeds.read_text("utf-8", "replace")) if feeds.is_file() else None
    return html.unescape(match[1]) if match else ""


# An album's feed stands two folders down.
FEED_URL = re.compile(r'xmlUrl="(https?://[^"]*?/)[^/"]+/[^/"]+/feed\.xml"')


def _write_if_ours(path: Path, data: bytes, signature: bytes) -> None:
    if path.exists():
        old_data = path.read_bytes() if path.is_file() else b""
        if old_data == data or signature not in old_data:
            return
    with atomic_write(path) as temp_path:
        temp_path.write_bytes(data)

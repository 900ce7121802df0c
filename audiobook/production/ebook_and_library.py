"""Updates what goes with finished albums: the e-book of an album, and the library of the output folder."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable
from pathlib import Path

from audiobook.album.editions import EBOOK_EXTENSION
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
from audiobook.production.retag import remove_file
from audiobook.publishing.epub.writing import write_epub
from audiobook.publishing.page.library_page import build_library_page
from audiobook.publishing.published_album import PublishedAlbum

# Marks a page of ours, so that no other page is overwritten.
GENERATOR_TAG = b'<meta name="generator" content="audiobook">'
OPML_TAG = b"<opml"
# An album's feed is two folders below the output folder.
FEED_URL = re.compile(r'xmlUrl="(https?://[^"]*?/)[^/"]+/[^/"]+/feed\.xml"')


def update_ebook(
    folder: Path,
    album: PublishedAlbum,
    sound_folder: Path,
    old_entry: SidecarEntry | None,
    claim: Callable[[SidecarEntry], None],
) -> SidecarFiles:
    """Writes the album's e-book to `folder`, or updates it; `album` has the sound for it, in `sound_folder`.

    One that somebody else has made or changed stays as it is. `claim` is called with the new entry before the file gets
    its name. Raises OutputError where a file cannot be written.
    """
    name, album_digest = safe_name(album.metadata.title, "Untitled") + EBOOK_EXTENSION, _digest_album(album)
    current_entry = old_entry if old_entry and old_entry.file == name else None
    if old_entry and current_entry is None and is_own_file(folder, old_entry):
        remove_file(folder / old_entry.file)
    if current_entry and current_entry.made_of == album_digest and is_intact(folder, current_entry):
        return SidecarFiles((current_entry,))
    if (folder / name).exists() and not (current_entry and is_own_file(folder, current_entry)):
        return SidecarFiles((current_entry,) if current_entry else (), (name,))
    write_epub(
        album,
        sound_folder,
        folder / name,
        lambda temp_path: claim(build_claim(name, hash_file(temp_path), current_entry)),
    )
    return SidecarFiles((describe_sidecar(folder, name, made_of=album_digest),))


def _digest_album(album: PublishedAlbum) -> str:
    return hashlib.blake2b(repr(album).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def refresh_library(output: Path, base_url: str = "") -> None:
    """Writes the page of all albums below an output folder, and the list of their feeds.

    Without a `base_url` the list keeps the one of an earlier run; without any its links are relative, as in the feeds.
    Files of these names that somebody else has made stay as they are. Raises OutputError where a file cannot be
    written.
    """
    # The lock keeps an album that another run finishes meanwhile from being missing in the lists.
    with lock_file(output / WORK_FOLDER / LIBRARY_LOCK):
        # Computed before the albums are read: if another run changes one meanwhile, the record is outdated.
        listed_digest = digest_albums(output)
        albums = find_albums(output)
        _write_if_ours(output / PAGE_FILE, build_library_page(albums), GENERATOR_TAG)
        feeds = output / OPML_FILE
        _write_if_ours(feeds, build_opml(albums, base_url or _read_base_url(feeds)), OPML_TAG)
        write_library_record(output, listed_digest)


def _read_base_url(feeds: Path) -> str:
    """The base URL in a list of feeds, "" where it has none."""
    match = FEED_URL.search(feeds.read_text("utf-8", "replace")) if feeds.is_file() else None
    return html.unescape(match[1]) if match else ""


def _write_if_ours(path: Path, data: bytes, signature: bytes) -> None:
    if path.exists():
        old_data = path.read_bytes() if path.is_file() else b""
        if old_data == data or signature not in old_data:
            return
    with atomic_write(path) as temp_path:
        temp_path.write_bytes(data)

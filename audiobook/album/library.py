"""The library of an output folder: all finished albums in it, and a list of their feeds."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from audiobook.album.addresses import file_url
from audiobook.album.editions import find_ebook
from audiobook.album.file_names import COVER_FILE, FEED_FILE, METADATA_FILE, PAGE_FILE
from audiobook.album.library_index import find_album_folders, list_files
from audiobook.album.manifest import MANIFEST_NAME, Manifest, read_manifest
from audiobook.text.folding import fold_accents
from audiobook.text.languages.document_language import known_language_tag
from audiobook.text.xml_text import strip_illegal, to_single_line

COVER_FILES = (COVER_FILE, "cover.png")
# Only this many bytes of metadata.json are read; a normal one has a few thousand, and a hundred more per chapter.
MAX_METADATA_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class LibraryAlbum:
    """An album as a library shows it.

    `folder` is its path below the output folder, with slashes; `cover`, `feed` and `page` are the names of files in
    it, "" where it has none. `chapters` is the number of finished files, `seconds` their total length. `language` is a
    tag (BCP 47). `identity` is the album's URN, by which browsers remember where somebody stopped. Unknown texts are
    "". `ebook` is the name of the e-book, "" where there is none, `ebook_changed` the ISO time (UTC) of its last
    change. All texts are legal in XML and HTML, but not escaped.
    """

    folder: str
    title: str
    author: str
    narrator: str = ""
    summary: str = ""
    series: str = ""
    language: str = ""
    genres: tuple[str, ...] = ()
    seconds: float = 0.0
    chapters: int = 0
    cover: str = ""
    feed: str = ""
    page: str = ""
    identity: str = ""
    ebook: str = ""
    ebook_changed: str = ""

    def url(self, name: str = "", base_url: str = "") -> str:
        """The URL of one of the album's files, or of its folder (ending in a slash), percent-encoded.

        `base_url` is that of the output folder; with "" the URL is relative to it.
        """
        return file_url(f"{self.folder}/{name}", base_url)


@dataclass(frozen=True, slots=True)
class Library:
    """The albums of an output folder, sorted, and those that could not be read: path in the folder, and reason."""

    albums: tuple[LibraryAlbum, ...]
    unreadable: tuple[tuple[str, str], ...] = ()


def find_albums(output: Path) -> tuple[LibraryAlbum, ...]:
    """The finished albums in an output folder, sorted; those that cannot be read are left out."""
    return read_library(output).albums


def read_library(output: Path) -> Library:
    """Reads the library of an output folder; an empty one where there is no folder.

    Albums are where `find_album_folders` looks for them. An album without a finished file does not count.
    """
    albums: list[LibraryAlbum] = []
    unreadable: list[tuple[str, str]] = []
    for folder in find_album_folders(output):
        try:
            album = _read_album(folder, folder.relative_to(output).as_posix())
        except _UnreadableError as error:
            unreadable.append((folder.relative_to(output).as_posix(), str(error)))
        else:
            albums += [album] if album else []
    return Library(_sort_albums(albums), tuple(sorted(unreadable)))


class _UnreadableError(Exception):
    """An album that cannot be shown, and why."""


def _read_album(folder: Path, relative_path: str) -> LibraryAlbum | None:
    manifest, names = _read_manifest(folder), list_files(folder)
    chapters = [chapter for chapter in manifest.chapters if chapter.sha256 and chapter.file in names]
    metadata = _read_metadata(folder) if METADATA_FILE in names else {}
    if not chapters:
        return None
    entry = find_ebook(manifest.companions)
    ebook = entry.file if entry and entry.file in names else ""
    return LibraryAlbum(
        folder=relative_path,
        title=_line(manifest.title) or _line(folder.name),
        author=_line(manifest.author) or _line(relative_path.partition("/")[0]),
        narrator=_line(manifest.narrator),
        summary=_text(metadata.get("description")),
        series=", ".join(_lines(metadata.get("series"))),
        language=known_language_tag(language) if (language := _line(metadata.get("language"))) else "",
        genres=_lines(metadata.get("genres")),
        seconds=sum(chapter.seconds for chapter in chapters),
        chapters=len(chapters),
        cover=next((name for name in COVER_FILES if name in names), ""),
        feed=FEED_FILE if FEED_FILE in names else "",
        page=PAGE_FILE if PAGE_FILE in names else "",
        identity=_line(manifest.identity),
        ebook=ebook,
        ebook_changed=_format_change(folder / ebook) if ebook else "",
    )


def _format_change(path: Path) -> str:
    """The ISO time of a file's last change, that of the epoch where it can't be read."""
    try:
        changed = int(path.stat().st_mtime)
    except OSError:
        changed = 0
    return datetime.fromtimestamp(max(0, changed), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read_manifest(folder: Path) -> Manifest:
    manifest = read_manifest(folder)
    if manifest == Manifest() or not all(math.isfinite(chapter.seconds) for chapter in manifest.chapters):
        raise _UnreadableError(f"{MANIFEST_NAME} cannot be read; make the album again")
    return manifest


def _read_metadata(folder: Path) -> dict[str, Any]:
    """The contents of metadata.json; empty where it cannot be read, since somebody may have edited it."""
    try:
        with (folder / METADATA_FILE).open("rb") as file:
            found = json.loads(file.read(MAX_METADATA_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _text(found: object) -> str:
    return strip_illegal(found).strip() if isinstance(found, str) else ""


def _line(found: object) -> str:
    return to_single_line(_text(found))


def _lines(found: object) -> tuple[str, ...]:
    return tuple(filter(None, map(_line, found))) if isinstance(found, list) else ()


def _sort_albums(albums: Iterable[LibraryAlbum]) -> tuple[LibraryAlbum, ...]:
    """Sorts by author and title, numbers by value, ignoring case and accents."""
    from natsort import natsort_keygen

    key = natsort_keygen(key=lambda album: (fold_accents(album.author), fold_accents(album.title), album.folder))
    return tuple(sorted(albums, key=key))


def build_opml(albums: Iterable[LibraryAlbum], base_url: str = "") -> bytes:
    """The feeds of a library as OPML 2.0, which podcast players import; albums without a feed are left out.

    `base_url` is the URL of the output folder, with a slash at its end; players need one.
    """
    from lxml import etree

    opml = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(opml, "head"), "title").text = "Audiobooks"
    body = etree.SubElement(opml, "body")
    for album in albums:
        if album.feed:
            etree.SubElement(body, "outline", dict(_outline(album, base_url)))
    return etree.tostring(opml.getroottree(), encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _outline(album: LibraryAlbum, base_url: str) -> Iterator[tuple[str, str]]:
    yield "type", "rss"
    yield "text", f"{album.title} – {album.author}"
    yield "title", album.title
    yield "xmlUrl", album.url(album.feed, base_url)
    if album.page:
        yield "htmlUrl", album.url(album.page, base_url)
    if album.summary:
        yield "description", album.summary
    if album.language:
        yield "language", album.language

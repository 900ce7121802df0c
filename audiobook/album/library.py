"""The library of an output folder: every finished album below it, and a list of their feeds."""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audiobook.album import manifest
from audiobook.album.addresses import file_url
from audiobook.album.file_names import COVER_FILE, FEED_FILE, METADATA_FILE, PAGE_FILE
from audiobook.album.library_index import find_album_folders, list_files
from audiobook.album.manifest import Manifest, read_manifest
from audiobook.text.languages.document_language import known_language_tag
from audiobook.text.xml_text import strip_illegal, to_single_line

COVER_FILES = (COVER_FILE, "cover.png")
# Bytes of metadata.json that are read; those of a story have a few thousand, and its chapters a hundred each.
MAX_METADATA_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class LibraryAlbum:
    """An album as a library shows it.

    `folder` is its path below the output folder, with slashes; `cover`, `feed` and `page` are the names of files in
    it, "" where it has none. `chapters` counts the finished files, `seconds` is their length. Of what is not known
    the text is "". `language` is a tag (BCP 47). All texts are legal in XML and HTML, but not escaped.
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

    def url(self, name: str = "", base_url: str = "") -> str:
        """The address of one of the album's files, or of its folder (ending in a slash), percent-encoded.

        `base_url` is that of the output folder; with "" the address is relative to it.
        """
        return file_url(f"{self.folder}/{name}", base_url)


@dataclass(frozen=True, slots=True)
class Library:
    """The albums of an output folder as people sort them, and what could not be read: path below it and reason."""

    albums: tuple[LibraryAlbum, ...]
    unreadable: tuple[tuple[str, str], ...] = ()


def find_albums(output: Path) -> tuple[LibraryAlbum, ...]:
    """The finished albums below an output folder, as people sort them; what cannot be read is left out."""
    return read_library(output).albums


def read_library(output: Path) -> Library:
    """What stands in an output folder: its albums, and those that cannot be read; nothing where there is no folder.

    Albums stand two levels down (`Author/Title/album.json`). Hidden folders are left out, and links are not followed.
    An album of which no file is finished yet is none.
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
    chapters = [one for one in manifest.chapters if one.sha256 and one.file in names]
    metadata = _read_metadata(folder) if METADATA_FILE in names else {}
    if not chapters:
        return None
    return LibraryAlbum(
        folder=relative_path,
        title=_line(manifest.title) or _line(folder.name),
        author=_line(manifest.author) or _line(folder.parent.name),
        narrator=_line(manifest.narrator),
        summary=_text(metadata.get("description")),
        series=", ".join(_lines(metadata.get("series"))),
        language=known_language_tag(said) if (said := _line(metadata.get("language"))) else "",
        genres=_lines(metadata.get("genres")),
        seconds=sum(one.seconds for one in chapters),
        chapters=len(chapters),
        cover=next((name for name in COVER_FILES if name in names), ""),
        feed=FEED_FILE if FEED_FILE in names else "",
        page=PAGE_FILE if PAGE_FILE in names else "",
    )


def _read_manifest(folder: Path) -> Manifest:
    found = read_manifest(folder)
    if found == Manifest() or not all(math.isfinite(one.seconds) for one in found.chapters):
        raise _UnreadableError(f"{manifest.MANIFEST_NAME} cannot be read; make the album again")
    return found


def _read_metadata(folder: Path) -> dict[str, Any]:
    """What metadata.json says; nothing where it cannot be read, for a person may have changed it."""
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
    """By author and title, numbers by value, without regard to case and accents."""
    from natsort import natsort_keygen

    key = natsort_keygen(key=lambda one: (_sort_key(one.author), _sort_key(one.title), one.folder))
    return tuple(sorted(albums, key=key))


def _sort_key(text: str) -> str:
    taken_apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in taken_apart if not unicodedata.combining(sign))


def build_opml(albums: Iterable[LibraryAlbum], base_url: str = "") -> bytes:
    """The feeds of a library as OPML 2.0, which podcast players import; albums without a feed are left out.

    `base_url` is the address of the output folder (it ends in a slash); players need one.
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

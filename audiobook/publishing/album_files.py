"""The files beside the sound that other programs read: cover, what the album is, who reads it, and a playlist."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from audiobook.model import Metadata
from audiobook.publishing.covers.pictures import jpeg_cover
from audiobook.publishing.published_album import CompanionFile, FinishedAlbum, Mark, Recording
from audiobook.publishing.rating import is_explicit
from audiobook.publishing.tags.values import one_line, series_and_part
from audiobook.text.xml_text import legal_text

COVER, METADATA, DESCRIPTION, READER, PLAYLIST = "cover.jpg", "metadata.json", "desc.txt", "reader.txt", "playlist.m3u8"


def album_files(album: FinishedAlbum) -> tuple[CompanionFile, ...]:
    """The cover, `metadata.json` as Audiobookshelf writes it, the summary, the readers, and a playlist.

    What there is nothing to write into is left out. Raises OutputError where the cover is no picture.
    """
    texts = {
        METADATA: metadata_json(album),
        DESCRIPTION: _ended(legal_text(album.metadata.summary)),
        READER: _ended(readers(album)),
        PLAYLIST: playlist(album),
    }
    written = (CompanionFile(name, text.encode()) for name, text in texts.items() if text)
    return (CompanionFile(COVER, jpeg_cover(album.cover).data), *written)


def _ended(text: str) -> str:
    return text.rstrip() + "\n" if text.strip() else ""


def metadata_json(album: FinishedAlbum) -> str:
    """What the album is, in the form in which Audiobookshelf keeps it beside the files (2.x, `metadata.json`)."""
    about = album.metadata
    told: dict[str, Any] = {
        "tags": list(dict.fromkeys(map(one_line, (*about.fandoms, *about.relationships, *about.characters)))),
        "chapters": [
            {"id": number, "start": round(start, 3), "end": round(end, 3), "title": title}
            for number, (start, end, title) in enumerate(chapters(album))
        ],
        "title": one_line(about.title),
        "subtitle": None,
        "authors": [one_line(about.author)] if about.author else [],
        "narrators": [one_line(album.narrator)] if album.narrator else [],
        "series": [_series(about)] if about.series else [],
        "genres": list(dict.fromkeys(map(one_line, about.genres))),
        "publishedYear": about.year or None,
        "publishedDate": about.published or None,
        "publisher": None,
        "description": legal_text(about.summary) or None,
        "isbn": None,
        "asin": None,
        "language": about.language or None,
        "explicit": is_explicit(about.rating),
        "abridged": False,
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _series(about: Metadata) -> str:
    name, part = series_and_part(about.series)
    return f"{name} #{part}" if part else name


def chapters(album: FinishedAlbum) -> Iterator[tuple[float, float, str]]:
    """The chapters of the whole album: where each begins and ends, in seconds from the first file's beginning.

    A file is a chapter; one that holds the whole book (`number` 0) has those that its marks say.
    """
    at = 0.0
    for recording in album.recordings:
        end = at + recording.seconds
        for mark, following in pairwise((*_marks(recording), Mark(recording.seconds, ""))):
            yield at + mark.start, min(end, at + following.start), one_line(mark.title) or recording.stem
        at = end


def _marks(recording: Recording) -> tuple[Mark, ...]:
    whole = (Mark(0.0, recording.title),)
    return recording.marks or whole if recording.number == 0 else whole


def readers(album: FinishedAlbum) -> str:
    """Who reads: the narrator in the first line, which is all that Audiobookshelf takes; then who is heard as whom."""
    cast = [one_line(f"{one.character}: {one.voice}") for one in album.readers if one.character]
    return "\n".join([one_line(album.narrator), *(["", *cast] if cast else [])])


def playlist(album: FinishedAlbum) -> str:
    """An extended M3U in UTF-8, the files in their order, their lengths in whole seconds."""
    about = album.metadata
    lines = ["#EXTM3U", f"#PLAYLIST:{one_line(about.title)}"]
    if about.author:
        lines.append(f"#EXTART:{one_line(about.author)}")
    for one in album.recordings:
        lines += [f"#EXTINF:{round(one.seconds)},{one_line(one.title) or one.stem}", _entry(one.file)]
    return "\n".join(lines) + "\n"


def _entry(file: str) -> str:
    """A file's name as a line of a playlist: as it is, for players take a % in it for one; never like a comment."""
    return f"./{file}" if file.startswith("#") else file

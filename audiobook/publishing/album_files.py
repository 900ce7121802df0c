"""The files beside the sound that other programs read: cover, what the album is, who reads it, and a playlist."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from audiobook.album.file_names import COVER_FILE, METADATA_FILE
from audiobook.model import Metadata
from audiobook.publishing.covers.pictures import to_jpeg_cover
from audiobook.publishing.published_album import ChapterMark, CompanionFile, PublishedAlbum, Recording
from audiobook.publishing.rating import is_explicit
from audiobook.publishing.tags.values import split_series
from audiobook.text.xml_text import strip_illegal, to_single_line

DESCRIPTION_FILE, READER_FILE, PLAYLIST_FILE = "desc.txt", "reader.txt", "playlist.m3u8"


def build_album_files(album: PublishedAlbum) -> tuple[CompanionFile, ...]:
    """The cover, `metadata.json` as Audiobookshelf writes it, the summary, the readers, and a playlist.

    What there is nothing to write into is left out. Raises OutputError where the cover is no picture.
    """
    texts = {
        METADATA_FILE: build_metadata_json(album),
        DESCRIPTION_FILE: _end_with_newline(strip_illegal(album.metadata.summary)),
        READER_FILE: _end_with_newline(format_reader_credits(album)),
        PLAYLIST_FILE: build_playlist(album),
    }
    text_files = (CompanionFile(name, text.encode()) for name, text in texts.items() if text)
    return (CompanionFile(COVER_FILE, to_jpeg_cover(album.cover).data), *text_files)


def _end_with_newline(text: str) -> str:
    return text.rstrip() + "\n" if text.strip() else ""


def build_metadata_json(album: PublishedAlbum) -> str:
    """What the album is, in the form in which Audiobookshelf keeps it beside the files (2.x, `metadata.json`)."""
    about = album.metadata
    fields: dict[str, Any] = {
        "tags": list(dict.fromkeys(map(to_single_line, (*about.fandoms, *about.relationships, *about.characters)))),
        "chapters": [
            {"id": number, "start": round(start, 3), "end": round(end, 3), "title": title}
            for number, (start, end, title) in enumerate(album_chapters(album))
        ],
        "title": to_single_line(about.title),
        "subtitle": None,
        "authors": [to_single_line(about.author)] if about.author else [],
        "narrators": [to_single_line(album.narrator)] if album.narrator else [],
        "series": [_format_series(about)] if about.series else [],
        "genres": list(dict.fromkeys(map(to_single_line, about.genres))),
        "publishedYear": about.year or None,
        "publishedDate": about.published or None,
        "publisher": None,
        "description": strip_illegal(about.summary) or None,
        "isbn": None,
        "asin": None,
        "language": about.language or None,
        "explicit": is_explicit(about.rating),
        "abridged": False,
    }
    return json.dumps(fields, ensure_ascii=False, indent=2) + "\n"


def _format_series(about: Metadata) -> str:
    name, part = split_series(about.series)
    return f"{name} #{part}" if part else name


def album_chapters(album: PublishedAlbum) -> Iterator[tuple[float, float, str]]:
    """The chapters of the whole album: where each begins and ends, in seconds from the first file's beginning.

    A file is a chapter; one that holds the whole book (`number` 0) has those that its marks say.
    """
    offset = 0.0
    for recording in album.recordings:
        end = offset + recording.seconds
        for mark, following in pairwise((*_chapter_marks(recording), ChapterMark(recording.seconds, ""))):
            yield offset + mark.start, min(end, offset + following.start), to_single_line(mark.title) or recording.stem
        offset = end


def _chapter_marks(recording: Recording) -> tuple[ChapterMark, ...]:
    whole = (ChapterMark(0.0, recording.title),)
    return recording.marks or whole if recording.number == 0 else whole


def format_reader_credits(album: PublishedAlbum) -> str:
    """Who reads: the narrator in the first line, which is all that Audiobookshelf takes; then who is heard as whom."""
    cast = [to_single_line(f"{one.character}: {one.voice}") for one in album.readers if one.character]
    return "\n".join([to_single_line(album.narrator), *(["", *cast] if cast else [])])


def build_playlist(album: PublishedAlbum) -> str:
    """An extended M3U in UTF-8, the files in their order, their lengths in whole seconds."""
    about = album.metadata
    lines = ["#EXTM3U", f"#PLAYLIST:{to_single_line(about.title)}"]
    if about.author:
        lines.append(f"#EXTART:{to_single_line(about.author)}")
    for recording in album.recordings:
        lines += [
            f"#EXTINF:{round(recording.seconds)},{to_single_line(recording.title) or recording.stem}",
            _playlist_line(recording.file),
        ]
    return "\n".join(lines) + "\n"


def _playlist_line(file: str) -> str:
    """A file's name as a line of a playlist: as it is, for players take a % in it for one; never like a comment."""
    return f"./{file}" if file.startswith("#") else file

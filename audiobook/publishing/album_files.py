"""Companion files for other programs: cover, metadata, summary, reader credits, and a playlist."""

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
from audiobook.text.series import split_series
from audiobook.text.xml_text import strip_illegal, to_single_line

DESCRIPTION_FILE, READER_FILE, PLAYLIST_FILE = "desc.txt", "reader.txt", "playlist.m3u8"


def build_album_files(album: PublishedAlbum) -> tuple[CompanionFile, ...]:
    """The cover, `metadata.json` as Audiobookshelf writes it, the summary, the reader credits, and a playlist.

    Files without content are left out. Raises OutputError where the cover is not a picture.
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
    """The album's metadata as JSON, in the form of Audiobookshelf 2.x (`metadata.json`)."""
    metadata = album.metadata
    fields: dict[str, Any] = {
        "tags": list(
            dict.fromkeys(map(to_single_line, (*metadata.fandoms, *metadata.relationships, *metadata.characters)))
        ),
        "chapters": [
            {"id": number, "start": round(start, 3), "end": round(end, 3), "title": title}
            for number, (start, end, title) in enumerate(album_chapters(album))
        ],
        "title": to_single_line(metadata.title),
        "subtitle": None,
        "authors": [to_single_line(metadata.author)] if metadata.author else [],
        "narrators": [to_single_line(album.narrator)] if album.narrator else [],
        "series": [_format_series(metadata)] if metadata.series else [],
        "genres": list(dict.fromkeys(map(to_single_line, metadata.genres))),
        "publishedYear": metadata.year or None,
        "publishedDate": metadata.published or None,
        "publisher": None,
        "description": strip_illegal(metadata.summary) or None,
        "isbn": None,
        "asin": None,
        "language": metadata.language or None,
        "explicit": is_explicit(metadata.rating),
        "abridged": False,
    }
    return json.dumps(fields, ensure_ascii=False, indent=2) + "\n"


def _format_series(metadata: Metadata) -> str:
    name, part = split_series(metadata.series)
    return f"{name} #{part}" if part else name


def album_chapters(album: PublishedAlbum) -> Iterator[tuple[float, float, str]]:
    """The start, end and title of each chapter of the album; times are seconds from the start of the first file.

    Each file is a chapter; a file with the whole book (`number` 0) has the chapters of its marks.
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
    """The narrator in the first line, all that Audiobookshelf takes; then each character with their voice."""
    cast = [to_single_line(f"{reader.character}: {reader.voice}") for reader in album.cast_credits if reader.character]
    return "\n".join([to_single_line(album.narrator), *(["", *cast] if cast else [])])


def build_playlist(album: PublishedAlbum) -> str:
    """An extended M3U playlist: the files in order, with their lengths in whole seconds."""
    metadata = album.metadata
    lines = ["#EXTM3U", f"#PLAYLIST:{to_single_line(metadata.title)}"]
    if metadata.author:
        lines.append(f"#EXTART:{to_single_line(metadata.author)}")
    for recording in album.recordings:
        lines += [
            f"#EXTINF:{round(recording.seconds)},{to_single_line(recording.title) or recording.stem}",
            _playlist_line(recording.file),
        ]
    return "\n".join(lines) + "\n"


def _playlist_line(file: str) -> str:
    """A file's name as a line of a playlist: not percent-encoded, and never mistaken for a comment."""
    return f"./{file}" if file.startswith("#") else file

"""Which file of the output folder a path names: those of albums, and nothing else."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from audiobook.album.manifest import MANIFEST_NAME as MANIFEST
from audiobook.files.workspace import real_path
from audiobook.model.output_formats import find_format

# What is served besides sound, by ending; whatever else lies in an album's folder is nobody's business.
MIME_TYPES = {
    ".vtt": "text/vtt; charset=utf-8", ".srt": "application/x-subrip; charset=utf-8",
    ".lrc": "text/plain; charset=utf-8", ".chapters.json": "application/json+chapters", ".json": "application/json",
    ".xml": "application/rss+xml; charset=utf-8", ".opml": "text/x-opml; charset=utf-8",
    ".html": "text/html; charset=utf-8", ".epub": "application/epub+zip", ".m3u8": "audio/x-mpegurl",
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".txt": "text/plain; charset=utf-8",
}  # fmt: skip
# An album stands two folders down: its author's, and its own.
ALBUM_DEPTH = 2
MAX_PATH_CHARACTERS, MAX_NAME_CHARACTERS = 2000, 255
# Signs that no file of ours has in its name, and that mean something else on one system or another.
FORBIDDEN_CHARACTERS = frozenset('\\:*?"<>|')


@dataclass(frozen=True, slots=True)
class ServedFile:
    """A file to be sent: where it is, its type, and what the file system says of it."""

    path: Path
    mime: str
    stat: os.stat_result


def find_served_file(output: Path, path: str) -> ServedFile | None:
    """The file of an album that a path below the output folder names, with slashes; None for anything else."""
    names = path.split("/")
    if len(path) > MAX_PATH_CHARACTERS or len(names) <= ALBUM_DEPTH or not all(map(_is_plain, names)):
        return None
    mime = mime_type(names[-1])
    if not mime:
        return None
    try:
        return _find_album_file(output, names, mime)
    except (OSError, ValueError, RuntimeError):  # a name or a ring of links that the system cannot have, or no access
        return None


def mime_type(name: str) -> str:
    """The type of a file by its name, "" for what is not served.

    >>> mime_type("01 - Rain.chapters.json"), mime_type("01 - Rain.MP3"), mime_type("notes.docx")
    ('application/json+chapters', 'audio/mpeg', '')
    """
    output_format = find_format(f".{name.rpartition('.')[2]}")
    if output_format:
        return output_format.mime_type
    return next((mime for ending, mime in MIME_TYPES.items() if name.lower().endswith(ending)), "")


def _is_plain(name: str) -> bool:
    """Whether a part of a path is an ordinary name: not hidden, no way up, and read alike by every system."""
    return (
        0 < len(name.encode("utf-8", "replace")) <= MAX_NAME_CHARACTERS
        and not name.startswith(".")
        and not name.endswith((".", " "))
        and name.isprintable()
        and FORBIDDEN_CHARACTERS.isdisjoint(name)
    )


def _find_album_file(output: Path, names: list[str], mime: str) -> ServedFile | None:
    root = real_path(output)
    album = root.joinpath(*names[:ALBUM_DEPTH])
    place = root.joinpath(*names).resolve(strict=True)
    # A link may lead about within its album; where it leads out of it, this raises ValueError.
    inside = place.relative_to(album).parts
    if not (album / MANIFEST).is_file() or not all(map(_is_plain, inside)) or inside[-1:] == (MANIFEST,):
        return None
    about = place.stat()
    return ServedFile(place, mime, about) if mime_type(place.name) and stat.S_ISREG(about.st_mode) else None

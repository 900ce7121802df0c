"""Finds the file for a path below the output folder: only files of albums are served."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from audiobook.album.manifest import MANIFEST_NAME as MANIFEST
from audiobook.files.workspace import real_path
from audiobook.model.output_formats import find_format

# The MIME types of files that are served besides sound, by ending; files with other endings are not served.
MIME_TYPES = {
    ".vtt": "text/vtt; charset=utf-8", ".srt": "application/x-subrip; charset=utf-8",
    ".lrc": "text/plain; charset=utf-8", ".chapters.json": "application/json+chapters", ".json": "application/json",
    ".xml": "application/rss+xml; charset=utf-8", ".opml": "text/x-opml; charset=utf-8",
    ".html": "text/html; charset=utf-8", ".epub": "application/epub+zip", ".m3u8": "audio/x-mpegurl",
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".txt": "text/plain; charset=utf-8",
}  # fmt: skip
# How many levels below the output folder albums are: Author/Title, or Author/Series/Title.
ALBUM_DEPTHS = (2, 3)
MAX_PATH_CHARACTERS, MAX_NAME_CHARACTERS = 2000, 255
# Characters that are special on some systems, and in no file name of this program.
FORBIDDEN_CHARACTERS = frozenset('\\:*?"<>|')


@dataclass(frozen=True, slots=True)
class ServedFile:
    """A file to send: its path, MIME type and file status."""

    path: Path
    mime: str
    stat: os.stat_result


def find_served_file(output: Path, path: str) -> ServedFile | None:
    """The album file at a path below the output folder (with slashes); None for anything else."""
    names = path.split("/")
    if len(path) > MAX_PATH_CHARACTERS or len(names) <= min(ALBUM_DEPTHS) or not all(map(_is_plain, names)):
        return None
    mime = mime_type(names[-1])
    if not mime:
        return None
    try:
        return _find_album_file(output, names, mime)
    except (OSError, ValueError, RuntimeError):  # an impossible name, a loop of links, or no access
        return None


def find_album_folder(output: Path, path: str) -> Path | None:
    """The folder of the album at a path below the output folder (with slashes); None for anything else."""
    names = path.split("/")
    if len(path) > MAX_PATH_CHARACTERS or len(names) not in ALBUM_DEPTHS or not all(map(_is_plain, names)):
        return None
    try:
        folder = real_path(output).joinpath(*names)
        is_album = _find_album(real_path(output), names) == folder
        return folder if is_album and folder.resolve(strict=True) == folder else None
    except (OSError, ValueError, RuntimeError):
        return None


def mime_type(name: str) -> str:
    """The MIME type of a file by its name, "" for files that are not served.

    >>> mime_type("01 - Rain.chapters.json"), mime_type("01 - Rain.MP3"), mime_type("notes.docx")
    ('application/json+chapters', 'audio/mpeg', '')
    """
    output_format = find_format(f".{name.rpartition('.')[2]}")
    if output_format:
        return output_format.mime_type
    return next((mime for ending, mime in MIME_TYPES.items() if name.lower().endswith(ending)), "")


def _is_plain(name: str) -> bool:
    """Whether a part of a path is an ordinary name: not hidden, not "..", and the same on every system."""
    return (
        0 < len(name.encode("utf-8", "replace")) <= MAX_NAME_CHARACTERS
        and not name.startswith(".")
        and not name.endswith((".", " "))
        and name.isprintable()
        and FORBIDDEN_CHARACTERS.isdisjoint(name)
    )


def _find_album(root: Path, names: list[str]) -> Path | None:
    """The folder of the album that a path leads to, or into; what is inside of an album is none."""
    folders = (root.joinpath(*names[:depth]) for depth in ALBUM_DEPTHS if depth <= len(names))
    return next((folder for folder in folders if (folder / MANIFEST).is_file()), None)


def _find_album_file(output: Path, names: list[str], mime: str) -> ServedFile | None:
    root = real_path(output)
    album = _find_album(root, names)
    if album is None:
        return None
    path = root.joinpath(*names).resolve(strict=True)
    # A link may lead to another file of the album; outside of it, this raises ValueError.
    relative_parts = path.relative_to(album).parts
    if not all(map(_is_plain, relative_parts)) or relative_parts[-1:] == (MANIFEST,):
        return None
    status = path.stat()
    return ServedFile(path, mime, status) if mime_type(path.name) and stat.S_ISREG(status.st_mode) else None

"""Where albums stand in an output folder, and a note of what its library's page was last made from.

By the note a run can tell at once whether page and list are up to date: no album is read for that.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from audiobook.album.manifest import NAME as MANIFEST
from audiobook.album.manifest import CompanionEntry, is_whole, sha256_of
from audiobook.files.workspace import WORK_FOLDER, written_whole

PAGE, OPML = "index.html", "library.opml"
METADATA = "metadata.json"
NOTE = "library.json"


@dataclass(frozen=True, slots=True)
class LibraryNote:
    """The digest of the albums as they stood, and page and list as they were left; each is missing where none is."""

    albums: str
    files: tuple[CompanionEntry, ...]


def album_folders(output: Path) -> Iterator[Path]:
    """The folders below an output folder in which albums stand, two levels down, in no order.

    Hidden folders are left out, and links are not followed.
    """
    for author in _folders(output):
        for folder in _folders(author):
            if MANIFEST in files_in(folder):
                yield folder


def _folders(folder: Path) -> list[Path]:
    return [Path(one) for one in _entries(folder) if one.is_dir(follow_symlinks=False)]


def files_in(folder: Path) -> frozenset[str]:
    """The names of the files in a folder that are not hidden."""
    return frozenset(one.name for one in _entries(folder) if one.is_file(follow_symlinks=False))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What stands in a folder, but hidden things; nothing where it cannot be looked into."""
    try:
        with os.scandir(folder) as entries:
            return [one for one in entries if not one.name.startswith(".")]
    except OSError:
        return []


def albums_digest(output: Path) -> str:
    """A digest that differs where the library's page might: by names of files, and by size and time of what is read."""
    told = sorted(_told(output, folder) for folder in album_folders(output))
    return hashlib.blake2b(repr(told).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def _told(output: Path, folder: Path) -> tuple[str, list[str], list[tuple[int, int]]]:
    names = sorted(files_in(folder))
    read = [(folder / name).stat() for name in (MANIFEST, METADATA) if name in names]
    return str(folder.relative_to(output)), names, [(one.st_size, one.st_mtime_ns) for one in read]


def write_library_note(output: Path, albums: str) -> None:
    """Notes that page and list, as they lie there now, were made of albums with this digest.

    Raises OutputError where the folder does not let it.
    """
    files = tuple(_entry(output / name) for name in (PAGE, OPML) if (output / name).is_file())
    data = json.dumps(asdict(LibraryNote(albums, files))).encode()
    path = output / WORK_FOLDER / NOTE
    if not path.is_file() or path.read_bytes() != data:
        with written_whole(path) as part:
            part.write_bytes(data)


def _entry(path: Path) -> CompanionEntry:
    found = path.stat()
    return CompanionEntry(path.name, found.st_size, found.st_mtime_ns, sha256_of(path))


def library_is_current(output: Path) -> bool:
    """Whether the library's page and list are there as they were left, and the albums are still those they show."""
    try:
        found = json.loads((output / WORK_FOLDER / NOTE).read_text("utf-8"))
        files = {str(one["file"]): CompanionEntry(**one) for one in found["files"]}
        return (
            files.keys() == {PAGE, OPML}
            and all(is_whole(output, one) for one in files.values())
            and found["albums"] == albums_digest(output)
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False

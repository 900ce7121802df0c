"""Finds the albums in an output folder, and records what the library page was last made from.

With the record a run can tell at once whether page and list are up to date, without reading any album.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from audiobook.album.file_names import METADATA_FILE, OPML_FILE, PAGE_FILE
from audiobook.album.manifest import MANIFEST_NAME, SidecarEntry, describe_sidecar, is_intact
from audiobook.files.workspace import WORK_FOLDER, atomic_write, real_path

RECORD_NAME = "library.json"
# Author, series, title.
MAX_LEVELS = 3


@dataclass(frozen=True, slots=True)
class LibraryRecord:
    """The digest of the albums that the library page and the list of feeds show, and these two files."""

    albums: str
    files: tuple[SidecarEntry, ...]


def find_album_folders(output: Path) -> Iterator[Path]:
    """The album folders in an output folder, `Author/Title` and `Author/Series/Title`, in no particular order.

    Hidden folders are left out, and links are not followed.
    """
    for author in _list_folders(output):
        for folder in _list_folders(author):
            if MANIFEST_NAME in list_files(folder):
                yield folder
            else:
                yield from (title for title in _list_folders(folder) if MANIFEST_NAME in list_files(title))


def find_output_above(folder: Path) -> Path | None:
    """The output folder that an album, or the folder of an author or series, lies in; None where none is known."""
    above = list(real_path(folder).parents)[:MAX_LEVELS]
    return next((parent for parent in above if _record_file(parent).is_file()), None)


def _list_folders(folder: Path) -> list[Path]:
    return [Path(entry) for entry in _scan_folder(folder) if entry.is_dir(follow_symlinks=False)]


def list_files(folder: Path) -> frozenset[str]:
    """The names of the files in a folder that are not hidden."""
    return frozenset(entry.name for entry in _scan_folder(folder) if entry.is_file(follow_symlinks=False))


def _scan_folder(folder: Path) -> list[os.DirEntry[str]]:
    """The entries of a folder that are not hidden; none where it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not entry.name.startswith(".")]
    except OSError:
        return []


def digest_albums(output: Path) -> str:
    """A digest that changes whenever the library page might: of file names, and of size and time of what is read."""
    descriptions = sorted(_describe_folder(output, folder) for folder in find_album_folders(output))
    return hashlib.blake2b(repr(descriptions).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def _describe_folder(output: Path, folder: Path) -> tuple[str, list[str], list[tuple[int, int]]]:
    names = sorted(list_files(folder))
    stats = [(folder / name).stat() for name in (MANIFEST_NAME, METADATA_FILE) if name in names]
    return str(folder.relative_to(output)), names, [(stat.st_size, stat.st_mtime_ns) for stat in stats]


def write_library_record(output: Path, albums: str) -> None:
    """Records that the library page and the list, as they are now, were made from albums with this digest.

    Raises OutputError where the record cannot be written.
    """
    files = tuple(describe_sidecar(output, name) for name in (PAGE_FILE, OPML_FILE) if (output / name).is_file())
    data = json.dumps(asdict(LibraryRecord(albums, files))).encode()
    path = _record_file(output)
    if not path.is_file() or path.read_bytes() != data:
        with atomic_write(path) as temp_path:
            temp_path.write_bytes(data)


def is_library_up_to_date(output: Path) -> bool:
    """Whether the library page and the list are intact, and the albums are still those that they show."""
    try:
        record = json.loads(_record_file(output).read_text("utf-8"))
        files = {str(entry["file"]): SidecarEntry(**entry) for entry in record["files"]}
        return (
            files.keys() == {PAGE_FILE, OPML_FILE}
            and all(is_intact(output, entry) for entry in files.values())
            and record["albums"] == digest_albums(output)
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _record_file(output: Path) -> Path:
    return output / WORK_FOLDER / RECORD_NAME

"""The record of an album's story: its files, and what they and its corrections were like when the album was made.

It lies in the work folder, so that an album can be brought up to date without its story being named. `make` writes it.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from audiobook.album.library_index import find_album_folders
from audiobook.files.workspace import PARTS_FOLDER, WORK_FOLDER, atomic_write, work_file
from audiobook.production.album_record import RECORD_FOLDER as LINES_FOLDER
from audiobook.production.album_record import read_record, record_path
from audiobook.production.fingerprint import BuildFingerprint, digest_story_files, hash_corrections
from audiobook.production.up_to_date import RECORDS_FOLDER, list_recorded_stories
from audiobook.settings.album_paths import restore_path, shorten_path
from audiobook.settings.settings import StorySettings

RECORD_FOLDER = "stories"
# Author, series; the albums in those change with them.
FOLDER_LEVELS = 2
# Folders by path, with the time of their last change.
FolderTimes = dict[str, int]


@dataclass(frozen=True, slots=True)
class StoryRecord:
    """The files of an album's story.

    `digest` is that of their bytes when the album was made, "" while it is incomplete or where that is not known.
    `corrections` is the digest of the cast file and the lexicons then.
    """

    paths: tuple[Path, ...]
    digest: str = ""
    corrections: str = ""

    def has_same_story(self) -> bool:
        """Whether the story's files are still as they were when the album was made."""
        return bool(self.digest) and self.digest == digest_story_files(StorySettings(self.paths))


def write_story_record(
    output: Path, album: Path, story: StorySettings, start: BuildFingerprint, end: BuildFingerprint | None
) -> None:
    """Records the files of a story after its album was made; a story from standard input has none.

    `start` is the fingerprint of the build, `end` the one after the cast file was saved; None where the album is not
    complete, or somebody else has changed the cast file meanwhile.
    """
    if story.piped is not None:
        return
    data = {
        "paths": [shorten_path(path, output) for path in story.paths],
        "digest": digest_story_files(story, start) if end else "",
        "corrections": hash_corrections(end) if end else "",
    }
    with atomic_write(work_file(output, RECORD_FOLDER, album), fsync=False) as part:
        part.write_text(json.dumps(data, ensure_ascii=False), "utf-8")


def read_story_record(output: Path, album: Path) -> StoryRecord | None:
    """The record of an album's story; None where there is none, or it can't be read."""
    try:
        data = json.loads(work_file(output, RECORD_FOLDER, album).read_text("utf-8"))
        paths = tuple(restore_path(str(path), output) for path in data["paths"])
        return StoryRecord(paths, str(data["digest"]), str(data["corrections"])) if paths else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


@dataclass(frozen=True, slots=True)
class KnownAlbum:
    """An album and its story; `story` is None where it was made by a version that didn't record that."""

    folder: Path
    story: StoryRecord | None


def find_known_albums(output: Path) -> tuple[KnownAlbum, ...]:
    """The albums below an output folder, by path; those in one file whose chapters are not bound yet count, too."""
    parts = output / WORK_FOLDER / PARTS_FOLDER
    folders = {folder.relative_to(root) for root in (output, parts) for folder in find_album_folders(root)}
    older = {folder: StoryRecord(files) for folder, files in list_recorded_stories(output)}
    return tuple(KnownAlbum(output / folder, _find_story(output, folder, older)) for folder in sorted(folders))


def describe_folders(output: Path) -> FolderTimes:
    """The folders that say which albums there are, and when each of them changed (ns).

    A record is always replaced as a whole, which changes its folder, too. So as long as all of this is the same,
    `find_known_albums` finds the same albums.
    """
    work = output / WORK_FOLDER
    roots = (*(work / name for name in (RECORD_FOLDER, LINES_FOLDER, RECORDS_FOLDER, PARTS_FOLDER)), output)
    found = {os.fspath(root): _read_time(root) for root in roots}
    for root in roots:
        found |= _list_folder_times(os.fspath(root), FOLDER_LEVELS)
    return found


def _list_folder_times(folder: str, levels: int) -> FolderTimes:
    """The times of the folders in a folder, down to so many levels; none where it can't be read."""
    try:
        with os.scandir(folder) as entries:
            found = {
                entry.path: entry.stat(follow_symlinks=False).st_mtime_ns
                for entry in entries
                if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)
            }
    except OSError:
        return {}
    below = [_list_folder_times(path, levels - 1) for path in found] if levels > 1 else []
    return {path: changed for times in (found, *below) for path, changed in times.items()}


def _read_time(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


def _find_story(output: Path, folder: Path, older: dict[str, StoryRecord]) -> StoryRecord | None:
    """The story of an album, also where only the records of an older version have it."""
    record = read_story_record(output, output / folder) or older.get(folder.as_posix())
    if record is None:
        lines = read_record(record_path(output, output / folder))
        path = Path(lines.story) if lines else None
        record = StoryRecord((path,)) if path and path.exists() else None
    return record

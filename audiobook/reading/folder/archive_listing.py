"""Lists the story files in a zip archive, by the same rules as those of a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from audiobook.files.story_endings import BOOK_EXTENSIONS, STORY_EXTENSIONS
from audiobook.reading.folder.file_order import format_file_list, order_files
from audiobook.reading.folder.story_folder import (
    MAX_FOLDER_DEPTH,
    FileList,
    StoryFile,
    has_index_name,
    has_part_name,
    left_out_warnings,
    name_part,
)

# What systems and word processors put into archives and folders on their own.
HIDDEN_PREFIXES = (".", "~$", "__MACOSX")


def find_books(names: Sequence[str]) -> list[str]:
    """The names of the files that are whole books."""
    return [name for name in names if _has_ending(name, BOOK_EXTENSIONS)]


def list_archive_files(names: Sequence[str]) -> FileList:
    """The chapters in an archive, its title page first; folders in it are parts, but for one around everything."""
    paths = [PurePosixPath(name) for name in names if _has_ending(name, STORY_EXTENSIONS)]
    root = PurePosixPath()
    while paths and all(len(path.parts) > len(root.parts) + 1 for path in paths):
        tops = {path.parts[: len(root.parts) + 1] for path in paths}
        if len(tops) > 1:
            break
        root = PurePosixPath(*tops.pop())
    return _list_files(paths, root, ())


def warn_of_skipped(book: str, names: Sequence[str]) -> tuple[str, ...]:
    """What is said of the texts in an archive that lie next to a whole book."""
    texts = [Path(name) for name in names if _has_ending(name, STORY_EXTENSIONS)]
    return (f"{format_file_list(texts)}: skipped, because {book} is a whole book",) if texts else ()


def _has_ending(name: str, endings: frozenset[str]) -> bool:
    path = PurePosixPath(name)
    is_hidden = any(part.startswith(HIDDEN_PREFIXES) for part in path.parts)
    return path.suffix.lower() in endings and not is_hidden


def _list_files(paths: Sequence[PurePosixPath], folder: PurePosixPath, part_titles: tuple[str, ...]) -> FileList:
    inside = [path for path in paths if path.is_relative_to(folder)]
    files = [Path(path) for path in inside if path.parent == folder]
    depth = len(folder.parts)
    subfolders = {Path(*path.parts[: depth + 1]) for path in inside if path.parent != folder}
    parts = {path for path in subfolders if has_part_name(path) and len(part_titles) < MAX_FOLDER_DEPTH}
    index_files = [path for path in files if has_index_name(path)]
    ordered = order_files([*(path for path in files if path not in index_files), *parts])
    listed = [StoryFile(path, part_titles) for path in order_files(index_files).files]
    warnings = [*ordered.warnings, *left_out_warnings(sorted(subfolders - parts))]
    for path in ordered.files:
        if path not in parts:
            listed.append(StoryFile(path, part_titles))
            continue
        inner = _list_files(inside, PurePosixPath(path.as_posix()), (*part_titles, name_part(path)))
        listed += inner.files
        warnings += inner.warnings
    return FileList(tuple(listed), tuple(warnings))

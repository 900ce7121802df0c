"""Edits files that other programs edit, too, without overwriting what they saved in the meantime."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from audiobook.errors import OutputError
from audiobook.files.locks import lock_file
from audiobook.files.workspace import advise_on_closed_folders, atomic_write, fsync_file

# How often a change is applied again because another program has just saved the file.
MAX_EDIT_ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class FileEdit:
    """The bytes of a file before and after an edit, None if there is no file."""

    before: bytes | None
    after: bytes | None


RecordEdit = Callable[[], AbstractContextManager[object]]


def record_nothing() -> AbstractContextManager[object]:
    """Records nothing of an edit."""
    return contextlib.nullcontext()


def edit_file(
    path: Path,
    change: Callable[[bytes | None], bytes | None],
    advice: str = "choose another cast file with --cast",
    record: RecordEdit = record_nothing,
) -> FileEdit:
    """Applies a change to the latest content of a file.

    `change` gets the bytes (None if there is no file) and returns the new ones, or None if nothing needs to change.
    Runs of this program wait for each other while they write. Editors don't lock files: if one saves the file in the
    meantime, `change` is called again with what it saved. A file that needs no change isn't locked. The file gets
    its new content within `record`, which sees an exception if it doesn't. Raises OutputError, with the `advice`, if
    the file can't be written; if `change` raises, the file stays as it was.
    """
    before = _read_content(path)
    if change(before) is None:
        return FileEdit(before, before)
    with advise_on_closed_folders(advice), lock_file(path):
        for _ in range(MAX_EDIT_ATTEMPTS):
            before = _read_content(path)
            after = change(before)
            if after is None:
                return FileEdit(before, before)
            if _replace_if_unchanged(path, before, after, record):
                return FileEdit(before, after)
    raise OutputError(f"another program keeps saving {path}; close the file there, and try again")


class _SavedMeanwhileError(Exception):
    """Another program has saved the file since it was read."""


def _replace_if_unchanged(path: Path, before: bytes | None, after: bytes, record: RecordEdit) -> bool:
    """Writes the file if it is still as it was `before`; returns whether it was."""
    with contextlib.suppress(_SavedMeanwhileError), record(), atomic_write(path) as part_path:
        part_path.write_bytes(after)
        # Everything slow is done before the check, so that hardly anything can happen between that and the rename.
        fsync_file(part_path)
        if _read_content(path) != before:
            raise _SavedMeanwhileError
        return True
    return False


def _read_content(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.is_file() else None
    except FileNotFoundError:
        return None

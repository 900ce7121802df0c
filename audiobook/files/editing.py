"""Changes a file that others change, too: nothing that they wrote since it was read is ever written over."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from audiobook.errors import OutputError
from audiobook.files.locks import lock_file
from audiobook.files.workspace import atomic_write, fsync_file

# How often a change is put into what another program has just saved, before that program is given up on.
MAX_EDIT_ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class FileEdit:
    """What was done to a file: its bytes as they were found and as they were left, None where there is no file."""

    before: bytes | None
    after: bytes | None


def edit_file(path: Path, change: Callable[[bytes | None], bytes | None]) -> FileEdit:
    """Puts a change into the newest content of a file; `change` makes the new bytes of those found, None for none.

    Runs of this program wait for each other, as long as the writing takes. An editor knows no locks: where it has saved
    the file meanwhile, `change` is called again with what it saved. A file that needs no change is not locked. Raises
    OutputError where the file cannot be written; whatever `change` raises leaves the file as it was.
    """
    before = _read_content(path)
    if change(before) is None:
        return FileEdit(before, before)
    with lock_file(path):
        for _ in range(MAX_EDIT_ATTEMPTS):
            before = _read_content(path)
            after = change(before)
            if after is None:
                return FileEdit(before, before)
            if _replace_if_unchanged(path, before, after):
                return FileEdit(before, after)
    raise OutputError(f"{path} is saved by another program again and again; close it there, and try again")


class _SavedMeanwhileError(Exception):
    """Another program has saved the file since it was read."""


def _replace_if_unchanged(path: Path, before: bytes | None, after: bytes) -> bool:
    """Writes the file whole where it is still as it was; tells whether it was."""
    with contextlib.suppress(_SavedMeanwhileError), atomic_write(path) as part_path:
        part_path.write_bytes(after)
        # All that takes time is done before looking, so that next to nothing can happen between that and the rename.
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

"""Checksums of large files, noted beside them, so that a voice of hundreds of megabytes is read through once only."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

from audiobook.errors import OutputError
from audiobook.files.workspace import written_whole

ENDING = ".sha256"


def checksum(path: Path, read_again: bool = False) -> str:
    """The SHA-256 of a file, in hexadecimal digits.

    It is noted with the file's size and time of change, and believed while these are the same, unless it is to be
    `read_again`. Raises OSError where the file cannot be read.
    """
    found = path.stat()
    state = f"{found.st_size} {found.st_mtime_ns}"
    noted = "" if read_again else _noted(path, state)
    if noted:
        return noted
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    # Where the folder belongs to somebody else the file is read each time.
    with contextlib.suppress(OutputError), written_whole(_note(path), flush=False) as part:
        part.write_text(f"{digest} {state}\n", "ascii")
    return digest


def _note(path: Path) -> Path:
    return path.with_name(f".{path.name}{ENDING}")


def _noted(path: Path, state: str) -> str:
    """The checksum that was noted for a file in that state, "" where none was."""
    try:
        digest, _, then = _note(path).read_text("ascii").strip().partition(" ")
    except (OSError, ValueError):
        return ""
    return digest if then == state else ""

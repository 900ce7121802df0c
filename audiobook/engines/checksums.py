"""Caches the checksums of large files next to them, so that a voice of hundreds of megabytes is only read once."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

from audiobook.errors import OutputError
from audiobook.files.workspace import atomic_write

CHECKSUM_ENDING = ".sha256"


def compute_checksum(path: Path, recompute: bool = False) -> str:
    """The SHA-256 of a file, in hexadecimal digits.

    It is cached with the file's size and modification time, and valid while these stay the same; `recompute` ignores
    the cache. Raises OSError if the file can't be read.
    """
    status = path.stat()
    file_state = f"{status.st_size} {status.st_mtime_ns}"
    cached = "" if recompute else _read_cached(path, file_state)
    if cached:
        return cached
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    # If the folder can't be written, the file is read each time.
    with contextlib.suppress(OutputError), atomic_write(_cache_path(path), fsync=False) as part:
        part.write_text(f"{digest} {file_state}\n", "ascii")
    return digest


def _cache_path(path: Path) -> Path:
    return path.with_name(f".{path.name}{CHECKSUM_ENDING}")


def _read_cached(path: Path, file_state: str) -> str:
    """The cached checksum of a file in that state, "" if there is none."""
    try:
        digest, _, cached_state = _cache_path(path).read_text("ascii").strip().partition(" ")
    except (OSError, ValueError):
        return ""
    return digest if cached_state == file_state else ""

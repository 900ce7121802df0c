"""Where files live, and how they get there whole: safe names, atomic writes, the work folder."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from pathvalidate import sanitize_filename

from audiobook.errors import OutputError

# The work cache stands beside the albums, hidden.
WORK_FOLDER = ".audiobook"
# File systems allow 255 bytes; numbering, ending and a temporary mark need some of them.
MOST_NAME_BYTES = 180

DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def safe_name(name: str, otherwise: str) -> str:
    """A file or folder name that Linux, macOS and Windows all take; `otherwise` where nothing of `name` is left.

    >>> safe_name("../What?: A/B\\x07", "untitled")
    'What A B'
    """
    spaced = "".join(" " if character in "/\\:|\t\n\r" else character for character in name)
    clean = " ".join(str(sanitize_filename(spaced, platform="universal")).split()).strip(". ")
    shortened = clean.encode()[:MOST_NAME_BYTES].decode(errors="ignore").rstrip(". ")
    return shortened or otherwise


@contextlib.contextmanager
def written_whole(target: Path, flush: bool = True) -> Iterator[Path]:
    """A temporary path beside `target` that takes its name when the block ends well, and is removed when not.

    With `flush` the bytes are on the disk before the name is; files that are checked when read can do without.
    Raises OutputError, naming `target`, where the file system says no.
    """
    part = target.with_name(f".{target.name[:80]}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield part
        if flush:
            _flushed(part)
        part.replace(target)
    except OSError as error:
        raise cannot_write(target, error) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _flushed(path: Path) -> None:
    # Without this a power cut after the rename can leave an empty file under the final name.
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def cannot_write(path: Path, error: OSError) -> OutputError:
    """The error line for a file that could not be written."""
    if error.errno in DISK_FULL:
        return OutputError(f"the disk is full: {path} could not be written; make room and run the same command again")
    return OutputError(f"{path} cannot be written: {error.strerror or error}; choose another folder with --output")


def ready_folder(folder: Path) -> None:
    """Makes sure that files can be written in `folder`, before any work is done; raises OutputError where not."""
    existing = next((parent for parent in (folder, *folder.parents) if parent.exists()), folder)
    if not existing.is_dir():
        raise OutputError(f"{existing} is a file, so no folder can be made there; choose another with --output")
    probe = existing / f".{os.getpid()}.part"
    try:
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise cannot_write(folder, error) from error

"""Where files live, and how they get there whole: safe names, atomic writes, the work folder."""

from __future__ import annotations

import contextlib
import errno
import functools
import hashlib
import os
import platform
import re
import secrets
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from pathvalidate import sanitize_filename

from audiobook.errors import OutputError

# The work cache stands beside the albums, hidden.
WORK_FOLDER = ".audiobook"
PARTS_FOLDER = "parts"
LOCKS_FOLDER = "locks"
# What is locked while the page and the list of all albums are written.
LIBRARY_LOCK = "library"
# File systems allow 255 bytes; numbering, ending and a temporary mark need some of them.
MAX_NAME_BYTES = 180

DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# What the system says of a drive that was unplugged or has gone to sleep for good.
DRIVE_GONE = frozenset({errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE})


def safe_name(name: str, fallback: str) -> str:
    """A file or folder name that Linux, macOS and Windows all take; `fallback` where nothing of `name` is left.

    >>> safe_name("../What?: A/B\\x07", "untitled")
    'What A B'
    """
    name = name.encode("utf-8", "replace").decode()
    spaced = "".join(" " if character in "/\\:|\t\n\r" else character for character in name)
    clean = " ".join(str(sanitize_filename(spaced, platform="universal")).split()).strip(". ")
    shortened = clean.encode()[:MAX_NAME_BYTES].decode(errors="ignore").rstrip(". ")
    return shortened or fallback


def parts_folder(output: Path, album: Path) -> Path:
    """Where the chapters of an album below `output` are kept that is bound into one file."""
    return output / WORK_FOLDER / PARTS_FOLDER / album.relative_to(output)


def real_path(path: Path) -> Path:
    """The path without links and dots; a link that leads to itself, where `Path.resolve` gives up, stays as it is."""
    return Path(os.path.realpath(path))


@contextlib.contextmanager
def atomic_write(target: Path, fsync: bool = True) -> Iterator[Path]:
    """A temporary path beside `target` that takes its name when the block ends well, and is removed when not.

    With `fsync` the bytes are on the disk before the name is, and the name when the block is over; files that are
    checked when read can do without.
    A link is followed, and what is no file (a device, a folder) is never replaced. Raises OutputError, naming
    `target`, where the file system says no.
    """
    try:
        real_target = real_path(target)
        if _is_not_regular_file(real_target):
            raise OutputError(f"{target} is no file that could be written; name another")
        part_path = real_target.with_name(_part_name(real_target.name))
        real_target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise to_output_error(target, error) from error
    try:
        yield part_path
        if fsync:
            fsync_file(part_path)
        part_path.replace(real_target)
        if fsync:
            _fsync_folder(real_target.parent)
    except OSError as error:
        raise to_output_error(target, error) from error
    finally:
        with contextlib.suppress(OSError):
            part_path.unlink(missing_ok=True)


def _is_not_regular_file(path: Path) -> bool:
    """Whether something stands there that is no plain file; asked once, as another run may remove it meanwhile."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return False


# The ending of files that are not whole yet.
PART_ENDING = ".part"
# Of the name that a file will have, so many bytes stand in that of its part.
PART_NAME_BYTES = 120
PART_NAME_PATTERN = re.compile(r"\..*\.([0-9a-f]{8})[0-9a-f]{8}\.(\d+)\.part", re.DOTALL)
# Whether a process of another machine is alive cannot be told; nobody writes at one file for so long.
ABANDONED_SECONDS = 7 * 24 * 3600.0


def _part_name(name: str) -> str:
    """The name of the part of a file: it tells the machine and the number of the process that writes it."""
    prefix = os.fsencode(name)[:PART_NAME_BYTES].decode(errors="ignore")
    return f".{prefix}.{_machine_id()}{secrets.token_hex(4)}.{os.getpid()}{PART_ENDING}"


@functools.cache
def _machine_id() -> str:
    """8 hexadecimal digits for what numbers processes: a machine, or a container on one."""
    pid_namespace = ""
    with contextlib.suppress(OSError):
        pid_namespace = str(Path("/proc/self/ns/pid").readlink())
    return hashlib.blake2b(f"{platform.node()}\n{pid_namespace}".encode(), digest_size=4).hexdigest()


def remove_abandoned_parts(folder: Path, levels: int | None = None) -> None:
    """Removes what processes that are gone left half-written in a folder and its subfolders.

    `levels` says how many levels of folders are looked into, None all.
    """
    for part_entry in _find_parts(folder, levels):
        with contextlib.suppress(OSError):
            if _is_abandoned(part_entry):
                Path(part_entry).unlink()


def _is_abandoned(part_entry: os.DirEntry[str]) -> bool:
    """Whether a file is one of ours that nobody writes any more."""
    name_match = PART_NAME_PATTERN.fullmatch(part_entry.name)
    if name_match is None:
        return False
    if name_match[1] == _machine_id():
        return not is_process_running(int(name_match[2]))
    return time.time() - part_entry.stat(follow_symlinks=False).st_mtime > ABANDONED_SECONDS


def _find_parts(folder: Path, levels: int | None) -> Iterator[os.DirEntry[str]]:
    """The half-written files below a folder; by names alone, for the store may hold a hundred thousand."""
    pending: list[tuple[str, int]] = [(str(folder), 1)]
    while pending:
        current_folder, level = pending.pop()
        try:
            entries = os.scandir(current_folder)
        except OSError:
            continue
        with entries:
            for entry in entries:
                if entry.name.endswith(PART_ENDING):
                    yield entry
                elif level != levels and entry.is_dir(follow_symlinks=False):
                    pending.append((entry.path, level + 1))


def is_process_running(process: int) -> bool:
    """Whether a process of that number runs on this machine, as far as can be told."""
    if os.name == "nt":
        return False  # Windows keeps files that are in use from being removed by itself
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def remove_if_empty(folder: Path, levels: int) -> None:
    """Removes a folder that nothing was put into, and up to `levels` - 1 folders above it that are empty then."""
    for parent in (folder, *folder.parents)[:levels]:
        try:
            parent.rmdir()
        except OSError:
            return


def fsync_file(path: Path) -> None:
    """Has the bytes of a file be on the disk, which a rename alone does not.

    Without this a power cut after the rename can leave an empty file under the final name.
    """
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _fsync_folder(folder: Path) -> None:
    """Has a new name in a folder be on the disk; Windows sees to that itself, and some network drives cannot."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def to_output_error(path: Path, error: OSError) -> OutputError:
    """The error line for a file that could not be written."""
    if error.errno in DISK_FULL:
        return OutputError(f"the disk is full: {path} could not be written; make room and run the same command again")
    if error.errno in DRIVE_GONE:
        return OutputError(
            f"{path} cannot be written, its drive does not answer; plug it in and run the same command again"
        )
    return OutputError(f"{path} cannot be written: {error.strerror or error}; choose another folder with --output")


def check_writable(folder: Path) -> None:
    """Makes sure that files can be written in `folder`, before any work is done; raises OutputError where not."""
    try:
        existing = next((parent for parent in (folder, *folder.parents) if parent.exists()), folder)
        is_folder = existing.is_dir()
    except OSError as error:
        raise to_output_error(folder, error) from error
    if not is_folder:
        raise OutputError(f"{existing} is a file, so no folder can be made there; choose another with --output")
    import tempfile

    try:
        # It has no name, so nothing is left of it, however this run ends.
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        raise to_output_error(folder, error) from error

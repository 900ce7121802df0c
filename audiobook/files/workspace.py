"""Safe file names, atomic writes, and the work folder."""

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

# The hidden work folder, next to the albums.
WORK_FOLDER = ".audiobook"
PARTS_FOLDER = "parts"
LOCKS_FOLDER = "locks"
# The name that is locked while the page and the list of all albums are written.
LIBRARY_LOCK = "library"
# File systems allow 255 bytes; the number, the ending and a temporary suffix need some of them.
MAX_NAME_BYTES = 180
# Windows allows 259 characters for a whole path. It has the folder of the albums, up to four such names (author,
# series, title, chapter), and 40 characters besides, most of them in the name of an unfinished file.
MAX_WINDOWS_PATH, MAX_WINDOWS_NAME = 259, 42
# The ending of unfinished files.
PART_ENDING = ".part"
# How many bytes of a file's name its unfinished file has in its own.
PART_NAME_BYTES = 120
PART_NAME_PATTERN = re.compile(r"\..*\.([0-9a-f]{8})[0-9a-f]{8}\.(\d+)\.part", re.DOTALL)
# Whether a process of another machine runs can't be found out; no file takes longer to write than this.
ABANDONED_SECONDS = 7 * 24 * 3600.0
DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
CHOOSE_OTHER_OUTPUT = "choose another folder with --output"
# The errors of a drive that was unplugged or doesn't wake up.
DRIVE_GONE = frozenset({errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE})


def safe_name(name: str, fallback: str) -> str:
    """A file or folder name that is valid on Linux, macOS and Windows; `fallback` if nothing of `name` is left.

    >>> safe_name("../What?: A/B\\x07", "untitled")
    'What A B'
    """
    name = name.encode("utf-8", "replace").decode()
    spaced = "".join(" " if character in "/\\:|\t\n\r" else character for character in name)
    clean = " ".join(str(sanitize_filename(spaced, platform="universal")).split()).strip(". ")
    fitting = clean[:MAX_WINDOWS_NAME] if os.name == "nt" else clean
    shortened = fitting.encode()[:MAX_NAME_BYTES].decode(errors="ignore").rstrip(". ")
    return shortened or fallback


def parts_folder(output: Path, album: Path) -> Path:
    """The folder for the chapters of an album below `output` that is made as one file."""
    return output / WORK_FOLDER / PARTS_FOLDER / album.relative_to(output)


def work_file(output: Path, folder: str, album: Path) -> Path:
    """The file of an album in one of the work folders of `output`."""
    relative = album.relative_to(output)
    return output / WORK_FOLDER / folder / relative.with_name(f"{relative.name}.json")


def real_path(path: Path) -> Path:
    """The path without links and dots; a link to itself, at which `Path.resolve` fails, stays as it is."""
    return Path(os.path.realpath(path))


def expand_home(path: Path) -> Path:
    """The path with the home folder in place of a leading `~` or `~user`.

    As in a shell, `~name` stays where there is no such user; it also stays where that is the name of a file here.
    """
    home = path.parts[0] if path.parts else ""
    if not home.startswith("~") or (home != "~" and os.path.lexists(home)):
        return path
    try:
        return path.expanduser()
    except RuntimeError:  # no such user
        return path


@contextlib.contextmanager
def atomic_write(target: Path, fsync: bool = True) -> Iterator[Path]:
    """A temporary path next to `target` that is renamed to it when the block succeeds, and removed if it fails.

    With `fsync`, the bytes are on the disk before the new name is, and the name when the block is over; files whose
    content is verified when they are read don't need that. Links are followed, and anything but a regular file (a
    device, a folder) is never replaced. Raises OutputError, naming `target`, if the file system refuses.
    """
    try:
        real_target = real_path(target)
        if _is_not_regular_file(real_target):
            kind = "a folder" if real_target.is_dir() else "a device or a pipe"
            raise OutputError(f"{target} cannot be written: it is {kind}, not a file", CHOOSE_OTHER_OUTPUT)
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
    """Whether there is anything but a regular file; one single call, as another run may remove it meanwhile."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return False


def _part_name(name: str) -> str:
    """The name of a file while it is being written, with the machine and the process ID of the writer."""
    prefix = os.fsencode(name)[:PART_NAME_BYTES].decode(errors="ignore")
    return f".{prefix}.{_machine_id()}{secrets.token_hex(4)}.{os.getpid()}{PART_ENDING}"


@functools.cache
def _machine_id() -> str:
    """8 hexadecimal digits for the scope of process IDs: a machine, or a container on it."""
    pid_namespace = ""
    with contextlib.suppress(OSError):
        pid_namespace = str(Path("/proc/self/ns/pid").readlink())
    return hashlib.blake2b(f"{platform.node()}\n{pid_namespace}".encode(), digest_size=4).hexdigest()


def remove_abandoned_parts(folder: Path, levels: int | None = None) -> None:
    """Removes the unfinished files of processes that don't run any more from a folder and its subfolders.

    `levels` limits how many levels of folders are searched, None means all.
    """
    for part_entry in _find_parts(folder, levels):
        with contextlib.suppress(OSError):
            if _is_abandoned(part_entry):
                Path(part_entry).unlink()


def _is_abandoned(part_entry: os.DirEntry[str]) -> bool:
    """Whether a file is one of this program's that no process writes any more."""
    name_match = PART_NAME_PATTERN.fullmatch(part_entry.name)
    if name_match is None:
        return False
    if name_match[1] == _machine_id():
        return not is_process_running(int(name_match[2]))
    return time.time() - part_entry.stat(follow_symlinks=False).st_mtime > ABANDONED_SECONDS


def _find_parts(folder: Path, levels: int | None) -> Iterator[os.DirEntry[str]]:
    """The unfinished files below a folder, found by name only, because the cache may have a hundred thousand files."""
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
    """Whether a process with that ID runs on this machine, as far as that can be found out."""
    if os.name == "nt":
        return False  # Windows itself prevents the removal of files that are in use
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def remove_if_empty(folder: Path, levels: int) -> None:
    """Removes an empty folder, and up to `levels` - 1 folders above it that are empty then."""
    for parent in (folder, *folder.parents)[:levels]:
        try:
            parent.rmdir()
        except OSError:
            return


def fsync_file(path: Path) -> None:
    """Makes sure that the bytes of a file are on the disk.

    Without this, a power failure after the rename can leave an empty file under the final name.
    """
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _fsync_folder(folder: Path) -> None:
    """Makes sure that a new name in a folder is on the disk; Windows does that itself, some network drives can't."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def to_output_error(path: Path, error: OSError) -> OutputError:
    """The error for a file that can't be written, with what to do."""
    if error.errno in DISK_FULL:
        return OutputError(
            f"the disk is full: {path} could not be written; free some space and run the same command again"
        )
    if error.errno in DRIVE_GONE:
        return OutputError(
            f"{path} cannot be written: its drive doesn't respond; reconnect it and run the same command again"
        )
    return OutputError(f"{path} cannot be written: {_describe_refusal(path, error)}", CHOOSE_OTHER_OUTPUT)


def _describe_refusal(path: Path, error: OSError) -> str:
    """Why a file can't be written, with the folder that is closed."""
    if os.name == "nt" and len(str(path.absolute())) > MAX_WINDOWS_PATH:
        return f"its path has more than the {MAX_WINDOWS_PATH} characters that Windows allows"
    existing = next((place for place in (path, *path.parents) if os.path.lexists(place)), path)
    folder = real_path(existing.parent if existing == path and not _is_folder(path) else existing)
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"you have no permission to write in the folder {folder}"
    if error.errno == errno.EROFS:
        return f"the folder {folder} is on a read-only disk"
    if error.errno in (errno.ENOTDIR, errno.EEXIST) and not _is_folder(folder):
        return f"{folder} is a file, not a folder"
    return str(error.strerror or error)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


@contextlib.contextmanager
def advise_on_closed_folders(advice: str) -> Iterator[None]:
    """Gives this block's errors about places that can't be written another advice than to choose another --output."""
    try:
        yield
    except OutputError as error:
        raise (OutputError(error.problem, advice) if error.advice else error) from error


def check_writable(folder: Path) -> None:
    """Raises OutputError if no files can be written to `folder`; call it before any work is done."""
    try:
        existing = next((parent for parent in (folder, *folder.parents) if parent.exists()), folder)
        is_folder = existing.is_dir()
    except OSError as error:
        raise to_output_error(folder, error) from error
    if not is_folder:
        raise OutputError(f"{existing} is a file, so no folder can be created there", CHOOSE_OTHER_OUTPUT)
    import tempfile

    try:
        # It has no name, so nothing of it is left behind, however this run ends.
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        raise to_output_error(folder, error) from error

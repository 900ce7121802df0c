"""Locks that keep two runs from making the same album, or changing the same file, at the same time.

They are locks of the operating system, which end with their process, even if it crashes. The lock file of an album is
in the work folder, not in the album; the lock file of a file is next to it. Both are removed when they are released.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from audiobook.errors import OutputError
from audiobook.files.workspace import LOCKS_FOLDER, atomic_write, real_path, to_output_error

POLL_SECONDS = 0.2
# Changing a file takes milliseconds; a run that waits longer than this waits for something that hangs.
FILE_LOCK_SECONDS, FILE_POLL_SECONDS = 120.0, 0.02
# A name may have 255 bytes, and a character takes up to four of them.
MAX_LOCK_NAME_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class LockHolder:
    """A run that holds a lock: its album, process ID, machine, and start time (seconds since 1970)."""

    album: str
    process: int = 0
    host: str = ""
    since: float = 0.0

    def __str__(self) -> str:
        if not self.process:
            return "another run"
        where = "" if self.host == socket.gethostname() else f" on {self.host}"
        since = time.strftime("%H:%M", time.localtime(self.since))
        return f"another run (PID {self.process}{where}, started {since})"

    @property
    def is_this_process(self) -> bool:
        """Whether it is the process that runs this code."""
        return (self.process, self.host) == (os.getpid(), socket.gethostname())


@contextlib.contextmanager
def lock_album(
    album: Path, work_folder: Path, wait_seconds: float, report_holder: Callable[[LockHolder], None]
) -> Iterator[None]:
    """Locks an album for this run; if another run holds it, calls `report_holder` once and waits for its end.

    `work_folder` is the work folder that both share. Raises OutputError, naming the other run, if it still holds the
    album after `wait_seconds`.
    """
    lock_path = _album_lock_path(album, work_folder)
    lock = FileLock(lock_path)
    try:
        lock_path.parent.mkdir(parents=True, exist_ok=True)
        _acquire_album_lock(lock, album, wait_seconds, report_holder)
    except OSError as error:
        raise to_output_error(lock_path, error) from error
    try:
        with atomic_write(_holder_path(lock_path), fsync=False) as part_path:
            holder = LockHolder(str(album), os.getpid(), socket.gethostname(), time.time())
            part_path.write_text(json.dumps(asdict(holder)), "utf-8")
        yield
    finally:
        _release_lock(lock, lock_path)


def find_lock_holders(work_folder: Path) -> tuple[LockHolder, ...]:
    """The runs of other processes that hold an album of this work folder."""
    # A .json file without its lock was left by a run that could not remove it.
    lock_paths = sorted({path.with_suffix(".lock") for path in (work_folder / LOCKS_FOLDER).glob("*.*")})
    holders = ((_read_holder(lock_path), lock_path) for lock_path in lock_paths)
    return tuple(holder for holder, lock_path in holders if not holder.is_this_process and _is_locked(lock_path))


def ignore_waiting() -> None:
    """Doesn't report that a run waits."""


@contextlib.contextmanager
def lock_file(
    path: Path, wait_seconds: float = FILE_LOCK_SECONDS, report_waiting: Callable[[], None] = ignore_waiting
) -> Iterator[None]:
    """Locks a file while it is read, changed and written back; calls `report_waiting` once if another run holds it.

    Links are followed, so a file has the same lock by all its names. Negative `wait_seconds` mean no limit. Raises
    OutputError if the lock can't be acquired in time, or if the folder can't be written.
    """
    lock_path = _file_lock_path(path)
    lock = FileLock(lock_path)
    try:
        lock_path.parent.mkdir(parents=True, exist_ok=True)
        _acquire_file_lock(lock, path, wait_seconds, report_waiting)
    except OSError as error:
        raise to_output_error(path, error) from error
    try:
        yield
    finally:
        _release_lock(lock, lock_path)


def remove_abandoned_lock(path: Path) -> None:
    """Removes the lock file that a killed run has left; a lock that is held stays."""
    lock_path = _file_lock_path(path)
    if lock_path.exists():
        _is_locked(lock_path)  # removes the file if nothing holds the lock


def _file_lock_path(path: Path) -> Path:
    target = real_path(path)
    return target.with_name(f".{target.name[:MAX_LOCK_NAME_CHARACTERS]}.lock")


def _acquire_file_lock(lock: FileLock, path: Path, wait_seconds: float, report_waiting: Callable[[], None]) -> None:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        report_waiting()
        try:
            lock.acquire(timeout=wait_seconds, poll_interval=FILE_POLL_SECONDS)
        except Timeout:
            raise OutputError(f"another run is changing {path}; run the same command again when it is done") from None


def _album_lock_path(album: Path, work_folder: Path) -> Path:
    # The relative path is the same wherever the drive is mounted.
    relative_path = os.path.relpath(real_path(album), real_path(work_folder))
    name = hashlib.blake2b(relative_path.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return work_folder / LOCKS_FOLDER / f"{name}.lock"


def _holder_path(lock_path: Path) -> Path:
    return lock_path.with_suffix(".json")


def _acquire_album_lock(
    lock: FileLock, album: Path, wait_seconds: float, report_holder: Callable[[LockHolder], None]
) -> None:
    """Acquires a lock, reporting its holder if there is any waiting to do."""
    lock_path = Path(lock.lock_file)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        report_holder(_read_holder(lock_path))
        try:
            lock.acquire(timeout=wait_seconds, poll_interval=POLL_SECONDS)
        except Timeout:
            raise OutputError(
                f"{album} is being made by {_read_holder(lock_path)}; try again when it is done"
            ) from None


def _release_lock(lock: FileLock, lock_path: Path) -> None:
    """Releases a lock and removes its files; a run that waits for it creates them again."""
    with contextlib.suppress(OSError):
        _holder_path(lock_path).unlink(missing_ok=True)
    if os.name != "nt":
        with contextlib.suppress(OSError):
            lock_path.unlink(missing_ok=True)
    lock.release()


def _is_locked(lock_path: Path) -> bool:
    """Whether a process holds the lock; if not, its file is removed."""
    lock = FileLock(lock_path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    except OSError:
        return False
    _release_lock(lock, lock_path)
    return False


def _read_holder(lock_path: Path) -> LockHolder:
    try:
        return LockHolder(**json.loads(_holder_path(lock_path).read_text("utf-8")))
    except (OSError, ValueError, TypeError, RecursionError):
        return LockHolder(lock_path.stem)

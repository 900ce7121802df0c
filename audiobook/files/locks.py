"""Keeps two runs from one album, and from changing one file at the same time.

A lock is the system's own, so it ends with its process, however that ends: nothing is left locked after a crash. That
of an album lies in the work folder and not in the album, that of a file beside it; both go when they are released.
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
# Changing a file takes milliseconds; who has not had a turn after so long waits for something that hangs.
FILE_LOCK_SECONDS, FILE_POLL_SECONDS = 120.0, 0.02
# A name may have 255 bytes, and a character takes up to four of them.
MAX_LOCK_NAME_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class LockHolder:
    """A run that is at work: its album, the number of its process, its machine, since when (seconds since 1970)."""

    album: str
    process: int = 0
    host: str = ""
    since: float = 0.0

    def __str__(self) -> str:
        if not self.process:
            return "another run"
        where = "" if self.host == socket.gethostname() else f" on {self.host}"
        since = time.strftime("%H:%M", time.localtime(self.since))
        return f"another run (process {self.process}{where}, since {since})"

    @property
    def is_this_process(self) -> bool:
        """Whether it is the very process that asks."""
        return (self.process, self.host) == (os.getpid(), socket.gethostname())


@contextlib.contextmanager
def lock_album(
    album: Path, work_folder: Path, wait_seconds: float, report_holder: Callable[[LockHolder], None]
) -> Iterator[None]:
    """Holds an album for this run; where another one does, `report_holder` hears of it once and that one's end is
    awaited.

    `work_folder` is the work folder that both share. Raises OutputError, saying who holds the album, where that one is
    still at it after `wait_seconds`.
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
            part_path.write_text(
                json.dumps(asdict(LockHolder(str(album), os.getpid(), socket.gethostname(), time.time())))
            )
        yield
    finally:
        _release_lock(lock, lock_path)


def find_lock_holders(work_folder: Path) -> tuple[LockHolder, ...]:
    """The runs of other processes that hold an album of this work folder now."""
    # A note whose lock has gone is what a run left that could not remove it.
    lock_paths = sorted({path.with_suffix(".lock") for path in (work_folder / LOCKS_FOLDER).glob("*.*")})
    holders = ((_read_holder(lock_path), lock_path) for lock_path in lock_paths)
    return tuple(holder for holder, lock_path in holders if not holder.is_this_process and _probe_lock(lock_path))


def _ignore_waiting() -> None:
    """Says nothing of waiting."""


@contextlib.contextmanager
def lock_file(
    path: Path, wait_seconds: float = FILE_LOCK_SECONDS, report_waiting: Callable[[], None] = _ignore_waiting
) -> Iterator[None]:
    """Holds a file while it is read, changed and written back; `report_waiting` is called once where another run does.

    Links are followed, so a file has one lock by whatever name it is reached. Less than 0 `wait_seconds` are no limit.
    Raises OutputError where it cannot be had in time, or its folder cannot be written.
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
    """Removes the lock of a file that a killed run has left; one that somebody holds stays."""
    lock_path = _file_lock_path(path)
    if lock_path.exists():
        _probe_lock(lock_path)  # whoever finds that nobody holds a lock removes it


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
            raise OutputError(f"{path} is held by another run; run the same command again when that is done") from None


def _album_lock_path(album: Path, work_folder: Path) -> Path:
    # The way from one to the other is the same wherever the drive is mounted.
    relative_path = os.path.relpath(real_path(album), real_path(work_folder))
    name = hashlib.blake2b(relative_path.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return work_folder / LOCKS_FOLDER / f"{name}.lock"


def _holder_path(lock_path: Path) -> Path:
    return lock_path.with_suffix(".json")


def _acquire_album_lock(
    lock: FileLock, album: Path, wait_seconds: float, report_holder: Callable[[LockHolder], None]
) -> None:
    """Waits for a lock: a first try tells whether there is anything to wait for."""
    lock_path = Path(lock.lock_file)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        report_holder(_read_holder(lock_path))
        try:
            lock.acquire(timeout=wait_seconds, poll_interval=POLL_SECONDS)
        except Timeout:
            raise OutputError(
                f"{album} is being made by {_read_holder(lock_path)}; try again when that is done"
            ) from None


def _release_lock(lock: FileLock, lock_path: Path) -> None:
    """Lets go, and leaves no file behind; whoever waits for the file that was removed makes it anew."""
    with contextlib.suppress(OSError):
        _holder_path(lock_path).unlink(missing_ok=True)
    if os.name != "nt":
        with contextlib.suppress(OSError):
            lock_path.unlink(missing_ok=True)
    lock.release()


def _probe_lock(lock_path: Path) -> bool:
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

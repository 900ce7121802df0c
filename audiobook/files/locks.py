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
from audiobook.files.workspace import LOCKS_FOLDER, cannot_write, real_path, written_whole

POLL_SECONDS = 0.2
# Changing a file takes milliseconds; who has not had a turn after so long waits for something that hangs.
CHANGE_SECONDS, CHANGE_POLL_SECONDS = 120.0, 0.02
# A name may have 255 bytes, and a character takes up to four of them.
MOST_LOCK_NAME = 60


@dataclass(frozen=True, slots=True)
class Holder:
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
def held(album: Path, work: Path, wait_seconds: float, told: Callable[[Holder], None]) -> Iterator[None]:
    """Holds an album for this run; where another one does, `told` hears of it once and that one's end is awaited.

    `work` is the work folder that both share. Raises OutputError, saying who holds the album, where that one is still
    at it after `wait_seconds`.
    """
    place = _place(album, work)
    lock = FileLock(place)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _acquire(lock, album, wait_seconds, told)
    except OSError as error:
        raise cannot_write(place, error) from error
    try:
        with written_whole(_about(place), flush=False) as part:
            part.write_text(json.dumps(asdict(Holder(str(album), os.getpid(), socket.gethostname(), time.time()))))
        yield
    finally:
        _release(lock, place)


def at_work(work: Path) -> tuple[Holder, ...]:
    """The runs of other processes that hold an album of this work folder now."""
    # A note whose lock has gone is what a run left that could not remove it.
    places = sorted({one.with_suffix(".lock") for one in (work / LOCKS_FOLDER).glob("*.*")})
    found = ((_holder(place), place) for place in places)
    return tuple(holder for holder, place in found if not holder.is_this_process and _is_held(place))


def _nothing() -> None:
    """Says nothing of waiting."""


@contextlib.contextmanager
def lock_file(
    path: Path, wait_seconds: float = CHANGE_SECONDS, tell_waiting: Callable[[], None] = _nothing
) -> Iterator[None]:
    """Holds a file while it is read, changed and written back; `tell_waiting` is called once where another run does.

    Links are followed, so a file has one lock by whatever name it is reached. Less than 0 `wait_seconds` are no limit.
    Raises OutputError where it cannot be had in time, or its folder cannot be written.
    """
    place = _beside(path)
    lock = FileLock(place)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _acquire_file(lock, path, wait_seconds, tell_waiting)
    except OSError as error:
        raise cannot_write(path, error) from error
    try:
        yield
    finally:
        _release(lock, place)


def remove_abandoned_lock(path: Path) -> None:
    """Removes the lock of a file that a killed run has left; one that somebody holds stays."""
    place = _beside(path)
    if place.exists():
        _is_held(place)  # whoever finds that nobody holds a lock removes it


def _beside(path: Path) -> Path:
    place = real_path(path)
    return place.with_name(f".{place.name[:MOST_LOCK_NAME]}.lock")


def _acquire_file(lock: FileLock, path: Path, wait_seconds: float, tell_waiting: Callable[[], None]) -> None:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        tell_waiting()
        try:
            lock.acquire(timeout=wait_seconds, poll_interval=CHANGE_POLL_SECONDS)
        except Timeout:
            raise OutputError(f"{path} is held by another run; run the same command again when that is done") from None


def _place(album: Path, work: Path) -> Path:
    # The way from one to the other is the same wherever the drive is mounted.
    way = os.path.relpath(real_path(album), real_path(work))
    name = hashlib.blake2b(way.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return work / LOCKS_FOLDER / f"{name}.lock"


def _about(place: Path) -> Path:
    return place.with_suffix(".json")


def _acquire(lock: FileLock, album: Path, wait_seconds: float, told: Callable[[Holder], None]) -> None:
    """Waits for a lock: a first try tells whether there is anything to wait for."""
    place = Path(lock.lock_file)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        told(_holder(place))
        try:
            lock.acquire(timeout=wait_seconds, poll_interval=POLL_SECONDS)
        except Timeout:
            raise OutputError(f"{album} is being made by {_holder(place)}; try again when that is done") from None


def _release(lock: FileLock, place: Path) -> None:
    """Lets go, and leaves no file behind; whoever waits for the file that was removed makes it anew."""
    with contextlib.suppress(OSError):
        _about(place).unlink(missing_ok=True)
    if os.name != "nt":
        with contextlib.suppress(OSError):
            place.unlink(missing_ok=True)
    lock.release()


def _is_held(place: Path) -> bool:
    lock = FileLock(place)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    except OSError:
        return False
    _release(lock, place)
    return False


def _holder(place: Path) -> Holder:
    try:
        return Holder(**json.loads(_about(place).read_text("utf-8")))
    except (OSError, ValueError, TypeError, RecursionError):
        return Holder(place.stem)

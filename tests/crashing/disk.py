"""A disk that fails at one chosen operation: it fills up, says no, or the process that uses it is killed there.

What Python does to files is counted: opening for writing, each write, renames, removals, new folders, flushes. What
changes nothing is not (a folder that is there, a file that is not), nor what other programs write (ffmpeg).
"""

from __future__ import annotations

import builtins
import errno
import io
import mmap
import os
import signal
import struct
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn

WRITES = frozenset({"open", "write", "fsync", "mkdir"})
BY_WORKER = 0x80
NOTED_FROM, MOST_OPERATIONS = 8, 100_000
CHANGES = ("replace", "rename", "unlink", "remove", "mkdir", "rmdir", "utime", "link", "symlink", "truncate")
OPERATIONS = (*sorted(WRITES), *(name for name in CHANGES if name not in WRITES))


class Fault(StrEnum):
    """What happens at the chosen operation.

    KILL ends the whole run, KILL_WORKER only the process that is at it; FULL is a disk that takes nothing from then on,
    REFUSED one operation that the system does not permit, or at which the drive does not answer, by turns.
    """

    KILL = "kill"
    KILL_WORKER = "kill worker"
    FULL = "full"
    REFUSED = "refused"


class FaultyDisk:
    """Counts the operations on files below `root`, also those of forked processes, and fails at number `point`.

    Points count from 1; at 0 nothing fails. `install` is for good: call it in a forked process.
    """

    def __init__(self, root: Path, fault: Fault = Fault.KILL, point: int = 0) -> None:
        self.root = f"{root}{os.sep}"
        self.fault = fault
        self.point = point
        self.main = os.getpid()
        self._shared = mmap.mmap(-1, NOTED_FROM + MOST_OPERATIONS)
        self._handles: set[int] = set()

    @property
    def _count(self) -> int:
        return int(struct.unpack_from("q", self._shared, 0)[0])

    def points(self, fault: Fault) -> tuple[int, ...]:
        """The operations there were at which this fault can make a difference.

        Whoever is killed before a flush leaves the same as before the next operation.
        """
        noted = enumerate(self._shared[NOTED_FROM : NOTED_FROM + self._count], 1)
        met = [(number, OPERATIONS[note & ~BY_WORKER], bool(note & BY_WORKER)) for number, note in noted]
        if fault in (Fault.KILL, Fault.KILL_WORKER):
            by_worker = fault is Fault.KILL_WORKER
            return tuple(number for number, name, worker in met if name != "fsync" and (worker or not by_worker))
        if fault is Fault.FULL:
            return tuple(number for number, name, _ in met if name in WRITES)
        return tuple(number for number, _, _ in met)

    def install(self) -> None:
        """Has all that Python writes go over this disk."""
        self.main = os.getpid()
        for name in CHANGES:
            setattr(os, name, self._change(name, getattr(os, name)))
        os.open = self._open_handle(os.open)  # type: ignore[assignment]
        os.write = self._write_handle(os.write)  # type: ignore[assignment]
        os.fsync = self._fsync  # type: ignore[assignment]
        builtins.open = io.open = self._open(io.open)  # type: ignore[assignment]

    def _is_here(self, path: Any) -> bool:
        if isinstance(path, int):
            return False
        # Links stay as they are: the path alone tells.
        return str(Path(os.fsdecode(path)).absolute()).startswith(self.root)

    def meet(self, operation: str, torn: Callable[[], object] = lambda: None) -> None:
        """Counts an operation that is about to be done; `torn` does a part of it before a process is killed there."""
        number = self._count + 1
        struct.pack_into("q", self._shared, 0, number)
        by_worker = BY_WORKER if os.getpid() != self.main else 0
        self._shared[NOTED_FROM + number - 1] = OPERATIONS.index(operation) | by_worker
        if not self.point or number < self.point:
            return
        if self.fault is Fault.FULL:
            if operation in WRITES:
                torn()
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        elif number == self.point:
            torn()
            self._fail()

    def _fail(self) -> NoReturn:
        if self.fault is Fault.REFUSED:
            number = errno.EACCES if self.point % 2 else errno.EIO
            raise OSError(number, os.strerror(number))
        if self.fault is Fault.KILL:
            os.kill(self.main, signal.SIGKILL)
        os._exit(9)

    def _change(self, name: str, do: Callable[..., Any]) -> Callable[..., Any]:
        def changed(path: Any, *arguments: Any, **named: Any) -> Any:
            if self._is_here(path) and not _is_idle(name, Path(os.fsdecode(path))):
                self.meet(name)
            return do(path, *arguments, **named)

        return changed

    def _open_handle(self, do: Callable[..., int]) -> Callable[..., int]:
        def opened(path: Any, flags: int, *arguments: Any, **named: Any) -> int:
            writes = bool(flags & (os.O_CREAT | os.O_WRONLY | os.O_RDWR)) and self._is_here(path)
            if writes:
                self.meet("open")
            handle = do(path, flags, *arguments, **named)
            if writes:
                self._handles.add(handle)
            else:
                self._handles.discard(handle)
            return handle

        return opened

    def _write_handle(self, do: Callable[..., int]) -> Callable[..., int]:
        def written(handle: int, data: bytes) -> int:
            if handle in self._handles:
                self.meet("write", lambda: do(handle, data[: len(data) // 2]))
            return do(handle, data)

        return written

    def _fsync(self, handle: Any) -> None:
        """No process that is killed loses what it has written, so nothing needs to be flushed."""
        del handle
        self.meet("fsync")

    def _open(self, do: Callable[..., Any]) -> Callable[..., Any]:
        disk = self

        class Raw(io.FileIO):
            def write(self, data: Any) -> int:
                half = bytes(data)[: len(bytes(data)) // 2]
                disk.meet("write", lambda: super(Raw, self).write(half))
                return super().write(data)

        def opened(file: Any, mode: str = "r", buffering: int = -1, encoding: Any = None, errors: Any = None,
                   newline: Any = None, closefd: bool = True, opener: Any = None) -> Any:  # fmt: skip
            if not set(mode) & set("wax+") or isinstance(file, int) or opener or not disk._is_here(file):
                return do(file, mode, buffering, encoding, errors, newline, closefd, opener)
            disk.meet("open")
            raw = Raw(file, mode.replace("b", "").replace("t", ""))
            if buffering == 0:
                return raw
            buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
            return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding, errors, newline)

        return opened


def _is_idle(operation: str, path: Path) -> bool:
    """Whether an operation changes nothing: a folder is there already, a file is already gone."""
    if operation == "mkdir":
        return path.is_dir()
    return operation in ("unlink", "remove") and not (path.is_symlink() or path.exists())

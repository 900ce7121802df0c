"""Fetches a file from the web: its size and checksum are known beforehand, and what is cut off is gone on with.

Until it is whole and its checksum right, a file stands under a hidden name beside its final one, ending in `.part`;
that one carries no process number, because the next run goes on with it. Two runs that want the same file wait for each
other, and the second finds it fetched.
"""

from __future__ import annotations

import hashlib
import http.client
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from audiobook import __version__
from audiobook.engines.checksums import checksum
from audiobook.errors import DownloadError, OutputError
from audiobook.files.locks import lock_file
from audiobook.files.workspace import DISK_FULL, PART, flushed
from audiobook.web.redaction import excerpt

TIMEOUT_SECONDS = 30.0
BLOCK_BYTES = 1 << 18
# A server that sends less than so many bytes a second, over so many seconds, has as good as broken off.
LEAST_PACE = 1000.0
PACE_SECONDS = 60.0
# How often a connection that breaks is taken up again within one run.
TRIES = 4
# What must stay free beside the file itself.
SPARE_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file on the web, its size in bytes, its checksum, and where it belongs on this machine."""

    address: str
    bytes: int
    sha256: str
    target: Path

    @property
    def is_here(self) -> bool:
        """Whether the very file is here; its checksum tells, which is worked out once and noted beside it."""
        return self.is_right()

    def is_right(self, read_again: bool = False) -> bool:
        """Whether the very file is here; with `read_again` whatever is noted of its checksum is not believed."""
        try:
            if not self.target.is_file() or self.target.stat().st_size != self.bytes:
                return False
            return checksum(self.target, read_again) == self.sha256
        except OSError:
            return False

    @property
    def part(self) -> Path:
        """Where the file stands until it is whole."""
        return self.target.with_name(f".{self.target.name}{PART}")


class UnreachableError(DownloadError):
    """Nothing was to be had from a server: there is no network, or no server, or it broke off."""


# A download takes as long as it takes; one that hangs is given up by the run that it hangs in.
FOR_EVER = -1.0


def fetch(file: RemoteFile, watch: Callable[[int], None], tell_waiting: Callable[[], None]) -> None:
    """Brings a file to its place; `watch` is called with how many bytes of it are here.

    Where another run is fetching it, `tell_waiting` is called and that one's end awaited. Raises UnreachableError
    where the server cannot be reached, DownloadError where it has no such file or another one, or where the file cannot
    be written.
    """
    try:
        file.part.parent.mkdir(parents=True, exist_ok=True)
        with lock_file(file.target, FOR_EVER, tell_waiting):
            if not file.is_here:
                _fetch(file, watch)
        watch(file.bytes)
    except OSError as error:
        raise _cannot_keep(file.target, error) from error
    except OutputError as error:
        raise DownloadError(f"{file.target} cannot be written: {file.target.parent} does not let it") from error


def _fetch(file: RemoteFile, watch: Callable[[int], None]) -> None:
    _check_room(file)
    _complete(file, watch)
    _check(file)
    flushed(file.part)
    file.part.replace(file.target)
    checksum(file.target)


def _complete(file: RemoteFile, watch: Callable[[int], None]) -> None:
    for tries_left in reversed(range(TRIES)):
        try:
            _go_on(file, watch)
        except UnreachableError:
            if not tries_left:
                raise
        if _bytes_here(file.part) >= file.bytes:
            return
    here, there = _bytes_here(file.part), file.bytes
    raise UnreachableError(f"{_host(file)} broke off after {here:,} of {there:,} bytes; run the same command to go on")


def _go_on(file: RemoteFile, watch: Callable[[int], None]) -> None:
    """Appends what the server has beyond the bytes that are here, or begins anew where it cannot do that."""
    start = _bytes_here(file.part)
    if start >= file.bytes:
        return
    with _opened(file, start) as answer:
        goes_on = start > 0 and answer.status == 206 and _begins_at(answer, start)
        if start > 0 and answer.status == 206 and not goes_on:
            file.part.unlink()
            return
        with file.part.open("ab" if goes_on else "wb") as part:
            for block in _blocks(file, answer):
                part.write(block)
                watch(part.tell())
                if part.tell() > file.bytes:
                    return


def _opened(file: RemoteFile, start: int) -> Any:
    headers = {"User-Agent": f"audiobook/{__version__}", "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
    try:
        return urllib.request.urlopen(urllib.request.Request(file.address, headers=headers), timeout=TIMEOUT_SECONDS)
    except urllib.error.HTTPError as error:
        if error.code == 416:
            file.part.unlink(missing_ok=True)
        if error.code in (416, 429) or error.code >= 500:
            raise UnreachableError(f"{_host(file)} answers {error.code} {excerpt(str(error.reason))}") from error
        if 300 <= error.code < 400:
            raise DownloadError(f"{file.address} is not to be had: it sends on again and again") from error
        raise DownloadError(f"{file.address} is not to be had: {error.code} {excerpt(str(error.reason))}") from error
    except (OSError, http.client.HTTPException) as error:
        raise UnreachableError(f"{_host(file)} cannot be reached ({_reason(error)})") from error


def _blocks(file: RemoteFile, answer: Any) -> Iterator[bytes]:
    """What comes from the server; kept apart from writing, so that a full disk is not taken for a bad network."""
    begun, count = time.monotonic(), 0
    while True:
        try:
            # What is there, be it one byte: reading a whole block could take for ever.
            block = answer.read1(BLOCK_BYTES)
        except (OSError, http.client.HTTPException) as error:
            raise UnreachableError(f"{_host(file)} broke off ({_reason(error)})") from error
        if not block:
            return
        count += len(block)
        yield block
        lasted = time.monotonic() - begun
        if lasted > PACE_SECONDS:
            if count < LEAST_PACE * lasted:
                raise UnreachableError(f"{_host(file)} sends too slowly ({count:,} bytes in {lasted:.0f} s)")
            begun, count = time.monotonic(), 0


def _begins_at(answer: Any, start: int) -> bool:
    return str(answer.headers.get("Content-Range", "")).startswith(f"bytes {start}-")


def _bytes_here(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _check_room(file: RemoteFile) -> None:
    missing = file.bytes - _bytes_here(file.part)
    free = shutil.disk_usage(file.part.parent).free
    if free < missing + SPARE_BYTES:
        problem = f"{missing / 1e6:.0f} MB are needed in {file.part.parent}, where {free / 1e6:.0f} MB are free"
        raise DownloadError(f"{problem}; make room and run the same command again")


def _check(file: RemoteFile) -> None:
    with file.part.open("rb") as part:
        found = hashlib.file_digest(part, "sha256").hexdigest()
    if found != file.sha256:
        # Going on with it would only fail again.
        file.part.unlink()
        raise DownloadError(f"what {_host(file)} sent as {file.target.name} is another file than the one known here "
                            f"(checksum {found[:12]}…, not {file.sha256[:12]}…); nothing was kept")  # fmt: skip


def _cannot_keep(path: Path, error: OSError) -> DownloadError:
    if error.errno in DISK_FULL:
        return DownloadError(f"the disk is full: {path} could not be written; make room and run the same command again")
    return DownloadError(f"{path} cannot be written: {error.strerror or error}")


def _reason(error: Exception) -> str:
    reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
    return excerpt(str(reason)) or type(error).__name__


def _host(file: RemoteFile) -> str:
    return urlsplit(file.address).hostname or file.address

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
from audiobook.engines.checksums import compute_checksum
from audiobook.errors import DownloadError, OutputError
from audiobook.files.locks import lock_file
from audiobook.files.workspace import DISK_FULL, PART_ENDING, fsync_file
from audiobook.web.redaction import excerpt

TIMEOUT_SECONDS = 30.0
BLOCK_BYTES = 1 << 18
# A server that sends less than so many bytes a second, over so many seconds, has as good as broken off.
MIN_BYTES_PER_SECOND = 1000.0
PACE_SECONDS = 60.0
# How often a connection that breaks is taken up again within one run.
MAX_ATTEMPTS = 4
# What must stay free beside the file itself.
RESERVED_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file on the web, its size in bytes, its checksum, and where it belongs on this machine."""

    address: str
    size: int
    sha256: str
    target: Path

    @property
    def is_present(self) -> bool:
        """Whether the very file is here; its checksum tells, which is worked out once and noted beside it."""
        return self.is_intact()

    def is_intact(self, recompute: bool = False) -> bool:
        """Whether the very file is here; with `read_again` whatever is noted of its checksum is not believed."""
        try:
            if not self.target.is_file() or self.target.stat().st_size != self.size:
                return False
            return compute_checksum(self.target, recompute) == self.sha256
        except OSError:
            return False

    @property
    def part_path(self) -> Path:
        """Where the file stands until it is whole."""
        return self.target.with_name(f".{self.target.name}{PART_ENDING}")


class UnreachableError(DownloadError):
    """Nothing was to be had from a server: there is no network, or no server, or it broke off."""


# A download takes as long as it takes; one that hangs is given up by the run that it hangs in.
NO_TIMEOUT = -1.0


def fetch_file(file: RemoteFile, report_progress: Callable[[int], None], report_waiting: Callable[[], None]) -> None:
    """Brings a file to its place; `report_progress` is called with how many bytes of it are here.

    Where another run is fetching it, `report_waiting` is called and that one's end awaited. Raises UnreachableError
    where the server cannot be reached, DownloadError where it has no such file or another one, or where the file cannot
    be written.
    """
    try:
        file.part_path.parent.mkdir(parents=True, exist_ok=True)
        with lock_file(file.target, NO_TIMEOUT, report_waiting):
            if not file.is_present:
                _download_file(file, report_progress)
        report_progress(file.size)
    except OSError as error:
        raise _to_download_error(file.target, error) from error
    except OutputError as error:
        raise DownloadError(f"{file.target} cannot be written: {file.target.parent} does not let it") from error


def _download_file(file: RemoteFile, report_progress: Callable[[int], None]) -> None:
    _check_disk_space(file)
    _download_rest(file, report_progress)
    _verify_checksum(file)
    fsync_file(file.part_path)
    file.part_path.replace(file.target)
    compute_checksum(file.target)


def _download_rest(file: RemoteFile, report_progress: Callable[[int], None]) -> None:
    for tries_left in reversed(range(MAX_ATTEMPTS)):
        try:
            _resume_download(file, report_progress)
        except UnreachableError:
            if not tries_left:
                raise
        if _part_size(file.part_path) >= file.size:
            return
    received, total = _part_size(file.part_path), file.size
    raise UnreachableError(
        f"{_host(file)} broke off after {received:,} of {total:,} bytes; run the same command to go on"
    )


def _resume_download(file: RemoteFile, report_progress: Callable[[int], None]) -> None:
    """Appends what the server has beyond the bytes that are here, or begins anew where it cannot do that."""
    start = _part_size(file.part_path)
    if start >= file.size:
        return
    with _open_request(file, start) as response:
        resumes = start > 0 and response.status == 206 and _starts_at(response, start)
        if start > 0 and response.status == 206 and not resumes:
            file.part_path.unlink()
            return
        with file.part_path.open("ab" if resumes else "wb") as part:
            for block in _read_blocks(file, response):
                part.write(block)
                report_progress(part.tell())
                if part.tell() > file.size:
                    return


def _open_request(file: RemoteFile, start: int) -> Any:
    headers = {"User-Agent": f"audiobook/{__version__}", "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
    try:
        return urllib.request.urlopen(urllib.request.Request(file.address, headers=headers), timeout=TIMEOUT_SECONDS)
    except urllib.error.HTTPError as error:
        if error.code == 416:
            file.part_path.unlink(missing_ok=True)
        if error.code in (416, 429) or error.code >= 500:
            raise UnreachableError(f"{_host(file)} answers {error.code} {excerpt(str(error.reason))}") from error
        if 300 <= error.code < 400:
            raise DownloadError(f"{file.address} is not to be had: it sends on again and again") from error
        raise DownloadError(f"{file.address} is not to be had: {error.code} {excerpt(str(error.reason))}") from error
    except (OSError, http.client.HTTPException) as error:
        raise UnreachableError(f"{_host(file)} cannot be reached ({_format_reason(error)})") from error


def _read_blocks(file: RemoteFile, response: Any) -> Iterator[bytes]:
    """What comes from the server; kept apart from writing, so that a full disk is not taken for a bad network."""
    window_start, count = time.monotonic(), 0
    while True:
        try:
            # What is there, be it one byte: reading a whole block could take for ever.
            block = response.read1(BLOCK_BYTES)
        except (OSError, http.client.HTTPException) as error:
            raise UnreachableError(f"{_host(file)} broke off ({_format_reason(error)})") from error
        if not block:
            return
        count += len(block)
        yield block
        elapsed = time.monotonic() - window_start
        if elapsed > PACE_SECONDS:
            if count < MIN_BYTES_PER_SECOND * elapsed:
                raise UnreachableError(f"{_host(file)} sends too slowly ({count:,} bytes in {elapsed:.0f} s)")
            window_start, count = time.monotonic(), 0


def _starts_at(response: Any, start: int) -> bool:
    return str(response.headers.get("Content-Range", "")).startswith(f"bytes {start}-")


def _part_size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _check_disk_space(file: RemoteFile) -> None:
    missing = file.size - _part_size(file.part_path)
    free = shutil.disk_usage(file.part_path.parent).free
    if free < missing + RESERVED_BYTES:
        problem = f"{missing / 1e6:.0f} MB are needed in {file.part_path.parent}, where {free / 1e6:.0f} MB are free"
        raise DownloadError(f"{problem}; make room and run the same command again")


def _verify_checksum(file: RemoteFile) -> None:
    with file.part_path.open("rb") as part:
        digest = hashlib.file_digest(part, "sha256").hexdigest()
    if digest != file.sha256:
        # Going on with it would only fail again.
        file.part_path.unlink()
        raise DownloadError(f"what {_host(file)} sent as {file.target.name} is another file than the one known here "
                            f"(checksum {digest[:12]}…, not {file.sha256[:12]}…); nothing was kept")  # fmt: skip


def _to_download_error(path: Path, error: OSError) -> DownloadError:
    if error.errno in DISK_FULL:
        return DownloadError(f"the disk is full: {path} could not be written; make room and run the same command again")
    return DownloadError(f"{path} cannot be written: {error.strerror or error}")


def _format_reason(error: Exception) -> str:
    reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
    return excerpt(str(reason)) or type(error).__name__


def _host(file: RemoteFile) -> str:
    return urlsplit(file.address).hostname or file.address

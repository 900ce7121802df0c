"""Downloads a file whose size and checksum are known, and resumes interrupted downloads.

Until a file is complete and verified, it has a hidden name next to its final one, ending in `.part`. That name has no
process ID, because the next run resumes the same file. Two runs that want the same file wait for each other, and the
second one finds it downloaded.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
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
# A server that sends fewer bytes per second than this, over so many seconds, counts as interrupted.
MIN_BYTES_PER_SECOND = 1000.0
PACE_SECONDS = 60.0
# How often an interrupted download is resumed within one run.
MAX_ATTEMPTS = 4
# Disk space that must stay free besides the file itself.
RESERVED_BYTES = 64 << 20
# Downloads may take any time; one that hangs is given up by its own run.
NO_TIMEOUT = -1.0


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file on the web, its size in bytes, its SHA-256, and where it belongs on this machine.

    `mirrors` are other addresses of the same file.
    """

    address: str
    size: int
    sha256: str
    target: Path
    mirrors: tuple[str, ...] = ()

    @property
    def is_present(self) -> bool:
        """Whether the file is here and has the right checksum, which is computed once and cached."""
        return self.is_intact()

    def is_intact(self, recompute: bool = False) -> bool:
        """Whether the file is here and has the right checksum; `recompute` ignores the cached checksum."""
        try:
            if not self.target.is_file() or self.target.stat().st_size != self.size:
                return False
            return compute_checksum(self.target, recompute) == self.sha256
        except OSError:
            return False

    @property
    def part_path(self) -> Path:
        """The path of the file until it is complete."""
        return self.target.with_name(f".{self.target.name}{PART_ENDING}")


class UnreachableError(DownloadError):
    """A server can't be reached, or the connection was interrupted."""


def fetch_file(file: RemoteFile, report_progress: Callable[[int], None], report_waiting: Callable[[], None]) -> None:
    """Downloads a file; `report_progress` is called with the number of bytes so far.

    If another run is downloading it, calls `report_waiting` and waits for that run. Raises UnreachableError if the
    server can't be reached; raises DownloadError if it has no such file or a different one, or if the file can't be
    written.
    """
    try:
        file.part_path.parent.mkdir(parents=True, exist_ok=True)
        with lock_file(file.target, NO_TIMEOUT, report_waiting):
            if not file.is_present:
                _download_from_any(file, report_progress)
        report_progress(file.size)
    except OSError as error:
        raise _to_download_error(file.target, error) from error
    except OutputError as error:
        raise DownloadError(
            f"{file.target} cannot be written: no permission to write to {file.target.parent}"
        ) from error


def _download_from_any(file: RemoteFile, report_progress: Callable[[int], None]) -> None:
    """Downloads a file from its address, or else from a mirror; what has arrived is kept, wherever it came from."""
    for address in (file.address, *file.mirrors[:-1]) if file.mirrors else ():
        with contextlib.suppress(DownloadError):
            return _download_file(replace(file, address=address), report_progress)
    return _download_file(replace(file, address=(file.address, *file.mirrors)[-1]), report_progress)


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
        f"{_host(file)} was interrupted after {received:,} of {total:,} bytes; run the same command again to resume"
    )


def _resume_download(file: RemoteFile, report_progress: Callable[[int], None]) -> None:
    """Downloads the bytes that are missing, or starts again if the server can't resume."""
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
            raise UnreachableError(f"{_host(file)} answered {error.code} {excerpt(str(error.reason))}") from error
        if 300 <= error.code < 400:
            raise DownloadError(f"{file.address} is not available: it redirects again and again") from error
        raise DownloadError(f"{file.address} is not available: {error.code} {excerpt(str(error.reason))}") from error
    except (OSError, http.client.HTTPException) as error:
        raise UnreachableError(f"{_host(file)} cannot be reached ({_format_reason(error)})") from error


def _read_blocks(file: RemoteFile, response: Any) -> Iterator[bytes]:
    """The blocks that the server sends; separate from writing, so that a full disk isn't taken for a network error."""
    window_start, count = time.monotonic(), 0
    while True:
        try:
            # Whatever has arrived, even a single byte: waiting for a whole block could take for ever.
            block = response.read1(BLOCK_BYTES)
        except (OSError, http.client.HTTPException) as error:
            raise UnreachableError(f"{_host(file)} was interrupted ({_format_reason(error)})") from error
        if not block:
            return
        count += len(block)
        yield block
        elapsed = time.monotonic() - window_start
        if elapsed > PACE_SECONDS:
            if count < MIN_BYTES_PER_SECOND * elapsed:
                raise UnreachableError(f"{_host(file)} is too slow ({count:,} bytes in {elapsed:.0f} s)")
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
        raise DownloadError(f"{problem}; free some space and run the same command again")


def _verify_checksum(file: RemoteFile) -> None:
    with file.part_path.open("rb") as part:
        digest = hashlib.file_digest(part, "sha256").hexdigest()
    if digest != file.sha256:
        # Resuming it would only fail again.
        file.part_path.unlink()
        raise DownloadError(
            f"{_host(file)} sent a different {file.target.name} than expected (checksum {digest[:12]}…, not "
            f"{file.sha256[:12]}…), so it was discarded; try again later"
        )


def _to_download_error(path: Path, error: OSError) -> DownloadError:
    if error.errno in DISK_FULL:
        return DownloadError(
            f"the disk is full: {path} could not be written; free some space and run the same command again"
        )
    return DownloadError(f"{path} cannot be written: {error.strerror or error}")


def _format_reason(error: Exception) -> str:
    reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
    return excerpt(str(reason)) or type(error).__name__


def _host(file: RemoteFile) -> str:
    return urlsplit(file.address).hostname or file.address

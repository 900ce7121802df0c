"""Opens untrusted zip archives: limits on size, ratio and number of files, and no paths out of the archive."""

from __future__ import annotations

import io
import posixpath
import zlib
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from audiobook.errors import InputError

ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
# A novel unpacks to a few megabytes, a richly illustrated one to a few hundred, most of which is never read.
MAX_MEMBERS = 20_000
MAX_MEMBER_BYTES = 64 * 1024 * 1024
MAX_TOTAL_BYTES = 256 * 1024 * 1024
# English prose compresses four to one, white space and repeated styles better. Small files are not checked.
MAX_COMPRESSION_RATIO = 200
RATIO_CHECK_MIN_BYTES = 4 * 1024 * 1024
CHUNK_BYTES = 1024 * 1024
DIRECTORY_ENTRY_SIGNATURE = b"PK\x01\x02"
ENCRYPTED_FLAG = 0x1
DAMAGE_ERRORS = (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, LookupError)


class ZipArchive:
    """A zip archive in memory; all reads count against one limit."""

    def __init__(self, data: bytes, path: Path) -> None:
        self.path = path
        self._remaining_bytes = MAX_TOTAL_BYTES
        # Counted before the directory is read, which would make an object of every entry.
        if data.count(DIRECTORY_ENTRY_SIGNATURE) > MAX_MEMBERS:
            raise self._too_large_error(f"more than {MAX_MEMBERS:,} files")
        try:
            self._zip = ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except DAMAGE_ERRORS as error:
            raise InputError(f"{path} is a damaged zip archive ({error}); download it again") from error
        self._members = {entry.filename: entry for entry in entries if _is_safe_name(entry.filename)}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all files in it, except those that would lead out of it."""
        return tuple(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """A file's bytes. Raises InputError if it is missing, damaged, encrypted or too large."""
        entry = self._members.get(name)
        if entry is None:
            raise InputError(f"{self.path} is damaged: the file {name!r} is missing in it; download it again")
        if entry.flag_bits & ENCRYPTED_FLAG:
            raise InputError(f"{self.path} is locked with a password; unlock it and try again")
        try:
            return self._decompress(entry)
        except DAMAGE_ERRORS as error:
            raise InputError(f"{self.path} is damaged at {name!r} ({error}); download it again") from error

    def _decompress(self, entry: ZipInfo) -> bytes:
        """Unpacks a file in chunks, because the size in its header may be wrong."""
        data = bytearray()
        with self._zip.open(entry) as stream:
            while chunk := stream.read(CHUNK_BYTES):
                data += chunk
                self._remaining_bytes -= len(chunk)
                self._check_limits(len(data), entry)
        return bytes(data)

    def _check_limits(self, size: int, entry: ZipInfo) -> None:
        if size > MAX_MEMBER_BYTES or self._remaining_bytes < 0:
            raise self._too_large_error(f"{entry.filename!r} unpacks to more than a story can hold")
        if size > RATIO_CHECK_MIN_BYTES and size > MAX_COMPRESSION_RATIO * max(entry.compress_size, 1):
            raise self._too_large_error(f"{entry.filename!r} unpacks to {MAX_COMPRESSION_RATIO} times its size")

    def _too_large_error(self, detail: str) -> InputError:
        return InputError(f"{self.path} is a zip bomb, not a story: {detail}")


def _is_safe_name(name: str) -> bool:
    return bool(name) and normalize_member_name(name) == name and not name.endswith("/")


def normalize_member_name(name: str) -> str:
    """The name with "." and ".." resolved, "" if it leads out of the archive or to a drive.

    >>> (normalize_member_name("OPS/../cover.jpg"), normalize_member_name("../cover.jpg"),
    ... normalize_member_name("/etc/passwd"), normalize_member_name("C:/boot.ini"))
    ('cover.jpg', '', '', '')
    """
    if not name or name.startswith("/") or "\\" in name or "\x00" in name or ":" in name.split("/", maxsplit=1)[0]:
        return ""
    path = posixpath.normpath(name)
    return "" if path == ".." or path.startswith("../") or path == "." else path

"""Opens zip archives that strangers made: bounded in size, ratio and number of files, and only by the names inside."""

from __future__ import annotations

import io
import posixpath
import zlib
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from audiobook.errors import InputError

SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
# A novel unpacks to a few megabytes, a richly illustrated one to a few hundred, most of which is never read.
MOST_MEMBERS = 20_000
MOST_MEMBER_BYTES = 64 * 1024 * 1024
MOST_BYTES = 256 * 1024 * 1024
# English prose packs four to one; white space and repeated styles do better. Small files may do as they like.
MOST_RATIO = 200
RATIO_FROM_BYTES = 4 * 1024 * 1024
CHUNK = 1024 * 1024
ENTRY_SIGNATURE = b"PK\x01\x02"
ENCRYPTED = 0x1
DAMAGE = (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, LookupError)


class Archive:
    """A zip archive in memory; every read counts against one limit."""

    def __init__(self, data: bytes, path: Path) -> None:
        self.path = path
        self._left = MOST_BYTES
        # Counted before the directory is read, which would make an object of every entry.
        if data.count(ENTRY_SIGNATURE) > MOST_MEMBERS:
            raise self._too_large(f"more than {MOST_MEMBERS:,} files")
        try:
            self._zip = ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except DAMAGE as error:
            raise InputError(f"{path} is a zip archive, and damaged ({error}); download it again") from error
        self._members = {entry.filename: entry for entry in entries if _stays_inside(entry.filename)}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all files in it, those that would lead out of it left out."""
        return tuple(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """A file's bytes; raises InputError where it is missing, damaged, locked or too large."""
        entry = self._members.get(name)
        if entry is None:
            raise InputError(f"{self.path} is damaged: it names the file {name!r} but does not hold it")
        if entry.flag_bits & ENCRYPTED:
            raise InputError(f"{self.path} is locked with a password; unlock it and try again")
        try:
            return self._unpacked(entry)
        except DAMAGE as error:
            raise InputError(f"{self.path} is damaged at {name!r} ({error}); download it again") from error

    def _unpacked(self, entry: ZipInfo) -> bytes:
        """Unpacks a file piece by piece, for what its header says of its size may be a lie."""
        found = bytearray()
        with self._zip.open(entry) as stream:
            while chunk := stream.read(CHUNK):
                found += chunk
                self._left -= len(chunk)
                self._check(len(found), entry)
        return bytes(found)

    def _check(self, size: int, entry: ZipInfo) -> None:
        if size > MOST_MEMBER_BYTES or self._left < 0:
            raise self._too_large(f"{entry.filename!r} unpacks to more than a story can hold")
        if size > RATIO_FROM_BYTES and size > MOST_RATIO * max(entry.compress_size, 1):
            raise self._too_large(f"{entry.filename!r} unpacks to {MOST_RATIO} times its size")

    def _too_large(self, why: str) -> InputError:
        return InputError(f"{self.path} is no story but an archive made to fill the memory: {why}")


def _stays_inside(name: str) -> bool:
    return bool(name) and inside(name) == name and not name.endswith("/")


def inside(name: str) -> str:
    """The name with its dots resolved, "" where it leads out of the archive or into a drive.

    >>> inside("OPS/../cover.jpg"), inside("../cover.jpg"), inside("/etc/passwd"), inside("C:/boot.ini")
    ('cover.jpg', '', '', '')
    """
    if not name or name.startswith("/") or "\\" in name or "\x00" in name or ":" in name.split("/", maxsplit=1)[0]:
        return ""
    path = posixpath.normpath(name)
    return "" if path == ".." or path.startswith("../") or path == "." else path

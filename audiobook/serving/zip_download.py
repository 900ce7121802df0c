"""All files of an album in one ZIP file, written while it is sent: no copy is made on the disk."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from audiobook.serving.files import ServedFile, find_album_folder, find_served_file
from audiobook.serving.security_headers import FILE_POLICY, SECURITY_HEADERS

CHUNK = 1 << 18
# The first time that a ZIP file can name.
EARLIEST = (1980, 1, 1, 0, 0, 0)


def find_zip_files(output: Path, folder: str) -> tuple[tuple[str, ServedFile], ...]:
    """The served files of the album at a path below the output folder, sorted by their names in it; () for no album."""
    album = find_album_folder(output, folder)
    names = sorted(path.relative_to(album).as_posix() for path in album.rglob("*")) if album else []
    found = ((name, find_served_file(output, f"{folder}/{name}")) for name in names)
    return tuple((name, file) for name, file in found if file)


def zip_response(request: Request, title: str, album_files: tuple[tuple[str, ServedFile], ...]) -> Response:
    """The album as a download; `title` is the name of the folder in it, and of the file."""
    headers = {
        **SECURITY_HEADERS,
        "Content-Security-Policy": FILE_POLICY,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(title, safe='')}.zip",
    }
    if request.method == "HEAD":
        return Response(headers=headers, media_type="application/zip")
    rows = tuple((f"{title}/{name}", file) for name, file in album_files)
    return StreamingResponse(write_zip(rows), headers=headers, media_type="application/zip")


class _Sink:
    """Takes what is written until it is sent; it cannot be sought in, so sizes come after the data of each file."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Takes a part."""
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Does nothing; what was written is taken by `take`."""

    def take(self) -> bytes:
        """What was written since the last time."""
        taken, self.parts = b"".join(self.parts), []
        return taken


def write_zip(rows: tuple[tuple[str, ServedFile], ...]) -> Iterator[bytes]:
    """The parts of a ZIP file with these files by their names in it.

    Sound and pictures are compressed already, so all is stored as it is. Raises OSError where a file cannot be read.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]
        for name, file in rows:
            changed = time.localtime(file.stat.st_mtime)[:6]
            entry = zipfile.ZipInfo(name, max(changed, EARLIEST))
            with file.path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
                while part := source.read(CHUNK):
                    target.write(part)
                    yield sink.take()
            yield sink.take()
    yield sink.take()

"""How much text a story has, about, without reading it: to tell how long a queue of stories takes."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from zipfile import BadZipFile, ZipFile

# The files in an e-book or document that hold its text; its pictures may be a hundred times as large.
TEXT_ENDINGS = (".xhtml", ".html", ".htm", ".xml")
# A file that can't be read takes no time.
LEAST_BYTES = 1


def estimate_text_bytes(paths: Iterable[Path]) -> int:
    """The size of a story's text in bytes, about, markup included; at least 1."""
    return max(LEAST_BYTES, sum(_measure(path) for path in paths))


def _measure(path: Path) -> int:
    try:
        if path.is_dir():
            return sum(Path(parent, name).stat().st_size for parent, _, names in os.walk(path) for name in names)
        with ZipFile(path) as archive:
            return sum(entry.file_size for entry in archive.infolist() if entry.filename.endswith(TEXT_ENDINGS))
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return _measure_file(path)


def _measure_file(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0

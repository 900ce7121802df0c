"""Reads the picture that becomes an album's cover."""

from __future__ import annotations

from pathlib import Path

from audiobook.errors import InputError
from audiobook.model import Cover

# How pictures begin that players show.
PICTURES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))

# Every file of an album carries the picture.
MOST_BYTES = 20 * 2**20


def read_cover(path: Path) -> Cover:
    """The picture at `path`; raises InputError where it is missing or neither JPEG nor PNG."""
    try:
        if path.exists() and not path.is_file():
            raise InputError(f"the cover {path} is no file; name a JPEG or PNG picture")
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"the cover {path} is larger than {MOST_BYTES // 2**20} MB; make the picture smaller")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"the cover {path} cannot be read: {error.strerror or error}") from error
    for signature, mime in PICTURES:
        if data.startswith(signature):
            return Cover(data, mime)
    raise InputError(f"the cover {path} is no JPEG or PNG picture; save it as one of these")

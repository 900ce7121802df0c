"""Cover pictures: detecting their type from their first bytes, and reading the one that the user chose."""

from __future__ import annotations

from pathlib import Path

from audiobook.errors import InputError
from audiobook.model import Cover

IMAGE_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
# A larger picture in a story file is ignored.
MAX_COVER_BYTES = 16 * 1024 * 1024
# Every file of an album carries the picture.
MAX_CHOSEN_COVER_BYTES = 20 * 2**20
# What every player can show; a cover that the user chooses must be one of these.
CHOSEN_COVER_TYPES = ("image/jpeg", "image/png")


def detect_cover_type(data: bytes) -> str:
    """The MIME type of a picture, "" if tags can't hold it.

    >>> detect_cover_type(b"GIF89a and so on"), detect_cover_type(b"<svg/>")
    ('image/gif', '')
    """
    if len(data) > MAX_COVER_BYTES:
        return ""
    return _detect_image_type(data)


def _detect_image_type(data: bytes) -> str:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((mime for signature, mime in IMAGE_SIGNATURES if data.startswith(signature)), "")


def read_cover(path: Path) -> Cover:
    """The picture at `path`. Raises InputError if it is missing, too large, or neither JPEG nor PNG."""
    try:
        if path.exists() and not path.is_file():
            raise InputError(f"the cover {path} is not a file; choose a JPEG or PNG picture")
        if path.stat().st_size > MAX_CHOSEN_COVER_BYTES:
            raise InputError(
                f"the cover {path} is larger than {MAX_CHOSEN_COVER_BYTES // 2**20} MB; make the picture smaller"
            )
        data = path.read_bytes()
    except (OSError, ValueError) as error:  # a name with a NUL in it is refused before the system is asked
        raise InputError(f"the cover {path} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    mime = _detect_image_type(data)
    if mime in CHOSEN_COVER_TYPES:
        return Cover(data, mime)
    raise InputError(f"the cover {path} is not a JPEG or PNG picture; convert it to one of these")

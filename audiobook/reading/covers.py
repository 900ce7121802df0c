"""Pictures of covers: which kind a picture is, by how it begins."""

from __future__ import annotations

PICTURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
MOST_COVER_BYTES = 16 * 1024 * 1024


def mime_of(data: bytes) -> str:
    """The type of a picture, "" for what is none that tags can hold.

    >>> mime_of(b"GIF89a and so on"), mime_of(b"<svg/>")
    ('image/gif', '')
    """
    if len(data) > MOST_COVER_BYTES:
        return ""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((mime for signature, mime in PICTURES if data.startswith(signature)), "")

"""URLs of an album's files."""

from __future__ import annotations

from urllib.parse import quote


def file_url(path: str, base_url: str = "") -> str:
    """The URL of a file by its path with slashes, below `base_url`; relative where that is "".

    >>> file_url("Orla Venn/What #2?/01 - Über.mp3", "https://example.org/books/")
    'https://example.org/books/Orla%20Venn/What%20%232%3F/01%20-%20%C3%9Cber.mp3'
    """
    return base_url + quote(path.encode("utf-8", "surrogateescape"), safe="/")

"""Addresses of an album's files, and text that may stand in XML."""

from __future__ import annotations

import re
from urllib.parse import quote

# What XML 1.0 takes, without the control characters that it only puts up with.
NOT_FOR_XML = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")


def address(path: str, base_url: str = "") -> str:
    """The address of a file by its path with slashes, below `base_url`; relative where that is "".

    >>> address("Orla Venn/What #2?/01 - Über.mp3", "https://example.org/books/")
    'https://example.org/books/Orla%20Venn/What%20%232%3F/01%20-%20%C3%9Cber.mp3'
    """
    return base_url + quote(path.encode("utf-8", "surrogateescape"), safe="/")


def xml_text(text: str) -> str:
    """The text without what no XML may hold: control characters and halves of characters; lines end in a newline.

    >>> xml_text("a\\x00b\\x1b[1m\\r\\nc")
    'ab[1m\\nc'
    """
    return NOT_FOR_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))

"""Text that may stand in any file: without the characters that no XML, tag, subtitle or lyrics file can hold."""

from __future__ import annotations

import re

# All but what XML 1.0 takes, without the control characters that it only puts up with and marks of byte order.
ILLEGAL_CHARACTERS = re.compile(
    "[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


def strip_illegal(text: str) -> str:
    """The text without what no XML may hold: control characters and halves of characters; lines end in a newline.

    >>> strip_illegal("a\\x00b\\x1b[1m\\r\\nc")
    'ab[1m\\nc'
    """
    return ILLEGAL_CHARACTERS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def to_single_line(text: str) -> str:
    """Such text in one line, white space single; joiners inside emoji stay.

    >>> to_single_line("a bell\\x07 and\\n\\na half \\ud83d")
    'a bell and a half'
    """
    return " ".join(strip_illegal(text).split())

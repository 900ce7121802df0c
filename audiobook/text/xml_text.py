"""Text that may stand in any file: without the characters that no XML, tag, subtitle or lyrics file can hold."""

from __future__ import annotations

import re

# All but what XML 1.0 takes, without the control characters that it only puts up with and marks of byte order.
NOT_TEXT = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def legal_text(text: str) -> str:
    """The text without what no XML may hold: control characters and halves of characters; lines end in a newline.

    >>> legal_text("a\\x00b\\x1b[1m\\r\\nc")
    'ab[1m\\nc'
    """
    return NOT_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def wellformed(text: str) -> str:
    """Such text in one line, white space single; joiners inside emoji stay.

    >>> wellformed("a bell\\x07 and\\n\\na half \\ud83d")
    'a bell and a half'
    """
    return " ".join(legal_text(text).split())

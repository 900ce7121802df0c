"""Removes the characters that XML, tags, subtitles and lyrics cannot hold."""

from __future__ import annotations

import re

# All but the characters that XML 1.0 allows; of those, the discouraged control characters and byte order marks, too.
ILLEGAL_CHARACTERS = re.compile(
    "[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


def strip_illegal(text: str) -> str:
    """The text without control characters and lone surrogates, its line ends as newlines.

    >>> strip_illegal("a\\x00b\\x1b[1m\\r\\nc")
    'ab[1m\\nc'
    """
    return ILLEGAL_CHARACTERS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def to_single_line(text: str) -> str:
    """The text without illegal characters, in one line with single spaces; joiners inside emoji stay.

    >>> to_single_line("a bell\\x07 and\\n\\na half \\ud83d")
    'a bell and a half'
    """
    return " ".join(strip_illegal(text).split())

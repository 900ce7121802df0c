"""Line positions as people type them: chapter, paragraph and quotation."""

from __future__ import annotations

import re

from audiobook.errors import InputError

LINE_POSITION = re.compile(r"(\d{1,6}):(\d{1,6})(?:\.(\d{1,3}))?")


def parse_line_position(typed: str) -> tuple[int, int, int]:
    """The chapter, paragraph and quotation (0: the whole paragraph) of a position such as "7:42" or "7:42.2".

    Raises InputError where it is none.

    >>> parse_line_position("7:42.2")
    (7, 42, 2)
    """
    match = LINE_POSITION.fullmatch(typed.strip())
    if not match:
        raise InputError(f"{typed!r} is not a line position; write it like 7:42, or 7:42.2 for the second quoted line")
    chapter, paragraph, quotation = match.groups(default="0")
    return int(chapter), int(paragraph), int(quotation)

"""The places of lines as a person types them."""

from __future__ import annotations

import re

from audiobook.errors import InputError

LINE_POSITION = re.compile(r"(\d{1,6}):(\d{1,6})(?:\.(\d{1,3}))?")


def parse_line_position(typed: str) -> tuple[int, int, int]:
    """The chapter, the paragraph and the quotation in it (0 for all) that "7:42" or "7:42.2" names.

    Raises InputError where it names none.

    >>> parse_line_position("7:42.2")
    (7, 42, 2)
    """
    match = LINE_POSITION.fullmatch(typed.strip())
    if not match:
        raise InputError(f"{typed!r} is no place; write it like 7:42, or 7:42.2 for its second quotation")
    chapter, paragraph, quotation = match.groups(default="0")
    return int(chapter), int(paragraph), int(quotation)

"""The places of lines as a person types them."""

from __future__ import annotations

import re

from audiobook.errors import InputError

PLACE = re.compile(r"(\d{1,6}):(\d{1,6})(?:\.(\d{1,3}))?")


def line_place(typed: str) -> tuple[int, int, int]:
    """The chapter, the paragraph and the quotation in it (0 for all) that "7:42" or "7:42.2" names.

    Raises InputError where it names none.

    >>> line_place("7:42.2")
    (7, 42, 2)
    """
    place = PLACE.fullmatch(typed.strip())
    if not place:
        raise InputError(f"{typed!r} is no place; write it like 7:42, or 7:42.2 for its second quotation")
    chapter, paragraph, quotation = place.groups(default="0")
    return int(chapter), int(paragraph), int(quotation)

"""Positions in a script, as people type them: chapter, paragraph and quotation."""

from __future__ import annotations

import re

from audiobook.errors import InputError

# Chapter, paragraph, and the quotation in it (0 for the whole paragraph), each counted from 1.
ScriptPosition = tuple[int, int, int]
POSITION_PATTERN = re.compile(r"(\d{1,6}):(\d{1,6})(?:\.(\d{1,3}))?")


def parse_position(typed: str) -> ScriptPosition:
    """The position that "7:42" or "7:42.2" means; raises InputError where it means none.

    >>> parse_position("7:42"), parse_position("7:42.2")
    ((7, 42, 0), (7, 42, 2))
    """
    match = POSITION_PATTERN.fullmatch(typed.strip())
    if not match:
        raise InputError(f"{typed!r} is not a line position; write it like 7:42, or 7:42.2 for the second quoted line")
    chapter, paragraph, quotation = match.groups(default="0")
    return int(chapter), int(paragraph), int(quotation)


def format_position(position: ScriptPosition) -> str:
    """A position as it is typed.

    >>> format_position((7, 42, 0)), format_position((7, 42, 2))
    ('7:42', '7:42.2')
    """
    chapter, paragraph, quotation = position
    return f"{chapter}:{paragraph}" + (f".{quotation}" if quotation else "")

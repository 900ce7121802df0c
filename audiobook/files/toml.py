"""TOML that a person wrote: read without a surprise, and where in it something stands, for messages."""

from __future__ import annotations

import re
import tomllib
from typing import Any

HEADER = re.compile(r"\s*\[\[?(?P<name>[^\[\]]+)\]")
KEY = re.compile(r"""\s*(?:"(?P<quoted>[^"]*)"|'(?P<literal>[^']*)'|(?P<bare>[\w.-]+))\s*[=.]""")


def parse_toml(text: str) -> dict[str, Any]:
    """What a TOML text says; raises ValueError, with what is wrong, where it is none or more than Python can take.

    >>> parse_toml("a = " + "[" * 5000)
    Traceback (most recent call last):
    ValueError: brackets stand within brackets too often
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise ValueError("brackets stand within brackets too often") from None
    except ValueError:  # Python reads no number of more than some thousand digits
        raise ValueError("a number has too many digits") from None


def row_of(text: str, table: str, key: str = "", number: int = 0) -> int:
    """The line, counted from 1, of a table's header or of a key in it; `number` counts tables of one name from 0.

    >>> row_of("[aliases]\\nKashi = 'Kakashi'\\n", "aliases", "Kashi")
    2
    """
    inside, seen, header = "", -1, 1
    for row, line in enumerate(text.splitlines(), start=1):
        opened = HEADER.match(line)
        if opened:
            inside = opened["name"].strip()
            seen += inside == table
            header = row if inside == table and seen == number else header
        found = KEY.match(line)
        named = found and (found["quoted"] or found["literal"] or found["bare"])
        if named and inside == table and seen == number and (named == key or (named.startswith(f"{key}.") and key)):
            return row
        if named and not inside and named.split(".")[0] == table:
            return row
    return header

"""Parses TOML that people wrote, and finds the line of a key for messages."""

from __future__ import annotations

import re
import tomllib
from typing import Any

TABLE_HEADER = re.compile(r"\s*\[\[?(?P<name>[^\[\]]+)\]")
KEY_LINE = re.compile(r"""\s*(?:"(?P<quoted>[^"]*)"|'(?P<literal>[^']*)'|(?P<bare>[\w.-]+))\s*[=.]""")


def parse_toml(text: str) -> dict[str, Any]:
    """The content of a TOML text; raises ValueError, saying what is wrong, if it is invalid or too large for Python.

    >>> parse_toml("a = " + "[" * 5000)
    Traceback (most recent call last):
    ValueError: its brackets are nested too deeply
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise ValueError("its brackets are nested too deeply") from None
    except ValueError:  # Python converts no number of more than a few thousand digits
        raise ValueError("a number has too many digits") from None


def find_toml_line(text: str, table: str, key: str = "", table_index: int = 0) -> int:
    """The line number (from 1) of a table's header, or of a key in it; `table_index` counts tables of one name from 0.

    >>> find_toml_line("[aliases]\\nKashi = 'Kakashi'\\n", "aliases", "Kashi")
    2
    """
    inside, seen, header = "", -1, 1
    for row, line in enumerate(text.splitlines(), start=1):
        header_match = TABLE_HEADER.match(line)
        if header_match:
            inside = header_match["name"].strip()
            seen += inside == table
            header = row if inside == table and seen == table_index else header
        key_match = KEY_LINE.match(line)
        key_name = key_match and (key_match["quoted"] or key_match["literal"] or key_match["bare"])
        if (
            key_name
            and inside == table
            and seen == table_index
            and (key_name == key or (key_name.startswith(f"{key}.") and key))
        ):
            return row
        if key_name and not inside and key_name.split(".")[0] == table:
            return row
    return header

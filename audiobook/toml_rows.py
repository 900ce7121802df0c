"""Where in a TOML text something stands, for messages: the parser keeps no line numbers."""

from __future__ import annotations

import re

HEADER = re.compile(r"\s*\[\[?(?P<name>[^\[\]]+)\]")
KEY = re.compile(r"""\s*(?:"(?P<quoted>[^"]*)"|'(?P<literal>[^']*)'|(?P<bare>[\w.-]+))\s*[=.]""")


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

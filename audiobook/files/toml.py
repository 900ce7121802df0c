"""Parses TOML that people wrote, and finds the line of a key for messages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

TABLE_HEADER = re.compile(r"\s*\[\[?(?P<name>[^\[\]]+)\]")
KEY_LINE = re.compile(r"""\s*(?:"(?P<quoted>[^"]*)"|'(?P<literal>[^']*)'|(?P<bare>[\w.-]+))\s*[=.]""")


class TomlError(ValueError):
    """A mistake in a TOML text; the message begins with its line and column, and says how to write it right."""


def parse_toml(text: str) -> dict[str, Any]:
    """The content of a TOML text.

    Raises TomlError if it is invalid, and another ValueError if it is too large for Python.

    >>> parse_toml("a = " + "[" * 5000)
    Traceback (most recent call last):
    ValueError: its brackets are nested too deeply
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        from audiobook.files.toml_mistakes import explain_toml_error

        raise TomlError(str(explain_toml_error(text, error))) from None
    except RecursionError:
        raise ValueError("its brackets are nested too deeply") from None
    except ValueError:  # Python converts no number of more than a few thousand digits
        raise ValueError("a number has too many digits") from None


def describe_toml_error(path: Path, error: ValueError | OSError) -> str:
    """The message for a TOML file that could not be read.

    >>> describe_toml_error(Path("tea.toml"), TomlError("line 3, column 7: curly quotes"))
    'tea.toml, line 3, column 7: curly quotes'
    """
    if isinstance(error, TomlError):
        return f"{path}, {error}"
    if isinstance(error, UnicodeDecodeError):
        line = error.object[: error.start].count(b"\n") + 1
        return f"{path}, line {line}: this is not UTF-8 text; save the file as UTF-8 in your editor"
    return f"{path} can't be read: {error}"


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

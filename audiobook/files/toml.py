"""Parses TOML that people wrote, and finds the line of a key for messages."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TABLE_HEADER = re.compile(r"\s*\[\[?(?P<name>[^\[\]]+)\]")
FULL_STOP = re.compile(r"\.")
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


class TomlLines:
    """Where tables and keys are in a TOML text, by one look at each of its lines."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()
        self._top: dict[str, int] = {}
        self._headers: dict[tuple[str, int], int] = {}
        self._keys: dict[tuple[str, int, str], int] = {}
        self._read()

    def _read(self) -> None:
        inside, counts = "", Counter[str]()
        for row, line in enumerate(self.lines, start=1):
            header_match = TABLE_HEADER.match(line)
            if header_match:
                inside = header_match["name"].strip()
                self._headers[inside, counts[inside]] = row
                counts[inside] += 1
            key_match = KEY_LINE.match(line)
            name = key_match and (key_match["quoted"] or key_match["literal"] or key_match["bare"])
            if name and not inside:
                self._top.setdefault(name.split(".")[0], row)
            elif name:
                for beginning in _list_beginnings(name):
                    self._keys.setdefault((inside, counts[inside] - 1, beginning), row)

    def find(self, table: str, key: str = "", table_index: int = 0) -> int:
        """The line number (from 1) of a table or a key in it; `table_index` counts tables of one name from 0.

        >>> TomlLines("[aliases]\\nKashi = 'Kakashi'\\n").find("aliases", "Kashi")
        2
        """
        header = self._headers.get((table, table_index), 1)
        return self._top.get(table) or self._keys.get((table, table_index, key), header)


def _list_beginnings(name: str) -> Iterator[str]:
    """A key, and what may come before one of its full stops."""
    yield name
    for match in FULL_STOP.finditer(name):
        yield name[: match.start()]

"""Reads a cast file and checks it: a mistake is told with its file, its line and the nearest right word."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from audiobook.cast_file.values import GENDERS, CastFile, NamedLine
from audiobook.errors import InputError
from audiobook.nearest import suggestion
from audiobook.pronunciation import Entry, checked_entries
from audiobook.toml_rows import row_of

LINE_KEYS = {"text": str, "speaker": str, "chapter": int, "paragraph": int}


def read_cast_file(path: Path, told_as: Path | None = None) -> CastFile:
    """What the cast file at `path` says, an empty one where there is none; raises InputError where it is wrong.

    Errors name the file `told_as`, where that is given.
    """
    if not path.is_file():
        return CastFile()
    try:
        text = path.read_text("utf-8-sig")
        said = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise InputError(f"{told_as or path} cannot be read: {error}") from error
    return _Reader(told_as or path, text, said).cast_file()


class _Reader:
    """A cast file that is TOML, on its way to a value."""

    def __init__(self, path: Path, text: str, said: Mapping[str, Any]) -> None:
        self.path, self.text, self.said = path, text, said

    def cast_file(self) -> CastFile:
        """The checked value."""
        tables: dict[str, Callable[[], tuple[Any, ...]]] = {
            "aliases": self._aliases,
            "gender": self._genders,
            "line": self._lines,
            "pronounce": self._pronounce,
        }
        for table in self.said:
            if table not in tables:
                self._wrong(f"there is no part {table!r}{suggestion(table, tables)}", table)
        return CastFile(*(read() for read in tables.values()))

    def _aliases(self) -> tuple[tuple[str, str], ...]:
        means = self._names("aliases")
        return tuple((name, self._end_of(means, name)) for name in means)

    def _end_of(self, means: Mapping[str, str], name: str) -> str:
        """The character that a name means in the end, where names are said to mean names."""
        seen = [name]
        while means.get(seen[-1], seen[-1]) != seen[-1]:
            seen.append(means[seen[-1]])
            if seen[-1] in seen[:-1]:
                self._wrong(f"the aliases {' -> '.join(seen)} go round in a circle", "aliases", name)
        return seen[-1]

    def _genders(self) -> tuple[tuple[str, str], ...]:
        said = self._names("gender")
        for name, gender in said.items():
            if gender.lower() not in GENDERS:
                self._wrong(f"{name} = {gender!r} is no gender{suggestion(gender, GENDERS)}", "gender", name)
        return tuple((name, GENDERS[gender.lower()]) for name, gender in said.items())

    def _lines(self) -> tuple[NamedLine, ...]:
        entries = self.said.get("line", [])
        if not isinstance(entries, list):
            self._wrong("write [[line]] with two brackets, so that there can be several", "line")
        return tuple(self._line(number, entry) for number, entry in enumerate(entries))

    def _pronounce(self) -> tuple[Entry, ...]:
        said = self.said.get("pronounce", {})
        return checked_entries(said, str(self.path), lambda word: row_of(self.text, "pronounce", word))

    def _line(self, number: int, entry: Any) -> NamedLine:
        for key, value in entry.items():
            kind = LINE_KEYS.get(key)
            if kind is None:
                self._wrong(f"a line has no {key!r}{suggestion(key, LINE_KEYS)}", "line", key, number)
            elif not isinstance(value, kind) or isinstance(value, bool) or value in ("", -1):
                wanted = "a text in quotes" if kind is str else "a number"
                self._wrong(f"{key} must be {wanted}", "line", key, number)
        for key in ("text", "speaker"):
            if key not in entry:
                self._wrong(f"this line has no {key!r}; a line needs text and speaker", "line", "", number)
        return NamedLine(**entry, row=row_of(self.text, "line", "", number))

    def _names(self, table: str) -> dict[str, str]:
        """A table of names, each with a text."""
        names = self.said.get(table, {})
        if not isinstance(names, dict):
            self._wrong(f"write [{table}] on a line of its own, and the names under it", table)
        for name, value in names.items():
            if isinstance(value, dict):
                self._wrong(f'a name with a full stop needs quotes: "{name}.…"', table, name)
            if not isinstance(value, str) or not value.strip() or not name.strip():
                self._wrong(f"{name} must be a text in quotes", table, name)
        return {name: value.strip() for name, value in names.items()}

    def _wrong(self, what: str, table: str, key: str = "", number: int = 0) -> NoReturn:
        raise InputError(f"{self.path}, line {row_of(self.text, table, key, number)}: {what}")

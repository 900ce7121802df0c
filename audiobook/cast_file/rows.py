"""The rows of a cast file, to say what an edit has changed, and to take it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from audiobook.cast_file.line_takes import POSITION_KEYS, TAKE_TABLE, iterate_take_rows

# A table and a key in it; for a [[line]] or a [[take]] its name, its text, and the numbers of chapter, paragraph and
# quotation; for a [[block]] "block", its text, the numbers of chapter and paragraph, and its last paragraph's text.
RowKey = tuple[str, ...]
LINE_TABLE, BLOCK_TABLE = "line", "block"
# What this table says is for the program itself, and no choice of the user's.
RECORD_TABLE = "story"
# What a [[block]] says about its paragraph.
BLOCK_VALUES = ("kind", "begins_chapter", "title", "label")


@dataclass(frozen=True, slots=True)
class RowChange:
    """What a row said before an edit and after it, None if there was no such row; `comment` is the former comment."""

    key: RowKey
    before: Any
    after: Any
    comment: str = ""

    @property
    def table(self) -> str:
        """The table that the row is in."""
        return self.key[0]

    @property
    def name(self) -> str:
        """The name that the row is about, or the text of a line."""
        return self.key[1]

    def reverse(self) -> RowChange:
        """The change that takes this one back."""
        return RowChange(self.key, self.after, self.before)


def list_rows(data: Mapping[str, Any]) -> dict[RowKey, Any]:
    """All rows of a cast file with their values.

    >>> list_rows({"cast": {"Ann": "reed"}, "line": [{"text": "No.", "speaker": "Ann", "chapter": 3}]})
    {('cast', 'Ann'): 'reed', ('line', 'No.', '3', '0', '0'): 'Ann'}
    """
    return dict(_iterate_rows(data))


def _iterate_rows(data: Mapping[str, Any]) -> Iterator[tuple[RowKey, Any]]:
    for table, content in data.items():
        if table == LINE_TABLE:
            yield from ((line_key(entry), entry.get("speaker")) for entry in content)
        elif table == BLOCK_TABLE:
            yield from ((block_key(entry), block_values(entry)) for entry in content)
        elif table == TAKE_TABLE:
            yield from iterate_take_rows(content)
        elif isinstance(content, Mapping) and table != RECORD_TABLE:
            yield from (((table, key), value) for key, value in content.items())


def line_key(entry: Mapping[str, Any]) -> RowKey:
    """The key of a [[line]]: its text and its position."""
    return (LINE_TABLE, str(entry.get("text", "")), *(str(entry.get(key, 0)) for key in POSITION_KEYS))


def block_key(entry: Mapping[str, Any]) -> RowKey:
    """The key of a [[block]]: its text, its position, and the text of its last paragraph, "" if it has only one."""
    place = (str(entry.get("chapter", 0)), str(entry.get("paragraph", 0)))
    return (BLOCK_TABLE, str(entry.get("text", "")), *place, str(entry.get("last", "")))


def block_values(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What a [[block]] says about its paragraph."""
    return {key: entry[key] for key in BLOCK_VALUES if key in entry}


def list_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[RowChange, ...]:
    """What differs between two versions of a cast file, in the order of the file."""
    old, new = list_rows(before), list_rows(after)
    keys = dict.fromkeys((*old, *new))
    return tuple(RowChange(key, old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key))

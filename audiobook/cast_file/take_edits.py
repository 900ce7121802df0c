"""Edits of the [[take]] entries of a cast file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audiobook.cast_file.line_takes import (
    POSITION_KEYS,
    SETTING_KEYS,
    TAKE_TABLE,
    TakeChanges,
    change_settings,
    take_key,
)
from audiobook.cast_file.rows import RowChange

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


@dataclass(frozen=True, slots=True)
class SetTake:
    """Sets how a line is spoken, as `changes` say; settings that they don't name stay.

    An entry that sets nothing any more is removed. The position is 0 for what the entry doesn't say.
    """

    text: str
    changes: TakeChanges
    chapter: int = 0
    paragraph: int = 0
    quotation: int = 0

    def apply(self, document: TOMLDocument) -> None:
        """Sets the rows of the line, in its own [[take]]."""
        place = {"text": self.text, **{key: at for key in POSITION_KEYS if (at := getattr(self, key))}}
        entry = _find_entry(document, take_key(place))
        before = entry.unwrap() if entry is not None else {}
        _replace_settings(document, place, change_settings(before, self.changes))


def restore_take(document: TOMLDocument, change: RowChange) -> None:
    """Takes a change of a [[take]] back."""
    position = {key: int(at) for key, at in zip(POSITION_KEYS, change.key[2:], strict=True) if at != "0"}
    _replace_settings(document, {"text": change.name, **position}, change.before or {})


def _replace_settings(document: TOMLDocument, place: Mapping[str, Any], settings: Mapping[str, Any]) -> None:
    """Makes the entry of a place have just these settings; without any, there is no entry."""
    import tomlkit

    entry = _find_entry(document, take_key(place))
    if not settings:
        _remove_entry(document, take_key(place))
        return
    if entry is None:
        entry = tomlkit.table()
        entry.update({**place, **{key: to_item(value) for key, value in settings.items()}})
        entries: Any = document.setdefault(TAKE_TABLE, tomlkit.aot())
        entries.append(entry)
        return
    for key in SETTING_KEYS:
        if key not in settings:
            entry.pop(key, None)
        elif entry.get(key) != settings[key]:
            entry[key] = to_item(settings[key])


def to_item(value: Any) -> Any:
    """A value as an item of a document: a table on one line if it has keys."""
    import tomlkit

    if isinstance(value, dict):
        table = tomlkit.inline_table()
        table.update(value)
        return table
    return tomlkit.item(value)


def _find_entry(document: TOMLDocument, key: tuple[str, ...]) -> Any:
    """The entry with that key, None if there is none."""
    return next((entry for entry in document.get(TAKE_TABLE, ()) if take_key(entry) == key), None)


def _remove_entry(document: TOMLDocument, key: tuple[str, ...]) -> None:
    entries: Any = document.get(TAKE_TABLE, [])
    for index in reversed([index for index, entry in enumerate(entries) if take_key(entry) == key]):
        del entries[index]
    if TAKE_TABLE in document and not len(entries):
        del document[TAKE_TABLE]

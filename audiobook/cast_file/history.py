"""The latest edits of a cast file that commands have made, so that they can be taken back.

They are in the work folder next to the cast file, row by row: whatever else was changed in the file stays as it is.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiobook.cast_file.block_edits import set_block
from audiobook.cast_file.edits import get_or_add_table, is_assigned_voice, remove_entries
from audiobook.cast_file.line_takes import POSITION_KEYS, TAKE_TABLE
from audiobook.cast_file.rows import BLOCK_TABLE, LINE_TABLE, RowChange, line_key, list_rows
from audiobook.cast_file.take_edits import restore_take, to_item
from audiobook.errors import OutputError
from audiobook.files.workspace import WORK_FOLDER, atomic_write, real_path, remove_abandoned_parts

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

EDITS_FOLDER = "edits"
# How many edits can be taken back. Of a correction, the file keeps about 200 bytes.
MAX_EDITS = 1000

Edit = tuple[RowChange, ...]


@dataclass(frozen=True, slots=True)
class UndoneEdit:
    """An edit that was taken back: what that changed, and the rows that stay because they were changed since."""

    undone: tuple[RowChange, ...]
    left: tuple[RowChange, ...]


def history_path(cast_path: Path) -> Path:
    """The path of the latest edits of a cast file."""
    target = real_path(cast_path)
    return target.parent / WORK_FOLDER / EDITS_FOLDER / f"{target.name}.json"


@dataclass(frozen=True, slots=True)
class History:
    """The latest edits of a cast file, and those that were taken back since; the last one of each is at the end."""

    edits: tuple[Edit, ...] = ()
    undone: tuple[Edit, ...] = ()

    def add(self, edit: Edit) -> History:
        """The history after a new edit: what was taken back before can't be done again.

        The same edit once more means that the one before didn't get into the file.
        """
        known = self.edits[:-1] if self.edits[-1:] == (edit,) else self.edits
        return History((*known, edit))


NO_HISTORY = History()


def read_history(cast_path: Path) -> History:
    """The latest edits of a cast file; none if they can't be read."""
    try:
        data = json.loads(history_path(cast_path).read_text("utf-8"))
        return History(_parse_edits(data["edits"]), _parse_edits(data.get("undone", [])))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return NO_HISTORY


def _parse_edits(data: Any) -> tuple[Edit, ...]:
    return tuple(
        tuple(RowChange(tuple(map(str, key)), before, after, str(comment)) for key, before, after, comment in edit)
        for edit in data
    )


@contextlib.contextmanager
def record_history(cast_path: Path, known: History, history: History) -> Iterator[None]:
    """Saves the latest edits of a cast file before the block that makes the last one, so that none is missing.

    If the block fails, the `known` ones are saved again. If it is killed, settle_history() sees to it.
    """
    remove_abandoned_parts(history_path(cast_path).parent, levels=1)
    _write_history(cast_path, history)
    try:
        yield
    except BaseException:
        with contextlib.suppress(OutputError):
            _write_history(cast_path, known)
        raise


def settle_history(document: TOMLDocument, history: History) -> History:
    """The history as it is in the cast file: what was recorded last may have been killed before it was done."""
    rows = list_rows(document.unwrap())
    for edit in history.undone[-1:]:
        if all(rows.get(change.key) == change.after for change in edit):
            return History((*history.edits, edit), history.undone[:-1])
    for edit in history.edits[-1:]:
        if all(rows.get(change.key) == change.before and not _is_chosen_again(document, change) for change in edit):
            return History(history.edits[:-1], (*history.undone, edit))
    return history


def _is_chosen_again(document: TOMLDocument, change: RowChange) -> bool:
    """Whether the program has chosen a voice since the user's was forgotten."""
    return change.after is None and is_assigned_voice(document, change.key)


def _write_history(cast_path: Path, history: History) -> None:
    data = {"edits": _format_edits(history.edits), "undone": _format_edits(history.undone)}
    with atomic_write(history_path(cast_path)) as part_path:
        part_path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")


def _format_edits(edits: Sequence[Edit]) -> list[Any]:
    return [
        [[change.key, change.before, change.after, change.comment] for change in edit] for edit in edits[-MAX_EDITS:]
    ]


def undo_edit(document: TOMLDocument, edit: Edit) -> UndoneEdit:
    """Takes an edit back, except for the rows that say something else by now."""
    rows = list_rows(document.unwrap())
    unchanged = tuple(
        change
        for change in edit
        # A voice that the program has chosen since, because the user's was forgotten, gives way to that one.
        if rows.get(change.key) == change.after or _is_chosen_again(document, change)
    )
    for change in unchanged:
        _restore_row(document, change)
    return UndoneEdit(
        tuple(change.reverse() for change in unchanged), tuple(change for change in edit if change not in unchanged)
    )


def _restore_row(document: TOMLDocument, change: RowChange) -> None:
    if change.table == LINE_TABLE:
        _restore_line(document, change)
        return
    if change.table == BLOCK_TABLE:
        set_block(document, change.key, change.before)
        return
    if change.table == TAKE_TABLE:
        restore_take(document, change)
        return
    table = get_or_add_table(document, change.table)
    if change.before is None:
        table.pop(change.name, None)
        return
    table[change.name] = to_item(change.before)
    if change.comment:
        table[change.name].comment(change.comment.lstrip("# "))


def _restore_line(document: TOMLDocument, change: RowChange) -> None:
    import tomlkit

    if change.before is None:
        remove_entries(document, LINE_TABLE, lambda entry: line_key(entry) == change.key)
        return
    entries: Any = document.setdefault(LINE_TABLE, tomlkit.aot())
    for entry in entries:
        if line_key(entry) == change.key:
            entry["speaker"] = change.before
            return
    entry = tomlkit.table()
    entry.update({"text": change.name, "speaker": change.before})
    entry.update({key: int(at) for key, at in zip(POSITION_KEYS, change.key[2:], strict=True) if at != "0"})
    entries.append(entry)

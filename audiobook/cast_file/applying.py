"""Applies edits to a cast file under its lock, remembers them, and takes them back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiobook.cast_file.appending import append_lines, describe_new_lines, list_new_lines
from audiobook.cast_file.block_edits import DecideBlock, ForgetBlock
from audiobook.cast_file.edits import (
    CastEdit,
    JoinNames,
    SeparateName,
    SetGender,
    SetNarrator,
    SetSpeaker,
    SetValue,
    SetVoice,
)
from audiobook.cast_file.history import (
    NO_HISTORY,
    History,
    UndoneEdit,
    read_history,
    record_history,
    settle_history,
    undo_edit,
)
from audiobook.cast_file.rows import LINE_TABLE, RowChange, RowKey, line_key, list_changes
from audiobook.cast_file.take_edits import SetTake
from audiobook.cast_file.values import CastEntry, CastFile, StoryRecord
from audiobook.cast_file.writing import add_entries, edit_document

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

# Edits that look at no [[line]].
WITHOUT_LINES = (DecideBlock, ForgetBlock, JoinNames, SeparateName, SetGender, SetNarrator, SetTake, SetValue, SetVoice)


@dataclass(frozen=True, slots=True)
class AppliedEdits:
    """What edits have changed in a cast file, row by row; `left` are the rows that an undo left as they are."""

    changes: tuple[RowChange, ...] = ()
    left: tuple[RowChange, ...] = ()


def apply_edits(
    path: Path, edits: Iterable[CastEdit], entries: Iterable[CastEntry] = (), story: StoryRecord | None = None
) -> AppliedEdits:
    """Applies edits to the cast file at `path` as it is now, after adding the `entries` that it doesn't have yet.

    The entries are not part of the edit, and are only written with it. Creates the file if there is none, and records
    its `story`, if given. Raises InputError, and changes nothing, if the file is wrong or would be, and OutputError if
    it can't be written.
    """
    edit_list, new_entries = tuple(edits), tuple(entries)
    applied: list[tuple[RowChange, ...]] = []

    def change(document: TOMLDocument) -> bool:
        add_entries(document, new_entries)
        before = document.unwrap()
        comments = _CommentLookup(document)
        for edit in edit_list:
            edit.apply(document)
        applied[:] = [comments.complete(list_changes(before, document.unwrap()))]
        return bool(applied[0])

    def append(text: str, cast_file: CastFile) -> str | None:
        lines = list_new_lines(cast_file, edit_list, new_entries)
        applied[:] = [describe_new_lines(lines)]
        return append_lines(path, text, cast_file, lines)

    def record() -> AbstractContextManager[None]:
        known = read_history(path)
        return record_history(path, known, known.add(applied[0]))

    edit_document(path, change, story, record, append, lambda: _list_touched_lines(edit_list))
    return AppliedEdits(applied[0])


def _list_touched_lines(edits: Iterable[CastEdit]) -> frozenset[RowKey] | None:
    """The lines that edits look at; None if that may be any."""
    others = [edit for edit in edits if not isinstance(edit, WITHOUT_LINES)]
    lines = [line_key(edit.settings) for edit in others if isinstance(edit, SetSpeaker)]
    return frozenset(lines) if len(lines) == len(others) else None


def undo_last_edit(path: Path) -> AppliedEdits | None:
    """Takes back the last edit of the cast file at `path` that a command made; None if there is none."""
    return _step_through_history(path, _step_back)


def redo_last_edit(path: Path) -> AppliedEdits | None:
    """Makes the edit of the cast file at `path` again that was taken back last; None if there is none."""
    return _step_through_history(path, _step_forward)


def _step_back(document: TOMLDocument, history: History) -> tuple[History, UndoneEdit] | None:
    if not history.edits:
        return None
    *edits, last = history.edits
    return History(tuple(edits), (*history.undone, last)), undo_edit(document, last)


def _step_forward(document: TOMLDocument, history: History) -> tuple[History, UndoneEdit] | None:
    if not history.undone:
        return None
    *undone, last = history.undone
    reverse = tuple(change.reverse() for change in last)
    return History((*history.edits, last), tuple(undone)), undo_edit(document, reverse)


def _step_through_history(
    path: Path, step: Callable[[TOMLDocument, History], tuple[History, UndoneEdit] | None]
) -> AppliedEdits | None:
    """Changes the cast file by a step of its history, and saves that; None, and nothing changes, if there is none."""
    if read_history(path) == NO_HISTORY:
        return None
    known: list[History] = []
    stepped: list[tuple[History, UndoneEdit] | None] = []

    def change(document: TOMLDocument) -> bool:
        # Another command may have made the step in the meantime, so the history is read under the file's lock.
        known[:] = [read_history(path)]
        stepped[:] = [step(document, settle_history(document, known[0]))]
        return stepped[0] is not None

    def record() -> AbstractContextManager[None]:
        assert stepped[0] is not None  # without a step, nothing is written
        return record_history(path, known[0], stepped[0][0])

    def list_touched() -> frozenset[RowKey]:
        history = read_history(path)
        # A step takes the last edit of either list, or, where that is settled, the one before.
        changes = (change for edit in (*history.edits[-2:], *history.undone[-2:]) for change in edit)
        return frozenset(change.key for change in changes if change.table == LINE_TABLE)

    edit_document(path, change, None, record, list_touched=list_touched)
    found = stepped[0]
    return None if found is None else AppliedEdits(found[1].undone, found[1].left)


class _CommentLookup:
    """The comments of a document before it is edited."""

    def __init__(self, document: TOMLDocument) -> None:
        self._comments: dict[tuple[str, ...], str] = {}
        for table, content in document.items():
            if hasattr(content, "items"):
                self._comments |= {(table, str(key)): _comment_of(item) for key, item in content.items()}

    def complete(self, changes: tuple[RowChange, ...]) -> tuple[RowChange, ...]:
        """The changes with the comments of the rows before."""
        return tuple(replace(change, comment=self._comments.get(change.key[:2], "")) for change in changes)


def _comment_of(item: Any) -> str:
    return str(item.trivia.comment) if hasattr(item, "trivia") else ""

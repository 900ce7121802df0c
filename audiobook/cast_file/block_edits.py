"""The edits of the [[block]] entries of a cast file, and of the positions of its lines when chapters change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audiobook.cast_file.edits import remove_entries
from audiobook.cast_file.line_takes import TAKE_TABLE
from audiobook.cast_file.rows import BLOCK_TABLE, BLOCK_VALUES, LINE_TABLE, RowKey, block_key, block_values
from audiobook.model.decisions import BlockDecision

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

Position = tuple[int, int]


@dataclass(frozen=True, slots=True)
class DecideBlock:
    """Says what a paragraph is, or whether a chapter begins there; what else its [[block]] says stays.

    `unset` are values that go, because what is decided now speaks against them.
    """

    decision: BlockDecision
    unset: tuple[str, ...] = ()

    def apply(self, document: TOMLDocument) -> None:
        """Changes the paragraph's own [[block]], or adds one at the end."""
        wanted = to_entry(self.decision)
        key = block_key(wanted)
        entries = (entry for entry in document.get(BLOCK_TABLE, ()) if block_key(entry) == key)
        former = block_values(next(entries, {}))
        kept = {name: value for name, value in former.items() if name not in self.unset}
        set_block(document, key, kept | block_values(wanted))


@dataclass(frozen=True, slots=True)
class ForgetBlock:
    """Leaves a paragraph to the program again."""

    decision: BlockDecision

    def apply(self, document: TOMLDocument) -> None:
        """Removes the [[block]]."""
        set_block(document, block_key(to_entry(self.decision)), None)


@dataclass(frozen=True, slots=True)
class MoveLines:
    """Gives lines their new positions after a chapter was joined or parted: pairs of chapter and paragraph."""

    moves: Mapping[Position, Position]

    def apply(self, document: TOMLDocument) -> None:
        """Changes the positions of each [[line]] and [[take]] that has one of them."""
        for entry in (*document.get(LINE_TABLE, ()), *document.get(TAKE_TABLE, ())):
            former = (entry.get("chapter", 0), entry.get("paragraph", 0))
            if former in self.moves:
                entry["chapter"], entry["paragraph"] = self.moves[former]


def to_entry(decision: BlockDecision) -> dict[str, Any]:
    """A decision as a [[block]] has it."""
    values = {"kind": decision.kind and str(decision.kind), "begins_chapter": decision.begins_chapter}
    values |= {"title": decision.title, "label": decision.label}
    entry: dict[str, Any] = {"text": decision.text} | ({"last": decision.last} if decision.last else {})
    entry |= {key: value for key, value in values.items() if value is not None}
    return entry | ({"chapter": decision.chapter, "paragraph": decision.paragraph} if decision.has_position else {})


def set_block(document: TOMLDocument, key: RowKey, values: Mapping[str, Any] | None) -> None:
    """Makes the [[block]] with a key say these values; without any, it goes."""
    import tomlkit

    if values is None:
        remove_entries(document, BLOCK_TABLE, lambda entry: block_key(entry) == key)
        return
    entries: Any = document.setdefault(BLOCK_TABLE, tomlkit.aot())
    for entry in entries:
        if block_key(entry) == key:
            _update_entry(entry, values)
            return
    entry = tomlkit.table()
    # A blank line above it.
    entry.trivia.indent = "\n"
    _, text, chapter, paragraph, last = key
    entry.update({"text": text} | ({"last": last} if last else {}) | dict(values))
    entry.update({"chapter": int(chapter)} if int(chapter) or int(paragraph) else {})
    entry.update({"paragraph": int(paragraph)} if int(paragraph) else {})
    entries.append(entry)


def _update_entry(entry: Any, values: Mapping[str, Any]) -> None:
    for name in BLOCK_VALUES:
        if name not in values:
            entry.pop(name, None)
        elif entry.get(name) != values[name]:
            entry[name] = values[name]

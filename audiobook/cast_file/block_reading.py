"""Reads and checks a [[block]] of a cast file: what the user has decided about a paragraph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audiobook.cast_file.rows import BLOCK_VALUES
from audiobook.model.decisions import BlockDecision, DecidedKind
from audiobook.text.suggest import format_suggestion

BLOCK_KEYS: Mapping[str, type] = {
    "text": str,
    "last": str,
    "kind": str,
    "begins_chapter": bool,
    "title": str,
    "label": str,
    "chapter": int,
    "paragraph": int,
}
# A chapter may have no title, or no label.
MAY_BE_EMPTY = ("title", "label")
EXPECTED = {str: "a text in quotes", bool: "true or false", int: "a number"}
KINDS = tuple(map(str, DecidedKind))


@dataclass(frozen=True, slots=True)
class BlockMistake:
    """What is wrong with a [[block]], and the key that it is about, "" for all of it."""

    what: str
    key: str = ""


def find_block_mistake(entry: Any) -> BlockMistake | None:
    """The first mistake in a [[block]], None if it is right."""
    if not isinstance(entry, dict):
        return BlockMistake("write each paragraph below its own [[block]]")
    for key, value in entry.items():
        if key not in BLOCK_KEYS:
            return BlockMistake(f"a block has no {key!r}{format_suggestion(key, BLOCK_KEYS)}", key)
        if not _is_valid(key, value):
            return BlockMistake(f"{key} must be {EXPECTED[BLOCK_KEYS[key]]}", key)
    if "text" not in entry:
        return BlockMistake("this block has no 'text': write the first words of the paragraph")
    kind = entry.get("kind", DecidedKind.STORY)
    if kind.lower() not in KINDS:
        return BlockMistake(f"a paragraph can't be {kind!r}{format_suggestion(kind.lower(), KINDS)}", "kind")
    if not any(key in entry for key in BLOCK_VALUES):
        return BlockMistake("this block says nothing about its paragraph: add kind, begins_chapter or title")
    if "last" in entry and not ("kind" in entry and len(entry.keys() & set(BLOCK_VALUES)) == 1):
        return BlockMistake("last is for a kind that several paragraphs have, and goes with nothing else", "last")
    return None


def _is_valid(key: str, value: Any) -> bool:
    """Whether a value has the type that its key needs; whole numbers are not negative, and texts not blank."""
    kind = BLOCK_KEYS[key]
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        return False
    if isinstance(value, str):
        return bool(value.strip()) or key in MAY_BE_EMPTY
    return not isinstance(value, int) or value >= 0


def build_decision(entry: Mapping[str, Any], row: int = 0) -> BlockDecision:
    """The decision that a [[block]] without mistakes stands for; `row` is its line in the file."""
    kind = DecidedKind(entry["kind"].lower()) if "kind" in entry else None
    names: dict[str, Any] = {key: _clean_name(entry[key]) for key in MAY_BE_EMPTY if key in entry}
    return BlockDecision(**{**entry, **names, "kind": kind}, row=row)


def _clean_name(name: str) -> str:
    """A name on one line, without the control characters that confuse players."""
    return "".join(character for character in " ".join(name.split()) if character.isprintable())

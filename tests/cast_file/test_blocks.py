"""Edits of [[block]] entries: what they write, what they leave alone, and that they are taken back."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from audiobook.cast_file.applying import apply_edits, undo_last_edit
from audiobook.cast_file.block_edits import DecideBlock, ForgetBlock, MoveLines
from audiobook.cast_file.edits import CastEdit
from audiobook.model.decisions import BlockDecision, DecidedKind

FILE = """\
[[line]]
text = "No."
speaker = "Tom"
chapter = 3
paragraph = 2

[[block]]
text = "Hi all"  # mine
kind = "note"
chapter = 1
paragraph = 2

[[block]]
text = "Hi all"
last = "Bye"
kind = "skipped"
"""
TAKE = '[[take]]\ntext = "Yes."\ntake = 2\nquotation = 2\nchapter = 2\nparagraph = 9\n'
HI, RUN = {"chapter": 1, "paragraph": 2}, {"last": "Bye"}
# The edits; what the file then says in its blocks, each without its text.
EDITS: dict[str, tuple[list[CastEdit], list[dict[str, Any]]]] = {
    "another kind": (
        [DecideBlock(BlockDecision("Hi all", DecidedKind.STORY, chapter=1, paragraph=2))],
        [HI | {"kind": "story"}, RUN | {"kind": "skipped"}]),
    "a chapter as well": (
        [DecideBlock(BlockDecision("Hi all", begins_chapter=True, title="A", chapter=1, paragraph=2))],
        [HI | {"kind": "note", "begins_chapter": True, "title": "A"}, RUN | {"kind": "skipped"}]),
    "a chapter instead": (
        [DecideBlock(BlockDecision("Hi all", begins_chapter=True, chapter=1, paragraph=2), unset=("kind",))],
        [HI | {"begins_chapter": True}, RUN | {"kind": "skipped"}]),
    "one more": (
        [DecideBlock(BlockDecision("Ho", DecidedKind.BREAK, chapter=0, paragraph=1))],
        [HI | {"kind": "note"}, RUN | {"kind": "skipped"}, {"kind": "break", "chapter": 0, "paragraph": 1}]),
    "one less": ([ForgetBlock(BlockDecision("Hi all", chapter=1, paragraph=2))], [RUN | {"kind": "skipped"}]),
    "none": (
        [
            ForgetBlock(BlockDecision("Hi all", last="Bye")),
            ForgetBlock(BlockDecision("Hi all", chapter=1, paragraph=2)),
        ],
        []),
}  # fmt: skip


@pytest.mark.parametrize(("edits", "blocks"), EDITS.values(), ids=EDITS.keys())
def test_an_edit_is_written_and_taken_back(tmp_path: Path, edits: list[CastEdit], blocks: list[dict[str, Any]]) -> None:
    path = tmp_path / "cast.toml"
    path.write_text(FILE, "utf-8")
    before = tomllib.loads(FILE)
    changes = apply_edits(path, edits).changes
    assert {change.table for change in changes} == {"block"}
    after = tomllib.loads(path.read_text("utf-8"))
    assert [{key: value for key, value in entry.items() if key != "text"} for entry in after.get("block", [])] == blocks
    undone = undo_last_edit(path)
    assert undone is not None
    assert not undone.left
    again = tomllib.loads(path.read_text("utf-8"))
    assert again["line"] == before["line"]
    assert contents(again["block"]) == contents(before["block"])


def contents(entries: list[dict[str, Any]]) -> list[str]:
    """What entries say, in whatever order: what was taken out comes back at the end."""
    return sorted(str(sorted(entry.items())) for entry in entries)


def test_comments_stay(tmp_path: Path) -> None:
    path = tmp_path / "cast.toml"
    path.write_text(FILE, "utf-8")
    apply_edits(path, [DecideBlock(BlockDecision("Hi all", DecidedKind.STORY, chapter=1, paragraph=2))])
    assert path.read_text("utf-8").startswith(FILE.replace('kind = "note"', 'kind = "story"'))


def test_lines_move_with_their_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "cast.toml"
    path.write_text(FILE + TAKE, "utf-8")
    apply_edits(path, [MoveLines({(3, 2): (2, 9), (2, 9): (1, 1)})])
    assert "quotation = 2\nchapter = 1\nparagraph = 1" in path.read_text("utf-8")
    assert path.read_text("utf-8").startswith(FILE.replace("chapter = 3\nparagraph = 2", "chapter = 2\nparagraph = 9"))
    undo_last_edit(path)
    assert tomllib.loads(path.read_text("utf-8")) == tomllib.loads(FILE + TAKE) | {"cast": {}}

"""Names that every system takes, and files that are whole or not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.errors import OutputError
from audiobook.workspace import MOST_NAME_BYTES, ready_folder, safe_name, written_whole


@given(st.text())
def test_a_safe_name_is_one_part_of_a_path(name: str) -> None:
    safe = safe_name(name, "untitled")
    assert safe
    assert safe == safe.strip(" .")
    assert not set(safe) & set('/\\:*?"<>|\0\n\r\t')
    assert safe not in (".", "..")
    assert len(safe.encode()) <= MOST_NAME_BYTES


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "etc passwd"),
        ("What?", "What"),
        ("", "untitled"),
        ("...", "untitled"),
        ("CON", "CON_"),
        ("Ælfwynn: Part 2", "Ælfwynn Part 2"),
        ("a\x07b", "ab"),
        ("x" * 400, "x" * MOST_NAME_BYTES),
    ],
)
def test_awkward_names(name: str, safe: str) -> None:
    assert safe_name(name, "untitled") == safe


def test_a_file_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "file.txt"
    with written_whole(target) as part:
        part.write_text("all of it")
        assert not target.exists()
    assert target.read_text() == "all of it"
    assert [path.name for path in target.parent.iterdir()] == ["file.txt"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "file.txt"
    target.write_text("old")

    def fail() -> None:
        with written_whole(target) as part:
            part.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["file.txt"]


def test_a_full_disk_is_told_in_one_line(tmp_path: Path) -> None:
    def fail() -> None:
        with written_whole(tmp_path / "file.txt"):
            raise OSError(28, os.strerror(28))

    with pytest.raises(OutputError, match="the disk is full"):
        fail()


def test_a_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="is a file"):
        ready_folder(tmp_path / "file" / "album")


def test_a_folder_is_not_made_before_there_is_something_to_put_in_it(tmp_path: Path) -> None:
    ready_folder(tmp_path / "new" / "album")
    assert list(tmp_path.iterdir()) == []

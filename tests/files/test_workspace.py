"""Names that every system takes, and files that are whole or not there."""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.errors import OutputError
from audiobook.files.workspace import (
    ABANDONED_SECONDS,
    MAX_NAME_BYTES,
    PART_ENDING,
    atomic_write,
    check_writable,
    remove_abandoned_parts,
    safe_name,
)
from tests.crashing.half_written import leave_half_written


@given(st.text())
def test_a_safe_name_is_one_part_of_a_path(name: str) -> None:
    safe = safe_name(name, "untitled")
    assert safe
    assert safe == safe.strip(" .")
    assert not set(safe) & set('/\\:*?"<>|\0\n\r\t')
    assert safe not in (".", "..")
    assert len(safe.encode()) <= MAX_NAME_BYTES


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
        ("x" * 400, "x" * MAX_NAME_BYTES),
    ],
)
def test_awkward_names(name: str, safe: str) -> None:
    assert safe_name(name, "untitled") == safe


def test_a_file_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "file.txt"
    with atomic_write(target) as part:
        part.write_text("all of it")
        assert not target.exists()
    assert target.read_text() == "all of it"
    assert [path.name for path in target.parent.iterdir()] == ["file.txt"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "file.txt"
    target.write_text("old")

    def fail() -> None:
        with atomic_write(target) as part:
            part.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["file.txt"]


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "the disk is full: .*file.txt could not be written; free some space"),
        (errno.EDQUOT, "the disk is full"),
        (errno.EIO, "its drive doesn't respond; reconnect it"),
        (errno.EROFS, "choose another folder with --output"),
    ],
)
def test_a_disk_that_takes_no_more_is_told_in_one_line(tmp_path: Path, number: int, told: str) -> None:
    def fail() -> None:
        with atomic_write(tmp_path / "file.txt") as part:
            part.write_text("half")
            raise OSError(number, os.strerror(number))

    with pytest.raises(OutputError, match=told) as caught:
        fail()
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows flushes names by itself")
@pytest.mark.parametrize(("flush", "expected"), [(True, ["bytes", "rename", "folder"]), (False, ["rename"])])
def test_bytes_are_on_the_disk_before_their_name_and_the_name_before_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flush: bool, expected: list[str]
) -> None:
    done: list[str] = []
    replaced = Path.replace

    def synced(handle: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "bytes")

    def renamed(self: Path, target: Path) -> Path:
        done.append("rename")
        return replaced(self, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", renamed)
    with atomic_write(tmp_path / "file.txt", flush) as part:
        part.write_text("x")
    assert done == expected


def test_two_that_write_one_file_write_two_temporary_ones(tmp_path: Path) -> None:
    target = tmp_path / "file.txt"
    with atomic_write(target) as one, atomic_write(target) as other:
        one.write_text("one")
        other.write_text("other")
    assert target.read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["file.txt"]


@pytest.mark.skipif(os.name == "nt", reason="processes are not forked there")
def test_a_sweep_takes_what_dead_processes_left_and_nothing_else(tmp_path: Path) -> None:
    deep = tmp_path / "ab" / "cd"
    deep.mkdir(parents=True)
    name = leave_half_written(deep / "a.mp3").name
    number = name.removesuffix(PART_ENDING).rpartition(".")[2]
    alive = name.replace(f".{number}.", f".{os.getpid()}.")
    # Of other programs, of another machine, and of the store.
    others = [
        f".film.2024{PART_ENDING}",
        f".film.0011.{number}{PART_ENDING}",
        f"a.{number}{PART_ENDING}",
        ".a.part",
        ".hidden",
        "a.mp3",
    ]
    kept = [alive, re.sub(r"[0-9a-f]{16}", "0123456789abcdef", name), *others]
    for one in kept:
        (deep / one).write_text("x")
    remove_abandoned_parts(tmp_path, levels=2)
    assert (deep / name).exists()
    remove_abandoned_parts(tmp_path)
    assert sorted(path.name for path in deep.iterdir()) == sorted(kept)
    remove_abandoned_parts(tmp_path / "nowhere")


def test_what_another_machine_left_goes_when_nobody_can_be_at_it_any_more(tmp_path: Path) -> None:
    left = tmp_path / f".a.mp3.0123456789abcdef.1{PART_ENDING}"
    left.write_text("x")
    remove_abandoned_parts(tmp_path)
    assert left.exists()
    long_ago = time.time() - ABANDONED_SECONDS - 60
    os.utime(left, (long_ago, long_ago))
    remove_abandoned_parts(tmp_path)
    assert not left.exists()


@pytest.mark.parametrize("name", ["語" * 85, "é" * 127, "x" * 255])
def test_the_longest_names_can_be_written(tmp_path: Path, name: str) -> None:
    with atomic_write(tmp_path / name) as part:
        part.write_text("x")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="is a file"):
        check_writable(tmp_path / "file" / "album")


def test_a_folder_is_not_made_before_there_is_something_to_put_in_it(tmp_path: Path) -> None:
    check_writable(tmp_path / "new" / "album")
    assert list(tmp_path.iterdir()) == []

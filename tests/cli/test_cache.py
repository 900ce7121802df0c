"""`audiobook cache`: what is kept, whether it is whole, and how it goes."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from audiobook.files.locks import LockHolder
from audiobook.model import Clip
from audiobook.synthesis.clip_store import ClipStore, clip_folder
from tests.conftest import Outcome

Command = Callable[..., Outcome]
DAY = 24 * 3600
COUNT = 8


@pytest.fixture
def store(tmp_path: Path) -> ClipStore:
    """Eight clips of one size in the workspace where the command runs, half of them long of no use."""
    store = ClipStore(clip_folder(tmp_path / "output"))
    for number in range(COUNT):
        key = f"{number:02x}aa"
        store.write(key, Clip(np.arange(1000, dtype=np.int16), 24_000))
        os.utime(store.path(key), (0, time.time() - 100 * number * DAY // (COUNT - 1)))
    return store


def size_of(store: ClipStore) -> int:
    return sum(clip.size for clip in store.clip_files())


def test_it_shows_what_is_kept(audiobook: Command, store: ClipStore) -> None:
    done = audiobook("cache")
    assert done.code == 0
    assert f"{store.folder.relative_to(Path.cwd())}: 8 cached lines, " in done.out
    told = json.loads(audiobook("cache", "--json").out)
    assert (told["clips"], told["bytes"]) == (COUNT, size_of(store))
    assert told["unused"] == {"days": 30, "clips": 5, "bytes": size_of(store) * 5 // COUNT}
    day = time.strftime("%Y-%m-%d", time.localtime(time.time() - 100 * DAY))
    assert told["oldest_use"] == day
    share = f"5 lines, {told['unused']['bytes'] / 1000:.0f} kB"
    assert f"not used in the last 30 days: {share}; the oldest on {day}" in done.out


@pytest.mark.parametrize("place", ["before", "after"])
def test_the_workspace_can_be_named(audiobook: Command, store: ClipStore, tmp_path: Path, place: str) -> None:
    (tmp_path / "else").mkdir()
    named = ("-o", tmp_path / "else")
    done = audiobook("cache", *named, "check") if place == "before" else audiobook("cache", "check", *named)
    assert (done.code, done.out) == (0, "0 cached lines checked: no damage found\n")
    assert len(list(store.clip_files())) == COUNT


def test_where_nothing_is_kept(audiobook: Command, tmp_path: Path) -> None:
    assert "the cache is empty" in audiobook("cache").out
    assert json.loads(audiobook("cache", "--json").out)["oldest_use"] is None
    assert audiobook("cache", "clear").code == 0
    done = audiobook("cache", "-o", tmp_path / "typo")
    assert done.code == 1
    assert "no such folder" in done.err


def test_a_check_removes_what_is_damaged(audiobook: Command, store: ClipStore) -> None:
    assert audiobook("cache", "check").out == "8 cached lines checked: no damage found\n"
    path = store.path("03aa")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(data)
    store.path("05aa").write_bytes(b"")
    done = audiobook("cache", "check", "--json")
    assert done.code == 1
    assert json.loads(done.out)["damaged"] == ["03aa", "05aa"]
    assert audiobook("cache", "check").out == "6 cached lines checked: no damage found\n"
    store.path("01aa").write_bytes(b"")
    assert "1 damaged line removed; the next make synthesizes them again" in audiobook("cache", "check").out


def test_a_trim_leaves_what_was_last_of_use(audiobook: Command, store: ClipStore) -> None:
    one = size_of(store) // COUNT
    done = audiobook("cache", "trim", "--size", f"{one * 3.5 / 1000}k", "--json")
    told = json.loads(done.out)
    assert (told["removed"]["clips"], told["clips"], told["bytes"]) == (5, 3, 3 * one)
    assert sorted(clip.key for clip in store.clip_files()) == ["00aa", "01aa", "02aa"]
    assert audiobook("cache", "trim", "--size", "1G").out.startswith("deleted 0 cached lines (0 kB); 3 lines (")


@pytest.mark.parametrize("size", ["1", "G", "-1G", "two", "1 PB", ""])
def test_a_size_that_is_none(audiobook: Command, store: ClipStore, size: str) -> None:
    done = audiobook("cache", "trim", "--size", size)
    assert done.code == 1
    assert "write it like 500M or 2G" in done.err
    assert len(list(store.clip_files())) == COUNT


def test_clearing_asks_first(audiobook: Command, store: ClipStore) -> None:
    done = audiobook("cache", "clear")
    assert done.code == 1
    assert "pass --yes" in done.err
    assert len(list(store.clip_files())) == COUNT
    assert audiobook("cache", "clear", "--yes").out.startswith("deleted 8 cached lines (")
    assert list(store.clip_files()) == []


@pytest.mark.parametrize("command", [("trim", "--size", "0k"), ("clear", "--yes")])
def test_what_a_run_needs_is_not_taken_from_it(
    audiobook: Command, store: ClipStore, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    holder = LockHolder("output/Ann/Tea", 12, "attic", time.time())
    monkeypatch.setattr("audiobook.files.locks.find_lock_holders", lambda _: (holder,))
    done = audiobook("cache", *command)
    assert done.code == 1
    assert "another run (PID 12 on attic" in done.err
    assert len(list(store.clip_files())) == COUNT


def test_a_make_keeps_to_the_size_but_not_at_its_own_cost(
    audiobook: Command, store: ClipStore, short_story: Path
) -> None:
    made = ("make", short_story, "--engine", "silent", "-q")
    assert audiobook(*made, "--cache-size", "0k").code == 0
    own = {clip.key for clip in store.clip_files()}
    assert own
    assert not [key for key in own if len(key) == 4]
    done = audiobook(*made, "--cache-size", "all")
    assert done.code == 1
    assert "--cache-size all: that's not a size" in done.err

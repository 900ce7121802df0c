"""What killed runs leave goes with the next run, also one that changes nothing; so does an outdated library."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from audiobook.files.workspace import PART_ENDING
from tests.conftest import Outcome
from tests.crashing.half_written import leave_half_written
from tests.production.test_changes import ALBUM, made

__all__ = ["made"]

Command = Callable[..., Outcome]
PAGE, FEEDS = Path("out/index.html"), Path("out/library.opml")
PLACES = (PAGE, ALBUM / "album.json", ALBUM / "transcripts/x.vtt", Path("out/.audiobook/clips/ab/ab.flac"),
          Path("out/.audiobook/albums/x.json"), Path("voices/doors.toml"))  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="processes are not forked there")
def test_a_run_that_changes_nothing_removes_what_killed_ones_left(made: Command) -> None:
    made()
    left = [leave_half_written(target) for target in PLACES]
    number = left[0].name.removesuffix(PART_ENDING).rpartition(".")[2]
    alive = left[0].with_name(left[0].name.replace(f".{number}.", f".{os.getpid()}."))
    others = Path("out", f".film.2024{PART_ENDING}")
    for path in (alive, others):
        path.write_text("half")
    assert "nothing changed" in made().out
    assert [path for path in left if path.exists()] == []
    assert (alive.exists(), others.exists()) == (True, True)


def test_a_lock_that_nobody_holds_goes_with_a_run_that_changes_nothing(made: Command) -> None:
    made()
    locks = Path("out/.audiobook/locks")
    for name in ("0123.lock", "0123.json", "4567.json"):
        (locks / name).write_text("{}")
    assert "nothing changed" in made().out
    assert list(locks.iterdir()) == []


def remove(path: Path) -> Callable[[], object]:
    return path.unlink


def spoil(path: Path) -> Callable[[], object]:
    """Leaves of a file what a failing disk may leave: its size, and zeros."""
    return lambda: path.write_bytes(bytes(path.stat().st_size - 100) + path.read_bytes()[-100:])


def cut(path: Path, words: str) -> Callable[[], object]:
    return lambda: path.write_text(path.read_text("utf-8").replace(words, ""), "utf-8")


@pytest.mark.parametrize(
    "harm",
    [remove(PAGE), remove(FEEDS), cut(PAGE, "Three Doors"), cut(FEEDS, "Three%20Doors"), remove(ALBUM / "feed.xml"),
     spoil(ALBUM / "index.html")],
    ids=["no page", "no list", "page without album", "list without album", "no feed", "spoilt companion"],
)  # fmt: skip
def test_what_is_not_as_it_was_is_put_right(made: Command, harm: Callable[[], object]) -> None:
    made()
    before = {path: path.read_bytes() for path in (PAGE, FEEDS, ALBUM / "feed.xml")}
    harm()
    assert made().code == 0
    assert {path: path.read_bytes() for path in before} == before


def test_an_album_that_is_no_longer_there_goes_from_the_page(made: Command) -> None:
    made()
    made("--title", "Other Doors")
    assert "Three Doors" in PAGE.read_text("utf-8")
    ALBUM.rename("elsewhere")
    assert "nothing changed" in made("--title", "Other Doors").out
    assert ("Three Doors" in PAGE.read_text("utf-8"), "Three" in FEEDS.read_text("utf-8")) == (False, False)


def test_locks_of_files_that_a_killed_run_left_go_too(made: Command) -> None:
    made()
    left = (Path("voices/.doors.toml.lock"), Path("out/.audiobook/.library.lock"))
    for path in left:
        path.touch()
    assert "nothing changed" in made().out
    assert not any(path.exists() for path in left)

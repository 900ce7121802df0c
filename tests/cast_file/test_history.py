"""An edit and its place in the history belong together, whatever happens between the two files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from audiobook.cast_file import history
from audiobook.cast_file.applying import apply_edits, redo_last_edit, undo_last_edit
from audiobook.cast_file.edits import CastEdit, SetGender
from audiobook.errors import OutputError
from audiobook.files import editing, workspace


class PowerCutError(BaseException):
    """Ends everything at once: no file is written any more."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "cast.toml"
    apply_edits(path, [SetGender("Ann", "female")])
    return path


def cut_power(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ends the program when the cast file is about to be written, with the history written already."""

    def fail(*_: object) -> None:
        monkeypatch.setattr(history, "_write_history", lambda *_: None)
        raise PowerCutError

    monkeypatch.setattr(editing, "fsync_file", fail)


def kill(monkeypatch: pytest.MonkeyPatch, step: Callable[[], object]) -> None:
    with monkeypatch.context() as patch:
        cut_power(patch)
        with pytest.raises(PowerCutError):
            step()


def edit(path: Path, name: str) -> None:
    edits: list[CastEdit] = [SetGender(name, "male")]
    apply_edits(path, edits)


def genders(path: Path) -> set[str]:
    return {name for name in ("Ann", "Bea", "Cid") if f"{name} = " in path.read_text("utf-8").partition("[pauses]")[0]}


def test_a_killed_edit_is_not_taken_back_in_place_of_the_one_before(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill(monkeypatch, lambda: edit(path, "Bea"))
    assert genders(path) == {"Ann"}
    assert undo_last_edit(path)
    assert genders(path) == set()


def test_a_killed_edit_that_is_made_again_is_in_the_history_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kill(monkeypatch, lambda: edit(path, "Bea"))
    edit(path, "Bea")
    assert len(history.read_history(path).edits) == 2
    assert undo_last_edit(path)
    assert genders(path) == {"Ann"}


def test_a_killed_undo_is_done_by_the_next(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(path, "Bea")
    kill(monkeypatch, lambda: undo_last_edit(path))
    assert genders(path) == {"Ann", "Bea"}
    assert undo_last_edit(path)
    assert genders(path) == {"Ann"}


def test_a_killed_redo_is_done_by_the_next(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(path, "Bea")
    edit(path, "Cid")
    undo_last_edit(path)
    undo_last_edit(path)
    kill(monkeypatch, lambda: redo_last_edit(path))
    assert genders(path) == {"Ann"}
    assert redo_last_edit(path)
    assert genders(path) == {"Ann", "Bea"}


def test_an_edit_that_fails_leaves_the_history_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(path, "Bea")
    undo_last_edit(path)
    before = history.history_path(path).read_bytes()

    def refuse(_: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(editing, "fsync_file", refuse)
        with pytest.raises(OutputError):
            edit(path, "Cid")
    assert history.history_path(path).read_bytes() == before


def test_a_half_written_history_goes_with_the_next_edit(path: Path) -> None:
    folder = history.history_path(path).parent
    # No process has this number.
    left = folder / f".{path.name}.json.{workspace._machine_id()}00000000.4194305.part"
    left.write_bytes(b"{")
    edit(path, "Bea")
    assert not left.exists()

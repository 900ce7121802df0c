"""Plays each `*.session` file of this folder; the package's docstring tells what may stand in one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.sessions.parsing import read_session
from tests.sessions.playing import (
    WIDTH,
    Outcome,
    can_give_up_powers,
    may_write_everywhere,
    play_session,
    restore_permissions,
)

FILES = sorted(Path(__file__).parent.glob("*.session"))
MARKS = {"slow": pytest.mark.slow, "processes": pytest.mark.processes}
# What would lead a person's commands out of the session's own folder.
OTHER_FOLDERS = ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "LOCALAPPDATA", "APPDATA")


def marks_of(path: Path) -> list[pytest.MarkDecorator]:
    lines = path.read_text("utf-8").splitlines()
    marks = [mark for flag, mark in MARKS.items() if flag in lines]
    if "not as root" in lines and may_write_everywhere() and not can_give_up_powers():
        marks.append(pytest.mark.skip(reason="root may write everywhere"))
    return marks


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "start"
    home = folder / "home"
    home.mkdir(parents=True)
    for name in OTHER_FOLDERS:
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": str(home), "USERPROFILE": str(home), "COLUMNS": WIDTH}.items():
        monkeypatch.setenv(name, value)
    yield folder
    restore_permissions(folder)


@pytest.mark.parametrize("path", [pytest.param(path, marks=marks_of(path), id=path.stem) for path in FILES])
def test_session(path: Path, audiobook: Callable[..., Outcome], start: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(start)
    failures = play_session(read_session(path), start, audiobook)
    assert not failures, "\n\n".join(failures)

"""Workspaces: one with a short story that is made quickly, as its narrator is silent, and one that is open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from audiobook.studio.shelf import Shelf
from tests.studio.lamp import Desk, open_desk


@pytest.fixture
def workspace(tmp_path: Path, short_story: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a story in `input`, and with a cast file that needs no voice."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "input").mkdir()
    short_story.rename(tmp_path / "input" / short_story.name)
    (tmp_path / "voices").mkdir()
    (tmp_path / "voices" / "two-doors.toml").write_text('[narrator]\nvoice = "silence"\n')
    return tmp_path


@pytest.fixture
def shelf(workspace: Path) -> Shelf:
    """The shelf of the workspace."""
    return Shelf(workspace / "output", workspace / "input", ())


@pytest.fixture(scope="module")
def unchanged_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The studio with a story open, for tests that change nothing: opening it takes longer than what they ask."""
    folder = tmp_path_factory.mktemp("desk")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        with open_desk(folder) as desk:
            yield desk
            assert not desk.cast_file.exists()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The studio with a story open."""
    monkeypatch.chdir(tmp_path)
    with open_desk(tmp_path) as desk:
        yield desk

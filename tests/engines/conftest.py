"""A machine of its own for tests of engines: an empty voices folder, and no server named."""

from __future__ import annotations

from pathlib import Path

import pytest

READER = Path(__file__).with_name("reader.py")


@pytest.fixture
def voices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The voices folder of the machine, empty, with the tests' own folder as the place they run in."""
    folder = tmp_path / "machine"
    folder.mkdir()
    monkeypatch.setenv("AUDIOBOOK_VOICES", str(folder))
    monkeypatch.setenv("HIBARI_HOME", str(tmp_path / "hibari"))
    monkeypatch.chdir(tmp_path)
    return folder

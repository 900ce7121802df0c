"""`-` in place of a file is standard output, which then has nothing else on it."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable
from pathlib import Path

import pytest

from audiobook.cli.boundary import run
from tests.conftest import Outcome

Command = Callable[..., Outcome]


def test_a_page_is_written(
    audiobook: Command, short_story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert audiobook("inspect", short_story, "--html", tmp_path / "page.html").code == 0
    page = (tmp_path / "page.html").read_text("utf-8")
    assert audiobook("inspect", short_story, "--html", "-").out == page
    # The story may come from standard input at the same time.
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(short_story.read_bytes())))
    piped = audiobook("inspect", "-", "--html", "-")
    assert (piped.code, piped.out.lower().startswith("<!doctype html")) == (0, True)
    assert not (tmp_path / "-").exists()
    assert "both go to standard output" in audiobook("inspect", short_story, "--html", "-", "--json").err


def test_a_line_is_heard(
    short_story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["preview", str(short_story), "1:2", "--engine", "silent", "--output", "-"]) == 0
    out, err = capfdbinary.readouterr()
    with wave.open(io.BytesIO(out)) as sound:
        assert sound.getnframes() > 0
    assert b"It was open." in err


@pytest.mark.parametrize("command", ["make", "update", "watch", "cache"])
def test_a_folder_cannot_be_standard_output(
    audiobook: Command, short_story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    story = {"make": [short_story], "watch": ["."]}.get(command, [])
    done = audiobook(command, *story, "--output", "-")
    assert (done.code, done.err) == (
        1, "audiobook: --output -: this must be a folder, not standard output; for a folder called -, write ./-\n",
    )  # fmt: skip
    assert not (tmp_path / "-").exists()

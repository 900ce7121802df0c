"""`make --listen` as people use it: heard from the first sentence on, and in the end the same album as without."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Outcome

pytestmark = pytest.mark.slow
COMMAND = (sys.executable, "-m", "audiobook", "make", "--engine", "silent", "--progress", "json")


def make(story: Path, folder: Path, *options: str) -> subprocess.Popen[str]:
    folder.mkdir()
    return subprocess.Popen(
        [*COMMAND, str(story), *options], cwd=folder, stdout=subprocess.PIPE, text=True, env={**os.environ}
    )


def sound_of(folder: Path) -> dict[str, bytes]:
    """All files of the album but those with dates of its making."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in (folder / "output").rglob("*")
        if path.suffix in (".mp3", ".vtt", ".srt", ".lrc", ".jpg")
    }


def test_an_album_that_was_listened_to_is_the_same(sample: Path, tmp_path: Path) -> None:
    assert make(sample, tmp_path / "undisturbed").wait(120) == 0
    process = make(sample, tmp_path / "heard", "--listen")
    assert process.stdout
    address = next(json.loads(line)["address"] for line in process.stdout if '"listen"' in line)
    chapters: list[int] = []
    while not chapters:
        with urllib.request.urlopen(f"{address}book", timeout=60) as answer:
            chapters = [chapter["number"] for chapter in json.load(answer)["chapters"]]
    with urllib.request.urlopen(f"{address}last/{chapters[-1]}.mp3", timeout=60) as answer:
        assert len(answer.read()) > 10_000
    process.stdout.read()
    assert process.wait(60) == 0
    assert sound_of(tmp_path / "heard") == sound_of(tmp_path / "undisturbed")
    assert not (tmp_path / "heard" / "output" / ".audiobook" / "live").exists()


def test_it_is_for_one_story(audiobook: Callable[..., Outcome], short_story: Path, sample: Path) -> None:
    outcome = audiobook("make", short_story, sample, "--listen")
    assert outcome.code == 1
    assert "--listen" in outcome.err

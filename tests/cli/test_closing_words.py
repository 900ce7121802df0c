"""At its end, `make` says once what is left to decide, with the command for each."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Outcome

pytestmark = pytest.mark.slow

Command = Callable[..., Outcome]
STORY = (
    "Chapter 1\n\nAuthor's Notes:\nThank you all so very much for reading this.\nIt means a lot.\n\n"
    "It rained on Quellmoor. Tom, Bea and Hugh were wet.\n\n“Go in,” said Ann.\n\n“No.”\n\n“Why?”\n\n“Oh, well.”\n\n"
    "Quellmoor was wet.\n"
)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "two doors.txt"
    path.write_text(STORY, "utf-8")
    return path


def commands_in(out: str) -> list[str]:
    return [line.strip() for line in out.splitlines() if line.startswith("  audiobook ")]


def test_notes_left_out_are_told_once(audiobook: Command, story: Path) -> None:
    words = ("make", story.name, "--engine", "silent", "--single-voice")
    first, again = audiobook(*words), audiobook(*words, "--again")
    assert "1 author's note was left out; to hear it, too:" in first.out
    assert "author's note was" not in again.out
    story.write_text(STORY + "\nA/N: see you next week, and thanks for all the reviews!\n", "utf-8")
    assert "2 author's notes were left out; to hear them, too:" in audiobook(*words).out


def test_the_command_can_be_pasted(audiobook: Command, story: Path) -> None:
    done = audiobook(
        "make", story.name, "--engine", "silent", "--single-voice", "--title", "Ann's door", "-o", "my out"
    )
    (command,) = commands_in(done.out)
    expected = "audiobook make 'two doors.txt' --output 'my out' --title \"Ann's door\" --engine silent --single-voice"
    assert command == f"{expected} --notes spoken"
    assert audiobook(*shlex.split(command)[1:]).code == 0
    assert "author's note" not in audiobook(*shlex.split(command)[1:], "--again").out


def test_unsure_lines_are_told_with_their_command(audiobook: Command, story: Path) -> None:
    Path("my cast.toml").write_text("")
    done = audiobook("make", story.name, "--engine", "silent", "--cast", "my cast.toml")
    assert "not sure who says" in done.out
    assert "audiobook cast 'two doors.txt' --cast 'my cast.toml' --review" in commands_in(done.out)


def test_guessed_names_are_told(audiobook: Command, story: Path) -> None:
    done = audiobook("make", story.name)
    assert "guessed how to pronounce Quellmoor" in done.out
    assert "audiobook words 'two doors.txt'" in commands_in(done.out)


def test_nothing_of_it_is_told_quietly_but_to_programs(audiobook: Command, story: Path) -> None:
    assert audiobook("make", story.name, "--engine", "silent", "-q").out == ""
    done = audiobook("make", story.name, "--engine", "silent", "--progress", "json", "--again")
    last = json.loads(done.out.splitlines()[-1])
    assert (last["notes"], last["unsure"] > 0) == (1, True)

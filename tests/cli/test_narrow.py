"""A terminal of 40 columns shows the same words as a wide one, none of them cut or broken."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from audiobook.cli.terminal import wrap_line
from tests.conftest import Outcome

Command = Callable[..., Outcome]
NARROW = 40
MADE = ("make", "two-doors.txt", "--engine", "silent")
COMMANDS = {
    "cast": (("cast", "two-doors.txt", "--engine", "silent"),),
    "words": (("words", "two-doors.txt"),),
    "inspect": (("inspect", "two-doors.txt"),),
    "voices": (("voices", "--engine", "hibari"),),
    "a dry run": ((*MADE, "--dry-run"),),
    "check": ((*MADE, "-q"), ("check", "output")),
    "cache": ((*MADE, "-q"), ("cache",)),
}


def words_of(text: str) -> set[str]:
    return {word.strip(".,;:") for word in text.split()}


@pytest.fixture
def story(short_story: Path) -> Path:
    text = short_story.read_text("utf-8")
    path = short_story.with_name("two-doors.txt")
    path.write_text(f"{text}\n“Wherever is Maximiliana Featherstonehaugh?” said Annabel Lee.\n", "utf-8")
    return path


@pytest.mark.usefixtures("story")
@pytest.mark.parametrize("commands", COMMANDS.values(), ids=COMMANDS)
def test_no_word_is_cut(
    audiobook: Command, monkeypatch: pytest.MonkeyPatch, commands: tuple[tuple[str, ...], ...]
) -> None:
    for command in commands[:-1]:
        audiobook(*command)
    shown = {}
    for columns in (300, NARROW):
        monkeypatch.setenv("COLUMNS", str(columns))
        shown[columns] = audiobook(*commands[-1]).out
    cut_words = {
        word for word in words_of(shown[NARROW]) - words_of(shown[300]) if not word.endswith("…") and word != "/"
    }
    assert cut_words == set()
    lines = [line.rstrip() for line in shown[NARROW].splitlines()]
    too_long = [line for line in lines if len(line) > NARROW and " " in line.strip() and line.strip()[0] not in '["']
    # A command stays on one line, so that it can be copied.
    too_long = [line for line in too_long if not line.strip().startswith("audiobook ")]
    assert [line for line in too_long if max(map(len, re.split(r"\s", line))) < NARROW - 10] == []


@pytest.mark.parametrize(
    "line",
    ["  audiobook make 'two doors.txt' --notes spoken --output elsewhere", '"Featherstonehaugh" = "FAN-shaw FAN-shaw"'],
)
def test_what_is_to_be_copied_stays_whole(line: str) -> None:
    assert wrap_line(line, NARROW) == line

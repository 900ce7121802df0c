"""Several stories in one command: each is done, and what failed is told at the end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Outcome

pytestmark = pytest.mark.slow

Command = Callable[..., Outcome]
LOOKING = ("inspect", "cast", "words", "script")


@pytest.fixture(autouse=True)
def stories(tmp_path: Path) -> None:
    (tmp_path / "tea.txt").write_text("Tea by Ann\n\n“Drink it,” said Siobhan.\n\n“No,” said Maud.\n", "utf-8")
    (tmp_path / "rain.txt").write_text("Rain by Bea\n\n“It rains,” said Niamh.\n", "utf-8")


@pytest.mark.parametrize("command", LOOKING)
def test_each_story_is_shown_by_itself(audiobook: Command, command: str) -> None:
    done = audiobook(command, "tea.txt", "rain.txt")
    assert done.code == 0
    alone = [audiobook(command, name).out for name in ("tea.txt", "rain.txt")]
    if command == "script":
        lines = [json.loads(line) for line in done.out.splitlines()]
        assert [line.pop("story") for line in lines] == [
            name for name, out in zip(("tea.txt", "rain.txt"), alone, strict=True) for _ in out.splitlines()
        ]
        assert lines == [json.loads(line) for out in alone for line in out.splitlines()]
    else:
        assert done.out == f"=== tea.txt ===\n{alone[0]}\n=== rain.txt ===\n{alone[1]}"


@pytest.mark.parametrize("command", ["inspect", "cast", "words"])
def test_json_of_several_stories_is_a_list(audiobook: Command, command: str) -> None:
    alone = json.loads(audiobook(command, "tea.txt", "--json").out)
    done = audiobook(command, "tea.txt", "missing.txt", "rain.txt", "--json")
    first, second = json.loads(done.out)
    assert (first.pop("story"), second.pop("story"), done.code) == ("tea.txt", "rain.txt", 5)
    assert (first["words"] if command == "words" else first) == alone


@pytest.mark.parametrize("command", LOOKING)
def test_files_of_one_story_are_joined_when_asked(audiobook: Command, command: str) -> None:
    done = audiobook(command, "--join", "tea.txt", "rain.txt")
    assert (done.code, "===" in done.out) == (0, False)
    assert command in ("inspect", "words") or all(word in done.out for word in ("Drink it", "It rains"))


@pytest.mark.parametrize("command", [*LOOKING, "make"])
def test_a_missing_story_does_not_keep_the_others_from_being_done(audiobook: Command, command: str) -> None:
    options = ("-n",) if command == "make" else ()
    done = audiobook(command, "tea.txt", "missing.txt", "rain.txt", *options)
    assert done.code == 5
    assert all(
        words in done.out for words in (("Tea", "Rain") if command in ("inspect", "make") else ("Siobhan", "Niamh"))
    )
    told = "audiobook: 1 of 3 stories failed; the others are done:\naudiobook: there is no file missing.txt; "
    assert told in done.err
    assert done.err.rstrip().endswith("check the name and the folder")


def test_albums_are_made_around_one_that_fails(audiobook: Command, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    done = audiobook("make", "tea.txt", "missing.txt", "empty.txt", "rain.txt", "--engine", "silent", "-q")
    assert (done.code, done.out) == (5, "")
    assert (tmp_path / "output/Ann/Tea/album.json").is_file()
    assert (tmp_path / "output/Bea/Rain/album.json").is_file()
    assert [line for line in done.err.splitlines() if "missing" in line or "empty" in line or "failed" in line] == [
        "audiobook: 2 of 4 stories failed; the others are done:",
        "audiobook: there is no file missing.txt; check the name and the folder",
        "audiobook: empty.txt is empty; there is nothing to read aloud",
    ]


def test_what_is_wrong_with_all_of_them_is_said_once(audiobook: Command) -> None:
    done = audiobook("make", "tea.txt", "rain.txt", "-n", "--engine", "hibary")
    assert done.code == 1
    assert (done.err.count("\n"), "did you mean 'hibari'" in done.err) == (1, True)


@pytest.mark.parametrize(
    ("command", "options", "told"),
    [
        ("inspect", ("--html", "x.html"), "--html is for one story"),
        ("cast", ("--audition", "x.mp3"), "--audition is for one story"),
        ("cast", ("--line", "1:1", "Ann"), "--line is for one story"),
        ("words", ("--audition", "x.mp3"), "--audition is for one story"),
        ("script", ("--source-text", "x.txt"), "--source-text is for one story"),
        ("make", ("--title", "Tea", "--cover", "x.png"), "--title and --cover are for one story"),
    ],
)
def test_what_is_for_one_story_is_said_in_a_line(
    audiobook: Command, tmp_path: Path, command: str, options: tuple[str, ...], told: str
) -> None:
    done = audiobook(command, "tea.txt", "rain.txt", *options)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert told in done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["rain.txt", "tea.txt"]


def test_the_scripts_of_several_stories_go_into_one_file(audiobook: Command, tmp_path: Path) -> None:
    done = audiobook("script", "tea.txt", "rain.txt", "-o", "all.jsonl")
    assert (done.code, done.out) == (0, "")
    lines = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text("utf-8").splitlines()]
    assert {line["story"] for line in lines} == {"tea.txt", "rain.txt"}
    assert audiobook("script", "x.txt", "y.txt", "-o", "none.jsonl").code == 1
    assert not (tmp_path / "none.jsonl").exists()

"""`audiobook cast`: who speaks, and corrections that last."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Outcome
from tests.dialogue.llm.server import names, running

Command = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cast files are kept in the folder that the command runs in."""
    monkeypatch.chdir(tmp_path)


def script_of(audiobook: Command, story: Path, *more: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in audiobook("script", story, *more).out.splitlines()]


def test_it_shows_who_speaks(audiobook: Command, sample: Path) -> None:
    done = audiobook("cast", sample)
    assert done.code == 0
    tilly = next(line for line in done.out.splitlines() if line.startswith("Tilly "))
    assert "female" in tilly
    assert "Tilly Fairweather" in tilly
    assert "read by the narrator:" in done.out


def test_json_is_for_programs(audiobook: Command, sample: Path) -> None:
    found = json.loads(audiobook("cast", sample, "--json").out)
    lines = sum(row["lines"] for row in found["rows"])
    assert lines + found["unresolved_lines"] == found["lines"]
    assert sum(row["share"] for row in found["rows"]) + found["unresolved"] == pytest.approx(1)
    assert all(row["sample"] for row in found["rows"])


def test_a_story_without_speech(audiobook: Command, tmp_path: Path) -> None:
    story = tmp_path / "rain.txt"
    story.write_text("It rained.\n")
    assert "nobody speaks in this story" in audiobook("cast", story).out


def test_a_correction_lasts(audiobook: Command, sample: Path, tmp_path: Path) -> None:
    before = script_of(audiobook, sample)
    first = next(line for line in before if line["kind"] == "speech" and line["speaker"] == "Gus")
    place = f"{first['chapter']}:{first['paragraph']}"
    done = audiobook("cast", sample, "--line", place, "Captain Ahab", "--gender", "Captain Ahab", "male")
    assert done.code == 0
    assert "Captain Ahab" in done.out
    kept = tmp_path / "voices" / f"{sample.stem}.toml"
    assert "Captain Ahab" in kept.read_text("utf-8")
    after = next(line for line in script_of(audiobook, sample) if line["start"] == first["start"])
    assert (after["speaker"], after["evidence"], after["confidence"]) == ("Captain Ahab", "correction", 1.0)


def test_names_are_joined_and_parted(audiobook: Command, sample: Path) -> None:
    audiobook("cast", sample, "--same", "Dr. Reyes", "Tilly")
    assert "Dr. Reyes" not in {line["speaker"] for line in script_of(audiobook, sample)}
    audiobook("cast", sample, "--apart", "Dr. Reyes")
    assert "Dr. Reyes" in {line["speaker"] for line in script_of(audiobook, sample)}


def test_one_quotation_of_a_paragraph(audiobook: Command, short_story: Path) -> None:
    short_story.write_text("“Go,” said Ann. “Now.” She left.\n\nIt rained.\n")
    audiobook("cast", short_story, "--line", "1:1.2", "Bea")
    speakers = [line["speaker"] for line in script_of(audiobook, short_story) if line["kind"] == "speech"]
    assert speakers == ["Ann", "Bea"]


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("1:2", "1:2: nobody says anything there"),
        ("9:1", "9:1: nobody says anything there"),
        ("1:1.2", "1:1.2: nobody says anything there"),
        ("seven", "'seven' is no place; write it like 7:42"),
    ],
)
def test_wrong_places_are_told(audiobook: Command, short_story: Path, tmp_path: Path, place: str, told: str) -> None:
    short_story.write_text("“Go,” said Ann.\n\nIt rained.\n")
    done = audiobook("cast", short_story, "--line", place, "Bea")
    assert done.code == 1
    assert told in done.err
    assert not (tmp_path / "voices").exists()


def test_lines_that_are_gone_are_told(audiobook: Command, short_story: Path, tmp_path: Path) -> None:
    cast = tmp_path / "mine.toml"
    cast.write_text('[[line]]\ntext = "The moon is made of green cheese."\nspeaker = "Ann"\n')
    for command in ("script", "inspect", "cast"):
        done = audiobook(command, short_story, "--cast", cast)
        assert done.code == 0
        assert "mine.toml, line 1: “The moon is made of green cheese.”: nobody says this" in done.err


def test_a_cast_file_that_is_not_there(audiobook: Command, short_story: Path) -> None:
    done = audiobook("script", short_story, "--cast", "nowhere.toml")
    assert done.code == 1
    assert "nowhere.toml: there is no such file" in done.err


def test_make_minds_the_cast_file(audiobook: Command, short_story: Path, tmp_path: Path) -> None:
    cast = tmp_path / "mine.toml"
    cast.write_text("[aliasses]\n")
    done = audiobook("make", short_story, "--cast", cast, "--engine", "silent", "-o", tmp_path / "out")
    assert done.code == 1
    assert "mine.toml, line 1: there is no part 'aliasses'; did you mean 'aliases'?" in done.err


def test_a_language_model_may_be_asked(audiobook: Command, short_story: Path) -> None:
    short_story.write_text("Bea Marlow sat with Tom Ashby. Bea smiled.\n\n“It is late.”\n\n“I know.”\n")
    with running() as model:
        model.behaviours = [names({"late": "Tom", "know": "Bea"})]
        told = ("--attributor", "llm", "--llm-address", model.address)
        speakers = [line["speaker"] for line in script_of(audiobook, short_story, *told) if line["kind"] == "speech"]
        assert speakers == ["Tom", "Bea"]
        asked = len(model.questions)
        err = audiobook("cast", short_story, *told).err
    assert "lines asked for" in err
    assert len(model.questions) == asked, "answers are kept, and not asked for again"


def test_nothing_is_asked_without_being_told_to(audiobook: Command, short_story: Path) -> None:
    with running() as model:
        assert audiobook("script", short_story, "--llm-address", model.address).code == 1
        assert audiobook("script", short_story, "--attributor", "llm").code == 1
    assert not model.seen

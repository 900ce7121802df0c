"""`audiobook cast`: who speaks, and corrections that last."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from mutagen.mp3 import MP3

from tests.attribution.llm.server import names, running
from tests.conftest import Outcome

Command = Callable[..., Outcome]


def script_of(audiobook: Command, story: Path, *more: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in audiobook("script", story, *more).out.splitlines()]


def test_it_shows_who_speaks(audiobook: Command, sample: Path) -> None:
    done = audiobook("cast", sample)
    assert done.code == 0
    tilly = next(line for line in done.out.splitlines() if line.startswith("Tilly "))
    assert "female" in tilly
    assert "Tilly Fairweather" in tilly
    assert "speaker unknown (narrator reads them): 1 (0.2%)" in done.out


def test_everyone_is_given_a_voice_and_the_file_says_which(audiobook: Command, sample: Path, tmp_path: Path) -> None:
    voices = json.loads(audiobook("cast", sample, "--save", "--json").out)["voices"]
    assert len(set(voices.values())) >= 6
    file = tmp_path / "voices" / "The Night Dolores Lost Her Voice.toml"
    assert f'Tilly = "{voices["Tilly"]}" # ' in file.read_text("utf-8")
    before = file.read_text("utf-8")
    assert audiobook("cast", sample, "--save").code == 0
    assert file.read_text("utf-8") == before


def test_a_voice_that_was_given_stays_given(audiobook: Command, sample: Path) -> None:
    voices = json.loads(audiobook("cast", sample, "--json").out)["voices"]
    audiobook("cast", sample, "--line", "1:8", "Mr. Pym", "--gender", "Mr. Bloom", "female")
    after = json.loads(audiobook("cast", sample, "--json").out)["voices"]
    # A woman now, who had a man's voice.
    assert voices.pop("Mr. Bloom") != after["Mr. Bloom"]
    both = voices.keys() & after.keys()
    assert len(both) >= 8
    assert {name: after[name] for name in both} == {name: voices[name] for name in both}


def test_a_chosen_voice_is_kept_and_a_wrong_one_told(audiobook: Command, sample: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('[cast]\nTilly = "wren" # my own words\n"Gus Penhallow" = "rowan"\n')
    voices = json.loads(audiobook("cast", sample, "--cast", mine, "--json").out)["voices"]
    assert (voices["Tilly"], voices["Gus"]) == ("wren", "rowan")
    assert 'Tilly = "wren" # my own words' in mine.read_text("utf-8")
    mine.write_text('[cast]\nTilly = "wern"\n')
    done = audiobook("cast", sample, "--cast", mine)
    assert done.code == 1
    assert "mine.toml, line 2: there is no voice 'wern' on this machine; did you mean 'wren'" in done.err


def test_a_name_that_nobody_has_is_told_with_its_line(audiobook: Command, sample: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('[cast]\n"Tily" = "wren"\n')
    done = audiobook("cast", sample, "--cast", mine)
    assert done.code == 0
    told = 'mine.toml, line 2: Tily = "wren" has no effect: nobody called Tily speaks in the story; did you mean Tilly?'
    assert told in done.err


def test_an_audition_has_everyone_once_and_a_page(audiobook: Command, sample: Path, tmp_path: Path) -> None:
    target = tmp_path / "cast.mp3"
    done = audiobook("cast", sample, "--engine", "silent", "--audition", target)
    assert done.code == 0, done.err
    rows = len(json.loads(audiobook("cast", sample, "--json").out)["rows"])
    page = (tmp_path / "cast.html").read_text("utf-8")
    parts = [tuple(map(float, one)) for one in re.findall(r'data-start="([\d.]+)" data-end="([\d.]+)"', page)]
    assert len(parts) == rows
    assert all(start < end for start, end in parts)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(parts))
    length = MP3(target).info.length
    assert parts[-1][1] < length < parts[-1][1] + 2.5
    assert audiobook("cast", sample, "--audition", sample).code == 1
    assert audiobook("cast", sample, "--audition", tmp_path / "cast.ogg").code == 1


def test_json_is_for_programs(audiobook: Command, sample: Path) -> None:
    found = json.loads(audiobook("cast", sample, "--json").out)
    lines = sum(row["lines"] for row in found["rows"])
    assert lines + found["unresolved_lines"] == found["lines"]
    assert sum(row["share"] for row in found["rows"]) + found["unresolved"] == pytest.approx(1)
    assert all(row["sample"] for row in found["rows"])


def test_a_story_without_speech(audiobook: Command, tmp_path: Path) -> None:
    story = tmp_path / "rain.txt"
    story.write_text("It rained.\n")
    assert "no dialogue in this story" in audiobook("cast", story).out


def test_a_correction_lasts(audiobook: Command, sample: Path, tmp_path: Path) -> None:
    before = script_of(audiobook, sample)
    first = next(line for line in before if line["kind"] == "speech" and line["speaker"] == "Gus")
    place = f"{first['chapter']}:{first['paragraph']}"
    done = audiobook("cast", sample, "--line", place, "Captain Ahab", "--new", "--gender", "Captain Ahab", "male")
    assert done.code == 0
    assert "Captain Ahab" in done.out
    kept = tmp_path / "voices" / "The Night Dolores Lost Her Voice.toml"
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
    audiobook("cast", short_story, "--line", "1:1.2", "Bea", "--new")
    speakers = [line["speaker"] for line in script_of(audiobook, short_story) if line["kind"] == "speech"]
    assert speakers == ["Ann", "Bea"]


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("1:2", "1:2: nobody says anything there"),
        ("9:1", "9:1: nobody says anything there"),
        ("1:1.2", "1:1.2: nobody says anything there"),
        ("seven", "nobody says 'seven'; write a position like 7:42, or the words of the line"),
    ],
)
def test_wrong_places_are_told(audiobook: Command, short_story: Path, tmp_path: Path, place: str, told: str) -> None:
    short_story.write_text("“Go,” said Ann.\n\nIt rained.\n")
    done = audiobook("cast", short_story, "--line", place, "Ann")
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
    assert "mine.toml, line 1: there is no table 'aliasses'; did you mean 'aliases'?" in done.err


def test_a_language_model_may_be_asked(audiobook: Command, short_story: Path) -> None:
    short_story.write_text("Bea Marlow sat with Tom Ashby. Bea smiled.\n\n“It is late.”\n\n“I know.”\n")
    with running() as model:
        model.behaviours = [names({"late": "Tom Ashby", "know": "Bea"})]
        told = ("--attributor", "llm", "--llm-address", model.address)
        speakers = [line["speaker"] for line in script_of(audiobook, short_story, *told) if line["kind"] == "speech"]
        assert speakers == ["Tom Ashby", "Bea"]
        asked = len(model.questions)
        err = audiobook("cast", short_story, *told).err
    assert "lines asked about" in err
    assert len(model.questions) == asked, "answers are kept, and not asked for again"


def test_a_review_begins_with_what_the_language_model_said(
    audiobook: Command, short_story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short_story.write_text("Bea Marlow sat with Tom Ashby. Bea smiled.\n\n“It is late.”\n\n“I know.”\n\n“Do you?”\n")
    with running() as model:
        model.behaviours = [names({"late": "Tom", "know": "Bea", "you": "Tom"})]
        told = ("--attributor", "llm", "--llm-address", model.address)
        monkeypatch.setattr("sys.stdin", StringIO("q\n"))
        asked = audiobook("cast", short_story, "--review", *told).out
        found = json.loads(audiobook("cast", short_story, "--review", "--json", *told).out)
    shown = dict(re.findall(r"^> (\S+) +\d ([\w ]+) \d+%", asked, re.MULTILINE))
    assert shown == {line["position"]: line["speaker"] for line in found["least_sure"]}
    assert {name.split()[0] for name in shown.values()} == {"Tom", "Bea"}
    assert f"{found['unsure_lines']} lines unsure" in asked


def test_nothing_is_asked_without_being_told_to(audiobook: Command, short_story: Path) -> None:
    with running() as model:
        assert audiobook("script", short_story, "--llm-address", model.address).code == 1
        assert audiobook("script", short_story, "--attributor", "llm").code == 1
    assert not model.seen

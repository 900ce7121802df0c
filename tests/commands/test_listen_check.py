"""A second pair of ears, from the command line: what is heard, recorded again, listed and kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audiobook.hearing.recognizer import WindowHearing
from audiobook.hearing.scripted import ScriptedRecognizer

OTHER_WORDS = "Nobody mentioned seventeen elephants anywhere."


class HardOfHearing(ScriptedRecognizer):
    """Mishears what it is told to, but only until its patience is used up."""

    patience = 10**6

    def hear(self, wave: Any, text: str) -> WindowHearing:
        if any(expected in text for expected in self.misheard):
            self.patience -= 1
            if self.patience < 0:
                self.misheard.clear()
        return super().hear(wave, text)


@pytest.fixture
def ears(monkeypatch: pytest.MonkeyPatch) -> HardOfHearing:
    recognizer = HardOfHearing()
    monkeypatch.setattr("audiobook.hearing.models.load_recognizer", lambda *_: recognizer)
    return recognizer


@pytest.fixture
def make(audiobook: Callable[..., Any], short_story: Path) -> Callable[..., Any]:
    return lambda *options: audiobook("make", short_story.name, *options)


def test_good_lines_are_certified(make: Callable[..., Any], ears: HardOfHearing) -> None:
    made = make("--listen-check")
    assert made.code == 0
    assert "heard as they should be" in made.out
    (certificate,) = Path("output/.audiobook/certificates").rglob("*.json")
    chapters = json.loads(certificate.read_text("utf-8"))["chapters"]
    assert [chapter["heard"] == chapter["spoken"] > 0 for chapter in chapters] == [True, True]
    assert [chapter["written"] - chapter["left_out"] + chapter["added"] for chapter in chapters] == [
        chapter["normalized"] for chapter in chapters
    ]
    ears.windows.clear()
    assert "nothing new to hear" in make("--listen-check").out
    assert ears.windows == []


def test_a_line_that_stays_bad_is_listed_with_the_command_to_hear_it(
    make: Callable[..., Any], ears: HardOfHearing, audiobook: Callable[..., Any]
) -> None:
    ears.misheard["They went home."] = OTHER_WORDS
    made = make("--listen-check")
    assert "1 line sounded wrong, and still does" in made.out
    assert "“They went home.”" in made.err
    assert "audiobook preview two-doors.txt 2:4" in made.err
    assert "They went home." in audiobook("preview", "two-doors.txt", "2:4", "-o", "line.wav").out
    checked = audiobook("check", "--listen", "output")
    assert checked.code == 1
    assert "problem: 2:4 “They went home.”" in checked.out
    assert "audiobook make" in checked.out
    data = json.loads(audiobook("check", "--listen", "--json", "output").out)
    assert data["passed"] is False
    (line,) = data["albums"][0]["listening"]["chapters"][1]["bad_lines"]
    assert (line["chapter"], line["paragraph"], line["text"]) == (2, 4, "They went home.")


def test_programs_get_what_stays_bad(make: Callable[..., Any], ears: HardOfHearing) -> None:
    ears.misheard["They went home."] = OTHER_WORDS
    events = [json.loads(line) for line in make("--listen-check", "--progress", "json").out.splitlines()]
    (line,) = events[-1]["misheard"]
    assert (line["text"], line["heard"].strip(" ."), line["fault"]) == (
        "They went home.", OTHER_WORDS.strip("."), "it says something else"
    )  # fmt: skip


def test_a_better_take_replaces_a_bad_line(make: Callable[..., Any], ears: HardOfHearing) -> None:
    make()
    (file,) = Path("output").rglob("02 - *.mp3")
    before = file.read_bytes()
    ears.misheard["They went home."], ears.patience = OTHER_WORDS, 3
    made = make("--listen-check")
    assert "1 line sounded wrong; it is fixed now" in made.out
    assert "1 re-recorded, 1 unchanged" in made.out
    assert file.read_bytes() != before
    replaced = file.read_bytes()
    make()
    assert file.read_bytes() == replaced


def test_a_take_that_somebody_has_chosen_is_not_replaced(
    make: Callable[..., Any], ears: HardOfHearing, audiobook: Callable[..., Any]
) -> None:
    assert audiobook("preview", "two-doors.txt", "2:4", "--take", "1", "--keep", "-o", "line.wav").code == 0
    make()
    (file,) = Path("output").rglob("02 - *.mp3")
    before = file.read_bytes()
    ears.misheard["They went home."], ears.patience = OTHER_WORDS, 3
    made = make("--listen-check")
    assert "1 line sounded wrong, and still does" in made.out
    assert file.read_bytes() == before


def test_lines_that_left_the_cache_are_cut_out_of_the_files(
    make: Callable[..., Any], ears: HardOfHearing, audiobook: Callable[..., Any]
) -> None:
    make()
    audiobook("cache", "clear")
    checked = audiobook("check", "--listen", "output")
    assert (checked.code, "no clip" in checked.out) == (0, False)
    assert any("They went home." in window for window in ears.windows)


def test_only_finished_chapters_are_certified(
    make: Callable[..., Any], ears: HardOfHearing, audiobook: Callable[..., Any]
) -> None:
    make("--chapters", "2")
    data = json.loads(audiobook("check", "--listen", "--json", "output").out)
    chapters = data["albums"][0]["listening"]["chapters"]
    assert [(chapter["chapter"], chapter["unheard_lines"]) for chapter in chapters] == [(2, 0)]
    assert ears.windows


def test_an_album_without_a_record_is_named(
    make: Callable[..., Any], ears: HardOfHearing, audiobook: Callable[..., Any]
) -> None:
    make()
    (record,) = Path("output/.audiobook/lines").rglob("*.json")
    record.unlink()
    assert "run `audiobook make STORY` once more" in audiobook("check", "--listen", "output").err
    assert ears.windows == []


def test_silence_on_purpose_is_not_heard(make: Callable[..., Any], ears: HardOfHearing) -> None:
    assert make("--engine", "silent", "--listen-check").code == 0
    assert ears.windows == []

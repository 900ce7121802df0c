"""`audiobook cast` with corrections: what each changes in the cast file, what it says, and how it is taken back."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Outcome

pytestmark = pytest.mark.slow

Command = Callable[..., Outcome]
STORY = """\
“Hello,” said Ann Marlow. “It is late.”

“It is,” said Tom. “It is late.” “It is late.”

“Go home, Saoirse,” said Ann. Ann laughed. Ann was tired.

“I will,” said Saoirse. Mrs. Reed waited.

“So will I,” said Maud. “So will we all.”
"""


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "tea.txt"
    path.write_text(STORY, "utf-8")
    return path


def saved(tmp_path: Path) -> dict[str, Any]:
    tables = tomllib.loads((tmp_path / "voices" / "tea.toml").read_text("utf-8"))
    return {name: table for name, table in tables.items() if table and name != "story"}


# What is typed; a part of what is said; what the file then says in a table.
EDITS = {
    "a voice": (["--voice", "ann", "reed pitch=1.1 pace=0,95"], "Ann: voice ", "cast",
                {"Ann": {"voice": "reed", "pitch": 1.1, "pace": 0.95}}),
    "a voice by another name": (["--voice", "Ann Marlow", "wren"], "→ wren", "cast", {"Ann": "wren"}),
    "a setting alone": (["--narrator", "pace=0.9"], "narrator: pace default → 0.9", "narrator", {"pace": 0.9}),
    "the narrator": (["--narrator", "clover"], "narrator: voice default → clover", "narrator", {"voice": "clover"}),
    "the narrator by name": (["--voice", "Narrator", "clover"], "narrator: voice", "narrator", {"voice": "clover"}),
    "a gender": (["--gender", "Tom", "unknown"], "Tom: gender male → unknown", "gender", {"Tom": "unknown"}),
    "a line": (["--line", "1:1.1", "Tom"], "1:1 “Hello,”: Ann → Tom", "line",
               [{"text": "Hello,", "speaker": "Tom", "chapter": 1, "paragraph": 1}]),
    "a line by its words": (["--line", "go home", "maud"], "Ann → Maud", "line",
                            [{"text": "Go home, Saoirse,", "speaker": "Maud", "chapter": 1, "paragraph": 3}]),
    "one of two that are the same": (["--line", "1:2.3", "Ann"], "1:2.3 “It is late.”: Tom → Ann", "line",
        [{"text": "It is late.", "speaker": "Ann", "chapter": 1, "paragraph": 2, "quotation": 3}]),
    "a line for the narrator": (["--line", "1:3", "the narrator"], "Ann → narrator", "line",
                            [{"text": "Go home, Saoirse,", "speaker": "narrator", "chapter": 1, "paragraph": 3}]),
    "somebody who is only mentioned": (["--line", "1:3", "mrs. reed"], "Ann → Mrs. Reed", "line",
                            [{"text": "Go home, Saoirse,", "speaker": "Mrs. Reed", "chapter": 1, "paragraph": 3}]),
    "two names": (["--same", "Maud", "Saoirse"], "Maud is another name of Saoirse", "aliases", {"Maud": "Saoirse"}),
    "a name of their own": (["--apart", "Ann Marlow"], "Ann Marlow is a character of their own", "aliases",
                            {"Ann Marlow": "Ann Marlow"}),
    "a new name": (["--rename", "Ann", "Anna"], "Ann is another name of Anna", "aliases",
                   {"Ann": "Anna", "Ann Marlow": "Anna"}),
    "a new character": (["--line", "1:3", "Sarah", "--new"], "Ann → Sarah", "aliases", {"Sarah": "Sarah"}),
}  # fmt: skip


@pytest.mark.parametrize(("typed", "said", "table", "expected"), EDITS.values(), ids=EDITS.keys())
def test_an_edit_is_told_saved_and_taken_back(
    audiobook: Command, story: Path, tmp_path: Path, typed: list[str], said: str, table: str, expected: Any
) -> None:
    done = audiobook("cast", story, *typed)
    assert done.code == 0, done.err
    assert said in done.out
    assert rows_of(saved(tmp_path)[table]) >= rows_of(expected)
    assert "has no effect" not in audiobook("cast", story).err
    undone = audiobook("cast", story, "--undo")
    assert undone.code == 0
    assert undone.out.endswith(f"to make it again:\n  audiobook cast {story} --redo\n")
    assert not rows_of(saved(tmp_path).get(table, {})) & rows_of(expected)
    assert "nothing to take back" in audiobook("cast", story, "--undo").err


def rows_of(table: Any) -> set[str]:
    """The rows of a table, or its lines, as text."""
    return {repr(row) for row in (table.items() if isinstance(table, dict) else table)}


# What is typed; what is said about it.
MISTAKES = {
    "a mistyped name": (["--line", "1:3", "Saoirsee"],
                        "no character is called Saoirsee; did you mean Saoirse? (--new makes a new character)"),
    "nobody at all": (["--gender", "Zebedee", "male"], "no character is called Zebedee; the characters are "),
    "a mistyped voice": (["--voice", "Ann", "clovr"], "--voice Ann: there is no voice 'clovr' on this machine; did"),
    "a mistyped setting": (["--voice", "Ann", "reed picth=1"], "a voice has no setting 'picth'; did you mean 'pitch'?"),
    "too much of it": (["--voice", "Ann", "reed pitch=9"], "pitch=9: give a number from 0.4 to 2"),
    "words said twice": (["--line", "It is late", "Tom"], "is said 3 times: 1:1.2 (Ann), 1:2.2 (Tom), 1:2.3 (Tom)"),
    "words nobody says": (["--line", "go home sorsha", "Tom"], "the nearest line is 1:3, “Go home, Saoirse,” (Ann)"),
    "somebody else's name": (["--rename", "Ann", "Tom"], "Tom is somebody else; if the two are one person, give"),
    "the narrator's name": (["--rename", "narrator", "Tom"], "the narrator is no character"),
    "a mistyped alias": (["--same", "Maude", "Saoirse"], "no character is called Maude; did you mean Maud?"),
    "nothing to take back": (["--undo"], "no command has edited voices/tea.toml yet"),
    "too much at once": (["--undo", "--apart", "Ann"], "give it without other corrections"),
    "nothing to make again": (["--redo"], "nothing was taken back in voices/tea.toml since its last edit"),
    "again and more": (["--redo", "--apart", "Ann"], "give it without other corrections"),
    "back and again": (["--undo", "--redo"], "give one of them"),
}  # fmt: skip


@pytest.mark.parametrize(("typed", "said"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_and_changes_nothing(
    audiobook: Command, story: Path, tmp_path: Path, typed: list[str], said: str
) -> None:
    done = audiobook("cast", story, *typed)
    assert done.code == 1
    assert said in done.err.replace("\\", "/")
    assert len(done.err.splitlines()) == 1
    assert not (tmp_path / "voices").exists()


def test_looking_writes_nothing(
    audiobook: Command, story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO())
    if os.name != "nt":
        tmp_path.chmod(0o500)
    try:
        assert audiobook("cast", story, "--review").code == 0
    finally:
        tmp_path.chmod(0o700)
    assert [path.name for path in tmp_path.iterdir()] == ["tea.txt"]
    assert audiobook("cast", story, "--cast", tmp_path / "new.toml").code == 0
    assert "Ann = " in (tmp_path / "new.toml").read_text("utf-8")


def test_everybody_else_keeps_the_voice_that_was_shown(audiobook: Command, story: Path) -> None:
    before = json.loads(audiobook("cast", story, "--json").out)["voices"]
    audiobook("cast", story, "--voice", "Tom", "reed" if before["Tom"] != "reed" else "cedar")
    after = json.loads(audiobook("cast", story, "--json").out)["voices"]
    assert {name: voice for name, voice in before.items() if after[name] != voice} == {"Tom": before["Tom"]}


def test_the_one_who_stays_keeps_their_voice(audiobook: Command, story: Path, tmp_path: Path) -> None:
    audiobook("cast", story, "--voice", "Saoirse", "wren", "--voice", "Maud", "agate")
    done = audiobook("cast", story, "--same", "Maud", "Saoirse")
    assert "Maud: the voice agate is not used any more; Saoirse has wren" in done.out
    assert "Maud" not in saved(tmp_path)["cast"]
    audiobook("cast", story, "--undo")
    assert (saved(tmp_path)["cast"]["Maud"], saved(tmp_path)["cast"]["Saoirse"]) == ("agate", "wren")
    again = audiobook("cast", story, "--redo")
    assert again.out.startswith("made again:\n")
    assert again.out.endswith("--undo\n")
    assert "Maud" not in saved(tmp_path)["cast"]


def test_a_chosen_voice_goes_over_to_the_one_who_stays(audiobook: Command, story: Path, tmp_path: Path) -> None:
    audiobook("cast", story, "--voice", "Maud", "agate")
    audiobook("cast", story, "--same", "Maud", "Saoirse")
    assert saved(tmp_path)["cast"]["Saoirse"] == "agate"
    assert "Maud" not in saved(tmp_path)["cast"]


def test_all_that_was_set_for_somebody_is_forgotten(audiobook: Command, story: Path, tmp_path: Path) -> None:
    audiobook("cast", story, "--rename", "Ann", "Anna", "--gender", "Ann", "unknown", "--line", "1:4", "Ann")
    done = audiobook("cast", story, "--unset", "anna")
    for part in (
        "Ann: no longer set to be another name of Anna",
        "Anna: gender unknown → ",
        "Anna → Saoirse (guessed)",
    ):
        assert part in done.out
    assert not {"aliases", "gender", "line"} & saved(tmp_path).keys()


def test_what_was_changed_by_hand_since_is_not_taken_back(audiobook: Command, story: Path, tmp_path: Path) -> None:
    audiobook("cast", story, "--voice", "Ann", "reed", "--gender", "Tom", "unknown")
    path = tmp_path / "voices" / "tea.toml"
    path.write_text(path.read_text("utf-8").replace('Ann = "reed"', 'Ann = "wren" # mine'), "utf-8")
    done = audiobook("cast", story, "--undo")
    assert "cast Ann stays as it is: it was changed again after that edit" in done.out
    assert "Tom: gender unknown → male (guessed)" in done.out
    assert 'Ann = "wren" # mine' in path.read_text("utf-8")


# A cast file; what is said about it wherever it is read.
IDLE = {
    "joined with somebody": ('[cast]\nMaud = "agate"\nSaoirse = "wren"\n[aliases]\nMaud = "Saoirse"\n',
        'line 2: Maud = "agate" has no effect: Maud is Saoirse by [aliases], and Saoirse has a row of their own'),
    "joined with a silent one": ('[cast]\nMaud = "agate"\n[aliases]\nMaud = "Dora"\n[[line]]\ntext = "So will I,"\n'
        'speaker = "Tom"\n[[line]]\ntext = "So will we all."\nspeaker = "Tom"\n',
        'Maud = "agate" has no effect: Maud has no lines (Maud is Dora by [aliases])'),
    "nobody": ('[gender]\nZoe = "female"\n', '[gender]: Zoe = "female" has no effect: nobody called Zoe speaks'),
    "an alias": ('[aliases]\n"the Admiral" = "Tom"\n', 'the Admiral does not occur in the story'),
    "a word": ('[pronounce]\nZorblax = "ZOR-blax"\n', "[pronounce]: Zorblax has no effect: it does not occur"),
    "a mistyped speaker": ('[[line]]\ntext = "Hello,"\nspeaker = "Saoirsee"\n',
        "line 1: nobody else is called Saoirsee; did you mean Saoirse?"),
    "a line twice": ('[[line]]\ntext = "Hello,"\nspeaker = "Tom"\n[[line]]\ntext = "Hello,"\nspeaker = "Maud"\n',
        "line 4: “Hello,”: another [[line]] above this one is about the same words"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), IDLE.values(), ids=IDLE.keys())
def test_rows_without_an_effect_are_told(audiobook: Command, story: Path, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, "utf-8")
    for command in (("script",), ("cast",), ("make", "--engine", "silent", "--dry-run")):
        done = audiobook(*command, story, "--cast", path)
        assert done.code == 0
        assert said in done.err, command
    assert path.read_text("utf-8") == text


def test_unsure_lines_are_counted_and_the_worst_are_shown(audiobook: Command, sample: Path) -> None:
    out = audiobook("cast", sample).out
    found = json.loads(audiobook("cast", sample, "--review", "--json").out)
    count = found["unsure_lines"]
    assert len(found["least_sure"]) == count > 5
    assert f"{count} lines (" in out
    shown = [line for line in out.splitlines() if " --line " in line]
    assert len(shown) == 5
    place = found["least_sure"][0]["position"]
    assert shown[0].endswith(f"--line {place} NAME")
    audiobook("cast", sample, "--line", place, "narrator")
    after = json.loads(audiobook("cast", sample, "--review", "--json").out)
    assert place not in {line["position"] for line in after["least_sure"]}


def test_an_edit_that_was_killed_before_the_voices_were_saved_is_completed(
    audiobook: Command, story: Path, tmp_path: Path
) -> None:
    words = ("cast", story, "--line", "1:3", "Sarah", "--new")
    assert audiobook(*words).code == 0
    path = tmp_path / "voices" / "tea.toml"
    voiceless = [
        line for line in path.read_text("utf-8").splitlines() if not line.startswith("Sarah = ") or "#" not in line
    ]
    path.write_text("\n".join(voiceless), "utf-8")
    assert "Sarah" not in saved(tmp_path)["cast"]
    assert audiobook(*words).code == 0
    assert "Sarah" in saved(tmp_path)["cast"]

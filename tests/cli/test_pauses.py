"""`audiobook pauses` and `audiobook words --say`: what they save, what they say, and what they refuse."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Outcome

Command = Callable[..., Outcome]


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    path = tmp_path / "tea.txt"
    path.write_text("“Hello,” said Siobhan.\n\n* * *\n\nSiobhan left. It was Zorblax.\n", "utf-8")
    return path


def tables(path: Path) -> dict[str, object]:
    return tomllib.loads(path.read_text("utf-8"))


def test_a_pause_is_set_and_unset(audiobook: Command, story: Path, tmp_path: Path) -> None:
    assert json.loads(audiobook("pauses", story, "--json").out)["scene"] == 2000
    assert not (tmp_path / "voices").exists()
    done = audiobook("pauses", story, "--set", "Scene", "2500 ms", "--set", "tag", "0")
    assert "pause scene: 2000 → 2500 ms" in done.out
    assert tables(tmp_path / "voices" / "tea.toml")["pauses"] == {"scene": 2500, "tag": 0}
    assert "(the usual length)" in audiobook("pauses", story, "--unset", "scene").out
    assert json.loads(audiobook("pauses", story, "--json").out)["scene"] == 2000
    assert "pause scene: 2000 → 2500 ms" in audiobook("cast", story, "--undo").out


def test_a_word_is_said_and_forgotten(audiobook: Command, story: Path, tmp_path: Path) -> None:
    done = audiobook("words", story, "--say", "zorblax", "ZOR-blax")
    assert "Zorblax: default → ZOR-blax" in done.out
    assert "1 passage of the story" in done.out
    assert tables(tmp_path / "voices" / "tea.toml")["pronounce"] == {"Zorblax": "ZOR-blax"}
    assert json.loads(audiobook("words", story, "--json").out)[-1]["from"] == "cast file"
    assert "Zorblax: ZOR-blax → default" in audiobook("words", story, "--forget", "zorblax").out
    assert tables(tmp_path / "voices" / "tea.toml")["pronounce"] == {}
    assert "zorblax is not in voices" in audiobook("words", story, "--forget", "zorblax").err


def test_a_word_is_said_everywhere(audiobook: Command, story: Path, tmp_path: Path) -> None:
    lexicon = tmp_path / "voices" / "lexicon.toml"
    assert audiobook("words", story, "--say", "Quux", "KWUKS", "--everywhere").code == 0
    lexicon.write_text("# Mine.\n" + lexicon.read_text("utf-8"), "utf-8")
    audiobook("words", story, "--say", "Zorblax", "ZOR-blax", "--everywhere", "--forget", "quux")
    assert lexicon.read_text("utf-8") == '# Mine.\nZorblax = "ZOR-blax"\n'
    assert not (tmp_path / "voices" / "tea.toml").exists()


# A command; what is typed behind the story; what is said.
MISTAKES = {
    "no such pause": ("pauses", ["--set", "scen", "9"], "--set: there is no pause 'scen'; did you mean 'scene'?"),
    "no number": ("pauses", ["--set", "scene", "long"], "--set scene long: give milliseconds from 0 to 60000, like"),
    "too long": ("pauses", ["--set", "scene", "60001"], "give milliseconds from 0 to 60000"),
    "no such word": ("words", ["--say", "Zorblex", "x"], "does not occur in this story; did you mean 'Zorblax'?"),
    "no such sound": ("words", ["--say", "Zorblax", "/x7/"], "--say Zorblax /x7/: '7' "),
    "everywhere alone": ("words", ["--everywhere"], "give one of them, too"),
}  # fmt: skip


@pytest.mark.parametrize(("command", "typed", "said"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told(
    audiobook: Command, story: Path, tmp_path: Path, command: str, typed: list[str], said: str
) -> None:
    done = audiobook(command, story, *typed)
    assert (done.code, len(done.err.splitlines())) == (1, 1)
    assert said in done.err
    assert not (tmp_path / "voices").exists()

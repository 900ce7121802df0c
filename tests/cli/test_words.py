"""`audiobook words`: the words that a voice does not know."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audiobook.pipeline import plan_album
from audiobook.production.context import BuildContext
from audiobook.settings.settings import MakeSettings, StorySettings
from tests.conftest import Outcome

Command = Callable[..., Outcome]
STORY = """“Siobhan!” cried Gwendoline. Siobhan’s flimflam was gone, and Gwendoline’s too; she couldn't find it.

“Kakashi-sensei,” said Gwendoline, “SIOBHAN took the Zorblax. She’ll pay.”
"""


@pytest.fixture(autouse=True)
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A story in an empty folder: cast files are kept in the folder that the command runs in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "config"))
    path = tmp_path / "tale.txt"
    path.write_text(STORY, "utf-8")
    return path


def rows(audiobook: Command, story: Path) -> dict[str, dict[str, Any]]:
    done = audiobook("words", story, "--json")
    assert done.code == 0
    return {row["word"]: row for row in json.loads(done.out)}


def test_words_the_voice_guesses_are_listed_by_frequency(audiobook: Command, story: Path) -> None:
    found = rows(audiobook, story)
    assert {word: (row["count"], row["from"]) for word, row in found.items()} == {
        "Gwendoline": (3, "guess"),
        "Siobhan": (3, "built-in list"),
        "Kakashi": (1, "Japanese rule"),
        "Zorblax": (1, "guess"),
    }
    assert list(found)[:2] == ["Gwendoline", "Siobhan"]
    assert (found["Siobhan"]["ipa"], found["Siobhan"]["respelling"]) == ("ʃɪvˈɔn", "shi-VAWN")
    assert "Zorblax" in found["Zorblax"]["sentence"]


def test_it_shows_lines_to_paste(audiobook: Command, story: Path) -> None:
    out = audiobook("words", story).out
    line = next(line for line in out.splitlines() if line.startswith("Siobhan"))
    assert "shi-VAWN" in line
    assert "voices/tale.toml" in out.replace("\\", "/")
    assert "--say Gwendoline GWEHN-duh-leen" in out


def test_the_cast_file_counts_before_the_lexicon_and_that_before_the_built_in_list(
    audiobook: Command, story: Path, tmp_path: Path
) -> None:
    own = tmp_path / "config" / "audiobook" / "lexicon.toml"
    own.parent.mkdir(parents=True)
    (tmp_path / "voices").mkdir()
    for path, entry, origin in (
        (own, 'Siobhan = "/ʃˈɑn/"', "your own lexicon"),
        (tmp_path / "voices" / "lexicon.toml", 'Siobhan = "/ʃˈɛn/"', "lexicon"),
        (tmp_path / "voices" / "tale.toml", '[pronounce]\nSiobhan = "SHOON"', "cast file"),
    ):
        path.write_text(entry, "utf-8")
        assert rows(audiobook, story)["Siobhan"]["from"] == origin
    assert rows(audiobook, story)["Siobhan"]["ipa"] == "ʃˈun"


def test_transcripts_stay_as_written(audiobook: Command, story: Path) -> None:
    out = audiobook("script", story).out
    assert "Siobhan’s flimflam" in json.loads(out.splitlines()[1])["text"]
    assert "ʃ" not in out


@pytest.mark.parametrize("name", ["words.wav", "words.mp3"])
def test_they_can_be_heard(audiobook: Command, story: Path, tmp_path: Path, name: str) -> None:
    done = audiobook("words", story, "--audition", tmp_path / name, "--engine", "silent")
    assert done.code == 0
    assert (tmp_path / name).stat().st_size > 10_000
    assert "4 words saved as" in done.err


def test_an_audition_needs_a_name_that_says_what_it_is(audiobook: Command, story: Path, tmp_path: Path) -> None:
    done = audiobook("words", story, "--audition", tmp_path / "words.ogg", "--engine", "silent")
    assert done.code == 1
    assert "must end in .mp3 or .wav" in done.err


def test_a_mistake_in_the_lexicon_is_told(audiobook: Command, story: Path, tmp_path: Path) -> None:
    (tmp_path / "voices").mkdir()
    (tmp_path / "voices" / "lexicon.toml").write_text('Ann = "/x7/"\n', "utf-8")
    done = audiobook("make", story, "--dry-run")
    assert done.code == 1
    assert "lexicon.toml, line 1: Ann: '7'" in done.err


def test_what_is_made_is_said_so_and_written_as_it_was(story: Path, tmp_path: Path) -> None:
    (tmp_path / "voices").mkdir()
    (tmp_path / "voices" / "tale.toml").write_text('[pronounce]\nZorblax = "zor-BLAX"\n', "utf-8")
    context = BuildContext.start(StorySettings((story,)), MakeSettings(engine="silent", voice="silence"))
    made = plan_album(context).album.episodes[0]
    said = [pair for cue in made.cues for pair in cue.utterance.pronounced]
    assert ("Zorblax", "/zɔɹblˈæks/") in said
    assert "Zorblax" in made.lyrics

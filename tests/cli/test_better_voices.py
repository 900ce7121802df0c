"""`make` and `cast` with --voices: what is told, what is kept, and whose voices change."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from audiobook.casting import cast as casting
from audiobook.casting.catalogue import CatalogueVoice, VoiceMeasures
from audiobook.engines.silent import SilentEngine
from audiobook.engines.speeds import CORE_SECONDS_PER_CHARACTER
from audiobook.model import Voice, VoiceListing
from tests.conftest import Outcome

Command = Callable[..., Outcome]
STORY = """Two Doors by Ann Example

Chapter 1

"Come in," said Tom. "It is late."

"I know," said Bea. "The train was slow."

"Sit down," said Tom. "There is tea."
"""
BETTER = tuple(f"better-{number}" for number in range(6))


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A story on a machine with quick voices and slow, better ones: both are silence here."""
    listings = tuple(VoiceListing("silent", name, "any") for name in ("silence", *BETTER))
    monkeypatch.setattr(SilentEngine, "voices", lambda _: listings)
    quick = (_entry(f"quick-{number}", Voice("hibari", "heart", pitch=0.9 + number / 100), 4.3) for number in range(6))
    better = (_entry(name, Voice("silent", name), 4.6) for name in BETTER)
    available = (*quick, *better)
    monkeypatch.setattr(casting, "split_available_voices", lambda _: (available, ()))
    monkeypatch.setitem(CORE_SECONDS_PER_CHARACTER, "silent", 3.0)
    path = tmp_path / "two-doors.txt"
    path.write_text(STORY, "utf-8")
    monkeypatch.chdir(tmp_path)
    return path


def _entry(name: str, voice: Voice, mos: float) -> CatalogueVoice:
    gender = "male" if name[-1] in "024" else "female"
    return CatalogueVoice(name, voice, "en-US", gender, "adult", "", "", measures=VoiceMeasures(mos, 0.05, 150))


def cast(audiobook: Command, *arguments: object) -> dict[str, str]:
    voices: dict[str, str] = json.loads(audiobook("cast", *arguments, "--json").out)["voices"]
    return {name: voice.partition("-")[0] for name, voice in voices.items()}


def test_better_voices_are_offered_with_their_cost(audiobook: Command, story: Path) -> None:
    done = audiobook("make", story, "--dry-run", "--voice", "silence")
    assert "2 leading characters could have better voices (silent), for about " in done.err
    assert "more of work: audiobook make" in done.err
    assert done.err.rstrip().endswith("--voices best")
    assert "better voices" not in audiobook("make", story, "--dry-run", "--single-voice", "--voice", "silence").err
    assert "better voices" not in audiobook("make", story, "--dry-run", "--engine", "silent").err


def test_the_cost_of_the_best_voices_is_told_before(audiobook: Command, story: Path) -> None:
    done = audiobook("make", story, "--dry-run", "--voice", "silence", "--voices", "best")
    assert "2 leading characters speak with the better, slower voices of silent: about " in done.err


def test_where_there_are_no_better_voices_it_says_how_to_get_some(
    audiobook: Command, story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(casting, "find_lead_voices", lambda *_: None)
    done = audiobook("make", story, "--dry-run", "--voice", "silence", "--voices", "best")
    told = "no better voices are installed; to get some: audiobook voices install kokoro"
    assert told in done.err
    assert told in audiobook("cast", story, "--voices", "best").err
    assert told not in audiobook("cast", story).err
    assert told not in audiobook("cast", story, "--voices", "best", "--engine", "silent").err


def test_the_choice_changes_what_the_program_chose_and_is_kept(audiobook: Command, story: Path) -> None:
    assert cast(audiobook, story, "--save") == {"Tom": "quick", "Bea": "quick"}
    make = ("make", story, "--voice", "silence", "-q")
    assert audiobook(*make, "--voices", "best").code == 0
    assert cast(audiobook, story) == {"Tom": "better", "Bea": "better"}
    assert '"best"' in next(Path("output").rglob("album.json")).read_text("utf-8")
    assert "nothing changed" in audiobook("make", story).out


def test_a_wrong_choice_is_told(audiobook: Command, story: Path) -> None:
    for command in ("make", "cast"):
        done = audiobook(command, story, "--voices", "bets")
        assert (done.code, "--voices bets: choose quick, or best" in done.err) == (1, True)

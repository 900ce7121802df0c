"""`audiobook preview`: one paragraph as `make` would speak it."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path

import pytest

from audiobook.cli import playback
from audiobook.commands.preview import preview_cues
from audiobook.pipeline import plan_album
from audiobook.production.context import BuildContext
from audiobook.settings.settings import MakeSettings, StorySettings
from tests.conftest import Outcome

Command = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def no_player(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """No test needs a sound card; what would be played is listed."""
    heard: list[Path] = []
    monkeypatch.setattr(playback, "play_file", lambda path: not heard.append(path))
    return heard


def test_a_line_is_written(audiobook: Command, short_story: Path, tmp_path: Path) -> None:
    done = audiobook("preview", short_story, "1:3", "--engine", "silent", "-o", tmp_path / "line.wav")
    assert (done.code, done.out.replace("silence:", "").split()) == (0, "“Go in,” he said.".split())
    with wave.open(str(tmp_path / "line.wav")) as file:
        assert file.getnframes() / file.getframerate() > 1
    assert not (tmp_path / "output").exists()


def test_a_line_is_played(audiobook: Command, short_story: Path, no_player: list[Path]) -> None:
    assert audiobook("preview", short_story, "2:1", "--engine", "silent").code == 0
    assert [path.suffix for path in no_player] == [".wav"]
    assert not no_player[0].exists()


def test_where_nothing_can_play_the_file_is_told(
    audiobook: Command, short_story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(playback, "play_file", lambda _: False)
    done = audiobook("preview", short_story, "2:1", "--engine", "silent")
    assert Path(done.err.split("saved as ")[1].strip()).is_file()


@pytest.mark.parametrize(
    ("place", "told"),
    [("1", "not a line position"), ("9:1", "no chapter 9"), ("1:99", "1:99: nothing"), ("1:1.7", "1:1.7: nothing")],
)  # fmt: skip
def test_a_place_where_nothing_is_said_is_told(audiobook: Command, short_story: Path, place: str, told: str) -> None:
    done = audiobook("preview", short_story, place, "--engine", "silent")
    assert (done.code, told in done.err) == (1, True)


# Speech before, within and behind narration, lines of several sentences and voices, a name, a note and a scene's end.
LINES = """Two Doors by Ann Example

Chapter 1: The Red One
It was open.

Chapter 2: The Blue One
It was shut. Nobody had a key, and nobody knew where one might be.

“Knock, then,” said Tom. “Somebody may be in.”

“NOBODY IS IN!” shouted Mary.

A/N: thank you all for reading!

She whispered, “Quentin lives here,” and stepped back. “Or did.”

“He… he did?” asked Tom.

* * *

They went home, on the 3rd of May, at 7:30 p.m.

*I will never come back,* he thought.

“Good night, Mary.”

“Good night.”
"""


def test_all_paragraphs_of_a_chapter_are_its_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line of the episodes, so each clip's key, comes of one paragraph; none is said otherwise alone."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "doors.txt").write_text(LINES, "utf-8")
    story, settings = StorySettings((tmp_path / "doors.txt",)), MakeSettings(tmp_path, chapters="2")
    plan = plan_album(BuildContext.start(story, settings))
    paragraphs = sorted({one.paragraph for one in plan.analysis.script.chapter_segments(2) if one.skipped is None})
    lines = [cue.utterance for paragraph in paragraphs for cue in cues_to_hear_of(story, settings, (2, paragraph, 0))]
    assert lines == [cue.utterance for cue in plan.album.episodes[0].cues]
    assert len(lines) > 10
    assert len({line.voice for line in lines}) > 2


def cues_to_hear_of(story, settings, place):  # type: ignore[no-untyped-def]
    from audiobook.errors import InputError

    try:
        return preview_cues(story, settings, place).cues
    except InputError:
        return ()


def test_a_quotation_alone_and_another_voice_and_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "doors.txt").write_text(LINES, "utf-8")
    story, settings = StorySettings((tmp_path / "doors.txt",)), MakeSettings(tmp_path)
    whole = preview_cues(story, settings, (2, 3, 0)).cues
    alone = preview_cues(story, settings, (2, 3, 1)).cues
    assert {cue.utterance for cue in alone} < {cue.utterance for cue in whole}
    other = preview_cues(story, settings, (2, 3, 1), "agate").cues
    assert [cue.utterance.spoken for cue in other] == [cue.utterance.spoken for cue in alone]
    assert all(one.utterance.voice != two.utterance.voice for one, two in zip(other, alone, strict=True))
    again = preview_cues(story, MakeSettings(tmp_path, again=True), (2, 3, 1)).cues
    assert [cue.utterance.take for cue in again] == [1] * len(alone)


def test_the_former_name_of_the_command_still_works(audiobook: Command, short_story: Path, tmp_path: Path) -> None:
    target = tmp_path / "line.wav"
    assert audiobook("say", short_story, "1:3", "--engine", "silent", "-o", target).code == 0
    assert target.is_file()
    commands = audiobook("--help").out.split("Commands:")[1]
    assert "preview" in commands
    assert "say " not in commands

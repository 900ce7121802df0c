"""`audiobook preview`: one paragraph as `make` would speak it."""

from __future__ import annotations

import wave
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from audiobook.cli import playback
from audiobook.commands.preview import preview_cues
from audiobook.pipeline import plan_album
from audiobook.production.context import BuildContext
from audiobook.production.jobs import find_clip_key
from audiobook.settings.settings import MakeSettings, StorySettings
from audiobook.synthesis.clip_store import ClipStore, clip_folder
from audiobook.synthesis.synthesize import synthesize_clip
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


@pytest.fixture
def album(audiobook: Command, tmp_path: Path) -> Path:
    """An album of two chapters in a neural voice; its story is doors.txt."""
    (tmp_path / "doors.txt").write_text(DOORS, "utf-8")
    assert audiobook("make", "doors.txt").code == 0
    return next((tmp_path / "output").rglob("album.json")).parent


DOORS = """Two Doors by Ann Example

Chapter 1: The Red One
It was open. It rained.

Chapter 2: The Blue One
“Go in,” he said. It was shut.
"""


def clips() -> dict[str, bytes]:
    """The clips in the cache, by name."""
    return {path.name: path.read_bytes() for path in Path("output/.audiobook/clips").rglob("*.flac")}


def test_only_a_line_that_is_kept_is_spoken_again(audiobook: Command, album: Path) -> None:
    before = clips()
    sounds = {path.name: path.read_bytes() for path in album.glob("*.mp3")}
    done = audiobook(
        "preview", "doors.txt", "It rained", "--take", "1", "--delivery", "whisper", "-o", "l.wav", "--keep"
    )
    assert (done.code, "1:2 “It rained.”: take auto → 1, delivery auto → whisper" in done.out) == (0, True)
    kept = clips()
    assert (before.keys() < kept.keys(), len(kept) - len(before)) == (True, 1)
    assert {name: kept[name] for name in before} == before
    # What was heard is what the album gets.
    made = audiobook("make", "doors.txt")
    assert "1 re-recorded, 1 unchanged" in made.out.replace("\n", " ")
    assert clips() == kept
    assert {path.name for path in album.glob("*.mp3") if path.read_bytes() != sounds[path.name]} == {
        "01 - The Red One.mp3"
    }
    assert "nothing changed" in audiobook("make", "doors.txt").out
    # Taken back, all is as before; nothing is spoken for that either.
    assert audiobook("cast", "doors.txt", "--undo").code == 0
    assert "1 re-recorded, 1 unchanged" in audiobook("make", "doors.txt").out.replace("\n", " ")
    assert clips() == kept
    assert {path.name: path.read_bytes() for path in album.glob("*.mp3")} == sounds


@pytest.mark.usefixtures("album")
def test_a_preview_is_what_the_album_has(audiobook: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def speak(_: object) -> None:
        raise AssertionError("it is in the cache")

    monkeypatch.setattr("audiobook.commands.preview.synthesize_clip", speak)
    assert audiobook("preview", "doors.txt", "2:2", "-o", "l.wav").code == 0


@pytest.mark.usefixtures("album")
def test_another_take_is_proposed_and_pauses_are_set_without_speaking(audiobook: Command) -> None:
    heard = audiobook("preview", "doors.txt", "2:2.1", "--again", "-o", "l.wav")
    assert "2:2.1 --take 1 --keep" in heard.out
    assert audiobook("preview", "doors.txt", "2:2.1", "--again", "-o", "l.wav", "--keep").code == 0
    assert "--take 2 --keep" in audiobook("preview", "doors.txt", "2:2.1", "--again", "-o", "l.wav").out
    audiobook("make", "doors.txt")
    before = clips()
    paused = audiobook("preview", "doors.txt", "2:2.1", "--pause-before", "2500", "-o", "l.wav", "--keep")
    assert "nothing is spoken again" in paused.out
    with wave.open("l.wav") as file:
        assert not any(file.readframes(2 * file.getframerate()))
    assert "nothing changed" not in audiobook("make", "doors.txt").out
    assert clips() == before


@pytest.mark.usefixtures("album")
def test_the_next_take_is_another_one_than_the_listening_check_has_put_in(audiobook: Command, tmp_path: Path) -> None:
    plan = plan_album(BuildContext.start(StorySettings((tmp_path / "doors.txt",)), MakeSettings(tmp_path / "output")))
    (line,) = (cue for cue in plan.album.episodes[1].cues if "Go in" in cue.utterance.spoken)
    store = ClipStore(clip_folder(tmp_path / "output"))
    store.write(find_clip_key(line.utterance), synthesize_clip(replace(line.utterance, take=1)))
    place = "2:2.1"
    assert line.utterance.spoken in audiobook("preview", "doors.txt", place, "-o", "l.wav").out
    assert "--take 2 --keep" in audiobook("preview", "doors.txt", place, "--again", "-o", "l.wav").out


# What is typed; what is told.
REFUSED = {
    "nothing to keep": (["--keep"], "say what to keep: --again, --take"),
    "a voice": (["--voice", "agate", "--keep", "--take", "1"], "--keep doesn't keep a voice"),
    "two takes": (["--again", "--take", "2"], "not both"),
    "a wrong delivery": (["--delivery", "shuot"], "did you mean 'shout'?"),
}


@pytest.mark.parametrize(("typed", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_kept_is_told(audiobook: Command, short_story: Path, typed: list[str], told: str) -> None:
    done = audiobook("preview", short_story, "1:3", "--engine", "silent", *typed)
    assert (done.code, told in done.err, len(done.err.splitlines())) == (1, True, 1)
    assert not Path("voices").exists()


def test_the_former_name_of_the_command_still_works(audiobook: Command, short_story: Path, tmp_path: Path) -> None:
    target = tmp_path / "line.wav"
    assert audiobook("say", short_story, "1:3", "--engine", "silent", "-o", target).code == 0
    assert target.is_file()
    commands = audiobook("--help").out.split("Commands:")[1]
    assert "preview" in commands
    assert "say " not in commands

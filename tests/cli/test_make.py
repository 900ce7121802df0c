"""`audiobook make`, from a story file to an album."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from mutagen.id3 import ID3
from mutagen.mp3 import MP3

from audiobook.cli.exit_codes import ExitCode
from audiobook.model.output_formats import PROFILES
from audiobook.pipeline import plan_album
from audiobook.production.context import BuildContext
from audiobook.settings.settings import MakeSettings, StorySettings
from tests.conftest import Outcome
from tests.production.test_changes import picture_of

Command = Callable[..., Outcome]
ALBUM = Path("Ann Example") / "Two Doors"


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.mp3"))}


@pytest.mark.processes
def test_a_story_becomes_an_album_and_always_the_same(audiobook: Command, short_story: Path, tmp_path: Path) -> None:
    done = audiobook("make", short_story, "-o", tmp_path / "out")
    assert done.code == 0, done.err
    album = tmp_path / "out" / ALBUM
    names = ["01 - The Red One.mp3", "02 - The Blue One.mp3"]
    assert [path.name for path in sorted(album.glob("*.mp3"))] == names
    assert str(album) in done.out
    assert "2 chapters" in done.out
    tags = ID3(album / "02 - The Blue One.mp3")
    assert (tags["TALB"].text[0], tags["TPE1"].text[0], tags["TRCK"].text[0]) == ("Two Doors", "Ann Example", "2/2")
    assert str(tags["TDRC"].text[0]).startswith("2017")
    assert MP3(album / "01 - The Red One.mp3").info.length > 4
    assert audiobook("make", short_story, "-o", tmp_path / "again").code == 0
    assert digests(tmp_path / "again" / ALBUM) == digests(album)


def test_only_the_chapters_that_were_asked_for(audiobook: Command, short_story: Path, tmp_path: Path) -> None:
    done = audiobook("make", short_story, "-o", tmp_path, "--engine", "silent", "--chapters", "2")
    assert done.code == 0
    assert list(digests(tmp_path / ALBUM)) == ["02 - The Blue One.mp3"]


def test_the_sample_story_shows_the_whole_program(audiobook: Command, sample: Path, tmp_path: Path) -> None:
    done = audiobook("make", sample, "-o", tmp_path, "--engine", "silent", "-q")
    assert (done.code, done.out, done.err) == (0, "", "")
    album = tmp_path / "Teacup Admiral" / "The Night Dolores Lost Her Voice"
    assert len(digests(album)) == 4


def test_several_stories_at_once(audiobook: Command, short_story: Path, tmp_path: Path) -> None:
    other = tmp_path / "windows.txt"
    other.write_text("Two Windows by Ben Example\n\nChapter 1\nIt rained.\n", "utf-8")
    assert audiobook("make", short_story, other, "-o", tmp_path / "out", "--engine", "silent").code == 0
    assert len(list((tmp_path / "out").rglob("*.mp3"))) == 3


def test_two_stories_of_one_name_are_not_made_over_each_other(
    audiobook: Command, short_story: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.txt"
    other.write_text(short_story.read_text("utf-8").replace("The Red One", "The Black One"), "utf-8")
    for _ in range(2):  # the second time, nothing of the first story is to be made
        done = audiobook("make", short_story, other, "-o", tmp_path / "out", "--engine", "silent", "-q")
        assert (done.code, len(done.err.splitlines()), "other.txt has the title and author" in done.err) == (5, 2, True)
        assert "01 - The Red One.mp3" in digests(tmp_path / "out" / ALBUM)
    assert audiobook("make", short_story, short_story, "-o", tmp_path / "out", "--engine", "silent").code == 0


def test_a_story_without_a_header_is_named_from_its_file(audiobook: Command, tmp_path: Path) -> None:
    story = tmp_path / "the_long-way home.txt"
    story.write_text("They walked.\n\nIt took all night.\n")
    assert audiobook("make", story, "-o", tmp_path / "out", "--engine", "silent").code == 0
    path = tmp_path / "out" / "Unknown Author" / "the long way home" / "01 - the long way home.mp3"
    assert ID3(path)["TIT2"].text[0] == "the long way home"


def test_title_and_author_said_by_the_person_come_first(audiobook: Command, short_story: Path, tmp_path: Path) -> None:
    wanted = ("--title", "../Red: or Not?", "--author", "A\x07 N")
    assert audiobook("make", short_story, "-o", tmp_path / "out", "--engine", "silent", *wanted).code == 0
    folder = tmp_path / "out" / "A N" / "Red or Not"
    assert len(digests(folder)) == 2
    assert ID3(folder / "01 - The Red One.mp3")["TALB"].text[0] == "../Red: or Not?"


def test_control_signs_in_a_title_reach_no_player(audiobook: Command, tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    told = "It was open, and she went in, and nobody saw her go. " * 9
    story.write_text(f"Two\x00 Doors\x1b[31m by Ann\nSummary: A\x07 door.\n\nChapter 1\n{told}\n", "utf-8")
    assert audiobook("make", story, "-o", tmp_path / "out", "--engine", "silent").code == 0
    tags = ID3(next((tmp_path / "out").rglob("*.mp3")))
    assert (tags["TALB"].text, tags.getall("COMM")[0].text) == (["Two Doors[31m"], ["A door."])


def test_notes_are_left_out_or_read(audiobook: Command, tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("Chapter 1\nAuthor's Notes:\nThank you all so very much for reading this.\nIt rained.\n")
    lengths = []
    for choice in ("skip", "spoken"):
        out = tmp_path / choice
        assert audiobook("make", story, "-o", out, "--engine", "silent", "--notes", choice).code == 0
        lengths.append(MP3(next(out.rglob("*.mp3"))).info.length)
    assert lengths[1] > lengths[0] + 3


def test_a_dry_run_shows_all_and_writes_nothing(audiobook: Command, sample: Path, tmp_path: Path) -> None:
    done = audiobook("make", sample, "-o", tmp_path / "out", "-n", "-v")
    assert done.code == 0
    assert not (tmp_path / "out").exists()
    for expected in ("02 - A Very Loud Idea.mp3", "4 chapters", "author's note", "Sorry for the wait!"):
        assert expected in done.out


def test_what_the_voice_cannot_say_is_told(audiobook: Command, tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("She wrote 愛 on the wall.\n", "utf-8")
    done = audiobook("make", story, "-o", tmp_path / "out")
    assert done.code == ExitCode.WORDS_UNSPOKEN
    assert "can't pronounce 愛" in done.err


def test_it_is_told_again_when_the_line_comes_from_the_store(audiobook: Command, tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("She wrote 愛 on the wall.\n", "utf-8")
    for _ in range(2):
        done = audiobook("make", story, "-o", tmp_path / "out")
        assert (done.code, "can't pronounce 愛" in done.err) == (ExitCode.WORDS_UNSPOKEN, True)


def test_damaged_clips_are_spoken_again(audiobook: Command, short_story: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    audiobook("make", short_story, "-o", out, "--engine", "silent")
    before = digests(out / ALBUM)
    for clip in sorted((out / ".audiobook").rglob("*.flac"))[::2]:
        clip.write_bytes(b"")
    assert audiobook("make", short_story, "-o", out, "--engine", "silent").code == 0
    assert digests(out / ALBUM) == before


def test_what_is_left_out_is_told(audiobook: Command, tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("Chapter 1\nA/N: hi!\n\nShe smiled 😀 at him. It was -4 °C.\n\n* * *\n\nHe left.\n", "utf-8")
    out = audiobook("make", story, "-o", tmp_path / "out", "--engine", "silent").out
    assert "author's note (1)" in out
    assert "scene break" not in out  # it is a pause
    assert "unpronounceable characters: 😀\n" in out


@pytest.mark.parametrize("text", ["愛してる。\n", "…\n\n!!!\n"])
def test_a_story_that_nobody_can_hear_is_a_mistake(audiobook: Command, tmp_path: Path, text: str) -> None:
    story = tmp_path / "story.txt"
    story.write_text(text, "utf-8")
    done = audiobook("make", story, "-o", tmp_path / "out")
    assert done.code == 1
    assert list((tmp_path / "out").rglob("*.mp3")) == []
    assert not (tmp_path / "out" / "Unknown Author").exists()


def test_one_title_is_not_for_two_stories(audiobook: Command, short_story: Path, sample: Path, tmp_path: Path) -> None:
    done = audiobook("make", short_story, sample, "-o", tmp_path / "out", "--title", "Both")
    assert done.code == 1
    assert "--title" in done.err


def test_files_of_one_story_are_joined(audiobook: Command, tmp_path: Path) -> None:
    for number in (1, 2, 10):
        (tmp_path / f"part {number}.txt").write_text(f"This is part {number}.\n")
    files = sorted(tmp_path.glob("*.txt"))
    assert audiobook("make", *files, "--join", "-o", tmp_path / "out", "--engine", "silent").code == 0
    made = sorted((tmp_path / "out").rglob("*.mp3"))
    assert [path.name[:2] for path in made] == ["01", "02", "03"]
    assert ID3(made[2])["USLT::eng"].text == "This is part 10."


def test_a_cover_is_put_into_every_file(audiobook: Command, short_story: Path, tmp_path: Path) -> None:
    picture = tmp_path / "cover.png"
    picture.write_bytes(picture_of(128))
    wanted = ("--engine", "silent", "--cover", picture)
    assert audiobook("make", short_story, "-o", tmp_path / "out", *wanted).code == 0
    made = sorted((tmp_path / "out").rglob("*.mp3"))
    assert [ID3(path)["APIC:"].mime for path in made] == ["image/png", "image/png"]


def test_chapters_longer_than_the_profile_allows_are_reported(
    audiobook: Command, short_story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = replace(PROFILES["small"], max_minutes=1)
    monkeypatch.setitem(PROFILES, "small", profile)
    blue = "Chapter 2: The Blue One"
    text = short_story.read_text("utf-8").replace(f"{blue} by Ann Example", f"{blue}\n{'It was shut. ' * 100}")
    short_story.write_text(text, "utf-8")
    done = audiobook("make", short_story, "-o", tmp_path, "--engine", "silent", "--profile", "small", "--format", "mp3")
    assert done.code == 0
    reports = [line for line in done.err.splitlines() if "minutes" in line]
    assert len(reports) == 1
    assert "02 - The Blue One.mp3 is " in reports[0]
    assert "the profile small allows 1; split this chapter in the story" in reports[0]


def test_speed_multiplies_the_pace_of_every_voice(audiobook: Command, tmp_path: Path) -> None:
    """So says the help, which named the narrator alone."""
    story = tmp_path / "doors.txt"
    story.write_text("Chapter 1\nIt was open.\n\n“Go in, Tom,” said Mary.\n\n“Knock, then,” said Tom.\n", "utf-8")
    normal, fast = (
        plan_album(BuildContext.start(StorySettings((story,)), MakeSettings(speed=one))) for one in (1, 1.5)
    )
    paces = zip(normal.cast.cast.voices, fast.cast.cast.voices, strict=True)
    assert len(normal.cast.cast.voices) == 2
    assert [new.pace / old.pace for (_, old), (_, new) in paces] == pytest.approx([1.5, 1.5])
    assert "How fast every voice talks" in audiobook("make", "--help").out


def test_voices_are_listed_by_engine(audiobook: Command) -> None:
    done = audiobook("voices")
    assert done.code == 0
    assert "heart" in done.out
    assert "silence" in done.out


@pytest.mark.parametrize("arguments", [("--help",), ("make", "--help"), ("voices", "--help"), ("--version",)])
def test_help_is_there(audiobook: Command, arguments: tuple[str, ...]) -> None:
    assert audiobook(*arguments).code == 0

"""What the program advises cures: a fault is made, the printed advice is followed to the letter, the fault is gone."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import Outcome

pytestmark = pytest.mark.slow

Command = Callable[..., Outcome]
ALBUM = Path("output/Ann Example/Tea")
MAKE = ("make", "tea.txt", "--engine", "silent")
STORY = (
    "Tea by Ann Example\n\nChapter 1: The Red Cup\n“Come in,” said Bob.\n\nThe tea was hot.\n\n"
    "Chapter 2: The Blue Cup\n“Go out,” said Carol.\n\nThe tea was cold.\n"
)


@pytest.fixture(autouse=True)
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "tea.txt"
    path.write_text(STORY, "utf-8")
    return path


# The silent voice is no voice, so its sound is not judged.
SOUND_CHECKS = {"loudness", "RMS", "head", "tail", "peak", "true peak", "noise floor", "longest silence", "words/min"}


def faults_in(audiobook: Command) -> list[str]:
    """What `check` finds wrong with the album, apart from its sound."""
    checked = json.loads(audiobook("check", ALBUM, "--json").out)["albums"]
    checks = [check for album in checked for part in (album, *album["files"]) for check in part["checks"]]
    return [str(check) for check in checks if check["verdict"] == "fail" and check["check"] not in SOUND_CHECKS]


def advised_command(printed: str) -> list[str]:
    """The command in a message, as a person would copy it."""
    match = re.search(r"(?:`|: |^\s*)audiobook (?P<words>[^`\n]+)", printed, re.MULTILINE)
    assert match, printed
    return shlex.split(match["words"])


# --- faults of an album that `check` finds: "make the album again" is to be true ---


def damage(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:300])


ALBUM_FAULTS: dict[str, Callable[[], None]] = {
    "a chapter's file is gone": (ALBUM / "01 - The Red Cup.mp3").unlink,
    "a chapter's file is cut": lambda: damage(ALBUM / "02 - The Blue Cup.mp3"),
    "the feed is gone": (ALBUM / "feed.xml").unlink,
    "a transcript is gone": (ALBUM / "transcripts" / "01 - The Red Cup.vtt").unlink,
}


@pytest.mark.parametrize("fault", ALBUM_FAULTS.values(), ids=ALBUM_FAULTS)
def test_making_an_album_again_cures_what_check_finds(audiobook: Command, fault: Callable[[], None]) -> None:
    audiobook(*MAKE)
    assert faults_in(audiobook) == []
    fault()
    assert faults_in(audiobook) != []
    audiobook("make", "tea.txt")
    assert faults_in(audiobook) == []


def test_an_acx_album_becomes_a_podcast_without_faults(audiobook: Command) -> None:
    done = audiobook(*MAKE, "--profile", "acx")
    assert "ACX only accepts narration by a human" in done.err
    assert faults_in(audiobook) == []
    refused = audiobook("make", "tea.txt", "--format", "m4b")
    assert refused.code == 1
    option = re.search(r"--profile podcast", refused.err)
    assert option, refused.err
    assert audiobook("make", "tea.txt", "--format", "m4b", *option[0].split()).code == 0
    assert list(ALBUM.glob("*Credits*")) == []
    assert faults_in(audiobook) == []


def test_a_cover_that_acx_refuses_is_told_and_replaced_as_advised(audiobook: Command) -> None:
    Image.new("RGB", (600, 800), "teal").save("small.jpg")
    Image.new("RGB", (2400, 2400), "teal").save("large.jpg")
    advice = "600 x 800 pixels, but must be a square of at least 2400 x 2400; choose another with --cover"
    assert advice in audiobook(*MAKE, "--profile", "acx", "--cover", "small.jpg").err
    assert any("must be a square" in fault for fault in faults_in(audiobook))
    assert advice not in audiobook("make", "tea.txt", "--cover", "large.jpg").err
    assert faults_in(audiobook) == []


def test_a_chapter_that_went_away_is_removed_as_advised(audiobook: Command, story: Path) -> None:
    audiobook(*MAKE)
    story.write_text(STORY.partition("Chapter 2")[0], "utf-8")
    assert "--prune" in audiobook("make", "tea.txt").err
    audiobook("make", "tea.txt", "--prune")
    assert not (ALBUM / "02 - The Blue Cup.mp3").exists()
    assert faults_in(audiobook) == []


# --- mistakes on the command line: the words in the message, typed instead ---

TYPED = {
    "a voice": (("--voice", "agatte"), "agate"),
    "a format": (("--format", "m4"), "m4b"),
    "a profile": (("--profile", "acxx"), "acx"),
    "notes": (("--notes", "speak"), "spoken"),
    "a speed": (("--speed", "7"), "2"),
    "a chapter": (("--chapters", "9"), "2"),
    "an address": (("--base-url", "nowhere"), "https://example.org/audiobooks/"),
    "a size": (("--cache-size", "much"), "500M"),
}


@pytest.mark.parametrize(("typed", "advised"), TYPED.values(), ids=TYPED)
def test_what_is_proposed_instead_is_accepted(audiobook: Command, typed: tuple[str, str], advised: str) -> None:
    command = ("make", "tea.txt", "-n") if typed[0] == "--voice" else (*MAKE, "-n")
    refused = audiobook(*command, *typed)
    assert (refused.code, advised in refused.err, refused.err.count("\n")) == (1, True, 1)
    assert audiobook(*command, typed[0], advised).code == 0


def test_a_missing_cast_file_is_created_as_advised(audiobook: Command) -> None:
    refused = audiobook(*MAKE, "--cast", "mine.toml")
    assert refused.code == 1
    assert audiobook(*advised_command(refused.err), "tea.txt", "--cast", "mine.toml").code == 0
    assert audiobook(*MAKE, "--cast", "mine.toml").code == 0


def test_a_cover_of_another_kind_is_converted_as_advised(audiobook: Command) -> None:
    Image.new("RGB", (40, 40)).save("cover.bmp")
    refused = audiobook(*MAKE, "--cover", "cover.bmp")
    assert (refused.code, "JPEG or PNG picture; convert it to one of these" in refused.err) == (1, True)
    Image.open("cover.bmp").save("cover.png")
    assert audiobook(*MAKE, "--cover", "cover.png").code == 0


# --- what `make` ends with ---


def test_the_commands_at_the_end_of_make_do_what_they_say(audiobook: Command, story: Path) -> None:
    story.write_text(STORY.replace("The tea was hot.", "(A/N: I like tea.)\n\n“Yes.”\n\n“No.”"), "utf-8")
    done = audiobook(*MAKE)
    commands = re.findall(r"audiobook (?:make|cast|words|inspect) [^\n]*", done.out + done.err)
    assert any("--notes spoken" in command for command in commands), done.out + done.err
    assert [command for command in commands if audiobook(*shlex.split(command)[1:]).code] == []

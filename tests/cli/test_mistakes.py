"""A person's mistake gets one clear line and exit code 1, and leaves nothing half-made."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from audiobook.cli import boundary
from tests.conftest import Outcome

Command = Callable[..., Outcome]
# For commands that run in a folder of their own: they find this checkout, whether it is installed or not.
HERE = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


def refused(done: Outcome, told: str) -> None:
    assert done.code == 1
    assert done.out == ""
    assert done.err.startswith("audiobook: ")
    assert done.err.count("\n") == 1
    assert told in done.err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--engine", "hibary"), "did you mean 'hibari'"),
        (("--voice", "haert"), "did you mean 'heart'"),
        (("--chapters", "3"), "no chapter 3; it has chapters 1 to 2"),
        (("--chapters", "0"), "no chapter 0"),
        (("--chapters", "2-1"), "smaller number first"),
        (("--chapters", "1-99999999999"), "is not a chapter number"),
        (("--chapters", "one"), "'one' is not a chapter number"),
        (("--speed", "9"), "out of range"),
        (("--speed", "nan"), "out of range"),
        (("--notes", "maybe"), "choose skip"),
        (("--bitrate", "95"), "the nearest is 96"),
    ],
)
def test_a_setting_that_cannot_be(
    audiobook: Command, short_story: Path, tmp_path: Path, options: tuple[str, ...], told: str
) -> None:
    refused(audiobook("make", short_story, "-o", tmp_path / "out", *options), told)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("data", "told"), [(None, "there is no file"), (b"", "is empty"), (b"%PDF-1.4", "PDF"), (b"\0\1\2" * 99, "binary")]
)
def test_a_file_that_is_no_story(audiobook: Command, tmp_path: Path, data: bytes | None, told: str) -> None:
    story = tmp_path / "story.txt"
    if data is not None:
        story.write_bytes(data)
    refused(audiobook("make", story, "-o", tmp_path / "out"), told)
    assert not (tmp_path / "out").exists()


def test_a_folder_instead_of_a_story(audiobook: Command, tmp_path: Path) -> None:
    refused(audiobook("make", tmp_path, "-o", tmp_path / "out"), "has no story files")


def test_an_output_that_is_a_file(audiobook: Command, short_story: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    refused(audiobook("make", short_story, "-o", tmp_path / "out", "--engine", "silent"), "is a file")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_an_output_that_cannot_be_written(audiobook: Command, short_story: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir(mode=0o500)
    refused(audiobook("make", short_story, "-o", tmp_path / "out", "--engine", "silent"), "cannot be written")


def test_an_output_where_the_system_allows_no_files(audiobook: Command, short_story: Path) -> None:
    if not Path("/proc").is_dir():
        pytest.skip("this system has no folder that refuses files from everyone")
    refused(audiobook("make", short_story, "-o", "/proc/audiobook", "--engine", "silent"), "cannot be written")


def test_a_full_disk_leaves_no_half_file(short_story: Path, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")

    def small_files_only() -> None:
        # Writing past this fails as it does on a full disk.
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    # Where coverage is measured, its own file would not fit either.
    uncovered = {name: value for name, value in HERE.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(
        [sys.executable, "-m", "audiobook", "make", short_story, "-o", tmp_path / "out", "--engine", "silent"],
        capture_output=True, text=True, preexec_fn=small_files_only, timeout=60, check=False, cwd=tmp_path,
        env=uncovered,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith("audiobook: the disk is full")
    assert list((tmp_path / "out").rglob("*.mp3")) == []
    assert list((tmp_path / "out").rglob("*.part")) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to whole consoles only")
def test_ctrl_c_ends_at_once_and_keeps_what_is_finished(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    # The neural voice is at work when it happens, for a long time still, but the first chapter is soon finished.
    story.write_text(f"Chapter 1\nIt was open.\n\nChapter 2\n{'It was shut, and nobody had a key. ' * 300}\n", "utf-8")
    command = [sys.executable, "-m", "audiobook", "make", story, "-o", tmp_path, "-j", "1"]
    running = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, start_new_session=True, cwd=tmp_path, env=HERE
    )
    assert running.stderr is not None
    running.stderr.readline()  # the first chapter is finished
    began = time.monotonic()
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: every process gets it
    _, err = running.communicate(timeout=20)
    assert time.monotonic() - began < 2
    assert running.returncode == 130
    assert "Traceback" not in err
    finished = list(tmp_path.rglob("*.mp3"))
    assert finished
    assert list(tmp_path.rglob("*.part")) == []


def test_a_device_and_a_folder_are_not_written_over(audiobook: Command, short_story: Path, tmp_path: Path) -> None:
    refused(audiobook("script", short_story, "-o", tmp_path), "cannot be written: it is a")
    if Path("/dev/zero").exists():
        refused(audiobook("script", short_story, "-o", "/dev/zero"), "cannot be written: it is a")


def test_a_cover_that_is_no_file(audiobook: Command, short_story: Path, tmp_path: Path) -> None:
    refused(audiobook("make", short_story, "-o", tmp_path / "out", "--cover", tmp_path), "is not a file")
    refused(audiobook("make", short_story, "-o", tmp_path / "out", "--cover", short_story), "is not a JPEG or PNG")
    refused(audiobook("make", short_story, "-o", tmp_path / "out", "--cover", tmp_path / "x.png"), "cannot be read")


def test_a_link_stays_a_link(audiobook: Command, short_story: Path, tmp_path: Path) -> None:
    target, link = tmp_path / "target.jsonl", tmp_path / "link.jsonl"
    target.write_text("old")
    link.symlink_to(target)
    assert audiobook("script", short_story, "-o", link).code == 0
    assert link.is_symlink()
    assert target.read_text("utf-8").startswith("{")


@pytest.mark.skipif(sys.platform == "win32", reason="links are for administrators here")
def test_links_that_go_round_in_a_circle(audiobook: Command, tmp_path: Path) -> None:
    folder, round_link = tmp_path / "story", tmp_path / "round.txt"
    folder.mkdir()
    (folder / "1.txt").write_text("It rained.\n", "utf-8")
    for link in (folder / "round.txt", round_link):
        link.symlink_to(link.name)
    refused(audiobook("script", round_link, "-o", tmp_path / "x.jsonl"), "cannot be read")
    refused(audiobook("script", folder, "-o", round_link), "cannot be written")
    # The link in the folder is no story of it, and no reason not to make the others.
    assert audiobook("make", folder, "--dry-run", "-o", tmp_path / "out").code == 0


def test_a_folder_that_has_no_name_of_its_own(audiobook: Command, tmp_path: Path) -> None:
    """The story is the folder that one stands in; its cast file has that folder's name."""
    (tmp_path / "one.txt").write_text("“Go in,” said Ann. “Go,” said Ann.\n", "utf-8")
    assert audiobook("cast", ".", "--gender", "Ann", "female").code == 0
    assert (tmp_path / "voices" / f"{tmp_path.name.replace('_', ' ')}.toml").is_file()
    assert audiobook("make", ".", "--dry-run").code == 0


def test_a_cover_with_a_name_that_cannot_be(audiobook: Command, short_story: Path) -> None:
    short_story.with_suffix(".toml").write_text('cover = "a\\u0000b"\n', "utf-8")
    refused(audiobook("make", short_story, "--dry-run"), "cannot be read")


@pytest.mark.parametrize(
    "options", [("--same", "\udcff", "Ann"), ("--apart", "\udcff"), ("--gender", "\udcff", "male")]
)
def test_a_name_in_bytes_that_are_no_text(audiobook: Command, short_story: Path, options: tuple[str, ...]) -> None:
    refused(audiobook("cast", short_story, *options), "holds bytes that are not text")


def test_the_story_itself_is_not_written_over(audiobook: Command, short_story: Path) -> None:
    before = short_story.read_bytes()
    refused(audiobook("script", short_story, "-o", short_story), "is the story itself")
    refused(audiobook("inspect", short_story, "--html", short_story), "is the story itself")
    assert short_story.read_bytes() == before


@pytest.mark.parametrize("name", ["x" * 300 + ".txt", "nowhere/" * 600 + "x.txt"])
def test_names_too_long_for_the_system(audiobook: Command, tmp_path: Path, name: str) -> None:
    refused(audiobook("make", tmp_path / name, "-o", tmp_path / "out"), "audiobook: ")


def test_a_bug_leaves_a_log_and_its_path(monkeypatch: pytest.MonkeyPatch, audiobook: Command) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(boundary.audiobook, "main", broken)
    done = audiobook("voices")
    assert done.code == 3
    assert "a bug: ZeroDivisionError: planted" in done.err
    log = Path(done.err.rsplit(" ", 1)[-1].strip().rstrip(")"))
    assert "Traceback" in log.read_text()
    log.unlink()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("make", "x.txt", "--attributor", "llm"), "--attributor llm needs"),
        (("make", "x.txt", "--speaker-detection", "llm"), "--speaker-detection llm needs"),
        (("make", "x.txt", "--attributor=x"), "Invalid value for '--attributor': 'x'"),
        (("make", "x.txt", "-j", "99"), "--jobs 99: "),
        (("make", "x.txt", "--jobs", "99"), "--jobs 99: "),
        (("cache", "-o", "nowhere"), "--output nowhere: "),
        (("cache", "trim", "--output", "nowhere", "--size", "1G"), "--output nowhere: "),
        (("make", "x.txt", "--speed", "fast"), "'fast' is not a number"),
    ],
    ids=str,
)
def test_a_message_names_the_option_as_it_was_typed(audiobook: Command, words: tuple[str, ...], told: str) -> None:
    assert told in audiobook(*words).err

"""Whatever a path is, it is a file or folder like any other, or told in one clear line; never a bug."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Outcome

pytestmark = pytest.mark.slow

Command = Callable[..., Outcome]
STORY = "Tea by Ann\n\n“Drink it,” said Siobhan.\n"
# Names that a file may have here, however odd.
ODD_NAMES = (
    "new\nline.txt", "sp ace.txt", "'q' \"d\".txt", "-dash.txt", "tab\t.txt", "\udcff.txt", "$(x);&.txt", "[bold]x.txt",
    "%s{0}.txt", "~tilde.txt", "..txt", "...", " ", "-",
)  # fmt: skip
PATHS = (
    ".", "./", "..", "../..", "/dev/fd", "dir", "dir/", "dir/.", "dir/../tea.txt", "empty", "tea.txt/", "tea.txt/x",
    "link.txt", "linkdir", "linkdir/", "broken.txt", "broken.txt/x", "self.txt", "self.txt/x", "x" * 300,
    "x" * 300 + "/y", "y/" * 3000 + "z", "fifo.txt", "/dev/null", "/dev/full", "/proc/self/mem", "/proc/nothing/x", "",
    "~", "~/", "~/x.txt", "~nosuchuser/x", "nul\0", "missing", "missing/deep", *(f"./{name}" for name in ODD_NAMES),
)  # fmt: skip
# Where a path goes: each is tried with all of them. {} is the path.
AS_STORY = (
    ("script", "{}"), ("inspect", "{}", "--json"), ("words", "{}", "--json"), ("cast", "{}", "--json"),
    ("make", "{}", "-n", "--engine", "silent"), ("script", "--join", "tea.txt", "{}"),
    ("preview", "{}", "1:1", "--engine", "silent", "-o", "p.wav"),
)  # fmt: skip
AS_OPTION = (
    ("script", "tea.txt", "-o", "{}"), ("script", "tea.txt", "--source-text", "{}"),
    ("script", "tea.txt", "--cast", "{}"), ("script", "tea.txt", "--cover", "{}"),
    ("inspect", "tea.txt", "--html", "{}"), ("make", "tea.txt", "-n", "--engine", "silent", "-o", "{}"),
    ("cast", "tea.txt", "--audition", "{}", "--engine", "silent"), ("cast", "tea.txt", "--cast", "{}"),
    ("words", "tea.txt", "--audition", "{}", "--engine", "silent"),
    ("preview", "tea.txt", "1:1", "--engine", "silent", "-o", "{}"), ("check", "{}"), ("cache", "-o", "{}"),
    ("serve", "{}"),
)  # fmt: skip
QUICK = (AS_STORY[0], AS_OPTION[0], *AS_OPTION[10:])


@pytest.fixture
def odd_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in a folder, with files of all kinds."""
    here = tmp_path / "above" / "here"
    for folder in (here / "dir", here / "empty", tmp_path / "home"):
        folder.mkdir(parents=True)
    for path in (here / "tea.txt", here / "dir" / "1.txt"):
        path.write_text(STORY, "utf-8")
    for name in ODD_NAMES:
        (here / name).write_text(STORY, "utf-8")
    for name, target in {"link.txt": "tea.txt", "linkdir": "dir", "broken.txt": "no", "self.txt": "self.txt"}.items():
        (here / name).symlink_to(target)
    os.mkfifo(here / "fifo.txt")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr("audiobook.serving.server.run_until_stopped", lambda *_: None)
    return here


def describe_fault(done: Outcome) -> str:
    """What is wrong with the outcome of a command, "" for nothing."""
    last = done.err.splitlines()[-1] if done.err else ""
    if done.code not in (0, 1) or "Traceback" in done.err or "a bug" in done.err:
        return f"exit code {done.code}: {done.err}"
    if done.code == 1 and (not last.startswith("audiobook: ") or len(last) > 7000):
        return f"not told in a line: {done.err}"
    return ""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither such names nor pipes")
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(arguments, id=" ".join(arguments), marks=() if arguments in QUICK else pytest.mark.slow)
        for arguments in (*AS_STORY, *AS_OPTION)
    ],
)
def test_any_path_is_like_any_other_or_told_in_a_line(
    audiobook: Command, odd_places: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(odd_places)
    faults = {}
    for path in PATHS:
        before = {entry.name for entry in odd_places.iterdir()}
        done = audiobook(*(part.replace("{}", path) for part in arguments))
        if fault := describe_fault(done):
            faults[path[:40]] = fault
        for name in {entry.name for entry in odd_places.iterdir()} - before:
            entry = odd_places / name
            if entry.is_file():
                entry.unlink()
    assert faults == {}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("make", ""), "STORY is empty; name a file or a folder"),
        (("make", "tea.txt", "--output", ""), "--output is empty"),
        (("serve", ""), "OUTPUT is empty"),
        (("inspect", "x" * 300), "STORY xxxxxxxxxxxxxxxx"),
        (("inspect", "tea.txt", "--html", "dir"), "dir cannot be written: it is a folder, not a file; choose another"),
        (
            ("inspect", "tea.txt", "--html", "tea.txt/x"),
            "is a file, not a folder; choose another file with --html",
        ),
        (
            ("script", "tea.txt", "-o", "fifo.txt"),
            "it is a device or a pipe, not a file; choose another file",
        ),
        (("cast", "tea.txt", "--cast", "dir"), "--cast dir is a folder, not a cast file; name the file, such as dir/"),
        (("preview", "tea.txt", "1:1", "-o", "x.ogg"), "--output x.ogg: the file's name must end in .mp3 or .wav"),
        (("check", "fifo.txt"), "fifo.txt: a device or a pipe, not a file; give the output folder"),
        (("script", "fifo.txt"), "or pipe it in with - as the STORY"),
    ],
)
def test_what_is_wrong_with_a_path_is_told(
    audiobook: Command, odd_places: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(odd_places)
    done = audiobook(*arguments)
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert told in done.err


def test_home_is_meant_by_a_tilde_in_every_option(
    audiobook: Command, odd_places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where no shell has put the folder in, as in --output=~/books."""
    monkeypatch.chdir(odd_places)
    home = odd_places.parent.parent / "home"
    (home / "tea.txt").write_text(STORY, "utf-8")
    for arguments, written in (
        (("script", "~/tea.txt", "--output=~/a/tea.jsonl", "--source-text=~/a/tea.txt"), "a/tea.jsonl"),
        (("inspect", "~/tea.txt", "--html=~/a/tea.html"), "a/tea.html"),
        (("cast", "~/tea.txt", "--gender", "Siobhan", "female", "--cast=~/a/tea.toml"), "a/tea.toml"),
        (("preview", "~/tea.txt", "1:1", "--engine", "silent", "-o", "~/a/tea.wav"), "a/tea.wav"),
        (("make", "~/tea.txt", "--engine", "silent", "-q", "-o", "~/books"), "books/Ann/Tea/album.json"),
    ):
        assert audiobook(*arguments).code == 0, arguments
        assert (home / written).is_file(), arguments
    assert not (odd_places / "~").exists()
    (home / "tea.toml").write_text('cover = "~/none.png"\n', "utf-8")
    assert f"the cover {home / 'none.png'} cannot be read" in audiobook("inspect", "~/tea.txt").err


def test_a_name_that_begins_with_a_tilde_stays_where_there_is_no_such_user(
    audiobook: Command, odd_places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(odd_places)
    assert audiobook("script", "~tilde.txt").code == 0
    assert "there is no file ~nosuchuser/x" in audiobook("script", "~nosuchuser/x").err

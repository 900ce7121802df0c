"""What stands in a story, a file's name or a tag is shown by the terminal and never obeyed by it."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.cli.boundary import run
from audiobook.cli.console import SafeConsole
from audiobook.cli.terminal import escape_controls, overwrite_line, to_json

# What a terminal must never be sent, but for the colours and movements that rich makes.
ORDERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
COLOURS = re.compile(r"\x1b\[[\d;]*m|\x1b\[\?25[hl]|\x1b\[\d*[AK]|\r")
TITLE = "\x1b]0;owned\x07\x1b[2J"
HOSTILE = ("\x1b]0;owned\x07", "\x1b[2J", "\x9b6n", "\u202e", "\b\b\b", "\x7f", "\r", "\x0e", "\x1bP0q", "\u2066")
PIECES = st.sampled_from(HOSTILE) | st.characters(categories=["Cc"], exclude_characters="\0\n").map(
    lambda one: f"{one}!"
)


class Printed:
    """A command's exit code, and all that it printed."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def orders(self) -> list[str]:
        return ORDERS.findall(self.out + self.err)


class Stream(io.TextIOWrapper):
    """Where a command prints: a terminal, or none."""

    terminal = False

    def isatty(self) -> bool:
        return self.terminal


def printed(*words: object, terminal: bool = False) -> Printed:
    streams = [Stream(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2)]
    for stream in streams:
        stream.terminal = terminal
    with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
        code = run([str(word) for word in words])
    for stream in streams:
        stream.flush()
    out, err = (stream.buffer.getvalue().decode("utf-8", "surrogateescape") for stream in streams)  # type: ignore[attr-defined]
    return Printed(code, out, err)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder to work in for all that hypothesis tries."""
    place = Path(tempfile.mkdtemp())
    with contextlib.chdir(place):
        yield place
    shutil.rmtree(place)


def story_of(folder: Path, piece: str, beside_it: str) -> Path:
    """A story with a piece in every place that is shown, and another in its title and author, in the file beside it."""
    path = folder / f"st{piece.replace('/', '')}ory.txt"
    path.write_text(
        f"Chapter 1: The R{piece}ed One\n\nA/N: tha{piece}nks!\n\n“Go in,” said Ann{piece}abel Lee.\n\n"
        f"“No,” said Mr. Zw{piece}ick. He was Zw{piece}ick, after all.\n\nChapter 3: B{piece}lue\n\n"
        "“Oh,” said Annabel.\n",
        "utf-8",
        newline="",
    )
    beside = {"title": f"Two D{beside_it}oors", "author": f"Ann{beside_it} Example"}
    quoted = "\n".join(f"{key} = {json.dumps(value)}".replace("\x7f", "\\u007f") for key, value in beside.items())
    path.with_suffix(".toml").write_text(quoted, "utf-8")
    return path


COMMANDS = (
    ("inspect", "--explain"),
    ("make", "--dry-run", "--verbose", "--engine", "silent"),
    ("cast",),
    ("words", "--all"),
    ("script",),
    ("say", "--engine", "silent", "-o", "line.wav"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
@given(piece=PIECES, beside_it=PIECES, terminal=st.booleans())
@settings(max_examples=5)
def test_no_command_sends_an_order_of_a_story(
    folder: Path, command: tuple[str, ...], piece: str, beside_it: str, terminal: bool
) -> None:
    story = story_of(folder, piece, beside_it)
    place = ("1:1",) if command[0] == "say" else ()
    told = printed(command[0], story, *place, *command[1:], terminal=terminal)
    assert told.code in (0, 1)
    assert not ORDERS.findall(COLOURS.sub("", told.out + told.err) if terminal else told.out + told.err)
    for path in folder.glob("st*"):
        path.unlink()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file names")
@pytest.mark.parametrize(
    "words",
    [
        ("make", f"nowhere{TITLE}.txt"),
        ("make", "story.txt", "--engine", f"hib{TITLE}ari"),
        ("make", "story.txt", f"--sp{TITLE}eed", "2"),
        ("make", "story.txt", "--speed", f"qu{TITLE}ick"),
        ("inspect", "story.txt", "--split-at", f"({TITLE}"),
        ("check", f"nowhere{TITLE}"),
        ("cache", "-o", f"nowhere{TITLE}"),
        ("cache", "trim", "--size", TITLE),
        ("serve", f"nowhere{TITLE}"),
        ("serve", "--port", TITLE),
        ("say", "story.txt", TITLE),
        ("voices", "--engine", TITLE),
        ("voices", "install", TITLE),
        (f"ma{TITLE}ke",),
        ("make", "story.txt", "--profile", TITLE),
        ("make", "line\nend.txt"),
    ],
)
def test_a_mistake_is_quoted_and_not_obeyed(folder: Path, words: tuple[str, ...]) -> None:
    (folder / "story.txt").write_text("It rained.\n", "utf-8")
    told = printed(*words)
    assert told.code in (1, 2)
    assert told.orders == []
    assert told.code == 2 or told.err.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file names")
def test_check_and_cache_show_the_names_of_files_and_tags(folder: Path) -> None:
    from mutagen.id3 import ID3, TALB, TIT2

    album = folder / f"al{TITLE}bum"
    album.mkdir()
    sound = album / f"01{TITLE}.mp3"
    sound.write_bytes(b"\xff\xfb\x90\x00" + bytes(413))
    tags = ID3()
    tags.add(TIT2(text=TITLE))
    tags.add(TALB(text=TITLE))
    tags.save(sound)
    for terminal in (False, True):
        told = printed("check", album, terminal=terminal)
        assert "01\\x1b]0;" in COLOURS.sub("", told.out)
        assert not ORDERS.findall(COLOURS.sub("", told.out + told.err))
    assert json.loads(printed("check", album, "--json").out)["albums"][0]["folder"] == str(album)
    kept = printed("cache", "-o", album)
    assert (kept.code, kept.orders) == (0, [])
    assert json.loads(printed("cache", "-o", album, "--json").out)["folder"].startswith(str(album))


def test_json_is_exact_and_holds_no_order(folder: Path) -> None:
    piece = "\x1b[2J\x9b\u202e"
    told = printed("script", story_of(folder, piece, ""))
    assert (told.code, told.orders) == (0, [])
    assert any(piece in json.loads(line)["text"] for line in told.out.splitlines())


def test_the_page_of_a_story_is_wellformed(folder: Path) -> None:
    assert printed("inspect", story_of(folder, "\x1b[2J\x9b", ""), "--html", "page.html").code == 0
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", (folder / "page.html").read_text("utf-8"))


@given(st.text(st.characters()))
def test_any_text_is_printable_and_json_reads_back(text: str) -> None:
    shown = escape_controls(text)
    assert not ORDERS.search(shown)
    assert escape_controls(shown) == shown
    assert json.loads(to_json({text: [text]}).encode()) == {text: [text]}


def test_a_bar_shows_what_it_is_told_and_moves_all_the_same() -> None:
    from rich.progress import Progress

    stream = Stream(io.BytesIO(), encoding="utf-8")
    stream.terminal = True
    with Progress(console=SafeConsole(file=stream, force_terminal=True)) as bar:
        bar.add_task(f"Door {TITLE}")
    stream.flush()
    told = stream.buffer.getvalue().decode()  # type: ignore[attr-defined]
    assert "Door \\x1b]0;" in told
    assert not ORDERS.findall(COLOURS.sub("", told))


def test_a_line_that_is_written_over_keeps_its_return(capsys: pytest.CaptureFixture[str]) -> None:
    overwrite_line("1 of 2\x07", is_last=True)
    assert capsys.readouterr().err == "\r1 of 2\\x07\n"

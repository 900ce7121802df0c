"""`-` as the story is standard input, whatever kind of file comes from there; it is known by what it holds."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import CASES, Outcome
from tests.reading.books import docx, epub, page, paragraph, run

pytestmark = pytest.mark.slow

Command = Callable[..., Outcome]
TEA = "Tea by Ann\n\n“Drink it,” said Siobhan. “Drink it while it is hot,” she said.\n"


@pytest.fixture
def piped(audiobook: Command, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    """Runs a command with bytes on standard input."""

    def command(data: bytes | str, *arguments: str) -> Outcome:
        stream = io.TextIOWrapper(io.BytesIO(data.encode() if isinstance(data, str) else data))
        monkeypatch.setattr("sys.stdin", stream)
        return audiobook(*arguments)

    return command


@pytest.mark.parametrize("command", ["inspect", "cast", "words", "script"])
def test_a_piped_story_is_read_as_a_file_is(piped: Callable[..., Outcome], tmp_path: Path, command: str) -> None:
    (tmp_path / "tea.txt").write_text(TEA, "utf-8")
    assert piped(TEA, command, "-").out == piped("", command, "tea.txt").out


def test_a_paragraph_of_a_piped_story_is_previewed(piped: Callable[..., Outcome], tmp_path: Path) -> None:
    assert piped(TEA, "preview", "-", "1:1", "--engine", "silent", "-o", "tea.wav").code == 0
    assert (tmp_path / "tea.wav").is_file()


BOOKS = {
    ".html": b"<!doctype html><title>Tea</title><body><p>It rained.</p><p>It poured.</p></body>",
    ".epub": epub({"1.xhtml": page("<h1>One</h1><p>It rained.</p>")}, "<dc:title>Tea</dc:title>"),
    ".docx": docx(paragraph(run("It rained.")) + paragraph(run("It poured."))),
    ".md": b"# One\n\nIt *rained*.\n\n# Two\n\nIt poured.\n",
    ".txt": TEA.encode("utf-16"),
    **{
        name[name.index(".") :]: (CASES / "formats" / name).read_bytes()
        for name in ("fictionbook.fb2", "open-document.fodt", "rich-text.rtf")
    },
}


@pytest.mark.parametrize("suffix", BOOKS)
def test_the_kind_is_known_from_the_bytes(piped: Callable[..., Outcome], tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"story{suffix}"
    path.write_bytes(BOOKS[suffix])
    of_file, of_pipe = (
        [json.loads(line) for line in outcome.out.splitlines()]
        for outcome in (piped("", "script", str(path)), piped(BOOKS[suffix], "script", "-"))
    )
    assert of_pipe == of_file != []


@pytest.mark.parametrize(
    ("text", "options", "title"),
    [(TEA, (), "Tea"), (TEA, ("--title", "Mine"), "Mine"), ("It rained.\n", ("--title", "Mine"), "Mine"),
     ("It rained.\n", (), "Untitled")],
)  # fmt: skip
def test_the_title_is_its_own_or_the_one_that_is_typed(
    piped: Callable[..., Outcome], text: str, options: tuple[str, ...], title: str
) -> None:
    assert json.loads(piped(text, "inspect", "-", "--json", *options).out)["metadata"]["title"] == title


def test_piped_stories_are_known_by_what_they_hold(piped: Callable[..., Outcome], tmp_path: Path) -> None:
    """Two of them share neither an album nor a cast file; the same one finds its own, from a file, too."""
    one = "“Drink it while it is hot,” said Siobhan.\n\nShe poured some of it for the three of them.\n"
    two = "“It will rain before we are home,” said Niamh.\n\nAnd so it did, on all of the four of them.\n"
    for text in (one, two, one, two):
        done = piped(text, "make", "-", "--engine", "silent", "-q")
        assert (done.code, done.out) == (0, "")
        name = "Siobhan" if text == one else "Niamh"
        assert piped(text, "cast", "-", "--gender", name, "female").code == 0
    albums = sorted(path.parent.name for path in (tmp_path / "output").rglob("album.json"))
    assert albums == ["Untitled", "Untitled (2)"]
    casts = {path.name: path.read_text("utf-8") for path in (tmp_path / "voices").glob("*.toml")}
    assert {name: re.findall(r'(?m)^(\w+) = "female"', text) for name, text in casts.items()} == {
        "Untitled.toml": ["Siobhan"],
        "Untitled (2).toml": ["Niamh"],
    }
    (tmp_path / "rain.txt").write_text(two, "utf-8")
    assert piped("", "cast", "rain.txt", "--gender", "Niamh", "male", "--title", "Untitled").code == 0
    assert len([*(tmp_path / "voices").glob("*.toml")]) == 2


def test_the_second_make_of_a_piped_story_has_nothing_to_do(piped: Callable[..., Outcome]) -> None:
    assert piped(TEA, "make", "-", "--engine", "silent", "-q").code == 0
    assert "nothing changed" in piped(TEA, "make", "-", "--engine", "silent").out
    assert "nothing changed" not in piped(TEA + "\nShe drank.\n", "make", "-", "--engine", "silent").out


@pytest.mark.parametrize(
    ("data", "arguments", "told"),
    [
        ("", ("make", "-"), "standard input is empty"),
        (b"%PDF-1.4", ("inspect", "-"), "standard input is a damaged PDF"),
        (TEA, ("make", "-", "-", "-n"), "- (standard input) is given twice"),
        (TEA, ("inspect", "--join", "-", "tea.txt"), "is a story of its own; save it to a file to --join it"),
    ],
)
def test_what_is_wrong_with_standard_input_is_told(
    piped: Callable[..., Outcome], data: bytes | str, arguments: tuple[str, ...], told: str
) -> None:
    done = piped(data, *arguments)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert told in done.err


def test_a_terminal_is_told_what_is_awaited(audiobook: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.BytesIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(Terminal(TEA.encode())))
    assert "waiting for the story: paste it here, then press" in audiobook("inspect", "-").err
    monkeypatch.setattr("sys.stdin", None)
    assert "standard input is closed" in audiobook("inspect", "-").err


def test_a_file_of_that_name_is_read_by_its_path(piped: Callable[..., Outcome], tmp_path: Path) -> None:
    (tmp_path / "-").write_text("Rain by Bea\n\nIt rained.\n", "utf-8")
    assert "Rain" in piped(TEA, "inspect", "./-").out
    assert piped(TEA, "script", "-", "-o", "-").out.startswith("{")

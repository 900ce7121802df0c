"""Only looking writes nothing: these commands leave every folder as it was, and work in one that is closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import Outcome
from tests.sessions.playing import (
    can_give_up_powers,
    may_write_everywhere,
    restore_permissions,
    run_without_powers,
)

pytestmark = pytest.mark.slow

Command = Callable[..., Outcome]
STORY = "Tea by Ann\n\n“Drink it,” said Siobhan.\n\n“No,” said Maud. “It is cold.”\n"
LOOKING = (
    ("make", "tea.txt", "--engine", "silent", "-q"),  # nothing is left to do; first, as other engines set variables
    ("inspect", "tea.txt"),
    ("inspect", "tea.txt", "--json"),
    ("inspect", "tea.txt", "--explain"),
    ("inspect", "tea.txt", "--html", "{open}/tea.html"),
    ("words", "tea.txt"),
    ("words", "tea.txt", "--all", "--json"),
    ("words", "tea.txt", "--engine", "silent", "--voice", "silence", "--audition", "{open}/words.wav"),
    ("script", "tea.txt"),
    ("script", "tea.txt", "--phonemes", "-o", "{open}/script.jsonl", "--source-text", "{open}/text.txt"),
    ("preview", "tea.txt", "1:1", "--engine", "silent", "-o", "{open}/line.wav"),
    ("make", "tea.txt", "-n", "--engine", "silent"),
    ("make", "tea.txt", "-n", "--engine", "silent", "-o", "elsewhere/books"),
    ("make", ".", "-n", "-v", "--engine", "silent"),
    ("check", "output"),
    ("check", "output/Ann/Tea", "--json"),
    ("voices",),
    ("cache",),
    ("cache", "check"),
)
CLOSED = (
    (("make", "tea.txt", "--engine", "silent", "--speed", "1.1"), "choose another folder with --output"),
    (("make", "tea.txt", "--engine", "silent", "-o", "new/books"), "choose another folder with --output"),
    (("inspect", "tea.txt", "--html", "tea.html"), "choose another file with --html"),
    (("words", "tea.txt", "--engine", "silent", "--audition", "tea.wav"), "choose another file with --audition"),
    (("script", "tea.txt", "-o", "tea.jsonl"), "choose another file with --output"),
    (("script", "tea.txt", "--source-text", "new/tea.txt"), "choose another file with --source-text"),
    (("preview", "tea.txt", "1:1", "--engine", "silent", "-o", "tea.wav"), "choose another file with --output"),
    (("cast", "tea.txt", "--audition", "tea.mp3", "--engine", "silent"), "choose another file with --audition"),
    (("cast", "tea.txt", "--gender", "Maud", "male"), "choose another cast file with --cast"),
)  # fmt: skip


@pytest.fixture
def closed(audiobook: Command, tmp_path: Path) -> Iterator[Command]:
    """Runs commands in a folder with a story and its album, which nobody may write to from then on."""
    if may_write_everywhere() and not can_give_up_powers():
        pytest.skip("root may write everywhere")
    (tmp_path / "tea.txt").write_text(STORY, "utf-8")
    (tmp_path / "open").mkdir()
    assert audiobook("make", "tea.txt", "--engine", "silent", "-q").code == 0
    for folder in (tmp_path, *(path for path in tmp_path.rglob("*") if path.is_dir() and path.name != "open")):
        folder.chmod(0o555)
    yield lambda *arguments: run_without_powers(audiobook, [*arguments])
    restore_permissions(tmp_path)


def list_tree(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.stat().st_size)
        for path in folder.rglob("*")
        if "open" not in path.relative_to(folder).parts
    }


def test_looking_works_in_a_closed_folder_and_changes_nothing(closed: Command, tmp_path: Path) -> None:
    before = list_tree(tmp_path)
    for arguments in LOOKING:
        done = closed(*(part.format(open=tmp_path / "open") for part in arguments))
        # The sound of the silent engine fails the check, which is no matter here.
        assert (arguments, done.code) == (arguments, int(arguments[0] == "check")), done.err
        assert "permission" not in done.err, arguments
        assert list_tree(tmp_path) == before, arguments


@pytest.mark.slow
def test_looking_leaves_nothing_in_an_open_folder(audiobook: Command, tmp_path: Path) -> None:
    (tmp_path / "tea.txt").write_text(STORY, "utf-8")
    (tmp_path / "open").mkdir()
    before = list_tree(tmp_path)
    for arguments in LOOKING:
        if arguments[0] != "check" and "-q" not in arguments:
            assert audiobook(*(part.format(open=tmp_path / "open") for part in arguments)).code == 0, arguments
            assert list_tree(tmp_path) == before, arguments


def test_what_cannot_be_written_says_where_and_what_to_do(closed: Command, tmp_path: Path) -> None:
    before = list_tree(tmp_path)
    for arguments, advice in CLOSED:
        done = closed(*arguments)
        said = done.err.splitlines()[-1]
        assert (arguments, done.code, "no permission to write in the folder" in said) == (arguments, 1, True), said
        assert said.endswith(advice), arguments
        assert str(tmp_path) in said, arguments
    assert list_tree(tmp_path) == before

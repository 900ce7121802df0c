"""Which stories are on the shelf, what is known of them, and what uploads may do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from audiobook.errors import InputError, OutputError
from audiobook.files.workspace import WORK_FOLDER
from audiobook.studio import uploads
from audiobook.studio.shelf import Shelf
from tests.conftest import Outcome

Command = Callable[..., Outcome]
STORY = b"Chapter 1\n\nIt rained all night.\n"


@pytest.fixture
def empty_shelf(tmp_path: Path) -> Shelf:
    inputs = tmp_path / "input"
    inputs.mkdir()
    return Shelf(tmp_path / "output", inputs, ())


def titles(shelf: Shelf) -> list[str]:
    return [entry.title for entry in shelf.list_entries()]


# --- what is there ---


def test_the_stories_of_the_folder_are_there(empty_shelf: Shelf) -> None:
    for name in ("tea.txt", "the-long_way.epub", "Rain.DOCX", "notes.ods", ".hidden.txt", "song.mp3", "page.html"):
        (empty_shelf.inputs / name).write_bytes(STORY)
    (empty_shelf.inputs / "own.html").write_bytes(b'<html><meta name="generator" content="audiobook"></html>')
    chapters = empty_shelf.inputs / "weir"
    chapters.mkdir()
    (chapters / "1.txt").write_bytes(STORY)
    (empty_shelf.inputs / "empty").mkdir()
    assert titles(empty_shelf) == ["Page", "Rain", "Tea", "The long way", "Weir"]


def test_a_folder_that_is_not_there_has_no_stories(tmp_path: Path) -> None:
    assert Shelf(tmp_path / "output", tmp_path / "nowhere", ()).list_entries() == ()


def test_stories_that_were_given_come_first_and_each_is_there_once(empty_shelf: Shelf, tmp_path: Path) -> None:
    (empty_shelf.inputs / "tea.txt").write_bytes(STORY)
    (tmp_path / "zoo.txt").write_bytes(STORY)
    given = (tmp_path / "zoo.txt", empty_shelf.inputs / ".." / "input" / "tea.txt")
    assert titles(Shelf(empty_shelf.output, empty_shelf.inputs, given)) == ["Zoo", "Tea"]


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_a_link_to_a_story_is_the_same_story(empty_shelf: Shelf) -> None:
    (empty_shelf.inputs / "tea.txt").write_bytes(STORY)
    (empty_shelf.inputs / "again.txt").symlink_to(empty_shelf.inputs / "tea.txt")
    assert len(empty_shelf.list_entries()) == 1


def test_a_story_keeps_its_identity(empty_shelf: Shelf) -> None:
    (empty_shelf.inputs / "tea.txt").write_bytes(STORY)
    first = empty_shelf.list_entries()[0].id
    (empty_shelf.inputs / "tea.txt").write_bytes(STORY * 2)
    again = Shelf(empty_shelf.output, empty_shelf.inputs, ())
    assert again.list_entries()[0].id == first
    assert again.find(first) == (empty_shelf.inputs / "tea.txt",)


@pytest.mark.parametrize("identity", ["", "..", "/etc/passwd", "0" * 16, "a\x00b"])
def test_nothing_else_can_be_opened(empty_shelf: Shelf, identity: str) -> None:
    (empty_shelf.inputs / "tea.txt").write_bytes(STORY)
    with pytest.raises(InputError, match="isn't on the shelf"):
        empty_shelf.find(identity)


def test_what_a_story_calls_itself_is_remembered(empty_shelf: Shelf) -> None:
    (empty_shelf.inputs / "tea.txt").write_bytes(STORY)
    identity = empty_shelf.list_entries()[0].id
    empty_shelf.name_story(identity, "Tea for Two", "Ann Example")
    entry = empty_shelf.find_entry(identity)
    assert (entry.title, entry.author) == ("Tea for Two", "Ann Example")


# --- albums ---


def test_an_album_belongs_to_its_story(audiobook: Command, short_story: Path, tmp_path: Path) -> None:
    """It has title, author, cover and length of the album, also where the story lies outside of the input folder."""
    assert audiobook("make", short_story, "--engine", "silent").code == 0
    (entry,) = Shelf(tmp_path / "output", tmp_path / "input", ()).list_entries()
    assert (entry.title, entry.author, entry.album) == ("Two Doors", "Ann Example", "Ann Example/Two Doors")
    assert (entry.cover, entry.page) == tuple(
        f"albums/Ann%20Example/Two%20Doors/{name}" for name in ("cover.jpg", "index.html")
    )
    assert (entry.file, entry.chapters, entry.is_complete) == (short_story.name, 2, True)
    assert entry.seconds > 1


def test_an_album_is_known_by_the_record_of_a_run_wherever_its_story_is(
    audiobook: Command, short_story: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "far" / "away"
    elsewhere.mkdir(parents=True)
    story = short_story.rename(elsewhere / short_story.name)
    assert audiobook("make", story, "--engine", "silent").code == 0
    shelf = Shelf(tmp_path / "output", tmp_path / "input", ())
    (entry,) = shelf.list_entries()
    assert shelf.find(entry.id) == (story,)


def test_an_album_without_a_record_is_known_by_the_place_of_its_story(
    audiobook: Command, short_story: Path, tmp_path: Path
) -> None:
    assert audiobook("make", short_story, "--engine", "silent").code == 0
    shutil.rmtree(tmp_path / "output" / WORK_FOLDER)
    shelf = Shelf(tmp_path / "output", tmp_path / "input", ())
    (entry,) = shelf.list_entries()
    assert shelf.find(entry.id) == (short_story,)


def test_of_two_albums_of_a_story_both_are_there(audiobook: Command, short_story: Path, tmp_path: Path) -> None:
    assert audiobook("make", short_story, "--engine", "silent").code == 0
    album = tmp_path / "output" / "Ann Example" / "Two Doors"
    shutil.copytree(album, album.with_name("Again"))
    entries = Shelf(tmp_path / "output", tmp_path / "input", ()).list_entries()
    assert [entry.album for entry in entries] == ["Ann Example/Two Doors", "Ann Example/Again"]
    assert [bool(entry.id) for entry in entries] == [True, False]


def test_an_album_finds_a_story_that_was_moved(audiobook: Command, short_story: Path, tmp_path: Path) -> None:
    assert audiobook("make", short_story, "--engine", "silent").code == 0
    (tmp_path / "input").mkdir()
    short_story.rename(tmp_path / "input" / short_story.name)
    (entry,) = Shelf(tmp_path / "output", tmp_path / "input", ()).list_entries()
    assert (entry.album, entry.title) == ("Ann Example/Two Doors", "Two Doors")


def test_an_album_whose_story_is_gone_can_still_be_heard(audiobook: Command, short_story: Path, tmp_path: Path) -> None:
    assert audiobook("make", short_story, "--engine", "silent").code == 0
    short_story.unlink()
    (entry,) = Shelf(tmp_path / "output", tmp_path / "input", ()).list_entries()
    assert (entry.id, entry.file, entry.title) == ("", "", "Two Doors")


# --- uploads ---


def test_an_upload_is_saved_and_found(empty_shelf: Shelf) -> None:
    entry = empty_shelf.add("Tea.txt", iter((STORY[:9], STORY[9:])))
    assert (empty_shelf.inputs / "Tea.txt").read_bytes() == STORY
    assert entry.title == "Tea"
    assert empty_shelf.find(entry.id) == (empty_shelf.inputs / "Tea.txt",)


def test_an_upload_never_replaces_a_file(empty_shelf: Shelf) -> None:
    first, second, third = (empty_shelf.add("tea.txt", (STORY * count,)) for count in (1, 2, 3))
    assert len({first.id, second.id, third.id}) == 3
    assert (empty_shelf.inputs / "tea.txt").read_bytes() == STORY
    assert sorted(path.name for path in empty_shelf.inputs.iterdir()) == ["tea (2).txt", "tea (3).txt", "tea.txt"]


def test_the_same_bytes_are_the_same_story(empty_shelf: Shelf) -> None:
    assert empty_shelf.add("tea.txt", (STORY,)) == empty_shelf.add("other.txt", (STORY,))
    assert [path.name for path in empty_shelf.inputs.iterdir()] == ["tea.txt"]


NAMES = {
    "../../etc/passwd.txt": "passwd.txt",
    "/root/.ssh/tea.txt": "tea.txt",
    "..\\..\\tea.txt": "tea.txt",
    "C:\\tea.txt": "tea.txt",
    "te\x00a.txt": "tea.txt",
    "te\u202etxt.a.txt": "tetxt.a.txt",
    "con.txt": "con_.txt",
    "COM1.txt": "COM1_.txt",
    "aux .txt": "aux_.txt",
    ".txt": "story.txt",
    "...txt": "story.txt",
    "  tea  .txt": "tea.txt",
    'a<b>?*|".txt': "ab.txt",
    "~.txt": "~.txt",
    "-o.txt": "-o.txt",
    "<script>.html": "script.html",
    "Über.md": "Über.md",
    "x" * 500 + ".txt": "x" * 180 + ".txt",
    "雨" * 200 + ".epub": "雨" * 60 + ".epub",
    "\ud800.txt": "story.txt",
}


@pytest.mark.parametrize(("name", "saved"), NAMES.items(), ids=[ascii(name)[:24] for name in NAMES])
def test_a_name_leads_nowhere_else(empty_shelf: Shelf, name: str, saved: str) -> None:
    before = {path for path in empty_shelf.inputs.parent.rglob("*") if path.is_file()}
    empty_shelf.add(name, (STORY,))
    assert {path for path in empty_shelf.inputs.parent.rglob("*") if path.is_file()} - before == {
        empty_shelf.inputs / saved
    }


@pytest.mark.parametrize(
    "name", ["", "tea", "tea.ods", "tea.txt.exe", "tea.mp3", "..", "/", "tea.txt/", "a." + "b" * 99]
)
def test_other_endings_are_refused(empty_shelf: Shelf, name: str) -> None:
    with pytest.raises(InputError, match="can't be read as a story; choose") as caught:
        empty_shelf.add(name, (STORY,))
    assert "\n" not in str(caught.value)
    assert [*empty_shelf.inputs.iterdir()] == []


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "is empty"), (b" \n\n", "is empty"), (b"\x89PNG\r\n", "is a picture")],
)
def test_what_is_no_story_is_refused(empty_shelf: Shelf, data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        empty_shelf.add("tea.txt", (data,))
    assert [*empty_shelf.inputs.iterdir()] == []


def test_what_is_too_long_is_refused_before_it_has_come(empty_shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_UPLOAD_BYTES", 100)
    asked = iter([b"x" * 60, b"x" * 60, b"x" * 60])
    with pytest.raises(InputError, match="larger than any story"):
        empty_shelf.add("tea.txt", asked)
    assert len([*asked]) == 1
    assert [*empty_shelf.inputs.iterdir()] == []


def test_an_upload_that_breaks_off_leaves_nothing(empty_shelf: Shelf) -> None:
    def chunks() -> object:
        yield STORY
        raise InputError("gone")

    with pytest.raises(InputError, match="gone"):
        empty_shelf.add("tea.txt", chunks())  # type: ignore[arg-type]
    assert [*empty_shelf.inputs.iterdir()] == []
    empty_shelf.add("tea.txt", (STORY,))
    assert (empty_shelf.inputs / "tea.txt").exists()


def test_two_uploads_of_one_name_at_once_get_two_files(empty_shelf: Shelf) -> None:
    def chunks() -> object:
        yield STORY
        empty_shelf.add("tea.txt", (STORY * 2,))

    empty_shelf.add("tea.txt", chunks())  # type: ignore[arg-type]
    assert (empty_shelf.inputs / "tea.txt").read_bytes() == STORY
    assert (empty_shelf.inputs / "tea (2).txt").read_bytes() == STORY * 2


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "input").write_text("a file")
    with pytest.raises(OutputError, match="--input"):
        Shelf(tmp_path / "output", tmp_path / "input", ()).add("tea.txt", (STORY,))

"""The albums of an output folder, as a library shows them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from audiobook.album.library import LibraryAlbum, build_opml, find_albums, read_library
from audiobook.album.manifest import ChapterFile, Manifest, write_manifest
from audiobook.files.workspace import WORK_FOLDER

BASE = "https://example.org/books/"


def chapter(number: int, seconds: float = 60.0) -> ChapterFile:
    return ChapterFile(number, f"Chapter {number}", f"{number:02d} - Chapter.mp3", sha256="ab", seconds=seconds)


def make_album(folder: Path, *chapters: ChapterFile, about: object = None) -> Path:
    """An album's folder: the first part of its path is the author, the last the title."""
    folder.mkdir(parents=True)
    for one in chapters:
        (folder / one.file).write_bytes(b"sound")
    for name in ("cover.jpg", "feed.xml", "index.html"):
        (folder / name).write_bytes(b"...")
    if about is not None:
        (folder / "metadata.json").write_text(json.dumps(about))
    write_manifest(folder, Manifest(folder.name, folder.parent.name, "heart (hibari)", "", chapters))
    return folder


def test_an_album_is_told_with_what_stands_in_its_folder(tmp_path: Path) -> None:
    about = {
        "description": "A door.\x00\n\nAnother.",
        "language": "English",
        "series": ["Doors #2"],
        "genres": ["Humor", 3],
    }
    make_album(tmp_path / "Ann" / "Two Doors", chapter(1), chapter(2, 30.5), about=about)
    assert find_albums(tmp_path) == (
        LibraryAlbum(
            "Ann/Two Doors", "Two Doors", "Ann", "heart (hibari)", "A door.\n\nAnother.", "Doors #2", "en", ("Humor",),
            90.5, 2, "cover.jpg", "feed.xml", "index.html",
        ),
    )  # fmt: skip


def test_what_is_not_there_is_not_named(tmp_path: Path) -> None:
    folder = make_album(tmp_path / "Ann" / "Two Doors", chapter(1))
    for name in ("cover.jpg", "feed.xml", "index.html"):
        (folder / name).unlink()
    assert find_albums(tmp_path) == (
        LibraryAlbum("Ann/Two Doors", "Two Doors", "Ann", "heart (hibari)", seconds=60.0, chapters=1),
    )


def test_only_finished_files_count(tmp_path: Path) -> None:
    claimed = ChapterFile(2, "Two", "02 - Chapter.mp3")
    folder = make_album(tmp_path / "Ann" / "Begun", chapter(1), claimed, chapter(3))
    (folder / chapter(3).file).unlink()
    assert [(one.chapters, one.seconds) for one in find_albums(tmp_path)] == [(1, 60.0)]


def test_an_album_in_the_making_is_none(tmp_path: Path) -> None:
    make_album(tmp_path / "Ann" / "Begun", ChapterFile(1, "One", "01 - Chapter.mp3"))
    assert read_library(tmp_path) == read_library(tmp_path / "nowhere")


def test_albums_stand_as_people_sort_them(tmp_path: Path) -> None:
    places = ("Ann/Vol 10", "Ann/Vol 2", "Émile/X", "Eva/x", "Dora/Zebra", "Dora/apple")
    for place in places:
        make_album(tmp_path / place, chapter(1))
    assert [one.folder for one in find_albums(tmp_path)] == [
        "Ann/Vol 2", "Ann/Vol 10", "Dora/apple", "Dora/Zebra", "Émile/X", "Eva/x",
    ]  # fmt: skip


# What may stand in an album.json that a person or an accident changed.
BROKEN = {
    "cut off": '{"version": 1, "title": "X"',
    "no object": "[]",
    "of another form": '{"version": 99}',
    "chapters of no kind": '{"version":1,"title":"","author":"","narrator":"","inputs":"","chapters":["x"]}',
    "a file elsewhere": '{"version":1,"title":"","author":"","narrator":"","inputs":"",'
    '"chapters":[{"number":1,"title":"","file":"../../x.mp3"}]}',
    "no end of time": '{"version":1,"title":"","author":"","narrator":"","inputs":"",'
    '"chapters":[{"number":1,"title":"","file":"x.mp3","seconds":Infinity}]}',
    "no end of bytes": '{"version":1,"title":"","author":"","narrator":"","inputs":"",'
    '"chapters":[{"number":1,"title":"","file":"x.mp3","size":1e999}]}',
    "too deep": "[" * 200_000,
    "empty": "",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_broken_album_is_left_out_and_told(tmp_path: Path, text: str) -> None:
    make_album(tmp_path / "Ann" / "Good", chapter(1))
    (make_album(tmp_path / "Ann" / "Bad", chapter(1)) / "album.json").write_text(text)
    library = read_library(tmp_path)
    assert [one.title for one in library.albums] == ["Good"]
    assert library.unreadable == (("Ann/Bad", "album.json cannot be read; make the album again"),)


@pytest.mark.parametrize("text", ["", "[]", "null", '{"description": 3, "genres": "x", "series": {}}', "[" * 200_000])
def test_an_album_does_without_readable_metadata(tmp_path: Path, text: str) -> None:
    (make_album(tmp_path / "Ann" / "Good", chapter(1)) / "metadata.json").write_text(text)
    assert [(one.title, one.summary, one.genres) for one in find_albums(tmp_path)] == [("Good", "", ())]


def test_a_series_may_have_a_folder(tmp_path: Path) -> None:
    for place in ("Ann/Cycle/Vol 2 - Tea", "Ann/Cycle/Vol 1 - Rain", "Ann/Snow", "Ann/Snow/ogg"):
        make_album(tmp_path / place, chapter(1))
    assert {one.folder for one in find_albums(tmp_path)} == {
        "Ann/Snow", "Ann/Cycle/Vol 1 - Rain", "Ann/Cycle/Vol 2 - Tea",
    }  # fmt: skip


def test_hidden_and_deeper_and_higher_folders_are_left_out(tmp_path: Path) -> None:
    for place in (f"{WORK_FOLDER}/albums", "Ann/.hidden", "Ann/Series/Title/Deeper", "Higher"):
        make_album(tmp_path / place, chapter(1))
    assert find_albums(tmp_path) == ()


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own")
def test_links_lead_nowhere(tmp_path: Path) -> None:
    elsewhere = make_album(tmp_path / "elsewhere" / "Ann" / "Secret", chapter(1))
    output = tmp_path / "output"
    good = make_album(output / "Ann" / "Good", chapter(1))
    (output / "Ann" / "Linked").symlink_to(elsewhere)
    (output / "Zoe").symlink_to(elsewhere.parent)
    (output / "loop").symlink_to(output)
    (good / "cover.jpg").unlink()
    (good / "cover.jpg").symlink_to(elsewhere / "cover.jpg")
    linked = output / "Bea" / "Manifest"
    linked.mkdir(parents=True)
    (linked / "album.json").symlink_to(elsewhere / "album.json")
    assert [(one.folder, one.cover) for one in find_albums(output)] == [("Ann/Good", "")]


def test_an_output_folder_may_itself_be_a_link_or_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_album(tmp_path / "output" / "Ann" / "Good", chapter(1))
    monkeypatch.chdir(tmp_path)
    assert [one.folder for one in find_albums(Path("output"))] == ["Ann/Good"]


ALBUM = LibraryAlbum(
    "Ann & Bea/What #2?", "What #2?", "Ann & Bea", "heart", "A <door>\nand \"more\".", "", "en", feed="feed.xml",
    page="index.html",
)  # fmt: skip


def outlines(opml: bytes) -> list[dict[str, str]]:
    root = etree.fromstring(opml)
    assert (root.tag, root.get("version"), root.findtext("head/title")) == ("opml", "2.0", "Audiobooks")
    return [dict(one.attrib) for one in root.findall("body/outline")]


def test_the_list_of_feeds_is_read_back() -> None:
    unfed = LibraryAlbum("Ann/None", "None", "Ann")
    bare = LibraryAlbum("Zoe/X", "X", "Zoe", feed="feed.xml")
    assert outlines(build_opml((ALBUM, unfed, bare), BASE)) == [
        {
            "type": "rss",
            "text": "What #2? – Ann & Bea",
            "title": "What #2?",
            "xmlUrl": "https://example.org/books/Ann%20%26%20Bea/What%20%232%3F/feed.xml",
            "htmlUrl": "https://example.org/books/Ann%20%26%20Bea/What%20%232%3F/index.html",
            "description": 'A <door>\nand "more".',
            "language": "en",
        },
        {"type": "rss", "text": "X – Zoe", "title": "X", "xmlUrl": "https://example.org/books/Zoe/X/feed.xml"},
    ]


def test_without_an_address_feeds_are_named_from_the_list_on() -> None:
    assert outlines(build_opml((ALBUM,)))[0]["xmlUrl"] == "Ann%20%26%20Bea/What%20%232%3F/feed.xml"


def test_an_empty_library_is_an_empty_list() -> None:
    assert outlines(build_opml((), BASE)) == []


@settings(max_examples=25)
@given(st.text(max_size=30), st.text(max_size=30))
def test_no_text_of_an_album_breaks_the_list(tmp_path_factory: pytest.TempPathFactory, title: str, said: str) -> None:
    output = tmp_path_factory.mktemp("output")
    folder = make_album(output / "Ann" / "Odd", chapter(1), about={"description": said, "language": said})
    write_manifest(folder, Manifest(title, said, said, "", (chapter(1),)))
    found = outlines(build_opml(find_albums(output), BASE))
    assert len(found) == 1
    assert all(found[0].values())

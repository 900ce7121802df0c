"""Several files that are one story."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.chapters.split import split_chapters
from audiobook.errors import InputError
from audiobook.model import Cover, SectionRole
from audiobook.reading.folder.file_names import title_from_name
from audiobook.reading.folder.file_order import order_files
from audiobook.reading.story import read_story, read_story_from_paths
from tests.reading.books import DOT, docx, paragraph, run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A story in files of every kind, with things beside them that are none."""
    story = tmp_path / "the-long_weir"
    story.mkdir()
    files = {
        "chapter10.txt": b"The tenth.\n",
        "chapter2.txt": b"Chapter 2: The Second\n\nThe second.\n",
        "chapter1.md": b"# The First\n\nThe first.\n",
        "11.html": b"<html><title>Eleven</title><body><h1>Eleven</h1><p>The eleventh.</p></body></html>",
        "chapter3.docx": docx(paragraph(run("The Third"), "H1") + paragraph(run("The third."))),
        "index.html": b"<html><head><meta name='author' content='Ann Oake'></head><body><p>By Ann.</p></body></html>",
        "cover.png": DOT,
        ".hidden.txt": b"Hidden.",
        "~$chapter3.docx": b"lock",
        "notes.json": b"{}",
    }
    for name, data in files.items():
        (story / name).write_bytes(data)
    (story / "older").mkdir()
    return story


def test_a_folder_is_a_story_of_its_files_in_the_order_of_their_numbers(folder: Path) -> None:
    manuscript = read_story(folder)
    chapters = [section for section in manuscript.sections if section.role is SectionRole.CHAPTER]
    told = [(section.title, section.span.of(manuscript.text)) for section in chapters]
    assert told == [
        ("The First", "# The First"),
        ("Chapter 2: The Second", "Chapter 2: The Second"),
        ("The Third", "The Third"),
        ("Chapter 10", ""),
        ("Eleven", "Eleven"),
    ]
    assert manuscript.text.startswith("By Ann.\n\n# The First")
    assert (manuscript.metadata.title, manuscript.metadata.author) == ("the long weir", "Ann Oake")
    assert manuscript.cover == Cover(DOT, "image/png")
    assert manuscript.sections[0].reason == "title page"
    assert "Hidden" not in manuscript.text


def test_files_named_one_by_one_come_in_natural_order(folder: Path) -> None:
    manuscript = read_story_from_paths((folder / "chapter10.txt", folder / "chapter2.txt"))
    assert manuscript.text == "Chapter 2: The Second\n\nThe second.\n\n\nThe tenth.\n"
    assert [section.span.of(manuscript.text) for section in manuscript.sections] == ["Chapter 2: The Second", ""]


def test_one_file_is_a_story_of_its_own(folder: Path) -> None:
    assert read_story_from_paths((folder / "chapter2.txt",)).sections == ()


def test_links_out_of_the_folder_are_not_followed(folder: Path) -> None:
    outside = folder.parent / "secret.txt"
    outside.write_text("A secret.", "utf-8")
    (folder / "chapter4.txt").symlink_to(outside)
    assert "secret" not in read_story(folder).text


def test_several_chapters_in_one_of_the_files(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("## One\n\nText.\n\n## Two\n\nText.\n", "utf-8")
    (tmp_path / "b.txt").write_text("No heading here.\n", "utf-8")
    titles = [section.title for section in read_story(tmp_path).sections if section.role is SectionRole.CHAPTER]
    assert titles == ["One", "Two", "b"]


def test_a_folder_without_stories(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no story files"):
        read_story(tmp_path)


def test_a_folder_with_one_story_is_that_story(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text("Once.\n\nTwice.\n", "utf-8")
    assert read_story(tmp_path).sections == ()


def test_files_named_one_by_one_take_their_title_from_what_their_names_share(tmp_path: Path) -> None:
    for name in ("the-weir-ch1.txt", "the-weir-ch2.txt"):
        (tmp_path / name).write_text("Text.", "utf-8")
    assert read_story_from_paths(tuple(sorted(tmp_path.iterdir()))).metadata.title == "the weir"


def test_what_the_pages_of_a_folder_hold_besides_is_kept(tmp_path: Path) -> None:
    for number in (1, 2):
        page = f"<title>{number}</title><body><nav>Home</nav><div><p>It rained all day, and then some.</p></div></body>"
        (tmp_path / f"{number}.html").write_text(page, "utf-8")
    assert [(one.reason, one.words) for one in read_story(tmp_path).omissions] == [("site text", 1)] * 2


# Names as people and programs give them, in the order in which people count.
IN_ORDER = (
    ("Chapter One", "Chapter Two", "Chapter Three", "Chapter Nine", "Chapter Ten", "Chapter Eleven", "Chapter Twelve"),
    ("I", "II", "IV", "V", "IX", "X", "XL"),
    ("Prologue", "ch1", "ch2", "ch10", "Epilogue", "Afterword"),
    ("weir 1.1", "weir 1.2", "weir 1.10", "weir 2.1", "weir 10.1"),
    ("Foreword", "01 - Salt", "02 - Ash", "03 - Interlude", "10 - Rust"),
    ("Chapter 1", "Chapter 2", "Interlude", "Chapter 4"),
    ("Chapter 1", "Chapter 2", "Interlude 2.5", "Chapter 3", "Interlude 3.5", "Chapter 4"),
    ("Book 1 Chapter 1", "Book 1 Chapter 2", "Book 2 Chapter 1", "Book 10 Chapter 1"),
    ("2019-12-31 Ice", "2020-01-02 Thaw", "2020-10-01 Flood"),
    ("31.12.2019", "02.01.2020", "25.06.2020"),
    ("12-31-2019 Ice", "01-02-2020 Thaw", "06-25-2020 Flood"),
    ("Ice (December 31, 2019)", "Thaw (January 2, 2020)", "Flood (Oct 1, 2020)"),
    ("Erstes Kapitel", "Zweites Kapitel", "Drittes Kapitel"),
    ("第一章 雨", "第二章 雪", "第十章 风"),
    ("Stave One", "Stave Two", "Stave Five"),
    ("chapter_03a", "chapter_03b", "chapter_04"),
    ("One for the Road", "Two for the Show", "Three to Get Ready"),
)


@pytest.mark.parametrize("names", IN_ORDER, ids=lambda names: names[0])
@given(data=st.data())
def test_files_come_in_the_order_of_their_numbers_however_they_are_listed(names: tuple[str, ...], data: Any) -> None:
    listing = data.draw(st.permutations(names))
    assert [path.stem for path in order_files([Path(f"{name}.txt") for name in listing]).files] == list(names)


NAMES = st.text(st.characters(exclude_characters="/\0", codec="utf-8"), min_size=1, max_size=12)


@given(st.lists(st.one_of(NAMES, st.sampled_from(sorted({name for row in IN_ORDER for name in row}))), unique=True))
def test_the_order_depends_on_the_names_alone_and_loses_none(names: list[str]) -> None:
    files = [Path(f"{name}.md") for name in names]
    ordered = order_files(files)
    assert ordered == order_files(reversed(files))
    assert sorted(ordered.files) == sorted(files)


DOUBTS = (
    (("Chapter 1", "Chapter 2", "The Barn"), "The Barn.txt: the position among the other files is a guess"),
    (("Rain", "Sun"), "the file names have no numbers, so the files are in alphabetical order"),
    (("Seven Devils", "Sun"), "the file names have no numbers"),
    (
        ("Chapter 1", "Chapter 1 again", "Chapter 2"),
        "Chapter 1 again.txt and Chapter 1.txt: several files have the same number",
    ),
    (("01-02-2021", "03-04-2021"), "read as day before month"),
    (
        ("ch1", "ch2", "ch3", "Interlude 2", "Interlude 3"),
        "placed after the chapter with that number, which is a guess",
    ),
    (("ch1", "ch2", "Interlude 1", "Interlude 2"), "Interlude 1.txt and Interlude 2.txt: the position among the other"),
)


@pytest.mark.parametrize(("names", "doubt"), DOUBTS)
def test_a_guess_about_the_order_is_reported(names: tuple[str, ...], doubt: str) -> None:
    doubts = order_files([Path(f"{name}.txt") for name in names]).warnings
    assert len(doubts) == 1
    assert doubt in doubts[0]


@pytest.mark.parametrize("names", IN_ORDER, ids=lambda names: names[0])
def test_an_order_without_a_guess_is_not_remarked_on(names: tuple[str, ...]) -> None:
    assert not order_files([Path(f"{name}.txt") for name in names]).warnings


TITLES = {
    "2021-05-06 The Ferry": "The Ferry",
    "20210506_The_Ferry": "The Ferry",
    "2021-05-06": "2021-05-06",
    "the-weir-ch07": "Chapter 7",
    "Chapter_Twelve_-_The_Ferry": "Chapter 12: The Ferry",
    "1.10 The Ferry": "1.10. The Ferry",
    "Prologue - The Ferry": "Prologue: The Ferry",
    "07) The Ferry": "7. The Ferry",
    "03a": "Chapter 3a",
}


@pytest.mark.parametrize(("name", "title"), TITLES.items())
def test_a_title_is_the_name_without_its_number_and_date(name: str, title: str) -> None:
    assert title_from_name(name) == title


def _written(root: Path, *names: str) -> Path:
    for name in names:
        path = root / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"This is what {path.stem} says.\n", "utf-8")
    return root


def test_folders_in_a_folder_are_parts_that_chapters_are_named_after(tmp_path: Path) -> None:
    story = _written(tmp_path, "Part 2/1", "Part 2/2", "Part 10/1", "Part 10/2", "Prologue", "Epilogue")
    book = split_chapters(read_story(story))
    names = [chapter.display_name for chapter in book.chapters]
    assert names == ["Prologue", *(f"Part {part}, Chapter {n}" for part in (2, 10) for n in (1, 2)), "Epilogue"]
    assert all(chapter.story_blocks for chapter in book.chapters)


def test_parts_have_the_titles_of_their_folders(tmp_path: Path) -> None:
    manuscript = read_story(_written(tmp_path, "1 - The_Ice/01 Salt", "2 - The_Thaw/02 Ash"))
    assert [one.title for one in manuscript.sections if one.role is SectionRole.PART] == ["The Ice", "The Thaw"]


def test_a_folder_whose_name_has_no_number_is_left_out_and_reported(tmp_path: Path) -> None:
    manuscript = read_story(_written(tmp_path, "ch1", "ch2", "drafts/ch3"))
    assert "ch3" not in manuscript.text
    assert manuscript.warnings == (
        "drafts: skipped, because a folder is part of the story only if its name has a number; "
        'rename it to "1 drafts" to include it',
    )


def test_a_folder_of_several_stories_is_no_story(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has only folders, no story files; pass one of the folders"):
        read_story(_written(tmp_path, "the ferry/ch1", "the weir/ch1"))


def test_albums_and_hidden_folders_are_no_parts(tmp_path: Path) -> None:
    story = _written(tmp_path, "Part 1/ch1", "Part 2/ch1", "Part 3/ch1", ".Part 4/ch1")
    (story / "Part 3" / "album.json").write_text("{}", "utf-8")
    (story / "Part 5").symlink_to(story)
    assert read_story(story).text.count("This is") == 2

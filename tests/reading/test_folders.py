"""Several files that are one story."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.errors import InputError
from audiobook.model import Cover, Role
from audiobook.reading import read_stories, read_story
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


def test_a_folder_is_a_story_of_its_files_in_natural_order(folder: Path) -> None:
    manuscript = read_story(folder)
    chapters = [section for section in manuscript.sections if section.role is Role.CHAPTER]
    told = [(section.title, section.span.of(manuscript.text)) for section in chapters]
    assert told == [
        ("Eleven", "Eleven"),
        ("The First", "# The First"),
        ("Chapter 2: The Second", "Chapter 2: The Second"),
        ("The Third", "The Third"),
        ("Chapter 10", ""),
    ]
    assert manuscript.text.startswith("By Ann.\n\nEleven\n\nThe eleventh.\n\n# The First")
    assert (manuscript.metadata.title, manuscript.metadata.author) == ("the long weir", "Ann Oake")
    assert manuscript.cover == Cover(DOT, "image/png")
    assert manuscript.sections[0].reason == "title page"
    assert "Hidden" not in manuscript.text


def test_files_named_one_by_one_come_in_natural_order(folder: Path) -> None:
    manuscript = read_stories((folder / "chapter10.txt", folder / "chapter2.txt"))
    assert manuscript.text == "Chapter 2: The Second\n\nThe second.\n\n\nThe tenth.\n"
    assert [section.span.of(manuscript.text) for section in manuscript.sections] == ["Chapter 2: The Second", ""]


def test_one_file_is_a_story_of_its_own(folder: Path) -> None:
    assert read_stories((folder / "chapter2.txt",)).sections == ()


def test_links_out_of_the_folder_are_not_followed(folder: Path) -> None:
    outside = folder.parent / "secret.txt"
    outside.write_text("A secret.", "utf-8")
    (folder / "chapter4.txt").symlink_to(outside)
    assert "secret" not in read_story(folder).text


def test_several_chapters_in_one_of_the_files(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("## One\n\nText.\n\n## Two\n\nText.\n", "utf-8")
    (tmp_path / "b.txt").write_text("No heading here.\n", "utf-8")
    titles = [section.title for section in read_story(tmp_path).sections if section.role is Role.CHAPTER]
    assert titles == ["One", "Two", "b"]


def test_a_folder_without_stories(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder without stories"):
        read_story(tmp_path)


def test_a_folder_with_one_story_is_that_story(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text("Once.\n\nTwice.\n", "utf-8")
    assert read_story(tmp_path).sections == ()


def test_files_named_one_by_one_take_their_title_from_what_their_names_share(tmp_path: Path) -> None:
    for name in ("the-weir-ch1.txt", "the-weir-ch2.txt"):
        (tmp_path / name).write_text("Text.", "utf-8")
    assert read_stories(tuple(sorted(tmp_path.iterdir()))).metadata.title == "the weir"


def test_what_the_pages_of_a_folder_hold_besides_is_kept(tmp_path: Path) -> None:
    for number in (1, 2):
        page = f"<title>{number}</title><body><nav>Home</nav><div><p>It rained all day, and then some.</p></div></body>"
        (tmp_path / f"{number}.html").write_text(page, "utf-8")
    assert [(one.reason, one.words) for one in read_story(tmp_path).omissions] == [("words of the site", 1)] * 2

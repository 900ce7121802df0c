"""Chapters that an e-book's contents list names."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.chapters.split import split_chapters
from audiobook.model import Book
from audiobook.reading.story import read_story
from tests.reading.books import epub, ncx, page, point

ABOUT = "<dc:title>Tales</dc:title><dc:creator>Orrin Vale</dc:creator>"
STORY = "<p>The kettle sang until the whole house was awake, and then it sang on.</p>" * 10
NUMERALS = ("I", "II", "III")


def book_of(folder: Path, data: bytes) -> Book:
    path = folder / "tales.epub"
    path.write_bytes(data)
    return split_chapters(read_story(path))


def entries(*names: str) -> str:
    return "".join(point(name, f"{at}.xhtml") for at, name in enumerate(names))


def _headed(name: str, numeral: str, shown: bool) -> str:
    title = f"<h1>{name}</h1>" if shown and numeral == "I" else ""
    return page(f"{title}<h2>{numeral}</h2>{STORY}")


@pytest.mark.parametrize("shown", [True, False])
@pytest.mark.parametrize("names", [("The Red Kettle", "Wind"), ("Iron", "Vivid")])
def test_numerals_keep_the_names_of_their_stories(tmp_path: Path, names: tuple[str, str], shown: bool) -> None:
    pages = {f"{name[0]}{numeral}.xhtml": _headed(name, numeral, shown) for name in names for numeral in NUMERALS}
    toc = ncx("".join(
        point(name, f"{name[0]}I.xhtml", "".join(point(one, f"{name[0]}{one}.xhtml") for one in NUMERALS))
        for name in names
    ))  # fmt: skip
    book = book_of(tmp_path, epub(pages, ABOUT, toc=toc))
    assert [chapter.display_name for chapter in book.chapters] == [
        f"{name}, Chapter {n}" for name in names for n in (1, 2, 3)
    ]
    assert all(name in book.text for name in names)


def test_numerals_of_one_story_among_others_keep_its_name(tmp_path: Path) -> None:
    pages = {f"{at}.xhtml": page(f"<h2>{name}</h2>{STORY}") for at, name in enumerate(("I", "II", "Wind"))}
    toc = ncx(point("The Red Kettle", "0.xhtml", entries("I", "II")) + point("Wind", "2.xhtml"))
    names = [chapter.display_name for chapter in book_of(tmp_path, epub(pages, ABOUT, toc=toc)).chapters]
    assert names == ["The Red Kettle, Chapter 1", "The Red Kettle, Chapter 2", "Wind"]


def test_a_flat_list_names_its_stories_too(tmp_path: Path) -> None:
    names = ("The Red Kettle", "I", "II", "Wind", "I", "II")
    pages = {
        f"{at}.xhtml": page(f"<h2>{name}</h2>" + (STORY if name in NUMERALS else "")) for at, name in enumerate(names)
    }
    book = book_of(tmp_path, epub(pages, ABOUT, toc=ncx(entries(*names))))
    assert [one.display_name for one in book.chapters] == [
        f"{name}, Chapter {n}" for name in ("The Red Kettle", "Wind") for n in (1, 2)
    ]
    assert all(chapter.story_blocks for chapter in book.chapters)


@pytest.mark.parametrize("numbers", [("1", "2", "3"), ("I", "II", "III"), ("Chapter 1", "Chapter 2", "Chapter 3")])
@pytest.mark.parametrize("level", ["h2", "h3"])
def test_the_second_line_of_a_number_is_its_title(tmp_path: Path, numbers: tuple[str, ...], level: str) -> None:
    titles = ("Steam", "Spout", "Lid & Handle")
    shown = [title.replace("&", "&amp;") for title in titles]
    pages = {
        f"{at}.xhtml": page(f"<h1>{number}</h1><{level}>{title}</{level}>{STORY}")
        for at, (number, title) in enumerate(zip(numbers, shown, strict=True))
    }
    book = book_of(tmp_path, epub(pages, ABOUT, toc=ncx(entries(*numbers))))
    assert [chapter.title for chapter in book.chapters] == list(titles)
    assert all(len(chapter.story_blocks) == 10 for chapter in book.chapters)


def test_headings_of_scenes_are_no_titles(tmp_path: Path) -> None:
    pages = {f"{at}.xhtml": page(f"<h1>{at + 1}</h1><h2>Morning</h2>{STORY}<h2>Evening</h2>{STORY}") for at in range(3)}
    book = book_of(tmp_path, epub(pages, ABOUT, toc=ncx(entries("1", "2", "3"))))
    assert [chapter.display_name for chapter in book.chapters] == ["Chapter 1", "Chapter 2", "Chapter 3"]

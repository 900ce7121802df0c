"""Which headings of a file open chapters, and which are a title page, an advertisement or a part."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.chapters.split import split_chapters
from audiobook.model import Book
from audiobook.reading.story import read_story

# Told as novels are, and written as publishers write of their books.
TALE = (
    "She waited for the tide until the lamp had burned low, and then she took the oar that her brother had left by the "
    "door and went down to the boats. He was not there. “You are late,” said the old man, but he did not look at her. "
) * 8
NOTICE = (
    "Each one volume, large octavo, bound in red cloth, illustrated. Price $2.00. Publishers, Printers, Booksellers, "
    "Boston, London. By Orla Venn, Author of Salt, Rope, Tar. Ninth Edition, 1911. Limited Editions, postpaid, $1.50. "
) * 12
CAST = "Rosa, ferrywoman. Jonah, clerk. Widow Tarn, owner of Tarn Mill. Servants, sailors, customs officers. " * 5


def book_of(folder: Path, *blocks: tuple[str, str, str]) -> Book:
    """The book of a page with headings, each its tag, its words and the text below it."""
    path = folder / "book.html"
    body = "".join(f"<{tag}>{title}</{tag}><p>{text}</p>" for tag, title, text in blocks)
    path.write_text(f"<html><body>{body}</body></html>")
    return split_chapters(read_story(path))


def names_of(book: Book) -> list[str]:
    return [chapter.label or chapter.title for chapter in book.chapters]


CHAPTERS = tuple(("h2", f"Chapter {number}", TALE) for number in (1, 2, 3))
NUMBERS = ["Chapter 1", "Chapter 2", "Chapter 3"]
BOOKS = {
    "advertisements behind": ((*CHAPTERS, ("h2", "Books for Boys", NOTICE)), NUMBERS),
    "many advertisements behind": (
        (*CHAPTERS, *(("h2", name, NOTICE[: len(NOTICE) // 2]) for name in ("Sea Tales", "River Tales", "Lake Tales"))),
        NUMBERS,
    ),
    "advertisements before": ((("h2", "By ORLA VENN", NOTICE), *CHAPTERS), NUMBERS),
    "a chapter without a number behind": ((*CHAPTERS, ("h2", "The Last Ferry", TALE)), [*NUMBERS, "The Last Ferry"]),
    "named chapters alone": (
        (("h1", "Epilogue", "The tide went out."), ("h1", "Epilogue", "It came back.")),
        ["Epilogue", "Epilogue"],
    ),
    "names on a higher level": (
        (("h1", "Prologue", TALE), ("h1", "Part One", ""), *CHAPTERS, ("h1", "Epilogue", TALE)),
        ["Prologue", *NUMBERS, "Epilogue"],
    ),
    "a name on a deeper level": ((("h3", "Prologue", TALE), *CHAPTERS), ["Prologue", *NUMBERS]),
    "a name inside of a chapter": ((*CHAPTERS[:2], ("h3", "Interlude", TALE), CHAPTERS[2]), NUMBERS),
    "years": (tuple(("h2", year, TALE) for year in ("1911", "1912", "1913")), ["1911", "1912", "1913"]),
    "a year below a title": (
        (("h1", "The Weir", ""), ("h2", "1911", "A tale."), *CHAPTERS),
        NUMBERS,
    ),
    "numbers up to a thousand and more": (
        tuple(("h2", str(number), TALE) for number in (1, 2, 1400, 1401)),
        ["Chapter 1", "Chapter 2", "Chapter 1400", "Chapter 1401"],
    ),
}


@pytest.mark.parametrize("name", BOOKS)
def test_headings_open_chapters_by_what_is_below_them(tmp_path: Path, name: str) -> None:
    blocks, expected = BOOKS[name]
    assert names_of(book_of(tmp_path, *blocks)) == expected


def test_the_page_of_a_play_with_its_cast_is_no_part_of_its_acts(tmp_path: Path) -> None:
    acts = [("h2", f"Act {numeral}", TALE) for numeral in ("I", "II")]
    play = [("h1", "The Weir", ""), ("h2", "1911", CAST), *acts]
    book = book_of(tmp_path, *play, ("h1", "The Tide", ""), ("h2", "1912", CAST), *acts)
    assert [chapter.display_name for chapter in book.chapters] == [
        "The Weir", "The Weir, Act 1", "The Weir, Act 2", "The Tide", "The Tide, Act 1", "The Tide, Act 2",
    ]  # fmt: skip


def test_a_page_of_advertisements_before_the_first_chapter_is_left_out(tmp_path: Path) -> None:
    book = book_of(tmp_path, ("h2", "By ORLA VENN", NOTICE), *CHAPTERS)
    assert {block.skipped for block in book.front_matter} == {"title page"}
    story = book_of(tmp_path, ("h2", "By ORLA VENN", TALE[: len(TALE) // 2]), *CHAPTERS)
    assert not [
        block for block in story.front_matter if block.skipped == "title page" and "oar" in block.span.of(story.text)
    ]

"""Books as printers set them: lists of contents with the numbers of pages, and titles that end with a full stop."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.chapters.split import split_chapters
from audiobook.model import Book, Manuscript

TITLES = ["The Widow and her Kettle", "Mr. Oake goes to the Mill", "The Ferry", "A Night upon the Weir", "Eels", "Home"]
NUMERALS = ["I", "II", "III", "IV", "V", "VI"]
WRAPPED = (
    "The water went over the weir, as it had every day since the mill was built, and\n"
    "nobody in the village could remember a time when it had not been heard in all of\n"
    "their kitchens, from the ferry to the hill, in winter and in summer and at night."
)
STORY = "\n\n".join([WRAPPED] * 8)


def book_of(contents: str, heading: str) -> Book:
    chapters = (
        heading.format(numeral=numeral, title=title) + f"\n\n{STORY}"
        for numeral, title in zip(NUMERALS, TITLES, strict=True)
    )
    return split_chapters(Manuscript(Path("weir.txt"), f"THE WEIR\n\n{contents}\n\n\n" + "\n\n\n".join(chapters)))


def entries(form: str) -> str:
    rows = zip(NUMERALS, TITLES, range(1, 200, 31), strict=False)
    return "\n".join(form.format(numeral=numeral, title=title, page=page) for numeral, title, page in rows)


@pytest.mark.parametrize(
    "contents",
    [
        pytest.param("CONTENTS\n\nCHAP.          PAGE\n" + entries("{numeral:>8}. {title:46} {page:>4}"), id="gap"),
        pytest.param("Contents\n\n" + entries("{numeral}. {title} . . . . . . . . {page}"), id="dots"),
        pytest.param(entries("Chapter {numeral}. {title}.............{page}"), id="without a caption"),
        pytest.param("CONTENTS\n\n" + entries("{numeral}. {title}\n  and what came of it      {page}"), id="wrapped"),
    ],
)  # fmt: skip
def test_a_printed_list_of_contents_is_left_out_and_opens_nothing(contents: str) -> None:
    book = book_of(contents, "CHAPTER {numeral}\n\n{title}")
    assert [chapter.title for chapter in book.chapters] == TITLES
    spoken = " ".join(block.span.of(book.text) for block in book.blocks() if block.skipped is None)
    assert not any(str(page) in spoken for page in range(1, 200, 31))


def test_titles_with_a_full_stop_are_titles_where_all_chapters_have_them() -> None:
    book = book_of("", "CHAPTER {numeral}.\n\n{title}.")
    assert [chapter.title for chapter in book.chapters] == TITLES


@pytest.mark.parametrize("first", ["It rained.", "Ann was not at home.", "“Ferry,” said Ann.", "Nobody Came."])
def test_a_short_first_sentence_is_no_title(first: str) -> None:
    """A few chapters may begin so, even with capitals."""
    chapters = [f"CHAPTER {numeral}.\n\n{first if number < 3 else WRAPPED}\n\n{STORY}" for number, numeral in
                enumerate(NUMERALS)]  # fmt: skip
    book = split_chapters(Manuscript(Path("weir.txt"), "\n\n\n".join(chapters)))
    assert [chapter.title for chapter in book.chapters] == [""] * len(NUMERALS)


def test_scores_in_a_story_are_no_list_of_contents() -> None:
    scores = "Mill      3\nFerry     1\n"
    book = split_chapters(Manuscript(Path("weir.txt"), f"Chapter 1\n\n{STORY}\n\n{scores}\n\nChapter 2\n\n{STORY}"))
    assert "Ferry" in " ".join(block.span.of(book.text) for block in book.blocks() if block.skipped is None)

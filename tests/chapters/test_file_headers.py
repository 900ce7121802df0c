"""The header of each file of a story in several files is no part of it, and what may be story stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.model import Book, Kind
from audiobook.pipeline import analyze_chapters
from audiobook.settings.settings import StorySettings

STORY = (
    "She went down to the river in the morning, and the geese came after her.\n\n“Nobody is here,” said Ann.\n\n"
    "They walked home in the rain. That was day {n}.\n"
)
# {n} is the number of the file, of three.
HEADERS = {
    "labels and place": "Title: The Geese\nAuthor: Ann Example\nChapter {n} of 3\n\n",
    "labels and heading": "Title: The Geese\nAuthor: Ann Example\nChapter: {n}/3\n\nChapter {n}: Rain\n\n",
    "title, byline, place": "The Geese\nby Ann Example\nChapter {n} of 3\n\n",
    "title, byline, heading": "The Geese\n\nby Ann Example\n\nChapter {n}\n\n",
    "place in the title": "Title: The Geese ({n}/3)\nAuthor: Ann Example\nRating: PG\nDisclaimer: No.\n\n* * *\n\n",
    "an archive's labels": "The Geese\nby Ann Example\n\nCategory: Show\nGenre: Humor\nStatus: In-Progress\nRating: T\n"
    "Words: 12,345\nStory URL: http://www.example.org/s/1\nSummary: A girl and geese.\n\nChapter {n}\n\n",
    "capitals": "TITLE: The Geese\nAUTHOR: Ann Example\nDISTRIBUTION: Ask first.\nDISCLAIMERS: Not mine.\n\n~~~~~\n\n",
    "markdown": "# The Geese\n\n*by Ann Example*\n\n## Chapter {n}\n\n",
    "page": "<!doctype html><title>The Geese, Chapter {n}</title><body><h1>The Geese</h1><h3>by Ann Example</h3>"
    "<p>Disclaimer: not mine.</p><h2>Chapter {n}</h2>",
    "page of lines": "<!doctype html><title>The Geese</title><body><p>Title: The Geese<br>Author: Ann Example<br>"
    "Chapter {n} of 3<br>Rating: PG</p>",
}
# Above the story of each file, and story themselves.
STORY_LINES = (
    "Dear Diary,", "Date: May {n}", "To: Ann", "Meanwhile,", "It rained again.", "ANN: Hello.", "“Geese!”", "5/1{n}",
    "The Geese were back.", "By the river she slept.", "Ann", "Nobody came.",
)  # fmt: skip


def read_files(folder: Path, header: str, count: int = 3) -> Book:
    story = folder / "the-geese"
    story.mkdir()
    ending = ".html" if header.startswith("<") else ".md" if header.startswith("#") else ".txt"
    for number in range(1, count + 1):
        text = STORY.replace("{n}", str(number))
        body = "".join(f"<p>{part}</p>" for part in text.split("\n\n")) if ending == ".html" else text
        (story / f"{number:02}{ending}").write_text(header.replace("{n}", str(number)) + body, "utf-8")
    return analyze_chapters(StorySettings((story,)))


def told(book: Book) -> list[list[str]]:
    """What is read aloud of each chapter, without its heading."""
    return [
        [block.span.of(book.text).strip() for block in chapter.story_blocks if block.kind is Kind.NARRATION]
        for chapter in book.chapters
    ]


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
@pytest.mark.parametrize("count", [2, 3])
def test_the_header_of_each_file_is_left_out(tmp_path: Path, header: str, count: int) -> None:
    book = read_files(tmp_path, header, count)
    assert (book.metadata.title, book.metadata.author) == ("The Geese", "Ann Example")
    assert [chapter.label for chapter in book.chapters] == [f"Chapter {number}" for number in range(1, count + 1)]
    assert told(book) == [STORY.replace("{n}", str(n)).strip().split("\n\n") for n in range(1, count + 1)]


def test_a_header_with_a_heading_keeps_the_heading(tmp_path: Path) -> None:
    assert [chapter.title for chapter in read_files(tmp_path, HEADERS["labels and heading"]).chapters] == ["Rain"] * 3


@pytest.mark.parametrize("line", STORY_LINES)
def test_what_may_be_story_stays(tmp_path: Path, line: str) -> None:
    book = read_files(tmp_path, f"{line}\n\n")
    said = [" ".join(chapter) for chapter in told(book)]
    titles = [f"{chapter.label} {chapter.title}" for chapter in book.chapters]
    for number, (text, title) in enumerate(zip(said, titles, strict=True), start=1):
        assert line.replace("{n}", str(number)).rstrip(".,") in text + title
        assert all(part in text for part in STORY.replace("{n}", str(number)).strip().split("\n\n"))


def test_only_the_first_file_has_a_header(tmp_path: Path) -> None:
    story = tmp_path / "geese"
    story.mkdir()
    (story / "1.txt").write_text("Title: The Geese\nAuthor: Ann Example\nRating: PG\n\n" + STORY, "utf-8")
    (story / "2.txt").write_text("The Geese, chapter 2\n\n" + STORY, "utf-8")
    book = analyze_chapters(StorySettings((story,)))
    assert (book.metadata.title, book.metadata.author) == ("The Geese", "Ann Example")
    assert [chapter.label for chapter in book.chapters] == ["Chapter 1", "Chapter 2"]
    assert told(book) == [STORY.strip().split("\n\n")] * 2

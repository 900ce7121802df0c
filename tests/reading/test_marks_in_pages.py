"""Numbers of pages and of footnotes inside a page's text: left out, and nothing beside them is."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.chapters import split
from audiobook.reading import read_story
from tests.reading.books import epub, page

LINES = [
    "The weir was older than the mill.",
    "It had been built by monks, who liked eels.",
    "Nobody else had liked them since.",
    "Ann counted the posts on her way home.",
    "There were eleven of them, and one was new.",
    "It was the new one that worried her.",
]


def spoken(path: Path) -> list[str]:
    """Each paragraph that is read, whole."""
    book = split(read_story(path))
    found: dict[tuple[int, int], str] = {}
    for chapter in book.chapters:
        for block in chapter.blocks:
            if block.skipped is None:
                place = (chapter.number, block.paragraph)
                found[place] = f"{found.get(place, '')} {block.span.of(book.text)}".strip()
    return list(found.values())


def written(tmp_path: Path, body: str) -> Path:
    path = tmp_path / "weir.html"
    path.write_text(f"<html><head><title>The Weir</title></head><body>{body}</body></html>", "utf-8")
    return path


@pytest.mark.parametrize(
    "number",
    [
        pytest.param('<span class="pagenum">{}</span>', id="a number with a class"),
        pytest.param('<span class="pagenum">[Pg {}]</span>', id="in brackets"),
        pytest.param('<a name="page{0}" id="page{0}">{0}</a>', id="a place that links lead to"),
    ],
)
def test_numbers_of_pages_are_left_out_and_their_paragraphs_stay(tmp_path: Path, number: str) -> None:
    body = "".join(f"<p>{number.format(at)}{line}</p>" for at, line in enumerate(LINES, 204))
    assert spoken(written(tmp_path, body)) == LINES


def test_numbers_amid_sentences_count_pages_whatever_they_are_called(tmp_path: Path) -> None:
    halves = [line.split(" ", 3) for line in LINES]
    body = "".join(f"<p>{' '.join(half[:3])} <span>{at}</span> {half[3]}</p>" for at, half in enumerate(halves, 7))
    assert [" ".join(line.split()) for line in spoken(written(tmp_path, body))] == LINES


def test_numbers_of_chapters_are_not_taken_for_those_of_pages(tmp_path: Path) -> None:
    tale = "<p>" + "The water went over the weir, as it had every day. " * 20 + "</p>"
    body = "".join(f'<p class="center"><span>{number}</span></p>{tale}' for number in range(1, 7))
    assert len(split(read_story(written(tmp_path, body))).chapters) == 6


def test_a_number_that_a_note_leads_back_to_is_story(tmp_path: Path) -> None:
    """Chapters that use the same names for their notes: the way back from one leads into the next one's story."""

    def chapter(number: int) -> str:
        return (
            f"<h2>Chapter {number}</h2>" + "".join(f"<p>{line}</p>" for line in LINES) + "<p>“Eels"
            '<sup><a href="#note1" id="back1">[1]</a></sup>, again,” said Ann.</p>'
            '<p id="note1">1. A long fish. <a href="#back1"><sup>1</sup></a></p>'
        )

    path = tmp_path / "weir.epub"
    path.write_bytes(epub({"1.xhtml": page(chapter(1) + chapter(2))}, "<dc:title>The Weir</dc:title>"))
    read = spoken(path)
    assert read.count("“Eels , again,” said Ann.") == 2
    assert not any("long fish" in line for line in read)

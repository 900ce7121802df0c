"""Numbers of pages and of footnotes inside a page's text: left out, and nothing beside them is."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.chapters.split import split_chapters
from audiobook.commands.inspect import measure_coverage
from audiobook.narration.normalization import normalize_for
from audiobook.quotations.script import build_script
from audiobook.reading.story import read_story
from audiobook.text.normalization.page_marks import find_page_marks, strip_page_marks
from tests.reading.books import docx, epub, page, paragraph, run

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
    book = split_chapters(read_story(path))
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


def test_a_heading_of_nothing_but_a_mark_is_no_heading(tmp_path: Path) -> None:
    path = written(tmp_path, f"<p>{LINES[0]}</p><h2><sup><a href='#n'>1</a></sup></h2><p>{LINES[1]}</p>")
    assert spoken(path) == LINES[:2]
    assert len(split_chapters(read_story(path)).chapters) == 1


@pytest.mark.parametrize(
    "title", ["<ruby>東京<rt>Tokyo</rt></ruby> Nights", "1<br/>Night<sup><a href='#n'>b</a></sup>"]
)
def test_every_word_of_a_heading_is_accounted_for(tmp_path: Path, title: str) -> None:
    book = split_chapters(read_story(written(tmp_path, f"<h2>{title}</h2><p>{LINES[0]}</p>")))
    coverage = measure_coverage(book.text, normalize_for(build_script(book)))
    assert (coverage.unaccounted, coverage.lost) == (0, ())


def test_numbers_amid_sentences_count_pages_whatever_they_are_called(tmp_path: Path) -> None:
    halves = [line.split(" ", 3) for line in LINES]
    body = "".join(f"<p>{' '.join(half[:3])} <span>{at}</span> {half[3]}</p>" for at, half in enumerate(halves, 7))
    assert [" ".join(line.split()) for line in spoken(written(tmp_path, body))] == LINES


def test_numbers_of_chapters_are_not_taken_for_those_of_pages(tmp_path: Path) -> None:
    tale = "<p>" + "The water went over the weir, as it had every day. " * 20 + "</p>"
    body = "".join(f'<p class="center"><span>{number}</span></p>{tale}' for number in range(1, 7))
    assert len(split_chapters(read_story(written(tmp_path, body))).chapters) == 6


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


HALVES = [half for line in LINES for half in (" ".join(line.split()[:5]), " ".join(line.split()[5:]))]


def story_with(line: str, paragraphs: list[str]) -> list[str]:
    """Paragraphs, and after every other one a line of its own with the next number from 14 on."""
    pairs = [paragraphs[at : at + 2] for at in range(0, len(paragraphs), 2)]
    return [text for number, pair in enumerate(pairs, 14) for text in (pair[0], line.format(number), *pair[1:])]


def written_as(tmp_path: Path, kind: str, paragraphs: list[str]) -> Path:
    """A file of one chapter that has a heading of its format."""
    path = tmp_path / f"weir.{kind}"
    marked = "<h1>Chapter 1</h1>" + "".join(f"<p>{text}</p>" for text in paragraphs)
    match kind:
        case "docx":
            heading = paragraph(run("Chapter 1"), "Heading1")
            path.write_bytes(docx(heading + "".join(paragraph(run(text)) for text in paragraphs)))
        case "epub":
            nav = '<nav epub:type="toc"><ol><li><a href="1.xhtml">Chapter 1</a></li></ol></nav>'
            path.write_bytes(epub({"1.xhtml": page(marked)}, "<dc:title>The Weir</dc:title>", nav=nav))
        case "html":
            path.write_text(f"<title>The Weir</title><body>{marked}</body>", "utf-8")
        case _:
            heading = "# Chapter 1" if kind == "md" else "Chapter 1"
            path.write_text("\n\n".join((heading, *paragraphs)) + "\n", "utf-8")
    return path


@pytest.mark.parametrize("kind", ["txt", "md", "html", "epub", "docx"])
@pytest.mark.parametrize("line", ["{}", "- {} -", "[{}]", "Page {}", "p. {}", "Page {} of 99", "[pg {}]", "{{{}}}"])
def test_numbers_of_pages_in_paragraphs_of_their_own_are_left_out(tmp_path: Path, kind: str, line: str) -> None:
    assert spoken(written_as(tmp_path, kind, story_with(line, HALVES)))[1:] == HALVES


@pytest.mark.parametrize("line", ["{}", "- {} -", "Room {}"])
def test_numbers_between_whole_sentences_are_those_of_sections(tmp_path: Path, line: str) -> None:
    paragraphs = story_with(line, [*LINES, *LINES])
    assert spoken(written_as(tmp_path, "docx", paragraphs)) == ["Chapter 1", *paragraphs]


def test_numbers_that_do_not_count_up_are_story(tmp_path: Path) -> None:
    paragraphs = [
        text for half, number in zip(HALVES, (9, 40, 3, 17, 5, 80) * 2, strict=True) for text in (half, f"{number}")
    ]
    assert spoken(written_as(tmp_path, "docx", paragraphs)) == ["Chapter 1", *paragraphs]


@pytest.mark.parametrize("mark", [" {{{}}} ", "{{{}}} ", " {{{}}}"])
def test_numbers_in_braces_that_count_the_pages_are_left_out(mark: str) -> None:
    marked = "\n\n".join(f"Ann{mark.format(at)}went. {line}" for at, line in enumerate(LINES, 14))
    plain = "\n\n".join(f"Ann went. {line}" for line in LINES)
    assert strip_page_marks(marked, 0, len(marked)) == plain


@pytest.mark.parametrize("numbers", [(14, 15, 16), (14, 15, 3, 16, 17, 18), (1, 2, 9, 10, 11, 12)])
def test_other_numbers_in_braces_count_no_pages(numbers: tuple[int, ...]) -> None:
    text = "\n\n".join(f"The weir{{{number}}} was old." for number in numbers)
    assert "page number" not in [mark.reason for mark in find_page_marks(text)]


def test_a_tag_with_masses_of_attributes_is_one_without(tmp_path: Path) -> None:
    attributes = " ".join(f"a{number}='b'" for number in range(5_000))
    story = read_story(written(tmp_path, f"<p {attributes}>{LINES[0]}</p><p>{LINES[1]}</p>"))
    assert (story.text, story.omissions) == ("\n\n".join(LINES[:2]), ())

"""Lists of contents in e-books, told by what they are made of, and what only looks like one."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.chapters.split import split_chapters
from audiobook.reading.story import read_story
from tests.reading.books import epub, ncx, page, point

ABOUT = "<dc:title>The Weir and the Mill</dc:title><dc:creator>Ann Oake</dc:creator><dc:language>en</dc:language>"
TALE = "<p>" + "The water went over the weir, as it had every day since the mill was built. " * 12 + "</p>"
CHAPTERS = {f"{number}.xhtml": page(f"<h2>Chapter {number}</h2>{TALE}") for number in (1, 2, 3)}
TOC = ncx("".join(point(f"Chapter {number}", f"{number}.xhtml") for number in (1, 2, 3)))
LINKS = "".join(f'<li><a href="{number}.xhtml">Chapter {number}</a></li>' for number in (1, 2, 3))


def left_out(tmp_path: Path, pages: dict[str, str], toc: str = TOC) -> list[tuple[str, str | None]]:
    """The text that is not read, each with the reason."""
    path = tmp_path / "book.epub"
    path.write_bytes(epub(pages, ABOUT, toc=toc))
    book = split_chapters(read_story(path))
    return [(block.span.of(book.text), block.skipped) for block in book.blocks() if block.skipped]


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        pytest.param(
            f"<h2>Table of Contents</h2><ul>{LINKS}</ul>",
            ["Table of Contents", "Chapter 1", "Chapter 2", "Chapter 3"],
            id="a list as converters of books make it",
        ),
        pytest.param('<p><a href="2.xhtml">Turn to the second chapter</a></p>', ["Turn to the second chapter"], id="1"),
        pytest.param(
            "<table>" + "".join(f'<tr><td>{n}.</td><td><a href="{n}.xhtml">The Weir {n}</a></td><td>1{n}</td></tr>'
                                for n in (1, 2, 3)) + "</table>",
            ["1. | The Weir 1 | 11", "2. | The Weir 2 | 12", "3. | The Weir 3 | 13"],
            id="a table with numbers of pages",
        ),
    ],
)  # fmt: skip
def test_a_file_that_is_nothing_but_links_is_a_list_of_contents(tmp_path: Path, body: str, texts: list[str]) -> None:
    found = left_out(tmp_path, {"toc.xhtml": page(body), **CHAPTERS})
    assert [reason for _, reason in found] == ["table of contents"] * len(texts)
    assert [" ".join(text.split()) for text, _ in found] == texts


def test_a_list_beside_other_text_goes_with_its_caption(tmp_path: Path) -> None:
    motto = "<p>For all who have fallen into a weir, and for some of those who jumped.</p>"
    lines = "".join(f'<p><a href="{number}.xhtml">Chapter {number}</a></p>' for number in (1, 2, 3))
    found = left_out(tmp_path, {"front.xhtml": page(f"{motto}<p>CONTENTS</p>{lines}"), **CHAPTERS})
    listed = [text for text, reason in found if reason == "table of contents"]
    assert listed == ["CONTENTS", "Chapter 1", "Chapter 2", "Chapter 3"]
    assert not any("fallen" in text for text, _ in found)


def test_links_that_lead_back_are_no_list(tmp_path: Path) -> None:
    part = page('<p><a href="1.xhtml">PART TWO</a></p>')
    assert (
        left_out(tmp_path, {"1.xhtml": CHAPTERS["1.xhtml"], "part.xhtml": part, "2.xhtml": CHAPTERS["2.xhtml"]}) == []
    )


def test_ways_to_go_on_are_no_list(tmp_path: Path) -> None:
    """A book in which the reader chooses: such lines stand at many places."""
    ways = "".join(f'<p><a href="3.xhtml#{number}">Open door {number}</a></p>' for number in (1, 2, 3))
    story = page((f"{TALE}{ways}") * 4)
    assert left_out(tmp_path, {"1.xhtml": story, "2.xhtml": CHAPTERS["2.xhtml"], "3.xhtml": CHAPTERS["3.xhtml"]}) == []


def test_a_book_of_project_gutenberg_begins_with_its_first_chapter(tmp_path: Path) -> None:
    """Header, title page over several lines, list of contents and licence are left out, however the files are cut."""
    header = page("<h2>The Project Gutenberg eBook of The Weir and the Mill</h2><p>This ebook is for everyone.</p>"
                  "<p>*** START OF THE PROJECT GUTENBERG EBOOK THE WEIR AND THE MILL ***</p>")  # fmt: skip
    title = page(f"<h1>The Weir</h1><p>and</p><p>the Mill</p><p>by Ann Oake</p><h2>Contents</h2><ul>{LINKS}</ul>")
    licence = page("<p>*** END OF THE PROJECT GUTENBERG EBOOK THE WEIR AND THE MILL ***</p><p>Licence.</p>")
    toc = ncx(
        point("The Project Gutenberg eBook of The Weir and the Mill", "header.xhtml")
        + "".join(point(f"Chapter {number}", f"{number}.xhtml") for number in (1, 2, 3))
        + point("The Full Project Gutenberg License", "licence.xhtml")
    )
    pages = {"header.xhtml": header, "title.xhtml": title, **CHAPTERS, "licence.xhtml": licence}
    path = tmp_path / "book.epub"
    path.write_bytes(epub(pages, ABOUT, toc=toc))
    book = split_chapters(read_story(path))
    assert [chapter.label for chapter in book.chapters] == ["Chapter 1", "Chapter 2", "Chapter 3"]
    spoken = [block.span.of(book.text) for block in book.blocks() if block.skipped is None]
    assert len(spoken) == 6  # three headings, three tales
    reasons = {block.skipped for block in book.blocks() if block.skipped}
    assert reasons == {"Project Gutenberg header", "Project Gutenberg licence", "title page", "table of contents"}


def test_story_in_one_paragraph_with_the_end_of_the_header_is_kept(tmp_path: Path) -> None:
    mark = "*** START OF THE PROJECT GUTENBERG EBOOK THE WEIR AND THE MILL ***"
    path = tmp_path / "book.epub"
    path.write_bytes(epub({"1.xhtml": page(f"<p>{mark} It was old.</p><p>It stood.</p>")}, ABOUT))
    book = split_chapters(read_story(path))
    spoken = " ".join(block.span.of(book.text) for block in book.blocks() if block.skipped is None)
    assert "It was old." in spoken
    assert "It stood." in spoken

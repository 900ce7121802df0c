"""Books that calibre, LibreOffice and pandoc have made of others: what is left of their chapters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from audiobook.chapters.split import split_chapters
from audiobook.model import Book
from audiobook.reading.kindle.index import IndexRow, nest_rows
from audiobook.reading.story import read_story
from tests.reading.books import epub, ncx, page, point
from tests.reading.test_documents import fb2

Reading = Callable[[bytes | str], Book]
ABOUT = "<dc:title>Tales</dc:title><dc:creator>Orrin Vale</dc:creator><dc:language>en</dc:language>"
LINE = "The kettle sang until the whole house was awake, and then it sang on."
STORY = f"<p>{LINE}</p>" * 12
LONG_STORY = f"<p>{LINE}</p>" * 40


@pytest.fixture
def read(tmp_path: Path) -> Reading:
    def reading(data: bytes | str) -> Book:
        path = tmp_path / "story"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return split_chapters(read_story(path))

    return reading


def names(book: Book) -> list[str]:
    return [chapter.display_name for chapter in book.chapters]


def heard(book: Book) -> list[str]:
    return [block.span.of(book.text) for chapter in book.chapters for block in chapter.story_blocks]


@pytest.mark.parametrize(("opening", "scene"), [(STORY * 2, STORY), ("", LONG_STORY)])
def test_scenes_in_the_contents_are_no_chapters_if_the_chapter_has_text(
    read: Reading, opening: str, scene: str
) -> None:
    pages = {
        f"{at}.xhtml": page(f"<h1>Night {at}</h1>{opening}<h2 id='a'>Steam</h2>{scene}<h2 id='b'>Lid</h2>{scene}")
        for at in (1, 2, 3)
    }
    toc = ncx("".join(
        point(f"Night {at}", f"{at}.xhtml", point("Steam", f"{at}.xhtml#a") + point("Lid", f"{at}.xhtml#b"))
        for at in (1, 2, 3)
    ))  # fmt: skip
    assert len(read(epub(pages, ABOUT, toc=toc)).chapters) == (3 if opening else 6)


def test_the_contents_of_a_kindle_book_are_stored_level_by_level() -> None:
    stored = [("One", -1), ("Two", -1), ("One, a", 0), ("One, b", 0), ("Two, a", 1)]
    rows = [IndexRow(name.encode(), {21: (parent,)} if parent >= 0 else {}) for name, parent in stored]
    assert [row.name for row in nest_rows(rows)] == [b"One", b"One, a", b"One, b", b"Two", b"Two, a"]


def test_a_printed_list_that_became_chapters_is_none(read: Reading) -> None:
    listed = {f"list{at}.xhtml": page(f"<h2>Chapter {at}</h2>") for at in (1, 2, 3)}
    letters = "".join(f"<p>Letter {at}</p>{LONG_STORY}" for at in (1, 2, 3))
    pages = {**listed, "front.xhtml": page(letters)}
    pages |= {f"{at}.xhtml": page(f"<h2>Chapter {at}</h2>{STORY}") for at in (1, 2, 3)}
    toc = "".join(point(f"Chapter {at}", f"{kind}{at}.xhtml") for kind in ("list", "") for at in (1, 2, 3))
    book = read(epub(pages, ABOUT, toc=ncx(toc)))
    assert names(book) == ["Letter 1", "Letter 2", "Letter 3", "Chapter 1", "Chapter 2", "Chapter 3"]


def test_large_type_at_the_top_of_pages_is_their_title(read: Reading) -> None:
    titles = ("Steam", "The Lid", "What the House Sang")
    large = '<p align="center"><font size="5"><b>{}</b></font></p>'
    bangs = large.format("Bang!") * 4
    pages = {f"{at}.xhtml": page(f"{large.format(title)}{STORY}{bangs}{STORY}") for at, title in enumerate(titles)}
    assert names(read(epub(pages, ABOUT))) == list(titles)


def test_lines_that_are_paragraphs_are_joined(read: Reading) -> None:
    words = (LINE + " ").split() * 40
    lines = [" ".join(words[start : start + 11]) for start in range(0, len(words), 11)]
    paragraphs = [lines[start : start + 5] for start in range(0, len(lines), 5)]
    rtf = r"{\rtf1 " + r"\par \par ".join(r"\par ".join(paragraph) for paragraph in paragraphs) + r"\par}"
    assert [" ".join(text.split()) for text in heard(read(rtf))] == [" ".join(paragraph) for paragraph in paragraphs]


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (r"{\rtf1\uc1 Rain \u129693? fell.\par}", "Rain 🪝 fell."),
        (r"{\rtf1\uc1 Rain \u-10179?\u-9156? fell.\par}", "Rain 🐼 fell."),
        (r"{\rtf1 \bullet \tab Rain fell.\par}", "Rain fell."),
        (r"{\rtf1 Rain SPECIAL_IMAGE-https://x.org/a.png-REPLACE_ME fell.\par}", "Rain fell."),
    ],
)
def test_what_converters_leave_in_rich_text(read: Reading, rtf: str, text: str) -> None:
    assert heard(read(rtf)) == [text]


def test_links_of_a_fictionbook_are_its_contents(read: Reading) -> None:
    links = "".join(f'<p>{at}. <a l:href="#s{at}">Night {at}</a></p>' for at in (1, 2, 3))
    story = "".join(f"<section id='s{at}'><title><p>Night {at}</p></title><p>{LINE}</p></section>" for at in (1, 2, 3))
    book = read(fb2(f"<body><section><title><p>Tales</p></title>{links}</section>{story}</body>"))
    assert heard(book) == [LINE] * 3


def test_bold_lines_at_the_top_of_sections_are_titles(read: Reading) -> None:
    titles = ("Steam", "The Lid", "What the House Sang")
    bang = "<p><strong>Bang.</strong></p>"
    sections = (f"<section><p><strong>{title}</strong></p>{STORY}{bang * 4}{STORY}</section>" for title in titles)
    assert names(read(fb2(f"<body>{''.join(sections)}</body>"))) == list(titles)


AO3 = "<p><b>The Weir</b><br/>Posted originally on the Archive of Our Own at http://example.org/1.</p>"
AO3_PAGES = (
    AO3 + "<p>Rating: General</p><p>Summary</p><p>About a weir.</p>",
    *(
        f"<p><font size='5'><b>{title}</b></font></p><p>Chapter Notes</p><blockquote>Hello.</blockquote>{LONG_STORY}"
        "<p>Chapter End Notes</p><blockquote>Thanks.</blockquote><blockquote>Bye.</blockquote>"
        for title in ("Rain", "Sun")
    ),
)


def test_a_work_of_the_archive_without_its_headings(read: Reading) -> None:
    book = read(epub({f"{at}.xhtml": page(body) for at, body in enumerate(AO3_PAGES)}, ABOUT))
    assert names(book) == ["Rain", "Sun"]
    assert set(heard(book)) == {LINE}


def test_a_fictionbook_of_the_archive_whose_titles_are_lost(read: Reading) -> None:
    chapter = f"<p>Chapter Notes</p><cite><p>Hello.</p></cite>{LONG_STORY}"
    preface = f"<section><title><p>Preface</p></title>{AO3.replace('<br/>', ' ')}</section>"
    book = read(fb2(f"<body>{preface}{chapter * 3}</body>"))
    assert len(book.chapters) == 3
    assert set(heard(book)) == {LINE}

"""E-books as the exporters of archives make them."""

from __future__ import annotations

from pathlib import Path

from audiobook.model import SectionRole
from audiobook.reading.story import read_story
from tests.reading.books import epub, ncx, page, point

FICHUB = (
    "<h1>The Weir</h1><p><b>By: Ann Writer</b></p><div><p>About water.</p></div><p>Status: complete</p>"
    "<p>Rated: Fiction T - Language: English - Genre: Adventure</p><p>Original source: <a href='https://example.org/1'>https://example.org/1</a></p>"
    "<p>Exported with the assistance of <a href='https://fichub.net'>FicHub.net</a></p>"
)


def test_fichub(tmp_path: Path) -> None:
    pages = {"introduction.xhtml": page(FICHUB), "chap_1.xhtml": page("<h2>1. Rain</h2><p>It rained.</p>"),
             "chap_2.xhtml": page("<h2>2. Sun</h2><p>It stopped.</p>")}  # fmt: skip
    toc = ncx(
        "".join(point(title, name) for title, name in zip(("Introduction", "1. Rain", "2. Sun"), pages, strict=True))
    )
    (tmp_path / "a.epub").write_bytes(epub(pages, "<dc:title>The Weir</dc:title>", toc=toc))
    story = read_story(tmp_path / "a.epub")
    assert [section.title for section in story.sections if section.role is SectionRole.CHAPTER] == ["1. Rain", "2. Sun"]
    assert [section.reason for section in story.sections if section.role is SectionRole.METADATA] == ["title page"]
    about = story.metadata
    assert (about.author, about.genres, about.status, about.source) == (
        "Ann Writer", ("Adventure",), "complete", "https://example.org/1",
    )  # fmt: skip


def test_fimfiction(tmp_path: Path) -> None:
    note = '<blockquote class="afterward"><h2>Author\'s Note: </h2><p>Written in one night.</p></blockquote>'
    pages = {
        "chapter-1.html": page(f"<h1>Rain</h1><p>It rained.</p>{note}"),
        "chapter-2.html": page("<h1>Sun</h1><p>It stopped.</p>"),
    }
    about = "<dc:title>Rain & Sun</dc:title><dc:description>A weir & a lamp.</dc:description>"
    (tmp_path / "a.epub").write_bytes(
        epub(pages, about, toc=ncx(point("Rain", "chapter-1.html") + point("Sun", "chapter-2.html")))
    )
    story = read_story(tmp_path / "a.epub")
    notes = [section.span.of(story.text) for section in story.sections if section.role is SectionRole.NOTE]
    assert (story.metadata.title, story.metadata.summary, notes) == (
        "Rain & Sun",
        "A weir & a lamp.",
        ["Written in one night."],
    )

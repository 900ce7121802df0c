"""E-books and Word documents, built here so that each part of them can be seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from audiobook.errors import InputError
from audiobook.model import Section, SectionRole
from audiobook.reading.story import read_story
from tests.reading.books import DOT, docx, epub, ncx, page, paragraph, point, run, zipped
from tests.reading.listing import listing_of

Golden = Callable[[str, str], None]
ABOUT = (
    '<dc:title>The Weir</dc:title><dc:creator opf:role="aut">Ann Oake</dc:creator><dc:creator opf:role="ill">B. I'
    "</dc:creator><dc:language>en</dc:language><dc:description>&lt;p&gt;A weir, &lt;i&gt;and&lt;/i&gt; a girl."
    '&lt;/p&gt;</dc:description><dc:subject>River</dc:subject><dc:date opf:event="publication">1899-05-06</dc:date>'
    '<meta name="calibre:series" content="Waters"/><meta name="calibre:series_index" content="2.0"/>'
    "<dc:source>https://example.org/weir</dc:source>"
)
# Longer than what may stand on a title page.
TALE = "<p>" + "The water went over the weir, as it had every day since the mill was built. " * 12 + "</p>"


def read(tmp_path: Path, data: bytes, name: str = "book.epub") -> str:
    path = tmp_path / name
    path.write_bytes(data)
    return listing_of(read_story(path)).replace(str(tmp_path), "")


def visible_sections(path: Path) -> tuple[Section, ...]:
    """The sections with text or a title; the bounds between files are not told."""
    return tuple(section for section in read_story(path).sections if section.role is not SectionRole.BOUNDARY)


def short(listing: str) -> str:
    return listing.replace(TALE[3:-5].strip(), "A TALE.")


def test_an_old_book_with_parts_and_several_chapters_in_a_file(tmp_path: Path, golden: Golden) -> None:
    pages = {
        "cover.xhtml": page('<img src="cover.png" alt="Cover"/>'),
        "title.xhtml": page("<h1>The Weir</h1><p>by Ann Oake</p>"),
        "copyright.xhtml": page("<p>© 1899 Ann Oake</p>"),
        "one.xhtml": page(
            f'<h1 id="p1">Part One</h1><h2 id="c1">Chapter 1</h2><h3>The Girl</h3>{TALE}'
            f'<h2 id="c2">Chapter 2<br/>The Mill</h2>{TALE}'
        ),
        "one-b.xhtml": page("<p>It goes on in another file.</p>"),
        "two.xhtml": page(f'{TALE}<p><a id="c4"/>Four begins here without a heading.</p>'),
        "notes.xhtml": page("<p>A note that stands outside.</p>"),
    }
    inner = point("Chapter 1: The Girl", "one.xhtml#c1") + point("2. The Mill", "one.xhtml#c2")
    toc = ncx(
        point("Cover", "cover.xhtml")
        + point("The Weir", "title.xhtml")
        + point("Copyright", "copyright.xhtml")
        + point("Part One", "one.xhtml#p1", inner)
        + point("Part Two", "two.xhtml", point("Three", "two.xhtml") + point("Four", "two.xhtml#c4"))
    )
    cover = '<item id="c" href="cover.png" media-type="image/png"/>'
    data = epub(
        pages,
        ABOUT + '<meta name="cover" content="c"/>',
        toc=toc,
        aside=frozenset(("notes.xhtml",)),
        manifest=cover,
        more={"OPS/cover.png": DOT},
    )
    golden("formats/epub-2.listing", short(read(tmp_path, data)))


def test_a_new_book_with_types_footnotes_and_a_list_of_contents(tmp_path: Path, golden: Golden) -> None:
    pages = {
        "text/title.xhtml": page("<h1>The Weir</h1>", 'epub:type="titlepage"'),
        "text/colophon.xhtml": page('<section epub:type="colophon"><p>Set in type.</p></section>'),
        "text/1.xhtml": page(
            '<section epub:type="chapter"><h2>1</h2><p>She came back<a epub:type="noteref" href="#n1">1</a>'
            'late<a epub:type="noteref" href="notes.xhtml#n2"><sup>2</sup></a>.</p>'
            '<span epub:type="pagebreak">17</span><p>&nbsp;</p><p>And wet.&hellip;</p>'
            '<aside epub:type="footnote" id="n1"><p>On foot.</p></aside></section>'
        ),
        "text/2.xhtml": page("<p>Nothing heads this one.</p>"),
        "text/notes.xhtml": page('<h2>Notes</h2><p id="n2"><a href="1.xhtml#r2">2</a> By the clock.</p>'),
    }
    nav = page(
        '<nav epub:type="toc"><h1>Contents</h1><ol><li><a href="text/title.xhtml">Title Page</a></li>'
        '<li><a href="text/1.xhtml">1: Wet</a></li><li><a href="text/2.xhtml">2: Dry</a></li>'
        '<li><a href="text/notes.xhtml">Notes</a></li></ol></nav>'
    )
    more = (
        '<dc:title>The Weir</dc:title><dc:creator id="a">Ann Oake</dc:creator><meta property="belongs-to-collection"'
        ' id="s">Waters</meta><meta refines="#s" property="group-position">3</meta>'
    )
    golden("formats/epub-3.listing", read(tmp_path, epub(pages, more, nav=nav)))


def test_a_book_of_fanficfare(tmp_path: Path, golden: Golden) -> None:
    title = '<h3><a href="https://example.org/s/1">Salt</a> by tarn</h3><div><b>Genre:</b> Sea, Humor<br/></div>'
    notes = '<div class="fff_chapter_notes fff_head_notes"><b>Author\'s Note:</b><blockquote>Hi.</blockquote></div>'
    pages = {
        "title_page.xhtml": page(title, 'class="fff_titlepage"'),
        "toc_page.xhtml": page("<h3>Table of Contents</h3><a>1. Rope</a>", 'class="fff_tocpage"'),
        "file0001.xhtml": page(
            f'<h3 class="fff_chapter_title">1. Rope</h3>{notes}<p>The rope was wrong.</p>', 'class="fff_chapter"'
        ),
        "file0002.xhtml": page(
            '<h3 class="fff_chapter_title">2. Salt</h3><p>So was the sea.</p><hr/>', 'class="fff_chapter"'
        ),
        "log_page.xhtml": page("<h3>Update Log</h3><p>2014-07-01</p>", 'class="fff_logpage"'),
    }
    toc = ncx("".join(point(name, name) for name in pages))
    about = (
        "<dc:title>Salt</dc:title><dc:creator>tarn &amp;amp; teal</dc:creator><dc:subject>FanFiction</dc:subject>"
        "<dc:subject>In-Progress</dc:subject><dc:subject>Last Update: 2014/07/01</dc:subject>"
    )
    golden("formats/epub-fanficfare.listing", read(tmp_path, epub(pages, about, toc=toc)))


def test_a_book_of_ao3(tmp_path: Path, golden: Golden) -> None:
    """What calibre makes of AO3's HTML keeps little but the order; the captions and the contents tell the rest."""
    pages = {
        "p.xhtml": page(
            '<div id="preface"><h2 class="toc-heading">Preface</h2><dl class="tags"><dt>Rating:</dt><dd>Teen</dd></dl>'
            "<h1>The Net</h1><p>Notes</p><blockquote><p>Hello.</p></blockquote></div>"
        ),
        "1.xhtml": page(
            '<h2 class="calibre1">The Knot</h2><p>Chapter Notes</p><blockquote><p>Hi.</p></blockquote><p>It held.</p>'
        ),
        "2.xhtml": page('<h2 class="calibre1">The Boat</h2><p>It did not.</p>'),
        "a.xhtml": page("<h2>Afterword</h2><p>Please comment.</p>"),
    }
    toc = ncx(
        point("Preface", "p.xhtml") + point("The Knot", "1.xhtml") + point("The Boat", "2.xhtml")
        + point("Afterword", "a.xhtml")
    )  # fmt: skip
    about = "<dc:title>The Net</dc:title><dc:publisher>Archive of Our Own</dc:publisher><dc:subject>Teen</dc:subject>"
    golden("formats/epub-ao3.listing", read(tmp_path, epub(pages, about, toc=toc)))


def test_a_word_document(tmp_path: Path, golden: Golden) -> None:
    body = (
        paragraph(run("The Weir"), "Title")
        + paragraph(run("Chapter 1"), "H1")
        + paragraph(run("It was ") + run("so", italic=True) + run(" wet."))
        + f'<w:p><w:del w:id="1"><w:r><w:delText>Deleted.</w:delText></w:r></w:del>{run("Kept.")}</w:p>'
        + paragraph(run("* * *"))
        + paragraph(run("Chapter 2"), "H1")
        + paragraph(run("It dried."))
        + f"<w:tbl><w:tr><w:tc>{paragraph(run('Day'))}</w:tc><w:tc>{paragraph(run('Rain'))}</w:tc></w:tr></w:tbl>"
    )
    core = (
        "<dc:title>weir-final2</dc:title><dc:creator>Ann Oake</dc:creator>"
        "<dcterms:created>2020-01-02T03:04:05Z</dcterms:created>"
    )
    golden("formats/docx.listing", read(tmp_path, docx(body, core), "weir.docx"))


def test_the_kind_is_told_by_content(tmp_path: Path) -> None:
    one = epub({"1.xhtml": page(TALE)}, ABOUT)
    assert "The water" in read(tmp_path, one, "book.zip")
    assert "It was" in read(tmp_path, docx(paragraph(run("It was wet."))), "story.txt")
    quote = "<i>Dear Ann,</i>\nit is <i>wet</i> here,\nand <i>cold</i>.\n"
    assert repr(quote.strip()) in read(tmp_path, quote.encode(), "letter.txt")
    assert "    '\"<Hm>\" she said.'" in read(tmp_path, b'"<Hm>" she said.', "said.txt")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (zipped({"a.exe": "A game."}), "is a zip archive, not a story; unpack it"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "OpenDocument"),
        (zipped({"xl/workbook.xml": "<a/>"}), "is a spreadsheet"),
        (b"x" * 60 + b"BOOKMOBI" + b"x" * 99, "is a damaged Kindle book"),
        (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n\r\n<html>", "saved web archive"),
        (b"<html><body><nav>Home</nav></body></html>", "without any text"),
        (epub({"1.xhtml": page("")}, ABOUT), "without any text"),
        (docx(paragraph("")), "without any text"),
        (zipped({"META-INF/container.xml": "<container/>"}), "has no package"),
        (
            epub(
                {"1.xhtml": page(TALE)},
                ABOUT,
                more={"META-INF/encryption.xml": "<e><EncryptionMethod Algorithm='aes'/></e>"},
            ),
            "protected by DRM",
        ),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(tmp_path: Path, data: bytes, told: str) -> None:
    with pytest.raises(InputError, match=told) as caught:
        read(tmp_path, data)
    assert "\n" not in str(caught.value)


def test_a_book_without_contents_keeps_its_headings(tmp_path: Path) -> None:
    path = tmp_path / "book.epub"
    path.write_bytes(epub({"1.xhtml": page(f"<h2>One</h2>{TALE}"), "2.xhtml": page(f"<h2>Two</h2>{TALE}")}, ABOUT))
    sections = visible_sections(path)
    assert [(section.role, section.title, section.level) for section in sections] == [
        (SectionRole.HEADING, "One", 2),
        (SectionRole.HEADING, "Two", 2),
    ]


def test_sections_of_a_chapter_are_no_chapters(tmp_path: Path) -> None:
    inner = point("The Bank", "1.xhtml#b")
    toc = ncx(point("Chapter One", "1.xhtml", inner) + point("Chapter Two", "2.xhtml"))
    pages = {"1.xhtml": page(f'<h2>Chapter One</h2>{TALE}<h3 id="b">The Bank</h3>{TALE}'), "2.xhtml": page(TALE)}
    path = tmp_path / "book.epub"
    path.write_bytes(epub(pages, ABOUT, toc=toc))
    assert [(section.role, section.title) for section in visible_sections(path)] == [
        (SectionRole.CHAPTER, "Chapter One"),
        (SectionRole.HEADING, "The Bank"),
        (SectionRole.CHAPTER, "Chapter Two"),
    ]


def test_paragraphs_that_raised_numbers_lead_to_are_footnotes(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        "<html><body><p>Rain<sup><a id='r' href='#n'>1</a></sup> fell.</p><p>It went on.</p>"
        "<p id='n'><sup><a href='#r'>1</a></sup> In May.</p></body></html>",
        "utf-8",
    )
    manuscript = read_story(path)
    assert [(section.reason, section.span.of(manuscript.text)) for section in manuscript.sections] == [
        ("footnote mark", "[1]"),
        ("footnotes", "[1] In May."),
    ]


def test_what_a_book_holds_and_does_not_show_is_accounted_for(tmp_path: Path) -> None:
    hidden = '<div style="display:none"><p>' + "This part of the tale is not shown to anybody. " * 12 + "</p></div>"
    pages = {"one.xhtml": page(f"<h1>One</h1>{TALE}{hidden}"), "two.xhtml": page(f"<h1>Two</h1>{TALE}")}
    path = tmp_path / "book.epub"
    path.write_bytes(epub(pages, "<dc:title>The Weir</dc:title>"))
    (omission,) = read_story(path).omissions
    assert (omission.reason, omission.words, omission.doubtful) == ("hidden text", 120, True)

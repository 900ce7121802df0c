"""Texts of one shape each in other formats of books and documents: FictionBook, RTF, OpenDocument, Kindle, PDF."""

from __future__ import annotations

from benchmarks.abuse.growth_shapes import PROSE, Shape, filled, repeated, text
from tests.reading.kindle_files import azw3, mobi
from tests.reading.pdf.writer import Pdf, Text, lines

BREAK = "<mbp:pagebreak/>"
TITLE = '<p align="center"><font size="5"><b>{w}</b></font></p>'
LINES_A_PAGE = 30
MAX_PAGES = 1500
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def fb2(name: str, unit: str, before: str = "<section>", after: str = "</section>") -> Shape:
    start = (
        '<?xml version="1.0"?><FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" '
        'xmlns:l="http://www.w3.org/1999/xlink"><description><title-info><book-title>A</book-title></title-info>'
        "</description><body>"
    )
    return text(f"fb2: {name}", unit, start + before, after + "</body></FictionBook>", ".fb2")


def rtf(name: str, unit: str, before: str = "", after: str = "") -> Shape:
    return text(f"rtf: {name}", unit, r"{\rtf1\ansi " + before, after + "}", ".rtf")


def odt(name: str, unit: str, before: str = "", after: str = "") -> Shape:
    """An OpenDocument text in one file."""
    start = (
        f'<?xml version="1.0"?><office:document xmlns:office="{OFFICE}:office:1.0" xmlns:text="{OFFICE}:text:1.0" '
        f'xmlns:style="{OFFICE}:style:1.0" office:mimetype="application/vnd.oasis.opendocument.text"><office:body>'
        "<office:text>"
    )
    return text(f"odt: {name}", unit, start + before, after + "</office:text></office:body></office:document>", ".fodt")


def old_kindle(name: str, unit: str, listed: bool = False) -> Shape:
    """A MOBI whose table of contents, if wanted, lists each repetition of `unit`."""

    def make(size: int) -> bytes:
        body = repeated(unit, size).encode()
        first = repeated(unit, 1)[:8].encode()
        places = [at for at in range(len(body)) if body.startswith(first, at)] if listed else []
        return mobi(b"<html><body>" + body + b"</body></html>", {f"A {at}": 12 + at for at in places or (0,)})

    return Shape(f"mobi: {name}", ".mobi", make)


def new_kindle(name: str, unit: str) -> Shape:
    """An AZW3 with pages of `unit` again and again, all of them in its table of contents."""
    frame = b"<html><body></body></html>"
    place = frame.index(b"</body>")

    def make(size: int) -> bytes:
        # The tables that the writer makes hold no more pages.
        number = min(MAX_PAGES, max(2, size // len(unit)))
        bodies = [repeated(unit, size // number).encode() for _ in range(number)]
        return azw3([(frame, body, place) for body in bodies], {f"A {at}": at for at in range(number)})

    return Shape(f"azw3: {name}", ".azw3", make)


def pdf(name: str, unit: str, indent_each: int = 0, marks: bool = False) -> Shape:
    """A PDF of lines that are `unit` each, every `indent_each`th indented; `marks` bookmarks all pages."""

    def make(size: int) -> bytes:
        number_of_lines = max(1, size // len(unit))
        pages = [
            [
                Text(filled(unit, number), x=54 + 12 * (indent_each > 0 and number % indent_each == 0), y=line.y)
                for number, line in enumerate(lines(*["a"] * LINES_A_PAGE), start=first)
            ]
            for first in range(1, number_of_lines + 1, LINES_A_PAGE)
        ]
        bookmarks = [(f"A {number}", number, 480.0) for number in range(len(pages))] if marks else []
        return Pdf(pages, bookmarks).build()

    return Shape(f"pdf: {name}", ".pdf", make)


BOOK_SHAPES: tuple[Shape, ...] = (
    fb2("paragraphs", "<p>Rain fell.</p>"),
    fb2("sections", "<section><title><p>A {w}</p></title><p>Rain fell.</p></section>", "", ""),
    fb2("sections without titles", f"<section><p><strong>A {{w}}</strong></p><p>{PROSE * 5}</p></section>", "", ""),
    fb2("sections without anything", "<section><p>Rain fell.</p></section>", "", ""),
    fb2("numbered sections", "<section><title><p>{n}</p></title><p>Rain fell.</p></section>", "", ""),
    fb2("sections with scenes", "<section><title><p>Episode {n}</p></title><p>Rain.</p><section><title><p>Scene 1</p>"
        "</title><p>Rain fell.</p></section></section>", "", ""),
    fb2("links", '<p><a l:href="#a{n}">A {w}</a></p>'),
    fb2("verse", "<poem><stanza><v>Rain fell.</v></stanza></poem>"),
    fb2("emphasis", "<emphasis>so</emphasis> it ", "<section><p>", "</p></section>"),
    fb2("empty lines", "<empty-line/><p>Rain fell.</p>"),
    fb2("notes", '<p>Rain<a l:href="#n{n}" type="note">{n}</a>.</p>', "<section>", "</section></body><body "
        'name="notes"><section id="n1"><p>A</p></section>'),
    fb2("unclosed paragraphs", "<p>Rain fell."),
    fb2("broken tags", "<p>Rain <em „>fell</em> & 1 < 2</i</p></q>"),
    fb2("list marks", "<p>• Rain fell.</p>"),
    rtf("paragraphs", r"Rain fell.\par "),
    rtf("runs", r"{\i so} it ", "", r"\par"),
    rtf("groups never closed", r"{\b a "),
    rtf("words", r"\b\b0 a"),
    rtf("characters", r"\'e9\u8220?"),
    rtf("emoji", r"\u129693?"),
    rtf("headings", r"\outlinelevel0 A {w}\par\outlinelevel9 Rain fell.\par "),
    rtf("footnotes", r"Rain{\footnote A note.} fell.\par "),
    rtf("list marks", r"\bullet \tab Rain\par "),
    rtf("pictures left out", r"SPECIAL_IMAGE-a"),
    rtf("pictures never closed", r"[image: a"),
    rtf("wrapped lines", r"The rain had stopped, and the harbour lay still under the pale\par "),
    rtf("wrapped paragraphs", r"The rain had stopped, and the harbour lay still under a\par sky of grey and white, as "
        r"it had on every day of that long week\par so far.\par\par "),
    odt("paragraphs", "<text:p>Rain fell.</text:p>"),
    odt("spans", '<text:span text:style-name="T1">so</text:span> it ', "<text:p>", "</text:p>"),
    odt("headings", '<text:h text:outline-level="1">A {w}</text:h><text:p>Rain fell.</text:p>'),
    odt("empty paragraphs", "<text:p>Rain fell.</text:p><text:p/>"),
    odt("lists", "<text:list-item><text:p>Rain</text:p></text:list-item>", "<text:list>", "</text:list>"),
    odt("footnotes", '<text:p>Rain<text:note text:note-class="footnote"><text:note-citation>{n}</text:note-citation>'
        "<text:note-body><text:p>A</text:p></text:note-body></text:note></text:p>"),
    old_kindle("paragraphs", "<p>Rain fell.</p>"),
    old_kindle("pages", f"{TITLE}<p>{PROSE}</p>{BREAK}"),
    old_kindle("pages in the contents", f"{BREAK}{TITLE}<p>{PROSE}</p>", listed=True),
    old_kindle("quotations in quotations", "<blockquote>a"),
    new_kindle("pages in the contents", "<p>Rain fell.</p>" + f"<p>{PROSE}</p>"),
    new_kindle("short pages in the contents", "<h2>A {w}</h2><p>a</p>"),
    pdf("lines", "{w} fell on the weir, and {w} rose"),
    pdf("paragraphs", "{w} fell on the weir, and {w} rose", indent_each=3),
    pdf("lines that are alike", "A"),
    pdf("pages in the bookmarks", "{w} fell on the weir, and {w} rose", marks=True),
)  # fmt: skip

"""Documents of other programs: FictionBook, OpenDocument, RTF, PDF and Kindle books, damaged in their own ways."""

from __future__ import annotations

import re
import struct
from random import Random

from tests.fuzzing.case import Case
from tests.fuzzing.mutation import (
    ODD,
    as_toml,
    mutated_bytes,
    mutated_markup,
    mutated_members,
    mutated_text,
    mutated_value,
    some,
    zipped,
)
from tests.fuzzing.stories import HEADINGS, NOTES, SENTENCES, commands, page_body, seeds
from tests.reading.kindle_files import azw3, mobi
from tests.reading.pdf.writer import FONTS, HEIGHT, Pdf, Text, lines

FB2 = (
    "<body>", "</body>", "<body name='notes'>", "<section>", "</section>", "<section id='n1'>", "<title>", "</title>",
    "<p>", "</p>", "<empty-line/>", "<subtitle>* * *</subtitle>", "<poem>", "<stanza>", "<v>", "</poem>", "<cite>",
    "<epigraph>", "<text-author>", "<annotation>", "<emphasis>", "</emphasis>", "<strong>", "<strikethrough>", "<code>",
    "<table>", "<tr>", "<td>", "<image l:href='#cover.png'/>", "<image/>", "<a l:href='#n1' type='note'>", "</a>",
    "<binary id='cover.png' content-type='image/png'>!!!</binary>", "<binary>", "<description>", "</description>",
    "<title-info>", "<sequence name='' number='x'/>", "<sequence/>", "<date value='9999-99-99'/>", "<lang>xx</lang>",
    "<genre>", "<author>", "<nickname/>", "<custom-info info-type='x'>y</custom-info>",
    "<!DOCTYPE a [<!ENTITY e 'x'>]>&e;",
    "<FictionBook>", "</FictionBook>", "<stylesheet>", "<x:y>",
)  # fmt: skip
FODT = (
    "<text:p>", "</text:p>", "<text:h text:outline-level='1'>", "<text:h text:outline-level='x'>", "</text:h>",
    "<text:span text:style-name='T1'>", "<text:s text:c='3'/>", "<text:s text:c='999999'/>", "<text:s text:c='-1'/>",
    "<text:tab/>", "<text:line-break/>", "<text:note text:note-class='footnote'>", "<text:note-body>", "</text:note>",
    "<text:list>", "<text:list-item>", "<text:section>", "<text:soft-page-break/>", "<text:bookmark text:name='x'/>",
    "<text:tracked-changes>", "<text:deletion>", "<text:change-start text:change-id='c'/>", "<office:annotation>",
    "<table:table>", "<table:table-cell table:number-columns-repeated='99'>", "<draw:frame>", "<draw:text-box>",
    "<draw:image xlink:href='x'/>", "<text:a xlink:href='#x'>", "<text:toc>", "<text:table-of-content>",
    "<office:text>",
    "</office:body>", "<style:style style:name='T1' style:parent-style-name='T1'/>", "<text:ruby>",
    "<text:hidden-text/>",
)  # fmt: skip
VALUES = ("", "x", "0", "-1", "1", "#n1", "note", "cover.png", "9" * 30, "T1", "en", "²", "true", "notes", "http://[")
RTF = (
    "\\par", "\\pard", "\\plain", "\\b", "\\b0", "\\i", "{", "}", "\\u8212?", "\\u-1?", "\\u99999?", "\\uc0", "\\uc9",
    "\\uc-1", "\\'e9", "\\'zz", "\\'", "\\bin5 abc", "\\bin99999999 ", "\\bin-1 ", "\\*", "{\\*\\x y}", "\\footnote",
    "{\\footnote\\chftn}", "\\chftn", "\\field", "{\\*\\fldinst HYPERLINK", "\\fldrslt", "\\intbl", "\\cell", "\\row",
    "\\line", "\\page", "\\sect", "\\tab", "\\emdash", "\\ldblquote", "\\~", "\\-", "\\_", "\\{", "\\}", "\\\\", "\\\n",
    "\\s1", "\\s99", "\\outlinelevel0", "\\cs10", "\\f1", "\\f99", "\\fcharset204", "\\ansicpg1252", "\\ansicpg99999",
    "\\mac", "\\pict", "\\v", "\\v0", "\\deleted", "\\super", "\\fs40", "\\fs", "\\fs-1", "\\qc", "\\li720", "\\caps",
    "{\\info{\\title x}}", "{\\stylesheet", "{\\fonttbl", "\\upr", "{\\upr{a}{\\*\\ud{b}}}", "\\object", "\\result",
    "\\trowd", "\\listtext", "{\\pntext", "\\lquote", "\\rquote", "\\" + "a" * 300, "\\b" + "9" * 40, "\x00",
)  # fmt: skip
PDF_WORDS = (
    b"/Length", b"/Kids", b"/Count", b"/Parent", b"/Contents", b"/Outlines", b"/Dest", b"/First", b"/Next", b"xref",
    b"trailer", b"startxref", b"endobj", b"stream", b"endstream", b" obj", b" R", b"/Font", b"/MediaBox", b"/Type/Page",
    b"Tf", b"Td", b"Tj", b"BT", b"ET", b"/Encoding", b"/BaseFont", b"%PDF-1.4", b"/Info",
)  # fmt: skip
PDF_VALUES = (b"0", b"-1", b"99999999", b"<<", b">>", b"[", b"]", b"null", b"1 0 R", b"2 0 R", b"/", b"(", b")", b"<",
              b"",
              b"1e99", b"4 0 R", b"true")  # fmt: skip


def fb2_case(chance: Random) -> Case:
    """A FictionBook file, as it is or in an archive."""
    text = seeds(".fb2")[0].read_bytes().decode("cp1251")
    if chance.random() < 0.4:
        body = "".join(f"<p>{chance.choice((*SENTENCES, *NOTES))}</p>" for _ in range(some(chance, 9)))
        text = text.replace(
            "<body>", f"<body><section><title><p>{chance.choice(HEADINGS)}</p></title>{body}</section>", 1
        )
    text = mutated_markup(chance, text, (*FB2, *SENTENCES), VALUES)
    coding = chance.choice(("windows-1251", "utf-8", "utf-16", "x-nothing"))
    text = text.replace("windows-1251", coding, 1)
    data = text.encode("utf-8" if coding == "x-nothing" else coding, "replace")
    data = mutated_bytes(chance, data) if chance.random() < 0.3 else data
    if chance.random() < 0.2:
        members = mutated_members(chance, [("story.fb2", data)], ("x.fb2", "story.txt", "a/b.fb2"))
        return _document(chance, "fb2", "story.fb2.zip", zipped(chance, members))
    return _document(chance, "fb2", "story.fb2", data)


def odt_case(chance: Random) -> Case:
    """An OpenDocument text, flat or as an archive."""
    text = mutated_markup(chance, seeds(".fodt")[0].read_text("utf-8"), (*FODT, *SENTENCES), VALUES)
    data = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.5:
        return _document(chance, "odt", "story.fodt", mutated_bytes(chance, data) if chance.random() < 0.3 else data)
    kind = b"application/vnd.oasis.opendocument.text"
    members = [("mimetype", kind), ("content.xml", data), ("meta.xml", data), ("styles.xml", data)]
    return _document(chance, "odt", "story.odt", zipped(chance, mutated_members(chance, members, ("content.xml", "x"))))


def rtf_case(chance: Random) -> Case:
    """A rich text, with control words anywhere."""
    text = seeds(".rtf")[0].read_bytes().decode("latin-1")
    for _ in range(some(chance, 15)):
        at = chance.choice([0, len(text), *(found.start() for found in re.finditer(r"[\\{} ]", text))])
        word = chance.choice((*RTF, *SENTENCES, *HEADINGS)) * chance.choice((1, 1, 1, 1, 30))
        text = text[:at] + word + chance.choice(("", " ")) + text[at + chance.choice((0, 0, 1, some(chance, 30))) :]
    if chance.random() < 0.3:
        text = mutated_text(chance, text, RTF)
    if chance.random() < 0.03:
        text = "{\\rtf1" + chance.choice(("{", "\\b{", "{\\footnote ", "{\\*\\x{")) * 5000 + text
    data = text.encode("latin-1", "replace")
    return _document(chance, "rtf", "story.rtf", mutated_bytes(chance, data) if chance.random() < 0.3 else data)


def pdf_case(chance: Random) -> Case:
    """A PDF of a few pages whose objects, references and operators are damaged."""
    pages = [_page(chance) for _ in range(some(chance, 5))]
    marks = [(chance.choice(HEADINGS), chance.randrange(len(pages)), chance.choice((480.0, 0.0, -1e9)))
             for _ in range(chance.choice((0, 0, 1, 4)))]  # fmt: skip
    about = {"Title": chance.choice(("Doors", "", "\x00", "x" * 500)), "Author": "Ann", "CreationDate": "D:99999999"}
    pictures = frozenset(number for number in range(len(pages)) if chance.random() < 0.1)
    data = Pdf(pages, marks, about if chance.random() < 0.6 else {}, pictures).build()
    for _ in range(chance.choice((0, 0, 1, 2, 8))):
        data = _damaged_pdf(chance, data)
    return _document(chance, "pdf", "story.pdf", data)


def _page(chance: Random) -> list[Text]:
    words = chance.choices((*SENTENCES, *HEADINGS, *NOTES), k=some(chance, 20))
    texts = lines(*(word.replace("\n", " ").encode("cp1252", "replace").decode("cp1252")[:70] for word in words))
    if chance.random() < 0.3:
        y = chance.choice((0, 20, HEIGHT - 20, -50, 1e6))
        texts += [Text(chance.choice(("12", "Two Doors", "1", "*")), chance.choice((-9.0, 40.0, 1e7)), y,
                       chance.choice((0.0, 6.0, 300.0, -11.0)), chance.choice(list(FONTS)))]  # fmt: skip
    return texts


def _damaged_pdf(chance: Random, data: bytes) -> bytes:
    way = chance.randrange(4)
    if way == 0:
        return mutated_bytes(chance, data)
    places = [found.start() for word in chance.sample(PDF_WORDS, 6) for found in re.finditer(re.escape(word), data)]
    at = chance.choice(places or [0])
    end = at + chance.choice((0, 1, 4, 9, 40))
    if way == 1:
        return data[:at] + chance.choice(PDF_VALUES) + data[end:]
    if way == 2:
        return data[:at] + chance.choice(PDF_WORDS) + b" " + chance.choice(PDF_VALUES) + data[at:]
    return re.sub(rb"\d+", lambda found: chance.choice((found[0], found[0], b"0", b"3", b"99999")), data, count=40)


def kindle_case(chance: Random) -> Case:
    """A Kindle book of the older or the newer kind, with its records and tables damaged."""
    page = f"<p>{page_body(chance) if chance.random() < 0.3 else chance.choice(SENTENCES)}</p>".encode(
        "utf-8", "replace"
    )
    if chance.random() < 0.5:
        text = b"<html><head><guide></guide></head><body>" + b"<mbp:pagebreak/>".join((page, page)) + b"</body></html>"
        data = mobi(text, {chance.choice(HEADINGS): chance.randint(0, len(text)), "Two": len(text) // 2})
    else:
        frame = b"<html><head></head><body></body></html>"
        place = frame.index(b"</body>")
        data = azw3([(frame, page, place), (frame, page, place)], {"One": 0, "Two": chance.choice((1, 0, 99))})
    found = bytearray(data)
    for _ in range(chance.choice((0, 1, 1, 3, 10))):
        # Most of what counts stands in the first records: the list of records, the headers, the tables.
        at = chance.randrange(min(len(found), chance.choice((80, 200, 600, len(found)))))
        size = chance.choice((1, 2, 4))
        found[at : at + size] = chance.choice(
            (bytes(size), b"\xff" * size, struct.pack(">L", chance.randrange(4000))[-size:])
        )
    data = bytes(found[: chance.randint(0, len(found))]) if chance.random() < 0.1 else bytes(found)
    return _document(chance, "kindle", chance.choice(("story.mobi", "story.azw3")), data)


def settings_file_case(chance: Random) -> Case:
    """The settings file of a workspace, which sets options of commands."""
    values = (True, False, 1, 0, -1, 1.5, "x", "", "mp3,epub", "4G", "heart", [], ["mp3"], {"a": 1}, *ODD[:9], "silent")
    names = ("jobs", "format", "speed", "engine", "voice", "output", "cache-size", "quiet", "json", "notes", "to",
             "size", "port", "single-voice", "no-emotion", "full_cast", "help", "cast", "nothing")  # fmt: skip
    tables = {
        table: {name: chance.choice(values) for name in chance.sample(names, some(chance, 4))}
        for table in chance.sample(("make", "inspect", "cast", "serve", "cache", "cache.trim", "all", "x", "config"), 3)
    }
    data = as_toml(chance, mutated_value(chance, tables))
    story = b"The Doors\n\nby Ann\n\nChapter 1\n\n\xe2\x80\x9cGo in,\xe2\x80\x9d said Ann.\n"
    run = (("config",), ("config", "make", "--json"), ("make", "story.txt", "--dry-run"), ("inspect", "story.txt"))
    return Case("settings", (("story.txt", story), ("audiobook.toml", data)), tuple(chance.sample(run, 2)))


def _document(chance: Random, kind: str, name: str, data: bytes) -> Case:
    return Case(kind, ((name, data),), commands(chance, name))

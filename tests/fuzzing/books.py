"""E-books and Word documents, made up member by member and then damaged in their parts or as archives."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from random import Random

from tests.fuzzing.case import Case
from tests.fuzzing.mutation import mutated_bytes, mutated_markup, mutated_members, mutated_text, some, zipped
from tests.fuzzing.stories import ATTRIBUTES, HEADINGS, SENTENCES, TAGS, commands, page_body, seeds
from tests.reading import books

Members = list[tuple[str, bytes]]
XML = (
    "<item/>", "<itemref idref='i0'/>", "<itemref/>", "<spine>", "<manifest>", "<meta name='cover' content='i0'/>",
    "<navPoint>",
    "</navPoint>", "<content src='1.xhtml#x'/>", "<content/>", "<navLabel/>", "<text>", "<rootfile/>",
    "<rootfile full-path='../x'/>",
    "<dc:title>", "</dc:title>", "<dc:creator>", "<dc:date>9999-99-99</dc:date>", "<dc:language>xx</dc:language>",
    "<guide>", "&l9;",
    "<reference type='cover' href='1.xhtml'/>", "<reference type='toc' href='%'/>",
    "<!DOCTYPE a [<!ENTITY l9 'x'>]>", "<?xml version='1.1'?>",
    "<meta property='belongs-to-collection'>", "<meta refines='#x'>", "<li><a href='1.xhtml#a'>",
    "<nav epub:type='toc'>", "<nav>", "<ol>",
)  # fmt: skip
LINKS = (
    "1.xhtml", "2.xhtml#a", "#a", "", "../1.xhtml", "%2e%2e/1.xhtml", "/1.xhtml", "C:/1.xhtml", "nav.xhtml",
    "toc.ncx", "book.opf", "no.xhtml",
    "1.xhtml#%ff", "http://x/1.xhtml", "1.xhtml?x", "i0", "i1", "nav", "ncx", "cover-image", "no", "yes",
    "application/xhtml+xml", "image/png",
    "dot.png", "\u200b", "a" * 300, "nav cover-image", "application/x-dtbncx+xml", "text/html", "%00", "\\", ".",
    "..", "OPS", "titlepage",
)  # fmt: skip
NAMES = ("OPS/1.xhtml", "OPS/2.xhtml", "mimetype", "META-INF/container.xml", "META-INF/encryption.xml",
"META-INF/rights.xml", "../x.xhtml",
         "/x", "C:/x", "a\\b", "OPS/", "", ".", "OPS/x.opf", "x.html", "\x00", "é.xhtml", "OPS/1.XHTML",
         "word/document.xml")  # fmt: skip
ENCRYPTION = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><EncryptedData>'
    '<EncryptionMethod Algorithm="{}"/></EncryptedData></encryption>'
)


def members_of(data: bytes) -> Members:
    """The files of an archive, in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def epub_case(chance: Random) -> Case:
    """An e-book."""
    members = [(name, _damaged_part(chance, name, data)) for name, data in members_of(_book(chance))]
    if chance.random() < 0.05:
        how = chance.choice(("http://www.idpf.org/2008/embedding", "x", ""))
        members.append(("META-INF/encryption.xml", ENCRYPTION.format(how).encode()))
    data = zipped(chance, mutated_members(chance, members, NAMES))
    return Case("epub", (("story.epub", data),), commands(chance, "story.epub"))


def _book(chance: Random) -> bytes:
    pages = {f"{number}.xhtml": _page(chance) for number in range(1, chance.choice((2, 2, 4, 6)))}
    points = "".join(_points(chance, list(pages), 0))
    nav = books.page(f'<nav epub:type="toc"><ol>{"".join(_rows(chance, list(pages), 0))}</ol></nav>')
    told = (
        "<dc:title>Doors</dc:title><dc:creator>Ann</dc:creator><dc:language>en</dc:language>"
        "<dc:date>2020-01-02</dc:date>"
    )
    return books.epub(
        pages,
        told if chance.random() < 0.8 else "",
        toc=books.ncx(points) if chance.random() < 0.6 else "",
        nav=nav if chance.random() < 0.5 else "",
        aside=frozenset(name for name in pages if chance.random() < 0.05),
        guide='<guide><reference type="cover" href="1.xhtml"/></guide>' if chance.random() < 0.2 else "",
        more={"OPS/dot.png": books.DOT},
        manifest='<item id="cover" href="dot.png" media-type="image/png" properties="cover-image"/>',
    )


def _page(chance: Random) -> str:
    if chance.random() < 0.3:
        return chance.choice(seeds(".html")).read_text("utf-8")
    rows = "".join(f"<p id='a{n}'>{chance.choice(SENTENCES)}</p>" for n in range(some(chance, 12)))
    return books.page(
        f"<h1 id='a'>{chance.choice(HEADINGS)}</h1>{rows}{page_body(chance) if chance.random() < 0.2 else ''}"
    )


def _points(chance: Random, pages: list[str], depth: int) -> Iterator[str]:
    for name in pages:
        inner = "".join(_points(chance, pages[:1], depth + 1)) if depth < 30 and chance.random() < 0.3 else ""
        yield books.point(chance.choice(HEADINGS), f"{name}{chance.choice(('', '#a', '#a0', '#none'))}", inner)


def _rows(chance: Random, pages: list[str], depth: int) -> Iterator[str]:
    for name in pages:
        inner = (
            f"<ol>{''.join(_rows(chance, pages[:1], depth + 1))}</ol>" if depth < 30 and chance.random() < 0.3 else ""
        )
        anchor = chance.choice(("", "#a", "#a1", "#none"))
        yield f'<li><a href="{name}{anchor}">{chance.choice(HEADINGS)}</a>{inner}</li>'


def _damaged_part(chance: Random, name: str, data: bytes) -> bytes:
    """A file of the book, now and then with its markup, its links or its bytes changed."""
    if chance.random() < 0.55 or name.endswith(".png"):
        return mutated_bytes(chance, data) if chance.random() < 0.05 else data
    text = data.decode()
    if name.endswith((".opf", ".ncx", "container.xml", "nav.xhtml")):
        return mutated_markup(chance, text, XML, LINKS).encode("utf-8", "surrogatepass")
    damaged = mutated_markup(chance, text, TAGS, (*ATTRIBUTES, *LINKS))
    return damaged.encode(chance.choice(("utf-8", "utf-8", "utf-8", "utf-16", "latin-1")), "replace")


WORD = (
    "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>x</w:t>", "<w:t/>", "<w:br/>", "<w:br w:type='page'/>", "<w:tab/>",
    "<w:noBreakHyphen/>",
    "<w:pPr><w:pStyle w:val='H1'/></w:pPr>", "<w:pPr><w:pStyle/></w:pPr>", "<w:rPr><w:i w:val='0'/></w:rPr>",
    "<w:rPr><w:vertAlign/></w:rPr>",
    "<w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr>",
    "<w:numPr><w:ilvl w:val='x'/><w:numId/></w:numPr>",
    "<w:footnoteReference w:id='2'/>", "<w:footnoteReference/>", "<w:endnoteReference w:id='x'/>",
    "<w:commentReference w:id='0'/>",
    "<w:hyperlink r:id='r9'>", "<w:hyperlink w:anchor='x'>", "</w:hyperlink>", "<w:bookmarkStart w:name='x'/>",
    "<w:bookmarkStart/>",
    "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "<w:tcPr><w:gridSpan w:val='x'/></w:tcPr>",
    "<w:gridSpan/>",
    "<w:tcPr><w:gridSpan w:val='-1'/><w:vMerge/></w:tcPr>", "<w:vMerge w:val='restart'/>", "<w:sdt><w:sdtContent>",
    "</w:sdtContent></w:sdt>",
    "<w:sdt><w:sdtPr><wordml:checkbox/></w:sdtPr></w:sdt>", "<w:ins>", "</w:ins>", "<w:del>", "</w:del>",
    "<w:fldChar w:fldCharType='begin'/>",
    "<w:fldChar w:fldCharType='end'/>", "<w:fldChar/>", "<w:instrText> HYPERLINK \"x\" </w:instrText>",
    "<w:instrText>HYPERLINK</w:instrText>",
    "<w:sym w:font='Wingdings' w:char='F0FE'/>", "<w:sym w:char='zz'/>", "<w:sym/>", "<w:drawing>", "<w:pict>",
    "<v:imagedata r:id='r9'/>",
    "<mc:AlternateContent/>", "<w:smartTag>", "<w:txbxContent>", "<w:u w:val='single'/>", "<w:sectPr/>", "<w:caps/>",
    "<w:highlight w:val=''/>",
    "<w:sz w:val='x'/>", "<w:sz w:val='24'/>", "<w:ind w:left='x'/>", "<w:lastRenderedPageBreak/>",
    "<w:softHyphen/>", "<w:cr/>",
)  # fmt: skip
NAMESPACES = (
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wordml="http://schemas.microsoft.com/office/word/2010/wordml"'
)
PARTS = {
    "word/numbering.xml": "<w:numbering xmlns:w='{w}'><w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'>"
    "<w:numFmt w:val='decimal'/></w:lvl>"
    "</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num></w:numbering>",
    "word/footnotes.xml": "<w:footnotes xmlns:w='{w}'><w:footnote w:id='2'><w:p><w:r>"
    "<w:t>A note.</w:t></w:r></w:p></w:footnote></w:footnotes>",
    "word/endnotes.xml": "<w:endnotes xmlns:w='{w}'><w:endnote w:id='x'><w:p/></w:endnote></w:endnotes>",
    "word/comments.xml": "<w:comments xmlns:w='{w}'><w:comment w:id='0'><w:p/></w:comment></w:comments>",
}
RELATION = (
    '<Relationship Id="r{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"'
    ' Target="{}"{}/>'
)
RELATIONS = (
    ("numbering", "numbering.xml", ""), ("footnotes", "footnotes.xml", ""), ("endnotes", "endnotes.xml", ""),
    ("comments", "comments.xml", ""),
    ("hyperlink", "http://x/", ' TargetMode="External"'), ("image", "file:///etc/passwd", ' TargetMode="External"'),
    ("styles", "../../x", ""),
    ("footnotes", "no.xml", ""), ("image", "media/no.png", ""),
)  # fmt: skip


def docx_case(chance: Random) -> Case:
    """A Word document."""
    styles = ("", "", "", "H1", "H2", "Title", "None")
    rows = "".join(books.paragraph(_runs(chance), chance.choice(styles)) for _ in range(some(chance, 12)))
    core = "<dc:title>Doors</dc:title><dc:creator>Ann</dc:creator><dcterms:created>2020-13-45T99</dcterms:created>"
    members = members_of(books.docx(rows, core if chance.random() < 0.5 else ""))
    members += [
        (name, text.replace("{w}", books.WORD).encode()) for name, text in PARTS.items() if chance.random() < 0.6
    ]
    found = [(name, _damaged_word(chance, name, data)) for name, data in members]
    data = zipped(chance, mutated_members(chance, found, (*NAMES, *PARTS)))
    return Case("docx", (("story.docx", data),), commands(chance, "story.docx"))


def _runs(chance: Random) -> str:
    return "".join(
        books.run(
            chance.choice((*SENTENCES, *HEADINGS)).replace("&", "&amp;").replace("<", "&lt;"), chance.random() < 0.2
        )
        + (chance.choice(WORD) if chance.random() < 0.1 else "")
        for _ in range(chance.randint(1, 3))
    )


def _damaged_word(chance: Random, name: str, data: bytes) -> bytes:
    text = data.decode().replace("<w:document ", f"<w:document{NAMESPACES} ", 1)
    if name.endswith("document.xml.rels"):
        more = "".join(RELATION.format(9 - n, *one) for n, one in enumerate(chance.sample(RELATIONS, 5)))
        text = text.replace("</Relationships>", f"{more}</Relationships>")
    if chance.random() < 0.4:
        text = mutated_markup(chance, text, WORD, ("", "x", "-1", "0", "1", "H1", "r9", "../x", "decimal", *LINKS[:6]))
    elif chance.random() < 0.05:
        text = mutated_text(chance, text)
    return text.encode("utf-8", "surrogatepass")

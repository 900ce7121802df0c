"""Texts of one shape each, as long as is asked: what a program that looks back too often grows slow on."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu".split()
PROSE = "The rain had stopped, and the harbour lay still under a pale sky. "
CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>',
}


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape of text by its name; `make` gives the bytes of a file of about so many bytes, `ending` is the file's."""

    name: str
    ending: str
    make: Callable[[int], bytes]


def text(name: str, unit: str, before: str = "", after: str = "", ending: str = ".txt") -> Shape:
    """A shape that repeats `unit`, in which {n} is its number, {w} a word and {N} a name of its own, {r} in Roman."""
    return Shape(name, ending, lambda size: (before + repeated(unit, size) + after).encode())


def markdown(name: str, unit: str, before: str = "# A\n\n", after: str = "") -> Shape:
    return text(f"md: {name}", unit, before, after, ".md")


def html(name: str, unit: str, before: str = "", after: str = "") -> Shape:
    start, end = "<html><head><title>A</title></head><body>", "</body></html>"
    return text(f"html: {name}", unit, start + before, after + end, ".html")


def repeated(unit: str, size: int) -> str:
    """The unit again and again, filled in, until there are `size` bytes."""
    fixed = not any(field in unit for field in ("{n}", "{w}", "{N}", "{r}"))
    if fixed:
        return unit * max(1, size // len(unit.encode()))
    parts, length = [], 0
    for number in count(1):
        part = filled(unit, number)
        parts.append(part)
        length += len(part.encode())
        if length >= size:
            return "".join(parts)
    raise AssertionError


def filled(unit: str, number: int) -> str:
    word = word_of(number)
    numeral = roman(number) if "{r}" in unit and number < 4000 else str(number)
    for field, value in (("{n}", str(number)), ("{w}", word), ("{N}", word.capitalize()), ("{r}", numeral)):
        unit = unit.replace(field, value)
    return unit


def word_of(number: int) -> str:
    """A word that no other number has."""
    found = "l"
    while number:
        number, digit = divmod(number, len(SYLLABLES))
        found += SYLLABLES[digit]
    return found


def roman(number: int) -> str:
    """A number below 4000 in Roman numerals."""
    signs = "M CM D CD C XC L XL X IX V IV I".split()
    found = ""
    for sign, value in zip(signs, (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), strict=True):
        times, number = divmod(number, value)
        found += sign * times
    return found


def nested(name: str, opening: str, closing: str, ending: str = ".txt", inside: str = "word") -> Shape:
    """A shape that opens again and again, and then closes as often."""
    each = len((opening + closing).encode())
    return Shape(name, ending, lambda size: (opening * (size // each) + inside + closing * (size // each)).encode())


def zipped(files: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def docx(name: str, unit: str, before: str = "", after: str = "") -> Shape:
    def make(size: int) -> bytes:
        body = before + repeated(unit, size) + after
        return zipped(
            {**WORD_PARTS, "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'}
        )

    return Shape(f"docx: {name}", ".docx", make)


def epub(name: str, page: str, pages: str = "", entry: str = "", before: str = "") -> Shape:
    """An e-book: one page of `page` again and again, or many `pages`; its contents are `entry` again and again."""

    def make(size: int) -> bytes:
        if pages:
            number = max(1, size // 200)
            bodies = [filled(pages, one) for one in range(1, number + 1)]
        else:
            bodies = [before + repeated(page, size)]
        contents = repeated(entry, size // 2) if entry else ""
        return zipped(book(bodies, contents))

    return Shape(f"epub: {name}", ".epub", make)


def book(bodies: list[str], contents: str) -> dict[str, str]:
    names = [f"p{number}.xhtml" for number in range(1, len(bodies) + 1)]
    items = "".join(f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in names)
    spine = "".join(f'<itemref idref="{name}"/>' for name in names)
    nav = '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>' if contents else ""
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A</dc:title></metadata><manifest>{items}{nav}</manifest>'
        f"<spine>{spine}</spine></package>"
    )
    files = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "book.opf": package}
    files |= {name: as_page(body) for name, body in zip(names, bodies, strict=True)}
    if contents:
        files["nav.xhtml"] = as_page(f'<nav epub:type="toc"><ol>{contents}</ol></nav>')
    return files


def as_page(body: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title/></head><body>{body}</body></html>'
    )


PARAGRAPH = PROSE * 2 + "\n\n"
WORD_RUN = '<w:r><w:t xml:space="preserve">Some words. </w:t></w:r>'

SHAPES = (
    # Lines and paragraphs.
    text("prose in paragraphs", PARAGRAPH),
    text("prose in one paragraph", PROSE),
    text("prose in one paragraph, no stop", "the rain and the wind and "),
    text("one word a paragraph", "Rain\n\n"),
    text("one small word a paragraph", "rain\n\n"),
    text("one new word a paragraph", "{N}\n\n"),
    text("one new small word a paragraph", "{w}\n\n"),
    text("one word a line", "rain\n"),
    text("one new word a line", "{w}\n"),
    text("one letter a line", "a\n"),
    text("hard-wrapped", "The rain had stopped, and the harbour lay still under a pale sky\n"),
    text("hard-wrapped paragraphs", ("The rain had stopped, and the harbour lay still under a pale sky\n" * 4) + "\n"),
    text("verse", "    The rain,\n      the rain,\n\n"),
    text("empty lines", "\n", "A.\n", "B."),
    text("blank lines now and then", "Rain fell.\n\nRain fell.\n\nRain fell.\n\n\n\n"),
    text("spaces", " ", "A.", "B."),
    text("spaces between words", "word" + " " * 30),
    text("tabs", "\t", "A.", "B."),
    text("CRLF", "Rain fell.\r\n\r\n"),
    text("CRLF, indented below a label", "\tRain fell.\r\n", "Time: now\r\n"),
    text("CR", "Rain fell.\r\r"),
    text("line separators", "Rain fell.\u2028"),
    text("form feeds", "Rain fell.\f"),
    text("NULs", PROSE + "\0"),
    text("one long word", "rain"),
    text("long words", "rain" * 60 + " "),
    text("one letter", "a"),
    text("one capital", "A"),
    text("new words", "{w} "),
    # Emphasis.
    text("*he*", "*he* "),
    text("_he_", "_he_ "),
    text("***he***", "***he*** "),
    text("*so* in sentences", "It was *so* good, and *she* knew. "),
    text("emphasis never closed", "*he "),
    text("emphasis across words", "*he went "),
    text("emphasis in words", "un*bel*ievable "),
    text("stars in a row", "*"),
    text("stars apart", "* "),
    text("underscores in a row", "_"),
    text("tildes", "~"),
    text("thoughts in italics", "*I am late.* She ran. "),
    text("thoughts in lines", "*I am late.*\n\n"),
    text("italics over sentences", "*I am late. She ran. "),
    text("capitals", "IT IS HIS. "),
    text("capitals in sentences", "He said that it WAS his. "),
    # Quotation marks.
    text("dialogue", "“Go,” said Tom.\n\n“No,” said Ann.\n\n"),
    text("dialogue in one paragraph", "“Go,” said Tom. "),
    text("straight dialogue in one paragraph", '"Go," said Tom. '),
    text("single dialogue in one paragraph", "‘Go,’ said Tom. "),
    text("dialogue without tags", "“Go.”\n\n“No.”\n\n"),
    text("quotations in one paragraph", "“Go.” "),
    text("quotations never closed", "“Go, he said.\n\n"),
    text("quotations never closed, one paragraph", "“Go, he said. "),
    text("speech over paragraphs", "“I went on and on.\n\n"),
    text("quotation in quotation", "“I said ‘go’ to him,” said Tom. "),
    text("opening marks", "“"),
    text("closing marks", "”"),
    text("straight marks", '"'),
    text("straight marks apart", '" '),
    text("opening marks before words", "“word "),
    text("closing marks behind words", "word” "),
    text("apostrophes", "'"),
    text("apostrophes at words", "'word "),
    text("clipped words", "’tis singin’ o’ th’ "),
    text("backticks", "`"),
    text("guillemets", "«Go», "),
    text("low marks", "„Go“, "),
    text("corners", "「Go」"),
    text("dashes as speech", "—Go, said Tom.\n\n"),
    text("all marks", "“‘«„`'\""),
    nested("nested quotations", "“so ‘", "’ so”"),
    nested("nested double marks", "“so ", " so”"),
    nested("nested brackets", "(so ", " so)"),
    # Names and speakers.
    text("a new name a line of speech", "“Go,” said {N}.\n\n"),
    text("a new name a paragraph", "{N} went home. He slept.\n\n"),
    text("new names in one paragraph", "{N} went home. "),
    text("new names in a list", "{N}, "),
    text("new full names", "“Go,” said {N} Dale.\n\n"),
    text("new family names", "“Go,” said John {N}.\n\n"),
    text("new titled names", "“Go,” said Mr. {N}.\n\n"),
    text("new titles", "“Go,” said Captain {N} of the ship.\n\n“No,” said the captain.\n\n"),
    text("names shortened", "“Ba{w}, go!” said Ba{w}{w}.\n\n"),
    text("names called", "“{N}, go!” he said.\n\n"),
    text("two new names", "“Go, {N}!” said Mrs. {N}, and Tom said nothing.\n\n"),
    text("described speakers", "“Go,” said the {w}.\n\n"),
    text("described speakers, two words", "“Go,” said the old {w}.\n\n"),
    text("five lines a name", "“Go,” said {N}.\n\n" * 5),
    text("pronouns", "“Go,” he said.\n\n“No,” she said.\n\n"),
    text("tags in a row", "“Go,” he said, she said, Tom said, said Ann. "),
    text("told by I", "“Go,” I said. I went.\n\n"),
    text("long paragraphs with names", ("Tom saw Ann. " * 40) + "“Go,” he said.\n\n"),
    text("kinship", "“Go,” said his mother. “Aunt {N} is here.”\n\n"),
    text("ages", "{N}, a boy of ten, met old Mrs. {N}. “Go,” said {N}.\n\n"),
    text("possessives", "{N}’s friend’s {N}’s hat. "),
    text("honorifics", "{N}-san met {N}-kun. "),
    # Headings.
    text("chapters", "Chapter {n}\n\nRain fell.\n\n"),
    text("titled chapters", "Chapter {n}: The {N}\n\nRain fell.\n\n"),
    text("Roman chapters", "CHAPTER {r}\n\nRain fell.\n\n"),
    text("the same chapter", "Chapter 1\n\nRain fell.\n\n"),
    text("chapter headings only", "Chapter {n}\n\n"),
    text("chapter headings in lines", "Chapter {n}\n"),
    text("the same heading only", "Chapter 1\n\n"),
    text("numbers", "{n}\n\nRain fell.\n\n"),
    text("numbers only", "{n}\n\n"),
    text("numbers in lines", "{n}\n"),
    text("Roman numerals", "{r}\n\nRain fell.\n\n"),
    text("Roman numerals only", "{r}\n\n"),
    text("the same numeral", "I\n\n"),
    text("numbered titles", "{n}. The {N}\n\nRain fell.\n\n"),
    text("numbered titles in lines", "{n}. The {N}\n"),
    text("parts", "Part {n}\n\nChapter 1\n\nRain fell.\n\n"),
    text("parts only", "Part {n}\n\n"),
    text("prologues", "Prologue\n\nRain fell.\n\n"),
    text("interludes only", "Interlude\n\n"),
    text("contents lists", "Contents\n\nChapter 1\nChapter 2\nChapter 3\n\n"),
    text("capital lines", "THE RAIN\n\nRain fell.\n\n"),
    text("bylines", "Chapter {n} by Ann\n\nRain fell.\n\n"),
    text("page numbers", "The rain had stopped and\n\n{n}\n\nthe harbour lay still.\n\n"),
    # Headers, notes and breaks.
    text("labels", "Title: A\n"),
    text("labels in paragraphs", "Rating: K+\n\n"),
    text("notes", "Author's Note: Hello.\n\nRain fell.\n\n"),
    text("notes only", "A/N: Hello.\n\n"),
    text("notes in brackets", "Rain fell. (A/N: Hello.) "),
    text("notes that end", "Author's Notes:\n\nHello.\n\nEnd of notes.\n\nRain fell.\n\n"),
    text("brackets never closed", "(A/N: Hello "),
    text("breaks", "* * *\n\n"),
    text("breaks between", "Rain fell.\n\n* * *\n\n"),
    text("breaks of letters", "oOo\n\nRain fell.\n\n"),
    text("long lines of ornaments", "~*~ "),
    text("disclaimers", "Disclaimer: I own nothing.\n\nRain fell.\n\n"),
    # What is said in another way than it stands.
    text("digits", "1234567890"),
    text("numbers in a paragraph", "12 345 6,789 1.5 "),
    text("one number a sentence", "He had 7 cats. "),
    text("years", "In 1984 and 2001, "),
    text("dates", "On 3rd May 1984, at 10:30, "),
    text("money", "$1,234.56 £7 "),
    text("ranges", "1-2-3-4-"),
    text("versions", "1.1."),
    text("commas in numbers", "1,"),
    text("fractions", "1/2 3/4 "),
    text("Roman numerals in a paragraph", "Henry VIII and Louis XIV, "),
    text("stammering", "W-w-w-w-w-what? "),
    text("stammering without end", "W-"),
    text("drawn out", "Nooooooo! Ahhhhh! "),
    text("laughter", "haha"),
    text("cries", "?!?!"),
    text("stops", "."),
    text("stops apart", ". "),
    text("ellipses", "… "),
    text("dashes", "—"),
    text("dashes between words", "rain—"),
    text("hyphens", "-"),
    text("hyphens between words", "a-b-"),
    text("hyphens between long words", "rain-wind-"),
    text("commas", ","),
    text("colons", "a: "),
    text("slashes", "and/or/"),
    text("brackets", "("),
    text("square brackets", "["),
    text("braces", "{"),
    text("signs", "#@%&+=^|\\"),
    text("capital words", "STOP "),
    text("capitals with hyphens", "STOP-"),
    text("capitals apart", "S T O P "),
    text("one shout a paragraph", "STOP IT NOW!\n\n"),
    text("abbreviations", "Mr. e.g. U.S.A. "),
    text("initials", "A. B. "),
    text("addresses", "https://example.org/a?b=c "),
    text("one long address", "a/b?c=d&", "https://example.org/"),
    text("mail addresses", "ann@example.org "),
    text("one long mail address", "a.b@"),
    text("hidden letters", "b@st**d "),
    text("hashtags", "#rain @ann "),
    text("smileys", ":-) ;) xD "),
    text("emoji", "😀"),
    text("emoji in sentences", "Rain 😀 fell. "),
    text("joined emoji", "👩‍🚀👩‍"),
    text("flags", "🇩🇪"),
    text("combining marks", "\u0301", "e"),
    text("decomposed letters", "e\u0301 "),
    text("right to left", "שלום "),
    text("turning marks", "\u202eab\u202c "),
    text("hidden spaces", "\u200b"),
    text("soft hyphens", "ra\u00ad"),
    text("Japanese", "愛しています。"),
    text("Cyrillic", "Дождь шёл. "),
    text("accents", "naïve café "),
    text("footnote marks", "Rain[1] fell* here.\n\n"),
    text("lost characters", "\ufffd ab"),
    text("entities in text", "&amp; &#8220; "),
    text("tags in text", "<i>rain</i> "),
    # Markdown.
    markdown("headings", "## A {w}\n\nRain fell.\n\n"),
    markdown("headings only", "## A\n"),
    markdown("hashes", "#"),
    markdown("underlined headings", "A\n===\n\nRain fell.\n\n"),
    markdown("underlined headings only", "A\n-\n"),
    markdown("lines before a rule", "A\n", after="===\n"),
    markdown("emphasis", "*he* "),
    markdown("strong emphasis", "**he** and __she__ "),
    markdown("emphasis never closed", "*he "),
    markdown("emphasis in turns", "*a **b "),
    markdown("emphasis of both kinds", "*a _b "),
    markdown("stars in a row", "*"),
    markdown("underscored words", "a_b_"),
    markdown("square brackets", "["),
    markdown("links", "[a](b) "),
    markdown("links never closed", "[a]("),
    markdown("pictures never closed", "![a"),
    markdown("references", "[{w}]: http://example.org/{w}\n"),
    markdown("uses of references", "[a] ", "[a]: b\n\n"),
    markdown("addresses", "<http://a.b> "),
    markdown("angles", "<a "),
    markdown("code", "`a` "),
    markdown("backticks of all lengths", "`a``b```c"),
    markdown("fences", "```\na\n```\n\n"),
    markdown("fence never closed", "a\n\n", "```\n"),
    markdown("quotations", "> A rain.\n\n"),
    markdown("nested quotations", "> ", after="A"),
    markdown("lists", "- A rain\n"),
    markdown("lists in paragraphs", "- A rain\n\n"),
    markdown("numbered lists", "1. A rain\n"),
    markdown("lists in lists", "- - - A\n"),
    markdown("tables", "| a | b |\n", "| a | b |\n|---|---|\n"),
    markdown("wide tables", "| a ", after="|\n|---|\n"),
    markdown("rules", "---\n\n"),
    markdown("line breaks", "Rain  \n"),
    markdown("escapes", "\\*"),
    markdown("entities", "&amp;"),
    markdown("page inside", "<div>\n\nA\n\n</div>\n\n"),
    markdown("tags inside", "<b>A</b> "),
    markdown("comments never closed", "<!-- a "),
    markdown("footnotes", "Rain[^{n}].\n\n[^{n}]: A note.\n\n"),
    markdown("front matter", "{w}: a\n", "---\n", "---\n\nRain fell.\n"),
    markdown("crossed out", "~~a~~ "),
    # Web pages.
    html("paragraphs", "<p>Rain fell.</p>"),
    html("one word a paragraph", "<p>Rain</p>"),
    html("lines", "Rain fell.<br>"),
    html("double lines", "Rain fell.<br><br>", "<p>", "</p>"),
    html("emphasis", "<i>he</i> ", "<p>", "</p>"),
    html("emphasis and words", "so <b>he</b>s ", "<p>", "</p>"),
    html("empty emphasis", "<i></i>a", "<p>", "</p>"),
    html("text alone", "Rain fell. "),
    html("spans", "<span>rain </span>", "<p>", "</p>"),
    html("styled spans", "<span style='font-style: italic'>rain</span> ", "<p>", "</p>"),
    html("divisions", "<div>Rain fell.</div>"),
    html("unclosed paragraphs", "<p>Rain"),
    html("unclosed emphasis", "<i>rain "),
    html("closing tags", "</p></i>a"),
    nested("html: nested divisions", "<div>", "</div>", ".html"),
    nested("html: nested spans", "<span>a ", "</span>", ".html"),
    nested("html: nested emphasis", "<i><b>", "</b></i>", ".html"),
    nested("html: nested quotations", "<blockquote>a", "</blockquote>", ".html"),
    nested("html: nested lists", "<ul><li>a", "</li></ul>", ".html"),
    nested("html: nested tables", "<table><tr><td>a", "</td></tr></table>", ".html"),
    html("ids", "<p id='a{n}'>Rain fell.</p>"),
    html("links to ids", "<a href='#a{n}'>a</a> <span id='a{n}'>b</span> ", "<p>", "</p>"),
    html("links", "<a href='http://example.org/'>rain</a> ", "<p>", "</p>"),
    html("links to one id", "<a href='#a'>a</a> ", "<p id='a'>", "</p>"),
    html("links in paragraphs", "<p><a href='#a{n}'>a</a></p>"),
    html("anchors", "<a name='a{n}'></a>a ", "<p>", "</p>"),
    html("footnotes", "<p>Rain<sup><a href='#f{n}' id='r{n}'>{n}</a></sup>.</p>"
         "<p id='f{n}'><a href='#r{n}'>{n}</a> A note.</p>"),
    html("footnotes in a list", "<p>Rain<a href='#f{n}'>[{n}]</a> fell.</p>", after="<ol><li id='f1'>A</li></ol>"),
    html("raised", "a<sup>1</sup> ", "<p>", "</p>"),
    html("ruby", "<ruby>愛<rt>ai</rt></ruby>", "<p>", "</p>"),
    html("ruby in one", "愛<rt>ai</rt>", "<p><ruby>", "</ruby></p>"),
    html("ruby with brackets", "<ruby>愛<rp>(</rp><rt>ai</rt><rp>)</rp></ruby>", "<p>", "</p>"),
    html("attributes", " a{n}='b'", "<p", ">Rain fell.</p>"),
    html("classes", "c{n} ", "<p class='", "'>Rain fell.</p>"),
    html("attributes on each", "<p class='a b c' style='d: e' title='f'>Rain</p>"),
    html("headings", "<h2>A</h2><p>Rain fell.</p>"),
    html("headings only", "<h2>A</h2>"),
    html("chapters", "<h2>Chapter {n}</h2><p>Rain fell.</p>"),
    html("rules", "<p>Rain fell.</p><hr>"),
    html("lists", "<li>Rain fell.</li>", "<ul>", "</ul>"),
    html("numbered lists", "<li>Rain fell.</li>", "<ol>", "</ol>"),
    html("lists of one", "<ul><li>Rain fell.</li></ul>"),
    html("rows", "<tr><td>a</td><td>b</td></tr>", "<table>", "</table>"),
    html("cells", "<td>a</td>", "<table><tr>", "</tr></table>"),
    html("tables", "<table><tr><td>a</td><td>b</td></tr></table>"),
    html("entities", "&amp;&eacute;&#8220;", "<p>", "</p>"),
    html("comments", "<!-- a -->b ", "<p>", "</p>"),
    html("pictures", "<img src='a.png' alt='b'>", "<p>", "</p>"),
    html("scripts", "<script>a</script>b "),
    html("quotations", "<blockquote>Rain fell.</blockquote>"),
    html("preformatted", "Rain fell.\n", "<pre>", "</pre>"),
    html("centred", "<center>Rain fell.</center>"),
    html("hidden", "<p style='display:none'>a</p><p>b</p>"),
    html("meta tags", "<meta name='a{n}' content='b'>"),
    html("definitions", "<dt>a</dt><dd>b</dd>", "<dl>", "</dl>"),
    html("captions", "<p>Notes</p><blockquote>Hello.</blockquote>"),
    html("AO3 chapters", "<h2 class='heading'>Chapter {n}</h2><div class='userstuff'><p>Rain fell.</p></div>",
         "<div id='preface'><h1>A</h1></div><div id='chapters'>", "</div>"),
    html("AO3 tags", "<dt>a:</dt><dd>b, c</dd>", "<div id='preface'><dl class='tags'>", "</dl><h1>A</h1></div>"
         "<div id='chapters'><p>Rain fell.</p></div>"),
    html("site furniture", "<nav>a</nav><p>Rain fell.</p>"),
    html("articles", "<article><p>Rain fell.</p></article>"),
    # E-books.
    epub("one page", "<p>Rain fell.</p>"),
    epub("many pages", "", "<h2>Chapter {n}</h2><p>" + PROSE + "</p>"),
    epub("contents by ids", "<h2 id='c{n}'>A {w}</h2><p>Rain fell.</p>",
         entry="<li><a href='p1.xhtml#c{n}'>A {w}</a></li>"),
    epub("contents of one place", "<p>Rain fell.</p>", entry="<li><a href='p1.xhtml'>A</a></li>"),
    epub("many pages in the contents", "", "<p>" + PROSE + "</p>", "<li><a href='p{n}.xhtml'>A</a></li>"),
    epub("footnotes", "<p>Rain<a epub:type='noteref' href='#f{n}'>{n}</a>.</p><aside epub:type='footnote' id='f{n}'>"
         "<p>A note.</p></aside>"),
    epub("footnotes on other pages", "", "<p>Rain fell<a epub:type='noteref' href='p1.xhtml#f{n}'>{n}</a> and "
         "fell.</p><p id='f{n}'>A note.</p>"),
    epub("ids", "<p id='a{n}'>Rain fell.</p>"),
    # Word documents.
    docx("paragraphs", f"<w:p>{WORD_RUN}</w:p>"),
    docx("runs", WORD_RUN, "<w:p>", "</w:p>"),
    docx("italics", f"<w:r><w:rPr><w:i/></w:rPr><w:t>so</w:t></w:r>{WORD_RUN}", "<w:p>", "</w:p>"),
    docx("tables", f"<w:tr><w:tc><w:p>{WORD_RUN}</w:p></w:tc></w:tr>", "<w:tbl>", "</w:tbl>"),
    docx("line breaks", "<w:r><w:t>Rain</w:t><w:br/></w:r>", "<w:p>", "</w:p>"),
    docx("bookmarks", '<w:bookmarkStart w:id="{n}" w:name="b{n}"/><w:r><w:t>a</w:t></w:r><w:bookmarkEnd w:id="{n}"/>',
         "<w:p>", "</w:p>"),
)  # fmt: skip

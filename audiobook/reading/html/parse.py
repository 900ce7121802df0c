"""Parses HTML and XHTML safely: nothing is fetched, no entity of a document's own is resolved, broken markup is mended.

All of lxml's types stop at this package's readers; what they hand on is Pieces.
"""

from __future__ import annotations

import codecs
import html
import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

from audiobook.errors import InputError
from audiobook.reading.decode import decode
from audiobook.reading.html.angle_brackets import escape_words

if TYPE_CHECKING:
    from lxml.etree import _Element

# Markup beyond this would take minutes and gigabytes; a novel of a million words has under fifty thousand tags.
MOST_TAGS = 1_500_000
MOST_BYTES = 128 * 1024 * 1024
# Where a document names its own encoding, it does so early.
DECLARATION_WITHIN = 4096
DECLARED = re.compile(
    rb"""(?:<meta[^>]{0,400}?charset\s*=\s*["']?|<\?xml[^>]{0,200}?encoding\s*=\s*["'])([\w.:-]{2,40})""", re.I
)
# Browsers read these names as the Windows code page that contains them, and so have all writers of such pages.
READ_AS = {"iso8859-1": "cp1252", "ascii": "cp1252"}
# What stands before the root: the XML declaration, comments, and a DOCTYPE, which may define entities.
PROLOG = re.compile(
    r"\s*(?:<\?xml[^>]{0,500}\?>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*(?:<!DOCTYPE[^\[>]{0,2000}(?:\[.*?\]\s*)?>)?\s*",
    re.IGNORECASE | re.DOTALL,
)
NAMED_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))
HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# Tags that only colour the text; pages that never close them nest a thousand deep.
INLINE_TAGS = re.compile(r"</?(?:font|span|i|b|u|em|strong|small|big|center|div)\b[^>]*>", re.IGNORECASE)


def parsed_html(source: str, path: Path) -> _Element:
    """The root of an HTML document, mended as browsers do; raises InputError where it is too large or too deep."""
    check_size(source, path)
    source = escape_words(source)
    root = _html_root(source)
    if root is None:
        # What nests this deep is colour that was never closed; without it the words are all still there.
        root = _html_root(INLINE_TAGS.sub(" ", source))
    if root is None:
        raise InputError(f"{path} nests its markup too deeply to be read; save it as plain text and try again")
    return root


def parsed_xhtml(source: str, path: Path) -> _Element:
    """The root of an XHTML document: as XML where it is well-formed, else mended as HTML."""
    check_size(source, path)
    root = _xml_root(_without_entities(source))
    return parsed_html(source, path) if root is None else root


def parsed_xml(source: str, path: Path) -> _Element | None:
    """The root of an XML document, None where it is none."""
    check_size(source, path)
    return _xml_root(_without_entities(source))


def check_size(source: str | bytes, path: Path) -> None:
    """Raises InputError where a document has more markup than a story can have."""
    tags = source.count("<") if isinstance(source, str) else source.count(b"<")
    if tags > MOST_TAGS or len(source) > MOST_BYTES:
        raise InputError(f"{path} has more markup than a story can have ({tags:,} tags); split it and try again")


def decoded_markup(data: bytes, path: Path) -> str:
    """The text of a document: as UTF-8 where it is that, else as it declares, else as its bytes look.

    Pages that were saved anew are UTF-8 and still declare what they were before; by chance, no text is valid UTF-8.
    """
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    declared = None if marked else DECLARED.search(data[:DECLARATION_WITHIN])
    named = [declared[1].decode("ascii")] if declared else []
    for name in named if data.isascii() else ["utf-8", *named]:
        text = None if marked else _as_declared(data, name)
        if text is not None:
            return text
    return decode(data, path)


def _as_declared(data: bytes, name: str) -> str | None:
    """The text in the encoding of that name, None where there is no such encoding or the bytes are not in it."""
    try:
        encoding = codecs.lookup(name).name
        if encoding.startswith("utf-16"):  # it could not be read as far as its declaration if it were
            return None
        return data.decode(READ_AS.get(encoding, encoding))
    except (LookupError, ValueError, TypeError, AttributeError):
        return None


def _html_root(source: str) -> _Element | None:
    """The root, None where the document is too deep for the parser, which then leaves out the rest."""
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True, recover=True
    )
    try:
        root = etree.fromstring(_without_prolog(source).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    if any("depth" in entry.message for entry in parser.error_log):
        return None
    return root if root is not None else etree.Element("html")


def _xml_root(source: str) -> _Element | None:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname.lower()
    return root


def _without_entities(source: str) -> str:
    """The document without its DOCTYPE, so that it has no entities of its own, and with HTML's as characters."""
    return NAMED_ENTITY.sub(_character, _without_prolog(source))


def _without_prolog(source: str) -> str:
    plain = NOT_IN_XML.sub("", source.lstrip("\ufeff"))
    prolog = PROLOG.match(plain)
    return plain[prolog.end() :] if prolog else plain


def _character(match: re.Match[str]) -> str:
    return match[0] if match[1] in XML_ENTITIES else html.unescape(match[0])


def elements(root: _Element, path: str) -> list[_Element]:
    """The elements that an XPath finds, in the document's order."""
    return cast("list[_Element]", root.xpath(path))


def attribute(element: _Element, name: str) -> str:
    """An attribute's value, "" where the element has none."""
    return str(element.get(name) or "")


def classes(element: _Element) -> frozenset[str]:
    """The classes of an element."""
    return frozenset(attribute(element, "class").split())


EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


def types(element: _Element) -> frozenset[str]:
    """What an element says that it is, by epub:type or by ARIA role ("doc-toc" as "toc")."""
    told = (element.get(EPUB_TYPE) or element.get("epub:type") or "").split()
    return frozenset([*told, attribute(element, "role").removeprefix("doc-")])


def text_of(element: _Element | None) -> str:
    """All text in an element, its white space made single spaces; "" for no element."""
    return " ".join("".join(str(part) for part in element.itertext()).split()) if element is not None else ""


def short_text_of(element: _Element, most: int) -> str:
    """The text in an element, "" where it is longer than `most` characters; never walks further than that."""
    parts: list[str] = []
    length = 0
    for part in element.itertext():
        parts.append(str(part))
        length += len(part)
        if length > most:
            return ""
    return " ".join("".join(parts).split())


def count_letters(text: str | None) -> int:
    """How many letters and figures a text has."""
    return sum(map(str.isalnum, text)) if text else 0


def tag_of(element: _Element) -> str:
    """The element's name, which the parsers have put in lower case, "" for what is no element."""
    return element.tag if isinstance(element.tag, str) else ""

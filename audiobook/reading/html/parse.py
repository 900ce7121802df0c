"""Parses HTML and XHTML safely: nothing is fetched, no entities of the document itself are resolved, broken markup is
repaired.

lxml's types stay within the readers; their results are SourceBlocks.
"""

from __future__ import annotations

import codecs
import html
import re
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, cast

from audiobook.errors import InputError
from audiobook.model import Omission
from audiobook.reading.html.angle_brackets import escape_non_tags
from audiobook.reading.html.xml_repair import TAG_CONTENT, balance_tags, mend_broken_tags
from audiobook.reading.text_decoding import decode_text
from audiobook.text.skip_reasons import LOST_WORDS

if TYPE_CHECKING:
    from lxml.etree import _Element

# More markup would take minutes and gigabytes; a novel of a million words has fewer than fifty thousand tags.
MAX_TAGS = 1_500_000
MAX_MARKUP_BYTES = 128 * 1024 * 1024
# A document declares its encoding within its first bytes.
ENCODING_SEARCH_BYTES = 4096
ENCODING_DECLARATION = re.compile(
    rb"""(?:<meta[^>]{0,400}?charset\s*=\s*["']?|<\?xml[^>]{0,200}?encoding\s*=\s*["'])([\w.:-]{2,40})""", re.I
)
# Browsers read these as the Windows code page that contains them, and writers of such pages rely on it.
ENCODING_ALIASES = {"iso8859-1": "cp1252", "ascii": "cp1252"}
# What comes before the root element: the XML declaration, comments, and a DOCTYPE, which may define entities.
PROLOG = re.compile(
    r"\s*(?:<\?xml[^>]{0,500}\?>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*(?:<!DOCTYPE[^\[>]{0,2000}(?:\[.*?\]\s*)?>)?\s*",
    re.IGNORECASE | re.DOTALL,
)
NAMED_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
BARE_AMPERSAND = re.compile(r"&(?!#?\w{1,31};)")
XML_TAG = re.compile(rf"<{TAG_CONTENT}>|<[^<>]*>")
XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))
# libxml2 compares each attribute of a tag with all the others; no real page has a tag with so many.
LONG_TAG = re.compile(r"<(?P<name>[A-Za-z][\w:-]{0,40})[^<>]{20000,}+>")
MAX_ATTRIBUTES = 1000
# What an element without a usable name becomes.
NAMELESS_TAG = "span"
HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
INVALID_XML_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# Tags that only affect the look; pages that never close them nest a thousand levels deep.
FORMATTING_TAGS = re.compile(r"</?(?:font|span|i|b|u|em|strong|small|big|center|div)\b[^>]*>", re.IGNORECASE)
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


def parse_html(source: str, path: Path) -> _Element:
    """The root of an HTML document, repaired as browsers do. Raises InputError if it is too large or too deep."""
    check_markup_size(source, path)
    source = LONG_TAG.sub(_limit_attributes, escape_non_tags(source))
    root = _parse_html_root(source)
    if root is None:
        # What nests this deep is colour that was never closed; without it the words are all still there.
        root = _parse_html_root(FORMATTING_TAGS.sub(" ", source))
    if root is None:
        raise InputError(f"{path} nests its markup too deeply to be read; save it as plain text and try again")
    return root


def _limit_attributes(match: re.Match[str]) -> str:
    return f"<{match['name']}>" if match[0].count("=") > MAX_ATTRIBUTES else match[0]


def parse_xhtml(source: str, path: Path) -> _Element:
    """The root of an XHTML document: parsed as XML if it is well-formed, otherwise as HTML."""
    check_markup_size(source, path)
    root = _parse_xml_root(_resolve_entities(source))
    return parse_html(source, path) if root is None else root


def parse_xml(source: str, path: Path) -> _Element | None:
    """The root of an XML document, None if it is not well-formed; an "&" on its own is put up with."""
    check_markup_size(source, path)
    plain = _resolve_entities(source)
    root = _parse_xml_root(plain)
    return _parse_xml_root(BARE_AMPERSAND.sub("&amp;", plain)) if root is None and "&" in plain else root


def parse_repaired_xml(source: str, path: Path) -> tuple[_Element, tuple[Omission, ...]]:
    """The root of an XML document that may not be well-formed, and the words that were lost while it was repaired."""
    root = parse_xml(source, path)
    if root is not None:
        return root, ()
    plain = mend_broken_tags(BARE_AMPERSAND.sub("&amp;", _resolve_entities(source)))
    # An end tag that closes nothing, or the wrong element, would end the document early, and the rest would be lost.
    roots = (_parse_xml_root(text, recover=True) for text in dict.fromkeys((plain, balance_tags(plain))))
    parsed = [(_count_text(root), root) for root in roots if root is not None]
    if not parsed:
        raise InputError(f"{path} is damaged: its XML is broken beyond repair; download it again")
    kept, root = max(parsed, key=itemgetter(0))
    lost = count_letters(html.unescape(XML_TAG.sub("", plain))) - kept
    return root, (Omission("", 0, lost, LOST_WORDS, doubtful=True),) if lost > 0 else ()


def _count_text(root: _Element) -> int:
    return sum(map(count_letters, map(str, root.itertext())))


def check_markup_size(source: str | bytes, path: Path) -> None:
    """Raises InputError if a document has more markup than a story can have."""
    tags = source.count("<") if isinstance(source, str) else source.count(b"<")
    if tags > MAX_TAGS or len(source) > MAX_MARKUP_BYTES:
        raise InputError(f"{path} has more markup than a story can have ({tags:,} tags); split it and try again")


def decode_markup(data: bytes, path: Path) -> str:
    """The text of a document: as UTF-8 if it is valid, else as declared, else by statistics.

    Pages that were saved again are UTF-8 but still declare their former encoding, and no other text is valid UTF-8 by
    chance.
    """
    has_bom = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    declaration = None if has_bom else ENCODING_DECLARATION.search(data[:ENCODING_SEARCH_BYTES])
    declared_names = [declaration[1].decode("ascii")] if declaration else []
    for name in declared_names if data.isascii() else ["utf-8", *declared_names]:
        text = None if has_bom else _decode_as(data, name)
        if text is not None:
            return text
    return decode_text(data, path)


def _decode_as(data: bytes, name: str) -> str | None:
    """The text in the named encoding, None if there is no such encoding or the bytes don't fit it."""
    try:
        encoding = codecs.lookup(name).name
        if encoding.startswith("utf-16"):  # it could not be read as far as its declaration if it were
            return None
        return data.decode(ENCODING_ALIASES.get(encoding, encoding))
    except (LookupError, ValueError, TypeError, AttributeError):
        return None


def _parse_html_root(source: str) -> _Element | None:
    """The root, None if the document is too deep for the parser, which would drop the rest."""
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True, recover=True
    )
    try:
        root = etree.fromstring(_strip_prolog(source).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    if any("depth" in entry.message for entry in parser.error_log):
        return None
    return root if root is not None else etree.Element("html")


def _parse_xml_root(source: str, recover: bool = False) -> _Element | None:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None:
        return None
    for element in root.iter(etree.Element):
        name = _local_name(str(element.tag))
        try:
            element.tag = name
        except ValueError:  # what is behind a colon needn't be a name: <last:-name>
            element.tag = NAMELESS_TAG
    return root


def _local_name(tag: str) -> str:
    """A tag's name without its namespace, which a repaired document may have lost; a name of nothing else is a span.

    >>> _local_name("{urn:x}Title"), _local_name("fb:body"), _local_name("src-url:")
    ('title', 'body', 'span')
    """
    return tag.rpartition("}")[2].rpartition(":")[2].lower() or NAMELESS_TAG


def _resolve_entities(source: str) -> str:
    """The document without its DOCTYPE, so that it has no entities of its own, and with HTML's as characters."""
    return NAMED_ENTITY.sub(_entity_character, _strip_prolog(source))


def _strip_prolog(source: str) -> str:
    plain = INVALID_XML_CHARACTERS.sub("", source.lstrip("\ufeff"))
    prolog = PROLOG.match(plain)
    return plain[prolog.end() :] if prolog else plain


def _entity_character(match: re.Match[str]) -> str:
    return match[0] if match[1] in XML_ENTITIES else html.unescape(match[0])


def find_body(root: _Element) -> _Element:
    """The `body` of a document, the root itself where it has none."""
    body = root.find(".//body")
    return root if body is None else body


def find_elements(root: _Element, xpath: str) -> list[_Element]:
    """The elements that an XPath matches, in document order."""
    return cast("list[_Element]", root.xpath(xpath))


def attribute(element: _Element, name: str) -> str:
    """An attribute's value, "" if the element doesn't have it."""
    return str(element.get(name) or "")


def class_names(element: _Element) -> frozenset[str]:
    """The classes of an element."""
    return frozenset(attribute(element, "class").split())


def semantic_types(element: _Element) -> frozenset[str]:
    """The types of an element by epub:type or ARIA role ("doc-toc" counts as "toc")."""
    epub_types = (element.get(EPUB_TYPE) or element.get("epub:type") or "").split()
    return frozenset([*epub_types, attribute(element, "role").removeprefix("doc-")])


def element_text(element: _Element | None) -> str:
    """All text in an element with single spaces for white space; "" for None."""
    return " ".join("".join(str(part) for part in element.itertext()).split()) if element is not None else ""


def short_element_text(element: _Element, max_characters: int) -> str:
    """The text in an element, "" if it is longer than `max_characters`; never reads further than that."""
    parts: list[str] = []
    length = 0
    for part in element.itertext():
        parts.append(str(part))
        length += len(part)
        if length > max_characters:
            return ""
    return " ".join("".join(parts).split())


def count_letters(text: str | None) -> int:
    """The number of letters and digits in a text."""
    return sum(map(str.isalnum, text)) if text else 0


def tag_name(element: _Element) -> str:
    """The element's name in lower case, "" for anything that is not an element."""
    return element.tag if isinstance(element.tag, str) else ""

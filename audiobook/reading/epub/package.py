"""Reads what an EPUB says of itself: its files in reading order, its table of contents, its metadata, its cover."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from audiobook.errors import InputError
from audiobook.reading.html.parse import attribute, decoded_markup, parsed_xhtml, parsed_xml, text_of, types
from audiobook.reading.zip_archive import Archive, inside

if TYPE_CHECKING:
    from lxml.etree import _Element

CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"
# What publishers scramble only fonts with; anything else locks the text.
FONT_OBFUSCATION = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
DOCUMENT_TYPES = frozenset(("application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document"))
MOST_ENTRIES = 20_000


@dataclass(frozen=True, slots=True)
class Target:
    """A place in the book: a file and a named place in it, "" for its beginning."""

    file: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the table of contents: its title, where it leads, how deep it stands, whether others stand in it."""

    title: str
    target: Target | None
    depth: int
    holds_others: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the book, as the manifest lists it."""

    name: str
    media_type: str
    properties: frozenset[str]


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the reading order; what is not `linear` stands outside of it."""

    name: str
    linear: bool


@dataclass(frozen=True, slots=True)
class Package:
    """What an EPUB says of itself; `landmarks` are the kinds ("cover", "titlepage") of single places."""

    opf: _Element
    items: dict[str, Item]
    documents: tuple[Document, ...]
    entries: tuple[Entry, ...]
    landmarks: dict[Target, str]
    contents: str


def package_of(archive: Archive) -> Package:
    """Reads the package of an EPUB; raises InputError where it is locked or broken beyond use."""
    _refuse_locked(archive)
    name = _package_name(archive)
    opf = _xml(archive, name)
    items = dict(_items(opf, name, archive))
    documents = tuple(_documents(opf, items, archive))
    nav = next((item.name for item in items.values() if "nav" in item.properties), "")
    ncx = _ncx_name(opf, items)
    navigation = parsed_xhtml(decoded_markup(archive.read(nav), archive.path), archive.path) if nav else None
    entries = tuple(_nav_entries(navigation, nav, "toc")) if navigation is not None else ()
    if not entries and ncx:
        entries = tuple(_ncx_entries(_xml(archive, ncx), ncx))
    landmarks = _guide(opf, name)
    if navigation is not None:
        landmarks |= {target: kind for target, kind in _landmarks(navigation, nav) if kind}
    return Package(opf, items, documents, entries, landmarks, nav)


def _refuse_locked(archive: Archive) -> None:
    if ENCRYPTION not in archive:
        return
    for element in _xml(archive, ENCRYPTION).iter("encryptionmethod"):
        if attribute(element, "Algorithm") not in FONT_OBFUSCATION:
            raise InputError(f"{archive.path} is locked by its shop (DRM); a copy without a lock is needed to read it")


def _package_name(archive: Archive) -> str:
    if CONTAINER in archive:
        for rootfile in _xml(archive, CONTAINER).iter("rootfile"):
            name = inside(unquote(attribute(rootfile, "full-path")))
            if name in archive:
                return name
    found = next((name for name in archive.names if name.lower().endswith(".opf")), "")
    if not found:
        raise InputError(f"{archive.path} is a damaged EPUB: it holds no package file; download it again")
    return found


def _xml(archive: Archive, name: str) -> _Element:
    root = parsed_xml(decoded_markup(archive.read(name), archive.path), archive.path)
    if root is None:
        raise InputError(f"{archive.path} is a damaged EPUB: {name!r} in it is broken; download it again")
    return root


def _items(opf: _Element, package: str, archive: Archive) -> Iterator[tuple[str, Item]]:
    for item in opf.iter("item"):
        name = resolved(attribute(item, "href"), package).file
        if name in archive:
            properties = frozenset(attribute(item, "properties").split())
            yield attribute(item, "id"), Item(name, attribute(item, "media-type").lower(), properties)


def _documents(opf: _Element, items: dict[str, Item], archive: Archive) -> Iterator[Document]:
    """The documents of the reading order, each once; all documents by name where there is no order."""
    seen: set[str] = set()
    for reference in opf.iter("itemref"):
        item = items.get(attribute(reference, "idref"))
        if item and item.name not in seen and _is_document(item):
            seen.add(item.name)
            yield Document(item.name, attribute(reference, "linear") != "no")
    if not seen:
        yield from (
            Document(name, True) for name in sorted(archive.names) if name.endswith((".xhtml", ".html", ".htm"))
        )


def _is_document(item: Item) -> bool:
    return item.media_type in DOCUMENT_TYPES or item.name.lower().endswith((".xhtml", ".html", ".htm", ".xml"))


def resolved(link: str, base: str) -> Target:
    """Where a link in the file `base` leads; a Target of "" where it leads out of the book.

    >>> resolved("../text/c%201.xhtml#two", "OPS/nav/nav.xhtml")
    Target(file='OPS/text/c 1.xhtml', anchor='two')
    """
    document, _, anchor = link.partition("#")
    document = unquote(document)
    name = posixpath.join(posixpath.dirname(base), document) if document else base
    return Target(inside(name), unquote(anchor))


def _ncx_name(opf: _Element, items: dict[str, Item]) -> str:
    named = [items[attribute(spine, "toc")].name for spine in opf.iter("spine") if attribute(spine, "toc") in items]
    typed = [item.name for item in items.values() if item.media_type == "application/x-dtbncx+xml"]
    return next(iter([*named, *typed]), "")


def _ncx_entries(ncx: _Element, name: str) -> Iterator[Entry]:
    for count, point in enumerate(ncx.iter("navpoint")):
        if count > MOST_ENTRIES:
            return
        content = point.find("content")
        target = resolved(attribute(content, "src"), name) if content is not None else None
        depth = sum(1 for _ in point.iterancestors("navpoint"))
        yield Entry(text_of(point.find("navlabel")), target, depth, point.find("navpoint") is not None)


def _nav_entries(root: _Element, name: str, kind: str) -> Iterator[Entry]:
    for count, row in enumerate(row for nav in _navs(root, kind) for row in nav.iter("li")):
        if count > MOST_ENTRIES:
            return
        label = next((child for child in row if child.tag in ("a", "span")), None)
        href = attribute(label, "href") if label is not None else ""
        depth = sum(1 for _ in row.iterancestors("li"))
        yield Entry(text_of(label), resolved(href, name) if href else None, depth, row.find("ol") is not None)


def _navs(root: _Element, kind: str) -> list[_Element]:
    """The <nav> of a kind; where none says its kind, the first one is the table of contents."""
    found = list(root.iter("nav"))
    typed = [nav for nav in found if kind in types(nav)][:1]
    return typed or (found[:1] if kind == "toc" else [])


def _landmarks(root: _Element, name: str) -> Iterator[tuple[Target, str]]:
    for nav in _navs(root, "landmarks"):
        for link in nav.iter("a"):
            yield resolved(attribute(link, "href"), name), next(iter(types(link) - {""}), "")


def _guide(opf: _Element, name: str) -> dict[Target, str]:
    return {resolved(attribute(one, "href"), name): attribute(one, "type").lower() for one in opf.iter("reference")}

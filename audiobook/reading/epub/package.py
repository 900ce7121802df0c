"""Reads an EPUB's package: the files in reading order, the table of contents, and the landmarks."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from audiobook.errors import InputError
from audiobook.reading.html.parse import attribute, decode_markup, element_text, parse_xhtml, parse_xml, semantic_types
from audiobook.reading.zip_archive import ZipArchive, normalize_member_name

if TYPE_CHECKING:
    from lxml.etree import _Element

CONTAINER_FILE = "META-INF/container.xml"
ENCRYPTION_FILE = "META-INF/encryption.xml"
# These encrypt only fonts; any other method locks the text.
FONT_OBFUSCATION_METHODS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
DOCUMENT_TYPES = frozenset(("application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document"))
# Further entries are ignored.
MAX_TOC_ENTRIES = 20_000


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """A file of the book and an anchor in it, "" for the beginning of the file."""

    file: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class TocEntry:
    """An entry of the table of contents: its title, its target (None if it has none), its depth from 0, and whether it
    has entries below it.
    """

    title: str
    target: LinkTarget | None
    depth: int
    has_children: bool


@dataclass(frozen=True, slots=True)
class ManifestItem:
    """A file of the book, as listed in the manifest."""

    name: str
    media_type: str
    properties: frozenset[str]


@dataclass(frozen=True, slots=True)
class SpineItem:
    """A file of the reading order; the book's linear reading skips it unless `is_linear`."""

    name: str
    is_linear: bool


@dataclass(frozen=True, slots=True)
class EpubPackage:
    """The contents of a package file; `landmarks` maps targets to their types ("cover", "titlepage")."""

    opf: _Element
    items: dict[str, ManifestItem]
    spine: tuple[SpineItem, ...]
    toc: tuple[TocEntry, ...]
    landmarks: dict[LinkTarget, str]
    nav_file: str


def read_package(archive: ZipArchive) -> EpubPackage:
    """Reads the package of an EPUB. Raises InputError if it is locked or damaged beyond use."""
    _reject_drm(archive)
    name = _find_package_file(archive)
    opf = _read_xml(archive, name)
    items = dict(_read_manifest(opf, name, archive))
    documents = tuple(_read_spine(opf, items, archive))
    nav = next((item.name for item in items.values() if "nav" in item.properties), "")
    ncx = _find_ncx(opf, items)
    navigation = parse_xhtml(decode_markup(archive.read(nav), archive.path), archive.path) if nav else None
    entries = tuple(_read_nav_toc(navigation, nav, "toc")) if navigation is not None else ()
    if not entries and ncx:
        entries = tuple(_read_ncx(_read_xml(archive, ncx), ncx))
    landmarks = _read_guide(opf, name)
    if navigation is not None:
        landmarks |= {target: kind for target, kind in _read_landmarks(navigation, nav) if kind}
    return EpubPackage(opf, items, documents, entries, landmarks, nav)


def _reject_drm(archive: ZipArchive) -> None:
    if ENCRYPTION_FILE not in archive:
        return
    for element in _read_xml(archive, ENCRYPTION_FILE).iter("encryptionmethod"):
        if attribute(element, "Algorithm") not in FONT_OBFUSCATION_METHODS:
            raise InputError(f"{archive.path} is protected by DRM; get a copy without DRM")


def _find_package_file(archive: ZipArchive) -> str:
    if CONTAINER_FILE in archive:
        for rootfile in _read_xml(archive, CONTAINER_FILE).iter("rootfile"):
            name = normalize_member_name(unquote(attribute(rootfile, "full-path")))
            if name in archive:
                return name
    package_file = next((name for name in archive.names if name.lower().endswith(".opf")), "")
    if not package_file:
        raise InputError(f"{archive.path} is a damaged EPUB: it has no package file; download it again")
    return package_file


def _read_xml(archive: ZipArchive, name: str) -> _Element:
    root = parse_xml(decode_markup(archive.read(name), archive.path), archive.path)
    if root is None:
        raise InputError(f"{archive.path} is a damaged EPUB: {name!r} in it is broken; download it again")
    return root


def _read_manifest(opf: _Element, package: str, archive: ZipArchive) -> Iterator[tuple[str, ManifestItem]]:
    for item in opf.iter("item"):
        name = resolve_link(attribute(item, "href"), package).file
        if name in archive:
            properties = frozenset(attribute(item, "properties").split())
            yield attribute(item, "id"), ManifestItem(name, attribute(item, "media-type").lower(), properties)


def _read_spine(opf: _Element, items: dict[str, ManifestItem], archive: ZipArchive) -> Iterator[SpineItem]:
    """The documents in reading order, each once; all documents by name if the package gives no order."""
    seen: set[str] = set()
    for reference in opf.iter("itemref"):
        item = items.get(attribute(reference, "idref"))
        if item and item.name not in seen and _is_document(item):
            seen.add(item.name)
            yield SpineItem(item.name, attribute(reference, "linear") != "no")
    if not seen:
        yield from (
            SpineItem(name, True) for name in sorted(archive.names) if name.endswith((".xhtml", ".html", ".htm"))
        )


def _is_document(item: ManifestItem) -> bool:
    return item.media_type in DOCUMENT_TYPES or item.name.lower().endswith((".xhtml", ".html", ".htm", ".xml"))


def resolve_link(link: str, base: str) -> LinkTarget:
    """The target of a link in the file `base`; its file is "" if the link leads out of the book.

    >>> resolve_link("../text/c%201.xhtml#two", "OPS/nav/nav.xhtml")
    LinkTarget(file='OPS/text/c 1.xhtml', anchor='two')
    """
    document, _, anchor = link.partition("#")
    document = unquote(document)
    name = posixpath.join(posixpath.dirname(base), document) if document else base
    return LinkTarget(normalize_member_name(name), unquote(anchor))


def _find_ncx(opf: _Element, items: dict[str, ManifestItem]) -> str:
    spine_ncx = [items[attribute(spine, "toc")].name for spine in opf.iter("spine") if attribute(spine, "toc") in items]
    manifest_ncx = [item.name for item in items.values() if item.media_type == "application/x-dtbncx+xml"]
    return next(iter([*spine_ncx, *manifest_ncx]), "")


def _read_ncx(ncx: _Element, name: str) -> Iterator[TocEntry]:
    for count, point in enumerate(ncx.iter("navpoint")):
        if count > MAX_TOC_ENTRIES:
            return
        content = point.find("content")
        target = resolve_link(attribute(content, "src"), name) if content is not None else None
        depth = sum(1 for _ in point.iterancestors("navpoint"))
        yield TocEntry(element_text(point.find("navlabel")), target, depth, point.find("navpoint") is not None)


def _read_nav_toc(root: _Element, name: str, kind: str) -> Iterator[TocEntry]:
    for count, row in enumerate(row for nav in _find_navs(root, kind) for row in nav.iter("li")):
        if count > MAX_TOC_ENTRIES:
            return
        label = next((child for child in row if child.tag in ("a", "span")), None)
        href = attribute(label, "href") if label is not None else ""
        depth = sum(1 for _ in row.iterancestors("li"))
        yield TocEntry(
            element_text(label), resolve_link(href, name) if href else None, depth, row.find("ol") is not None
        )


def _find_navs(root: _Element, kind: str) -> list[_Element]:
    """The `nav` elements of a kind; if none declares its kind, the first one is the table of contents."""
    navs = list(root.iter("nav"))
    typed = [nav for nav in navs if kind in semantic_types(nav)][:1]
    return typed or (navs[:1] if kind == "toc" else [])


def _read_landmarks(root: _Element, name: str) -> Iterator[tuple[LinkTarget, str]]:
    for nav in _find_navs(root, "landmarks"):
        for link in nav.iter("a"):
            yield resolve_link(attribute(link, "href"), name), next(iter(semantic_types(link) - {""}), "")


def _read_guide(opf: _Element, name: str) -> dict[LinkTarget, str]:
    return {
        resolve_link(attribute(reference, "href"), name): attribute(reference, "type").lower()
        for reference in opf.iter("reference")
    }

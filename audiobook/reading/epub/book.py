"""Reads a story from an EPUB of version 2 or 3."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.errors import InputError
from audiobook.model import Cover, Manuscript, Metadata, Omission, Role, Section
from audiobook.reading.compose import Piece, composed, holds_story, starts_of
from audiobook.reading.covers import mime_of
from audiobook.reading.element_marks import Tag
from audiobook.reading.epub.contents import anchor_of, opened
from audiobook.reading.epub.link_lists import contents_tags
from audiobook.reading.epub.opf import is_from_ao3, metadata_of_package
from audiobook.reading.epub.package import Document, Package, Target, package_of, resolved
from audiobook.reading.epub.paratext import CONTENTS, OUTSIDE, reason_by_title, reason_by_types
from audiobook.reading.gutenberg import gutenberg_sections, with_gutenberg
from audiobook.reading.html.flow import BLOCKS, pieces_of
from audiobook.reading.html.footnotes import footnote_tags, note_references
from audiobook.reading.html.omissions import omissions_of
from audiobook.reading.html.page_numbers import name_page_numbers
from audiobook.reading.html.parse import MOST_TAGS, attribute, decoded_markup, parsed_xhtml, tag_of, types
from audiobook.reading.html.typography import faces_of, sheets_in
from audiobook.reading.label_lines import separate_header
from audiobook.reading.sites.match import captioned, site_of, tags_of
from audiobook.reading.sites.metadata import READERS
from audiobook.reading.zip_archive import Archive

if TYPE_CHECKING:
    from lxml.etree import _Element

STYLE_SHEET = "text/css"


@dataclass(frozen=True, slots=True)
class Chapterfile:
    """A parsed file of the reading order; `reason` says why it is no story, "" where it is."""

    document: Document
    root: _Element
    reason: str


def read_epub(archive: Archive, path: Path) -> Manuscript:
    """The story of an EPUB; raises InputError where it is locked, broken, or holds no text."""
    package = package_of(archive)
    files = _files(archive, package, path)
    about = _metadata(package, files)
    omissions: list[Omission] = []
    pieces, said = separate_header(_without_gutenberg(list(_pieces(archive, package, files, omissions))))
    about = about.over(said)
    if not any(piece.role is Role.CHAPTER for piece in pieces):
        pieces = opened(pieces, package.entries, about.title, is_from_ao3(package.opf))
    text, sections = composed(pieces)
    sections = with_gutenberg(text, sections)
    if not holds_story(text, sections):
        raise InputError(f"{path} is an e-book without any text (of pictures, perhaps); there is nothing to read aloud")
    return Manuscript(path, text, about, sections, _cover(archive, package), tuple(omissions))


def _without_gutenberg(pieces: list[Piece]) -> list[Piece]:
    """The pieces, those marked as no story that are all Project Gutenberg's; no chapter opens at these."""
    text, _ = composed(pieces)
    own = gutenberg_sections(text)
    return (
        [_in_sections(piece, at, own) for piece, at in zip(pieces, starts_of(pieces), strict=True)] if own else pieces
    )


def _in_sections(piece: Piece, at: int, sections: Sequence[Section]) -> Piece:
    end = at + len(piece.text)
    around = next((one for one in sections if one.span.start <= at and end <= one.span.end), None)
    if around is None:
        return piece
    return Piece(piece.text, Role.METADATA, reason=around.reason, anchors=piece.anchors)


def _files(archive: Archive, package: Package, path: Path) -> list[Chapterfile]:
    found: list[Chapterfile] = []
    titles = _titles(package)
    from_ao3 = is_from_ao3(package.opf)
    tags = 0
    for document in package.documents:
        source = decoded_markup(archive.read(document.name), path)
        tags += source.count("<")
        if tags > MOST_TAGS:
            raise InputError(f"{path} has more markup than a story can have ({tags:,} tags); split it and try again")
        root = parsed_xhtml(source, path)
        name_page_numbers(root)
        by_title = [reason_by_title(title, from_ao3) for title in titles.get(document.name, ())]
        found.append(Chapterfile(document, root, _reason(document, root, package, by_title)))
    return found


def _titles(package: Package) -> dict[str, list[str]]:
    """The titles that the table of contents has for places in each file."""
    found: dict[str, list[str]] = {}
    for entry in package.entries:
        if entry.target:
            found.setdefault(entry.target.file, []).append(entry.title)
    return found


def _reason(document: Document, root: _Element, package: Package, by_title: list[str]) -> str:
    """Why a whole file is no story, "" where it is; the table of contents has the last word."""
    if not document.linear:
        return OUTSIDE
    if document.name == package.contents:
        return CONTENTS
    by_type = reason_by_types(_types_of_page(root))
    if by_title and not all(by_title):
        return by_type if len(by_title) == 1 else ""
    by_place = reason_by_types(frozenset((package.landmarks.get(Target(document.name), ""),)))
    return by_type or by_place or next(iter(by_title), "")


def _types_of_page(root: _Element) -> frozenset[str]:
    """The types of a page's body and of the only part in it."""
    body = _body(root)
    inner = types(body[0]) if len(body) == 1 else frozenset[str]()
    return types(body) | inner


def _body(root: _Element) -> _Element:
    body = root.find(".//body")
    return root if body is None else body


def _pieces(archive: Archive, package: Package, files: list[Chapterfile], omissions: list[Omission]) -> Iterator[Piece]:
    """The text of all files; what of them does not come into it is added to `omissions`."""
    wanted, faces = _wanted(package), faces_of(_sheets(archive, package, files))
    referred, order = _referred(files), _order(files)
    from_ao3 = is_from_ao3(package.opf)
    for file in files:
        name = file.document.name
        tags = _tags(file, referred.get(name, frozenset()), from_ao3, _leads_on(name, order))
        body = _body(file.root)
        found = pieces_of(body, tags, wanted.get(name, frozenset()), faces)
        omissions += omissions_of(body, (body,), tags, None, found)
        # The file's beginning is a place of its own, even in a file without text.
        yield Piece("", Role.BOUND, anchors=(anchor_of(name),))
        for piece in found:
            yield replace(piece, anchors=tuple(anchor_of(name, anchor) for anchor in piece.anchors))


def _sheets(archive: Archive, package: Package, files: list[Chapterfile]) -> Iterator[str]:
    for item in package.items.values():
        if item.media_type == STYLE_SHEET and item.name in archive:
            yield archive.read(item.name).decode("utf-8", "replace")
    for file in files:
        yield from sheets_in(file.root)


def _wanted(package: Package) -> dict[str, frozenset[str]]:
    """The places in each file that the table of contents leads to."""
    found: dict[str, set[str]] = {}
    for entry in package.entries:
        if entry.target and entry.target.anchor:
            found.setdefault(entry.target.file, set()).add(entry.target.anchor)
    return {name: frozenset(anchors) for name, anchors in found.items()}


def _referred(files: list[Chapterfile]) -> dict[str, frozenset[str]]:
    """The places in each file that footnote marks in earlier files lead to."""
    order = _order(files)
    found: dict[str, set[str]] = {}
    for index, file in enumerate(files):
        for link in note_references(file.root):
            target = resolved(link, file.document.name)
            if target.anchor and order.get(target.file, -1) > index:
                found.setdefault(target.file, set()).add(target.anchor)
    return {name: frozenset(anchors) for name, anchors in found.items()}


def _order(files: list[Chapterfile]) -> dict[str, int]:
    return {file.document.name: index for index, file in enumerate(files)}


def _leads_on(name: str, order: dict[str, int]) -> Callable[[str], bool]:
    """Whether an address in the file `name` leads to a place in it or to a later file."""

    def leads_on(address: str) -> bool:
        target = resolved(address, name)
        return bool(target.anchor) if target.file == name else order.get(target.file, -1) > order[name]

    return leads_on


def _tags(
    file: Chapterfile, referred: frozenset[str], from_ao3: bool, leads_on: Callable[[str], bool]
) -> dict[_Element, Tag]:
    site = site_of(file.root)
    tags = {**_typed(file.root), **footnote_tags(file.root, referred), **contents_tags(_body(file.root), leads_on)}
    if file.reason:
        tags[_body(file.root)] = Tag(Role.METADATA, file.reason)
    if from_ao3:  # calibre, which makes its books, keeps little of its marks but the captions
        tags.update(tag for caption in file.root.iter("p", "h3") for tag in captioned(caption).items())
    return {**tags, **(tags_of(file.root, site) if site else {})}


def _typed(root: _Element) -> dict[_Element, Tag]:
    """The parts of a page that say of themselves that they are no story."""
    found = {element: reason_by_types(types(element)) for element in root.iter() if tag_of(element) in BLOCKS}
    return {element: Tag(Role.METADATA, reason) for element, reason in found.items() if reason}


def _metadata(package: Package, files: list[Chapterfile]) -> Metadata:
    """What the package says, with the fuller lists of an archive's own title page."""
    told = Metadata()
    for file in files[:3]:
        site = site_of(file.root)
        if site:
            told = told.over(READERS[site.name](file.root))
    package_says = metadata_of_package(package.opf)
    if is_from_ao3(package.opf):  # its subjects are tags of every kind; the title page tells them apart
        return replace(package_says, genres=()).over(told)
    return replace(package_says, genres=()).over(told).over(package_says)


def _cover(archive: Archive, package: Package) -> Cover | None:
    """The first picture that is named as the cover and can be read as one."""
    for name in _cover_names(archive, package):
        if name in archive and (mime := mime_of(data := archive.read(name))):
            return Cover(data, mime)
    return None


def _cover_names(archive: Archive, package: Package) -> Iterator[str]:
    items = package.items
    yield from (item.name for item in items.values() if "cover-image" in item.properties)
    for meta in package.opf.iter("meta"):
        if attribute(meta, "name") == "cover" and attribute(meta, "content") in items:
            yield items[attribute(meta, "content")].name
    for name in dict.fromkeys(target.file for target, kind in package.landmarks.items() if kind == "cover"):
        if name in archive:
            yield from _pictures(archive, name)
    yield from (
        item.name
        for key, item in items.items()
        if "cover" in (key.lower(), posixpath.basename(item.name).lower().split(".")[0])
    )


def _pictures(archive: Archive, name: str) -> Iterator[str]:
    """The pictures on a page; the page may be a picture itself."""
    data = archive.read(name)
    if mime_of(data):
        yield name
        return
    root = parsed_xhtml(decoded_markup(data, archive.path), archive.path)
    for element in root.iter("img", "image"):
        link = attribute(element, "src") or attribute(element, "{http://www.w3.org/1999/xlink}href")
        yield resolved(link, name).file

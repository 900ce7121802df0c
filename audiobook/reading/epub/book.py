"""Reads a story from an EPUB 2 or EPUB 3 file."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.errors import InputError
from audiobook.model import Cover, Manuscript, Metadata, Omission, SectionRole
from audiobook.reading.annotations import Annotation
from audiobook.reading.covers import detect_cover_type
from audiobook.reading.epub.converted_ao3 import mark_ao3_pages
from audiobook.reading.epub.non_story_pages import reason_by_title, reason_by_type
from audiobook.reading.epub.opf import begins_like_ao3, is_from_ao3, read_package_metadata
from audiobook.reading.epub.package import EpubPackage, LinkTarget, SpineItem, read_package, resolve_link
from audiobook.reading.epub.page_openings import mark_page_openings
from audiobook.reading.epub.toc_chapters import mark_toc_chapters
from audiobook.reading.epub.toc_lists import annotate_toc_lists
from audiobook.reading.epub.toc_openings import qualify_anchor
from audiobook.reading.gutenberg import mark_gutenberg_blocks, merge_gutenberg_sections
from audiobook.reading.header_labels import mark_header
from audiobook.reading.html.block_extraction import BLOCK_TAGS, extract_blocks
from audiobook.reading.html.footnotes import annotate_footnotes, footnote_links
from audiobook.reading.html.omissions import find_omissions
from audiobook.reading.html.page_numbers import mark_page_numbers
from audiobook.reading.html.parse import (
    MAX_TAGS,
    attribute,
    decode_markup,
    find_body,
    parse_xhtml,
    semantic_types,
    tag_name,
)
from audiobook.reading.html.text_styles import embedded_stylesheets, parse_class_styles
from audiobook.reading.sites.match import annotate_caption, annotate_site, match_site
from audiobook.reading.sites.metadata import METADATA_READERS
from audiobook.reading.source_blocks import SourceBlock, compose_text, has_story_text
from audiobook.reading.zip_archive import ZipArchive
from audiobook.text.skip_reasons import OUTSIDE_READING_ORDER, TABLE_OF_CONTENTS

if TYPE_CHECKING:
    from lxml.etree import _Element

CSS_MEDIA_TYPE = "text/css"
# An archive's own pages come first.
MAX_FRONT_PAGES = 3
# Contents with fewer entries name no chapters.
MIN_TOC_ENTRIES = 2


@dataclass(frozen=True, slots=True)
class SpineDocument:
    """A parsed file of the reading order; `reason` says why it is not story, "" if it is."""

    document: SpineItem
    root: _Element
    reason: str


def read_epub(archive: ZipArchive, path: Path) -> Manuscript:
    """The story in an EPUB. Raises InputError if it is locked, damaged, or has no text."""
    package = read_package(archive)
    files = _parse_documents(archive, package, path)
    from_ao3 = is_from_ao3(package.opf) or any(
        begins_like_ao3(find_body(file.root)) for file in files[:MAX_FRONT_PAGES]
    )
    metadata = _read_metadata(package, files)
    omissions: list[Omission] = []
    blocks = list(_extract_blocks(archive, package, files, from_ao3, omissions))
    if len(package.toc) < MIN_TOC_ENTRIES:
        blocks = mark_page_openings(blocks)
    if from_ao3 and not is_from_ao3(package.opf):  # another program has made this book out of the archive's
        blocks = mark_ao3_pages(blocks)
    blocks, header_metadata = mark_header(mark_gutenberg_blocks(blocks))
    metadata = metadata.with_defaults(header_metadata)
    if not any(block.role is SectionRole.CHAPTER for block in blocks):
        blocks = mark_toc_chapters(blocks, package.toc, metadata.title, from_ao3, metadata.author)
    text, sections = compose_text(blocks)
    sections = merge_gutenberg_sections(text, sections)
    if not has_story_text(text, sections):
        raise InputError(
            f"{path} is an e-book without any text (only pictures, perhaps); there is nothing to read aloud"
        )
    return Manuscript(path, text, metadata, sections, _find_cover(archive, package), tuple(omissions))


def _parse_documents(archive: ZipArchive, package: EpubPackage, path: Path) -> list[SpineDocument]:
    documents: list[SpineDocument] = []
    titles = _toc_titles_by_file(package)
    from_ao3 = is_from_ao3(package.opf)
    tag_count = 0
    for document in package.spine:
        source = decode_markup(archive.read(document.name), path)
        tag_count += source.count("<")
        if tag_count > MAX_TAGS:
            raise InputError(
                f"{path} has more markup than a story can have ({tag_count:,} tags); split it and try again"
            )
        root = parse_xhtml(source, path)
        mark_page_numbers(root)
        from_ao3 = from_ao3 or (len(documents) < MAX_FRONT_PAGES and begins_like_ao3(find_body(root)))
        title_reasons = [reason_by_title(title, from_ao3) for title in titles.get(document.name, ())]
        documents.append(SpineDocument(document, root, _non_story_reason(document, root, package, title_reasons)))
    return documents


def _toc_titles_by_file(package: EpubPackage) -> dict[str, list[str]]:
    """The titles in the table of contents that point into each file."""
    titles: dict[str, list[str]] = {}
    for entry in package.toc:
        if entry.target:
            titles.setdefault(entry.target.file, []).append(entry.title)
    return titles


def _non_story_reason(document: SpineItem, root: _Element, package: EpubPackage, title_reasons: list[str]) -> str:
    """Why a whole file is not story, "" if it is; the table of contents decides in doubt."""
    if not document.is_linear:
        return OUTSIDE_READING_ORDER
    if document.name == package.nav_file:
        return TABLE_OF_CONTENTS
    type_reason = reason_by_type(_page_types(root))
    if title_reasons and not all(title_reasons):
        return type_reason if len(title_reasons) == 1 else ""
    landmark_reason = reason_by_type(frozenset((package.landmarks.get(LinkTarget(document.name), ""),)))
    return type_reason or landmark_reason or next(iter(title_reasons), "")


def _page_types(root: _Element) -> frozenset[str]:
    """The types of a page's body, and of its child if it has only one."""
    body = find_body(root)
    inner = semantic_types(body[0]) if len(body) == 1 else frozenset[str]()
    return semantic_types(body) | inner


def _extract_blocks(
    archive: ZipArchive,
    package: EpubPackage,
    files: list[SpineDocument],
    from_ao3: bool,
    omissions: list[Omission],
) -> Iterator[SourceBlock]:
    """The text of all files; whatever is left out is appended to `omissions`."""
    toc_anchors, class_styles = _toc_anchors(package), parse_class_styles(_read_stylesheets(archive, package, files))
    note_anchors, order = _footnote_anchors(files), _spine_order(files)
    for file in files:
        name = file.document.name
        annotations = _annotate_document(
            file, note_anchors.get(name, frozenset()), from_ao3, _build_forward_link_test(name, order)
        )
        body = find_body(file.root)
        file_blocks = extract_blocks(body, annotations, toc_anchors.get(name, frozenset()), class_styles)
        omissions += find_omissions(body, (body,), annotations, None, file_blocks)
        # The file's beginning is a place of its own, even in a file without text.
        yield SourceBlock("", SectionRole.BOUNDARY, anchors=(qualify_anchor(name),))
        for block in file_blocks:
            yield replace(block, anchors=tuple(qualify_anchor(name, anchor) for anchor in block.anchors))


def _read_stylesheets(archive: ZipArchive, package: EpubPackage, files: list[SpineDocument]) -> Iterator[str]:
    for item in package.items.values():
        if item.media_type == CSS_MEDIA_TYPE and item.name in archive:
            yield archive.read(item.name).decode("utf-8", "replace")
    for file in files:
        yield from embedded_stylesheets(file.root)


def _toc_anchors(package: EpubPackage) -> dict[str, frozenset[str]]:
    """The anchors in each file that the table of contents points to."""
    anchors_by_file: dict[str, set[str]] = {}
    for entry in package.toc:
        if entry.target and entry.target.anchor:
            anchors_by_file.setdefault(entry.target.file, set()).add(entry.target.anchor)
    return {name: frozenset(anchors) for name, anchors in anchors_by_file.items()}


def _footnote_anchors(files: list[SpineDocument]) -> dict[str, frozenset[str]]:
    """The anchors in each file that footnote marks in earlier files point to."""
    order = _spine_order(files)
    anchors_by_file: dict[str, set[str]] = {}
    for index, file in enumerate(files):
        for link in footnote_links(file.root):
            target = resolve_link(link, file.document.name)
            if target.anchor and order.get(target.file, -1) > index:
                anchors_by_file.setdefault(target.file, set()).add(target.anchor)
    return {name: frozenset(anchors) for name, anchors in anchors_by_file.items()}


def _spine_order(files: list[SpineDocument]) -> dict[str, int]:
    return {file.document.name: index for index, file in enumerate(files)}


def _build_forward_link_test(name: str, order: dict[str, int]) -> Callable[[str], bool]:
    """A test for whether an address in the file `name` points into that file or a later one."""

    def is_forward_link(address: str) -> bool:
        target = resolve_link(address, name)
        return bool(target.anchor) if target.file == name else order.get(target.file, -1) > order[name]

    return is_forward_link


def _annotate_document(
    file: SpineDocument, note_anchors: frozenset[str], from_ao3: bool, is_forward_link: Callable[[str], bool]
) -> dict[_Element, Annotation]:
    site = match_site(file.root)
    annotations = {
        **_annotate_by_type(file.root),
        **annotate_footnotes(file.root, note_anchors),
        **annotate_toc_lists(find_body(file.root), is_forward_link),
    }
    if file.reason:
        annotations[find_body(file.root)] = Annotation(SectionRole.METADATA, file.reason)
    if from_ao3:  # calibre, which makes its books, keeps little of its marks but the captions
        annotations.update(
            annotation for caption in file.root.iter("p", "h3") for annotation in annotate_caption(caption).items()
        )
    return {**annotations, **(annotate_site(file.root, site) if site else {})}


def _annotate_by_type(root: _Element) -> dict[_Element, Annotation]:
    """The parts of a page whose own type says that they are not story."""
    reasons = {
        element: reason_by_type(semantic_types(element)) for element in root.iter() if tag_name(element) in BLOCK_TAGS
    }
    return {element: Annotation(SectionRole.METADATA, reason) for element, reason in reasons.items() if reason}


def _read_metadata(package: EpubPackage, files: list[SpineDocument]) -> Metadata:
    """The package's metadata, completed by the fuller lists on an archive's own title page."""
    title_page_metadata = Metadata()
    for file in files[:MAX_FRONT_PAGES]:
        site = match_site(file.root)
        if site and site.name in METADATA_READERS:
            title_page_metadata = title_page_metadata.with_defaults(METADATA_READERS[site.name](file.root))
    package_metadata = read_package_metadata(package.opf)
    if is_from_ao3(package.opf):  # its subjects are tags of every kind; the title page tells them apart
        return replace(package_metadata, genres=()).with_defaults(title_page_metadata)
    return replace(package_metadata, genres=()).with_defaults(title_page_metadata).with_defaults(package_metadata)


def _find_cover(archive: ZipArchive, package: EpubPackage) -> Cover | None:
    """The first image that is named as the cover and has a supported type."""
    for name in _cover_names(archive, package):
        if name in archive and (mime := detect_cover_type(data := archive.read(name))):
            return Cover(data, mime)
    return None


def _cover_names(archive: ZipArchive, package: EpubPackage) -> Iterator[str]:
    items = package.items
    yield from (item.name for item in items.values() if "cover-image" in item.properties)
    for meta in package.opf.iter("meta"):
        if attribute(meta, "name") == "cover" and attribute(meta, "content") in items:
            yield items[attribute(meta, "content")].name
    for name in dict.fromkeys(target.file for target, kind in package.landmarks.items() if kind == "cover"):
        if name in archive:
            yield from _page_images(archive, name)
    yield from (
        item.name
        for key, item in items.items()
        if "cover" in (key.lower(), posixpath.basename(item.name).lower().split(".")[0])
    )


def _page_images(archive: ZipArchive, name: str) -> Iterator[str]:
    """The images on a page; the page may itself be an image."""
    data = archive.read(name)
    if detect_cover_type(data):
        yield name
        return
    root = parse_xhtml(decode_markup(data, archive.path), archive.path)
    for element in root.iter("img", "image"):
        link = attribute(element, "src") or attribute(element, "{http://www.w3.org/1999/xlink}href")
        yield resolve_link(link, name).file

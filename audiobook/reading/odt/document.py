"""Reads a story from an OpenDocument text (.odt, .fodt), as LibreOffice and other word processors write it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.errors import InputError
from audiobook.model import Manuscript, Metadata, SectionRole
from audiobook.reading.annotations import Annotation, AnnotationMap
from audiobook.reading.document_properties import metadata_from_properties
from audiobook.reading.formatted_document import FormattedDocument, read_formatted_document
from audiobook.reading.html.footnotes import annotate_footnotes
from audiobook.reading.html.parse import attribute, decode_markup, element_text, parse_xml
from audiobook.reading.odt.conversion import convert_to_html
from audiobook.reading.odt.styles import DEFAULT_SIZE, TEXT, StyleSheet
from audiobook.reading.zip_archive import ZipArchive
from audiobook.text.skip_reasons import BOOK_INDEX, COMMENT, DELETED_TEXT, TABLE_OF_CONTENTS, TITLE_PAGE

if TYPE_CHECKING:
    from lxml.etree import _Element

TEXT_TYPE = "application/vnd.oasis.opendocument.text"
CONTENT_FILE, STYLES_FILE, META_FILE, MANIFEST_FILE = "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"
# A document in one file begins with its type; its pictures are longer than a parser of untrusted XML takes as one text.
FLAT_DOCUMENT = re.compile(rb"<office:document\b[^<>]{0,8000}" + re.escape(TEXT_TYPE.encode()))
FLAT_SEARCH_BYTES = 16_384
PICTURE = re.compile(r"<office:binary-data\b[^<>]{0,500}>[^<]*</office:binary-data\s*>")
TITLE_STYLES = frozenset(("Title", "Subtitle"))
# What the program writes and nobody reads aloud; the elements' names are those of OpenDocument, without their prefixes.
NON_STORY = {
    "table-of-content": Annotation(SectionRole.METADATA, TABLE_OF_CONTENTS),
    "alphabetical-index": Annotation(SectionRole.METADATA, BOOK_INDEX),
    "bibliography": Annotation(SectionRole.METADATA, BOOK_INDEX),
    "illustration-index": Annotation(SectionRole.METADATA, TABLE_OF_CONTENTS),
    "annotation": Annotation(SectionRole.METADATA, COMMENT, is_omitted=True),
    "tracked-changes": Annotation(SectionRole.METADATA, DELETED_TEXT, is_omitted=True),
}
PROPERTIES = {
    "title": ("title",),
    "creator": ("initial-creator", "creator"),
    "description": ("description",),
    "language": ("language",),
    "subject": ("subject",),
    "published": ("creation-date",),
}


def is_open_document(archive: ZipArchive) -> bool:
    """Whether an archive is an OpenDocument text."""
    if CONTENT_FILE not in archive or "mimetype" not in archive:
        return False
    return archive.read("mimetype").strip().startswith(TEXT_TYPE.encode())


def is_flat_open_document(data: bytes) -> bool:
    """Whether bytes begin like an OpenDocument text in one XML file."""
    return bool(FLAT_DOCUMENT.search(data[:FLAT_SEARCH_BYTES]))


def read_odt(archive: ZipArchive, path: Path) -> Manuscript:
    """The story in an OpenDocument text. Raises InputError if it is locked or damaged, or has no text."""
    if MANIFEST_FILE in archive and b"encryption-data" in archive.read(MANIFEST_FILE):
        raise InputError(f"{path} is locked with a password; save it without one and try again")
    content = _parse_part(archive.read(CONTENT_FILE), path)
    others = [_parse_part(archive.read(name), path) for name in (STYLES_FILE, META_FILE) if name in archive]
    return _read_content(content, [*others, content], path)


def read_flat_odt(data: bytes, path: Path) -> Manuscript:
    """The story in an OpenDocument text of one file. Raises InputError as read_odt does."""
    root = _parse_part(data, path)
    return _read_content(root, [root], path)


def _parse_part(data: bytes, path: Path) -> _Element:
    root = parse_xml(PICTURE.sub("", decode_markup(data, path)), path)
    if root is None:
        raise InputError(f"{path} is a damaged OpenDocument text; save it again in a word processor")
    return root


def _read_content(content: _Element, parts: list[_Element], path: Path) -> Manuscript:
    body = content.find("body/text")
    if body is None:
        raise InputError(f"{path} is a damaged OpenDocument text: no text is in it; save it again in a word processor")
    styles = StyleSheet(parts)
    metadata = _read_properties(parts)
    annotations = _annotate(body, styles)
    convert_to_html(body, styles, _usual_size(body, styles))
    document = FormattedDocument(body, "an OpenDocument text", metadata, {**annotate_footnotes(body), **annotations})
    return read_formatted_document(document, path)


def _annotate(body: _Element, styles: StyleSheet) -> AnnotationMap:
    annotations = {element: NON_STORY[str(element.tag)] for element in body.iter(*NON_STORY)}
    for element in body.iter("p", "h"):
        if TITLE_STYLES & set(styles.find("paragraph", attribute(element, f"{TEXT}style-name")).names):
            annotations[element] = Annotation(SectionRole.METADATA, TITLE_PAGE)
    return annotations


def _usual_size(body: _Element, styles: StyleSheet) -> float:
    """The size of most text, in points."""
    sizes: Counter[float] = Counter()
    for paragraph in body.iter("p"):
        style = styles.find("paragraph", attribute(paragraph, f"{TEXT}style-name"))
        sizes[style.size or DEFAULT_SIZE] += sum(len(str(text)) for text in paragraph.itertext())
    return sizes.most_common(1)[0][0] if sizes else DEFAULT_SIZE


def _read_properties(parts: list[_Element]) -> Metadata:
    meta = next((element for part in parts for element in part.iter("meta")), None)
    if meta is None:
        return Metadata()
    return metadata_from_properties(
        (label, next(filter(None, (element_text(meta.find(name)) for name in names)), ""))
        for label, names in PROPERTIES.items()
    )

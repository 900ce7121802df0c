"""Reads a story from a Word document (.docx) through mammoth, which makes HTML of it."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from audiobook.errors import InputError
from audiobook.model import Manuscript, Metadata, Role
from audiobook.reading.archive import Archive
from audiobook.reading.composing import composed, holds_story
from audiobook.reading.flow import pieces_of
from audiobook.reading.footnotes import footnote_tags
from audiobook.reading.labels import metadata_of
from audiobook.reading.markup import check_size, decoded_markup, elements, parsed_html, parsed_xml, text_of
from audiobook.reading.site_rules import TITLE_PAGE
from audiobook.reading.tagged import Tag

if TYPE_CHECKING:
    from lxml.etree import _Element

MAIN_PART = "word/document.xml"
CORE_PROPERTIES = "docProps/core.xml"
PARTS = re.compile(r"\[Content_Types\]\.xml|_rels/\.rels|word/.*\.(?:xml|rels)")
# mammoth keeps some two kilobytes for every element; a million-word novel stays well below this.
MOST_PART_TAGS = 1_000_000
DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# What Word calls its headings, where mammoth does not know it; comments, and what was deleted, are left out anyway.
STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='Chapter'] => h1:fresh
p[style-name='Chapter Title'] => h1:fresh
p[style-name='Chapter Heading'] => h1:fresh
r[style-name='Emphasis'] => em
r[style-name='Intense Emphasis'] => em
comment-reference =>
"""
# What mammoth raises on documents that only look like Word's.
BREAKAGE = (
    BadZipFile,
    KeyError,
    IndexError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    LookupError,
    RecursionError,
)


def read_docx(archive: Archive, path: Path) -> Manuscript:
    """The story of a Word document; raises InputError where it is broken or holds no text."""
    root = parsed_html(_as_html(_clean_copy(archive), path), path)
    text, sections = composed(pieces_of(root, {**footnote_tags(root), **_title_tags(root)}))
    if not holds_story(text, sections):
        raise InputError(f"{path} is a Word document without any text; there is nothing to read aloud")
    about = _properties(archive)
    title = next((section.span.of(text) for section in sections if section.reason == TITLE_PAGE), "")
    return Manuscript(path, text, Metadata(title=title).over(about), sections)


def _title_tags(root: _Element) -> dict[_Element, Tag]:
    return {
        element: Tag(Role.METADATA, TITLE_PAGE)
        for element in elements(root, "//*[@class='title' or @class='subtitle']")
    }


def _clean_copy(archive: Archive) -> io.BytesIO:
    """The parts with words in them as a new archive, each checked: mammoth itself knows no limits."""
    copy = io.BytesIO()
    with ZipFile(copy, "w", ZIP_STORED) as target:
        for name in archive.names:
            if PARTS.fullmatch(name):
                target.writestr(name, _checked(archive.read(name), name, archive.path))
    copy.seek(0)
    return copy


def _checked(data: bytes, name: str, path: Path) -> bytes:
    """The part as it is, where it is XML of bounded size and depth without entities of its own; else InputError."""
    check_size(data, path)
    if data.count(b"<") > MOST_PART_TAGS:
        raise InputError(f"{path} is too large for a Word document ({name!r}); save it as HTML or plain text")
    if DOCTYPE.search(data) or b"\x00" in data or parsed_xml(decoded_markup(data, path), path) is None:
        raise InputError(
            f"{path} is a damaged Word document ({name!r} in it is broken); save it anew in a word processor"
        )
    return data


def _as_html(copy: io.BytesIO, path: Path) -> str:
    from xml.parsers.expat import ExpatError

    import mammoth

    # Pictures stay out of it: their bytes would be, as text, longer than the story.
    pictures = mammoth.images.img_element(lambda _: {"src": ""})
    try:
        return str(mammoth.convert_to_html(copy, style_map=STYLES, convert_image=pictures).value)
    except (*BREAKAGE, ExpatError) as error:
        raise InputError(f"{path} is a damaged Word document ({error}); save it anew in a word processor") from error


def _properties(archive: Archive) -> Metadata:
    """What the document's own properties say; a word processor fills in the author without being asked."""
    if CORE_PROPERTIES not in archive:
        return Metadata()
    root = parsed_xml(decoded_markup(archive.read(CORE_PROPERTIES), archive.path), archive.path)
    if root is None:
        return Metadata()
    told = {name: text_of(root.find(name)) for name in ("title", "creator", "description", "language", "subject")}
    created = text_of(root.find("created"))
    return metadata_of([*told.items(), ("published", created)])

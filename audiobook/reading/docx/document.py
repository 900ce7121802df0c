"""Reads a story from a Word document (.docx) with mammoth, which converts it to HTML."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from audiobook.errors import InputError
from audiobook.model import Manuscript, Metadata, SectionRole
from audiobook.reading.annotations import Annotation
from audiobook.reading.document_properties import metadata_from_properties
from audiobook.reading.docx.styles import FORMATTING_STYLE_MAP, FORMATTING_STYLES, apply_formatting_styles
from audiobook.reading.formatted_document import FormattedDocument, read_formatted_document
from audiobook.reading.html.footnotes import annotate_footnotes
from audiobook.reading.html.parse import (
    check_markup_size,
    decode_markup,
    element_text,
    find_elements,
    parse_html,
    parse_xml,
)
from audiobook.reading.zip_archive import ZipArchive
from audiobook.text.skip_reasons import TITLE_PAGE

if TYPE_CHECKING:
    from lxml.etree import _Element

MAIN_PART = "word/document.xml"
CORE_PROPERTIES = "docProps/core.xml"
READ_PARTS = re.compile(r"\[Content_Types\]\.xml|_rels/\.rels|word/.*\.(?:xml|rels)")
# mammoth needs about two kilobytes for every element; a million-word novel stays well below this.
MAX_PART_TAGS = 1_000_000
DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# Names of Word's heading styles that mammoth doesn't know. Comments and deleted text are left out anyway.
STYLE_MAP = f"""
{FORMATTING_STYLE_MAP}
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='Chapter'] => h1:fresh
p[style-name='Chapter Title'] => h1:fresh
p[style-name='Chapter Heading'] => h1:fresh
r[style-name='Emphasis'] => em
r[style-name='Intense Emphasis'] => em
comment-reference =>
"""
# What mammoth raises for documents that only look like Word's.
CONVERSION_ERRORS = (
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


def read_docx(archive: ZipArchive, path: Path) -> Manuscript:
    """The story in a Word document. Raises InputError if it is damaged or has no text."""
    root = parse_html(_convert_to_html(_copy_text_parts(archive), path), path)
    titles = _annotate_titles(root)
    title = Metadata(title=next((text for element in titles if (text := element_text(element))), ""))
    document = FormattedDocument(
        root,
        "a Word document",
        title.with_defaults(_read_properties(archive)),
        {**annotate_footnotes(root), **titles},
        class_styles=FORMATTING_STYLES,
    )
    return read_formatted_document(document, path)


def _annotate_titles(root: _Element) -> dict[_Element, Annotation]:
    return {
        element: Annotation(SectionRole.METADATA, TITLE_PAGE)
        for element in find_elements(root, "//*[@class='title' or @class='subtitle']")
    }


def _copy_text_parts(archive: ZipArchive) -> io.BytesIO:
    """A new archive with only the parts that hold text, each checked, because mammoth has no limits of its own."""
    copy = io.BytesIO()
    with ZipFile(copy, "w", ZIP_STORED) as zip_file:
        for name in archive.names:
            if READ_PARTS.fullmatch(name):
                zip_file.writestr(name, _check_part(archive.read(name), name, archive.path))
    copy.seek(0)
    return copy


def _check_part(data: bytes, name: str, path: Path) -> bytes:
    """The part unchanged. Raises InputError unless it is XML of limited size and depth without its own entities."""
    check_markup_size(data, path)
    if data.count(b"<") > MAX_PART_TAGS:
        raise InputError(f"{path} is too large for a Word document ({name!r}); save it as HTML or plain text")
    if DOCTYPE.search(data) or b"\x00" in data or parse_xml(decode_markup(data, path), path) is None:
        raise InputError(
            f"{path} is a damaged Word document ({name!r} in it is broken); save it again in a word processor"
        )
    return data


def _convert_to_html(copy: io.BytesIO, path: Path) -> str:
    from xml.parsers.expat import ExpatError

    import mammoth

    # Pictures stay out of it: their bytes would be, as text, longer than the story.
    image_handler = mammoth.images.img_element(lambda _: {"src": ""})
    try:
        result = mammoth.convert_to_html(
            copy, style_map=STYLE_MAP, convert_image=image_handler, transform_document=apply_formatting_styles
        )
        return str(result.value)
    except (*CONVERSION_ERRORS, ExpatError) as error:
        raise InputError(f"{path} is a damaged Word document ({error}); save it again in a word processor") from error


def _read_properties(archive: ZipArchive) -> Metadata:
    """The document's own properties; a word processor fills in the author on its own."""
    if CORE_PROPERTIES not in archive:
        return Metadata()
    root = parse_xml(decode_markup(archive.read(CORE_PROPERTIES), archive.path), archive.path)
    if root is None:
        return Metadata()
    values = {
        name: element_text(root.find(name)) for name in ("title", "creator", "description", "language", "subject")
    }
    values["published"] = element_text(root.find("created"))
    return metadata_from_properties(values.items())

"""Builds the manuscript of a document in another format, once its reader has turned it into HTML elements."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.errors import InputError
from audiobook.model import Cover, Manuscript, Metadata, Omission
from audiobook.reading.annotations import AnnotationMap
from audiobook.reading.epub.converted_ao3 import annotate_ao3_captions, mark_ao3_pages
from audiobook.reading.epub.opf import begins_like_ao3
from audiobook.reading.epub.package import TocEntry
from audiobook.reading.epub.toc_chapters import mark_toc_chapters
from audiobook.reading.epub.toc_openings import qualify_anchor
from audiobook.reading.gutenberg import mark_gutenberg_blocks, merge_gutenberg_sections, parse_gutenberg_metadata
from audiobook.reading.header_labels import mark_header
from audiobook.reading.html.block_extraction import NO_CLASS_STYLES, extract_blocks
from audiobook.reading.html.omissions import find_omissions
from audiobook.reading.html.parse import find_body
from audiobook.reading.html.text_styles import ClassStyles
from audiobook.reading.source_blocks import SourceBlock, compose_text, has_story_text
from audiobook.reading.wrapped_lines import join_wrapped_lines
from audiobook.text.skip_reasons import TITLE_PAGE

# The mark of a list's item, which some programs write as text; others have none there.
LIST_MARK = re.compile(r"[•◦▪‣]\s{1,8}")

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(frozen=True, slots=True)
class FormattedDocument:
    """A document as HTML elements, and what else its file says about the story.

    `kind` is what messages call it ("an OpenDocument text"); `toc` are the chapters that the format itself names, whose
    anchors are ids of elements; `omissions` are words that its reader could not turn into elements; `class_styles` is
    how the elements' classes look.
    """

    root: _Element
    kind: str
    metadata: Metadata
    annotations: AnnotationMap = field(default_factory=dict)
    toc: tuple[TocEntry, ...] = ()
    cover: Cover | None = None
    omissions: tuple[Omission, ...] = ()
    class_styles: ClassStyles = NO_CLASS_STYLES


def read_formatted_document(document: FormattedDocument, path: Path) -> Manuscript:
    """The story in a document. Raises InputError if it has no text."""
    body = find_body(document.root)
    is_from_ao3 = begins_like_ao3(body)
    annotations = {**(annotate_ao3_captions(body) if is_from_ao3 else {}), **document.annotations}
    anchors = frozenset(entry.target.anchor for entry in document.toc if entry.target)
    extracted = extract_blocks(body, annotations, anchors, document.class_styles)
    omissions = find_omissions(body, (body,), annotations, None, extracted)
    blocks = join_wrapped_lines(extracted)
    marked_blocks, header_metadata = mark_header(
        mark_gutenberg_blocks(mark_ao3_pages(blocks) if is_from_ao3 else blocks)
    )
    if document.toc:
        marked_blocks = mark_toc_chapters(
            _qualify_anchors(marked_blocks),
            document.toc,
            document.metadata.title,
            is_from_ao3,
            document.metadata.author,
        )
    text, sections = compose_text(marked_blocks)
    sections = merge_gutenberg_sections(text, sections)
    if not has_story_text(text, sections):
        raise InputError(f"{path} is {document.kind} without any text; there is nothing to read aloud")
    title = next((block.text for block in blocks if block.reason == TITLE_PAGE), "")
    metadata = parse_gutenberg_metadata(text, sections).with_defaults(header_metadata).with_defaults(document.metadata)
    return Manuscript(
        path,
        text,
        metadata.with_defaults(Metadata(title=" ".join(title.split()))),
        sections,
        document.cover,
        (*omissions, *document.omissions),
    )


def _qualify_anchors(blocks: Sequence[SourceBlock]) -> list[SourceBlock]:
    return [replace(block, anchors=tuple(qualify_anchor("", anchor) for anchor in block.anchors)) for block in blocks]

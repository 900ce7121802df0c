"""Reads a story from a rich-text document (.rtf)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.errors import InputError
from audiobook.model import Manuscript, SectionRole
from audiobook.reading.annotations import Annotation
from audiobook.reading.document_properties import metadata_from_properties
from audiobook.reading.formatted_document import LIST_MARK, FormattedDocument, read_formatted_document
from audiobook.reading.html.footnotes import annotate_footnotes
from audiobook.reading.html.parse import INVALID_XML_CHARACTERS
from audiobook.reading.rtf.content import RtfContent, RtfLook, RtfParagraph, RtfRun
from audiobook.reading.rtf.parser import parse_rtf
from audiobook.text.skip_reasons import COMMENT, DELETED_TEXT, TABLE_OF_CONTENTS, TITLE_PAGE

if TYPE_CHECKING:
    from lxml.etree import _Element

RTF_SIGNATURE = b"{\\rtf"
# More groups and words would take gigabytes; a novel of a million words has fewer than three million.
MAX_TOKENS = 12_000_000
DEFAULT_SIZE = 24
MAX_HEADING_LEVEL = 6
# What calibre and pandoc write for a picture that they can't put into the document.
PICTURE_PLACEHOLDER = re.compile(r"SPECIAL_IMAGE-\S{1,2000}-REPLACE_ME|\[image: [^\]\s]{1,2000}\]")
SURROGATES = re.compile("[\ud800-\udfff]")
TITLE_STYLES = frozenset(("title", "subtitle"))
QUOTATION_STYLES = frozenset(("quotations", "quote", "block text"))
CONTENTS_STYLE = re.compile(r"(?:toc|contents)(?: heading| \d)", re.IGNORECASE)
COMMENT_ANNOTATION = Annotation(SectionRole.METADATA, COMMENT, is_omitted=True)
DELETED_ANNOTATION = Annotation(SectionRole.METADATA, DELETED_TEXT, is_omitted=True)


def read_rtf(data: bytes, path: Path) -> Manuscript:
    """The story in a rich-text document. Raises InputError if it has no text, or more than a story can have."""
    if data.count(b"\\") + data.count(b"{") > MAX_TOKENS:
        raise InputError(f"{path} has more markup than a story can have; save it as plain text and try again")
    content = parse_rtf(data)
    root, annotations = _build_elements(content)
    document = FormattedDocument(
        root,
        "a rich-text document",
        metadata_from_properties(content.properties.items()),
        {**annotate_footnotes(root), **annotations},
    )
    return read_formatted_document(document, path)


def _build_elements(content: RtfContent) -> tuple[_Element, dict[_Element, Annotation]]:
    from lxml import etree

    root = etree.Element("body")
    annotations: dict[_Element, Annotation] = {}
    usual_size = _usual_size(content.paragraphs)
    for paragraph in content.paragraphs:
        element = _add_paragraph(_enclosing(root, paragraph), paragraph, usual_size, annotations)
        if paragraph.style_name.lower() in TITLE_STYLES:
            annotations[element] = Annotation(SectionRole.METADATA, TITLE_PAGE)
        elif CONTENTS_STYLE.match(paragraph.style_name):
            annotations[element] = Annotation(SectionRole.METADATA, TABLE_OF_CONTENTS)
    if content.notes:
        footnotes = etree.SubElement(root, "div", {"class": "footnotes"})
        for number, note in enumerate(content.notes, start=1):
            target = etree.SubElement(footnotes, "div", id=f"note {number}")
            for paragraph in note:
                _add_paragraph(target, paragraph, usual_size, annotations)
    for paragraph in content.comments:
        annotations[_add_paragraph(root, paragraph, usual_size, annotations)] = COMMENT_ANNOTATION
    return root, annotations


def _usual_size(paragraphs: Iterable[RtfParagraph]) -> int:
    """The size of most text, in half points."""
    sizes: Counter[int] = Counter()
    for paragraph in paragraphs:
        for run in paragraph.runs:
            sizes[run.look.size or DEFAULT_SIZE] += len(run.text)
    return sizes.most_common(1)[0][0] if sizes else DEFAULT_SIZE


def _enclosing(root: _Element, paragraph: RtfParagraph) -> _Element:
    """The quotation that a paragraph belongs to, or the text itself."""
    from lxml import etree

    if not paragraph.indented and paragraph.style_name.lower() not in QUOTATION_STYLES:
        return root
    last = root[-1] if len(root) else None
    return last if last is not None and last.tag == "blockquote" else etree.SubElement(root, "blockquote")


def _add_paragraph(
    parent: _Element, paragraph: RtfParagraph, usual_size: int, annotations: dict[_Element, Annotation]
) -> _Element:
    from lxml import etree

    has_text = any(run.text.strip() for run in paragraph.runs)
    tag = f"h{min(paragraph.level, MAX_HEADING_LEVEL)}" if paragraph.level and has_text else "p"
    element = etree.SubElement(parent, tag, {"style": "text-align: center"} if paragraph.centered else {})
    for run in _strip_list_mark(paragraph.runs) if has_text else (RtfRun("\n"),):
        _add_run(element, run, usual_size, annotations)
    return element


def _strip_list_mark(runs: tuple[RtfRun, ...]) -> tuple[RtfRun, ...]:
    """The runs without the mark of a list's item at their beginning."""
    text = "".join(run.text for run in runs)
    mark = LIST_MARK.match(text)
    length = mark.end() if mark and mark.end() < len(text) else 0
    kept: list[RtfRun] = []
    for run in runs:
        cut = min(length, len(run.text))
        length -= cut
        kept += [replace(run, text=run.text[cut:])] if cut < len(run.text) else []
    return tuple(kept)


def _add_run(parent: _Element, run: RtfRun, usual_size: int, annotations: dict[_Element, Annotation]) -> None:
    from lxml import etree

    if run.text == "\n":
        etree.SubElement(parent, "br")
        return
    attributes = (
        {"class": "noteref", "href": f"#note {run.note}"} if run.note else {"style": _css(run.look, usual_size)}
    )
    element = etree.SubElement(parent, "a" if run.note else "span", attributes)
    text = PICTURE_PLACEHOLDER.sub("", run.text)
    element.text = SURROGATES.sub("\ufffd", INVALID_XML_CHARACTERS.sub("", text))
    if run.look.deleted:
        annotations[element] = DELETED_ANNOTATION


def _css(look: RtfLook, usual_size: int) -> str:
    rules = (
        (look.hidden, "display: none"),
        (look.italic, "font-style: italic"),
        (look.bold, "font-weight: bold"),
        (look.size > 0, f"font-size: {100 * look.size // usual_size}%"),
    )
    return ";".join(rule for applies, rule in rules if applies)

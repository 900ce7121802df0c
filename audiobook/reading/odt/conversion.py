"""Turns the elements of an OpenDocument text into HTML's, in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.reading.html.parse import attribute, element_text
from audiobook.reading.odt.styles import TEXT, StyleSheet

if TYPE_CHECKING:
    from lxml.etree import _Element

# HTML's names for the elements that matter; all others are spans, which mean nothing.
HTML_NAMES = {
    "text": "body", "section": "section", "p": "p", "list": "ul", "list-item": "li", "list-header": "li",
    "table": "table", "table-row": "tr", "table-cell": "td", "covered-table-cell": "td", "line-break": "br",
    "text-box": "div", "ruby": "ruby", "ruby-text": "rt", "table-of-content": "div", "index-body": "div",
    "alphabetical-index": "div", "bibliography": "div", "illustration-index": "div", "numbered-paragraph": "div",
}  # fmt: skip
# Who changed what and when, patterns for indexes, numbers that the program counts itself: none of it is text.
WORDLESS_NAMES = (
    "change-info", "index-title-template", "table-of-content-source", "alphabetical-index-source",
    "bibliography-source", "illustration-index-source", "forms", "sequence-decls", "script", "number",
    "event-listeners",
)  # fmt: skip
COMMENT_DETAILS = ("creator", "date", "creator-initials")
RULE_STYLE = "Horizontal_20_Line"
QUOTATION_STYLES = frozenset(("Quotations", "Quote", "Block_20_Text"))
MAX_HEADING_LEVEL = 6


def convert_to_html(body: _Element, styles: StyleSheet, usual_size: float) -> None:
    """Renames the elements of a document's body, gives them their look as CSS, and puts its footnotes at its end.

    `usual_size` is the size of most text in points.
    """
    from lxml import etree

    _remove_wordless(body)
    _move_notes(body)
    for element in list(body.iter("*")):
        name = str(element.tag)
        family = "paragraph" if name in ("p", "h") else "text"
        style = styles.find(family, attribute(element, f"{TEXT}style-name"))
        level = attribute(element, f"{TEXT}outline-level")
        if name in ("p", "h"):
            if name == "p" and len(element) == 0 and not (element.text or "").strip():
                etree.SubElement(element, "br")
            _convert_paragraph(element, style.names, int(level) if level.isdecimal() else style.heading_level)
        elif name in ("s", "tab"):
            element.tag, element.text = "span", " "
        elif name in ("title", "desc"):
            _convert_description(element)
        elif name not in ("a", "div"):
            element.tag = HTML_NAMES.get(name, "span")
        look = style.css(usual_size) if name in ("p", "span") else ""
        if look:
            element.set("style", look)


def _remove_wordless(body: _Element) -> None:
    comments = [child for comment in body.iter("annotation") for child in comment if child.tag in COMMENT_DETAILS]
    for element in [*body.iter(*WORDLESS_NAMES), *comments]:
        _drop_content(element)


def _drop_content(element: _Element) -> None:
    """Empties an element; what follows it stays."""
    tail = element.tail
    element.clear()
    element.tail = tail


def _move_notes(body: _Element) -> None:
    """Puts footnotes at the end of the text, and a link to them at their places."""
    from lxml import etree

    notes = list(body.iter("note"))
    if not notes:
        return
    footnotes = etree.SubElement(body, "div", {"class": "footnotes"})
    for number, note in enumerate(notes, start=1):
        tail, mark, note_body = note.tail, element_text(note.find("note-citation")), note.find("note-body")
        if note_body is not None:
            note_body.tag = "div"
            note_body.set("id", f"note {number}")
            footnotes.append(note_body)
        note.clear()
        note.tag, note.tail, note.text = "a", tail, mark or str(number)
        note.attrib.update({"class": "noteref", "href": f"#note {number}"})


def _convert_paragraph(element: _Element, style_names: tuple[str, ...], level: int) -> None:
    if RULE_STYLE in style_names and not element_text(element):
        element.tag = "hr"
    elif level and element_text(element):
        element.tag = f"h{min(max(level, 1), MAX_HEADING_LEVEL)}"
    else:
        element.tag = "p"
        if QUOTATION_STYLES & {name.partition(".")[0] for name in style_names}:
            _wrap_quotation(element)


def _wrap_quotation(paragraph: _Element) -> None:
    """Moves a quoted paragraph into the quotation above it, or into one of its own."""
    from lxml import etree

    previous = paragraph.getprevious()
    if previous is not None and previous.tag == "blockquote":
        previous.append(paragraph)
        return
    quotation = etree.Element("blockquote")
    paragraph.addprevious(quotation)
    quotation.append(paragraph)


def _convert_description(element: _Element) -> None:
    """A picture's description, as HTML has it."""
    description = element_text(element)
    _drop_content(element)
    element.tag = "img"
    element.set("alt", description)

"""Reads a story from a FictionBook e-book (.fb2), whose sections and notes are marked in its XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.errors import InputError
from audiobook.model import Manuscript, Metadata, SectionRole
from audiobook.reading.annotations import STORY, Annotation
from audiobook.reading.epub.package import LinkTarget, TocEntry
from audiobook.reading.epub.toc_lists import annotate_toc_lists
from audiobook.reading.fb2.description import find_cover, link_target, read_description
from audiobook.reading.formatted_document import LIST_MARK, FormattedDocument, read_formatted_document
from audiobook.reading.html.block_extraction import HEADING_LEVELS
from audiobook.reading.html.footnotes import FOOTNOTES_ANNOTATION, annotate_footnotes
from audiobook.reading.html.parse import attribute, decode_markup, element_text, parse_repaired_xml
from audiobook.text.comparison import comparison_key
from audiobook.text.skip_reasons import CHAPTER_SUMMARY, FOOTNOTE_MARK, TITLE_PAGE

if TYPE_CHECKING:
    from lxml.etree import _Element

    from audiobook.reading.annotations import AnnotationMap

# How a file begins: its root element comes after the XML declaration, comments and processing instructions.
ROOT_SEARCH_BYTES = 8192
ROOT_TAG = re.compile(rb"<(?:\w{1,20}:)?FictionBook[\s>]")
# Pictures are longer than the story, and longer than a parser of untrusted XML takes as one text.
PICTURE = re.compile(r"<binary\b(?P<attributes>[^<>]{0,500})>(?P<data>[^<]*)</binary\s*>", re.IGNORECASE)
# FictionBook's elements by the HTML elements that mean the same; all others have the same names, or no meaning here.
HTML_NAMES = {
    "fictionbook": "html", "body": "div", "epigraph": "blockquote", "cite": "blockquote", "poem": "div", "stanza": "p",
    "v": "span", "emphasis": "em", "strikethrough": "s", "text-author": "p", "date": "p", "annotation": "div",
    "style": "span", "subtitle": "h6", "image": "img", "empty-line": "p",
}  # fmt: skip
# Bodies after the first one that hold what the story's raised numbers lead to.
NOTE_BODIES = frozenset(("notes", "footnotes", "endnotes", "comments", "note", "footnote"))
LINE_ELEMENTS = ("p", "v", "text-author")
MAX_HEADING_LEVEL = 6
MAX_TOC_ENTRIES = 20_000
# A section with fewer words is no chapter; of the others at least this share must begin with a short bold line.
MIN_SECTION_WORDS, MAX_TITLE_WORDS = 150, 15
MIN_TITLED, MIN_TITLED_SHARE = 2, 0.6
# The elements of a FictionBook outside its bodies; none has words of the story.
NON_STORY_ELEMENTS = frozenset(("stylesheet", "description", "binary"))
NUMBERED_CHAPTER = re.compile(r"\s*(?:chapter|letter|part|book|prologue|epilogue|\d|[ivxlc]{1,6}\b)", re.IGNORECASE)
NOTE_NUMBER = re.compile(r"\[?\(?\{?(?:\d{1,4}|[ivx]{1,5}|[a-z]|[*†‡§¶]{1,3})\}?\)?\]?", re.IGNORECASE)


def is_fictionbook(data: bytes) -> bool:
    """Whether bytes in a still unknown encoding begin like a FictionBook."""
    head = data[:ROOT_SEARCH_BYTES].replace(b"\x00", b"")
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<") and bool(ROOT_TAG.search(head))


def read_fb2(data: bytes, path: Path) -> Manuscript:
    """The story in a FictionBook. Raises InputError if it is damaged beyond use or has no text."""
    source = decode_markup(data, path)
    root, omissions = parse_repaired_xml(PICTURE.sub("", source), path)
    bodies = root.findall("body")
    if not bodies:
        raise InputError(f"{path} is a damaged FictionBook: no story is in it; download it again")
    metadata, cover = read_description(root), find_cover(root, PICTURE.finditer(source))
    _move_into_bodies(root, bodies[0])
    stories = [body for body in bodies if attribute(body, "name").lower() not in NOTE_BODIES] or bodies[:1]
    _restore_titles(stories)
    toc = tuple(_mark_sections(stories))
    annotations = {**_annotate_parts(bodies, stories, metadata), **_annotate_marks(root)}
    _convert_to_html(root)
    annotations = {**annotate_footnotes(root), **annotations, **annotate_toc_lists(root, _is_inner_link)}
    document = FormattedDocument(root, "a FictionBook", metadata, annotations, toc, cover, omissions)
    return read_formatted_document(document, path)


def _move_into_bodies(root: _Element, first_body: _Element) -> None:
    """Moves text outside the bodies of a damaged book into the body before it; removes everything that isn't story."""
    from lxml import etree

    body = first_body
    for child in list(root):
        stray, child.tail = child.tail, None
        if child.tag in NON_STORY_ELEMENTS:
            root.remove(child)
        elif child.tag == "body":
            body = child
        else:
            body.append(child)
        if stray and stray.strip():
            etree.SubElement(body, "p").text = stray


def _restore_titles(stories: list[_Element]) -> None:
    """Makes the bold lines at the top of sections titles if no section has one, as in FictionBooks by calibre.

    Chapters that are called so are found by their words, also where other sections begin with a bold line.
    """
    sections = [section for story in stories for section in story.iter("section")]
    if any(section.find("title") is not None for section in sections):
        return
    lines = {section: line for section in sections if (line := _find_bold_line(section)) is not None}
    long_sections = [section for section in sections if len(element_text(section).split()) >= MIN_SECTION_WORDS]
    titled = [section for section in long_sections if section in lines]
    numbered = sum(bool(NUMBERED_CHAPTER.match(element_text(lines[section]))) for section in titled)
    if len(titled) < max(MIN_TITLED, MIN_TITLED_SHARE * len(long_sections)) or 2 * numbered > len(titled):
        return
    for line in lines.values():
        line.tag, line[0].tag = "title", "p"
        line.text = None


def _find_bold_line(section: _Element) -> _Element | None:
    """The first paragraph of a section, if it is short and all of it is bold."""
    first = next((child for child in section if child.tag != "empty-line" and element_text(child)), None)
    if first is None or first.tag != "p" or len(first) != 1 or first[0].tag != "strong" or (first.text or "").strip():
        return None
    is_short = len(element_text(first).split()) <= MAX_TITLE_WORDS and not (first[0].tail or "").strip()
    return first if is_short else None


def _is_inner_link(address: str) -> bool:
    """Whether a link leads to another place in the book; footnotes' marks are known by their type."""
    return address.startswith("#")


def _mark_sections(stories: list[_Element]) -> Iterator[TocEntry]:
    """An entry for each section with a title; its anchor is put at the section's beginning."""
    from lxml import etree

    count = 0
    for story in stories:
        for section in story.iter("section"):
            heading = section.find("title")
            title = _heading_text(heading)
            if not title or count >= MAX_TOC_ENTRIES:
                continue
            count += 1
            anchor = f"section {count}"
            section.insert(0, etree.Element("a", id=anchor))
            depth = sum(1 for _ in section.iterancestors("section"))
            has_children = any(child.find("title") is not None for child in section.findall("section"))
            yield TocEntry(title, LinkTarget("", anchor), depth, has_children)


def _heading_text(heading: _Element | None) -> str:
    """A title on one line: "1" above "Rain" is "1: Rain"."""
    lines = (
        [text for line in heading.iter(*LINE_ELEMENTS) if (text := element_text(line))] if heading is not None else []
    )
    if len(lines) < 2:
        return lines[0] if lines else element_text(heading)
    return f"{lines[0].rstrip(':')}{':' if lines[0][-1:].isalnum() else ''} {' '.join(lines[1:])}"


def _annotate_parts(bodies: list[_Element], stories: list[_Element], metadata: Metadata) -> AnnotationMap:
    """What is not story: the bodies of notes, and the title above the first section, which names the book."""
    annotations = {body: FOOTNOTES_ANNOTATION for body in bodies if body not in stories}
    heading = stories[0].find("title")
    title, author = comparison_key(metadata.title), comparison_key(metadata.author)
    key = comparison_key(element_text(heading))
    if heading is not None and ((title and title in key) or (author and author in key)):
        annotations[heading] = Annotation(SectionRole.METADATA, TITLE_PAGE)
    # Text may go on after a section: pandoc writes that for what isn't below a heading.
    annotations.update(
        (section, STORY)
        for story in stories
        for section in story.findall("section")
        if (following := section.getnext()) is not None and following.tag != "section"
    )
    annotations.update(
        (summary, Annotation(SectionRole.NOTE, CHAPTER_SUMMARY))
        for story in stories
        for summary in story.iter("annotation")
    )
    return annotations


def _annotate_marks(root: _Element) -> AnnotationMap:
    """Marks of notes that are words instead of numbers ("[see below]"); left in a sentence, they would be read."""
    return {
        link: Annotation(SectionRole.METADATA, FOOTNOTE_MARK, is_omitted=True)
        for link in root.iter("a")
        if _is_note_link(link) and not NOTE_NUMBER.fullmatch(element_text(link))
    }


def _is_note_link(link: _Element) -> bool:
    return attribute(link, "type") == "note" and bool(link_target(link))


def _convert_to_html(root: _Element) -> None:
    """Renames all elements in place, and sets lines of verse and of titles on lines of their own."""
    from lxml import etree

    for element in list(root.iter("*")):
        parent = element.getparent()
        in_heading = parent is not None and parent.tag in HEADING_LEVELS
        if element.tag == "title":
            _convert_heading(element)
        elif element.tag == "p" and element.text and (mark := LIST_MARK.match(element.text)):
            element.text = element.text[mark.end() :]
        elif element.tag == "empty-line":
            etree.SubElement(element, "br")
        elif element.tag == "a" and link_target(element):
            element.set("href", f"#{link_target(element)}")
            if _is_note_link(element):
                element.set("class", "noteref")
        is_line = element.tag == "v" or (in_heading and element.tag in LINE_ELEMENTS)
        if is_line and element.getnext() is not None:
            element.addnext(etree.Element("br"))
        element.tag = "span" if is_line else HTML_NAMES.get(str(element.tag), element.tag)


def _convert_heading(heading: _Element) -> None:
    """A title as a heading of its section's level; a poem's is never a chapter's."""
    parent = heading.getparent()
    depth = sum(1 for _ in heading.iterancestors("section"))
    is_chapter = parent is not None and parent.tag in ("section", "body")
    heading.tag = f"h{min(depth + 1, MAX_HEADING_LEVEL) if is_chapter else MAX_HEADING_LEVEL}"

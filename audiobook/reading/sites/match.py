"""Tells which known kind of page a document is, and what its rules say of the document's elements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audiobook.model import Role
from audiobook.reading.element_marks import Tag
from audiobook.reading.html.parse import attribute, elements, short_text_of, tag_of
from audiobook.reading.sites.archives import ARCHIVES
from audiobook.reading.sites.rules import CHAPTER_SUMMARY, LABEL, NOTE, SUMMARY, TO_NOTES, Site

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_CAPTION_CHARACTERS = 60
# Captions over a quoted block and what that block is; a summary of the whole story is metadata.
CAPTIONS = {
    "summary": Tag(Role.METADATA, SUMMARY),
    "notes": NOTE,
    "note": NOTE,
    "end notes": NOTE,
    "author's note": NOTE,
    "author's notes": NOTE,
    "chapter summary": Tag(Role.NOTE, CHAPTER_SUMMARY),
    "chapter notes": NOTE,
    "chapter end notes": NOTE,
}

SEE_THE_NOTES = re.compile(r"\(?See the end of the (?:chapter|work) for (?:more |other )?notes\.?\)?", re.IGNORECASE)


def site_of(root: _Element, sites: tuple[Site, ...] = ARCHIVES) -> Site | None:
    """The first of the kinds of pages that a document is of, None where it is of none."""
    return next((site for site in sites if elements(root, site.known_by)), None)


def story_parts(root: _Element, site: Site) -> list[_Element]:
    """The elements of a document that hold its story, in order, each after the heading that stands over it."""
    from lxml import etree

    held = set(_sharing(elements(root, site.root), site.shared))
    titles = set(elements(root, site.title)) if site.title else set()
    found: list[_Element] = []
    heading: _Element | None = None
    walker = etree.iterwalk(root, events=("start",))
    for _, element in walker:
        if element in held:
            found += [element] if heading is None else [heading, element]
            heading = None
            walker.skip_subtree()
        elif element in titles:
            heading = element
    return found


def _sharing(parts: list[_Element], name: str) -> list[_Element]:
    """The parts around which an attribute has the value that it has around the first; all of them for no attribute."""
    values = [_value_around(part, name) for part in parts] if name else []
    return [part for part, value in zip(parts, values, strict=True) if value == values[0]] if name else parts


def _value_around(element: _Element, name: str) -> str:
    return next((value for above in element.iterancestors() if (value := attribute(above, name))), "")


def tags_of(root: _Element, site: Site) -> dict[_Element, Tag]:
    """What the rules of a site say of the elements of a document."""
    found = {element: rule.tag for rule in site.rules for element in elements(root, rule.path)}
    for path in site.captions:
        for caption in elements(root, path):
            found.update(captioned(caption))
    return found


def captioned(caption: _Element) -> dict[_Element, Tag]:
    """The tags of a caption and of the quotation below it, none where it is no caption.

    A caption may stand over nothing but a link to the chapter's end, where the notes are; then it is an empty note.
    """
    quoted = caption.getnext()
    said = short_text_of(caption, MOST_CAPTION_CHARACTERS).rstrip(":").lower().replace("’", "'")
    tag = CAPTIONS.get(said)
    if tag is None or quoted is None:
        return {}
    if SEE_THE_NOTES.fullmatch(short_text_of(quoted, MOST_CAPTION_CHARACTERS)):
        return {caption: LABEL, quoted: Tag(Role.METADATA, TO_NOTES)}
    if tag_of(quoted) != "blockquote":
        return {}
    if tag.role is Role.METADATA:
        return {caption: tag, quoted: tag}
    return {caption: LABEL, quoted: tag}

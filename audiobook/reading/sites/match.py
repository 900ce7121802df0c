"""Recognizes known kinds of pages, and applies their rules to the document's elements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audiobook.model import SectionRole
from audiobook.reading.annotations import Annotation
from audiobook.reading.html.parse import attribute, find_elements, short_element_text, tag_name
from audiobook.reading.sites.archives import ARCHIVE_SITES
from audiobook.reading.sites.rules import LABEL, NOTE, Site
from audiobook.text.skip_reasons import CHAPTER_SUMMARY, NOTES_LINK, SUMMARY

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_CAPTION_CHARACTERS = 60
# Captions over a blockquote, and what it holds; a summary of the whole story is metadata.
CAPTION_ANNOTATIONS = {
    "summary": Annotation(SectionRole.METADATA, SUMMARY),
    "notes": NOTE,
    "note": NOTE,
    "end notes": NOTE,
    "author's note": NOTE,
    "author's notes": NOTE,
    "chapter summary": Annotation(SectionRole.NOTE, CHAPTER_SUMMARY),
    "chapter notes": NOTE,
    "chapter end notes": NOTE,
}

NOTES_REFERENCE = re.compile(r"\(?See the end of the (?:chapter|work) for (?:more |other )?notes\.?\)?", re.IGNORECASE)


def match_site(root: _Element, sites: tuple[Site, ...] = ARCHIVE_SITES) -> Site | None:
    """The first site whose pages look like this document, None if there is none."""
    return next((site for site in sites if find_elements(root, site.match_xpath)), None)


def find_story_parts(root: _Element, site: Site) -> list[_Element]:
    """The elements that hold a document's story, in order, each after the heading above it."""
    from lxml import etree

    story_roots = set(_filter_by_attribute(find_elements(root, site.story_xpath), site.common_attribute))
    heading_elements = set(find_elements(root, site.heading_xpath)) if site.heading_xpath else set()
    parts: list[_Element] = []
    latest_heading: _Element | None = None
    walker = etree.iterwalk(root, events=("start",))
    for _, element in walker:
        if element in story_roots:
            parts += [element] if latest_heading is None else [latest_heading, element]
            latest_heading = None
            walker.skip_subtree()
        elif element in heading_elements:
            latest_heading = element
    return parts


def _filter_by_attribute(parts: list[_Element], name: str) -> list[_Element]:
    """The parts whose enclosing attribute has the same value as around the first part; all parts if `name` is ""."""
    values = [_enclosing_value(part, name) for part in parts] if name else []
    return [part for part, value in zip(parts, values, strict=True) if value == values[0]] if name else parts


def _enclosing_value(element: _Element, name: str) -> str:
    return next((value for ancestor in element.iterancestors() if (value := attribute(ancestor, name))), "")


def annotate_site(root: _Element, site: Site) -> dict[_Element, Annotation]:
    """The annotations that a site's rules give to the elements of a document."""
    annotations = {element: rule.annotation for rule in site.rules for element in find_elements(root, rule.xpath)}
    for xpath in site.caption_xpaths:
        for caption in find_elements(root, xpath):
            annotations.update(annotate_caption(caption))
    return annotations


def annotate_caption(caption: _Element) -> dict[_Element, Annotation]:
    """Annotations for a caption and the blockquote below it; {} if it is not a caption.

    A caption may stand above a link to the notes at the chapter's end; then the link is skipped.
    """
    quotation = caption.getnext()
    caption_text = short_element_text(caption, MAX_CAPTION_CHARACTERS).rstrip(":").lower().replace("’", "'")
    annotation = CAPTION_ANNOTATIONS.get(caption_text)
    if annotation is None or quotation is None:
        return {}
    if NOTES_REFERENCE.fullmatch(short_element_text(quotation, MAX_CAPTION_CHARACTERS)):
        return {caption: LABEL, quotation: Annotation(SectionRole.METADATA, NOTES_LINK)}
    if tag_name(quotation) != "blockquote":
        return {}
    if annotation.role is SectionRole.METADATA:
        return {caption: annotation, quotation: annotation}
    return {caption: LABEL, quotation: annotation}

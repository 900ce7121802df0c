"""Finds tables of contents in the pages of a book by their links, which lead further on in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from audiobook.model import SectionRole
from audiobook.reading.annotations import Annotation
from audiobook.reading.epub.non_story_pages import reason_by_title
from audiobook.reading.html.block_extraction import HEADING_LEVELS, is_hidden
from audiobook.reading.html.parse import attribute, count_letters, element_text, tag_name
from audiobook.text.skip_reasons import TABLE_OF_CONTENTS

if TYPE_CHECKING:
    from lxml.etree import _Element

TOC_ANNOTATION = Annotation(SectionRole.METADATA, TABLE_OF_CONTENTS)
# At least this share of a list's letters and digits is in links; the rest are page and chapter numbers.
MIN_LINKED_SHARE = 0.7
MIN_LINKS = 3
# A book of interactive fiction has lists of links in many places, a table of contents is in few.
MAX_UNTITLED_LISTS = 3
INLINE_TAGS = frozenset("a b br em font i small span strong sup u".split())


class _LinkCounts:
    """For every element: its letters and digits outside headings, those of them in links, and the number of links."""

    def __init__(self, body: _Element, is_forward_link: Callable[[str], bool]) -> None:
        self.letters: dict[_Element, int] = {}
        self.linked: dict[_Element, int] = {}
        self.links: dict[_Element, int] = {}
        self._is_forward_link = is_forward_link
        for element in reversed(list(body.iter())):  # what is inside of an element comes after it
            self._count(element)

    def _count(self, element: _Element) -> None:
        tag = tag_name(element)
        is_shown = bool(tag) and tag not in HEADING_LEVELS and not is_hidden(element)
        children = list(element) if is_shown else []
        texts = [element.text if is_shown else "", *(child.tail for child in children)]
        self.letters[element] = sum(map(count_letters, texts)) + sum(self.letters[child] for child in children)
        if tag == "a" and self.letters[element] and self._is_forward_link(attribute(element, "href")):
            self.linked[element], self.links[element] = self.letters[element], 1
        else:
            self.linked[element] = sum(self.linked[child] for child in children)
            self.links[element] = sum(self.links[child] for child in children)

    def is_link_list(self, element: _Element, min_links: int) -> bool:
        """Whether an element consists almost entirely of links, and has at least `min_links` of them."""
        linked = self.linked[element]
        return self.links[element] >= min_links and linked >= MIN_LINKED_SHARE * self.letters[element]


def annotate_toc_lists(body: _Element, is_forward_link: Callable[[str], bool]) -> dict[_Element, Annotation]:
    """Annotations for the tables of contents in a file, with their captions.

    `is_forward_link` tells whether an address leads to a later place in the book. A file that consists of links is a
    table of contents however few they are.
    """
    counts = _LinkCounts(body, is_forward_link)
    if counts.is_link_list(body, 1):
        return {body: TOC_ANNOTATION}
    if counts.links[body] < MIN_LINKS:
        return {}
    lists = list(_find_link_lists(body, counts))
    captioned_lists = [
        link_list
        for link_list in lists
        if any(_is_toc_caption(element) for element in _preceding_element(link_list[0]))
    ]
    toc = lists if len(lists) <= MAX_UNTITLED_LISTS else captioned_lists
    return {
        element: TOC_ANNOTATION
        for link_list in toc
        for element in (*link_list, *filter(_is_toc_caption, _preceding_element(link_list[0])))
    }


def _find_link_lists(body: _Element, counts: _LinkCounts) -> Iterator[list[_Element]]:
    """The largest elements that consist of links, and runs of neighboring paragraphs that do."""
    pending = [body]
    while pending:
        element = pending.pop()
        run: list[_Element] = []
        for child in (*element, None):
            if child is not None and tag_name(child) not in INLINE_TAGS and counts.is_link_list(child, 1):
                run.append(child)
            elif child is None or counts.letters[child] or tag_name(child) in HEADING_LEVELS:
                if sum(counts.links[linked] for linked in run) >= MIN_LINKS:
                    yield run
                run = []
                if child is not None and counts.links[child] >= MIN_LINKS:
                    pending.append(child)


def _preceding_element(element: _Element) -> Iterator[_Element]:
    """The element directly above an element or above the one that it begins."""
    current: _Element | None = element
    while current is not None and tag_name(current) != "body":
        sibling = current.getprevious()
        if sibling is not None:
            yield sibling
            return
        current = current.getparent()


def _is_toc_caption(element: _Element) -> bool:
    return reason_by_title(element_text(element), from_ao3=False) == TABLE_OF_CONTENTS

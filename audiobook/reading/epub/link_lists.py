"""Finds lists of contents in the files of a book by what they are made of: links that lead further on in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from audiobook.model import Role
from audiobook.reading.element_marks import Tag
from audiobook.reading.epub.paratext import CONTENTS, reason_by_title
from audiobook.reading.html.flow import HEADINGS, is_hidden
from audiobook.reading.html.parse import attribute, count_letters, tag_of, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

LIST = Tag(Role.METADATA, CONTENTS)
# This share of a list's letters and figures is in links; the rest are numbers of pages and chapters.
LINKED_SHARE = 0.7
FEWEST_LINKS = 3
# Ways to go on that a reader chooses from stand at many places of a book, its contents at few.
MOST_LISTS = 3
INLINE = frozenset("a b br em font i small span strong sup u".split())


class _Counts:
    """How many letters and figures each element holds outside of headings, how many in links, and how many links."""

    def __init__(self, body: _Element, leads_on: Callable[[str], bool]) -> None:
        self.letters: dict[_Element, int] = {}
        self.linked: dict[_Element, int] = {}
        self.links: dict[_Element, int] = {}
        self._leads_on = leads_on
        for element in reversed(list(body.iter())):  # what is inside of an element comes after it
            self._count(element)

    def _count(self, element: _Element) -> None:
        tag = tag_of(element)
        shown = bool(tag) and tag not in HEADINGS and not is_hidden(element)
        children = list(element) if shown else []
        own = [element.text if shown else "", *(child.tail for child in children)]
        self.letters[element] = sum(map(count_letters, own)) + sum(self.letters[child] for child in children)
        if tag == "a" and self.letters[element] and self._leads_on(attribute(element, "href")):
            self.linked[element], self.links[element] = self.letters[element], 1
        else:
            self.linked[element] = sum(self.linked[child] for child in children)
            self.links[element] = sum(self.links[child] for child in children)

    def are_links(self, element: _Element, fewest: int) -> bool:
        """Whether an element is nearly nothing but links, at least so many."""
        linked = self.linked[element]
        return self.links[element] >= fewest and linked >= LINKED_SHARE * self.letters[element]


def contents_tags(body: _Element, leads_on: Callable[[str], bool]) -> dict[_Element, Tag]:
    """The tags of lists of contents in a file, with their captions; `leads_on` says of an address whether it leads to a
    later place of the book.

    A file that is nothing but links is one, however few they are.
    """
    counts = _Counts(body, leads_on)
    if counts.are_links(body, 1):
        return {body: LIST}
    if counts.links[body] < FEWEST_LINKS:
        return {}
    lists = list(_lists(body, counts))
    named = [one for one in lists if any(_is_caption(element) for element in _above(one[0]))]
    chosen = lists if len(lists) <= MOST_LISTS else named
    return {element: LIST for one in chosen for element in (*one, *filter(_is_caption, _above(one[0])))}


def _lists(body: _Element, counts: _Counts) -> Iterator[list[_Element]]:
    """The largest elements that are nothing but links, and runs of such paragraphs beside each other."""
    waiting = [body]
    while waiting:
        element = waiting.pop()
        run: list[_Element] = []
        for child in (*element, None):
            if child is not None and tag_of(child) not in INLINE and counts.are_links(child, 1):
                run.append(child)
            elif child is None or counts.letters[child] or tag_of(child) in HEADINGS:
                if sum(counts.links[one] for one in run) >= FEWEST_LINKS:
                    yield run
                run = []
                if child is not None and counts.links[child] >= FEWEST_LINKS:
                    waiting.append(child)


def _above(element: _Element) -> Iterator[_Element]:
    """What stands right above an element, or above what it begins."""
    here: _Element | None = element
    while here is not None and tag_of(here) != "body":
        before = here.getprevious()
        if before is not None:
            yield before
            return
        here = here.getparent()


def _is_caption(element: _Element) -> bool:
    return reason_by_title(text_of(element), from_ao3=False) == CONTENTS

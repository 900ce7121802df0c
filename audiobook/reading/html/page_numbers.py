"""Finds the numbers of a printed book's pages that its markup has kept, by how they count on through the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from audiobook.reading.html.flow import BLOCKS, HEADINGS, is_note_reference
from audiobook.reading.html.parse import attribute, classes, short_text_of, tag_of

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_CHARACTERS = 20
NUMBER = re.compile(r"[\[({]?\s?(?:(?:pg|page|p)\b\.?\s?)?(?P<number>\d{1,4}|[ivxlc]{1,8})\s?[\])}]?", re.IGNORECASE)
CALLED_PAGE = re.compile(r"page|folio|pg|pb", re.IGNORECASE)
FEWEST = 5
# This share of the steps from one number to the next must lead up, and of numbers without a name stand amid a sentence.
STEPS_UP, AMID = 0.9, 0.5
PAGE_BREAK_ROLE = "doc-pagebreak"


def name_page_numbers(root: _Element) -> None:
    """Gives the elements that hold numbers of pages the role that says so, in place."""
    groups: dict[tuple[str, frozenset[str]], list[_Element]] = {}
    for element in _numbers(root):
        groups.setdefault((tag_of(element), classes(element)), []).append(element)
    for group in groups.values():
        if _count_pages(group):
            for element in group:
                element.set("role", PAGE_BREAK_ROLE)


def _numbers(root: _Element) -> Iterator[_Element]:
    for element in root.iter():
        tag = tag_of(element)
        if not tag or tag in HEADINGS or tag in ("sup", "td", "th", "li") or is_note_reference(element):
            continue
        if (tag not in BLOCKS or CALLED_PAGE.search(_name(element))) and NUMBER.fullmatch(_text(element)):
            yield element


def _text(element: _Element) -> str:
    return short_text_of(element, MOST_CHARACTERS)


def _name(element: _Element) -> str:
    return f"{attribute(element, 'class')} {attribute(element, 'id')} {attribute(element, 'name')}"


def _count_pages(group: Sequence[_Element]) -> bool:
    numbers = [
        int(match["number"]) for one in group if (match := NUMBER.fullmatch(_text(one))) and match["number"].isdigit()
    ]
    if len(numbers) < FEWEST:
        return False
    up = sum(one < other for one, other in pairwise(numbers))
    if up < STEPS_UP * (len(numbers) - 1):
        return False
    called = sum(bool(CALLED_PAGE.search(_name(one))) for one in group)
    return called == len(group) or sum(map(_stands_amid_text, group)) >= AMID * len(group)


def _stands_amid_text(element: _Element) -> bool:
    """Whether a paragraph has text beside a number, and does not begin with it."""
    before = element.getprevious()
    parent = element.getparent()
    said = before.tail if before is not None else parent.text if parent is not None else ""
    return bool((said or "").strip())

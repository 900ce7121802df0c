"""Finds the printed page numbers that the markup of a book has preserved, by the way they count up through the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from audiobook.reading.html.block_extraction import BLOCK_TAGS, HEADING_LEVELS, is_note_reference
from audiobook.reading.html.parse import attribute, class_names, short_element_text, tag_name

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_NUMBER_CHARACTERS = 20
PAGE_NUMBER_TEXT = re.compile(
    r"[\[({]?\s?(?:(?:pg|page|p)\b\.?\s?)?(?P<number>\d{1,4}|[ivxlc]{1,8})\s?[\])}]?", re.IGNORECASE
)
PAGE_NAME = re.compile(r"page|folio|pg|pb", re.IGNORECASE)
# A book has at least this many page numbers.
MIN_PAGE_NUMBERS = 5
# This share of the steps between numbers must lead up; of numbers without a telling name, the second share must come
# after text in their paragraph.
MIN_ASCENDING_SHARE, MIN_AMID_SENTENCE_SHARE = 0.9, 0.5
PAGE_BREAK_ROLE = "doc-pagebreak"


def mark_page_numbers(root: _Element) -> None:
    """Sets the role "doc-pagebreak" on the elements that hold page numbers, in place."""
    groups: dict[tuple[str, frozenset[str]], list[_Element]] = {}
    for element in _number_elements(root):
        groups.setdefault((tag_name(element), class_names(element)), []).append(element)
    for group in groups.values():
        if _is_page_numbering(group):
            for element in group:
                element.set("role", PAGE_BREAK_ROLE)


def _number_elements(root: _Element) -> Iterator[_Element]:
    for element in root.iter():
        tag = tag_name(element)
        if not tag or tag in HEADING_LEVELS or tag in ("sup", "td", "th", "li") or is_note_reference(element):
            continue
        if (tag not in BLOCK_TAGS or PAGE_NAME.search(_element_names(element))) and PAGE_NUMBER_TEXT.fullmatch(
            _number_text(element)
        ):
            yield element


def _number_text(element: _Element) -> str:
    return short_element_text(element, MAX_NUMBER_CHARACTERS)


def _element_names(element: _Element) -> str:
    return f"{attribute(element, 'class')} {attribute(element, 'id')} {attribute(element, 'name')}"


def _is_page_numbering(elements: Sequence[_Element]) -> bool:
    numbers = [
        int(match["number"])
        for element in elements
        if (match := PAGE_NUMBER_TEXT.fullmatch(_number_text(element))) and match["number"].isdigit()
    ]
    if len(numbers) < MIN_PAGE_NUMBERS:
        return False
    ascending_steps = sum(element < following for element, following in pairwise(numbers))
    if ascending_steps < MIN_ASCENDING_SHARE * (len(numbers) - 1):
        return False
    named_count = sum(bool(PAGE_NAME.search(_element_names(element))) for element in elements)
    return named_count == len(elements) or sum(map(_is_amid_text, elements)) >= MIN_AMID_SENTENCE_SHARE * len(elements)


def _is_amid_text(element: _Element) -> bool:
    """Whether text comes before a number in its paragraph."""
    sibling = element.getprevious()
    parent = element.getparent()
    preceding_text = sibling.tail if sibling is not None else parent.text if parent is not None else ""
    return bool((preceding_text or "").strip())

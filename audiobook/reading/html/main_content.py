"""Finds the story on a page of an unknown site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.reading.html.block_extraction import is_hidden
from audiobook.reading.html.boilerplate import BoilerplateDetector
from audiobook.reading.html.parse import attribute, tag_name

if TYPE_CHECKING:
    from lxml.etree import _Element

# The root is the innermost element that holds this share of the page's text; an article must hold the second.
ROOT_SHARE = 0.8
ARTICLE_SHARE = 0.5
INLINE_ROOTS = frozenset("p table tbody tr span font b i em pre".split())


def find_story_root(body: _Element, boilerplate: BoilerplateDetector) -> _Element:
    """The element that holds the story: the page's article or main part, or its largest block of paragraphs."""
    text_lengths = _measure_text(body, boilerplate)
    total_length = text_lengths.get(body, 0)
    for candidates in (body.iter("article"), body.iter("main"), _schema_org_articles(body)):
        matches = [element for element in candidates if text_lengths.get(element, 0) > ARTICLE_SHARE * total_length]
        if matches and total_length:
            return matches[-1]
    root = body
    while True:
        inner = next((child for child in root if text_lengths.get(child, 0) >= ROOT_SHARE * total_length > 0), None)
        if inner is None or tag_name(inner) in INLINE_ROOTS:
            return root
        root = inner


def _schema_org_articles(body: _Element) -> list[_Element]:
    """Elements marked as the text of an article in schema.org's vocabulary."""
    return [element for element in body.iterdescendants() if attribute(element, "itemprop") in ("articleBody", "text")]


def _measure_text(body: _Element, boilerplate: BoilerplateDetector) -> dict[_Element, int]:
    """The number of characters in each element, without hidden text and boilerplate."""
    from lxml import etree

    text_lengths: dict[_Element, int] = {}
    lengths = [0]
    walker = etree.iterwalk(body, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            is_skipped = is_hidden(element) or (element is not body and boilerplate.is_boilerplate(element))
            lengths.append(0 if is_skipped else len((element.text or "").strip()))
            if is_skipped:
                walker.skip_subtree()
        else:
            text_lengths[element] = lengths.pop()
            lengths[-1] += text_lengths[element] + (len((element.tail or "").strip()) if element is not body else 0)
    return text_lengths

"""Finds the story on a page of no known site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.reading.html.boilerplate import Furniture
from audiobook.reading.html.flow import is_hidden
from audiobook.reading.html.parse import attribute, tag_of

if TYPE_CHECKING:
    from lxml.etree import _Element

# The root is the innermost element that holds this share of the page's paragraphs.
MOST_OF_IT = 0.8
ARTICLE_SHARE = 0.5
INLINE_ROOTS = frozenset("p table tbody tr span font b i em pre".split())


def story_root(body: _Element, furniture: Furniture) -> _Element:
    """The element that holds the story: the page's only article or main part, else its largest block of paragraphs."""
    weights = _weights(body, furniture)
    whole = weights.get(body, 0)
    for found in (body.iter("article"), body.iter("main"), _article_bodies(body)):
        holders = [element for element in found if weights.get(element, 0) > ARTICLE_SHARE * whole]
        if holders and whole:
            return holders[-1]
    root = body
    while True:
        inner = next((child for child in root if weights.get(child, 0) >= MOST_OF_IT * whole > 0), None)
        if inner is None or tag_of(inner) in INLINE_ROOTS:
            return root
        root = inner


def _article_bodies(body: _Element) -> list[_Element]:
    """What calls itself the text of an article, in the words of schema.org."""
    return [one for one in body.iterdescendants() if attribute(one, "itemprop") in ("articleBody", "text")]


def _weights(body: _Element, furniture: Furniture) -> dict[_Element, int]:
    """How much text each element holds, what is hidden or the site's own not counted."""
    from lxml import etree

    weights: dict[_Element, int] = {}
    sums = [0]
    walker = etree.iterwalk(body, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            passed = is_hidden(element) or (element is not body and furniture.holds(element))
            sums.append(0 if passed else len((element.text or "").strip()))
            if passed:
                walker.skip_subtree()
        else:
            weights[element] = sums.pop()
            sums[-1] += weights[element] + (len((element.tail or "").strip()) if element is not body else 0)
    return weights

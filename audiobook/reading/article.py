"""Finds the story on a page of no known site, and tells it from the site's own words around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.model import Role
from audiobook.reading.flow import is_hidden
from audiobook.reading.markup import attribute, classes, tag_of
from audiobook.reading.tagged import Tag

if TYPE_CHECKING:
    from lxml.etree import _Element

PAGE_FURNITURE = "words of the site"
CHROME_TAGS = frozenset(("nav", "footer", "aside", "form"))
CHROME_ROLES = frozenset(("navigation", "banner", "contentinfo", "complementary", "search"))
CHROME_NAMES = frozenset(
    "comments comment-list comments-area comment-respond disqus_thread sidebar menu navbar breadcrumb breadcrumbs "
    "share sharedaddy social related footer cookie-banner advert ads pagination nav-links site-header site-footer "
    "masthead".split()
)
# The root is the innermost element that holds this share of the page's paragraphs.
MOST_OF_IT = 0.8
ARTICLE_SHARE = 0.5


def is_chrome(element: _Element) -> bool:
    """Whether an element is what a site puts around its texts."""
    if tag_of(element) in CHROME_TAGS or attribute(element, "role") in CHROME_ROLES:
        return True
    if not element.keys():
        return False
    return bool(CHROME_NAMES & {name.lower() for name in (*classes(element), attribute(element, "id"))})


def chrome_tags(root: _Element) -> dict[_Element, Tag]:
    """The tags of all page furniture inside the story's root."""
    tag = Tag(Role.METADATA, PAGE_FURNITURE)
    return {element: tag for element in root.iterdescendants() if is_chrome(element)}


def story_root(body: _Element) -> _Element:
    """The element that holds the story: the page's only article or main part, else its largest block of paragraphs."""
    weights = _weights(body)
    whole = weights.get(body, 0)
    for name in ("article", "main"):
        found = [element for element in body.iter(name) if weights.get(element, 0) > ARTICLE_SHARE * whole]
        if found and whole:
            return found[-1]
    root = body
    while True:
        inner = next((child for child in root if weights.get(child, 0) >= MOST_OF_IT * whole > 0), None)
        if inner is None or tag_of(inner) in ("p", "table", "tbody", "tr", "span", "font", "b", "i", "em", "pre"):
            return root
        root = inner


def _weights(body: _Element) -> dict[_Element, int]:
    """How much text each element holds, what is hidden or the site's own not counted."""
    from lxml import etree

    weights: dict[_Element, int] = {}
    sums = [0]
    walker = etree.iterwalk(body, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            passed = is_hidden(element) or (is_chrome(element) and element is not body)
            sums.append(0 if passed else len((element.text or "").strip()))
            if passed:
                walker.skip_subtree()
        else:
            weights[element] = sums.pop()
            sums[-1] += weights[element] + (len((element.tail or "").strip()) if element is not body else 0)
    return weights

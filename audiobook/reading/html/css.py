"""What a page's own style sheet says of its classes: some sites hide warnings to thieves so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from audiobook.model import Role
from audiobook.reading.element_marks import Tag
from audiobook.reading.html.parse import HIDDEN_STYLE, classes

if TYPE_CHECKING:
    from lxml.etree import _Element

HIDDEN = "hidden on the page"
COMMENT = re.compile(r"/\*(?:(?!\*/).)*\*/", re.DOTALL)
ONE_CLASS = re.compile(r"[a-z0-9]*\.(?P<name>[\w-]+)", re.IGNORECASE)
EDGES = re.compile(r"([{}])")


def hidden_tags(root: _Element) -> dict[_Element, Tag]:
    """The tags of the elements of classes that the document's style sheets do not show."""
    names = {name for style in root.iter("style") for name in hidden_classes("".join(map(str, style.itertext())))}
    if not names:
        return {}
    tag = Tag(Role.METADATA, HIDDEN, omitted=True)
    return {element: tag for element in root.iter() if element.get("class") and names & classes(element)}


def hidden_classes(sheet: str) -> frozenset[str]:
    """The classes that a style sheet hides wherever they stand; what it says only of paper or small screens is left.

    >>> sorted(hidden_classes(".cnT{display: none;} p.b, .c { visibility:hidden } @media print { .d{display:none} }"))
    ['b', 'c', 'cnT']
    """
    return frozenset(name for name, body in class_rules(sheet) if HIDDEN_STYLE.search(body))


def class_rules(sheet: str) -> Iterator[tuple[str, str]]:
    """The classes that a style sheet has rules for, wherever they stand, each with what a rule says."""
    for selectors, body in _rules(COMMENT.sub(" ", sheet)):
        for selector in selectors.split(","):
            match = ONE_CLASS.fullmatch(selector.strip())
            if match:
                yield match["name"], body


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """The rules outside of any at-rule: what they are for, and what they say."""
    depth = 0
    selectors = text = ""
    for part in EDGES.split(sheet):
        if part == "{":
            selectors, depth = (text, 1) if not depth else (selectors, depth + 1)
        elif part == "}":
            if depth == 1 and not selectors.lstrip().startswith("@"):
                yield selectors.rpartition(";")[2], text
            depth = max(0, depth - 1)
        else:
            text = part

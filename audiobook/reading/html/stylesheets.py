"""What a page's own style sheet says of its classes: some sites hide warnings to thieves so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from audiobook.model import SectionRole
from audiobook.reading.annotations import Annotation
from audiobook.reading.html.parse import HIDDEN_STYLE, class_names

if TYPE_CHECKING:
    from lxml.etree import _Element

HIDDEN_TEXT = "hidden on the page"
COMMENT = re.compile(r"/\*(?:(?!\*/).)*\*/", re.DOTALL)
CLASS_SELECTOR = re.compile(r"[a-z0-9]*\.(?P<name>[\w-]+)", re.IGNORECASE)
BRACES = re.compile(r"([{}])")


def annotate_hidden(root: _Element) -> dict[_Element, Annotation]:
    """The tags of the elements of classes that the document's style sheets do not show."""
    hidden_names = {
        name for style in root.iter("style") for name in find_hidden_classes("".join(map(str, style.itertext())))
    }
    if not hidden_names:
        return {}
    annotation = Annotation(SectionRole.METADATA, HIDDEN_TEXT, is_omitted=True)
    return {
        element: annotation for element in root.iter() if element.get("class") and hidden_names & class_names(element)
    }


def find_hidden_classes(stylesheet: str) -> frozenset[str]:
    """The classes that a style sheet hides wherever they stand; what it says only of paper or small screens is left.

    >>> css = ".cnT{display: none;} p.b, .c { visibility:hidden } @media print { .d{display:none} }"
    >>> sorted(find_hidden_classes(css))
    ['b', 'c', 'cnT']
    """
    return frozenset(name for name, body in parse_class_rules(stylesheet) if HIDDEN_STYLE.search(body))


def parse_class_rules(stylesheet: str) -> Iterator[tuple[str, str]]:
    """The classes that a style sheet has rules for, wherever they stand, each with what a rule says."""
    for selectors, body in _split_rules(COMMENT.sub(" ", stylesheet)):
        for selector in selectors.split(","):
            match = CLASS_SELECTOR.fullmatch(selector.strip())
            if match:
                yield match["name"], body


def _split_rules(stylesheet: str) -> Iterator[tuple[str, str]]:
    """The rules outside of any at-rule: what they are for, and what they say."""
    depth = 0
    selectors = text = ""
    for token in BRACES.split(stylesheet):
        if token == "{":
            selectors, depth = (text, 1) if not depth else (selectors, depth + 1)
        elif token == "}":
            if depth == 1 and not selectors.lstrip().startswith("@"):
                yield selectors.rpartition(";")[2], text
            depth = max(0, depth - 1)
        else:
            text = token

"""What a page's style sheet says about its classes; some sites hide warnings to content thieves this way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from audiobook.model import SectionRole
from audiobook.reading.annotations import Annotation
from audiobook.reading.html.parse import HIDDEN_STYLE, class_names
from audiobook.text.skip_reasons import HIDDEN_TEXT

if TYPE_CHECKING:
    from lxml.etree import _Element

COMMENT = re.compile(r"/\*(?:(?!\*/).)*\*/", re.DOTALL)
CLASS_SELECTOR = re.compile(r"[a-z0-9]*\.(?P<name>[\w-]+)", re.IGNORECASE)
BRACES = re.compile(r"([{}])")


def annotate_hidden(root: _Element) -> dict[_Element, Annotation]:
    """Annotations for the elements whose classes the document's style sheets hide."""
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
    """The classes that a style sheet hides everywhere; rules only for print or small screens don't count.

    >>> css = ".cnT{display: none;} p.b, .c { visibility:hidden } @media print { .d{display:none} }"
    >>> sorted(find_hidden_classes(css))
    ['b', 'c', 'cnT']
    """
    return frozenset(name for name, body in parse_class_rules(stylesheet) if HIDDEN_STYLE.search(body))


def parse_class_rules(stylesheet: str) -> Iterator[tuple[str, str]]:
    """The classes that a style sheet has rules for, each with the declarations of a rule."""
    for selectors, body in _split_rules(COMMENT.sub(" ", stylesheet)):
        for selector in selectors.split(","):
            match = CLASS_SELECTOR.fullmatch(selector.strip())
            if match:
                yield match["name"], body


def _split_rules(stylesheet: str) -> Iterator[tuple[str, str]]:
    """The selectors and declarations of all rules outside of at-rules."""
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

"""What an image means to a listener: an ornament between scenes, a description in words, or nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audiobook.reading.html.inline import InlineRun
from audiobook.reading.html.parse import attribute, class_names, tag_name
from audiobook.text.skip_reasons import ILLUSTRATION, ORNAMENT

if TYPE_CHECKING:
    from lxml.etree import _Element

BREAK_LINE = "* * *"
# What people call an image between two scenes, in its description, class or file name.
ORNAMENT_WORDS = re.compile(
    r"\b(?:ornament|divider|separator|scene.?break|section.?break|page.?break|line.?break|flourish|fleuron|asterism|hr)\b",
    re.IGNORECASE,
)
CENTERED_STYLE = re.compile(r"text-align\s*:\s*center|margin[^;]*auto", re.IGNORECASE)
BLOCK_PARENTS = frozenset(("p", "div", "center", "figure", "td", "section"))
# Longer descriptions are cut off here.
MAX_ALT_CHARACTERS = 500


def image_run(element: _Element) -> InlineRun | None:
    """The inline text for an image, None if it has nothing to say."""
    alt = " ".join(attribute(element, "alt").split())[:MAX_ALT_CHARACTERS]
    description = f"{alt} {attribute(element, 'class')} {attribute(element, 'src').rpartition('/')[2]}".replace(
        "_", " "
    )
    has_words = any(character.isalnum() for character in alt)
    if _is_alone(element) and (ORNAMENT_WORDS.search(description) if has_words else _is_ornament(element, description)):
        return InlineRun(BREAK_LINE, reason=ORNAMENT)
    return InlineRun(f"[{alt.strip('[]')}]", reason=ILLUSTRATION) if has_words else None


def _is_ornament(element: _Element, description: str) -> bool:
    return bool(ORNAMENT_WORDS.search(description)) or _is_centered(element)


def _is_alone(element: _Element) -> bool:
    """Whether an image is the only content of its paragraph."""
    inner, parent = element, element.getparent()
    while parent is not None and tag_name(parent) != "body":
        # Counting the parent's children would take longer with each of them.
        has_siblings = inner.getprevious() is not None or inner.getnext() is not None
        if has_siblings or (parent.text or "").strip() or (inner.tail or "").strip():
            return False
        if tag_name(parent) in BLOCK_PARENTS:
            return True
        inner, parent = parent, parent.getparent()
    return parent is not None and not (inner.tail or "").strip()


def _is_centered(element: _Element) -> bool:
    container: _Element | None = element
    for _ in range(4):
        if container is None:
            return False
        style = f"{attribute(container, 'style')};text-align:{attribute(container, 'align')}"
        if (
            tag_name(container) == "center"
            or CENTERED_STYLE.search(style)
            or any("cent" in name for name in class_names(container))
        ):
            return True
        container = container.getparent()
    return False

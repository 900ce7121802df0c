"""What a picture is to a listener: an ornament that parts scenes, words that describe it, or nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audiobook.reading.html.inline import Run
from audiobook.reading.html.parse import attribute, classes, tag_of

if TYPE_CHECKING:
    from lxml.etree import _Element

BREAK_LINE = "* * *"
ILLUSTRATION = "illustration"
ORNAMENT = "ornament"
# What people call a picture that stands between two scenes, in its description, class or file name.
ORNAMENT_WORDS = re.compile(
    r"\b(?:ornament|divider|separator|scene.?break|section.?break|page.?break|line.?break|flourish|fleuron|asterism|hr)\b",
    re.IGNORECASE,
)
CENTRED = re.compile(r"text-align\s*:\s*center|margin[^;]*auto", re.IGNORECASE)
BLOCK_PARENTS = frozenset(("p", "div", "center", "figure", "td", "section"))
MOST_ALT_CHARACTERS = 500


def picture(element: _Element) -> Run | None:
    """The line that stands for a picture, None for one that says nothing."""
    alt = " ".join(attribute(element, "alt").split())[:MOST_ALT_CHARACTERS]
    named = f"{alt} {attribute(element, 'class')} {attribute(element, 'src').rpartition('/')[2]}".replace("_", " ")
    words = any(character.isalnum() for character in alt)
    if _stands_alone(element) and (ORNAMENT_WORDS.search(named) if words else _is_ornament(element, named)):
        return Run(BREAK_LINE, reason=ORNAMENT)
    return Run(f"[{alt.strip('[]')}]", reason=ILLUSTRATION) if words else None


def _is_ornament(element: _Element, named: str) -> bool:
    return bool(ORNAMENT_WORDS.search(named)) or _is_centred(element)


def _stands_alone(element: _Element) -> bool:
    """Whether a picture is all that its paragraph holds."""
    inner, parent = element, element.getparent()
    while parent is not None and tag_of(parent) != "body":
        if len(parent) > 1 or (parent.text or "").strip() or (inner.tail or "").strip():
            return False
        if tag_of(parent) in BLOCK_PARENTS:
            return True
        inner, parent = parent, parent.getparent()
    return parent is not None and not (inner.tail or "").strip()


def _is_centred(element: _Element) -> bool:
    holder: _Element | None = element
    for _ in range(4):
        if holder is None:
            return False
        told = f"{attribute(holder, 'style')};text-align:{attribute(holder, 'align')}"
        if tag_of(holder) == "center" or CENTRED.search(told) or any("cent" in name for name in classes(holder)):
            return True
        holder = holder.getparent()
    return False

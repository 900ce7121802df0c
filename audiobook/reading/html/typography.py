"""How text is set in type: bold, centred, larger than the rest. So titles look that no tag calls headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from audiobook.reading.html.css import class_rules
from audiobook.reading.html.parse import attribute, classes, tag_of

if TYPE_CHECKING:
    from lxml.etree import _Element

BOLD_TAGS = frozenset(("b", "strong"))
# Words in the name of a class that say that what is of it is a title.
TITLE_CLASS = re.compile(r"(?:chap|titl|head(?!er))", re.IGNORECASE)
DECLARATION = re.compile(r"(?P<name>font-weight|text-align|font-size)\s*:\s*(?P<value>[^;!]{1,40})", re.IGNORECASE)
SIZE = re.compile(r"(?P<number>\d{1,4}(?:\.\d{1,4})?)(?P<unit>em|rem|%|pt|px)")
# What one of each unit is of an ordinary size, and the words for sizes above it.
UNITS = {"em": 1.0, "rem": 1.0, "%": 0.01, "pt": 1 / 12, "px": 1 / 16}
LARGE_WORDS = {"large": 1.2, "larger": 1.2, "x-large": 1.5, "xx-large": 2.0, "xxx-large": 3.0}
# From this size on, in ordinary sizes, text counts as large.
LARGE = 1.1
MOST_FONT_NUMBER = 7


@dataclass(frozen=True, slots=True)
class Face:
    """How text is set: bold, centred, its size where it is large ("" else), and the class of its paragraph."""

    bold: bool = False
    centred: bool = False
    size: str = ""
    paragraph_class: str = ""

    @property
    def look(self) -> str:
        """What sets the text apart from ordinary text, with its paragraph's class behind a stop; "" for nothing.

        >>> Face(bold=True, centred=True, paragraph_class="c3").look, Face(paragraph_class="c3").look
        ('bold centred .c3', '')
        """
        named = bool(TITLE_CLASS.search(self.paragraph_class))
        words = [word for word, holds in (("bold", self.bold), ("centred", self.centred), ("named", named)) if holds]
        words += [self.size] if self.size else []
        return " ".join([*words, f".{self.paragraph_class}"] if words and self.paragraph_class else words)


PLAIN = Face()


@dataclass(frozen=True, slots=True)
class Faces:
    """What a document's style sheets say of its classes: the declarations of each."""

    of_class: Mapping[str, str]

    def within(self, face: Face, element: _Element, is_block: bool) -> Face:
        """The face of an element's text, which stands inside of text of another face."""
        tag = tag_of(element)
        if tag in BOLD_TAGS:
            face = replace(face, bold=True)
        elif tag == "center":
            face = replace(face, centred=True)
        elif tag == "big":
            face = replace(face, size="big")
        if is_block:
            face = replace(face, paragraph_class=" ".join(attribute(element, "class").split()))
        if not element.keys():
            return face
        align = attribute(element, "align").lower()
        if align and is_block:
            face = replace(face, centred=align == "center")
        if tag == "font" and (size := attribute(element, "size")):
            face = replace(face, size=_size_of_font(size))
        for name in classes(element) if self.of_class else ():
            face = _declared(face, self.of_class.get(name, ""))
        return _declared(face, attribute(element, "style"))


def faces_of(sheets: Iterable[str]) -> Faces:
    """What style sheets say of how the classes are set."""
    found: dict[str, str] = {}
    for sheet in sheets:
        for name, body in class_rules(sheet):
            if DECLARATION.search(body):
                found[name] = f"{found.get(name, '')};{body}"
    return Faces(found)


def faces_in(root: _Element) -> Faces:
    """What the style sheets inside of a document say of how its classes are set."""
    return faces_of(sheets_in(root))


def sheets_in(root: _Element) -> Iterator[str]:
    """The style sheets that a document holds itself."""
    return ("".join(map(str, style.itertext())) for style in root.iter("style"))


def _declared(face: Face, style: str) -> Face:
    for match in DECLARATION.finditer(style) if style else ():
        value = match["value"].strip().lower()
        if match["name"].lower() == "font-weight":
            face = replace(face, bold=value in ("bold", "bolder", "600", "700", "800", "900"))
        elif match["name"].lower() == "text-align":
            face = replace(face, centred=value == "center")
        else:
            face = replace(face, size=_large(value))
    return face


def _large(value: str) -> str:
    """A size that is large, in ordinary sizes with one decimal; "" for others.

    >>> _large("16pt"), _large("1em"), _large("x-large")
    ('1.3', '', '1.5')
    """
    match = SIZE.fullmatch(value)
    size = float(match["number"]) * UNITS[match["unit"]] if match else LARGE_WORDS.get(value, 1.0)
    return f"{size:.1f}" if size >= LARGE else ""


def _size_of_font(size: str) -> str:
    """The size of a `font` element: 3 and "+0" are ordinary."""
    digits = size.strip().lstrip("+-")
    if not digits.isdecimal() or len(digits) > 1 or size.strip().startswith("-"):
        return ""
    steps = int(digits) if size.strip().startswith("+") else int(digits) - 3
    return f"+{min(steps, MOST_FONT_NUMBER)}" if steps > 0 else ""

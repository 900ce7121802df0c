"""How text is formatted: bold, centered, large. Titles that aren't tagged as headings look like this."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from audiobook.reading.html.parse import attribute, class_names, tag_name
from audiobook.reading.html.stylesheets import parse_class_rules

if TYPE_CHECKING:
    from lxml.etree import _Element

BOLD_TAGS = frozenset(("b", "strong"))
# Words in class names that mark a title.
TITLE_CLASS = re.compile(r"(?:chap|titl|head(?!er))", re.IGNORECASE)
DECLARATION = re.compile(r"(?P<name>font-weight|text-align|font-size)\s*:\s*(?P<value>[^;!]{1,40})", re.IGNORECASE)
FONT_SIZE = re.compile(r"(?P<number>\d{1,4}(?:\.\d{1,4})?)(?P<unit>em|rem|%|pt|px)")
# One of each unit in multiples of the normal font size, and the keywords for sizes above it.
UNIT_SIZES = {"em": 1.0, "rem": 1.0, "%": 0.01, "pt": 1 / 12, "px": 1 / 16}
LARGE_SIZE_NAMES = {"large": 1.2, "larger": 1.2, "x-large": 1.5, "xx-large": 2.0, "xxx-large": 3.0}
# From this multiple of the normal font size on, text counts as large.
MIN_LARGE_SIZE = 1.1
# HTML's font sizes go from 1 to 7.
MAX_FONT_STEPS = 7


@dataclass(frozen=True, slots=True)
class TextStyle:
    """The formatting of text: bold, centered, its size if it is large (otherwise ""), and its paragraph's class."""

    bold: bool = False
    centered: bool = False
    size: str = ""
    paragraph_class: str = ""

    @property
    def formatting(self) -> str:
        """How the text differs from ordinary text, with its paragraph's class after a dot; "" if it doesn't.

        >>> (TextStyle(bold=True, centered=True, paragraph_class="c3").formatting,
        ... TextStyle(paragraph_class="c3").formatting)
        ('bold centred .c3', '')
        """
        has_title_class = bool(TITLE_CLASS.search(self.paragraph_class))
        words = [
            word
            for word, applies in (("bold", self.bold), ("centred", self.centered), ("named", has_title_class))
            if applies
        ]
        words += [self.size] if self.size else []
        return " ".join([*words, f".{self.paragraph_class}"] if words and self.paragraph_class else words)


PLAIN_STYLE = TextStyle()


@dataclass(frozen=True, slots=True)
class ClassStyles:
    """What a document's style sheets say about its classes: the declarations for each."""

    declarations: Mapping[str, str]

    def element_style(self, style: TextStyle, element: _Element, is_block: bool) -> TextStyle:
        """The style of an element's text, given the style of the text around it."""
        tag = tag_name(element)
        if tag in BOLD_TAGS:
            style = replace(style, bold=True)
        elif tag == "center":
            style = replace(style, centered=True)
        elif tag == "big":
            style = replace(style, size="big")
        if is_block:
            style = replace(style, paragraph_class=" ".join(attribute(element, "class").split()))
        if not element.keys():
            return style
        align = attribute(element, "align").lower()
        if align and is_block:
            style = replace(style, centered=align == "center")
        if tag == "font" and (size := attribute(element, "size")):
            style = replace(style, size=_parse_font_size(size))
        for name in class_names(element) if self.declarations else ():
            style = _apply_declarations(style, self.declarations.get(name, ""))
        return _apply_declarations(style, attribute(element, "style"))


def parse_class_styles(stylesheets: Iterable[str]) -> ClassStyles:
    """The formatting of classes in style sheets."""
    declarations: dict[str, str] = {}
    for stylesheet in stylesheets:
        for name, body in parse_class_rules(stylesheet):
            if DECLARATION.search(body):
                declarations[name] = f"{declarations.get(name, '')};{body}"
    return ClassStyles(declarations)


def read_class_styles(root: _Element) -> ClassStyles:
    """The formatting of classes in the style sheets inside a document."""
    return parse_class_styles(embedded_stylesheets(root))


def embedded_stylesheets(root: _Element) -> Iterator[str]:
    """The style sheets inside a document."""
    return ("".join(map(str, style.itertext())) for style in root.iter("style"))


def _apply_declarations(text_style: TextStyle, style: str) -> TextStyle:
    for match in DECLARATION.finditer(style) if style else ():
        value = match["value"].strip().lower()
        if match["name"].lower() == "font-weight":
            text_style = replace(text_style, bold=value in ("bold", "bolder", "600", "700", "800", "900"))
        elif match["name"].lower() == "text-align":
            text_style = replace(text_style, centered=value == "center")
        else:
            text_style = replace(text_style, size=_parse_large_size(value))
    return text_style


def _parse_large_size(value: str) -> str:
    """A large font size in multiples of the normal one, with one decimal; "" for other sizes.

    >>> _parse_large_size("16pt"), _parse_large_size("1em"), _parse_large_size("x-large")
    ('1.3', '', '1.5')
    """
    match = FONT_SIZE.fullmatch(value)
    size = float(match["number"]) * UNIT_SIZES[match["unit"]] if match else LARGE_SIZE_NAMES.get(value, 1.0)
    return f"{size:.1f}" if size >= MIN_LARGE_SIZE else ""


def _parse_font_size(size: str) -> str:
    """The size of a `font` element as steps above normal, "" if it isn't larger; 3 and "+0" are normal."""
    digits = size.strip().lstrip("+-")
    if not digits.isdecimal() or len(digits) > 1 or size.strip().startswith("-"):
        return ""
    steps = int(digits) if size.strip().startswith("+") else int(digits) - 3
    return f"+{min(steps, MAX_FONT_STEPS)}" if steps > 0 else ""

"""How an OpenDocument text formats its paragraphs and words: styles with names, each based on another one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from audiobook.reading.html.parse import attribute

if TYPE_CHECKING:
    from lxml.etree import _Element

STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
FORMATTING = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
# A style is based on at most this many others, one upon the other.
MAX_STYLE_DEPTH = 20
DEFAULT_SIZE = 12.0
POINTS = re.compile(r"(\d{1,4}(?:\.\d{1,4})?)pt")
PERCENT = re.compile(r"(\d{1,4})(?:\.\d{1,4})?%")
HEADING_STYLE = re.compile(r"Heading(?:_20_| )(\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OdtStyle:
    """The look of a paragraph or of words; None and 0 mean that a style leaves it as it is around it."""

    names: tuple[str, ...] = ()
    italic: bool | None = None
    bold: bool | None = None
    centered: bool | None = None
    hidden: bool = False
    size: float = 0.0
    heading_level: int = 0

    def css(self, usual_size: float) -> str:
        """The look as declarations of CSS, its size relative to that of most text."""
        rules = [
            "display: none" if self.hidden else "",
            "" if self.italic is None else f"font-style: {'italic' if self.italic else 'normal'}",
            "" if self.bold is None else f"font-weight: {'bold' if self.bold else 'normal'}",
            "" if self.centered is None else f"text-align: {'center' if self.centered else 'start'}",
            f"font-size: {100 * self.size / usual_size:.0f}%" if self.size else "",
        ]
        return ";".join(filter(None, rules))


PLAIN = OdtStyle()


class StyleSheet:
    """All styles of a document, by family ("paragraph", "text") and name."""

    def __init__(self, roots: Iterable[_Element]) -> None:
        self._elements = {
            (attribute(element, f"{STYLE}family"), attribute(element, f"{STYLE}name")): element
            for root in roots
            for element in root.iter("style")
        }
        self._styles: dict[tuple[str, str], OdtStyle] = {}

    def find(self, family: str, name: str) -> OdtStyle:
        """A style with all that it takes over from those that it is based on."""
        key = (family, name)
        if key not in self._styles:
            self._styles[key] = self._resolve(key)
        return self._styles[key]

    def _resolve(self, key: tuple[str, str]) -> OdtStyle:
        chain: list[_Element] = []
        family, name = key
        names = [name]
        while (element := self._elements.get((family, name))) is not None and len(chain) < MAX_STYLE_DEPTH:
            chain.append(element)
            name = attribute(element, f"{STYLE}parent-style-name")
            names.append(name)
        style = PLAIN
        for element in reversed(chain):
            style = _apply_style(style, element)
        return replace(style, names=tuple(filter(None, names)), heading_level=_heading_level(chain, names))


def _heading_level(chain: list[_Element], names: list[str]) -> int:
    levels = (attribute(element, f"{STYLE}default-outline-level") for element in chain)
    level = next(filter(None, levels), "") or next(
        (match[1] for name in names if (match := HEADING_STYLE.match(name))), ""
    )
    return int(level) if level.isdecimal() and len(level) < 3 else 0


def _apply_style(style: OdtStyle, element: _Element) -> OdtStyle:
    properties = {
        str(name): str(value)
        for child in element
        if child.tag in ("text-properties", "paragraph-properties")
        for name, value in child.attrib.items()
    }
    slant, weight = properties.get(f"{FORMATTING}font-style"), properties.get(f"{FORMATTING}font-weight")
    align = properties.get(f"{FORMATTING}text-align")
    return replace(
        style,
        italic=style.italic if slant is None else slant != "normal",
        bold=style.bold if weight is None else weight not in ("normal", "100", "200", "300", "400", "500"),
        centered=style.centered if align is None else align == "center",
        hidden=style.hidden or properties.get(f"{TEXT}display") == "none",
        size=_parse_size(properties, style.size),
    )


def _parse_size(properties: Mapping[str, str], size_around: float) -> float:
    text = properties.get(f"{FORMATTING}font-size", "")
    if points := POINTS.fullmatch(text):
        return float(points[1])
    if percent := PERCENT.fullmatch(text):
        return (size_around or DEFAULT_SIZE) * int(percent[1]) / 100
    return size_around

"""What is extracted from a PDF: runs of text with their places, in points from the lower left corner of the page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Font:
    """A font as its name and its flags describe it."""

    name: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class TextRun:
    """Text of one font and size on one baseline, from `left` to `right`; `font` is an index into the file's fonts."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    font: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its size, its text in the order of the file, and whether one picture fills most of it.

    `sideways` is text that isn't written from left to right along the page: a watermark, a stamp in the margin.
    """

    width: float
    height: float
    runs: tuple[TextRun, ...]
    sideways: str = ""
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A bookmark: its title, its level from 0, its page from 0 (-1 for none), and its height there (-1 for the top)."""

    title: str
    depth: int
    page: int
    top: float
    has_children: bool = False


@dataclass(frozen=True, slots=True)
class PdfContent:
    """All of a file. `unmapped` counts characters for which the fonts don't say which letter they show."""

    pages: tuple[Page, ...]
    fonts: tuple[Font, ...]
    outline: tuple[OutlineEntry, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    cover: bytes = b""
    unmapped: int = 0


@dataclass(frozen=True, slots=True)
class Extraction:
    """What came of a file: its content, or None and the reason, the end of a sentence that begins with its name."""

    content: PdfContent | None
    refusal: str = ""

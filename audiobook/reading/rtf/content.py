"""What is in a rich-text document: its paragraphs with their look, footnotes, comments and properties."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RtfLook:
    """The look of a run of text; its size is in half points, 0 if none is given."""

    bold: bool = False
    italic: bool = False
    hidden: bool = False
    deleted: bool = False
    size: int = 0


PLAIN_LOOK = RtfLook()


@dataclass(frozen=True, slots=True)
class RtfRun:
    """Text of one look, "\\n" for a line break; `note` is the number of the footnote whose mark it is, or 0."""

    text: str
    look: RtfLook = PLAIN_LOOK
    note: int = 0


@dataclass(frozen=True, slots=True)
class RtfParagraph:
    """A paragraph: its runs, its style's name, its level as a heading (0 for none), its look."""

    runs: tuple[RtfRun, ...]
    style_name: str = ""
    level: int = 0
    centered: bool = False
    indented: bool = False


@dataclass(slots=True)
class RtfContent:
    """All of a document; `properties` are pairs of a label and its value."""

    paragraphs: list[RtfParagraph] = field(default_factory=list)
    notes: list[list[RtfParagraph]] = field(default_factory=list)
    comments: list[RtfParagraph] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)

"""The lines of a plain text with the places where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audiobook.model import Span

LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line without its end: what it says and where it begins."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the line ends, its white space included."""
        return self.start + len(self.text)

    @property
    def span(self) -> Span:
        """The line without the white space at its ends."""
        lead = len(self.text) - len(self.text.lstrip())
        return Span(self.start + lead, self.start + max(lead, len(self.text.rstrip())))


def text_lines(text: str) -> tuple[TextLine, ...]:
    """All lines of a text, also the blank ones."""
    return tuple(TextLine(match[1], match.start()) for match in LINE.finditer(text))

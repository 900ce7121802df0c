"""The lines of a plain text with their offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audiobook.model import Span

LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line without its line end, and the offset at which it starts."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset at which the line ends, including its white space."""
        return self.start + len(self.text)

    @property
    def span(self) -> Span:
        """The line without white space at its ends."""
        lead = len(self.text) - len(self.text.lstrip())
        return Span(self.start + lead, self.start + max(lead, len(self.text.rstrip())))


def text_lines(text: str) -> tuple[TextLine, ...]:
    """All lines of a text, including blank ones."""
    return tuple(TextLine(match[1], match.start()) for match in LINE.finditer(text))

"""The console of rich, for tables and bars: what it prints of others' text is made printable, as terminal.py does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from audiobook.cli.terminal import escape_controls


class SafeConsole(Console):
    """A console on standard output, or with `err` on standard error; `options` are those of rich.

    Rich's own orders (colours, the movements of a bar) are set apart as styles and control segments, and stay.
    """

    def __init__(self, err: bool = False, **options: Any) -> None:
        super().__init__(stderr=err, **options)

    def render_str(self, text: str, **options: Any) -> Text:
        """Text is made printable before it is measured too, so that columns stay in line."""
        return super().render_str(escape_controls(text), **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Whatever is printed, in whatever form it came, is made printable when it has become text."""
        return map(_escape_segment, super().render(renderable, options))


def _escape_segment(segment: Segment) -> Segment:
    return segment if segment.control else Segment(escape_controls(segment.text), segment.style)

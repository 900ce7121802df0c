"""The console of rich, for tables and progress bars, with control characters escaped as in terminal.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from audiobook.cli.color import ALWAYS, AUTO, NEVER, chosen_color
from audiobook.cli.terminal import escape_controls

# Colours alone: a bar that moves is only for terminals, whatever was chosen.
COLOR_OPTIONS: Mapping[str, Mapping[str, Any]] = {
    AUTO: {},
    ALWAYS: {"color_system": "standard", "no_color": False},
    NEVER: {"color_system": None},
}


class SafeConsole(Console):
    """A console on standard output, or with `err` on standard error; `options` are those of rich.

    Rich keeps its own control codes (colours, the movements of a bar) apart from the text, so they are not escaped.
    """

    def __init__(self, err: bool = False, **options: Any) -> None:
        super().__init__(stderr=err, **COLOR_OPTIONS[chosen_color()], **options)

    def render_str(self, text: str, **options: Any) -> Text:
        """Escapes text before rich measures it, so that columns stay aligned."""
        return super().render_str(escape_controls(text), **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Escapes everything that is printed, whatever it was made from."""
        return map(_escape_segment, super().render(renderable, options))


def _escape_segment(segment: Segment) -> Segment:
    return segment if segment.control else Segment(escape_controls(segment.text), segment.style)

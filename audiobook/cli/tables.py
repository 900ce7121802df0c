"""Tables that stay readable in a narrow terminal: there, each row becomes a short paragraph."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from audiobook.cli.terminal import echo

if TYPE_CHECKING:
    from rich.table import Table

    from audiobook.cli.console import SafeConsole

# The gap between two columns, and the least width of a column whose texts are broken between words.
COLUMN_GAP, MIN_TEXT_WIDTH = 2, 16
INDENT = "  "
# Keeps a title with what follows it.
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def print_table(console: SafeConsole, table: Table, full_table: Table | None = None) -> None:
    """Prints a table; row by row, where the terminal is too narrow for its columns.

    The rows are those of `full_table` then, if texts were shortened to make the table fit.
    """
    if _needed_width(console, table) <= console.width:
        console.print(table)
        return
    for paragraph in _paragraphs(console, full_table or table):
        echo(paragraph)


def _needed_width(console: SafeConsole, table: Table) -> int:
    """The least width at which no word is cut and each text has room for a few words."""
    from rich.measure import Measurement

    widths = []
    for column in table.columns:
        measured = [
            Measurement.get(console, console.options.update(width=1000), cell)
            for cell in (column.header, *column.cells)
        ]
        longest_word = max(item.minimum for item in measured)
        widths.append(max(longest_word, min(MIN_TEXT_WIDTH, max(item.maximum for item in measured))))
    return sum(widths) + COLUMN_GAP * (len(widths) - 1)


def _paragraphs(console: SafeConsole, table: Table) -> Iterator[str]:
    """Each row: its first text, and below it the others with their titles."""
    titles = [_to_plain(console, column.header) for column in table.columns]
    for cells in zip(*(column.cells for column in table.columns), strict=True):
        texts = [_to_plain(console, cell) for cell in cells]
        named = list(zip(titles, texts, strict=True))
        # A number alone is no heading: it goes with the text after it.
        count = 2 if not titles[0] and len(named) > 2 else 1
        yield _wrap(" ".join(text for _, text in named[:count] if text), console.width, "")
        fields = [f"{title}:{NO_BREAK_SPACE}{text}" if title else text for title, text in named[count:] if text]
        if fields:
            yield _wrap("; ".join(fields), console.width, INDENT)


def _to_plain(console: SafeConsole, cell: object) -> str:
    text = console.render_str(cell).plain if isinstance(cell, str) else str(cell)
    return " ".join(text.split())


def _wrap(text: str, width: int, indent: str) -> str:
    filled = textwrap.fill(
        text,
        max(width, MIN_TEXT_WIDTH),
        initial_indent=indent,
        subsequent_indent=indent or INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return filled.replace(NO_BREAK_SPACE, " ")

"""Tables: one line per row where they hold figures and names; old pages put whole stories in one, which flow on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.reading.html.parse import tag_of, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

BETWEEN_CELLS = " | "
CELLS = frozenset(("td", "th"))
# What a cell of mere data does not hold, and how long it may be.
LAYOUT = frozenset("table h1 h2 h3 h4 h5 h6 hr ul ol blockquote pre img".split())
MOST_CELL_CHARACTERS = 400


def rows_of(table: _Element) -> tuple[str, ...]:
    """The rows of a table as lines, () where the table only lays out a page."""
    rows: list[list[str]] = []
    for element in table.iterdescendants():
        tag = tag_of(element)
        if tag in LAYOUT:
            return ()
        if tag == "tr":
            rows.append([])
        elif tag == "caption":
            rows.append([text_of(element)])
        elif tag in CELLS and rows:
            text = text_of(element)
            if len(text) > MOST_CELL_CHARACTERS:
                return ()
            rows[-1].append(text)
    if not any(len([cell for cell in row if cell]) > 1 for row in rows):
        return ()
    return tuple(_as_line([cell for cell in row if cell]) for row in rows if any(row))


def _as_line(cells: list[str]) -> str:
    """The cells of a row on one line; a label and what it says need no bar between them."""
    between = " " if len(cells) == 2 and cells[0].endswith(":") else BETWEEN_CELLS
    return between.join(cells)

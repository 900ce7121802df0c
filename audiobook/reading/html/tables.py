"""Tables of data become one line per row; layout tables, which old pages put whole stories in, stay ordinary text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.reading.html.parse import count_letters, element_text, tag_name

if TYPE_CHECKING:
    from lxml.etree import _Element

CELL_SEPARATOR = " | "
CELL_TAGS = frozenset(("td", "th"))
# A cell of data doesn't contain these, and isn't longer than the limit below.
LAYOUT_TAGS = frozenset("table h1 h2 h3 h4 h5 h6 hr ul ol blockquote pre img".split())
MAX_CELL_CHARACTERS = 400


def read_table_rows(table: _Element) -> tuple[str, ...]:
    """The rows of a table as lines, () if the table only lays out a page."""
    rows: list[list[str]] = []
    for element in table.iterdescendants():
        tag = tag_name(element)
        if tag in LAYOUT_TAGS:
            return ()
        if tag == "tr":
            rows.append([])
        elif tag == "caption":
            rows.append([element_text(element)])
        elif tag in CELL_TAGS and rows:
            text = element_text(element)
            if len(text) > MAX_CELL_CHARACTERS:
                return ()
            rows[-1].append(text)
    if not any(len([cell for cell in row if cell]) > 1 for row in rows):
        return ()
    # Damaged tables have text outside of their cells, or cells within cells.
    if sum(count_letters(cell) for row in rows for cell in row) != count_letters(element_text(table)):
        return ()
    return tuple(_join_cells([cell for cell in row if cell]) for row in rows if any(row))


def _join_cells(cells: list[str]) -> str:
    """The cells of a row on one line; a label and its value need no bar between them."""
    separator = " " if len(cells) == 2 and cells[0].endswith(":") else CELL_SEPARATOR
    return separator.join(cells)

"""The template, style and script files of the pages, and text made safe to put into them."""

from __future__ import annotations

import json
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from audiobook.text.xml_text import strip_illegal

# The colours that all pages share, and the style of the album page and the library page.
PALETTE, BASE_STYLE = "palette.css", "base.css"
# The player's scripts share one scope, in this order.
PLAYER = (
    "storage.js", "copying.js", "service.js", "player.js", "book.js", "reading.js", "places.js", "search.js",
    "bookmarks.js", "text_options.js", "offline.js", "keys.js",
)  # fmt: skip

LIBRARY = ("storage.js", "copying.js", "service.js", "shelf.js")


def read_asset(name: str) -> str:
    """The text of one of the pages' files."""
    return files(__package__).joinpath(name).read_text("utf-8")


def bundle_scripts(names: tuple[str, ...], own: str = "") -> str:
    """The files, and a page's own script, as one for the head of a page; it starts once the document is parsed."""
    parts = "\n".join((*(read_asset(name) for name in names), *([own] if own else [])))
    return f"addEventListener('DOMContentLoaded', () => {{\n'use strict';\n{parts}}});\n"


def fill_template(name: str, **parts: str) -> bytes:
    """A page in UTF-8: the template with its `$placeholders` replaced by `parts`, which are HTML."""
    return Template(read_asset(name)).substitute(parts).encode("utf-8", "replace")


def escape_html(text: str) -> str:
    """A text as HTML, without the control characters that HTML does not allow."""
    return escape(strip_illegal(text))


def data_island(identity: str, data: Any) -> str:
    """Data for the page's script as JSON, with `<` escaped so that no text can close the element.

    >>> data_island("a", ["</script>"])
    '<script type="application/json" id="a">["\\\\u003c/script>"]</script>\\n'
    """
    json_text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="{identity}">{json_text}</script>\n'


def spell_out_duration(seconds: float) -> str:
    """A length of time as a person would say it, in hours and minutes.

    >>> spell_out_duration(8265), spell_out_duration(59 * 60 + 40), spell_out_duration(20)
    ('2 h 18 min', '1 h 0 min', '20 s')
    """
    if seconds < 60:
        return f"{round(seconds)} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"

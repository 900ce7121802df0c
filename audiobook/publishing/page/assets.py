"""The page's own files, and text made safe to stand in it."""

from __future__ import annotations

import json
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from audiobook.text.xml_text import strip_illegal

STYLES = "base.css"
# They share one scope, in this order; what stands in the head runs when the page is there.
PLAYER = ("player.js", "reading.js", "keys.js")


def read_asset(name: str) -> str:
    """The text of a file of the page."""
    return files(__package__).joinpath(name).read_text("utf-8")


def bundle_scripts(names: tuple[str, ...]) -> str:
    """The files as one script that begins when the page has been read."""
    parts = "\n".join(read_asset(name) for name in names)
    return f"addEventListener('DOMContentLoaded', () => {{\n'use strict';\n{parts}}});\n"


def fill_template(name: str, **parts: str) -> bytes:
    """A template of the page with its places filled; the parts are HTML."""
    return Template(read_asset(name)).substitute(parts).encode("utf-8", "replace")


def escape_html(text: str) -> str:
    """A text as HTML, without the control characters that it may not hold."""
    return escape(strip_illegal(text))


def data_island(identity: str, data: Any) -> str:
    """Data for the page's script, in a form that no text in it can end early.

    >>> data_island("a", ["</script>"])
    '<script type="application/json" id="a">["\\\\u003c/script>"]</script>\\n'
    """
    told = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="{identity}">{told}</script>\n'


def format_clock(seconds: float) -> str:
    """A length of time: "2:17:45" or "0:42".

    >>> format_clock(42), format_clock(8265)
    ('0:42', '2:17:45')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def spell_out_duration(seconds: float) -> str:
    """A length of time as a person would say it.

    >>> spell_out_duration(8265), spell_out_duration(59 * 60 + 40), spell_out_duration(20)
    ('2 h 18 min', '1 h 0 min', '20 s')
    """
    if seconds < 60:
        return f"{round(seconds)} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"

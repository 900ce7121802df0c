"""The page to listen from while an album is made."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from string import Template

from audiobook.publishing.page.assets import BASE_STYLE, PALETTE, bundle_scripts, read_asset
from audiobook.publishing.page.colours import render_speaker_colours

# So many speakers have a colour of their own; after that, colours are used again.
COLOURS = 24


@cache
def build_live_page() -> bytes:
    """The page in UTF-8; it asks the server for everything else."""
    return (
        Template(_read("live.html"))
        .substitute(
            style=read_asset(PALETTE) + read_asset(BASE_STYLE) + _read("live.css") + render_speaker_colours(COLOURS),
            script=bundle_scripts(("storage.js",), _read("live.js")),
        )
        .encode()
    )


def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")

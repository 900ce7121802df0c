"""The page that `cast --audition` writes next to the sound file: every character with a button that plays them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from audiobook.album.addresses import file_url
from audiobook.publishing.page.assets import PALETTE, bundle_scripts, escape_html, fill_template, read_asset

SCRIPTS = ("audition.js",)


@dataclass(frozen=True, slots=True)
class AuditionEntry:
    """A character in the audition of a cast: the name of the voice, the text, and its start and end in seconds."""

    character: str
    voice: str
    text: str
    start: float = 0.0
    end: float = 0.0


def render_audition_page(title: str, sound_file: str, entries: Iterable[AuditionEntry]) -> bytes:
    """A whole HTML page in UTF-8 that plays the entries of `sound_file`, a file in the same folder."""
    return fill_template(
        "audition.html",
        title=escape_html(title),
        style=read_asset(PALETTE) + read_asset("audition.css"),
        script=bundle_scripts(SCRIPTS),
        sound=escape_html(file_url(sound_file)),
        entries="\n".join(map(_render_entry, entries)),
    )


def _render_entry(entry: AuditionEntry) -> str:
    return (
        f'<li><button type="button" disabled aria-pressed="false" data-start="{entry.start}" data-end="{entry.end}">'
        f"<strong>{escape_html(entry.character)}</strong> <small>{escape_html(entry.voice)}</small>"
        f"<br>{escape_html(entry.text)}</button></li>"
    )

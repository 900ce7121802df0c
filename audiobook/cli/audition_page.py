"""The page beside an audition: every character with a button to hear them."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import quote

from audiobook.commands.audition import AuditionEntry

STYLE = """
:root { color-scheme: light dark; --page: #fffdf8; --ink: #222; --quiet: #6b6558; --line: #ddd6c8; --on: #d9ecff; }
@media (prefers-color-scheme: dark) { :root { --page: #1b1a18; --ink: #eee8dc; --quiet: #a9a294; --line: #3c3933;
  --on: #1d3c5a; } }
body { margin: 0 auto; max-width: 46rem; padding: 1rem; background: var(--page); color: var(--ink);
  font: 1.05rem/1.5 system-ui, sans-serif; }
ul { list-style: none; padding: 0; } li { border-top: 1px solid var(--line); }
button { display: block; width: 100%; text-align: left; font: inherit; color: inherit; background: none; border: 0;
  border-radius: .4rem; padding: .7rem .5rem; cursor: pointer; }
button[aria-pressed=true] { background: var(--on); } small, p { color: var(--quiet); }
button::before { content: "▶ "; } button[aria-pressed=true]::before { content: "■ "; }
"""
# Plays one part and stops at its end; a second press stops it early.
SCRIPT = """
const sound = document.querySelector('audio'), buttons = [...document.querySelectorAll('button')];
let end = 0;
const mark = one => buttons.forEach(each => each.setAttribute('aria-pressed', each === one));
buttons.forEach(one => one.onclick = () => {
  if (one.getAttribute('aria-pressed') === 'true') { sound.pause(); return; }
  sound.currentTime = Number(one.dataset.start); end = Number(one.dataset.end); sound.play(); mark(one);
});
sound.ontimeupdate = () => { if (end && sound.currentTime >= end) { end = 0; sound.pause(); } };
sound.onpause = () => mark(null);
"""


def render_audition_page(title: str, sound_file: str, parts: Iterable[AuditionEntry]) -> str:
    """A whole HTML page that plays the parts of the MP3 file `sound_file`, which stands beside it."""
    escaped_title = escape(title)
    rows = "\n".join(_render_row(part) for part in parts)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>The cast of {escaped_title}</title><style>{STYLE}</style></head><body>\n"
        f"<h1>The cast of {escaped_title}</h1><p>Press a name to hear it.</p>\n"
        f'<audio src="{quote(sound_file)}" preload="auto"></audio>\n<ul>\n{rows}\n</ul>\n'
        f"<script>{SCRIPT}</script></body></html>\n"
    )


def _render_row(part: AuditionEntry) -> str:
    return (
        f'<li><button aria-pressed="false" data-start="{part.start}" data-end="{part.end}">'
        f"<strong>{escape(part.character)}</strong> <small>{escape(part.voice)}</small>"
        f"<br>{escape(part.text)}</button></li>"
    )

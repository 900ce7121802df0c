"""Colours of speakers: far apart from each other, and readable on the page by day and by night."""

from __future__ import annotations

import colorsys
from collections.abc import Iterable

# What text stands on: the page, and the sentence that is heard right now. The same values stand in base.css.
LIGHT_GROUNDS = ("#fffdf8", "#fff0bd")
DARK_GROUNDS = ("#1b1a18", "#4a3c12")
# What WCAG 2 asks of text (AA), and a little, for colours are rounded.
LEAST_CONTRAST = 4.6
# Hues are dealt out by this angle, so that those who speak most, who come first, are far apart.
GOLDEN_ANGLE = 137.508
# The first hue: a blue, which everybody can tell from the ink.
FIRST_HUE = 215
SATURATION = 0.72


def hue_of(place: int) -> int:
    """The hue, in degrees, of the speaker at that place of the list."""
    return round(FIRST_HUE + place * GOLDEN_ANGLE) % 360


def speaker_colours(place: int) -> tuple[str, str]:
    """The colours of a speaker's words, by day and by night, as "#rrggbb"."""
    hue = hue_of(place) / 360
    by_day = (step / 100 for step in range(46, 0, -1))
    by_night = (step / 100 for step in range(62, 100))
    return _first(hue, by_day, LIGHT_GROUNDS), _first(hue, by_night, DARK_GROUNDS)


def _first(hue: float, lightnesses: Iterable[float], grounds: tuple[str, ...]) -> str:
    """The first that can be read on all grounds; the last ones, nearly black and nearly white, always can."""
    tried = (_hex(colorsys.hls_to_rgb(hue, lightness, SATURATION)) for lightness in lightnesses)
    return next(one for one in tried if all(contrast(one, ground) >= LEAST_CONTRAST for ground in grounds))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 reckons it: 1 for none, 21 for black on white.

    >>> contrast("#ffffff", "#000000")
    21.0
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hex(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)

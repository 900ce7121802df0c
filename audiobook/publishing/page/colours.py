"""Colours of speakers: far apart from each other, and readable on the page by day and by night."""

from __future__ import annotations

from audiobook.publishing.covers.colours import Colour, contrast_ratio, oklch_to_srgb

# What text stands on: the page, and the sentence that is heard right now. The same values stand in base.css.
LIGHT_GROUNDS = ("#fffdf8", "#fff0bd")
DARK_GROUNDS = ("#1b1a18", "#4a3c12")
# What WCAG 2 asks of text (AA), and a little more.
LEAST_CONTRAST = 4.6
# Hues are dealt out by this angle, so that those who speak most, who come first, are far apart.
GOLDEN_ANGLE = 137.508
# The first hue: a blue, which everybody can tell from the ink.
FIRST_HUE = 257
CHROMA = 0.15
# Lightness is tried in these steps, in percent: from the liveliest to what can be read on anything.
BY_DAY, BY_NIGHT = range(58, 0, -1), range(72, 101)


def hue_of(place: int) -> int:
    """The hue, in degrees, of the speaker at that place of the list."""
    return round(FIRST_HUE + place * GOLDEN_ANGLE) % 360


def speaker_colours(place: int) -> tuple[str, str]:
    """The colours of a speaker's words, by day and by night, as "#rrggbb"."""
    hue = hue_of(place)
    return _first(hue, BY_DAY, LIGHT_GROUNDS), _first(hue, BY_NIGHT, DARK_GROUNDS)


def _first(hue: int, lightnesses: range, grounds: tuple[str, ...]) -> str:
    """The first that can be read on all grounds; the last ones, nearly black and nearly white, always can."""
    tried = (oklch_to_srgb(lightness / 100, CHROMA, hue) for lightness in lightnesses)
    against = [parts_of(ground) for ground in grounds]
    return next(_hex(one) for one in tried if all(contrast_ratio(one, ground) >= LEAST_CONTRAST for ground in against))


def parts_of(colour: str) -> Colour:
    """The parts of a colour that is written as "#rrggbb" or "#rgb".

    >>> parts_of("#fff"), parts_of("#1b1a18")
    ((255, 255, 255), (27, 26, 24))
    """
    signs = colour[1:] if len(colour) == 7 else "".join(sign * 2 for sign in colour[1:])
    red, green, blue = (int(signs[at : at + 2], 16) for at in (0, 2, 4))
    return red, green, blue


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)

"""Colours of speakers: far apart from each other, and readable on the page in light and dark mode."""

from __future__ import annotations

from audiobook.publishing.covers.colours import MIN_CONTRAST, Colour, contrast_ratio, oklch_to_srgb

# The backgrounds of text: the page, and the current sentence. palette.css has the same values.
LIGHT_GROUNDS = ("#fffdf8", "#fff0bd")
DARK_GROUNDS = ("#1b1a18", "#4a3c12")
# A little more than WCAG asks, for the colours are rounded to whole numbers.
MIN_PAGE_CONTRAST = MIN_CONTRAST + 0.1
# From rank to rank the hue turns by this angle (degrees), so that the main speakers, who come first, are far apart.
GOLDEN_ANGLE = 137.508
# The first hue: a blue, which nobody mistakes for black.
FIRST_HUE = 257
CHROMA = 0.15
# The lightness values to try, in percent: from the most vivid to one that is readable on anything.
LIGHT_MODE, DARK_MODE = range(58, 0, -1), range(72, 101)


def speaker_hue(rank: int) -> int:
    """The hue, in degrees, of the speaker with this rank (0: most lines)."""
    return round(FIRST_HUE + rank * GOLDEN_ANGLE) % 360


def speaker_colours(rank: int) -> tuple[str, str]:
    """The colours of a speaker's words in light and in dark mode, as "#rrggbb"."""
    hue = speaker_hue(rank)
    return _readable_colour(hue, LIGHT_MODE, LIGHT_GROUNDS), _readable_colour(hue, DARK_MODE, DARK_GROUNDS)


def render_speaker_colours(count: int) -> str:
    """The CSS rules for the colours of so many speakers, in light and dark mode."""
    pairs = [speaker_colours(rank) for rank in range(count)]
    light = "".join(f".who-{rank} {{ color: {colour}; }}\n" for rank, (colour, _) in enumerate(pairs))
    dark = "".join(f".who-{rank} {{ color: {colour}; }}\n" for rank, (_, colour) in enumerate(pairs))
    return f"{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n"


def _readable_colour(hue: int, lightnesses: range, grounds: tuple[str, ...]) -> str:
    """The first lightness that is readable on all grounds; nearly black or nearly white always is."""
    candidates = (oklch_to_srgb(lightness / 100, CHROMA, hue) for lightness in lightnesses)
    backgrounds = [parse_hex(ground) for ground in grounds]
    return next(
        _to_hex(colour)
        for colour in candidates
        if all(contrast_ratio(colour, background) >= MIN_PAGE_CONTRAST for background in backgrounds)
    )


def parse_hex(colour: str) -> Colour:
    """Red, green and blue (0 to 255) of a colour in the form "#rrggbb" or "#rgb".

    >>> parse_hex("#fff"), parse_hex("#1b1a18")
    ((255, 255, 255), (27, 26, 24))
    """
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    red, green, blue = (int(digits[start : start + 2], 16) for start in (0, 2, 4))
    return red, green, blue


def _to_hex(colour: Colour) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)

"""Colours of a drawn cover: a small harmonious palette with readable text.

Lightness, chroma and hue are those of OKLCH (B. Ottosson, "A perceptual color space for image processing", 2020), in
which the same lightness looks equally light in each hue. Contrast is that of WCAG 2.1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

Colour = tuple[int, int, int]

# The minimum of WCAG for text (level AA).
MIN_CONTRAST = 4.5
TINT_COUNT = 5
# The distance between the two hues, in degrees: neighbours, or clearly different.
HUE_STEPS = (-50, -35, 35, 50, 120, 150, 180)


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a cover: its ground, its texts and its ornament.

    `tints` lead away from the ground step by step; `ink` is for the title, `soft` for the other texts.
    """

    ground: Colour
    ink: Colour
    soft: Colour
    accent: Colour
    tints: tuple[Colour, ...]


@dataclass(frozen=True, slots=True)
class _Shade:
    """Lightness and chroma of each part of a palette."""

    ground: tuple[float, float]
    ink: tuple[float, float]
    soft: tuple[float, float]
    accent: tuple[float, float]
    first: tuple[float, float]
    last: tuple[float, float]


DARK = _Shade((0.27, 0.055), (0.965, 0.02), (0.86, 0.045), (0.82, 0.12), (0.325, 0.065), (0.64, 0.115))
DEEP = _Shade((0.34, 0.085), (0.97, 0.025), (0.88, 0.05), (0.84, 0.13), (0.40, 0.095), (0.70, 0.12))
LIGHT = _Shade((0.945, 0.022), (0.27, 0.06), (0.41, 0.065), (0.60, 0.15), (0.885, 0.04), (0.60, 0.115))
SHADES = (DARK, DEEP, LIGHT)


def random_palette(chance: Random) -> Palette:
    """A random palette."""
    hue = chance.random() * 360
    other = hue + HUE_STEPS[int(chance.random() * len(HUE_STEPS))]
    shade = SHADES[int(chance.random() * len(SHADES))]
    return Palette(
        ground=oklch_to_srgb(*shade.ground, hue),
        ink=oklch_to_srgb(*shade.ink, other),
        soft=oklch_to_srgb(*shade.soft, other),
        accent=oklch_to_srgb(*shade.accent, other),
        tints=tuple(_mix_tint(shade, hue, other, step / (TINT_COUNT - 1)) for step in range(TINT_COUNT)),
    )


def _mix_tint(shade: _Shade, hue: float, other: float, way: float) -> Colour:
    lightness, chroma = (start + (end - start) * way for start, end in zip(shade.first, shade.last, strict=True))
    # Between opposite hues there is grey or a rainbow; a small step keeps the tints in one family.
    turn = max(-35.0, min(35.0, other - hue))
    return oklch_to_srgb(lightness, chroma, hue + turn * way)


def oklch_to_srgb(lightness: float, chroma: float, hue: float) -> Colour:
    """The sRGB colour, with its chroma lowered until screens can show it.

    >>> oklch_to_srgb(1.0, 0.0, 0), oklch_to_srgb(0.0, 0.0, 0)
    ((255, 255, 255), (0, 0, 0))
    """
    while True:
        linear = _oklch_to_linear(lightness, chroma, math.radians(hue))
        if chroma <= 0 or all(-0.0005 <= part <= 1.0005 for part in linear):
            red, green, blue = (round(255 * _encode_gamma(min(1.0, max(0.0, part)))) for part in linear)
            return red, green, blue
        chroma -= 0.005


def _oklch_to_linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _encode_gamma(linear: float) -> float:
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055


def contrast_ratio(first: Colour, second: Colour) -> float:
    """The contrast of two colours: from 1 (the same) to 21 (black and white).

    >>> contrast_ratio((0, 0, 0), (255, 255, 255))
    21.0
    """
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_decode_gamma(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _decode_gamma(encoded: float) -> float:
    return encoded / 12.92 if encoded <= 0.04045 else float(((encoded + 0.055) / 1.055) ** 2.4)

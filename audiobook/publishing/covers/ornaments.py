"""The ornaments of drawn covers: calm shapes, different for each story.

Each ornament fills a canvas that is 1000 units wide and `height` units high.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from audiobook.publishing.covers.colours import Colour, Palette

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

CANVAS_WIDTH = 1000.0
# Ornaments are drawn larger by this factor and then reduced, for smooth edges.
OVERSAMPLING = 2


@dataclass(frozen=True, slots=True)
class Canvas:
    """A picture to draw on, in thousandths of its width."""

    draw: ImageDraw
    scale: float
    height: float

    def circle(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """A filled circle."""
        box = [
            (x - radius) * self.scale,
            (y - radius) * self.scale,
            (x + radius) * self.scale,
            (y + radius) * self.scale,
        ]
        self.draw.ellipse(box, fill=colour)

    def polygon(self, points: Sequence[tuple[float, float]], colour: Colour) -> None:
        """A filled shape."""
        self.draw.polygon([(x * self.scale, y * self.scale) for x, y in points], fill=colour)

    def line(self, points: Sequence[tuple[float, float]], width: float, colour: Colour) -> None:
        """A line through points."""
        scaled = [(x * self.scale, y * self.scale) for x, y in points]
        self.draw.line(scaled, fill=colour, width=max(1, round(width * self.scale)), joint="curve")

    def quarter(self, middle: tuple[float, float], radius: float, start: float, pen: tuple[float, Colour]) -> None:
        """A quarter of a ring, from the angle `start` (radians); its ends fit those of the next one exactly."""
        turns = [start + math.pi / 2 * n / 24 for n in range(25)]
        (x, y), (width, colour) = middle, pen
        outer, inner = radius + width / 2, radius - width / 2
        edge = [(x + outer * math.cos(turn), y + outer * math.sin(turn)) for turn in turns]
        edge += [(x + inner * math.cos(turn), y + inner * math.sin(turn)) for turn in reversed(turns)]
        self.polygon(edge, colour)


Ornament = Callable[[Canvas, Palette, Random], None]


def draw_ornament(ornament: Ornament, width: int, height: int, palette: Palette, chance: Random) -> Image:
    """An ornament as a picture of `width` times `height` pixels."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (width * OVERSAMPLING, height * OVERSAMPLING), palette.ground)
    scale = width * OVERSAMPLING / CANVAS_WIDTH
    ornament(Canvas(ImageDraw.Draw(picture), scale, height * CANVAS_WIDTH / width), palette, chance)
    return picture.reduce(OVERSAMPLING)


def hills(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Ridges one behind the other, and a sun or moon that is half hidden by the farthest."""
    if chance.random() < 0.5:
        _stars(canvas, palette, chance, 40)
    count = len(palette.tints)
    ridges = [_ridge(chance, canvas.height * (0.42 + 0.5 * n / count), canvas.height * (0.12 - 0.014 * n))
              for n in range(count)]  # fmt: skip
    x, radius = 180 + 640 * chance.random(), min(canvas.height * 0.19, 70 + 70 * chance.random())
    horizon = min(y for at, y in ridges[0] if abs(at - x) < radius)
    canvas.circle(x, max(radius + 12, horizon - radius * (0.1 + 0.9 * chance.random())), radius, palette.accent)
    for ridge, tint in zip(ridges, palette.tints, strict=True):
        canvas.polygon([*ridge, (CANVAS_WIDTH, canvas.height), (0, canvas.height)], tint)


def _ridge(chance: Random, top: float, rough: float) -> list[tuple[float, float]]:
    waves = [
        (rough / (1 + n) ** 1.15, (0.7 + n + chance.random()) * math.tau / CANVAS_WIDTH, chance.random() * math.tau)
        for n in range(5)
    ]
    return [(x, top - sum(size * math.sin(x * pace + start) for size, pace, start in waves)) for x in range(0, 1005, 5)]


def _stars(canvas: Canvas, palette: Palette, chance: Random, count: int) -> None:
    for _ in range(count):
        x, y, size = chance.random() * CANVAS_WIDTH, chance.random() * canvas.height, 1.4 + 2.2 * chance.random() ** 2
        canvas.circle(x, y, size, palette.tints[-1])


def moon(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """A moon of some phase in a sky of stars; by day, on a light ground, a full sun."""
    _stars(canvas, palette, chance, 90)
    radius = min(canvas.height * 0.31, 240)
    x, y = 360 + 280 * chance.random(), canvas.height * 0.52
    for step, tint in zip((1.55, 1.34, 1.16), palette.tints, strict=False):
        canvas.circle(x, y, radius * step, tint)
    canvas.circle(x, y, radius, palette.tints[3])
    # The border of light on a ball is half an ellipse: -1 is a full moon, 1 a new one.
    phases = (-1.0,) if sum(palette.ground) > sum(palette.accent) else (-1.0, -0.45, 0.25, 0.5, 0.7)
    border = phases[int(chance.random() * len(phases))]
    tilt = (-0.5 + chance.random()) * 0.9 + (math.pi if chance.random() < 0.5 else 0)
    turns = [math.pi * (n / 60 - 0.5) for n in range(61)]
    edge = [(math.cos(turn), math.sin(turn)) for turn in turns] + [
        (border * math.cos(turn), math.sin(turn)) for turn in reversed(turns)
    ]
    cosine, sine = math.cos(tilt), math.sin(tilt)
    lit = [(x + radius * (a * cosine - b * sine), y + radius * (a * sine + b * cosine)) for a, b in edge]
    canvas.polygon(lit, palette.accent)


def rings(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Rings about a point at an edge, as on water."""
    x, y = CANVAS_WIDTH * (0.15 + 0.7 * chance.random()), canvas.height * (0.82 + 0.22 * chance.random())
    largest, count = math.hypot(max(x, CANVAS_WIDTH - x), y) * 1.02, 9 + int(chance.random() * 5)
    tints = palette.tints
    for number in range(count):
        radius = largest * (1 - number / count)
        canvas.circle(x, y, radius, tints[round((len(tints) - 1) * number / count)])
        canvas.circle(
            x, y, radius - largest / count * 0.55, tints[max(0, round((len(tints) - 1) * number / count) - 1)]
        )
    canvas.circle(x, y, largest / count * 0.62, palette.accent)


def rays(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """A sun that rises at the lower edge, with rays."""
    x, y = CANVAS_WIDTH * (0.3 + 0.4 * chance.random()), canvas.height * 1.02
    count, far = 22 + 2 * int(chance.random() * 8), 2400.0
    for number in range(count):
        start, end = (math.pi * (1 + (number + part) / count) for part in (0.0, 0.5))
        edge = [(x + far * math.cos(angle), y + far * math.sin(angle)) for angle in (start, end)]
        canvas.polygon([(x, y), *edge], palette.tints[0])
    largest = min(canvas.height * 0.66, 420)
    for part, tint in zip((1.0, 0.82, 0.65, 0.49), palette.tints[1:], strict=False):
        canvas.circle(x, y, largest * part, tint)
    canvas.circle(x, y, largest * 0.34, palette.accent)


def scales(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Rows of waves that overlap like scales (the Japanese seigaiha)."""
    across = 5 + int(chance.random() * 4)
    radius = CANVAS_WIDTH / across / 2
    tints = palette.tints
    turn = int(chance.random() * 2)
    rows = int(canvas.height / (radius * 0.5)) + 4
    for row in range(-1, rows):
        y = row * radius * 0.5
        for column in range(-1, across + 1):
            x = (column + (0.5 if (row + turn) % 2 else 0.0) + 0.5) * 2 * radius
            for ring, part in enumerate((1.0, 0.8, 0.6, 0.4)):
                canvas.circle(x, y + radius, radius * part, tints[3] if ring % 2 == 0 and ring else tints[ring % 2])
            canvas.circle(x, y + radius, radius * 0.2, palette.accent if (row + column) % 3 == 0 else tints[4])


def knots(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Quarter circles that meet at the edges of tiles and make paths (after S. Truchet)."""
    across = 7 + int(chance.random() * 4)
    side = CANVAS_WIDTH / across
    canvas.polygon([(0, 0), (CANVAS_WIDTH, 0), (CANVAS_WIDTH, canvas.height), (0, canvas.height)], palette.tints[0])
    for row in range(int(canvas.height / side) + 1):
        for column in range(across):
            left, top = column * side, row * side
            corners = [((left, top), 0.0), ((left + side, top + side), math.pi)]
            if chance.random() < 0.5:
                corners = [((left + side, top), math.pi / 2), ((left, top + side), -math.pi / 2)]
            for middle, start in corners:
                canvas.quarter(middle, side / 2, start, (side * 0.30, palette.tints[2]))
                canvas.quarter(middle, side / 2, start, (side * 0.10, palette.tints[4]))


def leaves(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Leaves in rows, turned this way and that."""
    across = 5 + int(chance.random() * 3)
    side = CANVAS_WIDTH / across
    canvas.polygon([(0, 0), (CANVAS_WIDTH, 0), (CANVAS_WIDTH, canvas.height), (0, canvas.height)], palette.tints[0])
    for row in range(int(canvas.height / side) + 1):
        for column in range(across):
            turned = (row + column) % 2 == 0
            colour = palette.accent if chance.random() < 0.12 else palette.tints[1 + int(chance.random() * 4)]
            _leaf(canvas, (column * side, row * side, side), turned, (colour, palette.tints[0]))


def _leaf(canvas: Canvas, tile: tuple[float, float, float], turned: bool, colours: tuple[Colour, Colour]) -> None:
    """Two quarter circles from corner to corner, and a rib."""
    left, top, side = tile
    edge = [(math.cos(angle), math.sin(angle)) for angle in (math.pi / 2 * n / 24 for n in range(25))]
    inset = 0.06
    there = [(x, y) for x, y in edge]
    back = [(1 - x, 1 - y) for x, y in edge]
    shape = [(inset + x * (1 - 2 * inset), inset + y * (1 - 2 * inset)) for x, y in [*there, *back]]
    if turned:
        shape = [(1 - x, y) for x, y in shape]
    canvas.polygon([(left + x * side, top + y * side) for x, y in shape], colours[0])
    rib = [(0.2, 0.8), (0.86, 0.14)] if not turned else [(0.8, 0.8), (0.14, 0.14)]
    canvas.line([(left + x * side, top + y * side) for x, y in rib], side * 0.018, colours[1])


def strands(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Lines that flow next to each other, like the grain of wood."""
    waves = [((14 + 34 * chance.random()) / (1 + n * 0.6), (0.5 + n * 0.8 + chance.random()) * math.tau / CANVAS_WIDTH,
              chance.random() * math.tau, 0.004 * chance.random()) for n in range(3)]  # fmt: skip
    gap = 17 + 10 * chance.random()
    count = int((canvas.height + 240) / gap)
    chosen = int(count * (0.3 + 0.4 * chance.random()))
    for number in range(count):
        y = number * gap - 120
        points = [(x, y + sum(size * math.sin(x * pace + start + y * drift) for size, pace, start, drift in waves))
                  for x in range(-10, 1020, 10)]  # fmt: skip
        tint = palette.tints[1 + number * 3 // count]
        near = abs(number - chosen) < 2
        canvas.line(points, gap * (0.5 if near else 0.26), palette.accent if near else tint)


def facets(canvas: Canvas, palette: Palette, chance: Random) -> None:
    """Triangles whose light comes from one side."""
    across = 6 + int(chance.random() * 3)
    side, tall = CANVAS_WIDTH / across, CANVAS_WIDTH / across * math.sqrt(3) / 2
    lit = (chance.random(), chance.random() * canvas.height / CANVAS_WIDTH)
    for row in range(int(canvas.height / tall) + 1):
        for column in range(-1, 2 * across + 2):
            x, y = column * side / 2 + (side / 2 if row % 2 else 0), row * tall
            up = column % 2 == 0
            points = [(x, y + (tall if up else 0)), (x + side / 2, y + (0 if up else tall)),
                      (x + side, y + (tall if up else 0))]  # fmt: skip
            far = math.hypot(x / CANVAS_WIDTH - lit[0], y / CANVAS_WIDTH - lit[1]) + 0.28 * chance.random()
            canvas.polygon(points, palette.tints[max(0, min(4, round(4.2 - 4.6 * far)))])


# Ornaments for one side of the texts, and ornaments that may also surround them.
PICTURES: tuple[Ornament, ...] = (hills, moon, rings, rays)
PATTERNS: tuple[Ornament, ...] = (scales, knots, leaves, strands, facets)

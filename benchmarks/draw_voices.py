"""Draws how alike the catalogue's voices are, and writes the tables of docs/voices.md.

    python benchmarks/draw_voices.py

Reads voices/catalogue.toml and voices/speakers.toml; writes docs/voices.svg and what stands between the marks in
docs/voices.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiobook.casting.catalogue import CatalogueVoice, changed_settings, load_catalogue

DOCS = Path(__file__).parents[1] / "docs"
CELL, LEFT, TOP = 15, 92, 92
# From alike (dark) to far apart (light).
DARK, LIGHT = (94, 26, 62), (253, 243, 231)
NEAREST, FARTHEST = 1.0, 0.45
GENDER_ORDER = ("male", "neutral", "female")


def ordered(entries: Iterable[CatalogueVoice]) -> list[CatalogueVoice]:
    """Men to women, low to high."""
    return sorted(
        entries, key=lambda one: (GENDER_ORDER.index(one.gender), one.measures.f0 if one.measures else 0.0, one.name)
    )


def cosines(entries: list[CatalogueVoice]) -> NDArray[np.float64]:
    speakers = np.array([one.speaker for one in entries])
    alike = np.asarray(speakers @ speakers.T)
    np.fill_diagonal(alike, 1.0)
    return alike


def picture(entries: list[CatalogueVoice], alike: NDArray[np.float64]) -> str:
    """An SVG with a square for each pair, once."""
    size = CELL * len(entries)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + size + 10}" height="{TOP + size + 40}" '
        f'font-family="sans-serif" font-size="11"><title>How alike the voices are</title>',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for row, one in enumerate(entries):
        at = TOP + row * CELL
        across, down = LEFT + row * CELL + CELL - 4, at - 4
        parts.append(f'<text x="{LEFT - 5}" y="{at + CELL - 4}" text-anchor="end">{one.name}</text>')
        parts.append(f'<text transform="translate({across} {down}) rotate(-90)">{one.name}</text>')
        for column in range(row + 1):
            place = f'x="{LEFT + column * CELL}" y="{at}" width="{CELL - 1}" height="{CELL - 1}"'
            parts.append(f'<rect {place} fill="{colour(float(alike[row, column]))}"/>')
    parts += legend(TOP + size + 14)
    return "\n".join([*parts, "</svg>", ""])


def legend(at: int) -> list[str]:
    values = np.linspace(FARTHEST, NEAREST, 12)
    parts = [f'<text x="{LEFT - 5}" y="{at + 11}" text-anchor="end">far apart</text>']
    parts += [
        f'<rect x="{LEFT + index * 18}" y="{at}" width="18" height="14" fill="{colour(float(value))}"/>'
        for index, value in enumerate(values)
    ]
    return [*parts, f'<text x="{LEFT + 12 * 18 + 5}" y="{at + 11}">alike ({FARTHEST} to {NEAREST})</text>']


def colour(value: float) -> str:
    share = min(1.0, max(0.0, (value - FARTHEST) / (NEAREST - FARTHEST)))
    mixed = (round(light + (dark - light) * share) for light, dark in zip(LIGHT, DARK, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def table(entries: Iterable[CatalogueVoice]) -> str:
    """The voices with their recipes and measures."""
    rows = ["| voice | who | base | recipe | Hz | DistillMOS | WER |", "|---|---|---|---|---|---|---|"]
    for one in entries:
        changed = changed_settings(one.voice).items()
        recipe = ", ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in changed if name != "gain")
        found = one.measures
        told = f"{found.f0:.0f} | {found.mos:.2f} | {100 * found.wer:.1f} %" if found else "– | not measured | –"
        who = f"{one.gender}, {one.age}"
        rows.append(f"| {one.name} | {who} | {one.voice.engine} {one.voice.name} | {recipe or 'plain'} | {told} |")
    return "\n".join(rows)


def nearest(entries: list[CatalogueVoice], alike: NDArray[np.float64]) -> str:
    """For each voice the two that are most like it."""
    rows = ["| voice | most like it | median over all |", "|---|---|---|"]
    for row, one in enumerate(entries):
        order = [column for column in np.argsort(-alike[row]) if column != row]
        told = ", ".join(f"{entries[column].name} {alike[row, column]:.2f}" for column in order[:2])
        rows.append(f"| {one.name} | {told} | {np.median(alike[row, order]):.2f} |")
    return "\n".join(rows)


def put(text: str, mark: str, new: str) -> str:
    """The text with what stands between a pair of marks replaced."""
    begin, end = f"<!-- {mark} -->", f"<!-- end of {mark} -->"
    return re.sub(f"{begin}.*?{end}", lambda _: f"{begin}\n{new}\n{end}", text, flags=re.DOTALL)


def main() -> None:
    """Draws and writes."""
    entries = ordered(one for one in load_catalogue() if one.speaker)
    alike = cosines(entries)
    (DOCS / "voices.svg").write_text(picture(entries, alike), "utf-8", newline="\n")
    page = DOCS / "voices.md"
    text = put(page.read_text("utf-8"), "table of voices", table(ordered(load_catalogue())))
    page.write_text(put(text, "table of distances", nearest(entries, alike)), "utf-8", newline="\n")


if __name__ == "__main__":
    main()

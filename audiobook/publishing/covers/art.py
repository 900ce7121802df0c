"""Draws a cover for a story that has none: its title and author, well set, and an ornament of its own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING

from audiobook.errors import InputError, OutputError
from audiobook.model import Book, Cover, Metadata
from audiobook.publishing.covers.colours import Colour, Palette, palette_by
from audiobook.publishing.covers.fonts import TEXT_AXES, Written, plain, written
from audiobook.publishing.covers.ornaments import PATTERNS, PICTURES, Ornament, drawn
from audiobook.publishing.covers.pictures import fitting_cover
from audiobook.publishing.covers.typesetting import SetText, set_text
from audiobook.publishing.tags.values import series_and_part

if TYPE_CHECKING:
    from PIL.Image import Image

# Pixels; what shops and feeds ask for at the least.
SIDE = 1400
MARGIN = 120
MOST_BYTES = 500_000
QUALITIES = (92, 85, 75, 60)
MOST_TITLE, MOST_AUTHOR, MOST_SERIES = 240, 120, 90
# "Two Doors: A Story of Houses" has a subtitle, "Re: You" has none.
SUBTITLE = re.compile(r"(?P<title>.{4,}?)\s*[:：]\s+(?P<subtitle>.{3,})|(?P<wide>.{2,}?)：(?P<after>.{2,})")


@dataclass(frozen=True, slots=True)
class _Row:
    """Words on a cover, their colour, and the space above them in pixels; none set stands for a rule."""

    text: SetText | None
    colour: Colour
    above: float

    @property
    def height(self) -> float:
        return self.above + (self.text.height if self.text else RULE)


RULE = 5
# Pixels of the largest title, and of one that is only a few letters.
SIZE, SHORT_SIZE, SHORT = 210, 300, 5


@dataclass(frozen=True, slots=True)
class _Words:
    title: Written
    subtitle: Written
    author: Written
    series: Written


@lru_cache(maxsize=4)
def drawn_cover(title: str, author: str, series: str = "") -> Cover:
    """A square JPEG of 1400 pixels; the same words give the same bytes with the same fonts and version of Pillow."""
    chance = Random(int.from_bytes(hashlib.blake2b(f"{title}\n{author}".encode("utf-8", "replace")).digest()[:8]))
    palette = palette_by(chance)
    words = _words(title, author, series)
    layout = LAYOUTS[int(chance.random() * len(LAYOUTS))]
    return Cover(_jpeg(layout(words, palette, chance)), "image/jpeg")


def album_cover(own: Cover | None, about: Metadata) -> tuple[Cover, str]:
    """The cover for an album's tags and feed: the story's own made fit, else a drawn one; and, where the story's own
    cannot be used, the line that says why.
    """
    told = ""
    if own is not None:
        try:
            return fitting_cover(own), ""
        except OutputError as error:
            told = f"{error}; one is drawn instead"
    return drawn_cover(about.title, about.author, about.series), told


def _words(title: str, author: str, series: str) -> _Words:
    main, subtitle = title_and_subtitle(_cut(title, MOST_TITLE))
    name, part = series_and_part(series)
    line = f"{name} · {part}" if part else name
    return _Words(
        written(main),
        written(subtitle, TEXT_AXES),
        written(_cut(author, MOST_AUTHOR), TEXT_AXES),
        written(_cut(line, MOST_SERIES), TEXT_AXES),
    )


def title_and_subtitle(title: str) -> tuple[str, str]:
    """A title and what follows its colon.

    >>> title_and_subtitle("Two Doors: A Story"), title_and_subtitle("Re: You")
    (('Two Doors', 'A Story'), ('Re: You', ''))
    """
    found = SUBTITLE.fullmatch(plain(title))
    if not found:
        return plain(title), ""
    return found["title"] or found["wide"], found["subtitle"] or found["after"]


def _cut(text: str, most: int) -> str:
    clean = plain(text)
    return clean if len(clean) <= most else clean[:most].rpartition(" ")[0][: most - 1] + "…"


def _jpeg(picture: Image) -> bytes:
    data = b""
    for quality in QUALITIES:
        held = BytesIO()
        picture.save(held, "JPEG", quality=quality, subsampling=0, optimize=True)
        data = held.getvalue()
        if len(data) <= MOST_BYTES:
            break
    return data


def _rows(words: _Words, palette: Palette, width: float, height: float) -> list[_Row]:
    """The words from top to bottom, the title as large as the rest lets it be."""
    rows = list[_Row]()
    author = _set(words.author, width, 150, 66, 34)
    series = _set(words.series, width, 110, 46, 30)
    largest = SHORT_SIZE if len(words.title.text) <= SHORT else SIZE
    rest = sum(one.height + 50 for one in (author, series) if one)
    title = _set(words.title, width, (height - rest) * (0.62 if words.subtitle.text else 1), largest, 50)
    if series:
        rows.append(_Row(series, palette.soft, 0))
    if title:
        rows.append(_Row(title, palette.ink, 26 if rows else 0))
    subtitle = _set(words.subtitle, width, (height - rest) * 0.36, min(76, title.size * 0.56) if title else 76, 38)
    if subtitle:
        rows.append(_Row(subtitle, palette.soft, 20))
    if rows and author:
        rows.append(_Row(None, palette.accent, 44))
    if author:
        rows.append(_Row(author, palette.soft, 40 if rows else 0))
    return rows


def _set(words: Written, width: float, height: float, largest: float, smallest: float) -> SetText | None:
    return set_text(words, width, height, max(largest, smallest), smallest) if words.text else None


def _write(picture: Image, rows: Sequence[_Row], top: float, left: float, middle: float | None) -> None:
    """Writes the rows from `top` on, about `middle`, or from `left` on where that is None."""
    from PIL import ImageDraw

    draw = ImageDraw.Draw(picture)
    y = top
    for row in rows:
        y += row.above
        if row.text is None:
            start = left if middle is None else middle - 60
            draw.rectangle([start, y, start + 120, y + RULE - 1], fill=row.colour)
            y += RULE
            continue
        font = row.text.face.at(row.text.size)
        for line in row.text.lines:
            y += row.text.size * row.text.leading
            at = (left, y - row.text.size * 0.28) if middle is None else (middle, y - row.text.size * 0.28)
            draw.text(at, line, font=font, fill=row.colour, anchor="ls" if middle is None else "ms")


def _beside(words: _Words, palette: Palette, chance: Random, ornament: Ornament, below: bool) -> Image:
    """Words on the ground, the ornament over the whole width above or below them."""
    from PIL import Image

    width = SIDE - 2 * MARGIN
    rows = _rows(words, palette, width, SIDE * 0.68 - 2 * MARGIN)
    needed = sum(row.height for row in rows)
    drawn_height = round(max(SIDE * 0.30, min(SIDE * 0.56, SIDE - needed - 2 * MARGIN))) if rows else SIDE
    picture = Image.new("RGB", (SIDE, SIDE), palette.ground)
    picture.paste(drawn(ornament, SIDE, drawn_height, palette, chance), (0, SIDE - drawn_height if below else 0))
    room = SIDE - drawn_height
    top = (0 if below else drawn_height) + max(40.0, (room - needed) / 2)
    _write(picture, rows, top, MARGIN, SIDE / 2 if chance.random() < 0.5 or _is_foreign(words) else None)
    return picture


def _is_foreign(words: _Words) -> bool:
    """Whether the title is in a script that may run the other way, or stands in no font of ours."""
    return words.title.face.axes == ()


def _picture_below(words: _Words, palette: Palette, chance: Random) -> Image:
    return _beside(words, palette, chance, _one_of(PICTURES, chance), below=True)


def _pattern_below(words: _Words, palette: Palette, chance: Random) -> Image:
    return _beside(words, palette, chance, _one_of(PATTERNS, chance), below=True)


def _pattern_above(words: _Words, palette: Palette, chance: Random) -> Image:
    return _beside(words, palette, chance, _one_of(PATTERNS, chance), below=False)


def _label(words: _Words, palette: Palette, chance: Random) -> Image:
    """A pattern all over, and a label with the words on it."""
    from PIL import ImageDraw

    picture = drawn(_one_of(PATTERNS, chance), SIDE, SIDE, palette, chance)
    rows = _rows(words, palette, SIDE - 4 * MARGIN, SIDE - 4.6 * MARGIN)
    if rows:
        needed = sum(row.height for row in rows)
        high, wide = min(SIDE - MARGIN, max(needed + 200, 460)), SIDE - 2 * MARGIN
        box = [(SIDE - wide) / 2, (SIDE - high) / 2, (SIDE + wide) / 2, (SIDE + high) / 2]
        draw = ImageDraw.Draw(picture)
        draw.rectangle(box, fill=palette.ground)
        draw.rectangle([box[0] + 22, box[1] + 22, box[2] - 22, box[3] - 22], outline=palette.accent, width=4)
        _write(picture, rows, (SIDE - needed) / 2, 0, SIDE / 2)
    return picture


def _one_of(ornaments: Sequence[Ornament], chance: Random) -> Ornament:
    return ornaments[int(chance.random() * len(ornaments))]


LAYOUTS = (_picture_below, _picture_below, _pattern_below, _pattern_above, _label)


def choose_cover(book: Book, chosen: bool) -> tuple[Cover, str]:
    """The album's cover, and why it is not the story's own where that cannot be used, "" for nothing.

    Raises InputError where the cover that a person has `chosen` cannot be used.
    """
    if not (chosen and book.cover):
        return album_cover(book.cover, book.metadata)
    try:
        return fitting_cover(book.cover), ""
    except OutputError as error:
        raise InputError(str(error)) from error

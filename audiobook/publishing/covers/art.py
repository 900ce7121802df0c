"""Draws a cover for a story that has none: its title, its author, and an ornament."""

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
from audiobook.publishing.covers.colours import Colour, Palette, random_palette
from audiobook.publishing.covers.fonts import TEXT_AXES, RenderableText, choose_font, to_plain_line
from audiobook.publishing.covers.ornaments import PATTERNS, PICTURES, Ornament, draw_ornament
from audiobook.publishing.covers.pictures import describe_small_cover, fit_cover
from audiobook.publishing.covers.typesetting import TypesetText, typeset
from audiobook.text.series import split_series

if TYPE_CHECKING:
    from PIL.Image import Image

# Pixels; the minimum for shops and feeds.
COVER_SIDE = 1400
MARGIN = 120
MAX_COVER_BYTES = 500_000
QUALITIES = (92, 85, 75, 60)
MAX_TITLE_CHARACTERS, MAX_AUTHOR_CHARACTERS, MAX_SERIES_CHARACTERS = 240, 120, 90
# "Two Doors: A Story of Houses" has a subtitle, "Re: You" has none.
RULE_HEIGHT, RULE_WIDTH = 5, 120
# Pixels of the largest title, and of one with only a few letters.
MAX_TITLE_SIZE, MAX_SHORT_TITLE_SIZE, SHORT_TITLE_CHARACTERS = 210, 300, 5
SUBTITLE = re.compile(r"(?P<title>.{4,}?)\s*[:：]\s+(?P<subtitle>.{3,})|(?P<wide>.{2,}?)：(?P<after>.{2,})")


@dataclass(frozen=True, slots=True)
class _Row:
    """A text on a cover, its colour, and the space above it in pixels; without a text it is a rule."""

    text: TypesetText | None
    colour: Colour
    above: float

    @property
    def height(self) -> float:
        return self.above + (self.text.height if self.text else RULE_HEIGHT)


@dataclass(frozen=True, slots=True)
class _CoverText:
    title: RenderableText
    subtitle: RenderableText
    author: RenderableText
    series: RenderableText


@lru_cache(maxsize=4)
def draw_cover(title: str, author: str, series: str = "", side: int = COVER_SIDE) -> Cover:
    """A square JPEG of `side` pixels; always the same bytes with the same texts, fonts and version of Pillow."""
    chance = Random(int.from_bytes(hashlib.blake2b(f"{title}\n{author}".encode("utf-8", "replace")).digest()[:8]))
    palette = random_palette(chance)
    words = _build_cover_text(title, author, series)
    layout = LAYOUTS[int(chance.random() * len(LAYOUTS))]
    picture = layout(words, palette, chance)
    if side != COVER_SIDE:
        picture = picture.resize((side, side))
    return Cover(_encode_jpeg(picture), "image/jpeg")


def album_cover(own: Cover | None, about: Metadata, side: int = COVER_SIDE) -> tuple[Cover, str]:
    """The cover for an album's tags and feed, and a warning where the story's own cannot be used ("" for none).

    The story's own cover is made fit; without one, a cover of `side` pixels is drawn.
    """
    warning = ""
    if own is not None:
        try:
            return fit_cover(own), ""
        except OutputError as error:
            warning = f"{error}; using a drawn cover instead"
    return draw_cover(about.title, about.author, about.series, side), warning


def _build_cover_text(title: str, author: str, series: str) -> _CoverText:
    main, subtitle = split_title(_truncate(title, MAX_TITLE_CHARACTERS))
    name, part = split_series(series)
    line = f"{name} · {part}" if part else name
    return _CoverText(
        choose_font(main),
        choose_font(subtitle, TEXT_AXES),
        choose_font(_truncate(author, MAX_AUTHOR_CHARACTERS), TEXT_AXES),
        choose_font(_truncate(line, MAX_SERIES_CHARACTERS), TEXT_AXES),
    )


def split_title(title: str) -> tuple[str, str]:
    """A title and what follows its colon.

    >>> split_title("Two Doors: A Story"), split_title("Re: You")
    (('Two Doors', 'A Story'), ('Re: You', ''))
    """
    match = SUBTITLE.fullmatch(to_plain_line(title))
    if not match:
        return to_plain_line(title), ""
    return match["title"] or match["wide"], match["subtitle"] or match["after"]


def _truncate(text: str, max_characters: int) -> str:
    clean = to_plain_line(text)
    return (
        clean if len(clean) <= max_characters else clean[:max_characters].rpartition(" ")[0][: max_characters - 1] + "…"
    )


def _encode_jpeg(picture: Image) -> bytes:
    data = b""
    for quality in QUALITIES:
        buffer = BytesIO()
        picture.save(buffer, "JPEG", quality=quality, subsampling=0, optimize=True)
        data = buffer.getvalue()
        if len(data) <= MAX_COVER_BYTES:
            break
    return data


def _lay_out_rows(words: _CoverText, palette: Palette, width: float, height: float) -> list[_Row]:
    """The texts from top to bottom, the title as large as the others allow."""
    rows = list[_Row]()
    author = _typeset(words.author, width, 150, 66, 34)
    series = _typeset(words.series, width, 110, 46, 30)
    largest = MAX_SHORT_TITLE_SIZE if len(words.title.text) <= SHORT_TITLE_CHARACTERS else MAX_TITLE_SIZE
    rest = sum(text.height + 50 for text in (author, series) if text)
    title = _typeset(words.title, width, (height - rest) * (0.62 if words.subtitle.text else 1), largest, 50)
    if series:
        rows.append(_Row(series, palette.soft, 0))
    if title:
        rows.append(_Row(title, palette.ink, 26 if rows else 0))
    subtitle = _typeset(words.subtitle, width, (height - rest) * 0.36, min(76, title.size * 0.56) if title else 76, 38)
    if subtitle:
        rows.append(_Row(subtitle, palette.soft, 20))
    if rows and author:
        rows.append(_Row(None, palette.accent, 44))
    if author:
        rows.append(_Row(author, palette.soft, 40 if rows else 0))
    return rows


def _typeset(words: RenderableText, width: float, height: float, largest: float, smallest: float) -> TypesetText | None:
    return typeset(words, width, height, max(largest, smallest), smallest) if words.text else None


def _draw_rows(picture: Image, rows: Sequence[_Row], top: float, left: float, middle: float | None) -> None:
    """Draws the rows from `top` down, centred on `middle`, or aligned at `left` where that is None."""
    from PIL import ImageDraw

    draw = ImageDraw.Draw(picture)
    y = top
    for row in rows:
        y += row.above
        if row.text is None:
            start = left if middle is None else middle - RULE_WIDTH / 2
            draw.rectangle([start, y, start + RULE_WIDTH, y + RULE_HEIGHT - 1], fill=row.colour)
            y += RULE_HEIGHT
            continue
        font = row.text.face.at(row.text.size)
        for line in row.text.lines:
            y += row.text.size * row.text.leading
            at = (left, y - row.text.size * 0.28) if middle is None else (middle, y - row.text.size * 0.28)
            draw.text(at, line, font=font, fill=row.colour, anchor="ls" if middle is None else "ms")


def _draw_split_layout(words: _CoverText, palette: Palette, chance: Random, ornament: Ornament, below: bool) -> Image:
    """The texts on plain ground, with an ornament of full width above or below them."""
    from PIL import Image

    width = COVER_SIDE - 2 * MARGIN
    rows = _lay_out_rows(words, palette, width, COVER_SIDE * 0.68 - 2 * MARGIN)
    needed = sum(row.height for row in rows)
    drawn_height = (
        round(max(COVER_SIDE * 0.30, min(COVER_SIDE * 0.56, COVER_SIDE - needed - 2 * MARGIN))) if rows else COVER_SIDE
    )
    picture = Image.new("RGB", (COVER_SIDE, COVER_SIDE), palette.ground)
    picture.paste(
        draw_ornament(ornament, COVER_SIDE, drawn_height, palette, chance),
        (0, COVER_SIDE - drawn_height if below else 0),
    )
    room = COVER_SIDE - drawn_height
    top = (0 if below else drawn_height) + max(40.0, (room - needed) / 2)
    _draw_rows(
        picture, rows, top, MARGIN, COVER_SIDE / 2 if chance.random() < 0.5 or _uses_fallback_font(words) else None
    )
    return picture


def _uses_fallback_font(words: _CoverText) -> bool:
    """Whether the title is not in the bundled font; its script may run from right to left."""
    return words.title.face.axes == ()


def _draw_picture_below(words: _CoverText, palette: Palette, chance: Random) -> Image:
    return _draw_split_layout(words, palette, chance, _pick_ornament(PICTURES, chance), below=True)


def _draw_pattern_below(words: _CoverText, palette: Palette, chance: Random) -> Image:
    return _draw_split_layout(words, palette, chance, _pick_ornament(PATTERNS, chance), below=True)


def _draw_pattern_above(words: _CoverText, palette: Palette, chance: Random) -> Image:
    return _draw_split_layout(words, palette, chance, _pick_ornament(PATTERNS, chance), below=False)


def _draw_label_layout(words: _CoverText, palette: Palette, chance: Random) -> Image:
    """A pattern on the whole cover, and a label with the texts."""
    from PIL import ImageDraw

    picture = draw_ornament(_pick_ornament(PATTERNS, chance), COVER_SIDE, COVER_SIDE, palette, chance)
    rows = _lay_out_rows(words, palette, COVER_SIDE - 4 * MARGIN, COVER_SIDE - 4.6 * MARGIN)
    if rows:
        needed = sum(row.height for row in rows)
        high, wide = min(COVER_SIDE - MARGIN, max(needed + 200, 460)), COVER_SIDE - 2 * MARGIN
        box = [(COVER_SIDE - wide) / 2, (COVER_SIDE - high) / 2, (COVER_SIDE + wide) / 2, (COVER_SIDE + high) / 2]
        draw = ImageDraw.Draw(picture)
        draw.rectangle(box, fill=palette.ground)
        draw.rectangle([box[0] + 22, box[1] + 22, box[2] - 22, box[3] - 22], outline=palette.accent, width=4)
        _draw_rows(picture, rows, (COVER_SIDE - needed) / 2, 0, COVER_SIDE / 2)
    return picture


def _pick_ornament(ornaments: Sequence[Ornament], chance: Random) -> Ornament:
    return ornaments[int(chance.random() * len(ornaments))]


LAYOUTS = (_draw_picture_below, _draw_picture_below, _draw_pattern_below, _draw_pattern_above, _draw_label_layout)


def choose_cover(book: Book, chosen: bool, least_side: int = 0) -> tuple[Cover, str]:
    """The album's cover, and a warning where it is not what the user may expect ("" for none).

    `chosen` means that the user has given the cover; raises InputError where it cannot be used. With a `least_side`
    (pixels) it has to be a square of at least that size.
    """
    if chosen and book.cover:
        try:
            cover, warning = fit_cover(book.cover), ""
        except OutputError as error:
            raise InputError(str(error)) from error
    else:
        cover, warning = album_cover(book.cover, book.metadata, max(COVER_SIDE, least_side))
    return cover, warning or (describe_small_cover(cover.data, least_side) if least_side else "")

"""Sets the words of a cover: broken into balanced lines, as large as they fit."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from audiobook.publishing.covers.fonts import FontFace, RenderableText

# Sizes are tried from large to small; widths are measured once and scaled.
MEASURING_SIZE = 100.0
SHRINK_FACTOR = 0.95
# A title is rather set a little smaller than broken; one without spaces, where every break hurts, much smaller.
LEAST_ALONE, LEAST_ALONE_WIDE = 0.8, 0.6
# Signs that do not begin a line, and signs that do not end one.
NO_LINE_START = frozenset("、。，．！？：；）」』】〉》ー～…‥・”’,.!?:;)]}»")
NO_LINE_END = frozenset("（「『【〈《“‘([{«")


@dataclass(frozen=True, slots=True)
class TypesetText:
    """Lines of one size, in pixels."""

    lines: tuple[str, ...]
    face: FontFace
    size: float
    leading: float

    @property
    def height(self) -> float:
        """From the top of the first line to the foot of the last."""
        return len(self.lines) * self.size * self.leading


@dataclass(frozen=True, slots=True)
class _UnbreakableRun:
    """What is not broken, its width at the size of measuring, and whether a space stands before it."""

    text: str
    width: float
    spaced: bool


def typeset(words: RenderableText, width: float, height: float, largest: float, smallest: float) -> TypesetText:
    """The words as large as they fit into `width` and `height`; at the smallest size they may grow taller than that,
    and what is wider than a line is broken anywhere.
    """
    leading = 1.3 if any(map(_is_wide, words.text)) else 1.14
    measure = words.face.at(MEASURING_SIZE).getlength
    pieces = [_UnbreakableRun(text, measure(text), spaced) for text, spaced in _split_unbreakable(words.text)]
    space = measure(" ")
    alone = _one_line_size(pieces, space, width)
    if min(alone, largest) >= largest * (LEAST_ALONE_WIDE if leading > 1.2 else LEAST_ALONE):
        size = min(alone, largest)
        return TypesetText(
            _break_lines(pieces, space, width * MEASURING_SIZE / size * 1.001), words.face, size, leading
        )
    size = largest
    while size > smallest:
        lines = _break_lines(pieces, space, width * MEASURING_SIZE / size)
        if lines and len(lines) * size * leading <= height:
            return TypesetText(lines, words.face, size, leading)
        size *= SHRINK_FACTOR
    room = width * MEASURING_SIZE / smallest
    short = [part for piece in pieces for part in _split_to_fit(piece, room, measure)]
    return TypesetText(_break_lines(short, space, room), words.face, smallest, leading)


def _one_line_size(pieces: Sequence[_UnbreakableRun], space: float, width: float) -> float:
    """How large all of it may be in one line."""
    whole = sum(piece.width + (space if piece.spaced else 0) for piece in pieces) - space
    return width * MEASURING_SIZE / max(whole, 1.0)


def _split_unbreakable(text: str) -> list[tuple[str, bool]]:
    """The stretches of a text that are not broken, each with whether a space stands before it.

    Scripts that write no spaces are broken between signs, but not before a full stop or behind an opening quote.
    """
    found: list[tuple[str, bool]] = []
    for word in text.split():
        if found and all(sign in "–—-" for sign in word):  # a dash between words belongs to the one before
            found[-1] = (f"{found[-1][0]} {word}", found[-1][1])
            continue
        spaced = True
        for sign in word:
            if not spaced and not _may_break(found[-1][0][-1], sign):
                found[-1] = (found[-1][0] + sign, found[-1][1])
            else:
                found.append((sign, spaced))
            spaced = False
    return found


def _may_break(before: str, after: str) -> bool:
    if before in "-–—/" and after.isalnum():
        return True
    if after in NO_LINE_START or before in NO_LINE_END or unicodedata.combining(after):
        return False
    return _is_wide(before) or _is_wide(after)


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in ("W", "F")


def _split_to_fit(piece: _UnbreakableRun, room: float, measure: Callable[[str], float]) -> list[_UnbreakableRun]:
    """A piece in parts that fit into `room`, about as wide as each other."""
    if piece.width <= room:
        return [piece]
    share = piece.width / math.ceil(piece.width / room * 1.05)
    parts = [""]
    for sign in piece.text:
        if parts[-1] and measure(parts[-1] + sign) > min(room, share + measure(sign)):
            parts.append("")
        parts[-1] += sign
    return [_UnbreakableRun(part, measure(part), piece.spaced and not n) for n, part in enumerate(parts)]


def _break_lines(pieces: Sequence[_UnbreakableRun], space: float, room: float) -> tuple[str, ...]:
    """The pieces in as few lines as fit into `room`, of as equal length as can be; () where a piece is too wide."""
    if not pieces or max(piece.width for piece in pieces) > room:
        return ()
    fewest = len(_fill_lines(pieces, space, room))
    low, high = max(piece.width for piece in pieces), room
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (low, middle) if len(_fill_lines(pieces, space, middle)) <= fewest else (middle, high)
    return tuple(_fill_lines(pieces, space, high))


def _fill_lines(pieces: Sequence[_UnbreakableRun], space: float, room: float) -> list[str]:
    lines, used = list[str](), 0.0
    for piece in pieces:
        gap = space if piece.spaced else 0.0
        if lines and used + gap + piece.width <= room:
            lines[-1] += (" " if piece.spaced else "") + piece.text
            used += gap + piece.width
        else:
            lines.append(piece.text)
            used = piece.width
    return lines

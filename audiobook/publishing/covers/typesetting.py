"""Typesets the texts of a cover: balanced lines, as large as they fit."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from audiobook.publishing.covers.fonts import FontFace, RenderableText

# Sizes are tried from large to small; widths are measured once and scaled.
MEASURING_SIZE = 100.0
SHRINK_FACTOR = 0.95
# A text is made smaller by up to these factors before it is broken into lines; the second one is for scripts without
# spaces, where every break is ugly.
MIN_ONE_LINE_SCALE, MIN_WIDE_ONE_LINE_SCALE = 0.8, 0.6
# Characters that cannot begin a line, and characters that cannot end one.
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
        """The height of all lines."""
        return len(self.lines) * self.size * self.leading


@dataclass(frozen=True, slots=True)
class _UnbreakableRun:
    """A run of text without a break, its width at MEASURING_SIZE, and whether a space comes before it."""

    text: str
    width: float
    spaced: bool


def typeset(words: RenderableText, width: float, height: float, largest: float, smallest: float) -> TypesetText:
    """The text as large as it fits into `width` and `height` (pixels).

    At the smallest size it may be taller than that, and a word that is wider than a line is broken anywhere.
    """
    leading = 1.3 if any(map(_is_wide, words.text)) else 1.14
    measure = words.face.at(MEASURING_SIZE).getlength
    pieces = [_UnbreakableRun(text, measure(text), spaced) for text, spaced in _split_unbreakable(words.text)]
    space = measure(" ")
    one_line_size = _one_line_size(pieces, space, width)
    if min(one_line_size, largest) >= largest * (MIN_WIDE_ONE_LINE_SCALE if leading > 1.2 else MIN_ONE_LINE_SCALE):
        size = min(one_line_size, largest)
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
    """The largest size at which the whole text fits into one line."""
    whole = sum(piece.width + (space if piece.spaced else 0) for piece in pieces) - space
    return width * MEASURING_SIZE / max(whole, 1.0)


def _split_unbreakable(text: str) -> list[tuple[str, bool]]:
    """The runs of a text that cannot be broken, each with whether a space comes before it.

    Scripts without spaces are broken between characters, but not before a full stop or after an opening quote.
    """
    runs: list[tuple[str, bool]] = []
    for word in text.split():
        if runs and all(character in "–—-" for character in word):  # a dash between words belongs to the one before
            runs[-1] = (f"{runs[-1][0]} {word}", runs[-1][1])
            continue
        spaced = True
        for character in word:
            if not spaced and not _may_break(runs[-1][0][-1], character):
                runs[-1] = (runs[-1][0] + character, runs[-1][1])
            else:
                runs.append((character, spaced))
            spaced = False
    return runs


def _may_break(before: str, after: str) -> bool:
    if before in "-–—/" and after.isalnum():
        return True
    if after in NO_LINE_START or before in NO_LINE_END or unicodedata.combining(after):
        return False
    return _is_wide(before) or _is_wide(after)


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F")


def _split_to_fit(piece: _UnbreakableRun, room: float, measure: Callable[[str], float]) -> list[_UnbreakableRun]:
    """A run in parts that fit into `room`, of about the same width."""
    if piece.width <= room:
        return [piece]
    share = piece.width / math.ceil(piece.width / room * 1.05)
    parts = [""]
    for character in piece.text:
        if parts[-1] and measure(parts[-1] + character) > min(room, share + measure(character)):
            parts.append("")
        parts[-1] += character
    return [_UnbreakableRun(part, measure(part), piece.spaced and not n) for n, part in enumerate(parts)]


def _break_lines(pieces: Sequence[_UnbreakableRun], space: float, room: float) -> tuple[str, ...]:
    """The runs in as few lines as possible, of similar length; () where a run is too wide for `room`."""
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

"""Tells a header in headings ("Title: The Weir", "Author: A. Writer") from a story's own headings, in any format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from audiobook.model import Metadata, Role
from audiobook.reading.compose import Piece
from audiobook.reading.labels import field_of, is_header_label, labelled, metadata_of

HEADER = "header of the story"
HEADINGS = frozenset((Role.HEADING, Role.CHAPTER, Role.PART))
# What may stand before and between the lines of a header without ending it.
NEUTRAL = frozenset((Role.BOUND, Role.METADATA))


def header_length(blocks: Iterable[tuple[Role | None, str]]) -> int:
    """How many of a story's first blocks, each its role and its words, are a header in headings.

    It begins with the title or the author, and the rules between and below its lines are part of it.

    >>> header_length([(Role.HEADING, "Title: The Weir"), (Role.HEADING, "Year: 1911"), (Role.HEADING, "Rain")])
    2
    """
    length = 0
    for index, (role, words) in enumerate(blocks):
        if _is_label(role, words, length > 0) or (role is Role.BREAK and length):
            length = index + 1
        elif role not in NEUTRAL:
            break
    return length


def _is_label(role: Role | None, words: str, goes_on: bool) -> bool:
    pair = labelled(words) if role in HEADINGS else None
    return pair is not None and is_header_label(pair[0]) and (goes_on or field_of(pair[0]) in ("title", "author"))


def separate_header(pieces: Sequence[Piece]) -> tuple[list[Piece], Metadata]:
    """The pieces of a file, those of a header in headings marked as no story, and what the header says."""
    length = header_length((piece.role if piece.text else Role.BOUND, _words(piece)) for piece in pieces)
    header = pieces[:length]
    said = metadata_of(pair for piece in header if piece.role in HEADINGS and (pair := labelled(_words(piece))))
    return [*map(_as_header, header), *pieces[length:]], said


def _words(piece: Piece) -> str:
    return piece.title or piece.text


def _as_header(piece: Piece) -> Piece:
    if piece.role not in (*HEADINGS, Role.BREAK) or not piece.text:
        return piece
    return replace(piece, role=Role.METADATA, reason=HEADER, title="", level=0)

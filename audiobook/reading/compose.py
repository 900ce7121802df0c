"""Sets the pieces that a reader took out of a file as one text, and remembers where each came to stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from audiobook.model import Role, Section, Span

GAP = "\n\n"
# Sections of these roles grow over the paragraphs that follow one another with the same reason.
GROWING = frozenset((Role.METADATA, Role.NOTE))


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch inside a piece, counted from the piece's start, that is no story: a footnote's number, say."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, heading, note or break on its way into the text; `role` is None for story.

    A CHAPTER, PART or HEADING without text stands where the file has a title that its text does not say. `anchors` are
    the places in the piece that links lead to, `look` is how all of it is set apart ("bold centred").
    """

    text: str
    role: Role | None = None
    title: str = ""
    level: int = 0
    reason: str = ""
    marks: tuple[Mark, ...] = ()
    anchors: tuple[str, ...] = ()
    look: str = ""


def composed(pieces: Iterable[Piece]) -> tuple[str, tuple[Section, ...]]:
    """The text of the pieces, a blank line between them, and the sections that they make in it."""
    texts: list[str] = []
    sections: list[Section] = []
    waiting: list[Piece] = []
    end = 0
    for piece in pieces:
        if not piece.text:
            waiting += [piece] if piece.role else []
            continue
        start = end + len(GAP) if texts else 0
        sections += [_empty(one, start) for one in waiting]
        if piece.look and piece.role is None:
            sections.append(Section(Role.DISPLAY, Span(start, start), reason=piece.look))
        _add(sections, _sections(piece, start), end)
        texts.append(piece.text)
        waiting, end = [], start + len(piece.text)
    sections += [_empty(one, end) for one in waiting]
    return GAP.join(texts), tuple(sections)


def starts_of(pieces: Iterable[Piece]) -> Iterator[int]:
    """Where each piece begins in the text that `composed` makes of them all; an empty one with what follows it."""
    at = 0
    for piece in pieces:
        yield at
        at += len(piece.text) + len(GAP) if piece.text else 0


def holds_story(text: str, sections: Iterable[Section]) -> bool:
    """Whether there is any text that the file does not itself call no story."""
    at = 0
    for section in sections:
        if section.role is not Role.METADATA:
            continue
        if text[at : section.span.start].strip():
            return True
        at = section.span.end
    return bool(text[at:].strip())


def _empty(piece: Piece, at: int) -> Section:
    return Section(piece.role or Role.METADATA, Span(at, at), piece.title, piece.level, piece.reason)


def _add(sections: list[Section], found: Iterator[Section], end: int) -> None:
    """Appends the sections of the next piece; `end` is where the piece before it ended."""
    for section in found:
        last = sections[-1] if sections else None
        if last and last.span.end == end and _grows(last, section) and section.span.start <= end + len(GAP):
            sections[-1] = replace(last, span=Span(last.span.start, section.span.end))
        else:
            sections.append(section)


def _grows(last: Section, section: Section) -> bool:
    return section.role in GROWING and last.role is section.role and last.reason == section.reason


def _sections(piece: Piece, start: int) -> Iterator[Section]:
    if piece.role is None or piece.role is Role.NOTE:
        yield from _around_marks(piece, start)
    else:
        span = Span(start, start + len(piece.text))
        yield Section(piece.role, span, piece.title, piece.level, piece.reason)


def _around_marks(piece: Piece, start: int) -> Iterator[Section]:
    at = 0
    for mark in piece.marks:
        yield from _stretch(piece, start, at, mark.start)
        yield Section(Role.METADATA, Span(start + mark.start, start + mark.end), reason=mark.reason)
        at = mark.end
    yield from _stretch(piece, start, at, len(piece.text))


def _stretch(piece: Piece, start: int, first: int, last: int) -> Iterator[Section]:
    if piece.role and piece.text[first:last].strip():
        yield Section(piece.role, Span(start + first, start + last), piece.title, piece.level, piece.reason)

"""Turns a run of inline text into paragraphs: white space as a browser shows it, emphasis as *so*, <br> as lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from audiobook.reading.compose import Mark, Piece
from audiobook.reading.html.typography import PLAIN, Face

# HTML's white space; a no-break space is a character of its own, and alone in a paragraph an empty line to see.
SPACE = re.compile(r"[ \t\n\r\f]+")
EMPTY_LINE = "\xa0"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of inline text: whether it is emphasised, why it is no story, the anchor it is at, how it is set."""

    text: str
    emphasised: bool = False
    reason: str = ""
    anchor: str = ""
    face: Face = PLAIN


LINE_BREAK = Run("\n")


def paragraphs(runs: Iterable[Run], plain: bool = False) -> Iterator[Piece]:
    """The paragraphs of a block of inline text: two line breaks part them, one is a line's end within.

    `plain` leaves emphasis unmarked, as in headings.

    >>> [piece.text for piece in paragraphs([Run("I "), Run(" did. ", True), Run("You?"), LINE_BREAK, Run(" No.")])]
    ['I *did.* You?\\nNo.']
    """
    lines: list[list[Run]] = [[]]
    for run in runs:
        if run is LINE_BREAK:
            lines.append([])
        else:
            lines[-1].append(run)
    if plain:
        lines = [[replace(run, emphasised=False) for run in line] for line in lines]
    yield from _grouped([_line(line) for line in lines])


def _grouped(lines: list[Piece]) -> Iterator[Piece]:
    """Lines put together up to each blank one; a wider gap than one blank line leaves an empty paragraph."""
    held: list[Piece] = []
    anchors: list[str] = []
    blanks = paragraphs_before = 0
    for line in lines:
        if line.text:
            if blanks > 1 and paragraphs_before:
                yield Piece(EMPTY_LINE)
            held.append(replace(line, anchors=(*anchors, *line.anchors)))
            anchors, blanks = [], 0
            continue
        if held:
            yield _together(held)
            paragraphs_before += 1
            held = []
        anchors += line.anchors
        blanks += 1
    if held:
        yield _together(held)
    elif anchors:
        yield Piece("", anchors=tuple(anchors))


def _together(lines: list[Piece]) -> Piece:
    text = ""
    marks: list[Mark] = []
    for line in lines:
        text += "\n" if text else ""
        marks += [Mark(mark.start + len(text), mark.end + len(text), mark.reason) for mark in line.marks]
        text += line.text
    anchors = tuple(anchor for line in lines for anchor in line.anchors)
    return Piece(text, marks=tuple(marks), anchors=anchors, look=lines[0].look if len(lines) == 1 else "")


def _line(runs: list[Run]) -> Piece:
    """One line as a piece, "" where nothing is to be seen in it."""
    text = ""
    marks: list[Mark] = []
    for run in _merged([run for run in runs if run.text]):
        if run.reason:
            marks.append(Mark(len(text), len(text) + len(run.text), run.reason))
            text += run.text
            continue
        written = _emphasised(run.text) if run.emphasised else run.text
        text += written.lstrip(" ") if not text or text.endswith(" ") else written
    anchors = tuple(run.anchor for run in runs if run.anchor)
    return Piece(text.rstrip(" "), marks=tuple(marks), anchors=anchors, look=_look(runs))


def _look(runs: list[Run]) -> str:
    """How a line looks where all of it looks alike, but for marks that are no story and for spaces."""
    looks = {run.face.look for run in runs if not run.reason and run.text.strip()}
    return looks.pop() if len(looks) == 1 else ""


def _merged(runs: list[Run]) -> Iterator[Run]:
    """The runs with text, neighbours of one kind made one, white space made single spaces."""
    for (emphasised, reason), group in groupby(runs, key=lambda run: (run.emphasised, run.reason)):
        found = [SPACE.sub(" ", run.text) for run in group]
        if reason:
            yield from (Run(text, reason=reason) for text in found)
        else:
            yield Run(SPACE.sub(" ", "".join(found)), emphasised)


def _emphasised(text: str) -> str:
    """The text between asterisks, white space left outside of them; what has no letters needs none.

    >>> _emphasised(" now ")
    ' *now* '
    """
    core = text.strip()
    already = len(core) > 2 and core.startswith("*") and core.endswith("*")
    if already or not any(character.isalnum() for character in core):
        return text
    start = text.index(core)
    return f"{text[:start]}*{core}*{text[start + len(core) :]}"

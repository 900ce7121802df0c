"""A script as the paragraphs of its scenes, each with what is told and what is said in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from audiobook.model import Kind, Script, Segment

SPOKEN = (Kind.SPEECH, Kind.THOUGHT)
PARTS_SCENES = (Kind.BREAK, Kind.HEADING)
CLOSED = re.compile(r"[\"'“”‟«»‹›’‘」』＂][.,;:!?)…]*\s*$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph: its words, whether they are told or said, and its place among the utterances."""

    kind: Kind
    text: str
    place: int

    @property
    def quoted(self) -> bool:
        """Whether someone says or thinks it."""
        return self.kind in SPOKEN


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a scene; `scene` counts the scenes of the book.

    `first_quoted` and `last_quoted` are the places of the first and the last piece that is said, -1 where none is.
    """

    scene: int
    pieces: tuple[Piece, ...]
    first_quoted: int = field(init=False)
    last_quoted: int = field(init=False)

    def __post_init__(self) -> None:
        quoted = [place for place, piece in enumerate(self.pieces) if piece.quoted] or [-1]
        object.__setattr__(self, "first_quoted", quoted[0])
        object.__setattr__(self, "last_quoted", quoted[-1])

    @property
    def speaks(self) -> bool:
        """Whether anything in it is said."""
        return self.first_quoted >= 0


def paragraphs_of(script: Script) -> tuple[Paragraph, ...]:
    """The story's paragraphs in order; headings and breaks part the scenes, notes and the like are left out."""
    found: list[Paragraph] = []
    scene = 0
    numbered = enumerate(script.segments)
    for (_, _, kind), group in groupby(numbered, key=lambda one: (one[1].chapter, one[1].paragraph, _role(one[1]))):
        members = list(group)
        if kind == "parts":
            scene += 1
        elif kind == "story":
            found.append(Paragraph(scene, tuple(Piece(one.kind, one.text, place) for place, one in members)))
    return tuple(found)


def _role(utterance: Segment) -> str:
    if utterance.kind in PARTS_SCENES:
        return "parts"
    if utterance.skipped is None and (utterance.kind is Kind.NARRATION or utterance.kind in SPOKEN):
        return "story"
    return "other"


def runs_on(before: Paragraph, after: Paragraph) -> bool:
    """Whether a speech that was not closed goes on in the next paragraph: “I went. / “Then I left.”"""
    if before.scene != after.scene or not (before.pieces[-1].quoted and after.pieces[0].quoted):
        return False
    last, first = before.pieces[-1].text, after.pieces[0].text
    return last[:1] in "\"“«‘'„「" and last[:1] == first[:1] and not CLOSED.search(last)


def spoken_runs(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[int, ...]]:
    """The numbers of the paragraphs that speak, those together that one speech runs through."""
    run: list[int] = []
    for number, paragraph in enumerate(paragraphs):
        if run and runs_on(paragraphs[run[-1]], paragraph) and run[-1] == number - 1:
            run.append(number)
            continue
        if run:
            yield tuple(run)
        run = [number] if paragraph.speaks else []
    if run:
        yield tuple(run)

"""Splits a script into the paragraphs of its scenes, each with its narration and its quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from audiobook.model import Kind, Script, Segment

SCENE_BOUNDARIES = (Kind.BREAK, Kind.HEADING)
CLOSING_QUOTE = re.compile(r"[\"'“”‟«»‹›’‘」』＂][.,;:!?)…]*\s*$")


@dataclass(frozen=True, slots=True)
class ParagraphSegment:
    """A part of a paragraph: its kind, its text, and its index among the script's segments."""

    kind: Kind
    text: str
    index: int

    @property
    def is_quoted(self) -> bool:
        """Whether a character says or thinks it."""
        return self.kind.is_speech


@dataclass(frozen=True, slots=True)
class SceneParagraph:
    """A paragraph of a scene; `scene` counts the scenes of the book.

    `first_quoted` and `last_quoted` are the indexes of the first and the last quoted segment, -1 if there is none.
    """

    scene: int
    segments: tuple[ParagraphSegment, ...]
    first_quoted: int = field(init=False)
    last_quoted: int = field(init=False)

    def __post_init__(self) -> None:
        quoted = [index for index, segment in enumerate(self.segments) if segment.is_quoted] or [-1]
        object.__setattr__(self, "first_quoted", quoted[0])
        object.__setattr__(self, "last_quoted", quoted[-1])

    @property
    def has_quotes(self) -> bool:
        """Whether it has a quoted segment."""
        return self.first_quoted >= 0


def split_scene_paragraphs(script: Script) -> tuple[SceneParagraph, ...]:
    """The story's paragraphs in order; headings and breaks part the scenes, notes and the like are left out."""
    paragraphs: list[SceneParagraph] = []
    scene = 0
    numbered = enumerate(script.segments)
    for (_, _, kind), group in groupby(
        numbered, key=lambda item: (item[1].chapter, item[1].paragraph, _classify_segment(item[1]))
    ):
        members = list(group)
        if kind == "parts":
            scene += 1
        elif kind == "story":
            paragraphs.append(
                SceneParagraph(
                    scene, tuple(ParagraphSegment(segment.kind, segment.text, index) for index, segment in members)
                )
            )
    return tuple(paragraphs)


def _classify_segment(segment: Segment) -> str:
    if segment.kind in SCENE_BOUNDARIES:
        return "parts"
    if segment.skipped is None and (segment.kind is Kind.NARRATION or segment.kind.is_speech):
        return "story"
    return "other"


def continues_quote(before: SceneParagraph, after: SceneParagraph) -> bool:
    """Whether a quotation without a closing mark continues in the next paragraph: “I went. / “Then I left.”"""
    if before.scene != after.scene or not (before.segments[-1].is_quoted and after.segments[0].is_quoted):
        return False
    last, first = before.segments[-1].text, after.segments[0].text
    return last[:1] in "\"“«‘'„「" and last[:1] == first[:1] and not CLOSING_QUOTE.search(last)


def group_quote_runs(paragraphs: Sequence[SceneParagraph]) -> Iterator[tuple[int, ...]]:
    """The numbers of the paragraphs with quotes; paragraphs that share a quotation are in one tuple."""
    run: list[int] = []
    for number, paragraph in enumerate(paragraphs):
        if run and continues_quote(paragraphs[run[-1]], paragraph) and run[-1] == number - 1:
            run.append(number)
            continue
        if run:
            yield tuple(run)
        run = [number] if paragraph.has_quotes else []
    if run:
        yield tuple(run)

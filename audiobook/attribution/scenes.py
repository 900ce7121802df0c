"""A script as the paragraphs of its scenes, each with what is told and what is said in it."""

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
    """A stretch of a paragraph: its words, whether they are told or said, and its place among the utterances."""

    kind: Kind
    text: str
    index: int

    @property
    def is_quoted(self) -> bool:
        """Whether someone says or thinks it."""
        return self.kind.is_speech


@dataclass(frozen=True, slots=True)
class SceneParagraph:
    """A paragraph of a scene; `scene` counts the scenes of the book.

    `first_quoted` and `last_quoted` are the places of the first and the last segment that is said, -1 where none is.
    """

    scene: int
    segments: tuple[ParagraphSegment, ...]
    first_quoted: int = field(init=False)
    last_quoted: int = field(init=False)

    def __post_init__(self) -> None:
        quoted = [place for place, segment in enumerate(self.segments) if segment.is_quoted] or [-1]
        object.__setattr__(self, "first_quoted", quoted[0])
        object.__setattr__(self, "last_quoted", quoted[-1])

    @property
    def has_quotes(self) -> bool:
        """Whether anything in it is said."""
        return self.first_quoted >= 0


def split_scene_paragraphs(script: Script) -> tuple[SceneParagraph, ...]:
    """The story's paragraphs in order; headings and breaks part the scenes, notes and the like are left out."""
    paragraphs: list[SceneParagraph] = []
    scene = 0
    numbered = enumerate(script.segments)
    for (_, _, kind), group in groupby(
        numbered, key=lambda one: (one[1].chapter, one[1].paragraph, _classify_segment(one[1]))
    ):
        members = list(group)
        if kind == "parts":
            scene += 1
        elif kind == "story":
            paragraphs.append(
                SceneParagraph(scene, tuple(ParagraphSegment(one.kind, one.text, place) for place, one in members))
            )
    return tuple(paragraphs)


def _classify_segment(utterance: Segment) -> str:
    if utterance.kind in SCENE_BOUNDARIES:
        return "parts"
    if utterance.skipped is None and (utterance.kind is Kind.NARRATION or utterance.kind.is_speech):
        return "story"
    return "other"


def continues_quote(before: SceneParagraph, after: SceneParagraph) -> bool:
    """Whether a speech that was not closed goes on in the next paragraph: “I went. / “Then I left.”"""
    if before.scene != after.scene or not (before.segments[-1].is_quoted and after.segments[0].is_quoted):
        return False
    last, first = before.segments[-1].text, after.segments[0].text
    return last[:1] in "\"“«‘'„「" and last[:1] == first[:1] and not CLOSING_QUOTE.search(last)


def group_quote_runs(paragraphs: Sequence[SceneParagraph]) -> Iterator[tuple[int, ...]]:
    """The numbers of the paragraphs that speak, those together that one speech runs through."""
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

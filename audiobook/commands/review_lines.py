"""The lines around a question of a review, as they are shown."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from audiobook.attribution.review.questions import Question
from audiobook.attribution.review.review_queue import LINES_AROUND, LINES_BETWEEN, ReviewQueue
from audiobook.commands.script_position import format_position
from audiobook.commands.spoken_lines import describe_position

NO_TURN = -1


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A paragraph, or the part of it that belongs to one turn: its position, the turn (-1 for narration), its text."""

    position: str
    turn: int
    text: str


OMITTED = ShownLine("", NO_TURN, "…")


def list_shown_lines(queue: ReviewQueue, question: Question) -> tuple[ShownLine, ...]:
    """The turns of a question, and the lines around them, within the scene; OMITTED stands for longer stretches."""
    turns, paragraphs = queue.turns, queue.story.paragraphs
    asked = (question.turn, *question.following)
    first, last = turns[asked[0]].first, turns[asked[-1]].last
    scene = paragraphs[first].scene
    numbers = range(max(0, first - LINES_AROUND), min(len(paragraphs), last + LINES_AROUND + 1))
    lines = [line for at in numbers if paragraphs[at].scene == scene for line in _split_paragraph(queue, at)]
    places = [place for place, line in enumerate(lines) if line.turn in asked]
    first, end = max(0, places[0] - LINES_AROUND), places[-1] + LINES_AROUND + 1
    return tuple(_omit_lines(lines[first:end], [place - first for place in places]))


def _omit_lines(lines: Sequence[ShownLine], places: Sequence[int]) -> Iterator[ShownLine]:
    """The lines without those between two places that are far from both."""
    for place, line in enumerate(lines):
        before = max((one for one in places if one <= place), default=place)
        after = min((one for one in places if one >= place), default=place)
        inside = (
            range(before + LINES_BETWEEN + 1, after - LINES_BETWEEN) if before in places and after in places else ()
        )
        if len(inside) < 2 or place not in inside:
            yield line
        elif place == inside[0]:
            yield OMITTED


def _split_paragraph(queue: ReviewQueue, number: int) -> Iterator[ShownLine]:
    """The lines of a paragraph: one, unless several people speak in it."""
    turn_of = {place: turn for turn in _find_turns(queue, number) for place in queue.turns[turn].segments}
    line: ShownLine | None = None
    for place, part in enumerate(queue.story.paragraphs[number].segments):
        segment, turn = queue.script.segments[part.index], turn_of.get((number, place), NO_TURN)
        position = describe_position(segment, queue.script) if turn != NO_TURN else ""
        if line is not None and (turn in (NO_TURN, line.turn) or line.turn == NO_TURN):
            line = replace(line, turn=max(turn, line.turn), text=f"{line.text} {part.text}")
            line = replace(line, position=position) if position and ":" not in line.position else line
            continue
        if line is not None:
            yield line
        line = ShownLine(position, turn, part.text)
    if line is not None:
        first = queue.script.segments[queue.story.paragraphs[number].segments[0].index]
        yield line if line.position else replace(line, position=format_position((first.chapter, first.paragraph, 0)))


def _find_turns(queue: ReviewQueue, number: int) -> Iterator[int]:
    """The turns that have quotations in a paragraph."""
    at = bisect_left(queue.turns, number, key=lambda turn: turn.last)
    while at < len(queue.turns) and queue.turns[at].first <= number:
        yield at
        at += 1

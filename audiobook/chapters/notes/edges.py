"""Finds the notes at a chapter's head and tail that have no label but their author's voice."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from audiobook.chapters.headings.choose import ENDS_A_SENTENCE
from audiobook.chapters.lines import SourceLine
from audiobook.chapters.notes.author_voice import (
    FEWEST_PARAGRAPHS,
    MOST_PARAGRAPHS,
    could_be_note,
    may_be_in_note,
    note_length,
    story_voice,
)
from audiobook.chapters.notes.notes import MOST_WORDS, SAID
from audiobook.model import Place


@dataclass(frozen=True, slots=True)
class KnownLines:
    """What is known of a chapter's lines: those that are no plain story, notes among them, and where containers end.

    `heading_again` is the first line that says the chapter's heading again, None where none does.
    """

    taken: Collection[int]
    notes: Collection[int]
    bounds: Collection[int]
    heading_again: int | None


def notes_by_voice(lines: Sequence[SourceLine], body: Sequence[int], known: KnownLines) -> dict[Place, list[int]]:
    """The lines of a note at the head and of one at the tail, from the edge inwards; where there is none, no lines."""
    found = dict(_by_voice(lines, body, known))
    at_head = found.get(Place.HEAD, [])
    if known.heading_again is not None:
        more = replace(known, taken={*known.taken, *at_head}, notes={*known.notes, *at_head})
        found[Place.HEAD] = [*at_head, *_rest_of_head_note(lines, body, known.heading_again, more)]
    return found


def _by_voice(lines: Sequence[SourceLine], body: Sequence[int], known: KnownLines) -> Iterator[tuple[Place, list[int]]]:
    edges = [(place, *_edge(inwards, known)) for place, inwards in ((Place.HEAD, body), (Place.TAIL, body[::-1]))]
    speaking = [one for one in edges if could_be_note([lines[index].text for index in one[1]])]
    free = [index for index in body if index not in known.taken] if speaking else []
    if len(free) < FEWEST_PARAGRAPHS:
        return
    texts = [lines[index].text for index in free]
    voice, words = story_voice(texts), sum(len(text.split()) for text in texts)
    for place, edge, goes_on in speaking:
        length = note_length([lines[index].text for index in edge], voice, words, goes_on)
        yield place, edge[:length]


def _edge(inwards: Sequence[int], known: KnownLines) -> tuple[list[int], bool]:
    """The free lines from a chapter's edge inwards up to what bounds a note, and whether a note stands outside them."""
    edge: list[int] = []
    goes_on = False
    for before, index in zip((-1, *inwards), inwards, strict=False):
        inner = edge and (index in known.taken or index in known.bounds or before in known.bounds)
        if inner or len(edge) == MOST_PARAGRAPHS:
            break
        if index in known.taken:
            goes_on = index in known.notes
        else:
            edge.append(index)
    return edge, goes_on


def _rest_of_head_note(lines: Sequence[SourceLine], body: Sequence[int], again: int, known: KnownLines) -> list[int]:
    """The free lines between a note at a chapter's head and the line, `again`, that says the chapter's heading again.

    The story begins below that line. None are taken where somebody speaks among them, where a line is no sentence, as
    the story's title is none, or where they are many.
    """
    head = [index for index in body if index < again]
    first = next((index for index in head if index in known.notes or index not in known.taken), None)
    rest = [index for index in head if index not in known.taken]
    texts = [lines[index].text for index in rest]
    if first not in known.notes or len(rest) > MOST_PARAGRAPHS or sum(len(text.split()) for text in texts) > MOST_WORDS:
        return []
    return rest if all(map(_goes_on, texts)) else []


def _goes_on(text: str) -> bool:
    return bool(ENDS_A_SENTENCE.search(text)) and may_be_in_note(text) and not SAID.search(text)

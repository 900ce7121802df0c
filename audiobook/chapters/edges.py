"""Finds the notes at a chapter's head and tail that have no label but their author's voice."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from audiobook.chapters.author_voice import FEWEST_PARAGRAPHS, MOST_PARAGRAPHS, could_be_note, note_length, story_voice
from audiobook.chapters.lines import SourceLine
from audiobook.model import Place


@dataclass(frozen=True, slots=True)
class KnownLines:
    """What is known of a chapter's lines: those that are no plain story, notes among them, and where containers end."""

    taken: Collection[int]
    notes: Collection[int]
    bounds: Collection[int]


def notes_by_voice(
    lines: Sequence[SourceLine], body: Sequence[int], known: KnownLines
) -> Iterator[tuple[Place, list[int]]]:
    """The lines of a note at the head and of one at the tail, from the edge inwards; a note may have none."""
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

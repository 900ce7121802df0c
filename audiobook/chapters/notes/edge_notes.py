"""Finds the notes at a chapter's head and tail that have no label but their author's voice."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from audiobook.chapters.lines import SourceLine
from audiobook.chapters.notes.author_voice import (
    MAX_NOTE_PARAGRAPHS,
    MIN_STORY_PARAGRAPHS,
    can_be_in_note,
    can_contain_note,
    measure_note_length,
    measure_story_voice,
)
from audiobook.chapters.notes.notes import MAX_NOTE_WORDS
from audiobook.chapters.voice_patterns import QUOTATION_END
from audiobook.model import NotePosition
from audiobook.text.line_ends import SENTENCE_END


@dataclass(frozen=True, slots=True)
class KnownLines:
    """What is known of a chapter's lines: those that are no plain story, notes among them, and where containers end.

    `repeated_heading` is the first line that says the chapter's heading again, None where none does.
    """

    excluded: Collection[int]
    note_lines: Collection[int]
    container_edges: Collection[int]
    repeated_heading: int | None


def find_edge_notes(
    lines: Sequence[SourceLine], body: Sequence[int], known_lines: KnownLines
) -> dict[NotePosition, list[int]]:
    """The lines of a note at the head and of one at the tail, from the edge inwards; where there is none, no lines."""
    edge_notes = dict(_find_notes_by_voice(lines, body, known_lines))
    at_head = edge_notes.get(NotePosition.HEAD, [])
    if known_lines.repeated_heading is not None:
        extended = replace(
            known_lines, excluded={*known_lines.excluded, *at_head}, note_lines={*known_lines.note_lines, *at_head}
        )
        edge_notes[NotePosition.HEAD] = [
            *at_head,
            *_extend_head_note(lines, body, known_lines.repeated_heading, extended),
        ]
    return edge_notes


def _find_notes_by_voice(
    lines: Sequence[SourceLine], body: Sequence[int], known_lines: KnownLines
) -> Iterator[tuple[NotePosition, list[int]]]:
    edges = [
        (position, *_collect_edge(inwards, known_lines))
        for position, inwards in ((NotePosition.HEAD, body), (NotePosition.TAIL, body[::-1]))
    ]
    speaking = [candidate for candidate in edges if can_contain_note([lines[index].text for index in candidate[1]])]
    free = [index for index in body if index not in known_lines.excluded] if speaking else []
    if len(free) < MIN_STORY_PARAGRAPHS:
        return
    texts = [lines[index].text for index in free]
    voice, words = measure_story_voice(texts), sum(len(text.split()) for text in texts)
    for position, edge_lines, continues_note in speaking:
        length = measure_note_length([lines[index].text for index in edge_lines], voice, words, continues_note)
        yield position, edge_lines[:length]


def _collect_edge(inwards: Sequence[int], known_lines: KnownLines) -> tuple[list[int], bool]:
    """The free lines from a chapter's edge inwards up to what bounds a note, and whether a note stands outside them."""
    edge_lines: list[int] = []
    continues_note = False
    for previous, index in zip((-1, *inwards), inwards, strict=False):
        inner = edge_lines and (
            index in known_lines.excluded
            or index in known_lines.container_edges
            or previous in known_lines.container_edges
        )
        if inner or len(edge_lines) == MAX_NOTE_PARAGRAPHS:
            break
        if index in known_lines.excluded:
            continues_note = index in known_lines.note_lines
        else:
            edge_lines.append(index)
    return edge_lines, continues_note


def _extend_head_note(
    lines: Sequence[SourceLine], body: Sequence[int], repeated_heading: int, known_lines: KnownLines
) -> list[int]:
    """The free lines between a note at a chapter's head and the line, `repeated_heading`, that says the chapter's
    heading again.

    The story begins below that line. None are taken where somebody speaks among them, where a line is no sentence, as
    the story's title is none, or where they are many.
    """
    head = [index for index in body if index < repeated_heading]
    first = next(
        (index for index in head if index in known_lines.note_lines or index not in known_lines.excluded), None
    )
    rest = [index for index in head if index not in known_lines.excluded]
    texts = [lines[index].text for index in rest]
    if (
        first not in known_lines.note_lines
        or len(rest) > MAX_NOTE_PARAGRAPHS
        or sum(len(text.split()) for text in texts) > MAX_NOTE_WORDS
    ):
        return []
    return rest if all(map(_can_extend_head_note, texts)) else []


def _can_extend_head_note(text: str) -> bool:
    return bool(SENTENCE_END.search(text)) and can_be_in_note(text) and not QUOTATION_END.search(text)

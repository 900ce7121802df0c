"""Finds where another character begins to tell the story: chapters headed "Ann", "Tom’s POV" above some paragraphs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from audiobook.attribution.scenes import SceneParagraph
from audiobook.model import Kind, Script, Segment

NOBODY = -1
# Longer lines are no labels.
MAX_LABEL_CHARACTERS = 60
VIEW = r"(?:p\.?\s?o\.?\s?v\.?|point\s+of\s+view|perspective)"
NAME = r"[^\W\d_][\w .'’-]{0,30}?"
# A line that only says from whose point of view the story goes on, with texts that it matches and that it doesn't.
VIEW_LABEL = re.compile(
    rf"^\W*(?:(?P<owner>{NAME})(?:[’']s?)?\s+{VIEW}|{VIEW}\s*[:–—-]\s*(?P<name>{NAME}))\W*$", re.IGNORECASE
)
VIEW_LABEL_MATCHES = ("Ann’s POV", "*Tom's P.O.V.*", "POV: Ann", "(ANN'S POINT OF VIEW)")
VIEW_LABEL_REJECTS = ("The point of view of Ann was hers.", "POV", "From my perspective it was late")
# A heading that is a name, with or without a number: "Ann", "Chapter 3: Ann", "4. Tom".
NAME_HEADING = re.compile(
    rf"^\W*(?:(?:chapter|part)\s+)?(?:[\divxlc]+\s*[.:–—-]\s*)?(?P<name>{NAME})\W*$", re.IGNORECASE
)
MIN_NARRATORS = 2
# What part of the chapters must be headed by a name if the names are to mean narrators.
MIN_NAMED_CHAPTERS = 0.6


def find_narrator_changes(
    script: Script, paragraphs: Sequence[SceneParagraph], find_entity: Callable[[str], int]
) -> dict[int, int]:
    """The narrators of those paragraphs that say whose they are; `find_entity` gives the entity of a name, or -1.

    A label counts until the next one, or to the end of its chapter.
    """
    labels = dict(_find_labels(script.segments, find_entity))
    if not labels:
        labels = _find_name_headings(script.segments, find_entity)
    if len(set(labels.values())) < MIN_NARRATORS:
        return {}
    narrators, label, chapter = {}, NOBODY, None
    by_segment = []
    for number, segment in enumerate(script.segments):
        if segment.chapter != chapter:
            label, chapter = NOBODY, segment.chapter
        label = labels.get(number, label)
        by_segment.append(label)
    for number, paragraph in enumerate(paragraphs):
        if (entity := by_segment[paragraph.segments[0].index]) != NOBODY:
            narrators[number] = entity
    return narrators


def _find_labels(segments: Sequence[Segment], find_entity: Callable[[str], int]) -> Iterator[tuple[int, int]]:
    for number, segment in enumerate(segments):
        if len(segment.text) <= MAX_LABEL_CHARACTERS and (match := VIEW_LABEL.match(segment.text.strip())):
            entity = find_entity(_write_as_name(match["owner"] or match["name"]))
            if entity != NOBODY:
                yield number, entity


def _find_name_headings(segments: Sequence[Segment], find_entity: Callable[[str], int]) -> dict[int, int]:
    """The headings that are names, if most chapters have one."""
    found, chapters = {}, 0
    for _, members in groupby(enumerate(segments), key=lambda pair: pair[1].chapter):
        headings = [(number, segment) for number, segment in members if segment.kind is Kind.HEADING]
        chapters += 1
        for number, segment in headings:
            match = NAME_HEADING.match(segment.text.strip()) if len(segment.text) <= MAX_LABEL_CHARACTERS else None
            entity = find_entity(_write_as_name(match["name"])) if match else NOBODY
            if entity != NOBODY:
                found[number] = entity
    return found if len(found) >= MIN_NAMED_CHAPTERS * chapters else {}


def _write_as_name(words: str) -> str:
    """A name as the story has it: ANN is Ann."""
    return " ".join(word.capitalize() if word.isupper() or word.islower() else word for word in words.split())

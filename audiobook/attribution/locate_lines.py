"""Finds the lines that a person named the speaker of, by their text and place, also after the story was edited."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from audiobook.cast_file.values import NamedLine
from audiobook.model import Kind, Script, Segment, Span

# How alike (0 to 100, rapidfuzz's ratio) a line must be to be the one that was meant, edited since.
ALIKE = 75
# A line as short as this many letters is like too many others; it must stand as it is.
SHORT = 12
# From this many letters on, the beginning of a line is enough to find it by.
BEGINNING = 10
PARAGRAPHS_A_CHAPTER = 10_000
NOT_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Placed:
    """The spans that were found with their speakers, and the lines that were not, each with the reason."""

    speakers: tuple[tuple[Span, str], ...]
    missing: tuple[tuple[NamedLine, str], ...]


def placed(lines: Sequence[NamedLine], script: Script) -> Placed:
    """Where each line stands in the script: as written, or else by its beginning, or else the one most like it."""
    quoted = [one for one in script.segments if one.kind in (Kind.SPEECH, Kind.THOUGHT)]
    said: dict[str, list[Segment]] = defaultdict(list)
    for one in quoted if lines else ():
        said[letters(one.text)].append(one)
    found: dict[Span, str] = {}
    missing = []
    for line in lines:
        here = [one for one in _alike(line, said) if one.span not in found]
        if not here:
            missing.append((line, "nobody says this in the story (any more)"))
        elif len(here) > 1 and not line.chapter:
            missing.append((line, f"this is said {len(here)} times; add chapter = and paragraph ="))
        else:
            found[min(here, key=lambda one: _distance(line, one)).span] = line.speaker
    return Placed(tuple(found.items()), tuple(missing))


def letters(text: str) -> str:
    """A line without its marks, to compare it by.

    >>> letters("“I—I never said *that*!”")
    'i i never said that'
    """
    return NOT_WORDS.sub(" ", text.casefold()).strip()


def _alike(line: NamedLine, said: dict[str, list[Segment]]) -> list[Segment]:
    wanted = letters(line.text)
    if wanted in said:
        return said[wanted]
    if len(wanted) >= BEGINNING:
        begun = [one for text, ones in said.items() if text.startswith(wanted) for one in ones]
        if begun:
            return begun
    return _edited(wanted, said) if len(wanted) >= SHORT else []


def _edited(wanted: str, said: dict[str, list[Segment]]) -> list[Segment]:
    from rapidfuzz import fuzz, process

    best = process.extractOne(wanted, list(said), scorer=fuzz.ratio, score_cutoff=ALIKE)
    return said[best[0]] if best else []


def _distance(line: NamedLine, one: Segment) -> int:
    """How far a line of the script is from where it is said to stand, in paragraphs; another chapter is far."""
    return abs(one.chapter - line.chapter) * PARAGRAPHS_A_CHAPTER + abs(one.paragraph - line.paragraph)

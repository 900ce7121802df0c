"""Finds the lines that a person named the speaker of, by their text and place, also after the story was edited."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from audiobook.cast_file.values import LineCorrection
from audiobook.model import Script, Segment, Span

# How alike (0 to 100, rapidfuzz's ratio) a line must be to be the one that was meant, edited since.
MIN_SIMILARITY = 75
# A line as short as this many letters is like too many others; it must stand as it is.
MIN_FUZZY_CHARACTERS = 12
# From this many letters on, the beginning of a line is enough to find it by.
MIN_PREFIX_CHARACTERS = 10
CHAPTER_DISTANCE = 10_000
NON_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class MatchedCorrections:
    """The spans that were found with their speakers, and the lines that were not, each with the reason."""

    speakers: tuple[tuple[Span, str], ...]
    unmatched: tuple[tuple[LineCorrection, str], ...]


def match_corrections(lines: Sequence[LineCorrection], script: Script) -> MatchedCorrections:
    """Where each line stands in the script: as written, or else by its beginning, or else the one most like it."""
    quotes = [one for one in script.segments if one.kind.is_speech]
    quotes_by_text: dict[str, list[Segment]] = defaultdict(list)
    for one in quotes if lines else ():
        quotes_by_text[normalize_quote(one.text)].append(one)
    speakers: dict[Span, str] = {}
    unmatched = []
    for line in lines:
        matches = [one for one in _find_matches(line, quotes_by_text) if one.span not in speakers]
        if not matches:
            unmatched.append((line, "nobody says this in the story (any more)"))
        elif len(matches) > 1 and not line.chapter:
            unmatched.append((line, f"this is said {len(matches)} times; add chapter = and paragraph ="))
        else:
            speakers[min(matches, key=lambda one: _paragraph_distance(line, one)).span] = line.speaker
    return MatchedCorrections(tuple(speakers.items()), tuple(unmatched))


def normalize_quote(text: str) -> str:
    """A line without its marks, to compare it by.

    >>> normalize_quote("“I—I never said *that*!”")
    'i i never said that'
    """
    return NON_WORD.sub(" ", text.casefold()).strip()


def _find_matches(line: LineCorrection, quotes_by_text: dict[str, list[Segment]]) -> list[Segment]:
    target = normalize_quote(line.text)
    if target in quotes_by_text:
        return quotes_by_text[target]
    if len(target) >= MIN_PREFIX_CHARACTERS:
        prefix_matches = [one for text, ones in quotes_by_text.items() if text.startswith(target) for one in ones]
        if prefix_matches:
            return prefix_matches
    return _find_fuzzy_matches(target, quotes_by_text) if len(target) >= MIN_FUZZY_CHARACTERS else []


def _find_fuzzy_matches(target: str, quotes_by_text: dict[str, list[Segment]]) -> list[Segment]:
    from rapidfuzz import fuzz, process

    best = process.extractOne(target, list(quotes_by_text), scorer=fuzz.ratio, score_cutoff=MIN_SIMILARITY)
    return quotes_by_text[best[0]] if best else []


def _paragraph_distance(line: LineCorrection, quote: Segment) -> int:
    """How far a line of the script is from where it is said to stand, in paragraphs; another chapter is far."""
    return abs(quote.chapter - line.chapter) * CHAPTER_DISTANCE + abs(quote.paragraph - line.paragraph)

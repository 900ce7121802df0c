"""Finds the lines of the cast file in a script, by text and position, even if the story was edited since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from audiobook.cast_file.values import LineCorrection
from audiobook.model import Script, Segment, Span
from audiobook.text.comparison import normalize_words

# The least similarity (rapidfuzz's ratio, 0 to 100) of a line that was edited.
MIN_SIMILARITY = 75
# Shorter lines are similar to too many others, so they must match exactly.
MIN_FUZZY_CHARACTERS = 12
# From this length on, the beginning of a line is enough to find it.
MIN_PREFIX_CHARACTERS = 10
# Counts as more paragraphs than any chapter has.
CHAPTER_DISTANCE = 10_000
NOT_IN_STORY = "nobody says this in the story (any more)"


@dataclass(frozen=True, slots=True)
class MatchedCorrections:
    """The spans of the lines that were found, with their speakers, and the other lines, each with the reason."""

    speakers: tuple[tuple[Span, str], ...]
    unmatched: tuple[tuple[LineCorrection, str], ...]


def match_corrections(lines: Sequence[LineCorrection], script: Script) -> MatchedCorrections:
    """Finds each line in the script: exactly, or else by its beginning, or else the most similar one."""
    quotes = [segment for segment in script.segments if segment.kind.is_speech]
    quotes_by_text: dict[str, list[Segment]] = defaultdict(list)
    for quote in quotes if lines else ():
        quotes_by_text[normalize_words(quote.text)].append(quote)
    numbers = _number_quotations(quotes) if any(line.quotation for line in lines) else {}
    speakers: dict[Span, str] = {}
    unmatched = []
    for line in lines:
        found = _find_matches(line, quotes_by_text)
        matches = [quote for quote in found if quote.span not in speakers]
        if not matches:
            reason = "another [[line]] above this one is about the same words" if found else NOT_IN_STORY
            unmatched.append((line, reason))
        elif len(matches) > 1 and not line.chapter:
            unmatched.append((line, f"this is said {len(matches)} times; add chapter = and paragraph ="))
        else:
            nearest = min(
                matches,
                key=lambda quote: (_paragraph_distance(line, quote), abs(numbers.get(quote.span, 0) - line.quotation)),
            )
            speakers[nearest.span] = line.speaker
    return MatchedCorrections(tuple(speakers.items()), tuple(unmatched))


def _number_quotations(quotes: Sequence[Segment]) -> dict[Span, int]:
    """The number of each quotation in its paragraph, from 1."""
    counts: dict[tuple[int, int], int] = defaultdict(int)
    numbers = {}
    for quote in quotes:
        counts[quote.chapter, quote.paragraph] += 1
        numbers[quote.span] = counts[quote.chapter, quote.paragraph]
    return numbers


def _find_matches(line: LineCorrection, quotes_by_text: dict[str, list[Segment]]) -> list[Segment]:
    target = normalize_words(line.text)
    if target in quotes_by_text:
        return quotes_by_text[target]
    if len(target) >= MIN_PREFIX_CHARACTERS:
        prefix_matches = [
            quote for text, quotes in quotes_by_text.items() if text.startswith(target) for quote in quotes
        ]
        if prefix_matches:
            return prefix_matches
    return _find_fuzzy_matches(target, quotes_by_text) if len(target) >= MIN_FUZZY_CHARACTERS else []


def _find_fuzzy_matches(target: str, quotes_by_text: dict[str, list[Segment]]) -> list[Segment]:
    from rapidfuzz import fuzz, process

    best = process.extractOne(target, list(quotes_by_text), scorer=fuzz.ratio, score_cutoff=MIN_SIMILARITY)
    return quotes_by_text[best[0]] if best else []


def _paragraph_distance(line: LineCorrection, quote: Segment) -> int:
    """How many paragraphs a quote is from where the cast file says the line is; another chapter is far away."""
    return abs(quote.chapter - line.chapter) * CHAPTER_DISTANCE + abs(quote.paragraph - line.paragraph)

"""Finds the lines that a cast file sets right by hand in a script: by text and position, also after edits."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from audiobook.attribution.locate_lines import (
    CHAPTER_DISTANCE,
    MIN_FUZZY_CHARACTERS,
    MIN_SIMILARITY,
    normalize_quote,
)
from audiobook.cast_file.line_takes import LineTake
from audiobook.model import Kind, Script, Segment, Span
from audiobook.narration.utterances import strip_forum_tags

NOT_IN_STORY = "this is not in the story (any more)"
TAKEN = "another [[take]] above this one is about the same words"
WORD = re.compile(r"[^\W_]+")
# Behind such a mark and others that close it, a sentence begins.
SENTENCE_END = re.compile(r"[.!?…][^\w]*$")
# How well words fit an entry: they are a whole quotation, or begin a sentence, or are anywhere in one.
WHOLE_QUOTATION, SENTENCE_START, WITHIN = range(3)
# Longer texts than this are compared with whole paragraphs only, which is quick.
MAX_PARTIAL_CHARACTERS = 400


@dataclass(frozen=True, slots=True)
class LocatedTake:
    """An entry, and the words that it means: from the first one's start to the last one's end in the source text."""

    take: LineTake
    chapter: int
    span: Span


@dataclass(frozen=True, slots=True)
class LocatedTakes:
    """The entries that were found, in the order of the cast file, and the others, each with the reason."""

    found: tuple[LocatedTake, ...] = ()
    unmatched: tuple[tuple[LineTake, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Match:
    """Words in a paragraph that an entry may mean."""

    chapter: int
    paragraph: int
    span: Span
    fit: int
    quotation: int = 0


def locate_takes(takes: Sequence[LineTake], script: Script) -> LocatedTakes:
    """Finds each entry in the script: exactly, or else the most similar words of one paragraph."""
    if not takes:
        return LocatedTakes()
    index = TextIndex(script)
    found: dict[Span, LocatedTake] = {}
    unmatched: list[tuple[LineTake, str]] = []
    for take in takes:
        matches = index.find(take.text)
        free = [match for match in matches if match.span not in found]
        if not free:
            unmatched.append((take, TAKEN if matches else NOT_IN_STORY))
        elif len(free) > 1 and not take.chapter:
            unmatched.append((take, f"this is in the story {len(free)} times; add chapter = and paragraph ="))
        else:
            match = min(free, key=lambda match: _distance(take, match))
            found[match.span] = LocatedTake(take, match.chapter, match.span)
    return LocatedTakes(tuple(found.values()), tuple(unmatched))


def _distance(take: LineTake, match: _Match) -> tuple[int, int, int]:
    """How far words are from where an entry says they are, and how badly they fit it otherwise."""
    paragraphs = abs(match.chapter - take.chapter) * CHAPTER_DISTANCE + abs(match.paragraph - take.paragraph)
    return paragraphs, abs(match.quotation - take.quotation) if take.quotation else 0, match.fit


class TextIndex:
    """The words of a script that are or may be read aloud, paragraph by paragraph."""

    def __init__(self, script: Script) -> None:
        readable = (segment for segment in strip_forum_tags(script.segments) if _is_readable(segment))
        self._paragraphs = [
            _Paragraph(tuple(group))
            for _, group in groupby(readable, lambda segment: (segment.chapter, segment.paragraph))
        ]

    def find(self, text: str) -> list[_Match]:
        """The places where words are: those that fit best, or else those that are the most similar."""
        target = normalize_quote(text)
        if not target:
            return []
        matches = [match for paragraph in self._paragraphs for match in paragraph.find(target)]
        whole = [match for match in matches if match.fit < WITHIN] or matches
        return whole or list(self._find_similar(target))

    def _find_similar(self, target: str) -> Iterator[_Match]:
        from rapidfuzz import fuzz

        if len(target) < MIN_FUZZY_CHARACTERS:
            return
        # What is much shorter than the target is like a part of it at best.
        long_enough = [one for one in self._paragraphs if len(one.words) * 100 >= len(target) * MIN_SIMILARITY]
        ratio = fuzz.partial_ratio if len(target) <= MAX_PARTIAL_CHARACTERS else fuzz.ratio
        best, best_score = None, float(MIN_SIMILARITY)
        for paragraph in long_enough:
            score = ratio(target, paragraph.words, score_cutoff=best_score)
            if score > best_score or (score == best_score and best is None):
                best, best_score = paragraph, score
        if best:
            alignment = fuzz.partial_ratio_alignment(target, best.words)
            start, end = (alignment.dest_start, alignment.dest_end) if alignment else (0, len(best.words))
            yield best.match_words(start, end)


def _is_readable(segment: Segment) -> bool:
    """Whether a segment is read aloud, or may be if notes are."""
    return segment.kind not in (Kind.BREAK, Kind.METADATA) and (segment.skipped is None or segment.kind is Kind.NOTE)


class _Paragraph:
    """The segments of a paragraph, and its words as lines are compared."""

    def __init__(self, segments: tuple[Segment, ...]) -> None:
        self.segments = segments
        self.words = " ".join(normalize_quote(match.group()) for _, match in self._iterate_words())

    def _iterate_words(self) -> Iterator[tuple[Segment, re.Match[str]]]:
        return ((segment, match) for segment in self.segments for match in WORD.finditer(segment.text))

    def find(self, target: str) -> Iterator[_Match]:
        """The places where whole words of the paragraph are the target."""
        text, sought, start = f" {self.words} ", f" {target} ", 0
        while (start := text.find(sought, start)) >= 0:
            yield self.match_words(start, start + len(target))
            start += 1

    def match_words(self, start: int, end: int) -> _Match:
        """The words that the characters `start` to `end` of `words` touch."""
        starts, spans = self._word_places
        first = max(bisect_right(starts, start) - 1, 0)
        last = max(bisect_right(starts, max(end - 1, start)) - 1, first)
        span = Span(spans[first].start, spans[last].end)
        opening = self.segments[0]
        return _Match(opening.chapter, opening.paragraph, span, self._rate_fit(span), self._quotation_at(span))

    @cached_property
    def _word_places(self) -> tuple[list[int], list[Span]]:
        """Where each word begins in `words`, and its span in the source."""
        starts, spans, position = list[int](), list[Span](), 0
        for segment, match in self._iterate_words():
            starts.append(position)
            spans.append(Span(segment.span.start + match.start(), segment.span.start + match.end()))
            position += len(normalize_quote(match.group())) + 1
        return starts, spans

    def _rate_fit(self, span: Span) -> int:
        segment = next(one for one in self.segments if one.span.end > span.start)
        before = segment.source_text[segment.span.start : span.start]
        behind = segment.source_text[span.end : segment.span.end]
        is_start = not WORD.search(before)
        if segment.kind.is_speech and is_start and not WORD.search(behind) and span.end <= segment.span.end:
            return WHOLE_QUOTATION
        return SENTENCE_START if is_start or SENTENCE_END.search(before) else WITHIN

    def _quotation_at(self, span: Span) -> int:
        """The number of the quotation that words are in, 0 if they are in none."""
        quotations = [segment for segment in self.segments if segment.kind.is_speech]
        return next((n for n, one in enumerate(quotations, 1) if one.span.start <= span.start < one.span.end), 0)

"""Finds the lines that a cast file sets right by hand in a script: by text and position, also after edits."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from audiobook.attribution.locate_lines import (
    CHAPTER_DISTANCE,
    MIN_FUZZY_CHARACTERS,
    MIN_SIMILARITY,
)
from audiobook.cast_file.line_takes import LineTake
from audiobook.model import Kind, Script, Segment, Span
from audiobook.narration.utterances import strip_forum_tags
from audiobook.text.comparison import normalize_words
from audiobook.text.pronunciation.said_words import find_said_word

NOT_IN_LINE = "say: “{word}” is not among these words (any more)"
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
class WordMatch:
    """Words in a paragraph that an entry may mean."""

    chapter: int
    paragraph: int
    span: Span
    fit: int
    quotation: int = 0


def locate_takes(takes: Sequence[LineTake], script: Script) -> LocatedTakes:
    """Finds each entry in the script: exactly, or else the most similar words of one paragraph."""
    return locate_takes_in(takes, TextIndex(script.segments)) if takes else LocatedTakes()


def locate_takes_in(takes: Iterable[LineTake], index: TextIndex) -> LocatedTakes:
    """Finds each entry in the words of a script, as `locate_takes` does."""
    found: dict[Span, LocatedTake] = {}
    unmatched: list[tuple[LineTake, str]] = []
    for take in takes:
        matches = index.find(take.text) or [*filter(None, (index.find_similar(take.text),))]
        free = [match for match in matches if match.span not in found]
        if not free:
            unmatched.append((take, TAKEN if matches else NOT_IN_STORY))
        elif len(free) > 1 and not take.chapter:
            unmatched.append((take, f"this is in the story {len(free)} times; add chapter = and paragraph ="))
        else:
            match = min(free, key=lambda match: _distance(take, match))
            found[match.span] = LocatedTake(take, match.chapter, match.span)
            words = index.read_text(match.span)
            gone = (word for word, _ in take.settings.say if not find_said_word(words, word))
            unmatched += [(take, NOT_IN_LINE.format(word=word)) for word in gone]
    return LocatedTakes(tuple(found.values()), tuple(unmatched))


def _distance(take: LineTake, match: WordMatch) -> tuple[int, int, int]:
    """How far words are from where an entry says they are, and how badly they fit it otherwise."""
    paragraphs = abs(match.chapter - take.chapter) * CHAPTER_DISTANCE + abs(match.paragraph - take.paragraph)
    return paragraphs, abs(match.quotation - take.quotation) if take.quotation else 0, match.fit


class TextIndex:
    """The words of some segments of a script that are or may be read aloud, paragraph by paragraph."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        readable = (segment for segment in strip_forum_tags(segments) if _is_readable(segment))
        self._paragraphs = [
            _Paragraph(tuple(group))
            for _, group in groupby(readable, lambda segment: (segment.chapter, segment.paragraph))
        ]

    def find(self, text: str) -> list[WordMatch]:
        """The places where words are: where they begin a sentence or are a quotation, or else inside of sentences."""
        target = normalize_words(text)
        if not target:
            return []
        matches = [match for paragraph in self._paragraphs for match in paragraph.find(target)]
        return [match for match in matches if match.fit < WITHIN] or matches

    def find_words(self, part: Span) -> Span | None:
        """The words in a part of the source: from the first one to the last one, None if there are none."""
        inside = (paragraph for paragraph in self._paragraphs if paragraph.touches(part))
        words = [word for paragraph in inside for word in paragraph.word_spans if part.start <= word.start < part.end]
        return Span(words[0].start, words[-1].end) if words else None

    def read_text(self, part: Span) -> str:
        """The text in a part of the source, without what is skipped."""
        return "".join(paragraph.read_text(part) for paragraph in self._paragraphs if paragraph.touches(part))

    def find_similar(self, text: str) -> WordMatch | None:
        """The words of one paragraph that are the most similar; None if none are similar enough."""
        from rapidfuzz import fuzz

        target = normalize_words(text)
        if len(target) < MIN_FUZZY_CHARACTERS:
            return None
        # What is much shorter than the target is like a part of it at best.
        long_enough = [one for one in self._paragraphs if len(one.words) * 100 >= len(target) * MIN_SIMILARITY]
        ratio = fuzz.partial_ratio if len(target) <= MAX_PARTIAL_CHARACTERS else fuzz.ratio
        best, best_score = None, float(MIN_SIMILARITY)
        for paragraph in long_enough:
            score = ratio(target, paragraph.words, score_cutoff=best_score)
            if score > best_score or (score == best_score and best is None):
                best, best_score = paragraph, score
        if best is None:
            return None
        alignment = fuzz.partial_ratio_alignment(target, best.words)
        return best.match_words(alignment.dest_start, alignment.dest_end) if alignment else None


def _is_readable(segment: Segment) -> bool:
    """Whether a segment is read aloud, or may be if notes are."""
    return segment.kind not in (Kind.BREAK, Kind.METADATA) and (segment.skipped is None or segment.kind is Kind.NOTE)


class _Paragraph:
    """The segments of a paragraph, and its words as lines are compared."""

    def __init__(self, segments: tuple[Segment, ...]) -> None:
        self.segments = segments
        self.words = " ".join(normalize_words(match.group()) for _, match in self._iterate_words())

    def _iterate_words(self) -> Iterator[tuple[Segment, re.Match[str]]]:
        return ((segment, match) for segment in self.segments for match in WORD.finditer(segment.text))

    def find(self, target: str) -> Iterator[WordMatch]:
        """The places where whole words of the paragraph are the target."""
        text, sought, start = f" {self.words} ", f" {target} ", 0
        while (start := text.find(sought, start)) >= 0:
            yield self.match_words(start, start + len(target))
            start += 1

    def match_words(self, start: int, end: int) -> WordMatch:
        """The words that the characters `start` to `end` of `words` touch."""
        starts, spans = self._word_places
        first = max(bisect_right(starts, start) - 1, 0)
        last = max(bisect_right(starts, max(end - 1, start)) - 1, first)
        span = Span(spans[first].start, spans[last].end)
        paragraph = self.segments[0].paragraph
        return WordMatch(self.chapter, paragraph, span, self._rate_fit(span), self._quotation_at(span))

    @property
    def chapter(self) -> int:
        """The number of the chapter."""
        return self.segments[0].chapter

    def touches(self, part: Span) -> bool:
        """Whether it has characters in a part of the source."""
        return self.segments[0].span.start < part.end and part.start < self.segments[-1].span.end

    def read_text(self, part: Span) -> str:
        """The text of its segments in a part of the source."""
        texts, end = list[str](), 0
        for segment in self.segments:
            inside = Span(max(segment.span.start, part.start), min(segment.span.end, part.end))
            if inside.start < inside.end:
                texts.append((" " if texts and inside.start > end else "") + inside.of(segment.source_text))
                end = inside.end
        return "".join(texts)

    @property
    def word_spans(self) -> list[Span]:
        """The span of each word in the source."""
        return self._word_places[1]

    @cached_property
    def _word_places(self) -> tuple[list[int], list[Span]]:
        """Where each word begins in `words`, and its span in the source."""
        starts, spans, position = list[int](), list[Span](), 0
        for segment, match in self._iterate_words():
            starts.append(position)
            spans.append(Span(segment.span.start + match.start(), segment.span.start + match.end()))
            position += len(normalize_words(match.group())) + 1
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

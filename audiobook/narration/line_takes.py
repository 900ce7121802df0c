"""Applies what a cast file sets for single lines: their delivery, their take, and the pauses around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from audiobook.cast_file.line_takes import TakeSettings
from audiobook.model import PLAIN_PROSODY, Cue, Segment, Span
from audiobook.model.deliveries import DELIVERY_WORDS, FLAT
from audiobook.narration.alignment import align_sentences
from audiobook.narration.delivery import PLAIN, READ_ALOUD, TAG_DELIVERIES, THOUGHT, TRAILING_OFF, Delivery
from audiobook.narration.locate_takes import LocatedTake
from audiobook.narration.said_words import SaidWords
from audiobook.text.normalization.sentences import split_sentences

DELIVERIES = {one.name: one for one in (PLAIN, *TAG_DELIVERIES, READ_ALOUD, THOUGHT, TRAILING_OFF)}


@dataclass(frozen=True, slots=True)
class SegmentPart:
    """A part of a segment that is delivered in one way: its span in the source, its words as they are spoken.

    `delivery` is a word of `DELIVERY_WORDS`, "" if none is set.
    """

    span: Span
    spoken: str
    delivery: str = ""

    @property
    def is_flat(self) -> bool:
        """Whether it has no expression at all."""
        return self.delivery == FLAT


def find_delivery(word: str) -> Delivery:
    """The delivery that a word of the cast file means."""
    return PLAIN if word == FLAT else DELIVERIES[DELIVERY_WORDS[word]]


@dataclass(frozen=True, slots=True)
class PlannedCue:
    """A cue while its chapter is planned.

    `source` is where its sentence is in the text, None for words that are not in it. With `is_flat` it has no
    expression.
    """

    cue: Cue
    source: Span | None
    is_flat: bool = False


class LineTakes:
    """What is set for the lines of a chapter."""

    def __init__(self, takes: Sequence[LocatedTake], segments: Sequence[Segment]) -> None:
        # The shorter ones come last: what is set for a sentence holds against what is set for its paragraph.
        self._takes = sorted(takes, key=lambda one: one.span.start - one.span.end)
        self._delivered = [one for one in self._takes if one.take.settings.delivery]
        self._spoken_spans = tuple(segment.span for segment in segments if takes and segment.kind.is_speech)
        self._said = SaidWords(self._takes, segments[0].source_text if segments else "")

    def split_segment(self, segment: Segment) -> Iterator[SegmentPart]:
        """A segment as it is, or in parts if only some of its sentences are delivered in a way that is set."""
        takes = [one for one in self._delivered if is_delivered(one.span, segment, self._spoken_spans)]
        if not takes:
            yield SegmentPart(segment.span, segment.spoken)
            return
        sentences = split_sentences(segment.spoken)
        spans = [
            Span(segment.span.start + one.start, segment.span.start + one.end)
            for one in align_sentences(segment.text, sentences)
        ]
        deliveries = [
            next((one.take.settings.delivery for one in reversed(takes) if overlap(one.span, span)), "")
            for span in spans
        ]
        yield from _join_sentences(segment, sentences, spans, deliveries)

    def apply_to_cues(self, planned: list[PlannedCue], lead: int) -> tuple[list[PlannedCue], int]:
        """The cues with their takes, words and pauses; the pause before all of them, `lead`, may change as well."""
        settings = [TakeSettings()] * len(planned)
        for located in self._takes:
            inside = [index for index, one in enumerate(planned) if one.source and overlap(located.span, one.source)]
            for index in inside:
                own = located.take.settings
                settings[index] = settings[index].merge(
                    replace(
                        own,
                        pause_before=own.pause_before if index == inside[0] else None,
                        pause_after=own.pause_after if index == inside[-1] else None,
                    )
                )
        pauses_before = [one.pause_before for one in settings] + [None]
        cues = [
            replace(one, cue=_set_take(_set_pause(self._say_words(one), own.pause_after, before), own.take))
            for one, own, before in zip(planned, settings, pauses_before[1:], strict=True)
        ]
        return cues, lead if pauses_before[0] is None else pauses_before[0]

    def _say_words(self, planned: PlannedCue) -> Cue:
        if planned.source is None or not self._said.words:
            return planned.cue
        return replace(planned.cue, utterance=self._said.apply(planned.cue.utterance, planned.source))


def is_delivered(words: Span, segment: Segment, speech: Iterable[Span]) -> bool:
    """Whether a delivery that is set for some words is for a segment: if `speech` is among them, only for that."""
    if not overlap(words, segment.span):
        return False
    return segment.kind.is_speech or not any(overlap(words, span) for span in speech)


def _join_sentences(
    segment: Segment, sentences: Sequence[str], spans: Sequence[Span], deliveries: Sequence[str]
) -> Iterator[SegmentPart]:
    """The parts of a segment, each with the sentences that follow each other in one delivery."""
    first = 0
    for end in range(1, len(sentences) + 1):
        if end < len(sentences) and deliveries[end] == deliveries[first]:
            continue
        span = Span(
            segment.span.start if first == 0 else _skip_space(segment.source_text, spans[first].start),
            segment.span.end if end == len(sentences) else spans[end - 1].end,
        )
        yield SegmentPart(span, " ".join(sentences[first:end]), deliveries[first])
        first = end


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _set_take(cue: Cue, take: int | None) -> Cue:
    if take is None:
        return cue
    return replace(cue, kept_take=take, utterance=replace(cue.utterance, take=take))


def _set_pause(cue: Cue, after: int | None, before_next: int | None) -> Cue:
    """The cue with the pause that is set after it, or before the next one; the longer one if both are."""
    lengths = [length for length in (after, before_next) if length is not None]
    return replace(cue, pause_ms=max(lengths)) if lengths else cue


def remove_expression(cue: Cue) -> Cue:
    """The cue without its melody and without stressed words."""
    return replace(cue, utterance=replace(cue.utterance, prosody=PLAIN_PROSODY, accents=()))


def overlap(span: Span, other: Span) -> bool:
    """Whether two spans have characters in common.

    >>> overlap(Span(0, 3), Span(2, 5)), overlap(Span(0, 3), Span(3, 5))
    (True, False)
    """
    return span.start < other.end and other.start < span.end

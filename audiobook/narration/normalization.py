"""Normalizes a script for the voices that speak it: each segment once, as the engine of its voice needs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from audiobook.engines.spoken_language import voice_normalization
from audiobook.model import Cast, Kind, Script, Segment, Voice
from audiobook.text.normalization.bbcode import blank_bbcode
from audiobook.text.normalization.normalize import normalize
from audiobook.text.normalization.options import ALL_OPTIONS, NormalizationOption
from audiobook.text.normalization.source_spans import clean_span

NEVER_READ = (Kind.BREAK, Kind.METADATA)


def normalize_script(script: Script, cast: Cast) -> Script:
    """The script with the text of each segment normalized as the engine of its voice needs it."""
    return _normalize(script, lambda segment: voice_normalization(voice_of(segment, cast)))


def normalize_for(script: Script, needs: frozenset[NormalizationOption] = ALL_OPTIONS) -> Script:
    """The script with all texts normalized for one engine with these `needs`, whoever speaks them."""
    return _normalize(script, lambda _: needs)


def voice_of(segment: Segment, cast: Cast) -> Voice:
    """The voice in the cast that speaks a segment."""
    if segment.kind is Kind.NOTE:
        return cast.note_voice or cast.narrator
    return cast.voice_of(segment.speaker) if segment.kind.is_speech else cast.narrator


def _normalize(script: Script, needs_of: Callable[[Segment], frozenset[NormalizationOption]]) -> Script:
    source = script.segments[0].source_text if script.segments else ""
    # Forum tags are not spoken.
    plain_source = blank_bbcode(source)
    segments = (
        replace(segment, spoken=_normalize_segment(segment, plain_source, needs_of(segment)))
        for segment in script.segments
    )
    return replace(script, segments=tuple(segments))


def _normalize_segment(segment: Segment, plain_source: str, needs: frozenset[NormalizationOption]) -> str:
    if segment.kind in NEVER_READ or segment.read_as == ():
        return ""
    if segment.kind is Kind.HEADING and segment.skipped:
        return ""
    texts = segment.read_as
    if texts is None:
        texts = (clean_span(plain_source, segment.span.start, segment.span.end),)
    normalized = (normalize(text, needs) for text in texts)
    if segment.kind is Kind.HEADING:
        return " ".join(map(end_with_stop, normalized))
    return " ".join(normalized)


def end_with_stop(text: str) -> str:
    """The text with a full stop if it doesn't end with a mark of its own.

    >>> end_with_stop("Chapter 3"), end_with_stop("Who goes there?")
    ('Chapter 3.', 'Who goes there?')
    """
    return text if not text or text[-1] in ".!?…" else f"{text}."

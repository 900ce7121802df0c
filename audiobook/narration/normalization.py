"""Normalizes a script for the voices that say it: each utterance once, as the engine of its voice needs it."""

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
    """The script with the text of each utterance as the engine of its voice needs it."""
    return _normalize(script, lambda utterance: voice_normalization(voice_of(utterance, cast)))


def normalize_for(script: Script, needs: frozenset[NormalizationOption] = ALL_OPTIONS) -> Script:
    """The script with all texts normalized for one engine with these `needs`, whoever says them."""
    return _normalize(script, lambda _: needs)


def voice_of(utterance: Segment, cast: Cast) -> Voice:
    """The voice of a cast that says an utterance."""
    if utterance.kind is Kind.NOTE:
        return cast.note_voice or cast.narrator
    return cast.voice_of(utterance.speaker) if utterance.kind.is_speech else cast.narrator


def _normalize(script: Script, needs_of: Callable[[Segment], frozenset[NormalizationOption]]) -> Script:
    source = script.segments[0].source_text if script.segments else ""
    # Nobody is to hear the tags of a forum.
    plain = blank_bbcode(source)
    spoken = (replace(one, spoken=_spoken(one, plain, needs_of(one))) for one in script.segments)
    return replace(script, segments=tuple(spoken))


def _spoken(utterance: Segment, plain: str, needs: frozenset[NormalizationOption]) -> str:
    if utterance.kind in NEVER_READ or utterance.read_as == ():
        return ""
    if utterance.kind is Kind.HEADING and utterance.skipped:
        return ""
    texts = utterance.read_as
    if texts is None:
        texts = (clean_span(plain, utterance.span.start, utterance.span.end),)
    normalized = (normalize(text, needs) for text in texts)
    if utterance.kind is Kind.HEADING:
        return " ".join(sentence(text) for text in normalized)
    return " ".join(normalized)


def sentence(text: str) -> str:
    """The text with a full stop where it has no mark at its end.

    >>> sentence("Chapter 3"), sentence("Who goes there?")
    ('Chapter 3.', 'Who goes there?')
    """
    return text if not text or text[-1] in ".!?…" else f"{text}."

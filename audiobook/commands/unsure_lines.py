"""The lines of a story whose speaker is a guess, those first that would do most harm if the guess is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audiobook.commands.spoken_lines import clean_quote, describe_position
from audiobook.model import SURE_CONFIDENCE, Script, Segment


@dataclass(frozen=True, slots=True)
class UnsureLine:
    """A line whose speaker is a guess: its position, the speaker ("" for nobody), the confidence, and the words."""

    position: str
    speaker: str
    confidence: float
    words: str


def is_unsure(segment: Segment) -> bool:
    """Whether the speaker of a spoken line is a guess, or unknown."""
    return (
        segment.kind.is_speech
        and segment.skipped is None
        and segment.evidence != "correction"
        and segment.confidence < SURE_CONFIDENCE
    )


def list_unsure_lines(script: Script, limit: int | None = None) -> tuple[UnsureLine, ...]:
    """The lines whose speaker is a guess, those first that cost most if it is wrong: many words, and much doubt.

    No more than `limit`, if it is given.
    """
    ordered = sorted(filter(is_unsure, script.segments), key=lambda line: (-_expected_cost(line), line.span.start))
    return tuple(
        UnsureLine(
            describe_position(segment, script), segment.speaker or "", segment.confidence, clean_quote(segment.text)
        )
        for segment in ordered[:limit]
    )


def _expected_cost(segment: Segment) -> float:
    """How many words are probably read in a wrong voice."""
    return len(segment.text.split()) * (1 - segment.confidence)


def count_unsure_lines(script: Script) -> int:
    """How many lines have a speaker that is a guess, or unknown."""
    return sum(map(is_unsure, script.segments))


def to_json(line: UnsureLine) -> Mapping[str, object]:
    """An unsure line for other programs."""
    return {
        "position": line.position,
        "speaker": line.speaker or None,
        "confidence": round(line.confidence, 3),
        "words": line.words,
    }

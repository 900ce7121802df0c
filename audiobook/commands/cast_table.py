"""Who speaks in a story, and how much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from audiobook.model import Character, Script, Segment

# The length of a good sample line: two or three seconds of speech.
IDEAL_SAMPLE_CHARACTERS = 70


@dataclass(frozen=True, slots=True)
class CastRow:
    """A character in numbers: `share` of all speech and thought by length, 0 to 1; `sample` is a line of theirs."""

    name: str
    aliases: tuple[str, ...]
    gender: str
    lines: int
    share: float
    sample: str


@dataclass(frozen=True, slots=True)
class CastTable:
    """Who speaks in a story, those with most lines first; `unresolved` is the share without a known speaker, 0 to 1."""

    rows: tuple[CastRow, ...]
    lines: int
    unresolved_lines: int
    unresolved: float


def build_cast_table(script: Script, characters: tuple[Character, ...]) -> CastTable:
    """Adds up what each character says; lines that the user has given to the narrator don't count."""
    segments_by_speaker: dict[str | None, list[Segment]] = {}
    for segment in script.segments:
        is_narrated = segment.speaker is None and segment.evidence == "correction"
        if segment.kind.is_speech and segment.skipped is None and not is_narrated:
            segments_by_speaker.setdefault(segment.speaker, []).append(segment)
    lengths = {
        name: sum(count_characters(item.text) for item in segments) for name, segments in segments_by_speaker.items()
    }
    total_length = sum(lengths.values()) or 1
    rows = (
        CastRow(
            item.name,
            item.aliases,
            item.gender,
            len(segments_by_speaker[item.name]),
            lengths[item.name] / total_length,
            _choose_sample(segments_by_speaker[item.name]),
        )
        for item in characters
        if item.name in segments_by_speaker
    )
    ordered = tuple(sorted(rows, key=lambda row: (-row.lines, row.name)))
    unresolved_lines = len(segments_by_speaker.get(None, ()))
    return CastTable(
        ordered, sum(map(len, segments_by_speaker.values())), unresolved_lines, lengths.get(None, 0) / total_length
    )


def _choose_sample(segments: list[Segment]) -> str:
    return " ".join(choose_sample_lines(segments, 1)[0].text.split())


def choose_sample_lines(segments: Iterable[Segment], count: int) -> list[Segment]:
    """The lines that are most surely somebody's and about as long as is good to read or to hear, best first."""
    return sorted(
        segments, key=lambda segment: (-round(segment.confidence, 1), abs(len(segment.text) - IDEAL_SAMPLE_CHARACTERS))
    )[:count]


def count_characters(text: str) -> int:
    """How many characters a text has, not counting white space."""
    return sum(map(len, text.split()))

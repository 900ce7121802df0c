"""Describes what changes for lines that are set right by hand, and finds the parts of a script that this touches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from audiobook.cast_file.line_takes import SAY, SETTING_KEYS, TakeSettings
from audiobook.cast_file.rows import RowChange
from audiobook.commands.script_position import format_position
from audiobook.commands.spoken_lines import EXCERPT_CHARACTERS
from audiobook.model import Segment, Span
from audiobook.narration.line_takes import is_delivered, overlap
from audiobook.narration.locate_takes import LocatedTake
from audiobook.text.pronunciation.said_words import find_said_word

# What a line has where nothing is set, as people type it.
AUTOMATIC = "auto"


def describe_take(change: RowChange) -> str:
    """A change of a line in words: "3:14 “I never said that.”: take auto → 2"."""
    chapter, paragraph, quotation = (int(number) for number in change.key[2:5])
    where = f"{format_position((chapter, paragraph, quotation))} " if chapter else ""
    text = change.name
    excerpt = text if len(text) <= EXCERPT_CHARACTERS else f"{text[: EXCERPT_CHARACTERS - 1].rstrip()}…"
    return f"{where}“{excerpt}”: {', '.join(_describe_settings(change.before or {}, change.after or {}))}"


def _describe_settings(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for key in SETTING_KEYS:
        if key == SAY:
            old, new = before.get(key, {}), after.get(key, {})
            words = (word for word in {**old, **new} if old.get(word) != new.get(word))
            yield from (f"say {word} {old.get(word, AUTOMATIC)} → {new.get(word, AUTOMATIC)}" for word in words)
        elif before.get(key) != after.get(key):
            yield f"{key.replace('_', ' ')} {_format_value(key, before)} → {_format_value(key, after)}"


def _format_value(key: str, values: Mapping[str, Any]) -> str:
    if key not in values:
        return AUTOMATIC
    return f"{values[key]} ms" if key.startswith("pause") else str(values[key])


def find_retaken(
    before: Iterable[LocatedTake], after: Iterable[LocatedTake], segments: Iterable[Segment]
) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    """The segments that are spoken again because of what is set for lines now, and those whose pauses alone change."""
    old, new = ({one.span: one.take.settings for one in takes} for takes in (before, after))
    spoken_segments = tuple(one for one in segments if one.skipped is None)
    speech = tuple(one.span for one in spoken_segments if one.kind.is_speech)
    changed = {
        span: (old.get(span, TakeSettings()), new.get(span, TakeSettings()))
        for span in {**old, **new}
        if old.get(span) != new.get(span)
    }
    if not changed:
        return (), ()
    retaken = tuple(one for one in spoken_segments if _is_retaken(one, changed, speech))
    paused = tuple(one for one in spoken_segments if one not in retaken and _is_paused(one, changed))
    return retaken, paused


Changed = Mapping[Span, tuple[TakeSettings, TakeSettings]]


def _is_retaken(segment: Segment, changed: Changed, speech: tuple[Span, ...]) -> bool:
    return any(
        overlap(span, segment.span)
        and (
            old.take != new.take
            or (old.delivery != new.delivery and is_delivered(span, segment, speech))
            or (old.say != new.say and _has_said_word(span, segment, {*old.say} ^ {*new.say}))
        )
        for span, (old, new) in changed.items()
    )


def _has_said_word(line: Span, segment: Segment, said: Iterable[tuple[str, str]]) -> bool:
    """Whether a segment has one of these words of a line."""
    text = line.of(segment.source_text)
    starts = (line.start + start for word, _ in said for start, _ in find_said_word(text, word))
    return any(segment.span.start <= start < segment.span.end for start in starts)


def _is_paused(segment: Segment, changed: Changed) -> bool:
    return any(
        overlap(span, segment.span) and (old.pause_before, old.pause_after) != (new.pause_before, new.pause_after)
        for span, (old, new) in changed.items()
    )

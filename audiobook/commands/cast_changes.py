"""Describes what an edit of the cast file has changed, and which lines that touches."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from audiobook.cast_file.line_takes import TAKE_TABLE
from audiobook.cast_file.rows import RowChange
from audiobook.cast_file.values import NARRATOR, VoiceChoice
from audiobook.casting.cast import StoryCast
from audiobook.commands.block_changes import describe_block, find_moved_lines
from audiobook.commands.script_position import format_position
from audiobook.commands.spoken_lines import EXCERPT_CHARACTERS
from audiobook.commands.take_changes import describe_take, find_retaken
from audiobook.model import Kind, Script, Segment, Voice
from audiobook.model.pauses import DEFAULT_PAUSES
from audiobook.model.text import has_words
from audiobook.production.plan import AnalyzedStory
from audiobook.text.formatting import format_count

# More chapters than this are not listed one by one.
MAX_LISTED_CHAPTERS = 6
# Names come first, then what is set for them.
TABLE_ORDER = {table: number for number, table in enumerate(("block", "aliases", "line", "gender", "cast"))}


@dataclass(frozen=True, slots=True)
class StoryState:
    """A story as it is analyzed and cast at one moment, before or after an edit."""

    analysis: AnalyzedStory
    cast: StoryCast

    @property
    def voices(self) -> Mapping[str, str]:
        """The name of each character's voice."""
        return self.cast.voice_names

    def gender_of(self, name: str) -> str:
        """The gender of a character in a word."""
        genders = {item.name: item.gender for item in self.analysis.characters}
        return genders.get(name, "") or "unknown"


@dataclass(frozen=True, slots=True)
class TouchedLines:
    """The parts of a script that change.

    `revoiced` are those in another voice, take or delivery, `reassigned` those with another speaker in the same voice,
    `paused` those with other pauses only that are set for them. `added` are read now, which were not read before, and
    `removed` the other way round.
    """

    revoiced: tuple[Segment, ...] = ()
    reassigned: tuple[Segment, ...] = ()
    paused: tuple[Segment, ...] = ()
    added: tuple[Segment, ...] = ()
    removed: tuple[Segment, ...] = ()


NOTHING_TOUCHED = TouchedLines()


def describe_changes(changes: Sequence[RowChange], before: StoryState, after: StoryState) -> tuple[str, ...]:
    """Each change of a row in a few words: "Ann: voice clover → reed"."""
    moved = find_moved_lines(changes)
    ordered = sorted(
        (change for change in changes if change not in moved),
        key=lambda change: TABLE_ORDER.get(change.table, len(TABLE_ORDER)),
    )
    return tuple(filter(None, (_describe_change(change, before, after) for change in ordered)))


def _describe_change(change: RowChange, before: StoryState, after: StoryState) -> str:
    name = change.name
    if change.table == "cast":
        return _describe_voice(change, before, after)
    if change.table == "gender":
        old, new = change.before or before.gender_of(name), change.after or after.gender_of(name)
        return f"{name}: gender {old} → {new}" + ("" if change.after else " (guessed)")
    if change.table == "aliases":
        return _describe_alias(change)
    if change.table == "line":
        return _describe_line(change, before, after)
    if change.table == "block":
        return describe_block(change, before.analysis, after.analysis)
    if change.table == TAKE_TABLE:
        return describe_take(change)
    return describe_value(change)


def _describe_voice(change: RowChange, before: StoryState, after: StoryState) -> str:
    """The voice of a character before and after, "" if another message says it all."""
    name, main = change.name, dict(after.analysis.cast_file.aliases).get(change.name, change.name)
    rows = {row: format_choice(choice) for row, choice in after.analysis.cast_file.voices}
    old, new = format_voice(change.before), format_voice(change.after)
    if main != name and change.after is None:
        main_voice = rows.get(main) or after.voices.get(main, NARRATOR)
        return f"{name}: the voice {old} is not used any more; {main} has {main_voice}" if main_voice != old else ""
    former = old or before.voices.get(name, "")
    if not former:
        return f"{name}: voice {new}"
    latter = new or after.voices.get(name, NARRATOR)
    if former == latter:
        return f"{name}: voice {latter}" + (" stays, now as your choice" if change.before is None else "")
    return f"{name}: voice {former} → {latter}" + ("" if change.after else " (chosen by the program)")


def format_choice(choice: VoiceChoice) -> str:
    """A voice that the cast file chooses, in words."""
    return format_voice({"voice": choice.voice, **dict(choice.changes)})


def format_voice(value: Any) -> str:
    """A voice of the cast file in words: "reed" or "reed (pitch 1.1, pace 0.95)"; "" for none.

    >>> format_voice({"voice": "reed", "pitch": 1.1})
    'reed (pitch 1.1)'
    """
    if not isinstance(value, Mapping):
        return value or ""
    settings = ", ".join(f"{key} {number:g}" for key, number in value.items() if key != "voice")
    return " ".join(filter(None, (value.get("voice", ""), f"({settings})" if settings else "")))


def _describe_alias(change: RowChange) -> str:
    if change.after == change.name:
        return f"{change.name} is a character of their own"
    if change.after is None:
        was = "a character of their own" if change.before == change.name else f"another name of {change.before}"
        return f"{change.name}: no longer set to be {was}"
    return f"{change.name} is another name of {change.after}"


def _describe_line(change: RowChange, before: StoryState, after: StoryState) -> str:
    text, position = change.name, tuple(int(number) for number in change.key[2:5])
    where = f"{format_position((position[0], position[1], position[2]))} " if position[0] else ""
    excerpt = text if len(text) <= EXCERPT_CHARACTERS else f"{text[: EXCERPT_CHARACTERS - 1].rstrip()}…"
    old, new = (
        value or _speaker_at(state.analysis.script, text, position)
        for value, state in ((change.before, before), (change.after, after))
    )
    return f"{where}“{excerpt}”: {old} → {new}" + ("" if change.after else " (guessed)")


def _speaker_at(script: Script, text: str, position: tuple[int, ...]) -> str:
    """Who speaks a line of the cast file by the script."""
    for segment in script.chapter_segments(position[0]) if position[0] else script.segments:
        if segment.kind.is_speech and position[1] in (0, segment.paragraph) and text in " ".join(segment.text.split()):
            return segment.speaker or NARRATOR
    return NARRATOR


def describe_value(change: RowChange) -> str:
    """A change of a pause, a pronunciation or the narrator in words."""
    if change.table == "pauses":
        old, new = (getattr(DEFAULT_PAUSES, change.name, 0) if value is None else value
                    for value in (change.before, change.after))  # fmt: skip
        return f"pause {change.name}: {old} → {new} ms" + (" (the usual length)" if change.after is None else "")
    if change.table == NARRATOR and change.name != "voice":
        return f"narrator: {change.name} {_or_default(change.before)} → {_or_default(change.after)}"
    if change.table in (NARRATOR, "notes"):
        who = "narrator" if change.table == NARRATOR else "notes"
        return f"{who}: {change.name} {_or_default(change.before)} → {_or_default(change.after)}"
    old = "default" if change.before is None else change.before
    return f"{change.name}: {old} → {'default' if change.after is None else change.after}"


def _or_default(value: Any) -> str:
    return "default" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def find_touched_lines(before: StoryState, after: StoryState) -> TouchedLines:
    """What is spoken by another voice or otherwise, or said by another speaker, after an edit."""
    revoiced, reassigned = [], []
    retaken, paused = find_retaken(
        before.analysis.takes.found, after.analysis.takes.found, after.analysis.script.segments
    )
    retaken_spans = {segment.span for segment in retaken}
    old_segments = {segment.span: segment for segment in before.analysis.script.segments}
    for segment in after.analysis.script.segments:
        old = old_segments.get(segment.span)
        if segment.skipped is not None or segment.kind is Kind.BREAK or old is None:
            continue
        if segment.span in retaken_spans or _voice_of(before.cast, old) != _voice_of(after.cast, segment):
            revoiced.append(segment)
        elif old.speaker != segment.speaker:
            reassigned.append(segment)
    old_script, new_script = before.analysis.script, after.analysis.script
    added = _list_unread(new_script, old_script)
    removed = tuple(_renumber(segment, new_script) for segment in _list_unread(old_script, new_script))
    return TouchedLines(tuple(revoiced), tuple(reassigned), paused, added, removed)


def _renumber(segment: Segment, script: Script) -> Segment:
    """A segment of an older script with the number that its chapter has in this one."""
    index = bisect_right(script.segments, segment.span.start, key=lambda one: one.span.start) - 1
    return replace(segment, chapter=script.segments[max(index, 0)].chapter)


def _list_unread(script: Script, other: Script) -> tuple[Segment, ...]:
    """The parts of a script that are read, but not, or not completely, in the other one."""
    read = _mark_read(other)
    return tuple(segment for segment in script.segments if _is_read(segment) and not _is_marked(segment, read))


def _mark_read(script: Script) -> bytearray:
    """For each character of the source, whether it is read."""
    marks = bytearray(max((segment.span.end for segment in script.segments), default=0))
    for segment in filter(_is_read, script.segments):
        marks[segment.span.start : segment.span.end] = b"\1" * len(segment.text)
    return marks


def _is_marked(segment: Segment, marks: bytearray) -> bool:
    own = marks[segment.span.start : segment.span.end]
    return all(own) or all(mark or not has_words(letter) for letter, mark in zip(segment.text, own, strict=False))


def _is_read(segment: Segment) -> bool:
    return segment.skipped is None and segment.kind is not Kind.BREAK


def _voice_of(cast: StoryCast, segment: Segment) -> Voice:
    return cast.cast.voice_of(segment.speaker if segment.kind.is_speech else None)


def describe_touched_lines(touched: TouchedLines, chapter_count: int) -> Iterator[str]:
    """Which lines an edit touches, and what the next `make` does about that."""
    if touched.revoiced:
        count, where = len(touched.revoiced), describe_chapters(touched.revoiced, chapter_count)
        verb, them = ("changes", "it") if count == 1 else ("change", "them")
        yield f"{format_count(count, 'line')} {where} {verb}; the next `audiobook make` speaks {them} again"
    if touched.reassigned:
        count, where = len(touched.reassigned), describe_chapters(touched.reassigned, chapter_count)
        verb = "has" if count == 1 else "have"
        yield f"{format_count(count, 'line')} {where} {verb} another speaker, but the same voice"
    if touched.paused:
        count, where = len(touched.paused), describe_chapters(touched.paused, chapter_count)
        yield f"the pauses at {format_count(count, 'line')} {where} change; nothing is spoken again for that"
    for segments, fate in ((touched.added, "read from now on"), (touched.removed, "not read any more")):
        if segments:
            verb = "is" if len(segments) == 1 else "are"
            yield f"{format_count(len(segments), 'line')} {describe_chapters(segments, chapter_count)} {verb} {fate}"
    if touched == NOTHING_TOUCHED:
        yield "no line changes its voice"


def describe_chapters(segments: Iterable[Segment], chapter_count: int) -> str:
    """The chapters of some segments: "in chapters 1, 3 and 7"."""
    numbers = sorted({segment.chapter for segment in segments})
    if chapter_count == 1:
        return "of the story"
    if len(numbers) == 1:
        return f"in chapter {numbers[0]}"
    if len(numbers) == chapter_count:
        return "in both chapters" if chapter_count == 2 else f"in all {chapter_count} chapters"
    if len(numbers) > MAX_LISTED_CHAPTERS:
        return f"in {len(numbers)} chapters, from {numbers[0]} to {numbers[-1]}"
    return f"in chapters {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"

"""Splits a script into windows that fit a small model, with the lines to be labelled numbered in each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from audiobook.model import Kind, Script, Segment

# A model on a laptop often has a context of 4096 tokens, of about four characters each in English prose. The text, the
# text before it, the names and the rules come to about 2500, which leaves room for the answer.
MAX_TEXT_CHARACTERS = 5000
MAX_BEFORE_CHARACTERS = 1200
MAX_WINDOW_LINES = 40
# Longer segments are shown without their middle: the ends show who speaks.
MAX_SEGMENT_CHARACTERS = 900
# From this confidence on, a tagged speaker is right often enough to be shown as known in the text before a window.
MIN_KNOWN_CONFIDENCE = 0.9
SCENE_BREAK_TEXT = "* * *"
NUMBER_IN_TEXT = re.compile(r"\[(\w+)\]")


@dataclass(frozen=True, slots=True)
class PromptWindow:
    """A part of a chapter as it is shown to a model.

    In `text` the lines to be labelled have the numbers [1], [2] and so on; `indexes` are those of their segments in the
    script, in the same order. `before` is the text before it, for context only.
    """

    before: str
    text: str
    indexes: tuple[int, ...]


SegmentIndexes = tuple[int, ...]
"""The segments of a paragraph, or of a part of one, by their indexes in the script."""


def split_windows(script: Script) -> tuple[PromptWindow, ...]:
    """The windows of a script, in order; every quote that the user hasn't corrected is in exactly one."""
    return tuple(
        window
        for chapter in _split_chapters(script)
        for window in _ChapterWindows(script.segments, chapter).iter_windows()
    )


def is_label_target(segment: Segment) -> bool:
    """Whether a model is asked who speaks a segment: a quote that is read and that the user hasn't corrected."""
    return segment.kind.is_speech and segment.skipped is None and segment.evidence != "correction"


def _split_chapters(script: Script) -> Iterator[list[SegmentIndexes]]:
    visible_indexes = [index for index, segment in enumerate(script.segments) if _is_shown(segment)]
    for _, group in groupby(visible_indexes, key=lambda index: script.segments[index].chapter):
        paragraphs = groupby(group, key=lambda index: _paragraph_key(script.segments[index]))
        yield [part for _, unit in paragraphs for part in _split_paragraph(script.segments, tuple(unit))]


def _is_shown(segment: Segment) -> bool:
    return segment.kind is Kind.BREAK or (
        segment.skipped is None and (segment.kind is Kind.NARRATION or segment.kind.is_speech)
    )


def _paragraph_key(segment: Segment) -> tuple[int, bool]:
    return segment.paragraph, segment.kind is Kind.BREAK


def _split_paragraph(segments: Sequence[Segment], unit: SegmentIndexes) -> Iterator[SegmentIndexes]:
    """A paragraph, in parts if it is longer than a window."""
    part: list[int] = []
    for index in unit:
        if part and not _fits_window(segments, (*part, index)):
            yield tuple(part)
            part = []
        part.append(index)
    yield tuple(part)


def _fits_window(segments: Sequence[Segment], indexes: Sequence[int]) -> bool:
    length = sum(len(format_segment(segments[index])) for index in indexes)
    return (
        length <= MAX_TEXT_CHARACTERS and sum(is_label_target(segments[index]) for index in indexes) <= MAX_WINDOW_LINES
    )


def format_segment(segment: Segment) -> str:
    """A segment as it is shown to a model: on one line, at most MAX_SEGMENT_CHARACTERS, no numbers in brackets.

    Otherwise a note mark such as [1] in the story would look like the number of a line.
    """
    if segment.kind is Kind.BREAK:
        return SCENE_BREAK_TEXT
    text = NUMBER_IN_TEXT.sub(r"(\1)", " ".join(segment.text.split()))
    if len(text) <= MAX_SEGMENT_CHARACTERS:
        return text
    return f"{text[: MAX_SEGMENT_CHARACTERS * 2 // 3]} … {text[-MAX_SEGMENT_CHARACTERS // 3 + 3 :]}"


@dataclass(frozen=True, slots=True)
class _ChapterWindows:
    """The segments of the script, and the units of one chapter."""

    segments: Sequence[Segment]
    units: Sequence[SegmentIndexes]

    def iter_windows(self) -> Iterator[PromptWindow]:
        begin = 0
        for end in range(1, len(self.units) + 1):
            whole = tuple(index for unit in self.units[begin : end + 1] for index in unit)
            if end == len(self.units) or not _fits_window(self.segments, whole):
                yield from self._build_window(begin, end)
                begin = end

    def _build_window(self, begin: int, end: int) -> Iterator[PromptWindow]:
        indexes = tuple(
            index for unit in self.units[begin:end] for index in unit if is_label_target(self.segments[index])
        )
        if indexes:
            labels = {index: str(number) for number, index in enumerate(indexes, 1)}
            text = "\n".join(self._format_unit(unit, labels) for unit in self.units[begin:end])
            yield PromptWindow(self._build_before(begin), text, indexes)

    def _build_before(self, begin: int) -> str:
        """The end of the text before the window, as much as fits."""
        texts: list[str] = []
        for unit in reversed(self.units[:begin]):
            unit_text = self._format_unit(unit, {})
            texts.insert(0, unit_text)
            if sum(map(len, texts)) > MAX_BEFORE_CHARACTERS:
                break
        text = "\n".join(texts)
        return text if len(text) <= MAX_BEFORE_CHARACTERS else "… " + text[-MAX_BEFORE_CHARACTERS:].partition(" ")[2]

    def _format_unit(self, unit: SegmentIndexes, labels: dict[int, str]) -> str:
        parts: list[str] = []
        for index in unit:
            segment = self.segments[index]
            parts.append(self._separator(unit, index) if parts else "")
            label = labels.get(index) or _known_speaker(segment)
            parts.append(f"[{label}] {format_segment(segment)}" if label else format_segment(segment))
        return "".join(parts)

    def _separator(self, unit: SegmentIndexes, index: int) -> str:
        """A space if the source has white space between a segment and the one before it in its paragraph."""
        segment, previous = self.segments[index], self.segments[unit[unit.index(index) - 1]]
        between = segment.source_text[previous.span.end : segment.span.start]
        return " " if between or previous.text[-1:].isspace() or segment.text[:1].isspace() else ""


def _known_speaker(segment: Segment) -> str:
    """The speaker of a quote that is shown as known: one that the user corrected, or a confident tag."""
    known = segment.evidence == "correction" or (
        segment.evidence == "explicit" and segment.confidence >= MIN_KNOWN_CONFIDENCE
    )
    return segment.speaker or "" if known and segment.kind.is_speech else ""

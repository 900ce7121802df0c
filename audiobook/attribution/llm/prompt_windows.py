"""Cuts a script into windows that a small model can hold, the lines to be labelled numbered in each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from audiobook.model import Kind, Script, Segment

# A model that runs on a laptop often holds 4096 tokens, of about four characters each in English prose. The text, what
# stands before it, the names and the rules come to about 2500, which leaves room for the answer.
MAX_TEXT_CHARACTERS = 5000
MAX_BEFORE_CHARACTERS = 1200
MAX_WINDOW_LINES = 40
# Of a longer stretch the middle is left out: who speaks shows at its ends.
MAX_SEGMENT_CHARACTERS = 900
# A tag read at this confidence is right often enough to be shown as known in what stands before.
MIN_KNOWN_CONFIDENCE = 0.9
SCENE_BREAK_TEXT = "* * *"
NUMBER_IN_TEXT = re.compile(r"\[(\w+)\]")


@dataclass(frozen=True, slots=True)
class PromptWindow:
    """A stretch of a chapter as a model is shown it.

    In `text` the lines to be labelled carry the numbers [1], [2] ...; `indexes` are theirs among the script's
    utterances, in that order. `before` is what stands ahead, to be read only.
    """

    before: str
    text: str
    indexes: tuple[int, ...]


SegmentIndexes = tuple[int, ...]
"""The utterances of a paragraph, or of a part of one, by their places in the script."""


def split_windows(script: Script) -> tuple[PromptWindow, ...]:
    """The windows of a script, in order; every spoken line that nobody has corrected is in exactly one."""
    return tuple(
        window
        for chapter in _split_chapters(script)
        for window in _ChapterWindows(script.segments, chapter).iter_windows()
    )


def is_label_target(segment: Segment) -> bool:
    """Whether a model is asked who speaks this: not where a person has said so."""
    return segment.kind.is_speech and segment.skipped is None and segment.evidence != "correction"


def _split_chapters(script: Script) -> Iterator[list[SegmentIndexes]]:
    visible_indexes = [index for index, one in enumerate(script.segments) if _is_shown(one)]
    for _, group in groupby(visible_indexes, key=lambda index: script.segments[index].chapter):
        paragraphs = groupby(group, key=lambda index: _paragraph_key(script.segments[index]))
        yield [part for _, unit in paragraphs for part in _split_paragraph(script.segments, tuple(unit))]


def _is_shown(segment: Segment) -> bool:
    return segment.kind is Kind.BREAK or (
        segment.skipped is None and (segment.kind is Kind.NARRATION or segment.kind.is_speech)
    )


def _paragraph_key(segment: Segment) -> tuple[int, bool]:
    return segment.paragraph, segment.kind is Kind.BREAK


def _split_paragraph(utterances: Sequence[Segment], unit: SegmentIndexes) -> Iterator[SegmentIndexes]:
    """A paragraph, in parts where it is longer than a window."""
    part: list[int] = []
    for index in unit:
        if part and not _fits_window(utterances, (*part, index)):
            yield tuple(part)
            part = []
        part.append(index)
    yield tuple(part)


def _fits_window(utterances: Sequence[Segment], indexes: Sequence[int]) -> bool:
    length = sum(len(format_segment(utterances[place])) for place in indexes)
    return (
        length <= MAX_TEXT_CHARACTERS
        and sum(is_label_target(utterances[place]) for place in indexes) <= MAX_WINDOW_LINES
    )


def format_segment(segment: Segment) -> str:
    """A stretch of the text as a model is shown it: on one line, at most PIECE_CHARACTERS, no numbers in brackets.

    A note mark such as [1] in the story would else be taken for a line's number.
    """
    if segment.kind is Kind.BREAK:
        return SCENE_BREAK_TEXT
    text = NUMBER_IN_TEXT.sub(r"(\1)", " ".join(segment.text.split()))
    if len(text) <= MAX_SEGMENT_CHARACTERS:
        return text
    return f"{text[: MAX_SEGMENT_CHARACTERS * 2 // 3]} … {text[-MAX_SEGMENT_CHARACTERS // 3 + 3 :]}"


@dataclass(frozen=True, slots=True)
class _ChapterWindows:
    """The utterances of the script, and the units of one chapter."""

    utterances: Sequence[Segment]
    units: Sequence[SegmentIndexes]

    def iter_windows(self) -> Iterator[PromptWindow]:
        begin = 0
        for end in range(1, len(self.units) + 1):
            whole = tuple(place for unit in self.units[begin : end + 1] for place in unit)
            if end == len(self.units) or not _fits_window(self.utterances, whole):
                yield from self._build_window(begin, end)
                begin = end

    def _build_window(self, begin: int, end: int) -> Iterator[PromptWindow]:
        places = tuple(
            place for unit in self.units[begin:end] for place in unit if is_label_target(self.utterances[place])
        )
        if places:
            labels = {place: str(number) for number, place in enumerate(places, 1)}
            text = "\n".join(self._format_unit(unit, labels) for unit in self.units[begin:end])
            yield PromptWindow(self._build_before(begin), text, places)

    def _build_before(self, begin: int) -> str:
        """The end of what stands before, as far as there is room."""
        texts: list[str] = []
        for unit in reversed(self.units[:begin]):
            written = self._format_unit(unit, {})
            texts.insert(0, written)
            if sum(map(len, texts)) > MAX_BEFORE_CHARACTERS:
                break
        text = "\n".join(texts)
        return text if len(text) <= MAX_BEFORE_CHARACTERS else "… " + text[-MAX_BEFORE_CHARACTERS:].partition(" ")[2]

    def _format_unit(self, unit: SegmentIndexes, labels: dict[int, str]) -> str:
        parts: list[str] = []
        for index in unit:
            segment = self.utterances[index]
            parts.append(self._separator(unit, index) if parts else "")
            label = labels.get(index) or _known_speaker(segment)
            parts.append(f"[{label}] {format_segment(segment)}" if label else format_segment(segment))
        return "".join(parts)

    def _separator(self, unit: SegmentIndexes, index: int) -> str:
        """A blank where the source has white space between a stretch and the one before it in its paragraph."""
        segment, previous = self.utterances[index], self.utterances[unit[unit.index(index) - 1]]
        between = segment.source_text[previous.span.end : segment.span.start]
        return " " if between or previous.text[-1:].isspace() or segment.text[:1].isspace() else ""


def _known_speaker(segment: Segment) -> str:
    """The speaker of a line that is shown as known: corrected by a person, or surely tagged."""
    known = segment.evidence == "correction" or (
        segment.evidence == "explicit" and segment.confidence >= MIN_KNOWN_CONFIDENCE
    )
    return segment.speaker or "" if known and segment.kind.is_speech else ""

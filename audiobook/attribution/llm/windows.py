"""Cuts a script into windows that a small model can hold, the lines to be labelled numbered in each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from audiobook.model import Kind, Script, Segment

SPOKEN = (Kind.SPEECH, Kind.THOUGHT)
# A model that runs on a laptop often holds 4096 tokens, of about four characters each in English prose. The text, what
# stands before it, the names and the rules come to about 2500, which leaves room for the answer.
TEXT_CHARACTERS = 5000
BEFORE_CHARACTERS = 1200
MOST_LINES = 40
# Of a longer stretch the middle is left out: who speaks shows at its ends.
PIECE_CHARACTERS = 900
# A tag read at this confidence is right often enough to be shown as known in what stands before.
SURELY_TAGGED = 0.9
SCENE_BREAK = "* * *"
NUMBER_IN_TEXT = re.compile(r"\[(\w+)\]")


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a chapter as a model is shown it.

    In `text` the lines to be labelled carry the numbers [1], [2] ...; `places` are theirs among the script's
    utterances, in that order. `before` is what stands ahead, to be read only.
    """

    before: str
    text: str
    places: tuple[int, ...]


Unit = tuple[int, ...]
"""The utterances of a paragraph, or of a part of one, by their places in the script."""


def windows_of(script: Script) -> tuple[Window, ...]:
    """The windows of a script, in order; every spoken line that nobody has corrected is in exactly one."""
    return tuple(window for chapter in _chapters(script) for window in _Chapter(script.segments, chapter).windows())


def is_asked(one: Segment) -> bool:
    """Whether a model is asked who speaks this: not where a person has said so."""
    return one.kind in SPOKEN and one.skipped is None and one.evidence != "correction"


def _chapters(script: Script) -> Iterator[list[Unit]]:
    told = [place for place, one in enumerate(script.segments) if _is_shown(one)]
    for _, group in groupby(told, key=lambda place: script.segments[place].chapter):
        paragraphs = groupby(group, key=lambda place: _paragraph(script.segments[place]))
        yield [part for _, unit in paragraphs for part in _parts(script.segments, tuple(unit))]


def _is_shown(one: Segment) -> bool:
    return one.kind is Kind.BREAK or (one.skipped is None and (one.kind is Kind.NARRATION or one.kind in SPOKEN))


def _paragraph(one: Segment) -> tuple[int, bool]:
    return one.paragraph, one.kind is Kind.BREAK


def _parts(utterances: Sequence[Segment], unit: Unit) -> Iterator[Unit]:
    """A paragraph, in parts where it is longer than a window."""
    part: list[int] = []
    for place in unit:
        if part and not _fits(utterances, (*part, place)):
            yield tuple(part)
            part = []
        part.append(place)
    yield tuple(part)


def _fits(utterances: Sequence[Segment], places: Sequence[int]) -> bool:
    length = sum(len(shown(utterances[place])) for place in places)
    return length <= TEXT_CHARACTERS and sum(is_asked(utterances[place]) for place in places) <= MOST_LINES


def shown(one: Segment) -> str:
    """A stretch of the text as a model is shown it: on one line, at most PIECE_CHARACTERS, no numbers in brackets.

    A note mark such as [1] in the story would else be taken for a line's number.
    """
    if one.kind is Kind.BREAK:
        return SCENE_BREAK
    text = NUMBER_IN_TEXT.sub(r"(\1)", " ".join(one.text.split()))
    if len(text) <= PIECE_CHARACTERS:
        return text
    return f"{text[: PIECE_CHARACTERS * 2 // 3]} … {text[-PIECE_CHARACTERS // 3 + 3 :]}"


@dataclass(frozen=True, slots=True)
class _Chapter:
    """The utterances of the script, and the units of one chapter."""

    utterances: Sequence[Segment]
    units: Sequence[Unit]

    def windows(self) -> Iterator[Window]:
        begin = 0
        for end in range(1, len(self.units) + 1):
            whole = tuple(place for unit in self.units[begin : end + 1] for place in unit)
            if end == len(self.units) or not _fits(self.utterances, whole):
                yield from self._window(begin, end)
                begin = end

    def _window(self, begin: int, end: int) -> Iterator[Window]:
        places = tuple(place for unit in self.units[begin:end] for place in unit if is_asked(self.utterances[place]))
        if places:
            labels = {place: str(number) for number, place in enumerate(places, 1)}
            text = "\n".join(self._written(unit, labels) for unit in self.units[begin:end])
            yield Window(self._before(begin), text, places)

    def _before(self, begin: int) -> str:
        """The end of what stands before, as far as there is room."""
        told: list[str] = []
        for unit in reversed(self.units[:begin]):
            written = self._written(unit, {})
            told.insert(0, written)
            if sum(map(len, told)) > BEFORE_CHARACTERS:
                break
        text = "\n".join(told)
        return text if len(text) <= BEFORE_CHARACTERS else "… " + text[-BEFORE_CHARACTERS:].partition(" ")[2]

    def _written(self, unit: Unit, labels: dict[int, str]) -> str:
        parts: list[str] = []
        for place in unit:
            one = self.utterances[place]
            parts.append(self._gap(unit, place) if parts else "")
            label = labels.get(place) or _known_speaker(one)
            parts.append(f"[{label}] {shown(one)}" if label else shown(one))
        return "".join(parts)

    def _gap(self, unit: Unit, place: int) -> str:
        """A blank where the source has white space between a stretch and the one before it in its paragraph."""
        this, last = self.utterances[place], self.utterances[unit[unit.index(place) - 1]]
        between = this.source_text[last.span.end : this.span.start]
        return " " if between or last.text[-1:].isspace() or this.text[:1].isspace() else ""


def _known_speaker(one: Segment) -> str:
    """The speaker of a line that is shown as known: corrected by a person, or surely tagged."""
    known = one.evidence == "correction" or (one.evidence == "explicit" and one.confidence >= SURELY_TAGGED)
    return one.speaker or "" if known and one.kind in SPOKEN else ""

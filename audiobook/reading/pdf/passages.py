"""Cuts the lines of a file into passages: paragraphs of story, notes, and what is not story, in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from audiobook.model import SectionRole
from audiobook.reading.pdf.lines import Line
from audiobook.reading.pdf.paragraphs import TextMeasures, split_paragraphs
from audiobook.text.skip_reasons import FOOTNOTES, TABLE_OF_CONTENTS


@dataclass(frozen=True, slots=True)
class LineMark:
    """What a line is if it is not story: its role, and the reason why it is skipped."""

    role: SectionRole
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines that belong together; `mark` is None if they are story."""

    lines: tuple[Line, ...]
    mark: LineMark | None = None


FOOTNOTE_MARK = LineMark(SectionRole.METADATA, FOOTNOTES)


def order_passages(lines: Sequence[Line], marks: Mapping[Line, LineMark], measures: TextMeasures) -> Iterator[Passage]:
    """All passages; footnotes come after the paragraph above them, which may go on with the next page."""
    text = [line for line in lines if marks.get(line) != FOOTNOTE_MARK]
    footnotes = [line for line in lines if marks.get(line) == FOOTNOTE_MARK]
    pending = [Passage(tuple(group), FOOTNOTE_MARK) for _, group in groupby(footnotes, key=lambda line: line.page)]
    for mark, group in groupby(text, key=marks.get):
        for paragraph in _split_group(list(group), mark, measures):
            while pending and pending[0].lines[0].page < paragraph[0].page:
                yield pending.pop(0)
            yield Passage(tuple(paragraph), mark)
    yield from pending


def _split_group(lines: list[Line], mark: LineMark | None, measures: TextMeasures) -> Iterator[list[Line]]:
    """Paragraphs, or the single entries of a table of contents."""
    if mark is not None and mark.reason == TABLE_OF_CONTENTS:
        return ([line] for line in lines)
    return split_paragraphs(lines, measures)

"""Marks what fills lines of its own but is not story: footnotes, captions of pictures, page numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, takewhile

from audiobook.model import Manuscript, Section, SectionRole, Span
from audiobook.text.normalization.page_marks import PageMark, find_page_marks


def add_page_mark_sections(manuscript: Manuscript) -> Manuscript:
    """The manuscript with a section for every page mark that fills lines and has no section yet."""
    whole_marks = [mark for mark in find_page_marks(manuscript.text) if mark.fills_lines]
    if not whole_marks:
        return manuscript
    sections = tuple(sorted(_merge_sections(manuscript.sections, whole_marks), key=lambda mark: mark.span.start))
    return replace(manuscript, sections=sections)


def _merge_sections(sections: tuple[Section, ...], marks: list[PageMark]) -> Iterator[Section]:
    """Sections and marks in one sequence; a PARAGRAPH gives way to marks inside it, a mark to any other section."""
    next_mark = 0
    claimed_marks: set[PageMark] = set()
    for section in sections:
        while next_mark < len(marks) and marks[next_mark].end <= section.span.start:
            next_mark += 1
        enclosed_marks = list(takewhile(lambda mark: mark.start < section.span.end, islice(marks, next_mark, None)))  # noqa: B023
        if enclosed_marks and section.role is SectionRole.PARAGRAPH:
            before = Span(section.span.start, enclosed_marks[0].start)
            yield from [replace(section, span=before)] if before.start < before.end else []
        else:
            claimed_marks.update(enclosed_marks)
            yield section
    yield from (
        Section(SectionRole.METADATA, Span(mark.start, mark.end), reason=mark.reason)
        for mark in marks
        if mark not in claimed_marks
    )

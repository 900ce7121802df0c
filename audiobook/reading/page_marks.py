"""Marks what fills lines of a page and is no story: footnotes, captions of pictures, numbers of pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, takewhile

from audiobook.model import Manuscript, Role, Section, Span
from audiobook.text.normalization.page_marks import PageMark, page_marks


def with_page_marks(manuscript: Manuscript) -> Manuscript:
    """The manuscript with a section for each page mark that has lines of its own and that its file does not name."""
    found = [one for one in page_marks(manuscript.text) if one.whole]
    if not found:
        return manuscript
    sections = tuple(sorted(_merged(manuscript.sections, found), key=lambda one: one.span.start))
    return replace(manuscript, sections=sections)


def _merged(sections: tuple[Section, ...], marks: list[PageMark]) -> Iterator[Section]:
    """Both; a PARAGRAPH of the file's gives way to the marks in it, a mark to all else that the file has named."""
    at = 0
    named: set[PageMark] = set()
    for section in sections:
        while at < len(marks) and marks[at].end <= section.span.start:
            at += 1
        inside = list(takewhile(lambda one: one.start < section.span.end, islice(marks, at, None)))  # noqa: B023
        if inside and section.role is Role.PARAGRAPH:
            before = Span(section.span.start, inside[0].start)
            yield from [replace(section, span=before)] if before.start < before.end else []
        else:
            named.update(inside)
            yield section
    yield from (
        Section(Role.METADATA, Span(one.start, one.end), reason=one.reason) for one in marks if one not in named
    )

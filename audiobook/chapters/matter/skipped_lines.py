"""Which lines of a book are no story by what the whole book shows: contents lists, page numbers, matter around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from audiobook.chapters.headings.sections import SectionIndex
from audiobook.chapters.layout import BookLayout, ChapterOpening
from audiobook.chapters.lines import SourceLine
from audiobook.chapters.matter.page_numbers import find_page_number_lines
from audiobook.chapters.matter.paratext import DEFAULT_FRONT_END, ParatextBounds, find_paratext_lines
from audiobook.chapters.matter.samples import find_sample_lines
from audiobook.chapters.note_labels import ANY_NOTE, matches_any_rule
from audiobook.chapters.notes.repetition import find_repeated_lines
from audiobook.text.skip_reasons import OTHER_BOOK_SAMPLE, PAGE_NUMBER, REPEATED_IN_CHAPTERS, TABLE_OF_CONTENTS


def find_skipped_lines(lines: Sequence[SourceLine], sections: SectionIndex, layout: BookLayout) -> dict[int, str]:
    """The lines that are no story, each with the reason."""
    free = {index for index, line in enumerate(lines) if sections.is_unclassified(line.span)} - layout.inner_headings
    sample = dict.fromkeys(find_sample_lines(lines, frozenset(free), layout), OTHER_BOOK_SAMPLE)
    reasons = {**sample, **find_paratext_lines(lines, _build_bounds(lines, free, layout))}
    pages = layout.page_number_lines | find_page_number_lines(
        lines, sorted(free - reasons.keys() - layout.contents_lines)
    )
    free -= reasons.keys() | layout.contents_lines | pages
    repeated = find_repeated_lines(lines, [*_chapter_lines(lines, free, drop_openings(layout, reasons))])
    return {
        **dict.fromkeys(repeated, REPEATED_IN_CHAPTERS),
        **reasons,
        **dict.fromkeys(pages, PAGE_NUMBER),
        **dict.fromkeys(layout.contents_lines, TABLE_OF_CONTENTS),
    }


def drop_openings(layout: BookLayout, matter: dict[int, str]) -> BookLayout:
    """The layout without chapters whose heading is no story's; what such a heading stands over is left out, too."""
    openings = tuple(
        opening
        for opening in layout.openings
        if not opening.heading_lines or opening.line + opening.lines_above not in matter
    )
    return replace(layout, openings=openings)


def _build_bounds(lines: Sequence[SourceLine], free: set[int], layout: BookLayout) -> ParatextBounds:
    starts = frozenset(opening.line + opening.lines_above for opening in layout.openings)
    heading_lines = {
        opening.line + opening.lines_above + offset
        for opening in layout.openings
        for offset in range(opening.heading_lines)
    }
    stops = (frozenset(range(len(lines))) - free) | heading_lines | starts
    return ParatextBounds(
        stops, starts | {opening.line for opening in layout.openings}, min(starts, default=DEFAULT_FRONT_END)
    )


def _chapter_lines(lines: Sequence[SourceLine], free: set[int], layout: BookLayout) -> Iterator[list[int]]:
    """The lines of each chapter that may be story, without its heading."""
    ends = [*(following.line for following in layout.openings[1:]), len(lines)]
    for opening, end in zip(layout.openings, ends, strict=False):
        yield [index for index in range(_body_start(opening), end) if _can_be_repeated(index, lines, free)]


def _body_start(opening: ChapterOpening) -> int:
    return opening.line + opening.lines_above + opening.heading_lines


def _can_be_repeated(index: int, lines: Sequence[SourceLine], free: set[int]) -> bool:
    return index in free and not matches_any_rule(ANY_NOTE, lines[index].text)

"""Which lines of a book are no story by what the whole book shows: contents lists, page numbers, matter around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from audiobook.chapters.headings.contents_lists import CONTENTS
from audiobook.chapters.headings.sections import Sections
from audiobook.chapters.layout import Layout, Opening
from audiobook.chapters.lines import SourceLine
from audiobook.chapters.matter.page_numbers import page_number_lines
from audiobook.chapters.matter.paratext import AT_THE_TOP, Places, paratext_lines
from audiobook.chapters.matter.samples import SAMPLE, sample_lines
from audiobook.chapters.note_labels import ANY_NOTE, matches_any
from audiobook.chapters.notes.repetition import IN_MOST_CHAPTERS, repeated_lines

PAGE_NUMBER = "page number"


def matter_of(lines: Sequence[SourceLine], sections: Sections, layout: Layout) -> dict[int, str]:
    """The lines that are no story, each with the reason."""
    free = {index for index, line in enumerate(lines) if sections.leave_open(line.span)} - layout.inner_headings
    sample = dict.fromkeys(sample_lines(lines, frozenset(free), layout), SAMPLE)
    found = {**sample, **paratext_lines(lines, _places(lines, free, layout))}
    pages = layout.pages | page_number_lines(lines, sorted(free - found.keys() - layout.contents))
    free -= found.keys() | layout.contents | pages
    repeated = repeated_lines(lines, [*_texts(lines, free, without_openings(layout, found))])
    return {
        **dict.fromkeys(repeated, IN_MOST_CHAPTERS),
        **found,
        **dict.fromkeys(pages, PAGE_NUMBER),
        **dict.fromkeys(layout.contents, CONTENTS),
    }


def without_openings(layout: Layout, matter: dict[int, str]) -> Layout:
    """The layout without chapters whose heading is no story's; what such a heading stands over is left out, too."""
    kept = tuple(one for one in layout.openings if not one.heading_lines or one.line + one.above not in matter)
    return replace(layout, openings=kept)


def _places(lines: Sequence[SourceLine], free: set[int], layout: Layout) -> Places:
    starts = frozenset(one.line + one.above for one in layout.openings)
    heads = {one.line + one.above + at for one in layout.openings for at in range(one.heading_lines)}
    stops = (frozenset(range(len(lines))) - free) | heads | starts
    return Places(stops, starts | {one.line for one in layout.openings}, min(starts, default=AT_THE_TOP))


def _texts(lines: Sequence[SourceLine], free: set[int], layout: Layout) -> Iterator[list[int]]:
    """The lines of each chapter that may be story, without its heading."""
    ends = [*(one.line for one in layout.openings[1:]), len(lines)]
    for opening, end in zip(layout.openings, ends, strict=False):
        yield [index for index in range(_below_heading(opening), end) if _may_come_back(index, lines, free)]


def _below_heading(opening: Opening) -> int:
    return opening.line + opening.above + opening.heading_lines


def _may_come_back(index: int, lines: Sequence[SourceLine], free: set[int]) -> bool:
    return index in free and not matches_any(ANY_NOTE, lines[index].text)

"""Where a book's chapters begin: by what its file says, else by the headings in its text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from audiobook.chapters.choosing import Candidate, choice_of
from audiobook.chapters.headings import Form, Heading, could_be_title, heading_in
from audiobook.chapters.lines import SourceLine
from audiobook.chapters.numerals import Number
from audiobook.model import Role, Section, Span


@dataclass(frozen=True, slots=True)
class Opening:
    """Where a chapter opens: its first line, what its heading says, and how many lines the heading takes (0 for none).

    `above` lines come before the heading: the part that begins here, with its motto.
    """

    line: int
    label: str
    title: str
    number: Number | None
    heading_lines: int
    part: str = ""
    above: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """A book's openings in order, and the lines of contents lists, of headings inside chapters, of page numbers."""

    openings: tuple[Opening, ...]
    contents: frozenset[int]
    inner_headings: frozenset[int]
    pages: frozenset[int] = frozenset()


class Sections:
    """The sections of a manuscript, to be asked what a line is."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self.sections = tuple(sections)
        self._starts = [section.span.start for section in self.sections]

    def of(self, span: Span) -> Section | None:
        """The section that a span begins in, None where the file says nothing of it."""
        at = bisect_right(self._starts, span.start) - 1
        # An empty section may stand at the same place as the one that follows it.
        while at >= 0 and self.sections[at].span.end <= span.start:
            if self.sections[at].span.end < span.start:
                return None
            at -= 1
        return self.sections[at] if at >= 0 and span.start < self.sections[at].span.end else None

    def inside(self, span: Span) -> tuple[Section, ...]:
        """The sections that lie within a span without being all of it."""
        first, last = bisect_right(self._starts, span.start - 1), bisect_right(self._starts, span.end - 1)
        found = self.sections[first:last]
        return tuple(
            one for one in found if one.span.end <= span.end and one.span != span and one.span.end > one.span.start
        )

    def with_role(self, role: Role) -> tuple[Section, ...]:
        """All sections of one role."""
        return tuple(section for section in self.sections if section.role is role)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person said of a story's chapters: a pattern that their headings hold, or that there is only one."""

    split_at: re.Pattern[str] | None = None
    single: bool = False


def layout_of(lines: Sequence[SourceLine], sections: Sections, wish: Wish) -> Layout:
    """The layout of a book: as a person wished, else as its file says, else by lines that read like headings."""
    if wish.split_at:
        return Layout(_wished(lines, wish.split_at), frozenset(), frozenset())
    layout = _found_layout(lines, sections)
    if not wish.single:
        return layout
    heads = {
        opening.line + opening.above + extra for opening in layout.openings for extra in range(opening.heading_lines)
    }
    return replace(layout, openings=(), inner_headings=layout.inner_headings | heads)


def _wished(lines: Sequence[SourceLine], pattern: re.Pattern[str]) -> tuple[Opening, ...]:
    at = [index for index, line in enumerate(lines) if pattern.search(line.text)]
    return tuple(_opening(index, heading_in(lines[index].text), lines[index].text, 1) for index in at)


def _found_layout(lines: Sequence[SourceLine], sections: Sections) -> Layout:
    chapters = sections.with_role(Role.CHAPTER)
    headings = sections.with_role(Role.HEADING)
    if chapters:
        return Layout(_told(lines, chapters), frozenset(), _lines_of(lines, headings))
    level = _chapter_level(headings)
    if level:
        opening = tuple(section for section in headings if section.level == level)
        inner = tuple(section for section in headings if section.level != level)
        return Layout(_told(lines, opening), frozenset(), _lines_of(lines, inner))
    return _by_text(lines, sections)


def _lines_of(lines: Sequence[SourceLine], sections: Sequence[Section]) -> frozenset[int]:
    starts = {section.span.start for section in sections}
    return frozenset(index for index, line in enumerate(lines) if line.span.start in starts)


def _chapter_level(headings: Sequence[Section]) -> int:
    """The level of heading that opens chapters: the highest one that comes more than once; 0 where none does."""
    counts = Counter(section.level for section in headings)
    repeated = [level for level, count in counts.items() if count > 1]
    numbered = [section.level for section in headings if heading_in(section.title)]
    if numbered and counts[min(numbered)] == 1 and not repeated:
        return min(numbered)
    return min(repeated, default=0)


def _told(lines: Sequence[SourceLine], chapters: Sequence[Section]) -> tuple[Opening, ...]:
    starts = [line.span.start for line in lines]
    found: list[Opening] = []
    for section in chapters:
        first = bisect_right(starts, section.span.start - 1)
        last = first
        while last < len(lines) and lines[last].span.start < section.span.end:
            last += 1
        heading = heading_in(section.title)
        if first < len(lines) and not (found and found[-1].line == first):
            found.append(_opening(first, heading, section.title, last - first))
    return tuple(found)


def _opening(line: int, heading: Heading | None, title: str, heading_lines: int) -> Opening:
    if heading is None or heading.form is Form.NUMBERED_TITLE:
        return Opening(
            line, "", heading.title if heading else title, heading.number if heading else None, heading_lines
        )
    label = f"Chapter {heading.label}" if heading.form is Form.NUMBER else heading.label
    return Opening(line, label, heading.title, heading.number, heading_lines, heading.part)


def _by_text(lines: Sequence[SourceLine], sections: Sections) -> Layout:
    free = [index for index, line in enumerate(lines) if _is_free(sections, line)]
    choice = choice_of([lines[index] for index in free])
    chapters = [_among_all(candidate, free) for candidate in choice.chapters]
    parts = [_among_all(candidate, free) for candidate in choice.parts]
    titled = _titled_below(chapters, lines)
    openings = tuple(_text_opening(candidate, lines, titled) for candidate in chapters)
    contents, numbers, pages = (
        frozenset(free[index] for index in found) for found in (choice.contents, choice.sections, choice.pages)
    )
    inner = numbers | {part.line for part in parts}
    return Layout(_with_parts(openings, parts, lines), contents, inner, pages)


def _is_free(sections: Sections, line: SourceLine) -> bool:
    """Whether the file leaves it open what a line is."""
    section = sections.of(line.span)
    return section is None or section.role is Role.PARAGRAPH


def _among_all(candidate: Candidate, free: Sequence[int]) -> Candidate:
    """The candidate with its line counted among all lines instead of among the free ones."""
    return replace(candidate, line=free[candidate.line])


def _titled_below(chapters: Sequence[Candidate], lines: Sequence[SourceLine]) -> bool:
    """Whether this book puts its titles on the line below "CHAPTER I", as most of its bare headings show."""
    bare = [candidate for candidate in chapters if not candidate.heading.title and candidate.heading.number is not None]
    below = [lines[candidate.line + 1].text for candidate in bare if candidate.line + 1 < len(lines)]
    titles = [text for text in below if could_be_title(text)]
    if len(bare) == 1:
        return bool(titles) and titles[0].isupper()
    return len(titles) >= 0.6 * len(bare) > 0


def _text_opening(candidate: Candidate, lines: Sequence[SourceLine], titled: bool) -> Opening:
    heading, line = candidate.heading, candidate.line
    opening = _opening(line, heading, "", 1)
    if titled and not heading.title and heading.number is not None and line + 1 < len(lines):
        below = lines[line + 1].text
        if could_be_title(below):
            return replace(opening, title=below.strip(" .*_"), heading_lines=2)
    return opening


def _with_parts(
    openings: tuple[Opening, ...], parts: Sequence[Candidate], lines: Sequence[SourceLine]
) -> tuple[Opening, ...]:
    """The openings, each part with the chapter that follows it, and its name where chapters are numbered anew in it."""
    numbers = [opening.number for opening in openings if opening.number is not None]
    restarts = len(set(numbers)) < len(numbers)
    starts = [part.line for part in parts]
    before = [-1, *(opening.line for opening in openings)]
    placed = []
    for opening, earlier in zip(openings, before, strict=False):
        at = bisect_right(starts, opening.line) - 1
        name = parts[at].heading.label if at >= 0 and restarts else opening.part
        begins = at >= 0 and starts[at] > earlier and _words(lines, starts[at], opening.line) <= MOST_MOTTO_WORDS
        line = starts[at] if begins else opening.line
        placed.append(replace(opening, part=name, line=line, above=opening.line - line))
    return tuple(placed)


# Between a part's heading and its first chapter stands at most a motto; more than this is told before the chapter.
MOST_MOTTO_WORDS = 300


def _words(lines: Sequence[SourceLine], first: int, last: int) -> int:
    return sum(len(lines[index].text.split()) for index in range(first, last))

"""Where a book's chapters begin: by the file's own structure, or by headings in its text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from audiobook.chapters.headings.candidates import HeadingCandidate, find_heading_candidates
from audiobook.chapters.headings.contents_lists import find_repeated_lists, is_contents_caption
from audiobook.chapters.headings.heading_choice import choose_headings
from audiobook.chapters.headings.leading_headings import find_leading_headings
from audiobook.chapters.headings.outline import (
    MAX_PART_PAGE_WORDS,
    OutlineChoice,
    OutlineNode,
    build_outline_nodes,
    choose_outline_level,
)
from audiobook.chapters.headings.patterns import Heading, HeadingForm, could_be_title, parse_heading
from audiobook.chapters.headings.printed_contents import find_printed_contents
from audiobook.chapters.headings.sections import SectionIndex
from audiobook.chapters.headings.story_collections import BARE_NUMBER_LEVEL, find_story_names, find_story_numbers
from audiobook.chapters.headings.word_counts import WordCounts
from audiobook.chapters.lines import SourceLine
from audiobook.chapters.note_labels import ANY_NOTE, matches_any_rule
from audiobook.model import Section, SectionRole
from audiobook.text.line_ends import NON_TITLE_END
from audiobook.text.numerals import Number
from audiobook.text.skip_reasons import TABLE_OF_CONTENTS

# An entry of a table of contents is short and doesn't end like a sentence, apart from its page number.
MAX_ENTRY_WORDS = 40
TRAILING_PAGE_NUMBER = re.compile(r"[\s.·…]*\b(?:\d{1,4}|[ivxlc]{1,6})?\s*$")
# This share of the headings without a title must have one below. Titles with a full stop look like paragraphs, so they
# must be below the second share, and below several headings.
MIN_TITLED_SHARE, MIN_STOPPED_SHARE, MIN_STOPPED_CHAPTERS = 0.6, 0.8, 5
MAX_STOPPED_TITLE_WORDS = 14
LONG_WORD_LENGTH = 4


@dataclass(frozen=True, slots=True)
class ChapterOpening:
    """Where a chapter opens: its first line, what its heading says, and how many lines the heading takes (0 for none).

    `lines_above` lines come before the heading: the title of the part that begins here, with its motto.
    """

    line: int
    label: str
    title: str
    number: Number | None
    heading_lines: int
    part: str = ""
    lines_above: int = 0


@dataclass(frozen=True, slots=True)
class BookLayout:
    """A book's chapter openings in order, and the lines of contents lists, headings inside chapters and page numbers.

    The lines in `title_page_lines`, before the first opening, don't read like story.
    """

    openings: tuple[ChapterOpening, ...]
    contents_lines: frozenset[int]
    inner_headings: frozenset[int]
    page_number_lines: frozenset[int] = frozenset()
    title_page_lines: frozenset[int] = frozenset()


NO_LAYOUT = BookLayout((), frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class SplitOptions:
    """The user's choices about chapters: a pattern that headings match, or that there is only one chapter."""

    split_at: re.Pattern[str] | None = None
    single_chapter: bool = False


def find_layout(lines: Sequence[SourceLine], sections: SectionIndex, options: SplitOptions) -> BookLayout:
    """The layout of a book: by the user's choices, by the file's structure, or by lines that read like headings."""
    if options.split_at:
        return BookLayout(_split_by_pattern(lines, options.split_at), frozenset(), frozenset())
    layout = _detect_layout(lines, sections)
    if not options.single_chapter:
        return layout
    heading_lines = {
        opening.line + opening.lines_above + extra
        for opening in layout.openings
        for extra in range(opening.heading_lines)
    }
    return replace(layout, openings=(), inner_headings=layout.inner_headings | heading_lines)


def _split_by_pattern(lines: Sequence[SourceLine], pattern: re.Pattern[str]) -> tuple[ChapterOpening, ...]:
    indices = [index for index, line in enumerate(lines) if pattern.search(line.text)]
    return tuple(_build_opening(index, parse_heading(lines[index].text), lines[index].text, 1) for index in indices)


def _detect_layout(lines: Sequence[SourceLine], sections: SectionIndex) -> BookLayout:
    layout = _find_marked_layout(lines, sections)
    if not layout.openings:
        return _build_text_layout(lines, sections)
    first = max(layout.openings[0].line, len(layout.title_page_lines))
    leading = find_leading_headings(lines[:first], sections)
    if not leading.chapters:
        return layout
    openings = tuple(_build_text_opening(candidate, lines, _is_no_title) for candidate in leading.chapters)
    return replace(
        layout,
        openings=(*openings, *layout.openings),
        contents_lines=layout.contents_lines | leading.contents_lines,
        inner_headings=layout.inner_headings - {opening.line for opening in openings},
    )


def _find_marked_layout(lines: Sequence[SourceLine], sections: SectionIndex) -> BookLayout:
    """The layout by the chapters or headings that the file marks; without openings if there are none."""
    chapters = sections.with_role(SectionRole.CHAPTER)
    headings = sections.with_role(SectionRole.HEADING)
    if chapters:
        parts = sections.with_role(SectionRole.PART)
        inner = _section_lines(lines, [*headings, *(part for part in parts if part.span.start < part.span.end)])
        return BookLayout(
            _assign_marked_parts(_build_marked_openings(lines, chapters), parts, lines), frozenset(), inner
        )
    return _build_outline_layout(lines, headings, sections) if headings else NO_LAYOUT


def _section_lines(lines: Sequence[SourceLine], sections: Sequence[Section]) -> frozenset[int]:
    starts = {section.span.start for section in sections}
    return frozenset(index for index, line in enumerate(lines) if line.span.start in starts)


def _build_outline_layout(
    lines: Sequence[SourceLine], heading_sections: Sequence[Section], sections: SectionIndex
) -> BookLayout:
    """The layout by the levels of the file's own headings."""
    nodes = build_outline_nodes(
        heading_sections, [_line_range(section, lines) for section in heading_sections], len(lines)
    )
    candidates = [HeadingCandidate(node.line, node.heading) for node in nodes if node.heading]
    repeated_lines = find_repeated_lists(candidates, lines)
    contents_lines = _find_listed_nodes(nodes, lines) | repeated_lines
    nodes = [node for node in nodes if node.line not in repeated_lines]
    word_counts = WordCounts(lines, contents_lines | _find_metadata_lines(lines, sections))
    choice = choose_outline_level(nodes, word_counts) if len(nodes) > 1 else OutlineChoice((), ())
    number_nodes = find_story_numbers(choice.chapters, _find_bare_numbers(lines, sections), lines, word_counts)
    if number_nodes:
        all_nodes = sorted([*nodes, *number_nodes], key=attrgetter("line"))
        by_number = choose_outline_level(all_nodes, word_counts)
        if any(entry.level == BARE_NUMBER_LEVEL for entry in by_number.chapters):
            nodes, choice = all_nodes, by_number
    chapter_nodes = choice.chapters or _sole_numbered_node(nodes)
    by_line = {entry.line: entry for entry in nodes}
    openings = tuple(_build_outline_opening(entry, by_line) for entry in chapter_nodes)
    opening_lines = {line for entry in openings for line in range(entry.line, entry.line + entry.heading_lines)}
    inner_headings = frozenset(line for entry in nodes for line in range(entry.line, entry.end)) - opening_lines
    parts = _part_names(choice.parts) or find_story_names(choice.chapters, lines)
    inner_headings |= {line for line, _ in parts}
    final_openings = _clear_outer_parts(_assign_parts(openings, parts, lines), choice)
    title_page = min(choice.title_page_length, final_openings[0].line) if final_openings else 0
    return BookLayout(final_openings, contents_lines, inner_headings, title_page_lines=frozenset(range(title_page)))


def _find_bare_numbers(lines: Sequence[SourceLine], sections: SectionIndex) -> list[HeadingCandidate]:
    """The numbers alone on a line that the file doesn't classify."""
    free = [index for index, line in enumerate(lines) if sections.is_unclassified(line.span)]
    candidates = find_heading_candidates([lines[index] for index in free])
    return [
        _restore_line_index(candidate, free) for candidate in candidates if candidate.heading.form is HeadingForm.NUMBER
    ]


def _clear_outer_parts(openings: Sequence[ChapterOpening], choice: OutlineChoice) -> tuple[ChapterOpening, ...]:
    """The openings, with no part for those whose level is outside it: the part's own page, an epilogue."""
    starts = [part.line for part in choice.parts]
    levels = {entry.line: entry.level for entry in choice.chapters}
    result = []
    for entry in openings:
        part_index = bisect_right(starts, entry.line + entry.lines_above) - 1
        outside = part_index >= 0 and levels[entry.line + entry.lines_above] <= choice.parts[part_index].level
        result.append(replace(entry, part="") if outside else entry)
    return tuple(result)


def _find_metadata_lines(lines: Sequence[SourceLine], sections: SectionIndex) -> frozenset[int]:
    """The lines that the file itself marks as not story."""
    line_sections = ((index, sections.section_at(line.span)) for index, line in enumerate(lines))
    return frozenset(index for index, section in line_sections if section and section.role is SectionRole.METADATA)


def _line_range(section: Section, lines: Sequence[SourceLine]) -> tuple[int, int]:
    """The first line of a section and the line after its last one."""
    first = bisect_left(lines, section.span.start, key=attrgetter("span.start"))
    last = bisect_left(lines, section.span.end, lo=first, key=attrgetter("span.start"))
    return first, last


def _sole_numbered_node(nodes: Sequence[OutlineNode]) -> tuple[OutlineNode, ...]:
    """The heading of a story of one chapter, if it is numbered."""
    numbered = tuple(node for node in nodes if node.heading)
    return numbered if len(numbered) == 1 else ()


def _build_outline_opening(node: OutlineNode, by_line: Mapping[int, OutlineNode]) -> ChapterOpening:
    """The opening at a heading; a deeper heading directly below a bare number is its title."""
    opening = _build_opening(node.line, node.heading, node.section.title, node.line_count)
    below = by_line.get(node.end)
    if node.heading is None or opening.title or below is None or below.level <= node.level or below.heading:
        return opening
    return replace(opening, title=below.section.title, heading_lines=node.line_count + below.line_count)


def _part_names(parts: Sequence[OutlineNode]) -> list[tuple[int, str]]:
    return [(node.line, node.heading.label if node.heading else node.section.title) for node in parts]


def _find_listed_nodes(nodes: Sequence[OutlineNode], lines: Sequence[SourceLine]) -> frozenset[int]:
    """The lines of a table of contents: below a heading that says so, up to the next one, if they look like entries."""
    contents_lines: set[int] = set()
    for node, next_line in zip(nodes, [*(node.line for node in nodes[1:]), len(lines)], strict=True):
        if is_contents_caption(node.section.title) and all(
            _is_contents_entry(lines[index].text) for index in range(node.end, next_line)
        ):
            contents_lines.update(range(node.line, next_line))
    return frozenset(contents_lines)


def _is_contents_entry(text: str) -> bool:
    return len(text.split()) <= MAX_ENTRY_WORDS and not NON_TITLE_END.search(TRAILING_PAGE_NUMBER.sub("", text))


def _build_marked_openings(lines: Sequence[SourceLine], chapters: Sequence[Section]) -> tuple[ChapterOpening, ...]:
    openings: list[ChapterOpening] = []
    for section in chapters:
        first, last = _line_range(section, lines)
        if first < len(lines) and not (openings and openings[-1].line == first):
            openings.append(_build_opening(first, parse_heading(section.title), section.title, last - first))
    return tuple(openings)


def _build_opening(line: int, heading: Heading | None, title: str, heading_lines: int) -> ChapterOpening:
    if heading is None or heading.form is HeadingForm.NUMBERED_TITLE:
        return ChapterOpening(
            line, "", heading.title if heading else title, heading.number if heading else None, heading_lines
        )
    label = f"Chapter {heading.label}" if heading.form is HeadingForm.NUMBER else heading.label
    return ChapterOpening(line, label, heading.title, heading.number, heading_lines, heading.part)


def _build_text_layout(lines: Sequence[SourceLine], sections: SectionIndex) -> BookLayout:
    printed = find_printed_contents(lines)
    free = [index for index, line in enumerate(lines) if index not in printed and sections.is_unclassified(line.span)]
    styles = [sections.style_at(lines[index].span) for index in free]
    choice = choose_headings([lines[index] for index in free], styles, _marked_contents_entries(lines, sections))
    chapters = [_restore_line_index(candidate, free) for candidate in choice.chapters]
    parts = [(free[part.line], part.heading.label) for part in choice.parts] or find_story_names(chapters, lines)
    is_title = _choose_title_test(chapters, lines)
    openings = tuple(_build_text_opening(candidate, lines, is_title) for candidate in chapters)
    contents, numbers, pages = (
        frozenset(free[index] for index in indices)
        for indices in (choice.contents_lines, choice.section_number_lines, choice.page_number_lines)
    )
    inner = numbers | {line for line, _ in parts}
    return BookLayout(_assign_parts(openings, parts, lines), contents | printed, inner, pages)


def _marked_contents_entries(lines: Sequence[SourceLine], sections: SectionIndex) -> list[str]:
    """The entries of contents lists that the file marks as such."""
    named = ((line, sections.section_at(line.span)) for line in lines)
    return [
        line.text for line, section in named if section and section.reason == TABLE_OF_CONTENTS and line.text.strip()
    ]


def _restore_line_index(candidate: HeadingCandidate, free: Sequence[int]) -> HeadingCandidate:
    """The candidate with its line index among all lines instead of among the free ones."""
    return replace(candidate, line=free[candidate.line])


def _choose_title_test(chapters: Sequence[HeadingCandidate], lines: Sequence[SourceLine]) -> Callable[[str], bool]:
    """A test for the titles on the line below "CHAPTER I", chosen by what most bare headings of this book show."""
    bare = [candidate for candidate in chapters if not candidate.heading.title and candidate.heading.number is not None]
    below = [lines[candidate.line + 1].text for candidate in bare if candidate.line + 1 < len(lines)]
    titles = [text for text in below if _is_title(text)]
    if len(bare) == 1:
        return _is_title if titles and titles[0].isupper() else _is_no_title
    if len(titles) >= MIN_TITLED_SHARE * len(bare) > 0 and _are_distinct(titles):
        return _is_title
    stopped = [text for text in below if _is_stopped_title(text)]
    enough = len(bare) >= MIN_STOPPED_CHAPTERS and len(stopped) >= MIN_STOPPED_SHARE * len(bare)
    return _is_stopped_title if enough and _are_distinct(stopped) else _is_no_title


def _are_distinct(titles: Sequence[str]) -> bool:
    """Whether titles differ; a line that is the same below most headings is not a title."""
    return 2 * len(set(titles)) > len(titles)


def _is_no_title(_: str) -> bool:
    return False


def _is_title(text: str) -> bool:
    """Whether a line below a chapter's number is its title, and not a short author's note."""
    return could_be_title(text) and not matches_any_rule(ANY_NOTE, text)


def _is_stopped_title(text: str) -> bool:
    """Whether a line is a title with a full stop: few words, the longer ones capitalized.

    >>> _is_stopped_title("The Widow and her Kettle."), _is_stopped_title("It rained all day.")
    (True, False)
    """
    words = [word for word in text.split() if len(word) > LONG_WORD_LENGTH]
    capitals = sum(not word[:1].islower() for word in words)
    short = len(text.split()) <= MAX_STOPPED_TITLE_WORDS and capitals >= MIN_TITLED_SHARE * len(words) and bool(words)
    return short and (_is_title(text) or _is_title(text.rstrip("."))) and text[:1] not in "“\"‘'"


def _build_text_opening(
    candidate: HeadingCandidate, lines: Sequence[SourceLine], is_title: Callable[[str], bool]
) -> ChapterOpening:
    heading, line = candidate.heading, candidate.line
    opening = _build_opening(line, heading, "", 1)
    if not heading.title and heading.number is not None and line + 1 < len(lines):
        below = lines[line + 1].text
        if is_title(below):
            return replace(opening, title=below.strip(" .*_"), heading_lines=2)
    return opening


def _assign_parts(
    openings: tuple[ChapterOpening, ...], parts: Sequence[tuple[int, str]], lines: Sequence[SourceLine]
) -> tuple[ChapterOpening, ...]:
    """The openings, each part assigned to the next chapter, with its name if numbering restarts in each part."""
    numbers = [opening.number for opening in openings if opening.number is not None]
    restarts = len(set(numbers)) < len(numbers)
    starts = [line for line, _ in parts]
    previous_lines = [-1, *(opening.line for opening in openings)]
    result = []
    for opening, earlier in zip(openings, previous_lines, strict=False):
        part_index = bisect_right(starts, opening.line) - 1
        name = parts[part_index][1] if part_index >= 0 and restarts else opening.part
        begins = (
            part_index >= 0
            and starts[part_index] > earlier
            and _count_words(lines, starts[part_index], opening.line) <= MAX_PART_PAGE_WORDS
        )
        line = starts[part_index] if begins else opening.line
        result.append(replace(opening, part=name, line=line, lines_above=opening.line - line))
    return tuple(result)


def _assign_marked_parts(
    openings: tuple[ChapterOpening, ...], parts: Sequence[Section], lines: Sequence[SourceLine]
) -> tuple[ChapterOpening, ...]:
    """The openings with the parts that the file names.

    Below a name without a number ("The Red Lamp"), bare numbers belong to it even if they don't restart.
    """
    named = [(_line_range(part, lines)[0], part.title) for part in parts]
    result = _assign_parts(openings, named, lines)
    starts = [line for line, _ in named]
    return tuple(_add_part_name(opening, named, starts) for opening in result)


def _add_part_name(opening: ChapterOpening, named: Sequence[tuple[int, str]], starts: Sequence[int]) -> ChapterOpening:
    part_index = bisect_right(starts, opening.line + opening.lines_above) - 1
    if part_index < 0 or opening.part or opening.title or opening.number is None or parse_heading(named[part_index][1]):
        return opening
    return replace(opening, part=named[part_index][1])


def _count_words(lines: Sequence[SourceLine], first: int, last: int) -> int:
    return sum(len(lines[index].text.split()) for index in range(first, last))

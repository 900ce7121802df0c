"""Where a book's chapters begin: by what its file says, else by the headings in its text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from audiobook.chapters.headings.candidates import Candidate, candidates_of
from audiobook.chapters.headings.choose import choice_of
from audiobook.chapters.headings.collections import LEVEL_OF_NUMBERS, names_above, numbers_below
from audiobook.chapters.headings.contents_lists import CONTENTS, is_contents_caption
from audiobook.chapters.headings.levels import MOST_PAGE_WORDS, LevelHeading, Levels, choose_level, level_headings
from audiobook.chapters.headings.patterns import SENTENCE_END, Form, Heading, could_be_title, heading_in
from audiobook.chapters.headings.printed_lists import printed_contents
from audiobook.chapters.headings.sections import Sections
from audiobook.chapters.headings.word_counts import WordCount
from audiobook.chapters.lines import SourceLine
from audiobook.chapters.note_labels import ANY_NOTE, matches_any
from audiobook.model import Role, Section
from audiobook.text.numerals import Number

# An entry of a list of contents is short and ends like no sentence, but for the number of its page.
MOST_ENTRY_WORDS = 40
PAGE_BEHIND = re.compile(r"[\s.·…]*\b(?:\d{1,4}|[ivxlc]{1,6})?\s*$")


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
    """A book's openings in order, and the lines of contents lists, of headings inside chapters, of page numbers.

    The lines of `title_page`, before the first opening, are no story by their words.
    """

    openings: tuple[Opening, ...]
    contents: frozenset[int]
    inner_headings: frozenset[int]
    pages: frozenset[int] = frozenset()
    title_page: frozenset[int] = frozenset()


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
        parts = sections.with_role(Role.PART)
        inner = _lines_of(lines, [*headings, *(part for part in parts if part.span.start < part.span.end)])
        return Layout(_in_parts(_told(lines, chapters), parts, lines), frozenset(), inner)
    if headings:
        layout = _by_level(lines, headings, sections)
        if layout.openings:
            return layout
    return _by_text(lines, sections)


def _lines_of(lines: Sequence[SourceLine], sections: Sequence[Section]) -> frozenset[int]:
    starts = {section.span.start for section in sections}
    return frozenset(index for index, line in enumerate(lines) if line.span.start in starts)


def _by_level(lines: Sequence[SourceLine], found: Sequence[Section], sections: Sections) -> Layout:
    """The layout by the levels of the file's own headings, which were found among its sections."""
    headings = level_headings(found, [_place_of(section, lines) for section in found], len(lines))
    listed = _listed(headings, lines)
    told = WordCount(lines, listed | _unread(lines, sections))
    chosen = choose_level(headings, told) if len(headings) > 1 else Levels((), ())
    numbers = numbers_below(chosen.chapters, _numbers(lines, sections), lines, told)
    if numbers:
        all_headings = sorted([*headings, *numbers], key=_heading_line)
        by_number = choose_level(all_headings, told)
        if any(one.level == LEVEL_OF_NUMBERS for one in by_number.chapters):
            headings, chosen = all_headings, by_number
    opening = chosen.chapters or _only_numbered(headings)
    by_line = {one.line: one for one in headings}
    openings = tuple(_level_opening(one, by_line) for one in opening)
    taken = {line for one in openings for line in range(one.line, one.line + one.heading_lines)}
    inner = frozenset(line for one in headings for line in range(one.line, one.end)) - taken
    parts = _named_parts(chosen.parts) or names_above(chosen.chapters, lines)
    inner |= {line for line, _ in parts}
    placed = _below_parts(_with_parts(openings, parts, lines), chosen)
    title_page = min(chosen.title_page, placed[0].line) if placed else 0
    return Layout(placed, listed, inner, title_page=frozenset(range(title_page)))


def _numbers(lines: Sequence[SourceLine], sections: Sections) -> list[Candidate]:
    """The numbers alone on a line that the file calls nothing."""
    free = [index for index, line in enumerate(lines) if sections.leave_open(line.span)]
    found = candidates_of([lines[index] for index in free])
    return [_among_all(one, free) for one in found if one.heading.form is Form.NUMBER]


def _below_parts(openings: Sequence[Opening], chosen: Levels) -> tuple[Opening, ...]:
    """The openings, those whose heading is no deeper than a part's outside of it: its own page, an epilogue."""
    starts = [part.line for part in chosen.parts]
    levels = {one.line: one.level for one in chosen.chapters}
    placed = []
    for one in openings:
        at = bisect_right(starts, one.line + one.above) - 1
        outside = at >= 0 and levels[one.line + one.above] <= chosen.parts[at].level
        placed.append(replace(one, part="") if outside else one)
    return tuple(placed)


def _unread(lines: Sequence[SourceLine], sections: Sections) -> frozenset[int]:
    """The lines that the file itself calls no story."""
    found = ((index, sections.of(line.span)) for index, line in enumerate(lines))
    return frozenset(index for index, section in found if section and section.role is Role.METADATA)


def _place_of(section: Section, lines: Sequence[SourceLine]) -> tuple[int, int]:
    """The first line of a section and the one after its last."""
    first = bisect_left(lines, section.span.start, key=_start)
    last = bisect_left(lines, section.span.end, lo=first, key=_start)
    return first, last


def _heading_line(one: LevelHeading) -> int:
    return one.line


def _start(line: SourceLine) -> int:
    return line.span.start


def _only_numbered(headings: Sequence[LevelHeading]) -> tuple[LevelHeading, ...]:
    """The heading of a story of one chapter, where it is numbered."""
    found = tuple(one for one in headings if one.heading)
    return found if len(found) == 1 else ()


def _level_opening(one: LevelHeading, by_line: Mapping[int, LevelHeading]) -> Opening:
    """The opening of a heading; a deeper one right below it is the title of a bare number."""
    opening = _opening(one.line, one.heading, one.section.title, one.lines)
    below = by_line.get(one.end)
    if one.heading is None or opening.title or below is None or below.level <= one.level or below.heading:
        return opening
    return replace(opening, title=below.section.title, heading_lines=one.lines + below.lines)


def _named_parts(parts: Sequence[LevelHeading]) -> list[tuple[int, str]]:
    return [(one.line, one.heading.label if one.heading else one.section.title) for one in parts]


def _listed(headings: Sequence[LevelHeading], lines: Sequence[SourceLine]) -> frozenset[int]:
    """The lines of a list of contents: below a heading that says so, up to the next one, where they are entries."""
    found: set[int] = set()
    for one, other in zip(headings, [*(one.line for one in headings[1:]), len(lines)], strict=True):
        if is_contents_caption(one.section.title) and all(_is_entry(lines[at].text) for at in range(one.end, other)):
            found.update(range(one.line, other))
    return frozenset(found)


def _is_entry(text: str) -> bool:
    return len(text.split()) <= MOST_ENTRY_WORDS and not SENTENCE_END.search(PAGE_BEHIND.sub("", text))


def _told(lines: Sequence[SourceLine], chapters: Sequence[Section]) -> tuple[Opening, ...]:
    found: list[Opening] = []
    for section in chapters:
        first, last = _place_of(section, lines)
        if first < len(lines) and not (found and found[-1].line == first):
            found.append(_opening(first, heading_in(section.title), section.title, last - first))
    return tuple(found)


def _opening(line: int, heading: Heading | None, title: str, heading_lines: int) -> Opening:
    if heading is None or heading.form is Form.NUMBERED_TITLE:
        return Opening(
            line, "", heading.title if heading else title, heading.number if heading else None, heading_lines
        )
    label = f"Chapter {heading.label}" if heading.form is Form.NUMBER else heading.label
    return Opening(line, label, heading.title, heading.number, heading_lines, heading.part)


def _by_text(lines: Sequence[SourceLine], sections: Sections) -> Layout:
    printed = printed_contents(lines)
    free = [index for index, line in enumerate(lines) if index not in printed and sections.leave_open(line.span)]
    looks = [sections.look(lines[index].span) for index in free]
    choice = choice_of([lines[index] for index in free], looks, _kept_entries(lines, sections))
    chapters = [_among_all(candidate, free) for candidate in choice.chapters]
    parts = [(free[part.line], part.heading.label) for part in choice.parts] or names_above(chapters, lines)
    is_title = _titles_below(chapters, lines)
    openings = tuple(_text_opening(candidate, lines, is_title) for candidate in chapters)
    contents, numbers, pages = (
        frozenset(free[index] for index in found) for found in (choice.contents, choice.sections, choice.pages)
    )
    inner = numbers | {line for line, _ in parts}
    return Layout(_with_parts(openings, parts, lines), contents | printed, inner, pages)


def _kept_entries(lines: Sequence[SourceLine], sections: Sections) -> list[str]:
    """What the lists of contents name that the file keeps apart from the story."""
    named = ((line, sections.of(line.span)) for line in lines)
    return [line.text for line, section in named if section and section.reason == CONTENTS and line.text.strip()]


def _among_all(candidate: Candidate, free: Sequence[int]) -> Candidate:
    """The candidate with its line counted among all lines instead of among the free ones."""
    return replace(candidate, line=free[candidate.line])


def _titles_below(chapters: Sequence[Candidate], lines: Sequence[SourceLine]) -> Callable[[str], bool]:
    """What tells the titles that this book puts on the line below "CHAPTER I", as most of its bare headings show."""
    bare = [candidate for candidate in chapters if not candidate.heading.title and candidate.heading.number is not None]
    below = [lines[candidate.line + 1].text for candidate in bare if candidate.line + 1 < len(lines)]
    titles = [text for text in below if _is_title(text)]
    if len(bare) == 1:
        return _is_title if titles and titles[0].isupper() else _is_no_title
    if len(titles) >= MOST_TITLED * len(bare) > 0 and _differ(titles):
        return _is_title
    stopped = [text for text in below if _is_stopped_title(text)]
    enough = len(bare) >= FEWEST_STOPPED and len(stopped) >= MOST_STOPPED * len(bare)
    return _is_stopped_title if enough and _differ(stopped) else _is_no_title


def _differ(titles: Sequence[str]) -> bool:
    """Whether titles name chapters; a line that stands below most of them names none."""
    return 2 * len(set(titles)) > len(titles)


# Of the chapters without a title beside their number, this share has one below; titles that end with a full stop look
# like a paragraph, and so must be below nearly all, and below several.
MOST_TITLED, MOST_STOPPED, FEWEST_STOPPED = 0.6, 0.8, 5
MOST_STOPPED_WORDS = 14


def _is_no_title(_: str) -> bool:
    return False


def _is_title(text: str) -> bool:
    """Whether a line below a chapter's number is its title; a short author's note may stand there, too."""
    return could_be_title(text) and not matches_any(ANY_NOTE, text)


def _is_stopped_title(text: str) -> bool:
    """Whether a line is a title with a full stop: few words, the longer ones with capitals.

    >>> _is_stopped_title("The Widow and her Kettle."), _is_stopped_title("It rained all day.")
    (True, False)
    """
    words = [word for word in text.split() if len(word) > LONG_WORD]
    capitals = sum(not word[:1].islower() for word in words)
    short = len(text.split()) <= MOST_STOPPED_WORDS and capitals >= MOST_TITLED * len(words) and bool(words)
    return short and (_is_title(text) or _is_title(text.rstrip("."))) and text[:1] not in "“\"‘'"


LONG_WORD = 4


def _text_opening(candidate: Candidate, lines: Sequence[SourceLine], is_title: Callable[[str], bool]) -> Opening:
    heading, line = candidate.heading, candidate.line
    opening = _opening(line, heading, "", 1)
    if not heading.title and heading.number is not None and line + 1 < len(lines):
        below = lines[line + 1].text
        if is_title(below):
            return replace(opening, title=below.strip(" .*_"), heading_lines=2)
    return opening


def _with_parts(
    openings: tuple[Opening, ...], parts: Sequence[tuple[int, str]], lines: Sequence[SourceLine]
) -> tuple[Opening, ...]:
    """The openings, each part with the chapter that follows it, and its name where chapters are numbered anew in it."""
    numbers = [opening.number for opening in openings if opening.number is not None]
    restarts = len(set(numbers)) < len(numbers)
    starts = [line for line, _ in parts]
    before = [-1, *(opening.line for opening in openings)]
    placed = []
    for opening, earlier in zip(openings, before, strict=False):
        at = bisect_right(starts, opening.line) - 1
        name = parts[at][1] if at >= 0 and restarts else opening.part
        begins = at >= 0 and starts[at] > earlier and _words(lines, starts[at], opening.line) <= MOST_PAGE_WORDS
        line = starts[at] if begins else opening.line
        placed.append(replace(opening, part=name, line=line, above=opening.line - line))
    return tuple(placed)


def _in_parts(
    openings: tuple[Opening, ...], parts: Sequence[Section], lines: Sequence[SourceLine]
) -> tuple[Opening, ...]:
    """The openings with the parts that the file names.

    Below a name that is no number itself ("The Red Lamp"), bare numbers belong to it wherever they go on.
    """
    named = [(_place_of(part, lines)[0], part.title) for part in parts]
    placed = _with_parts(openings, named, lines)
    starts = [line for line, _ in named]
    return tuple(_of_named_part(opening, named, starts) for opening in placed)


def _of_named_part(opening: Opening, named: Sequence[tuple[int, str]], starts: Sequence[int]) -> Opening:
    at = bisect_right(starts, opening.line + opening.above) - 1
    if at < 0 or opening.part or opening.title or opening.number is None or heading_in(named[at][1]):
        return opening
    return replace(opening, part=named[at][1])


def _words(lines: Sequence[SourceLine], first: int, last: int) -> int:
    return sum(len(lines[index].text.split()) for index in range(first, last))

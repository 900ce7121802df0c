"""Which headings of a file open chapters: those of the level, and of the kind, below which the story lies."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest
from statistics import median

from audiobook.chapters.headings.candidates import is_next
from audiobook.chapters.headings.contents_lists import is_contents_caption
from audiobook.chapters.headings.diction import Diction
from audiobook.chapters.headings.patterns import Form, Heading, heading_in
from audiobook.chapters.headings.word_counts import MOST_CHAPTER_WORDS, WordCount, are_chapters
from audiobook.model import Section

MOST_OF_THE_BOOK = 0.5
# A heading without a number among numbered chapters is one, too, where its tale is at least this share of a usual one.
LEAST_SHARE = 0.25
# Before the first numbered chapter more must be told: what stands there is a title page or a dedication otherwise.
FEWEST_BEFORE = 300
# A level's numbered headings stand for all of it where at least this share of those with a tale is numbered, or where
# so much of the book is below them.
MOST_NUMBERED = 0.6
# Before the first and after the last numbered chapter stand prefaces and advertisements, too. Where there are words
# enough to compare, those without a name that books give their prologues must be written as the chapters are.
# Of passages of 300 words out of six novels 95 % reach 0.75, of 150 words 0.65; advertisements stay below that.
LEAST_LIKENESS, LEAST_LIKENESS_IN_SHORT = 0.72, 0.6
FEWEST_COMPARED, SHORT = 150, 300
# So many chapters are enough to know how a book is written.
MOST_COMPARED = 30
FEWEST_TO_LEARN_FROM = 3
# What stands before the first chapter is left out only where it is far from any story.
LEAST_LIKENESS_OF_STORY = 0.6
FEWEST_ON_TITLE_PAGE = 60
# On a part's page stands at most a motto, or what is told before its first chapter.
MOST_MOTTO_WORDS = 60
MOST_PAGE_WORDS = 300
YEARS = range(1400, 2100)


@dataclass(frozen=True, slots=True)
class LevelHeading:
    """A heading of the file: its first line, how many lines it takes, and what it says."""

    section: Section
    line: int
    lines: int
    heading: Heading | None

    @property
    def level(self) -> int:
        """The file's own level, 1 to 6."""
        return self.section.level

    @property
    def end(self) -> int:
        """The line after its last one."""
        return self.line + self.lines


@dataclass(frozen=True, slots=True)
class Levels:
    """The headings that open chapters, and those of higher levels, which part the book; () where none opens any.

    The first `title_page` lines are no story by their words.
    """

    chapters: tuple[LevelHeading, ...]
    parts: tuple[LevelHeading, ...]
    title_page: int = 0


def choose_level(headings: Sequence[LevelHeading], told: WordCount) -> Levels:
    """The headings of the level that explains the book best: the highest that has tales below it.

    A level of headings without numbers, or of parts, gives way to a deeper one whose numbers go on.
    """
    chosen: list[LevelHeading] = []
    for level in sorted({one.level for one in headings}):
        members = [one for one in headings if one.level == level and not is_contents_caption(one.section.title)]
        if sum(words >= told.fewest for words in _tales(members, told)) < 2:
            continue
        if not chosen or _explains_better(members, chosen, told):
            chosen = members
    if not chosen:
        return Levels((), ())
    parts = [one for one in headings if one.level < chosen[0].level and not is_contents_caption(one.section.title)]
    chapters = sorted([*_with_tales(chosen, told), *_named_outside(headings, chosen, told)], key=_line)
    chapters += _telling_parts(parts, chapters, told)
    chapters.sort(key=_line)
    named = {one for one in chapters if one.heading and one.heading.form is Form.NAMED}
    parts = [one for one in parts if one not in named]
    page = _title_page(chapters, parts, told)
    return Levels(tuple(chapters), tuple(one for one in parts if one.line >= page), page)


def _title_page(chapters: Sequence[LevelHeading], parts: Sequence[LevelHeading], told: WordCount) -> int:
    """How many lines before the first chapter, and the part that it is in, are no story by their words: all or none."""
    counted = _counted(chapters)
    first = chapters[0].line if chapters else 0
    part = next((one for one in reversed(parts) if one.line < first), None)
    if part and told.between(part.end - 1, first) <= MOST_MOTTO_WORDS:
        first = part.line
    if len(counted) < FEWEST_TO_LEARN_FROM or told.between(-1, first) < FEWEST_ON_TITLE_PAGE:
        return 0
    return first if _diction(counted, chapters, told).likeness(told.text(-1, first)) < LEAST_LIKENESS_OF_STORY else 0


def _line(one: LevelHeading) -> int:
    return one.line


def _named_outside(
    headings: Sequence[LevelHeading], chosen: Sequence[LevelHeading], told: WordCount
) -> Iterator[LevelHeading]:
    """The headings of other levels that are a prologue, an epilogue or the like with a tale of its own.

    A deeper one is so only before the first and after the last chapter; else it is inside of one.
    """
    for one, following in zip_longest(headings, headings[1:]):
        inside = one.level > chosen[0].level and chosen[0].line < one.line < chosen[-1].line
        named = one.heading is not None and one.heading.form is Form.NAMED
        end = following.line if following else told.lines
        if named and one.level != chosen[0].level and not inside and told.between(one.end - 1, end) >= told.fewest:
            yield one


def _telling_parts(
    parts: Sequence[LevelHeading], chapters: Sequence[LevelHeading], told: WordCount
) -> Iterator[LevelHeading]:
    """The parts with a page of their own where chapters are counted again in each: the cast of a play, say.

    What is written as the chapters are is told before the first of them, unless it is as long as one.
    """
    counted = _counted(chapters)
    if sum(one.heading.place == (1,) for one in counted if one.heading) < 2:
        return
    diction, numbers = _diction(counted, chapters, told), _kind_of(counted) is Form.NUMBER
    lines = sorted(one.line for one in (*parts, *chapters))
    opening = {one.line for one in counted}
    for part in parts:
        at = bisect_right(lines, part.line)
        end = lines[at] if at < len(lines) else told.lines
        words = told.between(part.end - 1, end)
        if numbers and end not in opening and part.line > counted[0].line:
            # A story of one piece among others whose pieces are counted.
            if words >= told.fewest and (words < FEWEST_COMPARED or _is_alike(diction, part.end - 1, end, told)):
                yield part
        elif end not in opening or words <= MOST_MOTTO_WORDS:
            continue
        elif words > MOST_PAGE_WORDS or not _is_alike(diction, part.end - 1, end, told):
            yield part


def _diction(counted: Sequence[LevelHeading], among: Sequence[LevelHeading], told: WordCount) -> Diction:
    """How the first of the counted chapters are written, each up to the next of all headings."""
    ends = {one: other.line for one, other in pairwise(among)}
    return Diction(told.text(one.end - 1, ends.get(one, told.lines)) for one in counted[:MOST_COMPARED])


def _is_alike(diction: Diction, first: int, end: int, told: WordCount) -> bool:
    """Whether what stands after one line and before another is written as the book is."""
    least = LEAST_LIKENESS_IN_SHORT if told.between(first, end) < SHORT else LEAST_LIKENESS
    return diction.likeness(told.text(first, end)) >= least


def _tales(members: Sequence[LevelHeading], told: WordCount) -> list[int]:
    """How many words stand below each heading, up to the next one."""
    ends = [*(one.line for one in members[1:]), told.lines][: len(members)]
    return [told.between(one.end - 1, end) for one, end in zip(members, ends, strict=True)]


def _explains_better(deeper: Sequence[LevelHeading], higher: Sequence[LevelHeading], told: WordCount) -> bool:
    """Whether a deeper level's headings are the chapters, and the higher one's the parts of the book.

    So it is where the deeper ones are counted, with most of the book below them, and the higher ones are not, or are
    parts by their name. Bare numbers count the sections of a chapter, unless that would be as long as a book, or they
    begin again below the names of stories and have a chapter's length.
    """
    counted, above = _counted(deeper), _counted(higher)
    if len(counted) < 2 or sum(_tales(counted, told)) <= MOST_OF_THE_BOOK * told.whole:
        return False
    numbers = _kind_of(counted) is Form.NUMBER
    if above and _kind_of(above) is Form.NUMBER:
        return _kind_of(counted) is Form.CHAPTER
    if above:
        return _kind_of(above) is Form.PART and not numbers
    wholes = _tales(higher, told)
    if numbers and _begin_again(counted, higher, told):
        return are_chapters(_tales(counted, told), wholes)
    return not numbers or median(wholes) > MOST_CHAPTER_WORDS


def _begin_again(counted: Sequence[LevelHeading], names: Sequence[LevelHeading], told: WordCount) -> bool:
    """Whether numbers begin with one right below most of the names, which are those of a collection's stories then."""
    first = [one.line for one in counted if one.heading and one.heading.place == (1,)]
    most = most_above(_tales(counted, told))
    ends = [*(one.line for one in names[1:]), told.lines]
    heading = 0
    for name, end in zip(names, ends, strict=True):
        at = bisect_right(first, name.line)
        below = first[at] if at < len(first) and first[at] < end else None
        heading += below is not None and told.between(name.end - 1, below) <= most
    return heading > 1 and heading >= len(names) / 2


def most_above(sections: Sequence[int]) -> float:
    """How many words may stand between a story's name and its first number, by the words of its sections: a motto."""
    return min(MOST_MOTTO_WORDS, LEAST_SHARE * median(sections))


def _kind_of(counted: Sequence[LevelHeading]) -> Form | None:
    return counted[0].heading.form if counted[0].heading else None


def _counted(members: Sequence[LevelHeading]) -> list[LevelHeading]:
    """The headings of the word that is counted most; those that say "chapter" come before any other."""
    kinds = Counter(kind for one in members if (kind := _kind(one)))
    best = Form.CHAPTER if kinds[Form.CHAPTER] > 1 else next(iter(kinds.most_common(1)), ("", 0))[0]
    found = [one for one in members if _kind(one) == best]
    places = [one.heading.place for one in found if one.heading]
    following = sum(is_next(one, other) for one, other in pairwise(places))
    return found if best and following >= 0.5 * (len(found) - 1) else []


def _kind(one: LevelHeading) -> str:
    return one.heading.counts if one.heading else ""


def _with_tales(members: list[LevelHeading], told: WordCount) -> Iterator[LevelHeading]:
    """The headings that have a tale below them; where most are counted, the others only as far as they are alike."""
    tales = _tales(members, told)
    telling = [one for one, words in zip(members, tales, strict=True) if words >= told.fewest]
    counted = _counted(members)
    known = frozenset(counted)
    numbered = [words for one, words in zip(members, tales, strict=True) if one in known]
    few = len(counted) < MOST_NUMBERED * len(telling) and sum(numbered) < MOST_OF_THE_BOOK * told.whole
    if len(counted) < 2 or few:
        yield from telling
        return
    chapters = _Chapters(members, counted, median(numbered), told)
    ends = [*(one.line for one in members[1:]), told.lines]
    for one, words, end in zip(members, tales, ends, strict=True):
        if chapters.holds(one) or (words >= told.fewest and chapters.has_like(one, words, end)):
            yield one


class _Chapters:
    """The counted chapters of a level, which other headings of it are compared with."""

    def __init__(
        self, members: Sequence[LevelHeading], counted: Sequence[LevelHeading], usual: float, told: WordCount
    ) -> None:
        self.first, self.last = counted[0].line, counted[-1].line
        self._counted, self._usual, self._told = frozenset(counted), usual, told
        self._kinds = Counter(map(_kind, members))
        others = self._kinds.keys() - {_kind(counted[0]), ""}
        self._outside = {kind for kind in others if _lies_outside(kind, members, counted)}
        self._diction = _diction(counted, members, told)

    def holds(self, one: LevelHeading) -> bool:
        """Whether a heading is one of them."""
        return one in self._counted

    def has_like(self, one: LevelHeading, words: int, end: int) -> bool:
        """Whether a heading among them opens a chapter, too: a prologue, four letters before them, an interlude."""
        if one.heading and one.heading.form is Form.NAMED:
            return True
        if _kind(one) and not _is_only_worded(one, self._kinds):
            return _kind(one) in self._outside
        if words < (FEWEST_BEFORE if one.line < self.first else LEAST_SHARE * self._usual):
            return False
        inside = self.first < one.line < self.last
        return inside or words < FEWEST_COMPARED or _is_alike(self._diction, one.end - 1, end, self._told)


def _is_only_worded(one: LevelHeading, kinds: Counter[str]) -> bool:
    """Whether a heading has a number but counts nothing: "The Last Ferry" where no other ferry is."""
    return one.heading is not None and one.heading.form is Form.COUNTED and kinds[_kind(one)] == 1


def _lies_outside(kind: str, members: Sequence[LevelHeading], counted: Sequence[LevelHeading]) -> bool:
    lines = [one.line for one in members if _kind(one) == kind]
    return len(lines) > 1 and (lines[-1] < counted[0].line or lines[0] > counted[-1].line)


def level_headings(sections: Sequence[Section], places: Sequence[tuple[int, int]], most: int) -> list[LevelHeading]:
    """The headings of a file with the lines that each takes, but for those behind its `most` lines."""
    found = [
        LevelHeading(section, first, last - first, heading_in(section.title))
        for section, (first, last) in zip(sections, places, strict=True)
        if first < most
    ]
    counts = any(one.heading and one.heading.form is Form.NUMBER and one.heading.place == (1,) for one in found)
    return found if counts else [replace(one, heading=None) if _is_year(one.heading) else one for one in found]


def _is_year(heading: Heading | None) -> bool:
    """Whether a heading is a number alone that is a year: no chapter's number where none is the first."""
    return heading is not None and heading.form is Form.NUMBER and bool(heading.number) and heading.place[0] in YEARS

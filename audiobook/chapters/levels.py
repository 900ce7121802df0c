"""Which headings of a file open chapters: those of the level, and of the kind, below which the story lies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from audiobook.chapters.choosing import WordCount, is_contents_caption, is_next
from audiobook.chapters.headings import Form, Heading, heading_in
from audiobook.model import Section

MOST_OF_THE_BOOK = 0.5
MOST_CHAPTER_WORDS = 12_000
# A heading without a number among numbered chapters is one, too, where its tale is at least this share of a usual one.
LEAST_SHARE = 0.25
# Before the first numbered chapter more must be told: what stands there is a title page or a dedication otherwise.
FEWEST_BEFORE = 300
# A level's numbered headings stand for all of it where at least this share of those with a tale is numbered.
MOST_NUMBERED = 0.6


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
    """The headings that open chapters, and those of higher levels, which part the book; () where none opens any."""

    chapters: tuple[LevelHeading, ...]
    parts: tuple[LevelHeading, ...]


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
    parts = tuple(one for one in headings if one.level < chosen[0].level)
    return Levels(tuple(_with_tales(chosen, told)), parts)


def _tales(members: Sequence[LevelHeading], told: WordCount) -> list[int]:
    """How many words stand below each heading, up to the next one."""
    ends = [*(one.line for one in members[1:]), told.lines][: len(members)]
    return [told.between(one.end - 1, end) for one, end in zip(members, ends, strict=True)]


def _explains_better(deeper: Sequence[LevelHeading], higher: Sequence[LevelHeading], told: WordCount) -> bool:
    """Whether a deeper level's headings are the chapters, and the higher one's the parts of the book.

    So it is where the deeper ones are counted, with most of the book below them, and the higher ones are not, or are
    parts by their name. Bare numbers count the sections of a chapter, unless that would be as long as a book.
    """
    counted, above = _counted(deeper), _counted(higher)
    if len(counted) < 2 or sum(_tales(counted, told)) <= MOST_OF_THE_BOOK * told.whole:
        return False
    numbers = _kind_of(counted) is Form.NUMBER
    if above and _kind_of(above) is Form.NUMBER:
        return _kind_of(counted) is Form.CHAPTER
    if above:
        return _kind_of(above) is Form.PART and not numbers
    return not numbers or median(_tales(higher, told)) > MOST_CHAPTER_WORDS


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
    if one.heading is None or not one.heading.number:
        return ""
    return one.heading.word if one.heading.form in (Form.COUNTED, Form.PART) else one.heading.form


def _with_tales(members: list[LevelHeading], told: WordCount) -> Iterator[LevelHeading]:
    """The headings that have a tale below them; where most are counted, the others only as far as they are alike."""
    tales = _tales(members, told)
    telling = [one for one, words in zip(members, tales, strict=True) if words >= told.fewest]
    counted = _counted(members)
    if len(counted) < max(2, MOST_NUMBERED * len(telling)):
        yield from telling
        return
    usual = median(_tales(counted, told))
    others = {_kind(one) for one in members} - {_kind(counted[0]), ""}
    outside = {kind for kind in others if _lies_outside(kind, members, counted)}
    for one, words in zip(members, tales, strict=True):
        if one in counted or (words >= told.fewest and _is_alike(one, words, usual, outside, counted)):
            yield one


def _is_alike(one: LevelHeading, words: int, usual: float, outside: set[str], counted: Sequence[LevelHeading]) -> bool:
    """Whether a heading among counted chapters opens one, too: a prologue, four letters before them, an interlude."""
    if one.heading and one.heading.form is Form.NAMED:
        return True
    if _kind(one):
        return _kind(one) in outside
    return words >= (FEWEST_BEFORE if one.line < counted[0].line else LEAST_SHARE * usual)


def _lies_outside(kind: str, members: Sequence[LevelHeading], counted: Sequence[LevelHeading]) -> bool:
    lines = [one.line for one in members if _kind(one) == kind]
    return len(lines) > 1 and (lines[-1] < counted[0].line or lines[0] > counted[-1].line)


def level_headings(sections: Sequence[Section], places: Sequence[tuple[int, int]], most: int) -> list[LevelHeading]:
    """The headings of a file with the lines that each takes, but for those behind its `most` lines."""
    return [
        LevelHeading(section, first, last - first, heading_in(section.title))
        for section, (first, last) in zip(sections, places, strict=True)
        if first < most
    ]

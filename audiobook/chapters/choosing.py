"""Which of the lines that read like headings open a chapter: the ones whose numbers go on.

A book has one way of heading its chapters. For each way the longest run of numbers that goes on is looked for (dynamic
programming over the candidates), and the way that explains the book best is taken. Contents lists fall out first.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise, zip_longest

from audiobook.chapters.headings import PART_WORDS, Form, Heading, could_be_title, heading_in
from audiobook.chapters.lines import SourceLine
from audiobook.chapters.note_labels import ANY_NOTE, matches_any
from audiobook.chapters.rules import letters_of
from audiobook.numerals import Number


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that reads like a heading, by its place in the list of lines."""

    line: int
    heading: Heading


@dataclass(frozen=True, slots=True)
class Choice:
    """The headings that open chapters, the parts above them, the lines that are a list of contents, and other numbers.

    `sections` are numbers alone on a line that open no chapter, `pages` those of them that count the pages.
    """

    chapters: tuple[Candidate, ...]
    parts: tuple[Candidate, ...]
    contents: frozenset[int]
    sections: frozenset[int]
    pages: frozenset[int]


# How many candidates back a heading may look for the one before it; more than any story has between two chapters.
WINDOW = 40
FEWEST_PAGES = 4
ENDS_A_SENTENCE = re.compile(r"[.!?…:—][”\"’'»)\]*_]*$")
# A contents list has at least this many entries, each with less than this between it and the next.
SHORTEST_CONTENTS = 3
MOST_BETWEEN_ENTRIES = 200
# A stop inside a line: it is more than a title.
INNER_STOP = re.compile(r"(?<!\b[A-Z])(?<!\bMr)(?<!\bMrs)(?<!\bDr)(?<!\bSt)[.!?] ")
# The worth of going on from one number to the next, by what lies between.
NEXT, SKIPPED, AGAIN_FROM_ONE, FIRST, LATE_FIRST = 1.0, 0.5, 0.15, 1.0, 0.3
MOST_SKIPPED = 4
SAME = 0.4
# A heading has a tale below it where at least so many words stand there; what is only a list or a title has fewer.
FEWEST_TOLD = 15
SHORTEST_STORY = 300
SHORTEST_COUNT = 3
MOST_OF_THE_BOOK = 0.6


def choice_of(lines: Sequence[SourceLine]) -> Choice:
    """The headings among `lines`; none where the numbers of none go on."""
    told = WordCount(lines)
    found = candidates_of(lines)
    contents = contents_of(found, lines)
    left = [candidate for candidate in found if candidate.line not in contents]
    parts = [candidate for candidate in left if candidate.heading.form is Form.PART and _isolated(candidate, lines)]
    chapters = _best_family(left, parts, told)
    opening = {one.line for one in chapters}
    above = tuple(part for part in parts if part.line not in opening) if len(chapters) > 1 else ()
    numbers = [one for one in left if one.heading.form is Form.NUMBER and one.line not in opening]
    pages = _pages(numbers, lines)
    return Choice(tuple(chapters), above, contents, frozenset(one.line for one in numbers) - pages, pages)


class WordCount:
    """How many words stand between two lines."""

    def __init__(self, lines: Sequence[SourceLine], listed: frozenset[int] = frozenset()) -> None:
        """`listed` are the lines of contents lists and the like, whose words are nobody's tale."""
        counts = (0 if at in listed else len(line.text.split()) for at, line in enumerate(lines))
        self._before = list(accumulate(counts, initial=0))
        self._lines, self._listed = lines, listed

    def between(self, first: int, last: int) -> int:
        """The words of the lines after `first` and before `last`."""
        return max(0, self._before[min(last, len(self._before) - 1)] - self._before[first + 1])

    def text(self, first: int, last: int) -> str:
        """The words of the lines after `first` and before `last`."""
        at = range(first + 1, last)
        return " ".join(self._lines[index].text for index in at if index not in self._listed)

    def notes_follow(self, line: int) -> bool:
        """Whether what stands right below a line is labelled as an author's note."""
        return line + 1 < self.lines and matches_any(ANY_NOTE, self._lines[line + 1].text)

    @property
    def fewest(self) -> int:
        """How many words make a tale and not a title page's lines; in the shortest of stories, any."""
        return FEWEST_TOLD if self.whole >= SHORTEST_STORY else 1

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return len(self._before) - 1

    @property
    def whole(self) -> int:
        """The words of all lines."""
        return self._before[-1]


def _pages(numbers: list[Candidate], lines: Sequence[SourceLine]) -> frozenset[int]:
    """The numbers that count pages: always upwards, many of them, and most cut a sentence in two."""
    counted = [one for one in numbers if any(character.isdecimal() for character in lines[one.line].text)]
    upwards = sum(a.heading.place < b.heading.place for a, b in pairwise(counted))
    cutting = sum(not ENDS_A_SENTENCE.search(lines[one.line - 1].text) for one in counted if one.line)
    if len(counted) < FEWEST_PAGES or upwards < 0.9 * (len(counted) - 1) or cutting < 0.3 * len(counted):
        return frozenset()
    return frozenset(one.line for one in counted)


def candidates_of(lines: Sequence[SourceLine]) -> list[Candidate]:
    """Every line that reads like a heading, in order; the weaker forms only where they stand alone."""
    found = []
    for index, line in enumerate(lines):
        heading = heading_in(line.text)
        if heading is None:
            continue
        candidate = Candidate(index, heading)
        if heading.form in (Form.CHAPTER, Form.PART) or _isolated(candidate, lines):
            found.append(candidate)
    return found


def _isolated(candidate: Candidate, lines: Sequence[SourceLine]) -> bool:
    index = candidate.line
    before = index == 0 or lines[index].blanks > 0
    after = index + 1 == len(lines) or lines[index + 1].blanks > 0
    return before and (after or candidate.heading.form is Form.NAMED or _stands_over_title(candidate, lines))


def _stands_over_title(candidate: Candidate, lines: Sequence[SourceLine]) -> bool:
    """Whether a number alone on its line has its title right below it, and nothing else."""
    below = candidate.line + 1
    if candidate.heading.form not in (Form.NUMBER, Form.COUNTED) or candidate.heading.title:
        return False
    ends = below + 1 == len(lines) or lines[below + 1].blanks > 0
    return ends and could_be_title(lines[below].text)


def contents_of(candidates: Sequence[Candidate], lines: Sequence[SourceLine]) -> frozenset[int]:
    """The lines of lists of contents: headings that count on with no story between, and their caption."""
    listed: set[int] = set()
    lists = _Lists(candidates, lines)
    run: list[Candidate] = []
    for candidate, following in zip_longest(candidates, candidates[1:]):
        run.append(candidate)
        bare = following is not None and _nothing_told(candidate.line, following.line, lines)
        if following is not None and bare and _counts_on(candidate, following):
            continue
        # The last of a list is followed by the book's first heading, or by story that belongs to neither.
        entries = run if bare or lists.comes_again(run[-1]) else run[:-1]
        if entries and lists.holds(entries):
            listed.update(lists.lines_of(entries))
        run = []
    captions = {line - 1 for line in listed if line and is_contents_caption(lines[line - 1].text)}
    return frozenset(listed | captions)


class _Lists:
    """The lists of contents of a book, asked for one after the other; no line is looked at again for the next one."""

    def __init__(self, candidates: Sequence[Candidate], lines: Sequence[SourceLine]) -> None:
        self.lines = lines
        self._last = {_named(one): one.line for one in candidates}
        self._listed = 0
        self._ends = {False: 0, True: 0}

    def comes_again(self, candidate: Candidate) -> bool:
        """Whether the heading stands later in the book once more; then this one is a list's last line."""
        return self._last[_named(candidate)] > candidate.line

    def holds(self, entries: Sequence[Candidate]) -> bool:
        """Whether headings that count on with no story between are a list."""
        first = entries[0].line
        captioned = first > 0 and is_contents_caption(self.lines[first - 1].text)
        again = all(self.comes_again(entry) for entry in entries)
        fewest = SHORTEST_CONTENTS - captioned - again
        return len(entries) >= fewest

    def lines_of(self, entries: Sequence[Candidate]) -> range:
        """The lines of a list that no list before it has."""
        first = max(entries[0].line, self._listed)
        self._listed = max(self._listed, self._end(entries))
        return range(first, self._listed)

    def _end(self, entries: Sequence[Candidate]) -> int:
        """The line after a list's last one: entries that read like no heading go on as closely as the others stood."""
        within = range(entries[0].line + 1, entries[-1].line + 1)
        apart = any(self.lines[index].blanks > 0 for index in within)
        end = entries[-1].line + 1
        # Where the same kind of list before it went on beyond this place, this one ends there too.
        end = max(end, self._ends[apart])
        while end < len(self.lines) and self._goes_on(self.lines[end], apart):
            end += 1
        self._ends[apart] = end
        return end

    @staticmethod
    def _goes_on(line: SourceLine, apart: bool) -> bool:
        return line.blanks <= apart and could_be_title(line.text) and not (apart and heading_in(line.text))


def _named(candidate: Candidate) -> tuple[Number | None, str]:
    return candidate.heading.number, candidate.heading.label


def _counts_on(one: Candidate, other: Candidate) -> bool:
    """Whether two entries of a list follow each other: by their numbers, or as a prologue does."""
    before, after = one.heading.place, other.heading.place
    return not before or not after or is_next(before, after)


def is_next(before: Number, after: Number) -> bool:
    """Whether a number is the one after another, in one of the ways in which people count.

    >>> is_next((2,), (3,)), is_next((2,), (2, 5)), is_next((1, 10), (2, 1)), is_next((1,), (3,))
    (True, True, True, False)
    """
    if len(before) == len(after) == 2 and before[0] == after[0]:
        return before[1] < after[1]
    return after[0] == before[0] + 1 or (after[0] == before[0] and len(before) < len(after))


def is_contents_caption(text: str) -> bool:
    """Whether a line is the caption of a list of contents.

    >>> is_contents_caption("TABLE OF CONTENTS"), is_contents_caption("Contents of the box")
    (True, False)
    """
    return letters_of(text[:80]) in ("contents", "tableofcontents", "chapters", "chapterlist")  # more is a paragraph


def _nothing_told(first: int, second: int, lines: Sequence[SourceLine]) -> bool:
    """Whether only titles stand between two lines, and no sentence of a story."""
    between = [lines[index].text for index in range(first + 1, second)]
    titles = all(could_be_title(text) and not INNER_STOP.search(text) for text in between)
    return titles and sum(len(text) for text in between) <= MOST_BETWEEN_ENTRIES


def _best_family(candidates: list[Candidate], parts: list[Candidate], told: WordCount) -> list[Candidate]:
    """The way of heading chapters whose numbers go on longest; "Chapter 3" is believed before a bare "3"."""
    named = [candidate for candidate in candidates if candidate.heading.form is Form.NAMED]
    at = [part.line for part in parts]
    chains = {key: _goes_on(family, at, told) for key, family in _families(candidates)}
    chapters = chains.pop(Form.CHAPTER, [])
    if len(chapters) < 2:
        believed = (chain for key, chain in chains.items() if _is_believed(key, chain, told))
        chapters = max([chapters, *believed], key=len)
    if not chapters and len(named) > 1:
        return named
    chapters = chapters or _goes_on(parts, [], told)
    return sorted([*_with_others_outside(chapters, chains, told), *(named if chapters else [])], key=_line)


def _families(candidates: Iterable[Candidate]) -> Iterator[tuple[str, list[Candidate]]]:
    """The candidates by what they count: chapters of any name, letters, acts, bare numbers; none of the named ones."""
    found: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        if candidate.heading.counts:
            found.setdefault(candidate.heading.counts, []).append(candidate)
    yield from found.items()


def _line(candidate: Candidate) -> int:
    return candidate.line


def _is_believed(key: str, chain: Sequence[Candidate], told: WordCount) -> bool:
    """Whether headings that do not say "chapter" are a book's: they begin with one and go on.

    Of a word that is nobody's word for a chapter, there must be more, with a tale below each and most of the book.
    """
    begins = len(chain) > 1 and chain[0].heading.place[-1] in (0, 1)
    if not begins or not is_next(chain[0].heading.place, chain[1].heading.place):
        return False
    if key in (Form.NUMBERED_TITLE, Form.NUMBER):
        return True
    ends = [*(candidate.line for candidate in chain[1:]), told.lines]
    tales = [told.between(one.line, end) for one, end in zip(chain, ends, strict=True)]
    telling = sum(words >= told.fewest for words in tales)
    known = chain[0].heading.form is Form.PART or chain[0].heading.word in PART_WORDS
    fewest = 2 if known else SHORTEST_COUNT
    return telling >= max(fewest, 0.8 * len(chain)) and sum(tales) >= MOST_OF_THE_BOOK * told.whole


def _with_others_outside(
    chapters: list[Candidate], chains: dict[str, list[Candidate]], told: WordCount
) -> list[Candidate]:
    """The chapters, and what else is counted before the first or after the last of them: four letters, say."""
    if not chapters:
        return chapters
    first, last = chapters[0].line, chapters[-1].line
    before: list[Candidate] = []
    behind: list[Candidate] = []
    for key, chain in chains.items():
        counted = [candidate for candidate in chain if candidate.heading.form is Form.COUNTED]
        if key in (Form.NUMBER, Form.NUMBERED_TITLE) or not _counts_from_one(counted, told):
            continue
        if counted[-1].line < first and len(counted) > len(before):
            before = counted
        elif counted[0].line > last and len(counted) > len(behind):
            behind = counted
    return [*before, *chapters, *behind]


def _counts_from_one(counted: Sequence[Candidate], told: WordCount) -> bool:
    begins = len(counted) > 1 and counted[0].heading.place == (1,)
    return begins and all(told.between(one.line, other.line) >= told.fewest for one, other in pairwise(counted))


def _goes_on(candidates: Sequence[Candidate], parts: Sequence[int], told: WordCount) -> list[Candidate]:
    """The candidates of one kind whose numbers go on best, in order; all of them where they are counted down to 1."""
    if _counts_down(candidates):
        return list(candidates)
    worth: list[float] = []
    before: list[int | None] = []
    for index, candidate in enumerate(candidates):
        best, came_from = _first_worth(candidate), None
        for earlier in range(max(0, index - WINDOW), index):
            link = _link_worth(candidates[earlier], candidate, parts, told)
            if link is not None and worth[earlier] + link > best:
                best, came_from = worth[earlier] + link, earlier
        worth.append(best)
        before.append(came_from)
    chain: list[Candidate] = []
    at = max(range(len(worth)), key=lambda index: worth[index], default=None)
    while at is not None:
        chain.append(candidates[at])
        at = before[at]
    return chain[::-1]


def _counts_down(candidates: Sequence[Candidate]) -> bool:
    places = [one.heading.place for one in candidates]
    down = all(len(one) == len(other) == 1 and one[0] == other[0] + 1 for one, other in pairwise(places))
    return len(places) >= SHORTEST_COUNT and down and places[-1][0] in (0, 1)


def _first_worth(candidate: Candidate) -> float:
    return FIRST if candidate.heading.place[0] in (0, 1) else LATE_FIRST


def _link_worth(earlier: Candidate, later: Candidate, parts: Sequence[int], told: WordCount) -> float | None:
    """What it is worth to have `later` follow `earlier`, None where it cannot.

    A number that comes twice heads two chapters where a tale stands between, and is said again where none does.
    """
    one, two = earlier.heading.place, later.heading.place
    if two[0] < 0:
        return NEXT
    if two[-1] == 1 and bisect_left(parts, later.line) > bisect_right(parts, earlier.line):
        return NEXT
    if is_next(one, two):
        return NEXT
    if one == two:
        return None if _said_again(earlier, later, told) else SAME
    if one[0] < two[0] <= one[0] + MOST_SKIPPED:
        return SKIPPED
    return AGAIN_FROM_ONE if two == (1,) != one else None


def _said_again(earlier: Candidate, later: Candidate, told: WordCount) -> bool:
    """Whether a heading only repeats the one before it: in the same words, below a note, or with no tale between."""
    title = earlier.heading.title.casefold()
    same = bool(title) and title == later.heading.title.casefold()
    return same or told.notes_follow(earlier.line) or told.between(earlier.line, later.line) < FEWEST_TOLD

"""Which of the lines that read like headings open a chapter: the ones whose numbers go on.

A book has one way of heading its chapters. For each way the longest run of numbers that goes on is looked for (dynamic
programming over the candidates), and the way that explains the book best is taken. Contents lists fall out first.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from audiobook.chapters.headings.candidates import Candidate, candidates_of, is_isolated, is_next
from audiobook.chapters.headings.contents_lists import contents_of
from audiobook.chapters.headings.patterns import PART_WORDS, Form
from audiobook.chapters.headings.titles import find_titles
from audiobook.chapters.headings.word_counts import FEWEST_TOLD, WordCount, are_chapters
from audiobook.chapters.lines import SourceLine


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
# The worth of going on from one number to the next, by what lies between.
NEXT, SKIPPED, AGAIN_FROM_ONE, FIRST, LATE_FIRST = 1.0, 0.5, 0.15, 1.0, 0.3
MOST_SKIPPED = 4
SAME = 0.4
SHORTEST_COUNT = 3
MOST_OF_THE_BOOK = 0.6


def choice_of(lines: Sequence[SourceLine], looks: Sequence[str] = (), entries: Sequence[str] = ()) -> Choice:
    """The headings among `lines`; none where the numbers of none go on and no titles share the story among them.

    `looks` says of each line how it is set apart ("" for ordinary ones), `entries` what a list of contents names that
    is none of the lines.
    """
    told = WordCount(lines)
    found = candidates_of(lines)
    contents = contents_of(found, lines)
    left = [candidate for candidate in found if candidate.line not in contents]
    parts = [candidate for candidate in left if candidate.heading.form is Form.PART and is_isolated(candidate, lines)]
    chapters = _best_family(left, parts, told)
    if not any(one.heading.form is Form.CHAPTER for one in chapters):
        titles = find_titles(lines, looks or [""] * len(lines), entries, told)
        if _titles_explain_better(titles.chapters, chapters, told):
            chapters = _with_named(titles.chapters, left)
            contents |= titles.contents
    opening = {one.line for one in chapters}
    above = tuple(part for part in parts if part.line not in opening) if len(chapters) > 1 else ()
    numbers = [one for one in left if one.heading.form is Form.NUMBER and one.line not in opening]
    pages = _pages(numbers, lines)
    return Choice(tuple(chapters), above, contents, frozenset(one.line for one in numbers) - pages, pages)


def _titles_explain_better(titles: Sequence[Candidate], chosen: Sequence[Candidate], told: WordCount) -> bool:
    """Whether titles open the chapters, and not bare numbers, of which the sections of chapters have some, too."""
    counted = [one for one in chosen if one.heading.number]
    if len(counted) < 2 or len(titles) < 2:
        return len(titles) > 1
    starts = [one.line for one in titles]
    holding = {bisect_right(starts, one.line) for one in counted}
    if len(holding) < len(titles) / 2:
        return True
    begin_again = sum(one.heading.place == (1,) for one in counted)
    return begin_again >= len(holding) / 2 and not are_chapters(_tales(counted, told), _tales(titles, told))


def _tales(headings: Sequence[Candidate], told: WordCount) -> list[int]:
    ends = [*(one.line for one in headings[1:]), told.lines]
    return [told.between(one.line, end) for one, end in zip(headings, ends, strict=True)]


def _with_named(titles: Sequence[Candidate], candidates: Sequence[Candidate]) -> list[Candidate]:
    """The titles, with the prologue, epilogue and the like that are not set as they are."""
    named = {one.line: one for one in candidates if one.heading.form is Form.NAMED}
    return sorted({**named, **{one.line: one for one in titles}}.values(), key=_line)


def _pages(numbers: list[Candidate], lines: Sequence[SourceLine]) -> frozenset[int]:
    """The numbers that count pages: always upwards, many of them, and most cut a sentence in two."""
    counted = [one for one in numbers if any(character.isdecimal() for character in lines[one.line].text)]
    upwards = sum(a.heading.place < b.heading.place for a, b in pairwise(counted))
    cutting = sum(not ENDS_A_SENTENCE.search(lines[one.line - 1].text) for one in counted if one.line)
    if len(counted) < FEWEST_PAGES or upwards < 0.9 * (len(counted) - 1) or cutting < 0.3 * len(counted):
        return frozenset()
    return frozenset(one.line for one in counted)


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
    tales = _tales(chain, told)
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

"""Which of the lines that read like headings open a chapter: the ones whose numbers go on.

A book has one way of heading its chapters. For each way the longest run of numbers that goes on is looked for (dynamic
programming over the candidates), and the way that explains the book best is taken. Contents lists fall out first.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from audiobook.chapters.headings.candidates import (
    HeadingCandidate,
    find_heading_candidates,
    is_isolated,
    is_next_number,
)
from audiobook.chapters.headings.contents_lists import find_contents_lines
from audiobook.chapters.headings.patterns import PART_WORDS, HeadingForm
from audiobook.chapters.headings.titles import find_titles
from audiobook.chapters.headings.word_counts import MIN_BODY_WORDS, WordCounts, are_sections_chapters
from audiobook.chapters.lines import SourceLine
from audiobook.text.line_ends import SENTENCE_END


@dataclass(frozen=True, slots=True)
class HeadingChoice:
    """The headings that open chapters, the parts above them, the lines that are a list of contents, and other numbers.

    `section_number_lines` are numbers alone on a line that open no chapter, `page_number_lines` those of them that
    count the pages.
    """

    chapters: tuple[HeadingCandidate, ...]
    parts: tuple[HeadingCandidate, ...]
    contents_lines: frozenset[int]
    section_number_lines: frozenset[int]
    page_number_lines: frozenset[int]


# How many candidates back a heading may look for the one before it; more than any story has between two chapters.
MAX_LOOKBACK = 40
MIN_PAGE_NUMBERS = 4
# The worth of going on from one number to the next, by what lies between.
NEXT_SCORE, SKIPPED_SCORE, RESTART_SCORE, FIRST_SCORE, LATE_FIRST_SCORE = 1.0, 0.5, 0.15, 1.0, 0.3
MAX_SKIPPED_NUMBERS = 4
SAME_SCORE = 0.4
MIN_CHAIN_LENGTH = 3
MIN_CHAIN_COVERAGE = 0.6


def choose_headings(
    lines: Sequence[SourceLine], styles: Sequence[str] = (), entries: Sequence[str] = ()
) -> HeadingChoice:
    """The headings among `lines`; none where the numbers of none go on and no titles share the story among them.

    `styles` says of each line how it is set apart ("" for ordinary ones), `entries` what a list of contents names that
    is none of the lines.
    """
    word_counts = WordCounts(lines)
    candidates = find_heading_candidates(lines)
    contents = find_contents_lines(candidates, lines)
    remaining = [candidate for candidate in candidates if candidate.line not in contents]
    parts = [
        candidate
        for candidate in remaining
        if candidate.heading.form is HeadingForm.PART and is_isolated(candidate, lines)
    ]
    chapters = _choose_best_chain(remaining, parts, word_counts)
    if not any(entry.heading.form is HeadingForm.CHAPTER for entry in chapters):
        titles = find_titles(lines, styles or [""] * len(lines), entries, word_counts)
        if _should_prefer_titles(titles.chapters, chapters, word_counts):
            chapters = _add_named_headings(titles.chapters, remaining)
            contents |= titles.contents_lines
    opening = {entry.line for entry in chapters}
    above = tuple(part for part in parts if part.line not in opening) if len(chapters) > 1 else ()
    numbers = [entry for entry in remaining if entry.heading.form is HeadingForm.NUMBER and entry.line not in opening]
    pages = _find_page_numbers(numbers, lines)
    return HeadingChoice(tuple(chapters), above, contents, frozenset(entry.line for entry in numbers) - pages, pages)


def _should_prefer_titles(
    titles: Sequence[HeadingCandidate], headings: Sequence[HeadingCandidate], word_counts: WordCounts
) -> bool:
    """Whether titles open the chapters, and not bare numbers, of which the sections of chapters have some, too."""
    numbered = [candidate for candidate in headings if candidate.heading.number]
    if len(numbered) < 2 or len(titles) < 2:
        return len(titles) > 1
    starts = [candidate.line for candidate in titles]
    holding = {bisect_right(starts, candidate.line) for candidate in numbered}
    if len(holding) < len(titles) / 2:
        return True
    begin_again = sum(candidate.heading.full_number == (1,) for candidate in numbered)
    return begin_again >= len(holding) / 2 and not are_sections_chapters(
        _count_words_below(numbered, word_counts), _count_words_below(titles, word_counts)
    )


def _count_words_below(headings: Sequence[HeadingCandidate], word_counts: WordCounts) -> list[int]:
    return word_counts.words_below([heading.line for heading in headings])


def _add_named_headings(
    titles: Sequence[HeadingCandidate], candidates: Sequence[HeadingCandidate]
) -> list[HeadingCandidate]:
    """The titles, with the prologue, epilogue and the like that are not set as they are."""
    named = {candidate.line: candidate for candidate in candidates if candidate.heading.form is HeadingForm.NAMED}
    return sorted({**named, **{candidate.line: candidate for candidate in titles}}.values(), key=attrgetter("line"))


def _find_page_numbers(numbers: list[HeadingCandidate], lines: Sequence[SourceLine]) -> frozenset[int]:
    """The numbers that count pages: always upwards, many of them, and most cut a sentence in two."""
    counted = [
        candidate for candidate in numbers if any(character.isdecimal() for character in lines[candidate.line].text)
    ]
    upwards = sum(a.heading.full_number < b.heading.full_number for a, b in pairwise(counted))
    cutting = sum(not SENTENCE_END.search(lines[candidate.line - 1].text) for candidate in counted if candidate.line)
    if len(counted) < MIN_PAGE_NUMBERS or upwards < 0.9 * (len(counted) - 1) or cutting < 0.3 * len(counted):
        return frozenset()
    return frozenset(candidate.line for candidate in counted)


def _choose_best_chain(
    candidates: list[HeadingCandidate], parts: list[HeadingCandidate], word_counts: WordCounts
) -> list[HeadingCandidate]:
    """The way of heading chapters whose numbers go on longest; "Chapter 3" is believed before a bare "3"."""
    named = [candidate for candidate in candidates if candidate.heading.form is HeadingForm.NAMED]
    part_lines = [part.line for part in parts]
    chains = {key: _find_best_chain(family, part_lines, word_counts) for key, family in _group_by_numbering(candidates)}
    chapters = chains.pop(HeadingForm.CHAPTER, [])
    if len(chapters) < 2:
        credible = (chain for key, chain in chains.items() if _is_credible_chain(key, chain, word_counts))
        chapters = max([chapters, *credible], key=len)
    if not chapters and len(named) > 1:
        return named
    chapters = chapters or _find_best_chain(parts, [], word_counts)
    return sorted(
        [*_add_outer_chains(chapters, chains, word_counts), *(named if chapters else [])], key=attrgetter("line")
    )


def _group_by_numbering(candidates: Iterable[HeadingCandidate]) -> Iterator[tuple[str, list[HeadingCandidate]]]:
    """The candidates by what they count: chapters of any name, letters, acts, bare numbers; none of the named ones."""
    groups: dict[str, list[HeadingCandidate]] = {}
    for candidate in candidates:
        if candidate.heading.numbering:
            groups.setdefault(candidate.heading.numbering, []).append(candidate)
    yield from groups.items()


def _is_credible_chain(numbering: str, chain: Sequence[HeadingCandidate], word_counts: WordCounts) -> bool:
    """Whether headings that do not say "chapter" are a book's: they begin with one and go on.

    Of a word that is nobody's word for a chapter, there must be more, with a tale below each and most of the book.
    """
    begins = len(chain) > 1 and chain[0].heading.full_number[-1] in (0, 1)
    if not begins or not is_next_number(chain[0].heading.full_number, chain[1].heading.full_number):
        return False
    if numbering in (HeadingForm.NUMBERED_TITLE, HeadingForm.NUMBER):
        return True
    body_words = _count_words_below(chain, word_counts)
    substantial = sum(words >= word_counts.min_body_words for words in body_words)
    is_part = chain[0].heading.form is HeadingForm.PART or chain[0].heading.unit in PART_WORDS
    fewest = 2 if is_part else MIN_CHAIN_LENGTH
    return (
        substantial >= max(fewest, 0.8 * len(chain)) and sum(body_words) >= MIN_CHAIN_COVERAGE * word_counts.total_words
    )


def _add_outer_chains(
    chapters: list[HeadingCandidate], chains: dict[str, list[HeadingCandidate]], word_counts: WordCounts
) -> list[HeadingCandidate]:
    """The chapters, and what else is counted before the first or after the last of them: four letters, say."""
    if not chapters:
        return chapters
    first, last = chapters[0].line, chapters[-1].line
    leading: list[HeadingCandidate] = []
    trailing: list[HeadingCandidate] = []
    for key, chain in chains.items():
        counted = [candidate for candidate in chain if candidate.heading.form is HeadingForm.COUNTED]
        if key in (HeadingForm.NUMBER, HeadingForm.NUMBERED_TITLE) or not _is_counted_from_one(counted, word_counts):
            continue
        if counted[-1].line < first and len(counted) > len(leading):
            leading = counted
        elif counted[0].line > last and len(counted) > len(trailing):
            trailing = counted
    return [*leading, *chapters, *trailing]


def _is_counted_from_one(candidates: Sequence[HeadingCandidate], word_counts: WordCounts) -> bool:
    begins = len(candidates) > 1 and candidates[0].heading.full_number == (1,)
    return begins and all(
        word_counts.words_between(candidate.line, following.line) >= word_counts.min_body_words
        for candidate, following in pairwise(candidates)
    )


def _find_best_chain(
    candidates: Sequence[HeadingCandidate], parts: Sequence[int], word_counts: WordCounts
) -> list[HeadingCandidate]:
    """The candidates of one kind whose numbers go on best, in order; all of them where they are counted down to 1."""
    if _is_countdown(candidates):
        return list(candidates)
    scores: list[float] = []
    predecessors: list[int | None] = []
    for index, candidate in enumerate(candidates):
        best, predecessor = _score_start(candidate), None
        for earlier in range(max(0, index - MAX_LOOKBACK), index):
            link = _score_link(candidates[earlier], candidate, parts, word_counts)
            if link is not None and scores[earlier] + link > best:
                best, predecessor = scores[earlier] + link, earlier
        scores.append(best)
        predecessors.append(predecessor)
    chain: list[HeadingCandidate] = []
    position = max(range(len(scores)), key=lambda index: scores[index], default=None)
    while position is not None:
        chain.append(candidates[position])
        position = predecessors[position]
    return chain[::-1]


def _is_countdown(candidates: Sequence[HeadingCandidate]) -> bool:
    numbers = [number.heading.full_number for number in candidates]
    down = all(
        len(number) == len(following) == 1 and number[0] == following[0] + 1 for number, following in pairwise(numbers)
    )
    return len(numbers) >= MIN_CHAIN_LENGTH and down and numbers[-1][0] in (0, 1)


def _score_start(candidate: HeadingCandidate) -> float:
    return FIRST_SCORE if candidate.heading.full_number[0] in (0, 1) else LATE_FIRST_SCORE


def _score_link(
    earlier: HeadingCandidate, later: HeadingCandidate, parts: Sequence[int], word_counts: WordCounts
) -> float | None:
    """What it is worth to have `later` follow `earlier`, None where it cannot.

    A number that comes twice heads two chapters where a tale stands between, and is said again where none does.
    """
    earlier_number, later_number = earlier.heading.full_number, later.heading.full_number
    if later_number[0] < 0:
        return NEXT_SCORE
    if later_number[-1] == 1 and bisect_left(parts, later.line) > bisect_right(parts, earlier.line):
        return NEXT_SCORE
    if is_next_number(earlier_number, later_number):
        return NEXT_SCORE
    if earlier_number == later_number:
        return None if _is_heading_repeated(earlier, later, word_counts) else SAME_SCORE
    if earlier_number[0] < later_number[0] <= earlier_number[0] + MAX_SKIPPED_NUMBERS:
        return SKIPPED_SCORE
    return RESTART_SCORE if later_number == (1,) != earlier_number else None


def _is_heading_repeated(earlier: HeadingCandidate, later: HeadingCandidate, word_counts: WordCounts) -> bool:
    """Whether a heading only repeats the one before it: in the same words, below a note, or with no tale between."""
    title = earlier.heading.title.casefold()
    same = bool(title) and title == later.heading.title.casefold()
    return (
        same
        or word_counts.has_note_below(earlier.line)
        or word_counts.words_between(earlier.line, later.line) < MIN_BODY_WORDS
    )

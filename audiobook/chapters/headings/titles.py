"""Finds titles without numbers that aren't headings of the file: by their formatting, or by a table of contents.

Lines with the same formatting (bold, centered, between ornaments) are titles if they divide the story as chapters do:
each stands between complete paragraphs, differs from the others, and has about as much text below it. Emphasized words,
signs on doors, dates and the names of narrators don't.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, takewhile
from operator import attrgetter
from statistics import median

from audiobook.chapters.breaks import is_scene_break
from audiobook.chapters.headings.candidates import HeadingCandidate
from audiobook.chapters.headings.contents_lists import is_contents_caption
from audiobook.chapters.headings.patterns import parse_heading
from audiobook.chapters.headings.title_lines import (
    MAX_TITLE_LINE_WORDS,
    NON_TITLE_ENDS,
    TitleLine,
    can_be_standalone_title,
    find_title_lines,
)
from audiobook.chapters.headings.word_counts import MAX_CHAPTER_WORDS, WordCounts
from audiobook.chapters.lines import SourceLine
from audiobook.chapters.note_labels import ANY_NOTE, matches_any_rule
from audiobook.chapters.preamble import can_be_story_title, parse_labels
from audiobook.text.comparison import comparison_key
from audiobook.text.line_ends import PARAGRAPH_END

# So many titles make chapters; fewer do if a table of contents has them.
MIN_TITLES, MIN_LISTED_TITLES = 3, 2
# A title with less than this share of the usual text below it is on a title page, or above nothing.
MIN_BODY_SHARE = 0.2
# Of all titles, how many may have no story below, must be different, and must stand between complete paragraphs.
MAX_BARE_SHARE, MIN_DISTINCT_SHARE, MIN_BETWEEN_SHARE = 0.1, 0.9, 0.9
# Of all titles, how many may be names, may be times, and may end in "!" or "?".
MAX_NAME_SHARE, MAX_TIME_SHARE, MAX_EXCLAMATION_SHARE = 0.5, 0.34, 0.34
# How many other lines with the same formatting there may be for each title: bold sentences, say.
MAX_STRAYS_PER_TITLE = 0.25
# Before the first title there may be this share of a usual chapter, and nothing if chapters have fewer words than this.
MAX_OPENING_SHARE, MIN_WORDS_FOR_OPENING = 0.3, 400
# This share of the chapters must have a usual length, between these multiples of the median.
MIN_REGULAR_SHARE, MIN_REGULAR_LENGTH, MAX_REGULAR_LENGTH = 0.66, 0.4, 2.5
# The median chapter has at least this many words, or in a short text this share of it.
MIN_MEDIAN_WORDS, MIN_MEDIAN_SHARE = 100, 0.05
# If a text is longer than any chapter, and dates or names divide it into stretches this long, these are its chapters.
LONG_SCENE_WORDS = 1_000
# This share of a list's entries must be above chapters, and this share of the titles must be in the list.
MIN_LISTED_SHARE = 0.7
# The page number at the end of an entry.
ENTRY_PAGE_NUMBER = re.compile(r"(?:\s|[.·…]){1,80}\d{1,4}$")
# Entries of a table of contents are no longer than this.
MAX_ENTRY_CHARACTERS = 160
# A note often ends in a link.
ADDRESS_END = re.compile(r"(?:^|\s)\S{1,80}\.\w{2,10}/\S{0,200}$")
PLAIN_WORD = re.compile(r"[^\W\d_]+")
# A title with more words is not taken for a name.
MAX_NAME_WORDS = 3


@dataclass(frozen=True, slots=True)
class TitleChoice:
    """The titles that open chapters, and the lines of tables of contents that list them."""

    chapters: tuple[HeadingCandidate, ...] = ()
    contents_lines: frozenset[int] = frozenset()


def find_titles(
    lines: Sequence[SourceLine], styles: Sequence[str], entries: Sequence[str], word_counts: WordCounts
) -> TitleChoice:
    """The titles among lines with their formatting ("" for ordinary lines).

    `entries` are those of a table of contents outside `lines`.
    """
    contents_list = _find_contents_list(lines, entries)
    candidates = [title for title in find_title_lines(lines, styles) if title.line not in contents_list.lines]
    if len(candidates) >= MIN_LISTED_TITLES:
        evaluator = _TitleEvaluator(lines, word_counts, candidates, contents_list)
        for style_of in (_full_style, _base_style):
            chapters = _choose_earliest(
                [evaluator.select_chapters(family) for family in _group_by_style(candidates, style_of)]
            )
            if chapters:
                contents_copies = _find_contents_copies(chapters, candidates)
                return TitleChoice(tuple(title.candidate for title in chapters), contents_list.lines | contents_copies)
    return _find_titles_in_list(lines, contents_list, word_counts)


def _full_style(title: TitleLine) -> str:
    return title.style


def _base_style(title: TitleLine) -> str:
    return title.base_style


def _group_by_style(titles: Sequence[TitleLine], style_of: Callable[[TitleLine], str]) -> Iterator[list[TitleLine]]:
    families: dict[str, list[TitleLine]] = {}
    for title in titles:
        families.setdefault(style_of(title), []).append(title)
    yield from families.values()


def _choose_earliest(groups: Sequence[list[TitleLine]]) -> list[TitleLine]:
    """The titles that begin first: headings of sections begin below the title of a chapter."""
    return min((group for group in groups if group), key=lambda titles: titles[0].line, default=[])


def _find_contents_copies(chapters: Sequence[TitleLine], candidates: Sequence[TitleLine]) -> frozenset[int]:
    """The lines of a table of contents that is formatted like the titles."""
    names = {comparison_key(title.text) for title in chapters}
    return frozenset(
        title.line for title in candidates if title.line < chapters[0].line and comparison_key(title.text) in names
    )


class _TitleEvaluator:
    """The lines among which titles stand, checked one formatting after the other."""

    def __init__(
        self,
        lines: Sequence[SourceLine],
        word_counts: WordCounts,
        candidates: Sequence[TitleLine],
        contents_list: _ContentsList,
    ) -> None:
        self.lines, self.word_counts = lines, word_counts
        self.listed_keys = frozenset(map(comparison_key, contents_list.entries))
        self._title_line_indices = frozenset(title.line for title in candidates)
        self._words_before: list[int] = [0]

    def select_chapters(self, family: Sequence[TitleLine]) -> list[TitleLine]:
        """The lines with one formatting that open chapters; [] if they don't divide the story as chapters do."""
        titles = self._select_with_text([title for title in family if title.can_be_title])
        agreeing = sum(comparison_key(title.text) in self.listed_keys for title in titles)
        if len(titles) >= MIN_LISTED_TITLES and agreeing >= MIN_LISTED_SHARE * len(titles):
            return titles
        if len(titles) < MIN_TITLES or not self._is_evenly_spread(titles):
            return []
        odd_titles = self._find_odd_titles(titles, family)
        within = [title for title in family if titles[0].line < title.line < titles[-1].line and not title.can_be_title]
        strays = len(within) - sum(title.line < titles[-1].line for title in odd_titles)
        is_accepted = (
            strays <= MAX_STRAYS_PER_TITLE * len(titles)
            and self._is_title_wording(titles)
            and self._are_between_paragraphs(titles)
        )
        return sorted([*titles, *odd_titles], key=attrgetter("line")) if is_accepted else []

    def _find_odd_titles(self, titles: Sequence[TitleLine], family: Sequence[TitleLine]) -> list[TitleLine]:
        """The other lines with this formatting that have as much story as a chapter on both sides."""
        min_words = MIN_REGULAR_LENGTH * median(self._count_words_below(titles))
        ends = [*(title.line for title in family[1:]), self.word_counts.line_count]
        previous_lines = [-1, *(title.line for title in family)]
        return [
            title
            for previous_line, title, end in zip(previous_lines, family, ends, strict=False)
            if not title.can_be_title
            and title.line > titles[0].line
            and title.text[-1] not in NON_TITLE_ENDS
            and min(
                self.word_counts.words_between(previous_line, title.line),
                self.word_counts.words_between(title.line, end),
            )
            >= min_words
        ]

    def _select_with_text(self, titles: list[TitleLine]) -> list[TitleLine]:
        """The titles with story below, except on a title page; [] if too many between them have none."""
        titles = _drop_subtitles(titles)
        some = [words for words in self._count_words_below(titles) if words >= self.word_counts.min_body_words]
        min_words = max(self.word_counts.min_body_words, MIN_BODY_SHARE * median(some)) if some else 1
        bare_flags = [words < min_words for words in self._count_words_below(titles)]
        first = next((index for index, is_bare in enumerate(bare_flags) if not is_bare), len(bare_flags))
        last = next((index for index in range(len(bare_flags), first, -1) if not bare_flags[index - 1]), first)
        within = range(first, last)
        if sum(bare_flags[index] for index in within) > MAX_BARE_SHARE * len(within):
            return []
        min_words = max(self.word_counts.min_body_words, min(min_words, MIN_MEDIAN_WORDS))
        return [
            titles[index]
            for index, words in enumerate(self._count_words_below(titles))
            if index in within and words >= min_words
        ]

    def _count_words_below(self, titles: Sequence[TitleLine]) -> list[int]:
        return self.word_counts.words_below([title.line for title in titles])

    def _is_evenly_spread(self, titles: Sequence[TitleLine]) -> bool:
        """Whether titles divide all of the story about evenly."""
        body_words = self._count_words_below(titles)
        median_words = median(body_words)
        regular = sum(
            MIN_REGULAR_LENGTH * median_words <= words <= MAX_REGULAR_LENGTH * median_words for words in body_words
        )
        is_long_enough = median_words >= min(MIN_MEDIAN_WORDS, MIN_MEDIAN_SHARE * self.word_counts.total_words)
        max_opening = MAX_OPENING_SHARE * median_words if median_words >= MIN_WORDS_FOR_OPENING else 0
        return (
            is_long_enough
            and regular >= MIN_REGULAR_SHARE * len(body_words)
            and self._count_words_before(titles[0].line) <= max_opening
        )

    def _count_words_before(self, line: int) -> int:
        """The number of words of story before a line, without title pages and labels."""
        for source_line in self.lines[len(self._words_before) - 1 : line]:
            self._words_before.append(
                self._words_before[-1] + (len(source_line.text.split()) if _is_story_text(source_line.text) else 0)
            )
        return self._words_before[line]

    def _is_title_wording(self, titles: Sequence[TitleLine]) -> bool:
        """Whether the words are those of titles: all different, and few of them names, times or shouts."""
        title_count = len(titles)
        if sum(title.text[-1] in "!?" for title in titles) > MAX_EXCLAMATION_SHARE * title_count:
            return False
        body_words = self._count_words_below(titles)
        if sum(body_words) > MAX_CHAPTER_WORDS and median(body_words) >= LONG_SCENE_WORDS:
            return True
        different = len({comparison_key(title.text) for title in titles})
        if (
            different < MIN_DISTINCT_SHARE * title_count
            or sum(title.is_scene_setting for title in titles) > MAX_TIME_SHARE * title_count
        ):
            return False
        return sum(map(self._is_name, titles)) <= MAX_NAME_SHARE * title_count

    def _is_name(self, title: TitleLine) -> bool:
        """Whether a title consists only of words that the story always capitalizes."""
        words = [word for word in PLAIN_WORD.findall(title.text) if word != "s"]
        return 0 < len(words) <= MAX_NAME_WORDS and self._capitalized_words.issuperset(map(str.casefold, words))

    @cached_property
    def _capitalized_words(self) -> frozenset[str]:
        """The words that the story never writes in lower case, casefolded."""
        rest = (line.text for index, line in enumerate(self.lines) if index not in self._title_line_indices)
        words = {word for text in rest for word in PLAIN_WORD.findall(text)}
        low = {word for word in words if word.islower()}
        return frozenset(word.casefold() for word in words - low) - low

    def _are_between_paragraphs(self, titles: Sequence[TitleLine]) -> bool:
        """Whether most titles are between complete paragraphs, which don't go on after a comma or in lower case."""
        return sum(map(self._is_between_paragraphs, titles)) >= MIN_BETWEEN_SHARE * len(titles)

    def _is_between_paragraphs(self, title: TitleLine) -> bool:
        above = self.lines[title.line - 1].text if title.line else ""
        below = self.lines[title.line + 1].text if title.line + 1 < len(self.lines) else ""
        ends = not _is_story_text(above) or bool(PARAGRAPH_END.search(above) or ADDRESS_END.search(above))
        # Below a title, a note may be directly announced; below words in the middle of a sentence it can't be.
        return (ends or matches_any_rule(ANY_NOTE, below)) and not below.lstrip("*_~ ")[:1].islower()


def _drop_subtitles(titles: list[TitleLine]) -> list[TitleLine]:
    """The titles; if most come in pairs of neighbors, only the first of each pair."""
    runs = [list(run) for _, run in groupby(enumerate(titles), key=lambda pair: pair[1].line - pair[0])]
    pairs = sum(len(run) == 2 for run in runs)
    return [run[0][1] for run in runs] if pairs > len(runs) / 2 else titles


def _is_story_text(text: str) -> bool:
    """Whether a line looks like story: not like a title page, a label, a note or a scene break."""
    if parse_labels(text) or matches_any_rule(ANY_NOTE, text) or is_scene_break(text):
        return False
    return not can_be_story_title(text) or len(text.split()) > MAX_TITLE_LINE_WORDS


@dataclass(frozen=True, slots=True)
class _ContentsList:
    """A table of contents: the text of its entries, and its lines with the caption."""

    entries: tuple[str, ...]
    lines: frozenset[int]


def _find_contents_list(lines: Sequence[SourceLine], entries: Sequence[str]) -> _ContentsList:
    """The table of contents: the one that the file marks, or the lines below a caption."""
    if entries:
        return _ContentsList(tuple(map(_strip_entry, entries)), frozenset())
    caption = next((index for index, line in enumerate(lines) if is_contents_caption(line.text)), None)
    if caption is None:
        return _ContentsList((), frozenset())
    short = takewhile(lambda position: _can_be_entry(lines[position].text), range(caption + 1, len(lines)))
    below = {position: _strip_entry(lines[position].text) for position in short}
    first = comparison_key(below[caption + 1]) if below else ""
    repeated_at = next(
        (position for position in below if position > caption + 1 and comparison_key(below[position]) == first), None
    )
    entry_lines = [position for position in below if repeated_at is None or position < repeated_at]
    return _ContentsList(
        tuple(below[position] for position in entry_lines),
        frozenset((caption, *entry_lines)) if entry_lines else frozenset(),
    )


def _strip_entry(text: str) -> str:
    return ENTRY_PAGE_NUMBER.sub("", text).strip("*_ ")


def _can_be_entry(text: str) -> bool:
    entry = _strip_entry(text[:MAX_ENTRY_CHARACTERS])
    return bool(entry) and can_be_standalone_title(entry)


def _find_titles_in_list(
    lines: Sequence[SourceLine], contents_list: _ContentsList, word_counts: WordCounts
) -> TitleChoice:
    """The lines that repeat the entries of the table of contents, in its order, each with story below."""
    if len(contents_list.entries) < MIN_LISTED_TITLES or any(map(_is_numbered, contents_list.entries)):
        return TitleChoice()
    lines_by_key: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        if index not in contents_list.lines and len(line.text) <= MAX_ENTRY_CHARACTERS:
            lines_by_key.setdefault(comparison_key(line.text), []).append(index)
    positions: list[int] = []
    for entry in contents_list.entries:
        position = next(
            (
                position
                for position in lines_by_key.get(comparison_key(entry), ())
                if not positions or position > positions[-1]
            ),
            None,
        )
        positions += [] if position is None else [position]
    ends = [*positions[1:], word_counts.line_count]
    title_positions = [
        position
        for position, end in zip(positions, ends, strict=False)
        if word_counts.words_between(position, end) >= word_counts.min_body_words
    ]
    if len(title_positions) < max(MIN_LISTED_TITLES, MIN_LISTED_SHARE * len(contents_list.entries)):
        return TitleChoice()
    titles = (
        TitleLine(position, lines[position].text.strip("*_ "), "", can_be_title=True).candidate
        for position in title_positions
    )
    return TitleChoice(tuple(titles), contents_list.lines)


def _is_numbered(entry: str) -> bool:
    heading = parse_heading(entry)
    return heading is not None and heading.number is not None

"""Finds titles that neither a number nor a heading of the file gives away: by their look, or by a list of contents.

Lines of one look (bold, centred, between ornaments) are titles where they share the story among them as chapters do:
each stands between whole paragraphs, says something else than the others, and has about as much below it. Stressed
words, signs on doors, dates and the names of those who tell a scene do not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, takewhile
from statistics import median

from audiobook.chapters.breaks import is_break
from audiobook.chapters.headings.candidates import Candidate
from audiobook.chapters.headings.contents_lists import is_contents_caption
from audiobook.chapters.headings.patterns import heading_in
from audiobook.chapters.headings.title_lines import ENDS_NO_TITLE, MOST_WORDS, TitleLine, could_be_alone, title_lines
from audiobook.chapters.headings.word_counts import MOST_CHAPTER_WORDS, WordCount
from audiobook.chapters.lines import SourceLine
from audiobook.chapters.note_labels import ANY_NOTE, matches_any
from audiobook.chapters.preamble import could_head_a_story, labels_in
from audiobook.chapters.rules import key_of

# So many titles make chapters; fewer do where a list of contents has them.
FEWEST_TITLES, FEWEST_LISTED = 3, 2
# A title with less than this share of the usual below it stands on a title page, or over nothing.
LEAST_SHARE = 0.2
# Of all titles so many may have no story below; so many differ; so many stand between whole paragraphs.
MOST_BARE, LEAST_DIFFERENT, LEAST_BETWEEN = 0.1, 0.9, 0.9
# Of all titles at most so many are names, are times, end as an exclamation does.
MOST_NAMES, MOST_TIMES, MOST_EXCLAIMED = 0.5, 0.34, 0.34
# For each title so many other lines of its look may stand among them: bold sentences, say.
MOST_STRAYS = 0.25
# Before the first title at most this share of a usual chapter is told, and nothing where chapters have fewer words.
MOST_BEFORE, FEWEST_BEFORE = 0.3, 400
# So many chapters are of a usual length, between these shares of the median.
LEAST_REGULAR, SHORTEST, LONGEST = 0.66, 0.4, 2.5
# The median chapter has this many words at least, in a short text this share of it.
FEWEST_WORDS, FEWEST_WORDS_SHARE = 100, 0.05
# What is longer than any chapter, and parted by dates or names into stretches as long as this, has these for chapters.
LONG_STRETCH = 1_000
# Of a list's entries so many stand over chapters; of the titles so many are in the list.
LEAST_LISTED = 0.7
# An entry of a list of contents, which may end in the number of a page.
PAGE_BEHIND = re.compile(r"(?:\s|[.·…]){1,80}\d{1,4}$")
MOST_ENTRY_CHARACTERS = 160
ENDS_PARAGRAPH = re.compile(r"[.!?…‽。！？][”\"’'»)\]*_~]*$")
PLAIN_WORD = re.compile(r"[^\W\d_]+")
MOST_NAME_WORDS = 3


@dataclass(frozen=True, slots=True)
class Titles:
    """The titles that open chapters, and the lines of lists of contents that name them."""

    chapters: tuple[Candidate, ...] = ()
    contents: frozenset[int] = frozenset()


def find_titles(lines: Sequence[SourceLine], looks: Sequence[str], entries: Sequence[str], told: WordCount) -> Titles:
    """The titles among lines, each of which has a look ("" for an ordinary one).

    `entries` are the words of a list of contents that is none of the lines.
    """
    listed = _listed(lines, entries)
    found = [one for one in title_lines(lines, looks) if one.line not in listed.lines]
    if len(found) >= FEWEST_LISTED:
        story = _Story(lines, told, found, listed)
        for look_of in (_whole_look, _bare_look):
            chapters = _first([story.chapters_of(family) for family in _families(found, look_of)])
            if chapters:
                page = _said_before(chapters, found)
                return Titles(tuple(one.candidate for one in chapters), listed.lines | page)
    return _titles_in_list(lines, listed, told)


def _line(title: TitleLine) -> int:
    return title.line


def _whole_look(title: TitleLine) -> str:
    return title.look


def _bare_look(title: TitleLine) -> str:
    return title.bare_look


def _families(found: Sequence[TitleLine], look_of: Callable[[TitleLine], str]) -> Iterator[list[TitleLine]]:
    families: dict[str, list[TitleLine]] = {}
    for title in found:
        families.setdefault(look_of(title), []).append(title)
    yield from families.values()


def _first(found: Sequence[list[TitleLine]]) -> list[TitleLine]:
    """The titles that begin first: what heads the sections of chapters begins below a chapter's title."""
    return min((one for one in found if one), key=lambda titles: titles[0].line, default=[])


def _said_before(chapters: Sequence[TitleLine], found: Sequence[TitleLine]) -> frozenset[int]:
    """The lines of a list of contents that is set as the titles are."""
    names = {key_of(one.text) for one in chapters}
    return frozenset(one.line for one in found if one.line < chapters[0].line and key_of(one.text) in names)


class _Story:
    """The lines that titles stand among, asked for one look after the other; none is looked at again for the next."""

    def __init__(
        self, lines: Sequence[SourceLine], told: WordCount, found: Sequence[TitleLine], listed: _Listed
    ) -> None:
        self.lines, self.told = lines, told
        self.listed = frozenset(map(key_of, listed.entries))
        self._set_apart = frozenset(one.line for one in found)
        self._before: list[int] = [0]

    def chapters_of(self, family: Sequence[TitleLine]) -> list[TitleLine]:
        """The lines of one look that open chapters; [] where they do not share the story as chapters do."""
        titles = self._with_story([one for one in family if one.could_be])
        agreeing = sum(key_of(one.text) in self.listed for one in titles)
        if len(titles) >= FEWEST_LISTED and agreeing >= LEAST_LISTED * len(titles):
            return titles
        if len(titles) < FEWEST_TITLES or not self._share_story(titles):
            return []
        odd = self._odd_titles(titles, family)
        within = [one for one in family if titles[0].line < one.line < titles[-1].line and not one.could_be]
        strays = len(within) - sum(one.line < titles[-1].line for one in odd)
        are = strays <= MOST_STRAYS * len(titles) and self._say_titles(titles) and self._stand_between(titles)
        return sorted([*titles, *odd], key=_line) if are else []

    def _odd_titles(self, titles: Sequence[TitleLine], family: Sequence[TitleLine]) -> list[TitleLine]:
        """The other lines of the look, those with a chapter's share of the story on both sides."""
        least = SHORTEST * median(self._tales(titles))
        ends = [*(one.line for one in family[1:]), self.told.lines]
        befores = [-1, *(one.line for one in family)]
        return [
            one
            for before, one, end in zip(befores, family, ends, strict=False)
            if not one.could_be
            and one.line > titles[0].line
            and one.text[-1] not in ENDS_NO_TITLE
            and min(self.told.between(before, one.line), self.told.between(one.line, end)) >= least
        ]

    def _with_story(self, titles: list[TitleLine]) -> list[TitleLine]:
        """The titles that have a story below, without a title page's, where all but a few within have one."""
        titles = _without_subtitles(titles)
        some = [words for words in self._tales(titles) if words >= self.told.fewest]
        least = max(self.told.fewest, LEAST_SHARE * median(some)) if some else 1
        bare = [words < least for words in self._tales(titles)]
        first = next((at for at, is_bare in enumerate(bare) if not is_bare), len(bare))
        last = next((at for at in range(len(bare), first, -1) if not bare[at - 1]), first)
        within = range(first, last)
        if sum(bare[at] for at in within) > MOST_BARE * len(within):
            return []
        least = max(self.told.fewest, min(least, FEWEST_WORDS))
        return [titles[at] for at, words in enumerate(self._tales(titles)) if at in within and words >= least]

    def _tales(self, titles: Sequence[TitleLine]) -> list[int]:
        ends = [*(one.line for one in titles[1:]), self.told.lines][: len(titles)]
        return [self.told.between(one.line, end) for one, end in zip(titles, ends, strict=True)]

    def _share_story(self, titles: Sequence[TitleLine]) -> bool:
        """Whether titles share all of the story among them, about evenly."""
        tales = self._tales(titles)
        usual = median(tales)
        regular = sum(SHORTEST * usual <= words <= LONGEST * usual for words in tales)
        enough = usual >= min(FEWEST_WORDS, FEWEST_WORDS_SHARE * self.told.whole)
        before = MOST_BEFORE * usual if usual >= FEWEST_BEFORE else 0
        return enough and regular >= LEAST_REGULAR * len(tales) and self._told_before(titles[0].line) <= before

    def _told_before(self, line: int) -> int:
        """How many words of story stand before a line, without what reads like a title page or a label."""
        for one in self.lines[len(self._before) - 1 : line]:
            self._before.append(self._before[-1] + (len(one.text.split()) if _tells(one.text) else 0))
        return self._before[line]

    def _say_titles(self, titles: Sequence[TitleLine]) -> bool:
        """Whether words are those of titles: other words each time, hardly names, times or shouts."""
        many = len(titles)
        if sum(one.text[-1] in "!?" for one in titles) > MOST_EXCLAIMED * many:
            return False
        tales = self._tales(titles)
        if sum(tales) > MOST_CHAPTER_WORDS and median(tales) >= LONG_STRETCH:
            return True
        different = len({key_of(one.text) for one in titles})
        if different < LEAST_DIFFERENT * many or sum(one.is_time for one in titles) > MOST_TIMES * many:
            return False
        return sum(map(self._is_name, titles)) <= MOST_NAMES * many

    def _is_name(self, title: TitleLine) -> bool:
        """Whether a title is nothing but words that the story writes with a capital wherever it has them."""
        words = [word for word in PLAIN_WORD.findall(title.text) if word != "s"]
        return 0 < len(words) <= MOST_NAME_WORDS and self._capitalized.issuperset(map(str.casefold, words))

    @cached_property
    def _capitalized(self) -> frozenset[str]:
        """The words that the story never writes in lower case, folded."""
        rest = (line.text for index, line in enumerate(self.lines) if index not in self._set_apart)
        words = {word for text in rest for word in PLAIN_WORD.findall(text)}
        low = {word for word in words if word.islower()}
        return frozenset(word.casefold() for word in words - low) - low

    def _stand_between(self, titles: Sequence[TitleLine]) -> bool:
        """Whether titles stand between whole paragraphs: none goes on behind a colon or a comma, or in lower case."""
        return sum(map(self._stands_between, titles)) >= LEAST_BETWEEN * len(titles)

    def _stands_between(self, title: TitleLine) -> bool:
        above = self.lines[title.line - 1].text if title.line else ""
        below = self.lines[title.line + 1].text if title.line + 1 < len(self.lines) else ""
        ends = not _tells(above) or bool(ENDS_PARAGRAPH.search(above))
        return ends and not below.lstrip("*_~ ")[:1].islower()


def _without_subtitles(titles: list[TitleLine]) -> list[TitleLine]:
    """The titles, where most come in pairs of neighbours, the first of each pair."""
    runs = [list(run) for _, run in groupby(enumerate(titles), key=lambda pair: pair[1].line - pair[0])]
    pairs = sum(len(run) == 2 for run in runs)
    return [run[0][1] for run in runs] if pairs > len(runs) / 2 else titles


def _tells(text: str) -> bool:
    """Whether a line is story for all that it shows itself: no title page's, no label, no note, no break."""
    if labels_in(text) or matches_any(ANY_NOTE, text) or is_break(text):
        return False
    return not could_head_a_story(text) or len(text.split()) > MOST_WORDS


@dataclass(frozen=True, slots=True)
class _Listed:
    """A list of contents: its entries' words, and its lines with its caption."""

    entries: tuple[str, ...]
    lines: frozenset[int]


def _listed(lines: Sequence[SourceLine], entries: Sequence[str]) -> _Listed:
    """The list of contents: the one that the file keeps apart, else what stands below a caption."""
    if entries:
        return _Listed(tuple(map(_entry, entries)), frozenset())
    caption = next((index for index, line in enumerate(lines) if is_contents_caption(line.text)), None)
    if caption is None:
        return _Listed((), frozenset())
    short = takewhile(lambda at: _could_be_entry(lines[at].text), range(caption + 1, len(lines)))
    below = {at: _entry(lines[at].text) for at in short}
    first = key_of(below[caption + 1]) if below else ""
    again = next((at for at in below if at > caption + 1 and key_of(below[at]) == first), None)
    kept = [at for at in below if again is None or at < again]
    return _Listed(tuple(below[at] for at in kept), frozenset((caption, *kept)) if kept else frozenset())


def _entry(text: str) -> str:
    return PAGE_BEHIND.sub("", text).strip("*_ ")


def _could_be_entry(text: str) -> bool:
    entry = _entry(text[:MOST_ENTRY_CHARACTERS])
    return bool(entry) and could_be_alone(entry)


def _titles_in_list(lines: Sequence[SourceLine], listed: _Listed, told: WordCount) -> Titles:
    """The lines that say an entry of the list of contents again, in its order, each over a story of its own."""
    if len(listed.entries) < FEWEST_LISTED or any(map(_is_numbered, listed.entries)):
        return Titles()
    places: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        if index not in listed.lines and len(line.text) <= MOST_ENTRY_CHARACTERS:
            places.setdefault(key_of(line.text), []).append(index)
    found: list[int] = []
    for entry in listed.entries:
        at = next((at for at in places.get(key_of(entry), ()) if not found or at > found[-1]), None)
        found += [] if at is None else [at]
    ends = [*found[1:], told.lines]
    telling = [at for at, end in zip(found, ends, strict=False) if told.between(at, end) >= told.fewest]
    if len(telling) < max(FEWEST_LISTED, LEAST_LISTED * len(listed.entries)):
        return Titles()
    titles = (TitleLine(at, lines[at].text.strip("*_ "), "", could_be=True).candidate for at in telling)
    return Titles(tuple(titles), listed.lines)


def _is_numbered(entry: str) -> bool:
    heading = heading_in(entry)
    return heading is not None and heading.number is not None

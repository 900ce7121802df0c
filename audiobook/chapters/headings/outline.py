"""Which of the file's own headings open chapters: those of the level, and of the kind, that divide the story."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest
from operator import attrgetter
from statistics import median

from audiobook.chapters.headings.candidates import is_next_number
from audiobook.chapters.headings.contents_lists import is_contents_caption
from audiobook.chapters.headings.patterns import Heading, HeadingForm, parse_heading
from audiobook.chapters.headings.vocabulary_profile import VocabularyProfile
from audiobook.chapters.headings.word_counts import MAX_CHAPTER_WORDS, WordCounts, are_sections_chapters
from audiobook.model import Section

# Numbered headings are the chapters of a book if at least this share of its words is below them.
MIN_OUTLINE_COVERAGE = 0.5
# A heading without a number among numbered chapters is a chapter if it has at least this share of their median words.
MIN_CHAPTER_SHARE = 0.25
# A heading before the first numbered chapter must have more text: otherwise it is a title page or a dedication.
MIN_PREFACE_WORDS = 300
# A level's numbered headings are its chapters if at least this share of the headings with story is numbered, or if
# enough of the book is below them.
MIN_NUMBERED_SHARE = 0.6
# Text before the first and after the last numbered chapter may also be a preface or an advertisement. If it has enough
# words to compare, and no usual name such as "prologue", it must be written like the chapters. Of passages of 300 words
# from six novels, 95 % reach 0.75, of 150 words 0.65; advertisements stay below that.
MIN_SIMILARITY, MIN_SHORT_SIMILARITY = 0.72, 0.6
MIN_COMPARED_WORDS, SHORT_PASSAGE_WORDS = 150, 300
# So many chapters are enough to know how a book is written; fewer than the second are not.
MAX_REFERENCE_CHAPTERS = 30
MIN_REFERENCE_CHAPTERS = 3
# Text before the first chapter is skipped only if it is very unlike the story, and at least this long.
MIN_STORY_SIMILARITY = 0.6
MIN_TITLE_PAGE_WORDS = 60
# A part's page has at most a motto, or up to this many words of story before its first chapter.
MAX_EPIGRAPH_WORDS = 60
MAX_PART_PAGE_WORDS = 300
# A heading that is only a number in this range is a year.
YEAR_RANGE = range(1400, 2100)


@dataclass(frozen=True, slots=True)
class OutlineNode:
    """A heading of the file: its first line, its number of lines, and how it parses."""

    section: Section
    line: int
    line_count: int
    heading: Heading | None

    @property
    def level(self) -> int:
        """The file's own level, 1 to 6."""
        return self.section.level

    @property
    def end(self) -> int:
        """The line after its last one."""
        return self.line + self.line_count


@dataclass(frozen=True, slots=True)
class OutlineChoice:
    """The headings that open chapters, and those of higher levels that open parts; both () if none does.

    The first `title_page_length` lines don't read like story.
    """

    chapters: tuple[OutlineNode, ...]
    parts: tuple[OutlineNode, ...]
    title_page_length: int = 0


def choose_outline_level(nodes: Sequence[OutlineNode], word_counts: WordCounts) -> OutlineChoice:
    """The headings of the level that explains the book best: the highest one with story below its headings.

    A level of unnumbered headings, or of parts, gives way to a deeper one whose numbers continue.
    """
    best: list[OutlineNode] = []
    for level in sorted({node.level for node in nodes}):
        level_nodes = [node for node in nodes if node.level == level and not is_contents_caption(node.section.title)]
        if sum(words >= word_counts.min_body_words for words in _count_words_below(level_nodes, word_counts)) < 2:
            continue
        if not best or _should_prefer_deeper(level_nodes, best, word_counts):
            best = level_nodes
    if not best:
        return OutlineChoice((), ())
    parts = [node for node in nodes if node.level < best[0].level and not is_contents_caption(node.section.title)]
    chapters = sorted(
        [*_select_chapters(best, word_counts), *_find_outer_named(nodes, best, word_counts)], key=attrgetter("line")
    )
    chapters += _find_parts_with_text(parts, chapters, word_counts)
    chapters.sort(key=attrgetter("line"))
    named = {node for node in chapters if node.heading and node.heading.form is HeadingForm.NAMED}
    parts = [node for node in parts if node not in named]
    title_page_length = _measure_title_page(chapters, parts, word_counts)
    return OutlineChoice(
        tuple(chapters), tuple(node for node in parts if node.line >= title_page_length), title_page_length
    )


def _measure_title_page(chapters: Sequence[OutlineNode], parts: Sequence[OutlineNode], word_counts: WordCounts) -> int:
    """How many lines before the first chapter, and its part, don't read like story: all or none."""
    numbered = _find_main_numbering(chapters)
    first = chapters[0].line if chapters else 0
    part = next((node for node in reversed(parts) if node.line < first), None)
    if part and word_counts.words_between(part.end - 1, first) <= MAX_EPIGRAPH_WORDS:
        first = part.line
    if len(numbered) < MIN_REFERENCE_CHAPTERS or word_counts.words_between(-1, first) < MIN_TITLE_PAGE_WORDS:
        return 0
    return (
        first
        if _build_profile(numbered, chapters, word_counts).measure_similarity(word_counts.text_between(-1, first))
        < MIN_STORY_SIMILARITY
        else 0
    )


def _find_outer_named(
    nodes: Sequence[OutlineNode], chapters: Sequence[OutlineNode], word_counts: WordCounts
) -> Iterator[OutlineNode]:
    """The headings of other levels that are a prologue, an epilogue or the like, with story below.

    A deeper one counts only before the first and after the last chapter; otherwise it is inside a chapter.
    """
    for node, following in zip_longest(nodes, nodes[1:]):
        inside = node.level > chapters[0].level and chapters[0].line < node.line < chapters[-1].line
        named = node.heading is not None and node.heading.form is HeadingForm.NAMED
        end = following.line if following else word_counts.line_count
        if (
            named
            and node.level != chapters[0].level
            and not inside
            and word_counts.words_between(node.end - 1, end) >= word_counts.min_body_words
        ):
            yield node


def _find_parts_with_text(
    parts: Sequence[OutlineNode], chapters: Sequence[OutlineNode], word_counts: WordCounts
) -> Iterator[OutlineNode]:
    """The parts that have a page of their own if chapter numbers restart in each: a play's cast, say.

    Text written like the chapters belongs to the first of them, unless it is as long as a chapter.
    """
    numbered = _find_main_numbering(chapters)
    if sum(node.heading.full_number == (1,) for node in numbered if node.heading) < 2:
        return
    profile, are_numbers = (
        _build_profile(numbered, chapters, word_counts),
        _numbering_form(numbered) is HeadingForm.NUMBER,
    )
    lines = sorted(node.line for node in (*parts, *chapters))
    opening = {node.line for node in numbered}
    for part in parts:
        index = bisect_right(lines, part.line)
        end = lines[index] if index < len(lines) else word_counts.line_count
        words = word_counts.words_between(part.end - 1, end)
        if are_numbers and end not in opening and part.line > numbered[0].line:
            # A story without sections among others whose sections are numbered.
            if words >= word_counts.min_body_words and (
                words < MIN_COMPARED_WORDS or _is_similar(profile, part.end - 1, end, word_counts)
            ):
                yield part
        elif end not in opening or words <= MAX_EPIGRAPH_WORDS:
            continue
        elif words > MAX_PART_PAGE_WORDS or not _is_similar(profile, part.end - 1, end, word_counts):
            yield part


def _build_profile(
    numbered: Sequence[OutlineNode], all_nodes: Sequence[OutlineNode], word_counts: WordCounts
) -> VocabularyProfile:
    """The vocabulary of the first numbered chapters, each up to the next heading."""
    ends = {node: following.line for node, following in pairwise(all_nodes)}
    return VocabularyProfile(
        word_counts.text_between(node.end - 1, ends.get(node, word_counts.line_count))
        for node in numbered[:MAX_REFERENCE_CHAPTERS]
    )


def _is_similar(profile: VocabularyProfile, first: int, end: int, word_counts: WordCounts) -> bool:
    """Whether the text between two lines is written like the book."""
    threshold = MIN_SHORT_SIMILARITY if word_counts.words_between(first, end) < SHORT_PASSAGE_WORDS else MIN_SIMILARITY
    return profile.measure_similarity(word_counts.text_between(first, end)) >= threshold


def _count_words_below(nodes: Sequence[OutlineNode], word_counts: WordCounts) -> list[int]:
    """The number of words below each heading, up to the next one."""
    return word_counts.words_below([node.line for node in nodes], [node.end - 1 for node in nodes])


def _should_prefer_deeper(
    deeper: Sequence[OutlineNode], higher: Sequence[OutlineNode], word_counts: WordCounts
) -> bool:
    """Whether the headings of a deeper level are the chapters, and the higher ones the parts of the book.

    That is so if the deeper ones are numbered, with most of the book below them, and the higher ones are not, or are
    called parts. Bare numbers are sections of a chapter, unless that chapter would be as long as a book, or they
    restart below the names of stories and are as long as chapters.
    """
    numbered, above = _find_main_numbering(deeper), _find_main_numbering(higher)
    if (
        len(numbered) < 2
        or sum(_count_words_below(numbered, word_counts)) <= MIN_OUTLINE_COVERAGE * word_counts.total_words
    ):
        return False
    numbers = _numbering_form(numbered) is HeadingForm.NUMBER
    if above and _numbering_form(above) is HeadingForm.NUMBER:
        return _numbering_form(numbered) is HeadingForm.CHAPTER
    if above:
        return _numbering_form(above) is HeadingForm.PART and not numbers
    wholes = _count_words_below(higher, word_counts)
    if numbers and _is_numbering_restarted(numbered, higher, word_counts):
        return are_sections_chapters(_count_words_below(numbered, word_counts), wholes)
    return not numbers or median(wholes) > MAX_CHAPTER_WORDS


def _is_numbering_restarted(
    numbered: Sequence[OutlineNode], names: Sequence[OutlineNode], word_counts: WordCounts
) -> bool:
    """Whether numbers begin at one directly below most of the names, which are then the stories of a collection."""
    first = [node.line for node in numbered if node.heading and node.heading.full_number == (1,)]
    max_gap = max_epigraph_words(_count_words_below(numbered, word_counts))
    ends = [*(node.line for node in names[1:]), word_counts.line_count]
    restarts = 0
    for name, end in zip(names, ends, strict=True):
        index = bisect_right(first, name.line)
        first_number = first[index] if index < len(first) and first[index] < end else None
        restarts += first_number is not None and word_counts.words_between(name.end - 1, first_number) <= max_gap
    return restarts > 1 and restarts >= len(names) / 2


def max_epigraph_words(sections: Sequence[int]) -> float:
    """The most words between a story's name and its first number, given the words of its sections."""
    return min(MAX_EPIGRAPH_WORDS, MIN_CHAPTER_SHARE * median(sections))


def _numbering_form(numbered: Sequence[OutlineNode]) -> HeadingForm | None:
    return numbered[0].heading.form if numbered[0].heading else None


def _find_main_numbering(nodes: Sequence[OutlineNode]) -> list[OutlineNode]:
    """The headings with the most frequent numbering word; those with "chapter" take precedence."""
    counts = Counter(numbering for entry in nodes if (numbering := _numbering(entry)))
    if not counts:
        return []
    best = HeadingForm.CHAPTER if counts[HeadingForm.CHAPTER] > 1 else counts.most_common(1)[0][0]
    numbered = [entry for entry in nodes if _numbering(entry) == best]
    numbers = [entry.heading.full_number for entry in numbered if entry.heading]
    following = sum(is_next_number(entry, next_number) for entry, next_number in pairwise(numbers))
    return numbered if following >= 0.5 * (len(numbered) - 1) else []


def _numbering(node: OutlineNode) -> str:
    return node.heading.numbering if node.heading else ""


def _select_chapters(nodes: list[OutlineNode], word_counts: WordCounts) -> Iterator[OutlineNode]:
    """The headings with story below; if most are numbered, others only if they are similar."""
    body_words = _count_words_below(nodes, word_counts)
    substantial = [node for node, words in zip(nodes, body_words, strict=True) if words >= word_counts.min_body_words]
    counted = _find_main_numbering(nodes)
    numbered_nodes = frozenset(counted)
    numbered_words = [words for node, words in zip(nodes, body_words, strict=True) if node in numbered_nodes]
    few = (
        len(counted) < MIN_NUMBERED_SHARE * len(substantial)
        and sum(numbered_words) < MIN_OUTLINE_COVERAGE * word_counts.total_words
    )
    if len(counted) < 2 or few:
        yield from substantial
        return
    chapters = _NumberedChapters(nodes, counted, median(numbered_words), word_counts)
    ends = [*(node.line for node in nodes[1:]), word_counts.line_count]
    for node, words, end in zip(nodes, body_words, ends, strict=True):
        if chapters.is_numbered(node) or (
            words >= word_counts.min_body_words and chapters.is_chapter(node, words, end)
        ):
            yield node


class _NumberedChapters:
    """The numbered chapters of a level, with which its other headings are compared."""

    def __init__(
        self,
        nodes: Sequence[OutlineNode],
        numbered: Sequence[OutlineNode],
        median_words: float,
        word_counts: WordCounts,
    ) -> None:
        self.first, self.last = numbered[0].line, numbered[-1].line
        self._numbered, self._median_words, self._word_counts = frozenset(numbered), median_words, word_counts
        self._numberings = Counter(map(_numbering, nodes))
        others = self._numberings.keys() - {_numbering(numbered[0]), ""}
        self._outer_numberings = {numbering for numbering in others if _is_outside(numbering, nodes, numbered)}
        self._profile = _build_profile(numbered, nodes, word_counts)

    def is_numbered(self, node: OutlineNode) -> bool:
        """Whether a heading is one of them."""
        return node in self._numbered

    def is_chapter(self, node: OutlineNode, words: int, end: int) -> bool:
        """Whether another heading opens a chapter too: a prologue, four letters before the chapters, an interlude."""
        if node.heading and node.heading.form is HeadingForm.NAMED:
            return True
        if _numbering(node) and not _is_lone_ordinal(node, self._numberings):
            return _numbering(node) in self._outer_numberings
        if words < (MIN_PREFACE_WORDS if node.line < self.first else MIN_CHAPTER_SHARE * self._median_words):
            return False
        inside = self.first < node.line < self.last
        return inside or words < MIN_COMPARED_WORDS or _is_similar(self._profile, node.end - 1, end, self._word_counts)


def _is_lone_ordinal(node: OutlineNode, numberings: Counter[str]) -> bool:
    """Whether a heading has a number but no others like it: "The Last Ferry" if there is no other ferry."""
    return node.heading is not None and node.heading.form is HeadingForm.COUNTED and numberings[_numbering(node)] == 1


def _is_outside(numbering: str, nodes: Sequence[OutlineNode], numbered: Sequence[OutlineNode]) -> bool:
    lines = [node.line for node in nodes if _numbering(node) == numbering]
    return len(lines) > 1 and (lines[-1] < numbered[0].line or lines[0] > numbered[-1].line)


def build_outline_nodes(
    sections: Sequence[Section], line_ranges: Sequence[tuple[int, int]], line_count: int
) -> list[OutlineNode]:
    """The headings of a file with the lines that each takes, except those after the last of its `line_count` lines."""
    nodes = [
        OutlineNode(section, first, last - first, parse_heading(section.title))
        for section, (first, last) in zip(sections, line_ranges, strict=True)
        if first < line_count
    ]
    has_first = any(
        node.heading and node.heading.form is HeadingForm.NUMBER and node.heading.full_number == (1,) for node in nodes
    )
    return nodes if has_first else [replace(node, heading=None) if _is_year(node.heading) else node for node in nodes]


def _is_year(heading: Heading | None) -> bool:
    """Whether a heading is only a year, which is not a chapter's number if no chapter has the number one."""
    return (
        heading is not None
        and heading.form is HeadingForm.NUMBER
        and bool(heading.number)
        and heading.full_number[0] in YEAR_RANGE
    )

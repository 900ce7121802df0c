"""Joins lines to paragraphs by their indents, their distances, and how much room they leave at their ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from statistics import median

from audiobook.reading.pdf.lines import Line
from audiobook.text.line_ends import SENTENCE_END
from audiobook.text.numerals import parse_number

# Lines whose distance is more than this many times the usual one are in different paragraphs; one with this many blank
# lines above it, more than paragraphs usually have, begins a scene.
MIN_PARAGRAPH_GAP, MIN_BREAK_GAP = 1.22, 0.7
# A distance of lines is frequent if it has this share of the text that the most frequent one has.
MIN_LEADING_SHARE = 0.25
# Sizes that differ by more than this share begin a new paragraph; a line this much larger than the text is a heading.
SIZE_CHANGE, HEADING_SIZE = 0.06, 1.1
# An indent is so many times the size of the text; deeper ones set a whole passage off.
MIN_INDENT, MAX_INDENT = 0.5, 6.0
# A passage that is set in has so many lines at least, which begin at most this many points apart. Most of them reach
# its edge but for this share of their width; those of verse don't.
MIN_PASSAGE_LINES, SAME_LEFT, MAX_SHORTFALL, MIN_FULL_SHARE = 3, 3.0, 0.15, 0.6
# The left edge of a column is the first one that this share of its lines has.
MIN_EDGE_SHARE = 0.12
# A line ends early if the next word would have fitted, with this much room to spare, in multiples of the size; the
# second is for lines that end amid a sentence. A title is not parted from its name.
SPARE_ROOM, MUCH_ROOM = 0.6, 2.5
FIRST_WORD = re.compile(r"(?:(?:Mrs?|Ms|Dr|St|M)\. )?\S+")
# Lines of a heading are at most this many times their size apart.
MAX_HEADING_LEADING = 1.7
# A line is centred if its margins differ by at most this share of the column, and are wider than an indent.
MAX_OFF_CENTRE, MIN_CENTRE_MARGIN = 0.025, 2.0
HYPHENS = ("-", "\xad")


@dataclass(frozen=True, slots=True)
class Measure:
    """The left and right edge of a column, in points."""

    left: float
    right: float


@dataclass(frozen=True, slots=True)
class TextMeasures:
    """What is usual in a file: the size of text, the distance of lines and of paragraphs, the edges of columns.

    `columns` has the edges by whether the page's number is odd, and the column. `has_indents` says that paragraphs are
    indented.
    """

    size: float
    leading: float
    paragraph_gap: float
    has_indents: bool
    columns: Mapping[tuple[int, int], Measure] = field(default_factory=dict)

    def column_of(self, line: Line) -> Measure:
        """The edges of the column that a line is in."""
        return self.columns.get((line.page % 2, line.column)) or Measure(line.left, line.right)

    def indent_of(self, line: Line) -> float:
        """How far a line is indented, in multiples of the size of text."""
        return (line.left - self.column_of(line).left) / self.size

    def is_text(self, line: Line) -> bool:
        """Whether a line has the usual size."""
        return abs(line.size - self.size) <= SIZE_CHANGE * self.size

    def is_centred(self, line: Line) -> bool:
        """Whether a line is in the middle of its column, away from both edges."""
        column = self.column_of(line)
        before, after = line.left - column.left, column.right - line.right
        tolerance = max(2.0, MAX_OFF_CENTRE * (column.right - column.left))
        return abs(before - after) <= tolerance and before >= MIN_CENTRE_MARGIN * self.size


def usual_leading(pages: Sequence[Sequence[Line]], size: float) -> float:
    """The usual distance between the baselines of two lines of text of this size, in points.

    It is the smallest one that is frequent: in dialogue, most lines are a paragraph, with more room between them.
    """
    distances: Counter[float] = Counter()
    for lines in pages:
        for line, following in pairwise(lines):
            distance = line.baseline - following.baseline
            is_text = all(abs(one.size - size) <= SIZE_CHANGE * size for one in (line, following))
            if is_text and line.column == following.column and 0.8 * size < distance < 4 * size:
                distances[round(distance * 2) / 2] += min(len(line.text), len(following.text))
    if not distances:
        return 1.2 * size
    frequent = MIN_LEADING_SHARE * max(distances.values())
    return min(distance for distance, count in distances.items() if count >= frequent)


def measure_text(pages: Sequence[Sequence[Line]], size: float) -> TextMeasures:
    """What is usual in a file; `pages` are the lines of each page without running heads."""
    leading = usual_leading(pages, size)
    columns = _measure_columns(pages, size)
    measures = TextMeasures(size, leading, leading, False, columns)
    gaps: Counter[float] = Counter()
    indented = full = 0
    for lines in pages:
        for line, following in pairwise(lines):
            if not (measures.is_text(line) and measures.is_text(following) and line.column == following.column):
                continue
            distance = line.baseline - following.baseline
            if MIN_PARAGRAPH_GAP * leading < distance < 3.5 * leading:
                gaps[round(distance)] += 1
            full += 1
            indented += MIN_INDENT <= measures.indent_of(following) <= MAX_INDENT and distance <= 1.1 * leading
    gap, count = gaps.most_common(1)[0] if gaps else (leading, 0)
    has_gaps = count > max(indented, 0.06 * full)
    return TextMeasures(size, leading, gap if has_gaps else leading, indented >= 0.04 * full and not has_gaps, columns)


def _measure_columns(pages: Sequence[Sequence[Line]], size: float) -> dict[tuple[int, int], Measure]:
    groups: dict[tuple[int, int], list[Line]] = {}
    for lines in pages:
        for line in lines:
            if abs(line.size - size) <= SIZE_CHANGE * size:
                groups.setdefault((line.page % 2, line.column), []).append(line)
    return {key: _measure_column(lines) for key, lines in groups.items()}


def _measure_column(lines: Sequence[Line]) -> Measure:
    edges = Counter(round(line.left) for line in lines)
    near = {edge: sum(edges.get(edge + step, 0) for step in (-1, 0, 1)) for edge in edges}
    left = min(edge for edge, count in near.items() if count >= min(MIN_EDGE_SHARE * len(lines), max(near.values())))
    own = [line.left for line in lines if abs(line.left - left) <= 1.5]
    ends = sorted(line.right for line in lines)
    return Measure(median(own), ends[min(len(ends) - 1, int(0.96 * len(ends)))])


def split_paragraphs(lines: Sequence[Line], measures: TextMeasures) -> Iterator[list[Line]]:
    """The lines of each paragraph or heading."""
    paragraph: list[Line] = []
    right = 0.0
    for line, line_right in zip(lines, _right_edges(lines, measures), strict=True):
        if paragraph and starts_paragraph(paragraph, line, measures, right):
            yield paragraph
            paragraph = []
        paragraph.append(line)
        right = line_right
    if paragraph:
        yield paragraph


def _right_edges(lines: Sequence[Line], measures: TextMeasures) -> Iterator[float]:
    """How far each line could reach: to the edge of its column, or of the passage that is set in from it."""
    for _, group in groupby(lines, key=lambda line: (line.page, line.column, round(line.left / SAME_LEFT))):
        passage = list(group)
        edge = measures.column_of(passage[0]).right
        if len(passage) >= MIN_PASSAGE_LINES and measures.indent_of(passage[0]) >= MIN_INDENT:
            longest = max(passage, key=lambda line: line.right)
            full = sum(line.right >= longest.right - MAX_SHORTFALL * longest.width for line in passage)
            edge = min(edge, longest.right) if full >= MIN_FULL_SHARE * len(passage) else edge
        yield from (edge for _ in passage)


def starts_paragraph(paragraph: Sequence[Line], line: Line, measures: TextMeasures, right: float) -> bool:
    """Whether a line begins a new paragraph after the lines of the one before it.

    `right` is how far the last of these could reach.
    """
    last = paragraph[-1]
    if abs(line.size - last.size) > SIZE_CHANGE * max(line.size, last.size):
        return True
    if last.size >= HEADING_SIZE * measures.size:
        return not _continues_heading(paragraph, line)
    is_same_place = last.page == line.page and last.column == line.column
    if is_same_place and last.baseline - line.baseline > MIN_PARAGRAPH_GAP * measures.leading:
        return True
    if is_same_place and last.baseline < line.baseline:
        return True
    if _is_cut(last, line):
        return False
    ends_early = _ends_early(last, line, right)
    if measures.is_centred(last) != measures.is_centred(line) and (ends_early or not is_same_place):
        return True
    if ends_early or _is_newly_indented(paragraph, line, measures):
        return True
    if is_same_place or measures.has_indents:
        return False
    return bool(SENTENCE_END.search(last.text))


def _is_cut(last: Line, line: Line) -> bool:
    """Whether a word is cut between two lines."""
    return last.text[-1:] in HYPHENS and last.text[-2:-1].isalpha() and line.text[:1].islower()


def _is_newly_indented(paragraph: Sequence[Line], line: Line, measures: TextMeasures) -> bool:
    """Whether a line is indented more than the paragraph's lines, except for the paragraph's first."""
    indent = measures.indent_of(line)
    last = measures.indent_of(paragraph[-1])
    if indent < MIN_INDENT:
        return False
    if len(paragraph) == 1 and measures.has_indents and abs(indent - last) < MIN_INDENT / 2:
        # Two paragraphs of a line each, or a passage that is set in as a whole.
        return bool(SENTENCE_END.search(paragraph[-1].text))
    return indent > last + MIN_INDENT / 2


def _ends_early(line: Line, following: Line, right: float) -> bool:
    """Whether the first word of the next line would have fitted at the end of a line.

    In the middle of a sentence there must be much more room: lines that are not justified end unevenly.
    """
    match = FIRST_WORD.match(following.text)
    if match is None:
        return True
    word_width = following.width * len(match[0]) / max(1, len(following.text))
    spare = (SPARE_ROOM if SENTENCE_END.search(line.text) else MUCH_ROOM) * line.size
    return right - line.right > word_width + spare


def _continues_heading(paragraph: Sequence[Line], line: Line) -> bool:
    """Whether a line of large print goes on with the heading above it."""
    last = paragraph[-1]
    if last.page != line.page or not 0 < last.baseline - line.baseline <= MAX_HEADING_LEADING * last.size:
        return False
    return not is_bare_number(" ".join(other.text for other in paragraph))


def is_bare_number(text: str) -> bool:
    """Whether a heading is a number and no more, with a word before it at most: "XII", "Chapter Twelve".

    >>> [is_bare_number(text) for text in ("Chapter Twelve", "IV.", "The Ferry", "Chapter 1: Rain")]
    [True, True, False, False]
    """
    words = text.strip(" .:–—-").split()
    return any(parse_number(" ".join(words[skipped:])) is not None for skipped in (0, 1) if words[skipped:])

"""Finds running heads and page numbers: lines at the edge of pages that repeat there, or count the pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from audiobook.reading.pdf.lines import Line
from audiobook.reading.pdf.paragraphs import is_bare_number
from audiobook.text.numerals import parse_number
from audiobook.text.skip_reasons import PAGE_NUMBER, RUNNING_HEAD

# So many lines at the top and at the bottom of a page may be running heads.
EDGE_LINES = 3
# Lines at the same height on two pages differ by at most this many points.
SAME_HEIGHT = 3.0
# A line repeats if this many other pages have it, at most so many pages away; both pages of a short file are enough.
MIN_REPEATS, MAX_DISTANCE, SHORT_FILE = 2, 8, 5
# One of these pages is next to it, or next but one, where left and right pages differ.
NEIGHBOURS = 2
# A height at which so many lines repeat is that of the running heads. Other lines there are heads, too, if they have
# the same size, and if that is not the size of the text, or the text is this many times the usual distance away.
MIN_HEADS, MIN_GAP = 3, 1.3
# A line that counts the pages is at most this large, compared with the text: chapters may begin on every page.
MAX_HEAD_SIZE = 1.1
# Sizes that differ by less than this share are the same.
SAME_SIZE = 0.03
PAGE_NUMBER_LINE = re.compile(
    r"[^\w\s]{0,3}\s?(?:(?:page|pg|p|seite|página|стр)\b\.?\s?)?(?P<number>\d{1,4}|[ivxlc]{1,8})"
    r"(?:\s?(?:of|/|\||von|de|из)\s?\d{1,4})?(?:\s?\|?\s?page)?\s?[^\w\s]{0,3}",
    re.IGNORECASE,
)
# A number at either end of a running head: "12 The Ferry", "The Ferry 12/80".
MAX_HEAD_CHARACTERS = 300
LEADING_NUMBER = re.compile(
    r"[^\w\s]{0,2}\s?(?P<number>\d{1,4}|[ivxlc]{1,8})\b[\W_]{0,5}(?P<rest>.*\w.*)", re.IGNORECASE
)
TRAILING_NUMBER = re.compile(
    r"(?P<rest>[^\w\n]*+\w.*?)[\W_]{0,5}\b(?P<number>\d{1,4}|[ivxlc]{1,8})(?:\s?(?:of|/)\s?\d{1,4})?\s?[^\w\s]{0,2}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _EdgeLine:
    """A line near an edge of its page, counted from that edge; `height` is its distance from the edge in points."""

    line: Line
    at_top: bool
    rank: int
    height: float
    gap: float

    @property
    def keys(self) -> Iterator[tuple[str, int | None]]:
        """What repeats on other pages: the whole text, and its text without a number that counts the pages."""
        text = self.line.text.casefold()
        yield text, None
        for pattern in (LEADING_NUMBER, TRAILING_NUMBER):
            match = pattern.fullmatch(text)
            number = _page_number(match["number"]) if match else None
            if match and number is not None and not is_bare_number(text):
                yield match["rest"].strip(), number - self.line.page


def find_running_lines(
    pages: Sequence[Sequence[Line]], heights: Sequence[float], body_size: float, leading: float
) -> dict[Line, str]:
    """The running heads and page numbers of all pages, each with the reason why it is skipped.

    `heights` are those of the pages, `leading` is the usual distance between two lines of text.
    """
    edge_lines = [edge for lines, height in zip(pages, heights, strict=True) for edge in _edge_lines(lines, height)]
    reasons = {edge.line: PAGE_NUMBER for edge in _find_page_numbers(edge_lines)}
    small = [edge for edge in edge_lines if edge.line.size <= MAX_HEAD_SIZE * body_size]
    heads = chain(_find_repeated(edge_lines, len(pages)), _find_numbered(small))
    reasons |= {edge.line: RUNNING_HEAD for edge in heads if edge.line not in reasons}
    zones = _find_zones([edge for edge in edge_lines if reasons.get(edge.line) == RUNNING_HEAD])
    for edge in edge_lines:
        if edge.line not in reasons and _is_in_zone(edge, zones, body_size, leading):
            reasons[edge.line] = RUNNING_HEAD
    return {edge.line: reasons[edge.line] for edge in _reachable(edge_lines, reasons)}


def _edge_lines(lines: Sequence[Line], height: float) -> Iterator[_EdgeLine]:
    ordered = sorted(lines, key=lambda line: -line.baseline)
    for at_top, edge in ((True, ordered), (False, ordered[::-1])):
        for rank, line in enumerate(edge[:EDGE_LINES]):
            if len(line.text) > MAX_HEAD_CHARACTERS:
                break
            inner = next((other for other in edge[rank + 1 :] if abs(other.baseline - line.baseline) > 1), None)
            gap = abs(inner.baseline - line.baseline) if inner else float("inf")
            yield _EdgeLine(line, at_top, rank, height - line.baseline if at_top else line.baseline, gap)


def _page_number(text: str) -> int | None:
    """A page number in figures or in Roman numerals, None for other words."""
    if text.isdecimal():
        return int(text)
    number = parse_number(text)
    return number[0] if number and len(number) == 1 else None


def _find_page_numbers(edge_lines: Sequence[_EdgeLine]) -> Iterator[_EdgeLine]:
    """The lines that are only a number, if at least three lines count the pages like it, alone or in a running head.

    Roman numerals only count with others of their kind: chapters have them, too.
    """
    pages: dict[tuple[int, bool], set[int]] = defaultdict(set)
    bare: list[tuple[tuple[int, bool], _EdgeLine]] = []
    for edge in edge_lines:
        match = PAGE_NUMBER_LINE.fullmatch(edge.line.text)
        number = _page_number(match["number"]) if match else None
        if match and number is not None:
            count = (number - edge.line.page, match["number"].isdecimal())
            bare.append((count, edge))
            pages[count].add(edge.line.page)
        else:
            for offset in {offset for _, offset in edge.keys if offset is not None}:
                pages[offset, True].add(edge.line.page)
    yield from (edge for count, edge in bare if len(pages[count]) >= MIN_HEADS)


def _find_repeated(edge_lines: Sequence[_EdgeLine], page_count: int) -> Iterator[_EdgeLine]:
    by_key: dict[tuple[bool, str, int | None], list[_EdgeLine]] = defaultdict(list)
    for edge in edge_lines:
        for text, offset in edge.keys:
            if any(character.isalnum() for character in text):
                by_key[edge.at_top, text, offset].append(edge)
    needed = 1 if page_count <= SHORT_FILE else MIN_REPEATS
    for group in by_key.values():
        for index, edge in enumerate(group):
            near = group[max(0, index - MAX_DISTANCE) : index + MAX_DISTANCE + 1]
            pages = {other.line.page for other in near if _is_same_place(edge, other)} - {edge.line.page}
            nearest = min((abs(page - edge.line.page) for page in pages), default=MAX_DISTANCE)
            if len(pages) >= needed and nearest <= NEIGHBOURS:
                yield edge


def _find_numbered(edge_lines: Iterable[_EdgeLine]) -> Iterator[_EdgeLine]:
    """The lines at one height that begin or end with a number which counts the pages, whatever else they say."""
    by_offset: dict[tuple[bool, int, int], list[_EdgeLine]] = defaultdict(list)
    for edge in edge_lines:
        for offset in {offset for _, offset in edge.keys if offset is not None}:
            by_offset[edge.at_top, offset, round(edge.height / SAME_HEIGHT)].append(edge)
    for group in by_offset.values():
        if len({edge.line.page for edge in group}) >= MIN_HEADS:
            yield from group


def _is_same_place(edge: _EdgeLine, other: _EdgeLine) -> bool:
    return (
        abs(edge.height - other.height) <= SAME_HEIGHT
        and abs(edge.line.page - other.line.page) <= MAX_DISTANCE
        and _is_same_size(edge.line.size, other.line.size)
    )


def _is_same_size(size: float, other: float) -> bool:
    return abs(size - other) <= SAME_SIZE * max(size, other)


def _find_zones(heads: Iterable[_EdgeLine]) -> list[tuple[bool, float, float]]:
    """The heights of running heads, each with the edge and the size."""
    counts = Counter((edge.at_top, round(edge.height), round(edge.line.size, 1)) for edge in heads)
    return [zone for zone, count in counts.items() if count >= MIN_HEADS]


def _is_in_zone(edge: _EdgeLine, zones: Iterable[tuple[bool, float, float]], body_size: float, leading: float) -> bool:
    in_zone = any(
        edge.at_top == at_top and abs(edge.height - height) <= SAME_HEIGHT and _is_same_size(edge.line.size, size)
        for at_top, height, size in zones
    )
    return in_zone and (not _is_same_size(edge.line.size, body_size) or edge.gap >= MIN_GAP * leading)


def _reachable(edge_lines: Iterable[_EdgeLine], reasons: dict[Line, str]) -> Iterator[_EdgeLine]:
    """The lines with a reason that have nothing but such lines between them and the edge."""
    blocked: set[tuple[int, bool]] = set()
    for edge in edge_lines:
        if edge.line not in reasons:
            blocked.add((edge.line.page, edge.at_top))
        elif (edge.line.page, edge.at_top) not in blocked:
            yield edge

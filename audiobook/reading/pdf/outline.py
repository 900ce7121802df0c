"""Places a PDF's bookmarks in its text."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import islice, takewhile, zip_longest

from audiobook.model import SectionRole
from audiobook.reading.epub.package import LinkTarget, TocEntry
from audiobook.reading.epub.toc_openings import qualify_anchor
from audiobook.reading.pdf.content import OutlineEntry
from audiobook.reading.pdf.lines import Line
from audiobook.reading.pdf.paragraphs import is_bare_number
from audiobook.reading.source_blocks import BLOCK_SEPARATOR, SourceBlock
from audiobook.text.comparison import comparison_key

# A bookmark may point this many points below the line that it means.
TOLERANCE = 6.0
# The name of the only document that anchors are in.
DOCUMENT = ""
# A title fills at most so many paragraphs; headings have six levels.
MAX_HEADING_BLOCKS, MAX_LEVEL = 4, 6
# Between two bookmarks, apart from the first one's title, there is text if it has more words than this.
MAX_IDLE_WORDS = 3
# A bookmark with more than this share of all others below it is that of the whole book.
MAX_PART_SHARE = 0.8
# A file has no more bookmarks for a page than this, unless they are of the pages themselves.
MAX_PER_PAGE = 3


def read_outline(entries: Sequence[OutlineEntry], chosen: Collection[int]) -> tuple[TocEntry, ...]:
    """The chosen bookmarks, by their indexes, as a table of contents."""
    numbers = sorted(chosen)
    return tuple(
        TocEntry(
            entries[number].title,
            LinkTarget(DOCUMENT, _anchor(number)),
            entries[number].depth,
            following is not None and entries[following].depth > entries[number].depth,
        )
        for number, following in zip_longest(numbers, numbers[1:])
    )


def has_chapters(entries: Sequence[OutlineEntry], page_count: int) -> bool:
    """Whether bookmarks may stand for chapters: there are not too many, and they don't only number the pages."""
    titled = [entry for entry in entries if entry.title and entry.page >= 0]
    return bool(titled) and len(titled) <= MAX_PER_PAGE * page_count and not _numbers_pages(titled)


def choose_entries(
    entries: Sequence[OutlineEntry], places: Mapping[int, int], blocks: Sequence[SourceBlock]
) -> tuple[dict[int, int], frozenset[int]]:
    """The places of the bookmarks that have text of their own, and those of titles below the number of a chapter.

    Files made with a word processor have a bookmark for each line of a title page.
    """
    kept: dict[int, int] = {}
    subtitles: set[int] = set()
    numbers = sorted(places, key=lambda number: (places[number], number))
    for number, following in zip_longest(numbers, numbers[1:]):
        start, end = places[number], places[following] if following is not None else len(blocks)
        previous = next(reversed(kept), None)
        if previous is not None and is_bare_number(entries[previous].title) and places[previous] + 1 == start:
            subtitles.add(start)
        elif (
            _count_words(blocks[start:end]) > len(entries[number].title.split()) + MAX_IDLE_WORDS
            or (is_bare_number(entries[number].title) and end == start + 1)
            or _is_part(entries, number)
        ):
            kept[number] = start
    return kept, frozenset(subtitles)


def _is_part(entries: Sequence[OutlineEntry], number: int) -> bool:
    """Whether a bookmark has others below it, but not nearly all of them."""
    depth = entries[number].depth
    inside = sum(1 for _ in takewhile(lambda entry: entry.depth > depth, islice(entries, number + 1, None)))
    return 0 < inside < MAX_PART_SHARE * len(entries)


def _count_words(blocks: Sequence[SourceBlock]) -> int:
    return sum(len(block.text.split()) for block in blocks if block.role is not SectionRole.METADATA)


def _numbers_pages(entries: Sequence[OutlineEntry]) -> bool:
    names = [(comparison_key(entry.title).removeprefix("page"), entry.page) for entry in entries]
    pages = sum(name in (str(page), str(page + 1)) for name, page in names)
    return len(entries) > 2 and 2 * pages > len(entries)


def _anchor(number: int) -> str:
    return f"bookmark{number}"


def place_bookmarks(entries: Sequence[OutlineEntry], first_lines: Sequence[Line | None]) -> dict[int, int]:
    """The index of the block that each bookmark points to, by the bookmark's own.

    `first_lines` are the first lines of the blocks, in the order of the text.
    """
    places: dict[int, int] = {}
    by_page: dict[int, list[int]] = {}
    for index, line in enumerate(first_lines):
        if line is not None:
            by_page.setdefault(line.page, []).append(index)
    for number, entry in enumerate(entries):
        if not entry.title or entry.page < 0:
            continue
        place = _find_block(entry, first_lines, by_page)
        if place is not None:
            places[number] = place
    return places


def find_anchors(places: Mapping[int, int]) -> dict[int, tuple[str, ...]]:
    """The anchors of each block by its index."""
    anchors: dict[int, tuple[str, ...]] = {}
    for number, index in places.items():
        anchors[index] = (*anchors.get(index, ()), qualify_anchor(DOCUMENT, _anchor(number)))
    return anchors


def mark_headings(
    blocks: Sequence[SourceBlock], entries: Sequence[OutlineEntry], places: Mapping[int, int]
) -> list[SourceBlock] | None:
    """The blocks with a HEADING for each bookmark; None if most bookmarks aren't in the text by their title.

    `places` are the indexes of the blocks that bookmarks point to, by the bookmarks' own.
    """
    spans = {number: _heading_end(blocks, index, entries[number].title) for number, index in places.items()}
    if not spans or 2 * sum(end > places[number] for number, end in spans.items()) < len(spans):
        return None
    by_block = {places[number]: number for number in sorted(spans, reverse=True)}
    marked: list[SourceBlock] = []
    index = 0
    while index < len(blocks):
        number = by_block.get(index)
        if number is None or blocks[index].role is not None:
            marked.append(blocks[index])
            index += 1
            continue
        entry, end = entries[number], spans[number]
        text = BLOCK_SEPARATOR.join(block.text for block in blocks[index:end] if block.text)
        marked.append(SourceBlock(text, SectionRole.HEADING, entry.title, min(entry.depth + 1, MAX_LEVEL)))
        index = max(end, index)
        if end <= places[number]:
            marked.append(blocks[index])
            index += 1
    return marked


def _heading_end(blocks: Sequence[SourceBlock], index: int, title: str) -> int:
    """The index after the blocks that have a bookmark's title, `index` if none has."""
    key = comparison_key(title)
    for end in range(index + 1, min(index + MAX_HEADING_BLOCKS, len(blocks)) + 1):
        if comparison_key("".join(block.text for block in blocks[index:end])) == key:
            return end
    return index


def _find_block(entry: OutlineEntry, first_lines: Sequence[Line | None], by_page: dict[int, list[int]]) -> int | None:
    here = by_page.get(entry.page, [])
    # Some programs are a page off.
    near = [*here, *by_page.get(entry.page - 1, []), *by_page.get(entry.page + 1, [])]
    named = next((index for index in near if _is_named(entry.title, first_lines[index])), None)
    if named is not None:
        return named
    below = [
        index
        for index in here
        if entry.top < 0 or ((line := first_lines[index]) is not None and line.baseline <= entry.top + TOLERANCE)
    ]
    if below:
        return below[0]
    following = (index for page in range(entry.page + 1, entry.page + 4) for index in by_page.get(page, ()))
    return next(following, None)


def _is_named(title: str, line: Line | None) -> bool:
    """Whether a line is the title of a bookmark, or its beginning."""
    text = comparison_key(line.text) if line else ""
    key = comparison_key(title)
    return bool(text) and (text == key or (len(text) >= 4 and key.startswith(text)))

"""Makes the lines at the top of a book's pages headings if programs have left it neither headings nor contents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from audiobook.model import SectionRole
from audiobook.reading.html.inline import EMPTY_LINE
from audiobook.reading.source_blocks import SourceBlock

# How a title looks that has lost its tag.
TITLE_LOOK = re.compile(r"\bbold\b|\+\d")
MAX_TITLE_WORDS = 15
# A page with fewer words is no chapter; of the others at least this share must begin with a title, and so many of them.
MIN_PAGE_WORDS = 150
MIN_TITLED_SHARE, MIN_TITLED_PAGES = 0.6, 2
HEADING_LEVEL = 2


def mark_page_openings(blocks: Sequence[SourceBlock]) -> list[SourceBlock]:
    """The blocks, with the titles at the top of pages as headings; unchanged if the book has headings.

    Formats like MOBI know no headings: there a chapter's title is large bold type after a page break.
    """
    marked_blocks = list(blocks)
    if any(block.role in (SectionRole.HEADING, SectionRole.CHAPTER) for block in blocks):
        return marked_blocks
    pages = [(_find_title(blocks, page), _count_words(blocks, page)) for page in find_pages(blocks)]
    long_pages = [title for title, words in pages if words >= MIN_PAGE_WORDS]
    titled = sum(title is not None for title in long_pages)
    if titled < MIN_TITLED_PAGES or titled < MIN_TITLED_SHARE * len(long_pages):
        return marked_blocks
    for title, _ in pages:
        if title is not None:
            block = blocks[title]
            name = " ".join(block.text.split()).strip("* ")
            marked_blocks[title] = replace(
                block, role=SectionRole.HEADING, title=name, level=HEADING_LEVEL, excluded_spans=(), formatting=""
            )
    return marked_blocks


def find_pages(blocks: Sequence[SourceBlock]) -> Iterator[range]:
    """The blocks of each page; a page begins with a boundary that has the page's own anchor."""
    start = 0
    for index, block in enumerate(blocks):
        if block.role is SectionRole.BOUNDARY and block.anchors:
            yield range(start, index)
            start = index
    yield range(start, len(blocks))


def _find_title(blocks: Sequence[SourceBlock], page: range) -> int | None:
    """The index of the title with which a page begins."""
    index = next((index for index in page if blocks[index].text.strip() not in ("", EMPTY_LINE)), None)
    if index is None or blocks[index].role is not None or len(blocks[index].text.split()) > MAX_TITLE_WORDS:
        return None
    return index if TITLE_LOOK.search(blocks[index].formatting) else None


def _count_words(blocks: Sequence[SourceBlock], page: range) -> int:
    return sum(len(blocks[index].text.split()) for index in page if blocks[index].role is not SectionRole.METADATA)

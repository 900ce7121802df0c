"""Takes apart a book stored as MOBI had it first: one long HTML page, with page breaks and links by position."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from audiobook.reading.kindle.header import KindleHeader
from audiobook.reading.kindle.index import Index, nest_rows
from audiobook.reading.kindle.pages import (
    KindleBook,
    KindlePage,
    KindleTocEntry,
    anchor_name,
    insert_anchors,
    page_name,
)

PAGE_BREAK = re.compile(rb"<\s*/?\s*mbp:pagebreak\b[^<>]{0,200}>", re.IGNORECASE)
POSITION_LINK = re.compile(rb"""\bfilepos\s*=\s*["']?(\d{1,10})["']?""", re.IGNORECASE)
GUIDE_ENTRY = re.compile(rb"<reference\b[^<>]{0,1000}>", re.IGNORECASE)
GUIDE_KIND = re.compile(rb"""\btype\s*=\s*["']?([\w.-]{1,40})""", re.IGNORECASE)
# The numbers of an entry's values in the table of contents.
POSITION_TAG, TITLE_TAG, DEPTH_TAG = 1, 3, 4


def read_mobi6(text: bytes, header: KindleHeader, toc: Index) -> KindleBook:
    """The pages of a book, one for each page break, and its table of contents."""
    breaks = list(PAGE_BREAK.finditer(text))
    starts = [0, *(match.end() for match in breaks)]
    ends = [*(match.start() for match in breaks), len(text)]
    targets = {int(match[1]) for match in POSITION_LINK.finditer(text)}
    targets |= {row.value(POSITION_TAG) for row in toc.rows}
    by_page: dict[int, list[int]] = {}
    for target in targets:
        by_page.setdefault(_page_at(starts, target), []).append(target)

    def link_to(position: int) -> str:
        return f"{page_name(_page_at(starts, position))}#{anchor_name(position)}"

    def to_address(match: re.Match[bytes]) -> bytes:
        return b'href="%s"' % link_to(int(match[1])).encode()

    pages = tuple(
        KindlePage(
            page_name(number),
            POSITION_LINK.sub(to_address, insert_anchors(text[start:end], by_page.get(number, ()), start)),
        )
        for number, (start, end) in enumerate(zip(starts, ends, strict=True))
    )
    entries = tuple(
        KindleTocEntry(
            toc.strings.get(row.value(TITLE_TAG), b"").decode(header.codec, "replace"),
            link_to(row.value(POSITION_TAG)),
            max(row.value(DEPTH_TAG), 0),
        )
        for row in nest_rows(toc.rows)
        if row.value(POSITION_TAG) >= 0
    )
    guide = dict(_read_guide(text))
    return KindleBook(pages, entries, {kind: page_name(_page_at(starts, place)) for kind, place in guide.items()})


def _page_at(starts: list[int], position: int) -> int:
    return max(bisect_right(starts, position) - 1, 0)


def _read_guide(text: bytes) -> Iterator[tuple[str, int]]:
    for entry in GUIDE_ENTRY.finditer(text[:65_536]):
        kind, position = GUIDE_KIND.search(entry[0]), POSITION_LINK.search(entry[0])
        if kind and position:
            yield kind[1].decode("ascii", "replace").lower(), int(position[1])

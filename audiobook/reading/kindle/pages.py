"""The pages of a Kindle book and its table of contents, however the book stores them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

TAG = re.compile(rb"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class KindlePage:
    """A page: the name of its file, and its HTML in the encoding of the book."""

    name: str
    html: bytes


@dataclass(frozen=True, slots=True)
class KindleTocEntry:
    """An entry of the table of contents: its title, its link ("page0001.html#at20"), its depth from 0."""

    title: str
    link: str
    depth: int


@dataclass(frozen=True, slots=True)
class KindleBook:
    """A book as pages; `guide` maps the kinds of pages ("cover", "toc") to links."""

    pages: tuple[KindlePage, ...]
    toc: tuple[KindleTocEntry, ...]
    guide: Mapping[str, str]
    stylesheets: tuple[bytes, ...] = ()


def page_name(number: int) -> str:
    """The name of the file of a page."""
    return f"page{number:05}.html"


def anchor_name(position: int) -> str:
    """The name of the anchor at a position in a book's text."""
    return f"at{position}"


def insert_anchors(html: bytes, positions: Iterable[int], base: int = 0) -> bytes:
    """The HTML of a page with an anchor at each position, or inside the tag that begins or goes on there.

    Positions count from `base`, which is the position of the page itself.
    """
    targets = sorted({position for position in positions if 0 <= position - base < len(html)})
    if not targets:
        return html
    tags = [match.span() for match in TAG.finditer(html)]
    starts = [start for start, _ in tags]
    parts: list[bytes] = []
    done = 0
    for target in targets:
        place = target - base
        tag = bisect_right(starts, place) - 1
        if tag >= 0 and place < tags[tag][1]:
            place = tags[tag][1]
        parts += [html[done:place], b'<a id="%s"></a>' % anchor_name(target).encode()]
        done = place
    return b"".join([*parts, html[done:]])

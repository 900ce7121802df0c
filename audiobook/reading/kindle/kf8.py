"""Puts a book together that is stored as AZW3 has it (KF8): frames of pages, fragments to insert, links by fragment."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audiobook.reading.kindle.header import KindleHeader
from audiobook.reading.kindle.index import Index, nest_rows, read_index
from audiobook.reading.kindle.pages import (
    KindleBook,
    KindlePage,
    KindleTocEntry,
    anchor_name,
    insert_anchors,
    page_name,
)
from audiobook.reading.kindle.palm_database import PalmDatabase

FRAGMENT_LINK = re.compile(rb"kindle:pos:fid:([0-9A-Va-v]{1,8}):off:([0-9A-Va-v]{1,16})")
MAX_FLOWS = 10_000
# The numbers of values in the tables of frames and fragments, the table of contents and the guide.
FRAGMENT_COUNT_TAG, EXTENT_TAG = 1, 6
TITLE_TAG, DEPTH_TAG, TARGET_TAG = 3, 4, 6
GUIDE_FRAGMENT_TAGS = (6, 3)


@dataclass(frozen=True, slots=True)
class _Frame:
    """A page with its fragments inserted, and where it begins in the book's text."""

    html: bytes
    start: int


@dataclass(frozen=True, slots=True)
class _Target:
    """A position in the text, and the number of the page that it is on."""

    page: int
    position: int

    @property
    def link(self) -> str:
        return f"{page_name(self.page)}#{anchor_name(self.position)}"


def read_kf8(database: PalmDatabase, header: KindleHeader, text: bytes, toc: Index) -> KindleBook:
    """The pages of a book, its style sheets and its table of contents."""
    flows = list(_split_flows(database.record(header.indexes["flows"]), text))
    frame_rows = read_index(database, header.indexes["skeletons"])
    fragments = read_index(database, header.indexes["fragments"])
    frames, fragment_pages = _build_frames(flows[0], frame_rows, fragments)
    starts = [(fragment_pages[number], _insert_position(row.name)) for number, row in enumerate(fragments.rows)]

    def find_target(fragment: int, offset: int) -> _Target:
        page, start = starts[fragment] if 0 <= fragment < len(starts) else (0, 0)
        return _Target(page, start + max(offset, 0))

    def find_linked(match: re.Match[bytes]) -> _Target:
        return find_target(int(match[1], 32), int(match[2], 32))

    entries = [
        (row, find_target(row.value(TARGET_TAG), row.value(TARGET_TAG, 1)))
        for row in nest_rows(toc.rows)
        if TARGET_TAG in row.values
    ]
    linked = (find_linked(match) for frame in frames for match in FRAGMENT_LINK.finditer(frame.html))
    by_page: dict[int, list[int]] = {}
    for target in (*linked, *(target for _, target in entries)):
        by_page.setdefault(target.page, []).append(target.position)
    pages = tuple(
        KindlePage(
            page_name(number),
            FRAGMENT_LINK.sub(
                lambda match: find_linked(match).link.encode(),
                insert_anchors(frame.html, by_page.get(number, ()), frame.start),
            ),
        )
        for number, frame in enumerate(frames)
    )
    return KindleBook(
        pages,
        tuple(
            KindleTocEntry(
                toc.strings.get(row.value(TITLE_TAG), b"").decode(header.codec, "replace"),
                target.link,
                max(row.value(DEPTH_TAG), 0),
            )
            for row, target in entries
        ),
        dict(_read_guide(read_index(database, header.indexes["guide"]), fragment_pages)),
        tuple(flow for flow in flows[1:] if b"<svg" not in flow),
    )


def _split_flows(record: bytes, text: bytes) -> Iterator[bytes]:
    """The text, and after it style sheets and drawings."""
    if not record.startswith(b"FDST"):
        yield text
        return
    (count,) = struct.unpack_from(">L", record, 8)
    for number in range(min(count, MAX_FLOWS)):
        start, end = struct.unpack_from(">LL", record, 12 + 8 * number)
        yield text[start:end]


def _build_frames(text: bytes, frames: Index, fragments: Index) -> tuple[list[_Frame], list[int]]:
    """The pages, and the number of the page that each fragment is in; without frames, all of the text is one page."""
    if not frames.rows:
        return [_Frame(text, 0)], [0] * len(fragments.rows)
    built: list[_Frame] = []
    fragment_pages: list[int] = []
    for number, row in enumerate(frames.rows):
        start, length = row.value(EXTENT_TAG), row.value(EXTENT_TAG, 1)
        first = len(fragment_pages)
        inside = fragments.rows[first : first + max(row.value(FRAGMENT_COUNT_TAG), 0)]
        pieces = [
            (_insert_position(fragment.name) - start, max(fragment.value(EXTENT_TAG, 1), 0)) for fragment in inside
        ]
        built.append(_Frame(_insert_fragments(text, start, length, pieces), start))
        fragment_pages += [number] * len(inside)
    fragment_pages += [len(built) - 1] * (len(fragments.rows) - len(fragment_pages))
    return built, fragment_pages


def _insert_position(name: bytes) -> int:
    return int(name) if name.isdigit() and len(name) < 20 else 0


def _insert_fragments(text: bytes, start: int, length: int, pieces: Sequence[tuple[int, int]]) -> bytes:
    """A frame with its fragments, which follow it in the text; each piece is a place in the page and a length."""
    frame, position = text[start : start + length], start + length
    parts: list[bytes] = []
    size = used = 0
    for place, piece_length in pieces:
        taken = frame[used : used + max(place - size, 0)]
        fragment = text[position : position + piece_length]
        parts += [taken, fragment]
        used, size, position = used + len(taken), size + len(taken) + len(fragment), position + piece_length
    return b"".join([*parts, frame[used:]])


def _read_guide(guide: Index, fragment_pages: list[int]) -> Iterator[tuple[str, str]]:
    for row in guide.rows:
        fragment = next((row.value(tag) for tag in GUIDE_FRAGMENT_TAGS if tag in row.values), -1)
        if 0 <= fragment < len(fragment_pages):
            yield row.name.decode("ascii", "replace").lower(), page_name(fragment_pages[fragment])

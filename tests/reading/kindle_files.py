"""Builds small Kindle books for the tests: Palm databases with a header, text and indexes."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

NOTHING = 0xFFFFFFFF
Row = tuple[bytes, Mapping[int, Sequence[int]]]


def palm(records: Sequence[bytes], kind: bytes = b"BOOKMOBI") -> bytes:
    """A Palm database."""
    start = 78 + 8 * len(records) + 2
    offsets = [start + sum(map(len, records[:number])) for number in range(len(records))]
    entries = b"".join(struct.pack(">LL", offset, number) for number, offset in enumerate(offsets))
    return (
        b"book".ljust(60, b"\x00")
        + kind
        + bytes(8)
        + struct.pack(">H", len(records))
        + entries
        + b"\x00\x00"
        + b"".join(records)
    )


def header(
    text_records: int, *, version: int = 6, compression: int = 1, encryption: int = 0, title: str = "The Weir",
    details: Mapping[int, bytes] | None = None, first_image: int = NOTHING, codes: tuple[int, int] = (0, 0),
    toc: int = NOTHING, flows: int = NOTHING, fragments: int = NOTHING, skeletons: int = NOTHING,
) -> bytes:  # fmt: skip
    """The first record of a book."""
    length = 0x108 - 16
    data = bytearray(16 + length)
    struct.pack_into(">HHLHHH", data, 0, compression, 0, 0, text_records, 4096, encryption)
    struct.pack_into(">4sLLLLL", data, 16, b"MOBI", length, 2, 65001, 1, version)
    fields = {0x6C: first_image, 0x70: codes[0], 0x74: codes[1], 0x80: 0x40, 0xC0: flows, 0xF4: toc, 0xF8: fragments,
              0xFC: skeletons, 0x104: NOTHING}  # fmt: skip
    for offset, value in fields.items():
        struct.pack_into(">L", data, offset, value)
    values = b"".join(struct.pack(">LL", tag, 8 + len(value)) + value for tag, value in (details or {}).items())
    exth = struct.pack(">4sLL", b"EXTH", 12 + len(values), len(details or {})) + values
    struct.pack_into(">LL", data, 84, len(data) + len(exth), len(title.encode()))
    return bytes(data) + exth + title.encode()


def number(value: int) -> bytes:
    """A number of seven bits per byte."""
    digits = [value & 0x7F | 0x80]
    while value := value >> 7:
        digits.insert(0, value & 0x7F)
    return bytes(digits)


def index(rows: Sequence[Row], strings: bytes = b"") -> list[bytes]:
    """The records of an index: its tags, its rows, and the strings that they refer to."""
    tags = sorted({tag: len(values) for _, row in rows for tag, values in row.items()}.items())
    table = (
        b"".join(bytes((tag, width, 1 << place, 0)) for place, (tag, width) in enumerate(tags)) + b"\x00\x00\x00\x01"
    )
    tagx = struct.pack(">4sLL", b"TAGX", 12 + len(table), 1) + table
    main = struct.pack(">4s13L", b"INDX", 192, 0, 0, 0, 0, 1, 65001, 0, len(rows), 0, 0, 0, int(bool(strings)))
    body, starts = b"", []
    for name, row in rows:
        starts.append(192 + len(body))
        control = sum(1 << place for place, (tag, _) in enumerate(tags) if tag in row)
        values = b"".join(number(value) for tag, _ in tags if tag in row for value in row[tag])
        body += bytes((len(name),)) + name + bytes((control,)) + values
    row_header = struct.pack(">4s6L", b"INDX", 192, 0, 0, 0, 192 + len(body), len(rows)).ljust(192, b"\x00")
    places = b"IDXT" + b"".join(struct.pack(">H", start) for start in starts)
    return [main.ljust(192, b"\x00") + tagx, row_header + body + places, *([strings] if strings else [])]


def strings(*texts: str) -> tuple[bytes, list[int]]:
    """Strings for an index, and the offset of each."""
    data, offsets = b"", []
    for text in texts:
        offsets.append(len(data))
        data += number(len(text.encode())) + text.encode()
    return data, offsets


def mobi(text: bytes, titles: Mapping[str, int], **options: object) -> bytes:
    """A book of one HTML page; its table of contents is made of titles and positions."""
    packed, offsets = strings(*titles)
    rows = [
        (b"%d" % at, {1: (position,), 3: (offset,), 4: (0,)})
        for at, (position, offset) in enumerate(zip(titles.values(), offsets, strict=True))
    ]
    records = [text[start : start + 4096] for start in range(0, len(text), 4096)]
    toc = 1 + len(records)
    return palm([header(len(records), toc=toc, **options), *records, *index(rows, packed)])  # type: ignore[arg-type]


def azw3(
    pages: Sequence[tuple[bytes, bytes, int]], titles: Mapping[str, int], css: bytes = b"", **options: object
) -> bytes:
    """A book of pages: each a frame, a fragment, and its place in the frame; titles lead to the pages' fragments."""
    text, frames, fragments = b"", [], []
    for frame, fragment, place in pages:
        frames.append((b"SKEL", {1: (1,), 6: (len(text), len(frame))}))
        fragments.append((b"%010d" % (len(text) + place), {6: (0, len(fragment))}))
        text += frame + fragment
    flows = struct.pack(">4sLLLLLL", b"FDST", 12, 2, 0, len(text), len(text), len(text) + len(css))
    packed, offsets = strings(*titles)
    rows = [
        (b"%d" % at, {3: (offset,), 4: (0,), 6: (fragment, 0)})
        for at, (fragment, offset) in enumerate(zip(titles.values(), offsets, strict=True))
    ]
    parts = {"toc": index(rows, packed), "flows": [flows], "fragments": index(fragments), "skeletons": index(frames)}
    records, places = [text + css], {}
    for name, added in parts.items():
        places[name] = 1 + len(records)
        records += added
    return palm([header(1, version=8, **places, **options), *records])  # type: ignore[arg-type]

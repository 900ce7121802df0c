"""Reads the first record of a Kindle book: how its text is stored, and what it says about itself (EXTH)."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from audiobook.reading.kindle.compression import (
    HUFFMAN,
    NO_COMPRESSION,
    PALMDOC,
    Decompressor,
    HuffmanDecompressor,
    decompress_palmdoc,
)
from audiobook.reading.kindle.index import NO_RECORD
from audiobook.reading.kindle.palm_database import PalmDatabase

UTF8_PAGE = 65001
# Longer text is not a story's.
MAX_TEXT_BYTES = 128 * 1024 * 1024
EXTH_FLAG = 0x40
KF8_VERSION = 8
TITLE_TAG, COVER_TAG, KF8_TAG = 503, 201, 121


@dataclass(frozen=True, slots=True)
class KindleHeader:
    """A header in the record `start`; `details` are EXTH's values by number, indexes are the numbers of records."""

    start: int
    compression: int
    text_records: int
    encryption: int
    codec: str
    version: int
    first_image: int
    trailing_flags: int
    title: str
    codes: tuple[int, int]
    indexes: Mapping[str, int]
    details: Mapping[int, tuple[bytes, ...]]

    def detail(self, tag: int) -> str:
        """The first value of a detail as text, "" if there is none."""
        return next((value.decode(self.codec, "replace") for value in self.details.get(tag, ())), "")

    def number(self, tag: int) -> int:
        """The first value of a detail as a number, NO_RECORD if there is none."""
        value = next(iter(self.details.get(tag, ())), b"")
        return int.from_bytes(value, "big") if len(value) == 4 else NO_RECORD


def read_header(database: PalmDatabase, start: int = 0) -> KindleHeader:
    """The header in a record; raises struct.error if it is too short."""
    data = database.record(start)
    compression, _, _, text_records, _, encryption = struct.unpack_from(">HHLHHH", data, 0)
    if data[16:20] != b"MOBI":  # an older book, which has nothing but text
        return KindleHeader(
            start, compression, text_records, encryption, "cp1252", 0, NO_RECORD, 0, database.name, (0, 0), {}, {}
        )
    length, _, page, _, version = struct.unpack_from(">LLLLL", data, 20)
    codec = "utf-8" if page == UTF8_PAGE else "cp1252"
    title_offset, title_length = struct.unpack_from(">LL", data, 84)
    indexes = {"toc": _number_at(data, 0xF4, length)}
    if version >= KF8_VERSION:
        indexes |= {
            name: _number_at(data, offset, length)
            for name, offset in (("flows", 0xC0), ("fragments", 0xF8), ("skeletons", 0xFC), ("guide", 0x104))
        }
    return KindleHeader(
        start=start,
        compression=compression,
        text_records=text_records,
        encryption=encryption,
        codec=codec,
        version=version,
        first_image=struct.unpack_from(">L", data, 0x6C)[0],
        trailing_flags=struct.unpack_from(">H", data, 0xF2)[0] if length >= 0xE4 and len(data) > 0xF4 else 0,
        title=data[title_offset : title_offset + title_length].decode(codec, "replace") or database.name,
        codes=struct.unpack_from(">LL", data, 0x70),
        indexes={name: _absolute(number, start) for name, number in indexes.items()},
        details=_read_details(data, 16 + length) if struct.unpack_from(">L", data, 0x80)[0] & EXTH_FLAG else {},
    )


def _number_at(data: bytes, offset: int, header_length: int) -> int:
    is_there = offset + 4 <= min(len(data), header_length + 16)
    return int(struct.unpack_from(">L", data, offset)[0]) if is_there else NO_RECORD


def _absolute(number: int, start: int) -> int:
    return number if number == NO_RECORD else number + start


def _read_details(data: bytes, offset: int) -> dict[int, tuple[bytes, ...]]:
    details: dict[int, tuple[bytes, ...]] = {}
    if data[offset : offset + 4] != b"EXTH":
        return details
    (count,) = struct.unpack_from(">L", data, offset + 8)
    offset += 12
    for _ in range(min(count, 1000)):
        if offset + 8 > len(data):
            break
        tag, length = struct.unpack_from(">LL", data, offset)
        details[tag] = (*details.get(tag, ()), data[offset + 8 : offset + max(length, 8)])
        offset += max(length, 8)
    return details


def read_text(database: PalmDatabase, header: KindleHeader) -> bytes:
    """All of a book's text, markup included. Raises ValueError if it is compressed in an unknown way or too long."""
    decompress = _choose_decompressor(database, header)
    parts: list[bytes] = []
    size = 0
    for number in range(header.start + 1, header.start + 1 + header.text_records):
        parts.append(decompress(_strip_trailing(database.record(number), header.trailing_flags)))
        size += len(parts[-1])
        if size > MAX_TEXT_BYTES:
            raise ValueError("its text is longer than any story")
    return b"".join(parts)


def _choose_decompressor(database: PalmDatabase, header: KindleHeader) -> Decompressor:
    if header.compression == NO_COMPRESSION:
        return bytes
    if header.compression == PALMDOC:
        return decompress_palmdoc
    if header.compression != HUFFMAN:
        raise ValueError(f"its compression {header.compression} is unknown")
    first, count = header.codes[0] + header.start, min(header.codes[1], 1000)
    return HuffmanDecompressor(
        database.record(first), [database.record(number) for number in range(first + 1, first + count)]
    )


def _strip_trailing(data: bytes, flags: int) -> bytes:
    """A record without what follows its text: an entry for each flag but the first, and the rest of a character."""
    for _ in range((flags >> 1).bit_count()):
        size = 0
        for byte in data[-4:]:
            size = byte & 0x7F if byte & 0x80 else size << 7 | byte
        data = data[: len(data) - size] if 0 < size <= len(data) else data
    if flags & 1 and data:
        data = data[: max(len(data) - (data[-1] & 3) - 1, 0)]
    return data

"""Reads the indexes of a Kindle book (INDX): tables whose rows have a name and numbered values."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from audiobook.reading.kindle.palm_database import PalmDatabase

NO_RECORD = 0xFFFFFFFF
# Further rows are ignored.
MAX_ROWS = 100_000
STRINGS_PER_RECORD = 0x10000
# The number of the value that says below which row of a table of contents a row belongs.
PARENT_TAG = 21


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A row of an index: its name, and the values of each of its tags."""

    name: bytes
    values: Mapping[int, tuple[int, ...]]

    def value(self, tag: int, position: int = 0, default: int = -1) -> int:
        """One value of a tag, `default` if the row doesn't have it."""
        values = self.values.get(tag, ())
        return values[position] if position < len(values) else default


@dataclass(frozen=True, slots=True)
class Index:
    """The rows of an index, and the strings that their values refer to."""

    rows: tuple[IndexRow, ...] = ()
    strings: Mapping[int, bytes] = field(default_factory=dict)


def nest_rows(rows: Sequence[IndexRow]) -> list[IndexRow]:
    """The rows of a table of contents in reading order: below each row those that name it as their parent.

    A file has them one level after the other.
    """
    below: dict[int, list[int]] = {}
    for number, row in enumerate(rows):
        parent = row.value(PARENT_TAG)
        below.setdefault(parent if parent < number else -1, []).append(number)
    ordered: list[IndexRow] = []
    pending = below.get(-1, [])[::-1]
    while pending:
        number = pending.pop()
        ordered.append(rows[number])
        pending += below.get(number, [])[::-1]
    return ordered


@dataclass(frozen=True, slots=True)
class _Tag:
    """What a tag of a row looks like: how many values it has, and the bits of the control byte that count them."""

    number: int
    width: int
    mask: int
    ends_byte: bool


def read_index(database: PalmDatabase, record: int) -> Index:
    """The index that begins in a record; an empty one if there is none.

    Raises ValueError, IndexError or struct.error if it is damaged.
    """
    main = database.record(record) if record != NO_RECORD else b""
    if not main.startswith(b"INDX"):
        return Index()
    header_length, record_count, string_count = (struct.unpack_from(">L", main, offset)[0] for offset in (4, 24, 52))
    control_bytes, tags = _read_tags(main, header_length)
    rows: list[IndexRow] = []
    for number in range(record + 1, record + 1 + min(record_count, 10_000)):
        rows += _read_rows(database.record(number), control_bytes, tags)
        if len(rows) > MAX_ROWS:
            break
    strings: dict[int, bytes] = {}
    for number in range(min(string_count, 1000)):
        data = database.record(record + record_count + 1 + number)
        strings |= {STRINGS_PER_RECORD * number + offset: text for offset, text in _read_strings(data)}
    return Index(tuple(rows[:MAX_ROWS]), strings)


def _read_tags(main: bytes, start: int) -> tuple[int, tuple[_Tag, ...]]:
    if main[start : start + 4] != b"TAGX":
        raise ValueError("an index has no table of tags")
    end, control_bytes = struct.unpack_from(">LL", main, start + 4)
    tags = (main[start + offset : start + offset + 4] for offset in range(12, min(end, 2048), 4))
    return control_bytes, tuple(_Tag(tag[0], tag[1], tag[2], tag[3] == 1) for tag in tags if len(tag) == 4)


def _read_rows(data: bytes, control_bytes: int, tags: tuple[_Tag, ...]) -> Iterator[IndexRow]:
    if not data.startswith(b"INDX"):
        return
    table, count = struct.unpack_from(">LL", data, 20)
    starts = [struct.unpack_from(">H", data, table + 4 + 2 * number)[0] for number in range(min(count, MAX_ROWS))]
    for start, end in zip(starts, [*starts[1:], table], strict=True):
        name_end = start + 1 + data[start]
        yield IndexRow(data[start + 1 : name_end], _read_values(data[name_end:end], control_bytes, tags))


def _read_values(data: bytes, control_bytes: int, tags: tuple[_Tag, ...]) -> dict[int, tuple[int, ...]]:
    """The values of a row: first the control bytes, which say how many there are, then the values."""
    position, control = control_bytes, 0
    counts: list[tuple[_Tag, int, int]] = []
    for tag in tags:
        if tag.ends_byte:
            control += 1
            continue
        bits = data[control] & tag.mask
        if bits and bits == tag.mask and tag.mask.bit_count() > 1:
            length, position = read_number(data, position)
            counts.append((tag, 0, length))
        elif bits:
            counts.append((tag, (bits >> _lowest_bit(tag.mask)) * tag.width, 0))
    values: dict[int, tuple[int, ...]] = {}
    for tag, count, length in counts:
        numbers: list[int] = []
        end = position + length
        while len(numbers) < count or position < end:
            number, position = read_number(data, position)
            numbers.append(number)
        values[tag.number] = tuple(numbers)
    return values


def _lowest_bit(mask: int) -> int:
    return (mask & -mask).bit_length() - 1


def read_number(data: bytes, position: int) -> tuple[int, int]:
    """A number of seven bits per byte, the last byte with its highest bit set, and the position after it.

    >>> read_number(b"\\x04\\x91", 0)
    (529, 2)
    """
    value = 0
    while True:
        byte = data[position]
        position += 1
        value = (value << 7 | byte & 0x7F) & 0xFFFFFFFF
        if byte & 0x80:
            return value, position


def _read_strings(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position < len(data) and data[position]:
        length, start = read_number(data, position)
        yield position, data[start : start + length]
        position = start + length

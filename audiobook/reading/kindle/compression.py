"""Decompresses the text of Kindle books: PalmDOC, and Huffman codes over a dictionary of phrases."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

Decompressor = Callable[[bytes], bytes]
# A record holds 4,096 bytes of text; phrases that stand for more than this were made to fill the memory.
MAX_RECORD_BYTES = 1024 * 1024
MAX_PHRASE_BYTES = 64 * 1024 * 1024
MAX_PHRASE_DEPTH = 32
NO_COMPRESSION, PALMDOC, HUFFMAN = 1, 2, 17480
SPACE = 0x20


def decompress_palmdoc(data: bytes) -> bytes:
    """The text of a PalmDOC record.

    >>> decompress_palmdoc(b"rain, \\x80\\x31" + b"\\xe1nd")
    b'rain, rain and'
    """
    text = bytearray()
    position = 0
    while position < len(data):
        code = data[position]
        position += 1
        if 1 <= code <= 8:  # so many bytes as they are
            text += data[position : position + code]
            position += code
        elif code < 0x80:
            text.append(code)
        elif code >= 0xC0:  # a space and a letter
            text += bytes((SPACE, code ^ 0x80))
        elif position < len(data):  # a copy of what came before
            pair = (code << 8 | data[position]) & 0x3FFF
            position += 1
            _copy_back(text, pair >> 3, (pair & 7) + 3)
    return bytes(text)


def _copy_back(text: bytearray, distance: int, length: int) -> None:
    start = len(text) - distance
    if distance and start >= 0:
        for offset in range(length):  # byte by byte, because the copy may overlap with its source
            text.append(text[start + offset])


class HuffmanDecompressor:
    """Decodes records with the code table (HUFF) and the phrases (CDIC) of a book.

    Raises ValueError for tables that are none, or phrases that stand for more than a record can hold.
    """

    def __init__(self, table: bytes, phrase_records: Sequence[bytes]) -> None:
        if not table.startswith(b"HUFF") or not all(record.startswith(b"CDIC") for record in phrase_records):
            raise ValueError("its tables of codes are missing")
        short_codes, ranges = struct.unpack_from(">LL", table, 8)
        self._short_codes = struct.unpack_from(">256L", table, short_codes)
        limits = struct.unpack_from(">64L", table, ranges)
        self._lowest = [0, *(limits[2 * length] << (31 - length) for length in range(32))]
        self._highest = [0, *(((limits[2 * length + 1] + 1) << (31 - length)) - 1 for length in range(32))]
        self._phrases = [phrase for record in phrase_records for phrase in _read_phrases(record)]
        self._texts: dict[int, bytes] = {}
        self._phrase_bytes = 0

    def __call__(self, data: bytes) -> bytes:
        return self._decode(data, 0)

    def _decode(self, data: bytes, depth: int) -> bytes:
        if depth > MAX_PHRASE_DEPTH:
            raise ValueError("its phrases are made of each other without end")
        text = bytearray()
        bits_left, bit = len(data) * 8, 0
        padded = data + bytes(8)
        while bits_left > 0:
            window = int.from_bytes(padded[bit >> 3 : (bit >> 3) + 8], "big")
            code = window >> (32 - (bit & 7)) & 0xFFFFFFFF
            length, highest = self._find_length(code)
            bits_left -= length
            bit += length
            if bits_left < 0:
                break
            text += self._phrase_text((highest - code) >> (32 - length), depth)
            if len(text) > MAX_RECORD_BYTES:
                raise ValueError("its text unpacks to more than a book can hold")
        return bytes(text)

    def _find_length(self, code: int) -> tuple[int, int]:
        """The number of bits of the code that begins here, and the highest code of that length."""
        entry = self._short_codes[code >> 24]
        length, highest = entry & 0x1F, (((entry >> 8) + 1) << (32 - (entry & 0x1F))) - 1
        if not entry & 0x80:
            while length <= 32 and code < self._lowest[length]:
                length += 1
            highest = self._highest[length]
        if not length:
            raise ValueError("its table of codes is broken")
        return length, highest

    def _phrase_text(self, number: int, depth: int) -> bytes:
        phrase, is_plain = self._phrases[number]
        if is_plain:
            return phrase
        if number not in self._texts:
            self._texts[number] = b""  # a phrase that is part of itself adds nothing
            self._texts[number] = self._decode(phrase, depth + 1)
            self._phrase_bytes += len(self._texts[number])
            if self._phrase_bytes > MAX_PHRASE_BYTES:
                raise ValueError("its text unpacks to more than a book can hold")
        return self._texts[number]


def _read_phrases(record: bytes) -> list[tuple[bytes, bool]]:
    """The phrases in a record: their bytes, and whether these are text or codes again."""
    count, bits = struct.unpack_from(">LL", record, 8)
    count = min(count, 1 << min(bits, 16), len(record) // 2)
    phrases = []
    for number in range(count):
        (offset,) = struct.unpack_from(">H", record, 16 + 2 * number)
        if 18 + offset > len(record):
            break
        (length,) = struct.unpack_from(">H", record, 16 + offset)
        phrases.append((record[18 + offset : 18 + offset + (length & 0x7FFF)], bool(length & 0x8000)))
    return phrases

"""Opens a Palm database, the container of MOBI and AZW3: numbered records of bytes."""

from __future__ import annotations

import struct

HEADER_BYTES = 78
COUNT_OFFSET = 76
ENTRY_BYTES = 8
NAME_BYTES = slice(0, 32)
TYPE_BYTES = slice(60, 68)


class PalmDatabase:
    """The records of a database; one that the file doesn't have is empty."""

    def __init__(self, data: bytes) -> None:
        (count,) = struct.unpack_from(">H", data, COUNT_OFFSET)
        offsets = [struct.unpack_from(">L", data, HEADER_BYTES + ENTRY_BYTES * number)[0] for number in range(count)]
        self._data, self._offsets = data, [*offsets, len(data)]
        self.kind = data[TYPE_BYTES]
        self.name = data[NAME_BYTES].split(b"\x00")[0].decode("cp1252", "replace")

    def record(self, number: int) -> bytes:
        """The bytes of a record, b"" if there is none with this number."""
        if not 0 <= number < len(self._offsets) - 1:
            return b""
        return self._data[self._offsets[number] : self._offsets[number + 1]]

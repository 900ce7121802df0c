"""The frames of an MP3 file: their bitrates, whether the last one is whole, and what the Xing header says."""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from pathlib import Path

# By the bits of a frame's header: kbit/s of MPEG-1 and of MPEG-2 (and 2.5) layer III, and the sample rates.
MPEG1_BITRATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
MPEG2_BITRATES = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
MPEG_SAMPLE_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
LAYER_III = 1


@dataclass(frozen=True, slots=True)
class MpegFrames:
    """The frames of an MP3 file: `bitrates` in kbit/s, their `count`, and whether the last one is `whole`.

    `promised` is the number of frames according to the file's header, 0 where it has none; `delay` is the number of
    samples that players skip at the beginning according to the header, None where it does not say.
    """

    bitrates: tuple[int, ...]
    count: int
    whole: bool
    promised: int = 0
    delay: int | None = None


@dataclass(frozen=True, slots=True)
class _Frame:
    version: int
    mono: bool
    bitrate: int
    size: int

    @property
    def header_offset(self) -> int:
        """The offset of a Xing or Info header in the frame."""
        if self.version == 3:
            return 4 + (17 if self.mono else 32)
        return 4 + (9 if self.mono else 17)


def read_frames(path: Path) -> MpegFrames:
    """The frames of an MP3 file; none where it is not an MP3 file."""
    if not path.stat().st_size:
        return MpegFrames((), 0, True)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return _walk_frames(data)


def _walk_frames(data: mmap.mmap) -> MpegFrames:
    offset, end = _find_first_frame(data), _find_frames_end(data)
    bitrates: set[int] = set()
    count, promised, delay = 0, 0, None
    while (frame := _parse_frame(data, offset)) is not None and offset < end:
        if count == 0 and promised == 0 and data[offset + frame.header_offset :][:4] in (b"Xing", b"Info"):
            promised, delay = _read_xing_header(data, offset + frame.header_offset)
        else:
            bitrates.add(frame.bitrate)
            count += 1
        offset += frame.size
    return MpegFrames(tuple(sorted(bitrates)), count, offset <= end, promised, delay)


def _find_first_frame(data: mmap.mmap) -> int:
    """The offset of the first frame, after the ID3 tag."""
    if data[:3] != b"ID3" or len(data) < 10:
        return 0
    size = 0
    for seven_bits in data[6:10]:
        size = size << 7 | seven_bits & 0x7F
    return 10 + size


def _find_frames_end(data: mmap.mmap) -> int:
    """The offset where the frames end, before an ID3v1 tag."""
    return len(data) - 128 if data[-128:-125] == b"TAG" else len(data)


def _parse_frame(data: mmap.mmap, offset: int) -> _Frame | None:
    head = data[offset : offset + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0 or head[1] >> 1 & 3 != LAYER_III:
        return None
    version, index, rate_index = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or not 0 < index < 15 or rate_index == 3:
        return None
    bitrate = (MPEG1_BITRATES if version == 3 else MPEG2_BITRATES)[index]
    size = (144 if version == 3 else 72) * bitrate * 1000 // MPEG_SAMPLE_RATES[version][rate_index] + (head[2] >> 1 & 1)
    return _Frame(version, head[3] >> 6 == 3, bitrate, size)


def _read_xing_header(data: mmap.mmap, offset: int) -> tuple[int, int | None]:
    """The number of frames according to a Xing or Info header, and the delay in the LAME header after it."""
    flags = int.from_bytes(data[offset + 4 : offset + 8], "big")
    promised = int.from_bytes(data[offset + 8 : offset + 12], "big") if flags & 1 else 0
    lame = offset + 8 + 4 * (flags & 1) + 4 * (flags >> 1 & 1) + 100 * (flags >> 2 & 1) + 4 * (flags >> 3 & 1)
    encoder = data[lame : lame + 4]
    delay = int.from_bytes(data[lame + 21 : lame + 24], "big") >> 12 if encoder in (b"LAME", b"Lavf", b"Lavc") else None
    return promised, delay

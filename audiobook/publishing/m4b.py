"""Joins encoded chapters into one M4B file with a list of chapters, without encoding the sound again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from audiobook.audio.ffmpeg import run_ffmpeg
from audiobook.errors import OutputError
from audiobook.publishing.published_album import ChapterMark

# Samples in an AAC frame, and the sample rates by their index in its ADTS header.
FRAME_SAMPLES = 1024
ADTS_RATES = (96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350)
ADTS_HEADER_BYTES = 7
COPY_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class BookPart:
    """A chapter of a book in one file: its sound as ADTS, its title, its sample rate (Hz) and its length."""

    path: Path
    title: str
    rate: int
    seconds: float


def read_book_part(path: Path, title: str) -> BookPart:
    """A chapter for a book, its length counted in frames; raises OutputError where `encode_aac` did not write it."""
    frames, rate = _read_adts_frames(path)
    return BookPart(path, title, rate, frames * FRAME_SAMPLES / rate)


def _read_adts_frames(path: Path) -> tuple[int, int]:
    """The number of frames in a file, and its sample rate."""
    data = path.read_bytes()
    offset = frames = rate = 0
    while offset + ADTS_HEADER_BYTES <= len(data) and data[offset] == 0xFF and data[offset + 1] & 0xF6 == 0xF0:
        rate = ADTS_RATES[(data[offset + 2] >> 2 & 0xF) % len(ADTS_RATES)]
        offset += (data[offset + 3] & 3) << 11 | data[offset + 4] << 3 | data[offset + 5] >> 5
        frames += 1
    if not frames or offset != len(data):
        raise OutputError(f"{path} is damaged; remove it and run the same command again")
    return frames, rate


def build_book_marks(parts: Sequence[BookPart]) -> tuple[ChapterMark, ...]:
    """The mark of each chapter in the book, to the millisecond."""
    start, marks = 0.0, list[ChapterMark]()
    for part in parts:
        marks.append(ChapterMark(round(start, 3), part.title))
        start += part.seconds
    return tuple(marks)


def write_book(parts: Sequence[BookPart], marks: Sequence[ChapterMark], target: Path) -> None:
    """Writes the book from parts of the same sample rate; raises OutputError where ffmpeg is missing or fails."""
    with tempfile.TemporaryDirectory() as folder:
        chapters = Path(folder) / "chapters.txt"
        chapters.write_text(build_ffmetadata(marks, sum(part.seconds for part in parts)), "utf-8", newline="\n")
        inputs = ("-f", "aac", "-i", "pipe:0", "-f", "ffmetadata", "-i", str(chapters))
        # In the time base of ADTS, long chapters would have more ticks than a list of chapters can hold.
        bitstream_filters = f"aac_adtstoasc,setts=time_base=1/{parts[0].rate}"
        streams = ("-map", "0:a", "-map_metadata", "1", "-map_chapters", "1", "-c", "copy", "-bsf:a", bitstream_filters)
        run_ffmpeg((*inputs, *streams, "-movflags", "+faststart", "-f", "ipod"), target, _read_parts(parts))


def _read_parts(parts: Iterable[BookPart]) -> Iterator[bytes]:
    """The sound of all chapters, one after the other; ADTS frames can simply be joined."""
    for part in parts:
        with part.path.open("rb") as file:
            while block := file.read(COPY_BLOCK_BYTES):
                yield block


def build_ffmetadata(marks: Sequence[ChapterMark], seconds: float) -> str:
    """The chapters of a book that lasts `seconds`, in the metadata format of FFmpeg.

    >>> print(build_ffmetadata((ChapterMark(0.0, "One; or #2"), ChapterMark(61.5, "Two")), 90.0))
    ;FFMETADATA1
    [CHAPTER]
    TIMEBASE=1/1000
    START=0
    END=61500
    title=One\\; or \\#2
    [CHAPTER]
    TIMEBASE=1/1000
    START=61500
    END=90000
    title=Two
    <BLANKLINE>
    """
    ends = [mark.start for mark in marks[1:]] + [seconds]
    lines = [";FFMETADATA1"]
    for mark, end in zip(marks, ends, strict=True):
        times = (f"START={round(mark.start * 1000)}", f"END={round(end * 1000)}")
        lines += ("[CHAPTER]", "TIMEBASE=1/1000", *times, f"title={_escape_title(mark.title)}")
    return "\n".join(lines) + "\n"


def _escape_title(title: str) -> str:
    """A title in one line, with a backslash before each special character."""
    line = " ".join(title.replace("\0", "").split())
    return "".join(f"\\{character}" if character in "=;#\\" else character for character in line)

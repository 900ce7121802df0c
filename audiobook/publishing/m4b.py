"""Binds encoded chapters into one M4B file with a list of its chapters; no sound is encoded again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from audiobook.audio.ffmpeg import run_ffmpeg
from audiobook.errors import OutputError
from audiobook.publishing.published_album import ChapterMark

# Samples in a frame of AAC, and what its header's figures for the sample rate mean.
FRAME_SAMPLES = 1024
ADTS_RATES = (96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350)
ADTS_HEADER_BYTES = 7
COPY_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class BookPart:
    """A chapter of a book in one file: its encoded sound (ADTS) and its sample rate, its title, and how many seconds it
    lasts there.
    """

    path: Path
    title: str
    rate: int
    seconds: float


def read_book_part(path: Path, title: str) -> BookPart:
    """A chapter as it will stand in a book, its length by the frames that it has.

    Raises OutputError where the file is none that `encode_aac` wrote.
    """
    frames, rate = _read_adts_frames(path)
    return BookPart(path, title, rate, frames * FRAME_SAMPLES / rate)


def _read_adts_frames(path: Path) -> tuple[int, int]:
    """How many frames a file has, and its sample rate."""
    data = path.read_bytes()
    at = frames = rate = 0
    while at + ADTS_HEADER_BYTES <= len(data) and data[at] == 0xFF and data[at + 1] & 0xF6 == 0xF0:
        rate = ADTS_RATES[(data[at + 2] >> 2 & 0xF) % len(ADTS_RATES)]
        at += (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
        frames += 1
    if not frames or at != len(data):
        raise OutputError(f"{path} is damaged; remove it and run the same command again")
    return frames, rate


def build_book_marks(parts: Sequence[BookPart]) -> tuple[ChapterMark, ...]:
    """When each chapter begins in the book, to the millisecond."""
    at, marks = 0.0, list[ChapterMark]()
    for part in parts:
        marks.append(ChapterMark(round(at, 3), part.title))
        at += part.seconds
    return tuple(marks)


def bound_book(parts: Sequence[BookPart], marks: Sequence[ChapterMark], target: Path) -> None:
    """Writes the book; its parts have one sample rate. Raises OutputError where ffmpeg is missing or cannot."""
    with tempfile.TemporaryDirectory() as place:
        chapters = Path(place) / "chapters.txt"
        chapters.write_text(build_ffmetadata(marks, sum(part.seconds for part in parts)), "utf-8", newline="\n")
        taken = ("-f", "aac", "-i", "pipe:0", "-f", "ffmetadata", "-i", str(chapters))
        # In the time that ADTS is counted in, long chapters would have more ticks than a list of chapters can hold.
        bound = f"aac_adtstoasc,setts=time_base=1/{parts[0].rate}"
        mapped = ("-map", "0:a", "-map_metadata", "1", "-map_chapters", "1", "-c", "copy", "-bsf:a", bound)
        run_ffmpeg((*taken, *mapped, "-movflags", "+faststart", "-f", "ipod"), target, _read_parts(parts))


def _read_parts(parts: Iterable[BookPart]) -> Iterator[bytes]:
    """The sound of all chapters, one after the other: frames stand for themselves."""
    for part in parts:
        with part.path.open("rb") as file:
            while piece := file.read(COPY_BLOCK_BYTES):
                yield piece


def build_ffmetadata(marks: Sequence[ChapterMark], seconds: float) -> str:
    """The chapters of a book of that length as FFmpeg reads them.

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
    told = [";FFMETADATA1"]
    for mark, end in zip(marks, ends, strict=True):
        times = (f"START={round(mark.start * 1000)}", f"END={round(end * 1000)}")
        told += ("[CHAPTER]", "TIMEBASE=1/1000", *times, f"title={_escape_title(mark.title)}")
    return "\n".join(told) + "\n"


def _escape_title(title: str) -> str:
    """A title with a backslash before each sign that would mean something else, in one line."""
    line = " ".join(title.replace("\0", "").split())
    return "".join(f"\\{sign}" if sign in "=;#\\" else sign for sign in line)

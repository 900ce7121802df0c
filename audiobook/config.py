"""The settings of a run, checked once at the edge; nothing further on reads the environment or asks again."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from audiobook.errors import InputError

DEFAULT_OUTPUT = Path("output")
DEFAULT_BITRATE = 96
SLOWEST, FASTEST = 0.5, 2.0
# Each worker holds a model of 250 MB; above this many, disk and memory gain nothing on a laptop.
MOST_WORKERS = 8


@dataclass(frozen=True, slots=True)
class MakeSettings:
    """What a person asked `make` for; `chapters` is as typed ("3,5-7"), "" for all."""

    output: Path = DEFAULT_OUTPUT
    engine: str | None = None
    voice: str | None = None
    speed: float = 1.0
    bitrate: int = DEFAULT_BITRATE
    chapters: str = ""
    speak_notes: bool = False
    title: str = ""
    author: str = ""

    def __post_init__(self) -> None:
        if not SLOWEST <= self.speed <= FASTEST:
            raise InputError(f"--speed {self.speed:g} is out of range; give {SLOWEST} (slow) to {FASTEST} (fast)")


def worker_count() -> int:
    """How many worker processes to run: one for each processor that this process may use, at most MOST_WORKERS."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MOST_WORKERS)


def chapter_numbers(typed: str, numbers: tuple[int, ...]) -> tuple[int, ...]:
    """The chapters that "3,5-7" names, in the order of the book; raises InputError where the book has no such one.

    >>> chapter_numbers("3,5-7", tuple(range(1, 9)))
    (3, 5, 6, 7)
    """
    if not typed.strip():
        return numbers
    wanted: set[int] = set()
    for part in typed.split(","):
        wanted.update(_range(part.strip(), typed))
    missing = sorted(wanted - set(numbers))
    if missing:
        there = f"chapters {numbers[0]} to {numbers[-1]}" if len(numbers) > 1 else "one chapter only"
        listed = ", ".join(str(number) for number in missing[:5])
        raise InputError(f"--chapters {typed}: the story has no chapter {listed}; it has {there}")
    return tuple(number for number in numbers if number in wanted)


# More chapters than any story has; a larger range is a slip of the finger.
MOST_CHAPTERS = 100_000


def _range(part: str, typed: str) -> range:
    first, dash, last = part.partition("-")
    ends = (first.strip(), last.strip() if dash else first.strip())
    if not all(end.isdecimal() and len(end) <= 6 for end in ends):
        raise InputError(f"--chapters {typed}: {part!r} is no chapter number or range; write them like 3,5-7")
    start, end = int(ends[0]), int(ends[1])
    if start > end or end > MOST_CHAPTERS:
        raise InputError(f"--chapters {typed}: {part!r} is no range; write the smaller number first")
    return range(start, end + 1)

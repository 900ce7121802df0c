"""How clean the joins of a finished album are, and how well its sentence times fit what is heard.

    audiobook make STORY -o FOLDER
    python benchmarks/sound.py FOLDER [--every]

Of the decoded files: the largest step from sample to sample between lines, where clips are joined to silence, and how
many are over -40 dBFS; the DC level of pauses and the longest silence. And for the sentences in the middle and at the
end of each chapter (with --every for all), how far the beginning and end of sound are from those that are told, in
`album.json` or else in the transcript; --shift (ms) is added to them.

Sound begins where windows of 5 ms are louder than --level after quiet, and ends likewise. By itself that is what clips
are trimmed by, -60 dBFS.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiobook.album.manifest import read_manifest
from audiobook.checking.albums import find_check_targets
from audiobook.checking.file_decoder import decode_file
from audiobook.checking.mpeg import read_frames
from audiobook.checking.timed_text import read_cue_times, transcript_path

HOP = 0.005
SOUND = -60.0
# A beginning comes after so much quiet and before so much sound, an end the other way round (seconds).
QUIET, SOUNDING = 0.06, 0.03
# Lines closer than this (seconds) meet without a pause to be seen.
PAUSE = 0.1
# Sentences that are looked at in the middle and at the end of a chapter.
COUNT = 5
STEP_DBFS = -40.0
# A join is looked for so far around the time that is told (seconds).
NEAR = 0.002
Wave = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A file as it is heard, and the times that its transcript tells."""

    name: str
    wave: Wave
    rate: int
    cues: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured of a chapter: steps in dBFS, DC in dBFS, the longest silence in s, and errors in ms."""

    steps: list[float]
    offset: float
    silence: float
    starts: list[float]
    ends: list[float]


def main() -> None:
    """Measures, and prints a line for each chapter and one for all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", action="store_true")
    parser.add_argument("--shift", type=float, default=0.0)
    parser.add_argument("--level", type=float, default=SOUND)
    options = parser.parse_args()
    whole = []
    for path in [file for place in find_check_targets([options.folder]) for file in place.files]:
        found = measured(chapter_of(path, options.shift / 1000), options.every, options.level)
        tell(path.name[:32], found)
        whole.append(found)
        if path.suffix == ".mp3":
            frames = read_frames(path)
            print(
                f"{'':32}  header for gapless playing: {'none' if frames.delay is None else f'{frames.delay} samples'}"
            )
    parts = ([value for one in whole for value in getattr(one, name)] for name in ("steps", "starts", "ends"))
    steps, starts, ends = parts
    most = max(one.offset for one in whole), max(one.silence for one in whole)
    tell("all", Found(steps, most[0], most[1], starts, ends))


def tell(name: str, found: Found) -> None:
    """Prints one line."""
    over = sum(step > STEP_DBFS for step in found.steps)
    print(f"{name:32}  {len(found.steps)} pauses: largest step {max(found.steps, default=-120):.1f} dBFS, {over} over "
          f"{STEP_DBFS:.0f}, DC {found.offset:.1f} dBFS; longest silence {found.silence:.1f} s; "
          f"{told('begin', found.starts)}; {told('end', found.ends)}")  # fmt: skip


def told(what: str, errors: Sequence[float]) -> str:
    """The spread of errors in words."""
    if not errors:
        return f"{what}: none"
    return f"{what} {np.median(errors):+.0f} ms ({min(errors):+.0f} to {max(errors):+.0f}, {len(errors)} of them)"


def chapter_of(path: Path, shift: float) -> Chapter:
    """A file, decoded as a whole."""
    with decode_file(path) as sound:
        wave = np.concatenate([block.mean(axis=1) for block in sound.blocks])
        cues = tuple((start + shift, end + shift) for start, end in times_of(path))
        return Chapter(path.name, wave, sound.rate, cues)


def times_of(path: Path) -> tuple[tuple[float, float], ...]:
    """When each line of a file is heard, as it is told."""
    entry = read_manifest(path.parent).find_chapter(path.name)
    times = entry.clip_times if entry else ()
    return tuple(time for time in times if time[1] > time[0]) or read_cue_times(transcript_path(path))


def measured(chapter: Chapter, every: bool, level: float) -> Found:
    """All figures of one chapter."""
    begins, ends = edges(chapter, level)
    pauses = pauses_of(chapter)
    starts = [start for _, start in pauses if start < len(chapter.wave) / chapter.rate]
    stops = [end for end, _ in pauses if end > 0]
    told_starts, told_ends = (times if every else middle_and_last(times) for times in (starts, stops))
    gaps = [begin - end for end, begin in zip(ends, begins[1:], strict=False)]
    return Found(
        [*steps_in(chapter, pauses)],
        dc_of(chapter, pauses),
        max(gaps, default=0.0),
        [nearest(begins, time) for time in told_starts],
        [nearest(ends, time) for time in told_ends],
    )


def pauses_of(chapter: Chapter) -> list[tuple[float, float]]:
    """The pauses between lines, as (end of one, beginning of the next), and those at both ends of the file."""
    whole = [(0.0, 0.0), *chapter.cues, (len(chapter.wave) / chapter.rate,) * 2]
    return [(end, start) for (_, end), (start, _) in pairwise(whole) if start - end >= PAUSE]


def middle_and_last(times: list[float]) -> list[float]:
    """Those in the middle and at the end."""
    middle = max(0, len(times) // 2 - COUNT // 2)
    return [*times[middle : middle + COUNT], *times[-COUNT:]]


def nearest(edges: NDArray[np.float64], time: float) -> float:
    """How far the nearest edge of sound is from a time that was told, in ms."""
    return float((edges[np.abs(edges - time).argmin()] - time) * 1000)


def edges(chapter: Chapter, level: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """When sound begins after quiet, and when it ends before quiet, in seconds."""
    hop = round(chapter.rate * HOP)
    windows = chapter.wave[: len(chapter.wave) // hop * hop].reshape(-1, hop)
    loud = np.concatenate(([False], np.einsum("ij,ij->i", windows, windows) / hop > 10 ** (level / 10), [False]))
    turns = np.flatnonzero(loud[1:] != loud[:-1])
    runs = [(start, end) for start, end in turns.reshape(-1, 2) if (end - start) * HOP >= SOUNDING]
    joined: list[list[int]] = []
    for start, end in runs:
        if joined and (start - joined[-1][1]) * HOP < QUIET:
            joined[-1][1] = end
        else:
            joined.append([start, end])
    found = np.asarray(joined, np.float64) * hop / chapter.rate
    return found[:, 0], found[:, 1]


def steps_in(chapter: Chapter, pauses: Sequence[tuple[float, float]]) -> Iterator[float]:
    """The largest step (dBFS) of each pause, its ends included, where clips are joined to it."""
    for end, start in pauses:
        piece = stretch(chapter, end - NEAR, start + NEAR)
        if len(piece) > 1:
            yield decibels(float(np.abs(np.diff(piece)).max()))


def dc_of(chapter: Chapter, pauses: Sequence[tuple[float, float]]) -> float:
    """The largest mean of a pause, as dBFS."""
    return max(decibels(abs(float(stretch(chapter, end + NEAR, start - NEAR).mean()))) for end, start in pauses)


def stretch(chapter: Chapter, start: float, end: float) -> Wave:
    """The sound from one time to another, in seconds."""
    return chapter.wave[max(0, round(start * chapter.rate)) : round(end * chapter.rate)]


def decibels(height: float) -> float:
    """A height, where full scale is 1, in dBFS."""
    return float(20 * np.log10(max(1e-6, height)))


if __name__ == "__main__":
    main()

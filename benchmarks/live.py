"""Measures listening while an album is made: how soon, how many at once, and what memory it takes.

python benchmarks/live.py first STORY             seconds from the start to the first sound
python benchmarks/live.py listeners STORY         making with and without listeners, and the longest wait of each
python benchmarks/live.py memory                  the server's memory while a book of 60 hours is heard
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from starlette.testclient import TestClient

from audiobook.live.application import LiveServer, build_live_application
from audiobook.live.segments import BYTES_PER_SECOND, SegmentStore
from audiobook.live.session import LiveSession
from audiobook.live.timeline import LiveBook, LiveChapter, LiveLine
from audiobook.model import Clip, TextRun
from audiobook.serving.application import ServerOptions
from audiobook.synthesis.clip_store import ClipStore

CHUNK = 65_536
# What browsers load ahead of what is played (s).
AHEAD_SECONDS = 60.0
# A book of 60 hours: so many chapters of so many lines of three seconds.
CHAPTERS, LINES, LINE_SECONDS, DIFFERENT_CLIPS = 120, 600, 3.0, 400
MEGABYTE = 1024


@dataclass
class Listener(threading.Thread):
    """Hears a book from one chapter on, as a browser does: it loads up to a minute ahead of what is played.

    `first_wait` is how long the first sound took, `stalls` how long there was nothing to play after that (s).
    """

    address: str
    chapters: list[int]
    seconds: float = 0.0
    first_wait: float = 0.0
    stalls: float = 0.0
    is_stopped: bool = False

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        started = time.monotonic()
        played_from = 0.0
        # Where making ends, the server does, too.
        with contextlib.suppress(http.client.HTTPException, OSError):
            self._hear(started, played_from)

    def _hear(self, started: float, played_from: float) -> None:
        for number in self.chapters:
            with urllib.request.urlopen(f"{self.address}b{id(self):x}n{number}/{number}.mp3", timeout=600) as sound:
                while (data := sound.read1(CHUNK)) and not self.is_stopped:
                    now = time.monotonic()
                    if not self.seconds:
                        self.first_wait, played_from = now - started, now
                    late = now - played_from - self.seconds
                    if late > 0:
                        self.stalls += late
                        played_from += late
                    self.seconds += len(data) / BYTES_PER_SECOND
                    time.sleep(max(0.0, self.seconds - (now - played_from) - AHEAD_SECONDS))
            if self.is_stopped:
                return


@contextmanager
def making(story: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], float]]:
    """A run of `make` in an empty folder, and when it was started."""
    with tempfile.TemporaryDirectory(prefix="live-") as folder:
        started = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "audiobook", "make", str(story.absolute()), "--progress", "json", *options],
            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        try:
            yield process, started
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def read_address(process: subprocess.Popen[str]) -> str:
    """The address that a run tells."""
    assert process.stdout
    return next(str(json.loads(line)["address"]) for line in process.stdout if '"listen"' in line)


def wait_for_chapters(address: str) -> list[int]:
    """The numbers of the chapters, as soon as they are known."""
    while True:
        with urllib.request.urlopen(f"{address}book", timeout=600) as answer:
            chapters = [chapter["number"] for chapter in json.load(answer)["chapters"]]
        if chapters:
            return chapters
        time.sleep(0.02)


def measure_first_sound(story: Path) -> None:
    """Prints when the address, the chapters and the first sound came."""
    with making(story, "--listen") as (process, started):
        address = read_address(process)
        at_address = time.monotonic() - started
        chapters = wait_for_chapters(address)
        at_chapters = time.monotonic() - started
        with urllib.request.urlopen(f"{address}first/{chapters[0]}.mp3", timeout=600) as sound:
            sound.read(1)
        print(f"address {at_address:.2f} s, chapters {at_chapters:.2f} s, "
              f"first sound {time.monotonic() - started:.2f} s")  # fmt: skip


def make_to_the_end(story: Path, count: int, together: bool) -> tuple[float, list[Listener]]:
    """Seconds until `done` with so many listeners, `together` or spread over the book; and what they heard."""
    with making(story, *(["--listen"] if count else [])) as (process, started):
        listeners: list[Listener] = []
        if count:
            address = read_address(process)
            chapters = wait_for_chapters(address)
            firsts = [chapters[0 if together else len(chapters) * number // count] for number in range(count)]
            listeners = [Listener(address, [one for one in chapters if one >= first]) for first in firsts]
            for listener in listeners:
                listener.start()
        assert process.stdout
        next(line for line in process.stdout if json.loads(line)["event"] == "done")
        wall = time.monotonic() - started
        for listener in listeners:
            listener.is_stopped = True
        return wall, listeners


def spent_seconds() -> float:
    """Processor seconds of the runs that have ended, with their workers."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def measure_listeners(story: Path, count: int) -> None:
    """Prints how long making takes without listeners, with one, and with many in one place and in many."""
    for listening, together in ((0, False), (1, False), (count, True), (count, False)):
        before = spent_seconds()
        wall, listeners = make_to_the_end(story, listening, together)
        waits = [listener.first_wait for listener in listeners] or [0.0]
        stalls = [listener.stalls for listener in listeners] or [0.0]
        loaded = sum(listener.seconds for listener in listeners)
        processor = spent_seconds() - before
        where = "in one place" if together else "spread"
        print(f"{listening:>3} listeners {where}: {wall:.1f} s, processor {processor:.1f} s; loaded {loaded:,.0f} s, "
              f"first sound after at most {max(waits):.2f} s, longest stall {max(stalls):.2f} s")  # fmt: skip


def build_long_book(folder: Path) -> tuple[LiveSession, SegmentStore]:
    """A session with a book of 60 hours, whose lines share some clips."""
    clips, session = ClipStore(folder / "clips"), LiveSession()
    for number in range(DIFFERENT_CLIPS):
        wave = np.random.default_rng(number).normal(0, 3000, round(24_000 * LINE_SECONDS)).astype(np.int16)
        clips.write(f"{number:032x}", Clip(wave, 24_000))
    chapters = tuple(
        LiveChapter(number, f"Chapter {number}", LINES * 8, tuple(
            LiveLine(f"{(number * LINES + line) % DIFFERENT_CLIPS:032x}", 0, (TextRun("A line."),), (line, 1))
            for line in range(LINES)
        ))
        for number in range(1, CHAPTERS + 1)
    )  # fmt: skip
    session.show_book(LiveBook("Long", "Nobody", "en", chapters))
    (folder / "sound").mkdir()
    return session, SegmentStore(folder / "clips", folder / "sound")


def measure_memory() -> None:
    """Prints the memory of the server after each tenth of the book."""
    with tempfile.TemporaryDirectory(prefix="live-") as name:
        session, segments = build_long_book(Path(name))
        client = TestClient(
            build_live_application(LiveServer(session, segments, lambda _: None), ServerOptions(Path(name))),
            base_url="http://127.0.0.1:8019",
        )
        heard = 0.0
        for number in range(1, CHAPTERS + 1):
            with client.stream("GET", f"/live/memory{number}/{number}.mp3") as answer:
                heard += sum(map(len, answer.iter_bytes())) / BYTES_PER_SECOND
            if number % (CHAPTERS // 10) == 0 or number == 1:
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
                print(f"{heard / 3600:5.1f} hours heard, peak {peak:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("first", "listeners", "memory"))
    parser.add_argument("story", nargs="?", type=Path)
    parser.add_argument("--count", type=int, default=20)
    given = parser.parse_args()
    if given.what == "memory":
        measure_memory()
    elif given.story is None:
        parser.error("name a story")
    elif given.what == "first":
        measure_first_sound(given.story)
    else:
        measure_listeners(given.story, given.count)


if __name__ == "__main__":
    main()

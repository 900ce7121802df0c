"""Long use: a library of many albums and a large store of clips, and how long what people do with it takes.

    python benchmarks/library.py FOLDER [--albums 300] [--clips 200000]

The first time, it makes the library in FOLDER, with the engine that is silent: each album has three chapters. The clips
besides those of the albums are small files, so that the store fits on any disk. Then each command of TASKS runs twice,
and the figures of the second time are printed: seconds by the clock, of the processor, and the memory of the largest
process (MB). The server's figures are those of its first and second page, and its memory.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

COMMAND = (sys.executable, "-m", "audiobook")
NAMES = ("Ada", "Bram", "Cora", "Dell", "Edda", "Finn", "Gwen", "Hugo")
CHAPTERS, PARAGRAPHS = 3, 2
SMALL_CLIP = b"x" * 100
MEGABYTE = 1024
# Stands for the paths of all stories.
ALL_STORIES = "ALL"


@dataclass(frozen=True, slots=True)
class Task:
    """Something that people do with a library: what it is called here, and the arguments of `audiobook`."""

    name: str
    arguments: tuple[str, ...]


TASKS = (
    Task("the program alone", ("--version",)),
    Task("make, one story, unchanged", ("make", "input/story 001.txt", "--engine", "silent")),
    Task("make, all stories, unchanged", ("make", ALL_STORIES, "--engine", "silent")),
    Task("update, nothing new", ("update",)),
    Task("update one album, nothing new", ("update", "Story 1")),
    Task("check one album", ("check", "output/Writer 1/Story 1")),
    Task("cache", ("cache",)),
    Task("cache trim, to a size that it has", ("cache", "trim", "--size", "100GB")),
)


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock and of the processor, the memory of the largest process in MB, and the exit code."""

    wall: float
    processor: float
    memory: float
    code: int


def write_story(path: Path, number: int) -> None:
    """A story that has no line in common with the others."""
    one, other = NAMES[number % len(NAMES)], NAMES[(number // 3 + 3) % len(NAMES)]
    rows = [f"Story {number}", f"by Writer {number % 20}", ""]
    for chapter in range(1, CHAPTERS + 1):
        rows += [f"Chapter {chapter}", ""]
        for line in range(PARAGRAPHS):
            count = number * 1000 + chapter * 100 + line
            rows += [f"{one} counted {count} lamps along the harbor wall.", ""]
            rows += [f"“There are {count + 1} of them,” said {other}.", ""]
    path.write_text("\n".join(rows), encoding="utf-8")


def build_library(folder: Path, albums: int, clips: int) -> None:
    """Makes the albums, and fills the store up."""
    (folder / "input").mkdir(parents=True)
    for number in range(1, albums + 1):
        write_story(folder / "input" / f"story {number:03d}.txt", number)
    cost = run(folder, ("make", ALL_STORIES, "--engine", "silent", "--quiet"))
    print(f"{albums} albums made in {cost.wall:.0f} s")
    store = folder / "output" / ".audiobook" / "clips"
    example = next(path for path in store.rglob("*") if path.is_file())
    depth = len(example.relative_to(store).parts) - 1
    for number in range(clips - sum(1 for path in store.rglob("*") if path.is_file())):
        key = f"{number * 2654435761 % 2**128:032x}"[::-1]
        place = store / key[:2] if depth else store
        place.mkdir(exist_ok=True)
        (place / f"{key}{example.suffix}").write_bytes(SMALL_CLIP)


def run(folder: Path, arguments: tuple[str, ...]) -> Cost:
    """Runs the program to its end."""
    stories = sorted(f"input/{path.name}" for path in (folder / "input").iterdir())
    arguments = tuple(one for name in arguments for one in (stories if name == ALL_STORIES else (name,)))
    started = time.monotonic()
    process = subprocess.Popen(
        [*COMMAND, *arguments], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - started
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / MEGABYTE, process.returncode)


def measure_server(folder: Path) -> None:
    """Prints how long the first and the second page of the library take, and the server's memory."""
    started = time.monotonic()
    process = subprocess.Popen([*COMMAND, "serve"], cwd=folder, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    address = urlsplit(next(match[0] for row in process.stdout if (match := re.search(r"http://\S+", row))))
    ready = time.monotonic() - started
    for name in ("first", "second"):
        started = time.monotonic()
        connection = http.client.HTTPConnection(address.netloc, timeout=60)
        connection.request("GET", address.path or "/")
        answer = connection.getresponse()
        size = len(answer.read())
        print(f"serve: {name} page {time.monotonic() - started:6.2f} s, {size / 1024:.0f} KB, HTTP {answer.status}")
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    memory = re.search(r"VmHWM:\s+(\d+)", status)
    print(f"serve: ready after {ready:.2f} s, {int(memory[1]) / MEGABYTE if memory else 0:.0f} MB")
    process.send_signal(signal.SIGINT)
    process.wait(30)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--albums", type=int, default=300)
    parser.add_argument("--clips", type=int, default=200_000)
    given = parser.parse_args()
    if not (given.folder / "input").exists():
        build_library(given.folder, given.albums, given.clips)
    for task in TASKS:
        run(given.folder, task.arguments)
        cost = run(given.folder, task.arguments)
        print(f"{task.name:<36}{cost.wall:7.2f} s {cost.processor:7.2f} s of processor {cost.memory:5.0f} MB, "
              f"exit code {cost.code}")  # fmt: skip
    measure_server(given.folder)


if __name__ == "__main__":
    main()

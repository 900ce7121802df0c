"""Edits one cast file from many processes and threads at once: how many edits are kept?

    python -m benchmarks.abuse parallel-edits [--edits 200] [--processes 8]

Every edit is what `audiobook cast --gender NAME=…` does to the file; the program is imported once per process. Prints
how many edits stand in the file and how long it took; exit code 1 where one is missing.
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Barrier
from pathlib import Path

from audiobook.cast_file.reading import read_cast_file
from audiobook.cast_file.writing import add_corrections

COMMENT = "# So she says herself.\n"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--processes", type=int, default=8)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "cast.toml")
        path.write_text(f'{COMMENT}[gender]\nTilly = "female"\n', "utf-8")
        seconds = edit_at_once(path, wanted.edits, wanted.processes)
        kept = len(read_cast_file(path).genders) - 1
        whole = path.read_text("utf-8").startswith(COMMENT)
        left = sorted(one.name for one in path.parent.iterdir() if one != path)
    print(f"{kept} of {wanted.edits} edits kept, comments {'kept' if whole else 'lost'}, in {seconds:.1f} s")
    if left:
        print(f"left behind: {', '.join(left)}")
    return 0 if kept == wanted.edits and whole and not left else 1


def edit_at_once(path: Path, edits: int, processes: int) -> float:
    """Makes the edits, dealt out to processes that begin together; returns the seconds from there to the last one."""
    start = multiprocessing.Barrier(processes + 1)
    dealt = [range(number, edits, processes) for number in range(processes)]
    running = [multiprocessing.Process(target=edit_all, args=(path, one, start)) for one in dealt]
    for process in running:
        process.start()
    start.wait()
    began = time.monotonic()
    for process in running:
        process.join()
    return time.monotonic() - began


def edit_all(path: Path, numbers: range, start: Barrier) -> None:
    """Makes the edits of one process, each in a thread of its own."""
    with ThreadPoolExecutor(max(1, len(numbers))) as pool:
        start.wait()
        list(pool.map(lambda number: add_corrections(path, genders=[(f"Bea {number}", "female")]), numbers))


if __name__ == "__main__":
    raise SystemExit(main())

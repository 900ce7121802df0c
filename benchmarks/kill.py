"""Kills `make` again and again, then lets it end: is every file the same as that of a run that nobody disturbed?

    python benchmarks/kill.py [STORY] [--kills 60] [--engine hibari] [--small-disk 40]

Each run is ended by SIGKILL after a random time. With `--small-disk` MB the work is done in a file system of that size
(Linux, root), which fills up and is enlarged before the last run. Prints what was found; exit code 1 where files
differ.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STORY = Path(__file__).parents[1] / "input" / "the-night-dolores-lost-her-voice.txt"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("story", nargs="?", type=Path, default=STORY)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--engine", default="hibari")
    parser.add_argument("--small-disk", type=int, default=0, metavar="MB")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        whole, killed = Path(place, "whole"), Path(place, "killed")
        whole.mkdir()
        killed.mkdir()
        began = time.monotonic()
        assert make(wanted.story, whole, wanted.engine) == 0
        took = time.monotonic() - began
        if wanted.small_disk:
            mounted(killed, wanted.small_disk)
        try:
            return disturbed(wanted, whole, killed, took)
        finally:
            if wanted.small_disk:
                subprocess.run(["umount", str(killed)], check=True)


def disturbed(wanted: argparse.Namespace, whole: Path, killed: Path, took: float) -> int:
    """Kills runs, fills the disk where one was made for that, ends the work, and compares."""
    chance = random.Random(wanted.seed)
    # Times are dealt so that kills fall into the whole of the work, though each run goes on where the last one ended.
    ended = [killed_run(wanted.story, killed, chance.uniform(0.3, 1 + 2 * took / 10), wanted.engine)
             for _ in range(wanted.kills)]  # fmt: skip
    print(
        f"{ended.count(-signal.SIGKILL)} runs killed, {len(ended) - ended.count(-signal.SIGKILL)} ended by themselves"
    )
    if wanted.small_disk:
        codes = [make(wanted.story, killed, wanted.engine) for _ in range(2)]
        print(f"on the full disk: exit codes {codes}, {len(digests(killed))} files")
        mounted(killed, 2000, "remount,")
    code = make(wanted.story, killed, wanted.engine)
    same = digests(whole) == digests(killed)
    left = [path.name for path in killed.rglob("*.part")]
    print(
        f"last run: exit code {code}; {len(digests(whole))} files {'the same' if same else 'DIFFERENT'}; left: {left}"
    )
    return int(not same or bool(left) or code != 0)


def mounted(place: Path, megabytes: int, again: str = "") -> None:
    """A file system in memory of that size; raises where this is not Linux or not root."""
    options = ["-o", f"{again}size={megabytes}m"]
    subprocess.run(["mount", "-t", "tmpfs", *options, "audiobook-kill", str(place)], check=True)


def command(story: Path, folder: Path, engine: str) -> list[str]:
    wanted = ["make", str(story.resolve()), "-o", str(folder / "out"), "--engine", engine, "-q"]
    return [sys.executable, "-m", "audiobook", *wanted]


def surroundings() -> dict[str, str]:
    """The environment, with this checkout found wherever the run is."""
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), *filter(None, sys.path)])}


def make(story: Path, folder: Path, engine: str) -> int:
    """Runs `make` to its end: its exit code."""
    done = subprocess.run(command(story, folder, engine), cwd=folder, env=surroundings(), check=False)
    return done.returncode


def killed_run(story: Path, folder: Path, after: float, engine: str) -> int:
    """Runs `make` and kills its first process after so many seconds: the exit code, -9 where the kill ended it."""
    process = subprocess.Popen(command(story, folder, engine), cwd=folder, env=surroundings(),
                               stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        return process.wait(timeout=after)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def digests(folder: Path) -> dict[str, str]:
    """The digest of each MP3 file."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*.mp3"))}


if __name__ == "__main__":
    sys.exit(main())

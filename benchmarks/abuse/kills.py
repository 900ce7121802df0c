"""Kills and disturbs commands again and again, lets them end, and compares what lies there with undisturbed runs.

    python -m benchmarks.abuse kills [--count 100] [--seed 1] [--task "first make"] [--condition "kill -9"]
                                     [--minutes 30] [--folder /var/tmp/abuse]

Each command of tasks.py runs under each condition of conditions.py in turn. It is disturbed at a random moment, up to
three times in a row, and after each time no file may be half written and no cast file hurt. Then it runs to its end on
a machine that is in order, and every file below the folder has to be the same as if nobody had disturbed anything.
Linux only; some conditions need root, and what this machine lacks is told and left out. Prints each fault, and tables.
It can be stopped with Ctrl-C. Exit code 1 where there was any fault.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

from benchmarks.abuse.conditions import CONDITIONS, Condition
from benchmarks.abuse.ground import Ground, give
from benchmarks.abuse.surroundings.sitecustomize import VOICE
from benchmarks.abuse.tasks import TASKS, Task
from benchmarks.abuse.wholeness import differences, half_written
from tests.crashing.points import contents
from tests.engines.servers import Quiet

DISK = "300m"
IN_A_ROW = 3


def round_of(ground: Ground, task: Task, condition: Condition) -> tuple[int, int, list[str]]:
    """Disturbs a task up to three times and lets it end: how often, how often in mid-run, and what was wrong."""
    known = ground.prepare(task, condition)
    times, met, wrong = ground.chance.randint(1, IN_A_ROW), 0, []
    for _ in range(times):
        hit, problems = ground.disturb(task, condition, known.took)
        met += hit
        wrong += [*problems, *half_written(ground.folder, known, condition.by_hand is not None)]
    if condition.by_hand:
        with contextlib.chdir(ground.folder):
            condition.by_hand()
    if condition.has_to_end and not task.drive:
        give(ground.folder, condition.user)
        problem = ground.run(task.scenario.command, task, condition)
        wrong += [f"on such a machine: {problem}"] if problem else []
        give(ground.folder, 0)
    problem = ground.run(task.scenario.command, task) or ground.follow(task)
    wrong += [f"afterwards: {problem}"] if problem else []
    wrong += differences(dict(contents(ground.folder)), known.after, condition.by_hand is not None)
    return times, met, wrong


@contextlib.contextmanager
def disk(folder: Path) -> Iterator[Path]:
    """A file system of its own in a folder, in memory and small, where this is root."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.getuid() != 0:
        yield folder
        return
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=755", "audiobook-abuse", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextlib.contextmanager
def voice_server() -> Iterator[str]:
    """A server with the files of a voice, which sends them slowly and goes on where it is asked to; its address."""

    class Handler(Quiet):
        def do_GET(self) -> None:  # noqa: N802 - the name is the base class's
            start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(VOICE) - start))
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(VOICE) - 1}/{len(VOICE)}")
            self.end_headers()
            with contextlib.suppress(OSError):
                for place in range(start, len(VOICE), 64_000):
                    self.wfile.write(VOICE[place : place + 64_000])
                    time.sleep(0.01)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


def pairs(wanted: argparse.Namespace) -> list[tuple[Task, Condition]]:
    """Each task under each condition that there is here."""
    here = []
    for condition in CONDITIONS:
        if condition.needs_root and os.getuid() != 0:
            print(f"left out: {condition.name}")
        elif not wanted.condition or condition.name in wanted.condition:
            here.append(condition)
    return [(task, condition) for task in TASKS if not wanted.task or task.name in wanted.task
            for condition in here if task.is_make or not condition.by_hand]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=100, help="how often commands are disturbed")
    parser.add_argument("--minutes", type=float, default=600.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--task", action="append", choices=[task.name for task in TASKS])
    parser.add_argument("--condition", action="append", choices=[condition.name for condition in CONDITIONS])
    parser.add_argument("--folder", type=Path, default=Path("/var/tmp/abuse"))
    wanted = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    chance, began = random.Random(wanted.seed), time.monotonic()
    tally = Tally()
    every = pairs(wanted)
    with disk(wanted.folder.absolute()) as root, voice_server() as voices, contextlib.suppress(KeyboardInterrupt):
        ground = Ground(root, chance, voices)
        for task, condition in shuffled(every, chance):
            if tally.disturbed >= wanted.count or time.monotonic() - began > wanted.minutes * 60:
                break
            times, met, problems = round_of(ground, task, condition)
            tally.add(task, condition, times, met, bool(problems))
            if problems:
                print(f"{task.name}, {condition.name}: {'; '.join(dict.fromkeys(problems))}", flush=True)
            if tally.disturbed // 50 > (tally.disturbed - times) // 50:
                print(f"# {tally.disturbed} times, {time.monotonic() - began:.0f} s", flush=True)
    tally.show(time.monotonic() - began)
    return int(tally.faults > 0)


def shuffled(every: list[tuple[Task, Condition]], chance: random.Random) -> Iterator[tuple[Task, Condition]]:
    """All pairs again and again, those of a task one after the other: it is done undisturbed once for all of them."""
    while True:
        for task in chance.sample(TASKS, len(TASKS)):
            yield from (pair for pair in every if pair[0] is task)


class Tally:
    """How often each command and each condition was tried, and what came of it."""

    def __init__(self) -> None:
        self._tried, self._met, self._wrong = Counter[str](), Counter[str](), Counter[str]()
        self.disturbed = self.met = self.faults = 0

    def add(self, task: Task, condition: Condition, times: int, met: int, is_wrong: bool) -> None:
        """Counts a round."""
        self.disturbed, self.met, self.faults = self.disturbed + times, self.met + met, self.faults + is_wrong
        for name in (f"task {task.name}", f"condition {condition.name}"):
            self._tried[name] += times
            self._met[name] += met
            self._wrong[name] += is_wrong

    def show(self, seconds: float) -> None:
        """Prints a table of conditions, and one of commands."""
        for title, names in (("condition", [one.name for one in CONDITIONS]), ("task", [one.name for one in TASKS])):
            print(f"\n{title:32}{'disturbed':>10}{'in mid-run':>12}{'rounds with a fault':>21}")
            for key in (f"{title} {name}" for name in names):
                if self._tried[key]:
                    print(f"{key.partition(' ')[2]:32}{self._tried[key]:10}{self._met[key]:12}{self._wrong[key]:21}")
        print(f"\n{self.disturbed} times disturbed, {self.met} of them in mid-run; {self.faults} rounds with a fault")
        print(f"{seconds:.0f} s")


if __name__ == "__main__":
    sys.exit(main())

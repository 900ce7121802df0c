"""Fails at every file operation of a run in turn, lets an undisturbed run follow, and compares the output folders.

    python -m benchmarks.abuse crash-points [--every 1] [--jobs 2] [--scenario "first make"] [--fault kill]

Where a run is disturbed, it is killed (all of it, or only the process that is at work), the disk is full from there on,
or one operation is refused. Prints what differs from a run that nobody disturbed, and a table; exit code 1 where
anything does.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.crashing.disk import Fault
from tests.crashing.points import SCENARIOS, Ground, Scenario, warm_up

Found = tuple[str, Fault, int, tuple[str, ...]]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=1, help="try each n-th operation")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--scenario", action="append", choices=[one.name for one in SCENARIOS])
    parser.add_argument("--fault", action="append", choices=[fault.value for fault in Fault])
    parser.add_argument("--folder", type=Path, help="where to work; one in memory is quickest")
    wanted = parser.parse_args()
    began, tried, wrong = time.monotonic(), Counter[tuple[str, Fault]](), Counter[tuple[str, Fault]]()
    scenarios = [one for one in SCENARIOS if not wanted.scenario or one.name in wanted.scenario]
    faults = [fault for fault in Fault if not wanted.fault or fault.value in wanted.fault]
    with tempfile.TemporaryDirectory(dir=wanted.folder) as place:
        root = Path(place).resolve()
        warm_up(root / "warm")
        for scenario in scenarios:
            for name, fault, point, differences in swept(root, scenario, faults, wanted.every, wanted.jobs):
                tried[name, fault] += 1
                wrong[name, fault] += bool(differences)
                if differences:
                    print(f"{name}, {fault} at {point}: {'; '.join(differences)}", flush=True)
            print(f"# {scenario.name}: {time.monotonic() - began:.0f} s", flush=True)
        os.chdir("/")
    print(f"\n{'scenario':34}" + "".join(f"{fault:>16}" for fault in faults))
    for scenario in scenarios:
        row = [f"{wrong[scenario.name, fault]} of {tried[scenario.name, fault]}" for fault in faults]
        print(f"{scenario.name:34}" + "".join(f"{cell:>16}" for cell in row))
    print(f"{wrong.total()} of {tried.total()} points leave something wrong ({time.monotonic() - began:.0f} s)")
    return int(wrong.total() > 0)


def swept(root: Path, scenario: Scenario, faults: list[Fault], every: int, jobs: int) -> list[Found]:
    """What is wrong at each point of a scenario, found by several processes, each in a folder of its own."""
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    crew = [context.Process(target=share, args=(root / str(number), scenario, faults, every, number, jobs, answers))
            for number in range(jobs)]  # fmt: skip
    for process in crew:
        process.start()
    found = [one for _ in crew for one in answers.get()]
    for process in crew:
        process.join()
    return sorted(found, key=lambda one: (one[1], one[2]))


def share(root: Path, scenario: Scenario, faults: list[Fault], every: int, number: int, jobs: int,
          answers: multiprocessing.queues.SimpleQueue[list[Found]]) -> None:  # fmt: skip
    """One process's share of the points."""
    ground = Ground(root, scenario)
    points = [(fault, point) for fault in faults for point in ground.points(fault)[::every]]
    answers.put([(scenario.name, fault, point, ground.differences(fault, point))
                 for fault, point in points[number::jobs]])  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())

"""A sample of crash points, for the tests: `python -m tests.crashing.sample FOLDER SCENARIO…`, a line of JSON for each.

A process of its own tries them: it forks, which one with threads should not.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from tests.crashing.disk import Fault
from tests.crashing.points import SCENARIOS, Ground, warm_up

# So many from the whole of a run, and so many from its end, where the notes are written that all is done.
SPREAD, LAST = 2, 2


def sample(points: tuple[int, ...]) -> list[int]:
    """A few of these points, always the same ones."""
    spread = points[:: max(1, len(points) // SPREAD)][:SPREAD]
    return sorted({*spread, *points[-LAST:]})


def main() -> None:
    root = Path(sys.argv[1]).resolve()
    warm_up(root / "warm")
    for scenario in (one for one in SCENARIOS if one.name in sys.argv[2:]):
        ground = Ground(root, scenario)
        for fault in Fault:
            for point in sample(ground.points(fault)):
                found = [scenario.name, fault, point, ground.differences(fault, point)]
                sys.stdout.write(f"{json.dumps(found)}\n")
    os.chdir("/")


if __name__ == "__main__":
    main()

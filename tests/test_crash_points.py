"""A run that fails at any file operation does no harm: the next one leaves what an undisturbed one would have left.

`benchmarks/abuse/crash_points.py` tries all operations of many commands; here it is a sample.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crashing.disk import Fault

ROOT = Path(__file__).parents[1]
SAMPLES = [("first make",), pytest.param(("a new address", "a format added"), marks=pytest.mark.slow)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
@pytest.mark.parametrize("scenarios", SAMPLES, ids=" and ".join)
def test_the_next_run_makes_whole_what_a_fault_has_left(tmp_path: Path, scenarios: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "tests.crashing.sample", str(tmp_path), *scenarios]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    tried = [json.loads(line) for line in done.stdout.splitlines()]
    assert {(scenario, fault) for scenario, fault, _, _ in tried} >= {
        (scenario, fault) for scenario in scenarios for fault in (Fault.KILL, Fault.FULL, Fault.REFUSED)
    }
    assert [one for one in tried if one[3]] == []

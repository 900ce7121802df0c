"""Two edits of a cast file at once, in processes of their own, and a plan that is older than a correction."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from audiobook.cast_file.applying import apply_edits
from audiobook.cast_file.edits import ForgetCharacter, JoinNames
from audiobook.cast_file.values import CastEntry
from audiobook.cast_file.writing import write_cast

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_no_edit_is_lost() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.abuse.concurrent_edits", "--pairs", "60"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_a_make_whose_plan_is_older_brings_nothing_back(tmp_path: Path) -> None:
    path = tmp_path / "tea.toml"
    path.write_text('[cast]\nAnn = "reed"\nMaud = "wren"\nTom = "ash"\n', "utf-8")
    planned = [CastEntry(name, "oak", "3 lines, 9 %") for name in ("Ann", "Maud", "Tom", "Zoe")]
    apply_edits(path, [ForgetCharacter(("Ann",)), JoinNames(("Maud",), "Tom")])
    write_cast(path, planned, former_names=frozenset(("Ann", "Maud", "Tom")))
    assert tomllib.loads(path.read_text("utf-8"))["cast"] == {"Tom": "ash", "Zoe": "oak"}

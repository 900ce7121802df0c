"""No regular expression of the program may hang on a text, however it is made."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.abuse.attacks import Anatomy, pairs, runs
from benchmarks.abuse.patterns import Subject, worst

ROOT = Path(__file__).parents[1]
SOUND = (r"a+b", r"[^.!?]*[,:]\s*$", r"(?:ha)+h?\b", r"the (?:\w+\s+){0,3}end", r"\w+(?:-\w+)*", r"\s+$")
HANGING = (
    r"(?:a+)+b",
    r"(?:[hmn]+-?)+",
    r"(?:[\w'-]+\W+){0,9}?end",
    r"the (?:old\s?|\w+\s?)*!",
    r"(?:x|xx|[^.])*\.",
    r"\w*\w*\w*!",
    r"said (?:\s*,?\s*){9}ly",
    r"(?:\t[^\n]*\r?\n)*end",
)
RUNS = (
    *"m N o a h x 7 - – — ' ’ * _ . … ! ? , : ~ = # / ( [ “ \" $ @ & ha Ha -' …a …! ж あ a- a' —-".split(),
    " ",
    "- ",
)
SHAPES = (
    "“Stay {run}a!” said Ruth. She sat down.",
    "“Stay,” said Ruth {run}n to Paul, {run} and then {run}. “Not there,” he cried.",
    "They came {run} with the wi{run}nd. “So late,” she said. {run} end of part one {run}",
    "{run}!",
)


def subject(pattern: str) -> Subject:
    return Subject(re.compile(pattern), (), False)


@pytest.mark.slow
def test_no_pattern_of_the_program_can_be_made_to_hang() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.abuse.patterns", "--quick", "--json"],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=300, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert found["failing"] == []
    assert found["missing"] == [], "call what makes these patterns in benchmarks/abuse/pattern_sites.py"
    assert found["patterns"] > 400


@pytest.mark.parametrize("pattern", HANGING)
def test_the_guard_finds_a_pattern_that_hangs(pattern: str) -> None:
    anatomy = Anatomy(re.compile(pattern))
    found = worst(subject(pattern), (*runs(anatomy), *pairs(anatomy)), (24, 80))
    assert found
    assert found.fails


@pytest.mark.parametrize("pattern", SOUND)
def test_the_guard_lets_a_sound_pattern_pass(pattern: str) -> None:
    anatomy = Anatomy(re.compile(pattern))
    found = worst(subject(pattern), (*runs(anatomy), *pairs(anatomy)), (80,))
    assert found
    assert not found.fails


def test_long_runs_of_one_character_do_not_keep_a_story_waiting(tmp_path: Path) -> None:
    rows = (shape.format(run=run * (size // len(run))) for size in (40, 400) for run in RUNS for shape in SHAPES)
    story = tmp_path / "the-long-row.txt"
    story.write_text("\n\n".join(("The Long Row\nby Ada Test", "Chapter 1", *rows)), "utf-8")
    # An ordinary story of this length takes two seconds; before, one of these rows took hours.
    done = subprocess.run(
        [sys.executable, "-c", "from audiobook.cli import main; main()", "script", str(story)],
        cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", timeout=120, check=True,
    )  # fmt: skip
    assert len(done.stdout.splitlines()) > 2 * len(RUNS) * len(SHAPES)

"""How far a `make` is, for people and for programs; what a former run left is no speed of this one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from audiobook.cli.progress import ProgressTally
from audiobook.pipeline import plan_album
from audiobook.production.context import BuildContext
from audiobook.production.render_chapter import EpisodeReport
from audiobook.production.scheduler import WorkEstimate
from audiobook.settings.settings import MakeSettings, StorySettings
from audiobook.synthesis.synthesize import BatchReport
from tests.conftest import Outcome

Command = Callable[..., Outcome]


def events(done: Outcome) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.out.splitlines()]


def made(audiobook: Command, story: Path, out: Path) -> list[dict[str, object]]:
    done = audiobook("make", story, "-o", out, "--engine", "silent", "--jobs", "1", "--progress", "json")
    assert done.code == 0, done.err
    return events(done)


@pytest.mark.processes
def test_other_programs_get_one_object_a_line(audiobook: Command, short_story: Path, tmp_path: Path) -> None:
    told = made(audiobook, short_story, tmp_path / "out")
    begin, end = told[0], told[-1]
    lines = [one for one in told if one["event"] == "line"]
    chapters = [one for one in told if one["event"] == "chapter"]
    assert (begin["event"], begin["chapters"], begin["stored"], end["event"]) == ("begin", 2, 0, "done")
    assert sum(int(str(one["lines"])) for one in lines) == begin["lines"]
    assert [Path(str(one["file"])).is_file() for one in chapters] == [True, True]
    assert len(told) == 2 + len(lines) + len(chapters)
    assert float(str(end["made"])) > 1


def test_what_comes_from_the_store_is_no_speed(audiobook: Command, short_story: Path, tmp_path: Path) -> None:
    first = made(audiobook, short_story, tmp_path / "out")
    for path in (tmp_path / "out").rglob("*.mp3"):
        path.unlink()
    again = made(audiobook, short_story, tmp_path / "out")
    assert again[0]["stored"] == first[0]["lines"]
    assert (again[0]["to_speak"], again[-1]["made"], again[-1]["speed"]) == (0, 0, 0)
    assert not [one for one in again if one["event"] == "line"]


@pytest.fixture
def tally(short_story: Path, tmp_path: Path) -> ProgressTally:
    settings = MakeSettings(tmp_path / "out", engine="silent")
    return ProgressTally(plan_album(BuildContext.start(StorySettings((short_story,)), settings)))


def test_half_of_what_is_to_be_spoken_is_about_half_the_way(tally: ProgressTally) -> None:
    tally.add_report(WorkEstimate(chapters=2, utterances=100, stored_clips=80, seconds=20.0))
    tally.add_report(EpisodeReport(1, Path("01.mp3"), 300.0, ()))
    tally.add_report(BatchReport(10, 10.0))
    assert tally.fraction_done == pytest.approx(0.5, abs=0.06)
    assert tally.spoken_seconds == 10
    tally.add_report(EpisodeReport(2, Path("02.mp3"), 300.0, ()))
    assert (tally.fraction_done, tally.seconds_left) == (1.0, 0.0)


def test_a_mistyped_form_of_progress_is_a_mistake(audiobook: Command, short_story: Path) -> None:
    done = audiobook("make", short_story, "--progress", "xml")
    assert (done.code, "--progress xml" in done.err) == (1, True)


@pytest.mark.parametrize("jobs", ["-1", "1000"])
def test_a_senseless_count_of_workers_is_a_mistake(audiobook: Command, short_story: Path, jobs: str) -> None:
    done = audiobook("make", short_story, "--jobs", jobs)
    assert (done.code, "--jobs" in done.err) == (1, True)

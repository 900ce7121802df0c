"""What `make --progress json` prints, however a run ends: events with documented fields, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from audiobook.cli.exit_codes import ExitCode
from audiobook.cli.json_events import EVENTS, FieldType
from tests.conftest import Outcome

Command = Callable[..., Outcome]
Event = dict[str, object]
PAGE = Path(__file__).parents[2] / "docs" / "scripts.md"
TYPES: dict[FieldType, Callable[[object], bool]] = {
    FieldType.TEXT: lambda value: isinstance(value, str),
    FieldType.TEXT_OR_NULL: lambda value: value is None or isinstance(value, str),
    FieldType.NUMBER: lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    FieldType.NUMBER_OR_NULL: lambda value: value is None or isinstance(value, (int, float)),
    FieldType.COUNT: lambda value: isinstance(value, int) and not isinstance(value, bool),
    FieldType.FLAG: lambda value: isinstance(value, bool),
    FieldType.TEXTS: lambda value: isinstance(value, list) and all(isinstance(item, str) for item in value),
    FieldType.OBJECTS: lambda value: isinstance(value, list) and all(isinstance(item, dict) for item in value),
    FieldType.COUNTS: lambda value: isinstance(value, dict) and all(isinstance(item, int) for item in value.values()),
}


def read_events(out: str) -> list[Event]:
    """The events of a run, each checked against the fields that the documentation promises."""
    events = [json.loads(line) for line in out.splitlines()]
    for event in events:
        fields = dict(event)
        expected = EVENTS[fields.pop("event")]
        assert list(fields) == list(expected)
        assert [name for name, value in fields.items() if not TYPES[expected[name]](value)] == []
    return events


@dataclass(frozen=True)
class Case:
    """Words after `make`, what each of the stories comes to, and the exit code."""

    words: Sequence[str]
    ends: Sequence[str]
    code: int
    stories: Sequence[str] = ("two-doors.txt",)


CASES = {
    "made": Case((), ("done",), 0),
    "a dry run": Case(("-n",), ("plan",), 0),
    "a dry run for one file": Case(("-n", "--format", "m4b"), ("plan",), 0),
    "in one file": Case(("--format", "m4b"), ("done",), 0),
    "all that was skipped": Case(("-v",), ("done",), 0),
    "several stories": Case((), ("done", "done"), 0, ("two-doors.txt", "another.txt")),
    "one of several is missing": Case((), ("done", "error"), 5, ("two-doors.txt", "nowhere.txt")),
    "all are missing": Case((), ("error", "error"), 1, ("no.txt", "nowhere.txt")),
    "words that no voice can say": Case(("--engine", "hibari"), ("done",), 6, ("kanji.txt",)),
    "no such story": Case((), ("error",), 1, ("nowhere.txt",)),
    "no such option": Case(("--sped", "2"), ("error",), 2),
    "no such engine": Case(("--engine", "hibary"), ("error",), 1),
    "no such chapter": Case(("--chapters", "7"), ("error",), 1),
    "a number that is none": Case(("--speed", "fast"), ("error",), 2),
    "nothing to read": Case((), ("error",), 1, ("empty.txt",)),
    "no story": Case((), ("error",), 2, ()),
}


@pytest.mark.usefixtures("short_story")
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_run_ends_in_an_event_for_each_story(audiobook: Command, case: Case, tmp_path: Path) -> None:
    (tmp_path / "another.txt").write_text("It rained.\n")
    (tmp_path / "kanji.txt").write_text("She wrote 愛 on the wall.\n", "utf-8")
    (tmp_path / "empty.txt").write_text("\n")
    engine = () if "--engine" in case.words else ("--engine", "silent")
    done = audiobook("make", *case.stories, *engine, *case.words, "--progress", "json")
    events = read_events(done.out)
    ends = [event for event in events if event["event"] in ("plan", "done", "error")]
    assert ([event["event"] for event in ends], done.code) == (list(case.ends), case.code)
    assert ends[-1].get("code", 0) in (0, done.code if done.code != ExitCode.SOME_STORIES_FAILED else ExitCode.ERROR)
    assert [event["story"] for event in ends] == [*case.stories[: len(ends)]] or case.code == ExitCode.USAGE
    assert not any(".aac" in str(event) for event in events)


def test_what_is_up_to_date_is_done_without_a_change(audiobook: Command, short_story: Path) -> None:
    words = ("make", short_story.name, "--engine", "silent", "--progress", "json")
    first, last = (read_events(audiobook(*words).out)[-1] for _ in range(2))
    assert (first["changed"], last["changed"]) == (True, False)
    assert first["files"] == last["files"]
    folder = Path(str(last["album"]))
    assert [name for name in last["files"] if not (folder / name).is_file()] == []  # type: ignore[attr-defined]
    assert {"01 - The Red One.mp3", "index.html", "feed.xml"} <= set(last["files"])  # type: ignore[call-overload]


def test_a_bug_is_an_event_too(audiobook: Command, short_story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audiobook.pipeline.plan_album", lambda *_: 1 / 0)
    done = audiobook("make", short_story, "--engine", "silent", "--progress=json")
    (event,) = read_events(done.out)
    assert (event["event"], event["code"], done.code) == ("error", ExitCode.BUG, ExitCode.BUG)


def test_so_is_ctrl_c(audiobook: Command, short_story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def press(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("audiobook.pipeline.plan_album", press)
    monkeypatch.setattr("gc.freeze", lambda: None)
    done = audiobook("make", short_story, "--engine", "silent", "--progress", "json")
    (event,) = read_events(done.out)
    assert (event["event"], event["code"], done.code) == ("error", ExitCode.STOPPED, ExitCode.STOPPED)


def rows_of(heading: str) -> list[list[str]]:
    section = PAGE.read_text("utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [
        [cell.strip(" `") for cell in line.strip("|").split(" | ")] for line in section.splitlines() if line[:1] == "|"
    ]
    return rows[2:]


def test_the_documentation_has_every_event_and_field() -> None:
    written = [(event, field, kind) for event, field, kind, _ in rows_of("Progress as JSON")]
    assert written == [(event, field, kind.value) for event, fields in EVENTS.items() for field, kind in fields.items()]


def test_the_documentation_has_every_exit_code() -> None:
    assert [int(code) for code, _ in rows_of("Exit codes")] == [code.value for code in ExitCode]

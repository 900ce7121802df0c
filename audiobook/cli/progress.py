"""The progress of `make`: a bar in a terminal, plain lines elsewhere."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from audiobook.cli.wording import as_clock
from audiobook.narration import BatchReport, estimated_seconds
from audiobook.pipeline import Plan
from audiobook.publishing import EpisodeReport

Watch = Callable[[BatchReport | EpisodeReport], None]


@contextlib.contextmanager
def progress_display(plan: Plan, quiet: bool) -> Iterator[Watch]:
    """Shows how far a `make` is, on standard error; yields what has to be called with each report."""
    console = Console(stderr=True)
    if quiet:
        yield lambda _: None
    elif console.is_terminal:
        with _bar(console) as bar:
            yield _BarWatch(bar, plan)
    else:
        yield _LineWatch(plan)


def _bar(console: Console) -> Progress:
    columns: list[Any] = [
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        TextColumn("{task.fields[audio]}"),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(compact=True),
        TextColumn("left"),
    ]
    return Progress(*columns, console=console, expand=True)


class _Tally:
    """What has been made so far, and how fast."""

    def __init__(self, plan: Plan) -> None:
        self.began = time.monotonic()
        self.titles = {episode.number: episode.title for episode in plan.album.episodes}
        self.estimates = {episode.number: estimated_seconds(episode) for episode in plan.album.episodes}
        self.spoken = 0.0
        self.published = 0.0
        self.finished = 0

    def add(self, report: BatchReport | EpisodeReport) -> None:
        if isinstance(report, EpisodeReport):
            self.finished += 1
            self.published += report.seconds
        else:
            self.spoken += report.seconds

    @property
    def at_work(self) -> str:
        """Which chapter of how many is being made, as rich markup."""
        titles = tuple(self.titles.values())
        place = min(self.finished, len(titles) - 1)
        return escape(f"{place + 1}/{len(titles)} {titles[place]}")

    @property
    def audio(self) -> float:
        """Seconds of audio made so far; pauses count once their chapter is finished."""
        return max(self.spoken, self.published)

    @property
    def speed(self) -> float:
        """Seconds of new speech for each second that went by."""
        return self.spoken / max(0.001, time.monotonic() - self.began)


class _BarWatch:
    def __init__(self, bar: Progress, plan: Plan) -> None:
        self.bar = bar
        self.tally = _Tally(plan)
        self.total = sum(self.tally.estimates.values())
        # Lines that a former run left in the store are not spoken again, so each chapter counts when it is done.
        self.done = 0.0
        self.task: TaskID = bar.add_task("loading the voice", total=self.total, audio="", speed="")

    def __call__(self, report: BatchReport | EpisodeReport) -> None:
        self.tally.add(report)
        if isinstance(report, EpisodeReport):
            self.done += self.tally.estimates[report.number]
            self.bar.console.print(f"{report.path.name}  {as_clock(report.seconds)}", highlight=False, markup=False)
        finished = self.tally.finished == len(self.tally.titles)
        self.bar.update(
            self.task,
            completed=self.total if finished else max(self.done, self.tally.spoken),
            description=self.tally.at_work,
            audio=f"{as_clock(self.tally.audio)} of audio",
            speed=f"{self.tally.speed:.0f}x real time",
        )


class _LineWatch:
    def __init__(self, plan: Plan) -> None:
        self.tally = _Tally(plan)
        self.console = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)

    def __call__(self, report: BatchReport | EpisodeReport) -> None:
        self.tally.add(report)
        if isinstance(report, EpisodeReport):
            count = len(self.tally.titles)
            self.console.print(f"[{self.tally.finished}/{count}] {report.path.name}  {as_clock(report.seconds)}"
                               f"  ({self.tally.speed:.0f}x)")  # fmt: skip

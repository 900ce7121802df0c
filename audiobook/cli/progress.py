"""The progress of `make`: a bar in a terminal, plain lines elsewhere."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from audiobook.cli.wording import as_clock
from audiobook.narration import BatchReport
from audiobook.pipeline import Plan, estimated_seconds
from audiobook.publishing import EpisodeReport

Watch = Callable[[BatchReport | EpisodeReport], None]


@contextlib.contextmanager
def progress_display(plan: Plan, quiet: bool, verbose: bool) -> Iterator[Watch]:
    """Shows how far a `make` is, on standard error; yields what has to be called with each report."""
    console = Console(stderr=True)
    if quiet:
        yield lambda _: None
    elif console.is_terminal:
        with _bar(console) as bar:
            yield _BarWatch(bar, plan, verbose)
    else:
        yield _LineWatch(plan)


def _bar(console: Console) -> Progress:
    columns: list[Any] = [
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        TextColumn("{task.fields[audio]}"),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(compact=True),
    ]
    return Progress(*columns, console=console, expand=True)


class _Tally:
    """What has been made so far, and how fast."""

    def __init__(self, plan: Plan) -> None:
        self.began = time.monotonic()
        self.titles = {episode.number: episode.title for episode in plan.album.episodes}
        self.estimates = {
            episode.number: estimated_seconds(episode, plan.cast.narrator.pace) for episode in plan.album.episodes
        }
        self.spoken = 0.0
        self.finished = 0

    def add(self, report: BatchReport | EpisodeReport) -> None:
        if isinstance(report, EpisodeReport):
            self.finished += 1
        else:
            self.spoken += report.seconds

    @property
    def speed(self) -> float:
        """Seconds of new speech for each second that went by."""
        return self.spoken / max(0.001, time.monotonic() - self.began)


class _BarWatch:
    def __init__(self, bar: Progress, plan: Plan, verbose: bool) -> None:
        self.bar, self.verbose = bar, verbose
        self.tally = _Tally(plan)
        # Lines that a former run left in the store are not spoken again, so each chapter counts when it is done.
        self.done = 0.0
        total = sum(self.tally.estimates.values())
        self.task: TaskID = bar.add_task("loading the voice", total=total, audio="", speed="")

    def __call__(self, report: BatchReport | EpisodeReport) -> None:
        self.tally.add(report)
        if isinstance(report, EpisodeReport):
            self.done += self.tally.estimates[report.number]
            if self.verbose:
                self.bar.console.print(f"{report.path.name}  {as_clock(report.seconds)}", highlight=False, markup=False)
        count = len(self.tally.titles)
        at_work = next((title for title in list(self.tally.titles.values())[self.tally.finished :]), "")
        self.bar.update(
            self.task,
            completed=max(self.done, self.tally.spoken),
            description=f"[{self.tally.finished}/{count}] {at_work}".replace("[", r"\["),
            audio=f"{as_clock(self.tally.spoken)} of audio",
            speed=f"{self.tally.speed:.0f}x",
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

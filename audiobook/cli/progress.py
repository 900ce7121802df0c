"""The progress of `make`: a bar in a terminal, plain lines elsewhere, JSON for other programs.

With `--progress json` standard output has one JSON object a line and nothing else, at most one for each batch of lines:

| event | fields |
|---|---|
| begin | album, chapters, lines, stored (lines spoken by a former run), to_speak (seconds of sound still to make) |
| line | chapter, lines (of this batch), seconds (of new sound), made (of this run so far), done (0 to 1), speed (times
  real time), left (seconds, null where not known), mishaps (each with text, reason, remedy, voice) |
| chapter | chapter, file, seconds, finished, chapters, missing (lines without sound) |
| done | chapters, seconds (of all chapters), made (of new sound), wall (seconds), speed |
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any

from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from audiobook.cli.screen import Screen
from audiobook.cli.terminal import echo_json, without_secrets
from audiobook.cli.wording import as_clock
from audiobook.production.plan import Plan
from audiobook.production.render_chapter import EpisodeReport
from audiobook.production.scheduler import Outlook, Report
from audiobook.synthesis.synthesize import BatchReport

Watch = Callable[[Report], None]


@contextlib.contextmanager
def progress_display(plan: Plan, quiet: bool, form: str = "bar") -> Iterator[Watch]:
    """Shows how far a `make` is, on standard error; yields what has to be called with each report."""
    console = Screen(err=True)
    if form == "json":
        watch = _JsonWatch(plan)
        yield watch
        watch.done()
    elif quiet:
        yield lambda _: None
    elif console.is_terminal:
        with _bar(console) as bar:
            yield _BarWatch(bar, plan)
    else:
        yield _LineWatch(plan)


def _bar(console: Screen) -> Progress:
    columns: list[Any] = [
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        TextColumn("{task.fields[audio]}"),
        TextColumn("{task.fields[speed]}"),
        TextColumn("{task.fields[left]}"),
    ]
    return Progress(*columns, console=console, expand=True)


# Putting a second of sound together takes about this share of the time of speaking it; a chapter whose lines all come
# from the store is not free.
PUBLISHING_SHARE = 0.1


class Tally:
    """What has been made so far, and how fast; what a former run left in the store is no speed of this one."""

    def __init__(self, plan: Plan) -> None:
        self.began = time.monotonic()
        self.titles = {episode.number: episode.title for episode in plan.album.episodes}
        self.outlook = Outlook(len(self.titles), 0, 0, 0.0)
        self.spoken = 0.0
        self.published = 0.0
        self.finished = 0

    def add(self, report: Report) -> None:
        """Takes one report."""
        if isinstance(report, Outlook):
            self.outlook = report
        elif isinstance(report, EpisodeReport):
            self.finished += 1
            self.published += report.seconds
        else:
            self.spoken += report.seconds

    @property
    def at_work(self) -> str:
        """Which chapter of how many is being made."""
        titles = tuple(self.titles.values())
        place = min(self.finished, len(titles) - 1)
        return f"{place + 1}/{len(titles)} {titles[place]}"

    @property
    def audio(self) -> float:
        """Seconds of audio made so far; pauses count once their chapter is finished."""
        return max(self.spoken, self.published)

    @property
    def wall(self) -> float:
        """Seconds since the work began."""
        return max(0.001, time.monotonic() - self.began)

    @property
    def speed(self) -> float:
        """Seconds of new speech for each second that went by."""
        return self.spoken / self.wall

    @property
    def done(self) -> float:
        """How much of the work of this run is done, 0 to 1: speaking what was missing, putting chapters together."""
        if self.finished >= self.outlook.chapters:
            return 1.0
        chapters = self.finished / self.outlook.chapters
        # The length is an estimate: what was spoken may be more than was expected.
        speech = min(0.99, self.spoken / self.outlook.seconds) if self.outlook.seconds else 1.0
        share = PUBLISHING_SHARE if self.outlook.seconds else 1.0
        return (1 - share) * speech + share * chapters

    @property
    def left(self) -> float | None:
        """Seconds still to go at the speed so far, None where there is nothing to tell it by yet."""
        return self.wall * (1 - self.done) / self.done if self.done > 0.01 else None


class _BarWatch:
    def __init__(self, bar: Progress, plan: Plan) -> None:
        self.bar = bar
        self.tally = Tally(plan)
        self.task: TaskID = bar.add_task("loading the voice", total=1.0, audio="", speed="", left="")

    def __call__(self, report: Report) -> None:
        self.tally.add(report)
        if isinstance(report, EpisodeReport):
            self.bar.console.print(f"{report.path.name}  {as_clock(report.seconds)}", highlight=False, markup=False)
        left = self.tally.left
        self.bar.update(
            self.task,
            completed=self.tally.done,
            description=escape(self.tally.at_work),
            audio=f"{as_clock(self.tally.audio)} of audio",
            speed=f"{self.tally.speed:.0f}x real time" if self.tally.spoken else "from the store",
            left="" if left is None else f"{as_clock(left)} left",
        )


class _LineWatch:
    def __init__(self, plan: Plan) -> None:
        self.tally = Tally(plan)
        self.console = Screen(err=True, soft_wrap=True, highlight=False, markup=False)

    def __call__(self, report: Report) -> None:
        self.tally.add(report)
        if isinstance(report, EpisodeReport):
            count = len(self.tally.titles)
            speed = f"{self.tally.speed:.0f}x" if self.tally.spoken else "from the store"
            self.console.print(f"[{self.tally.finished}/{count}] {report.path.name}  {as_clock(report.seconds)}"
                               f"  ({speed})")  # fmt: skip


class _JsonWatch:
    def __init__(self, plan: Plan) -> None:
        self.album = str(plan.album.folder)
        self.tally = Tally(plan)

    def __call__(self, report: Report) -> None:
        self.tally.add(report)
        if isinstance(report, Outlook):
            _tell("begin", album=self.album, chapters=report.chapters, lines=report.lines, stored=report.stored,
                  to_speak=_rounded(report.seconds))  # fmt: skip
        elif isinstance(report, EpisodeReport):
            _tell("chapter", chapter=report.number, file=str(report.path), seconds=_rounded(report.seconds),
                  finished=self.tally.finished, chapters=len(self.tally.titles),
                  missing=len(report.missing))  # fmt: skip
        else:
            self._tell_lines(report)

    def _tell_lines(self, report: BatchReport) -> None:
        tally = self.tally
        left = None if tally.left is None else _rounded(tally.left)
        mishaps = [
            {"text": one.spoken, "reason": without_secrets(one.reason), "remedy": one.remedy.name.lower(),
             "voice": one.voice}
            for one in report.mishaps
        ]  # fmt: skip
        _tell("line", chapter=report.chapter, lines=report.lines, seconds=_rounded(report.seconds),
              made=_rounded(tally.spoken), done=round(tally.done, 4), speed=_rounded(tally.speed), left=left,
              mishaps=mishaps)  # fmt: skip

    def done(self) -> None:
        """Tells that all is made."""
        tally = self.tally
        _tell("done", chapters=tally.finished, seconds=_rounded(tally.published), made=_rounded(tally.spoken),
              wall=_rounded(tally.wall), speed=_rounded(tally.speed))  # fmt: skip


def _rounded(seconds: float) -> float:
    return round(seconds, 2)


def _tell(event: str, **fields: object) -> None:
    echo_json({"event": event, **fields})

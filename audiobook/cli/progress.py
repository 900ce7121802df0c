"""The progress of `make`: a bar in a terminal, plain lines elsewhere, JSON for other programs."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any

from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.table import Column

from audiobook.cli.book_queue import BookQueue
from audiobook.cli.console import SafeConsole
from audiobook.cli.json_events import print_event, round_seconds
from audiobook.cli.terminal import redact_secrets
from audiobook.production.plan import Plan
from audiobook.production.render_chapter import EpisodeReport
from audiobook.production.scheduler import ProgressReport, ReportHandler, WorkEstimate
from audiobook.synthesis.synthesize import BatchReport
from audiobook.text.clock import format_duration

# Rendering a second of sound takes about this share of the time of speaking it, so chapters from the cache take time.
PUBLISHING_SHARE = 0.1
# In narrower terminals the bar shows only the chapter and the time left.
MIN_BAR_WIDTH = 70


@contextlib.contextmanager
def show_progress(plan: Plan, quiet: bool, queue: BookQueue | None = None) -> Iterator[ReportHandler]:
    """Shows the progress of `make` to people; yields the function to call with each report.

    Where the story is one of several, a second bar shows how far their `queue` is.
    """
    console = SafeConsole(err=True)
    if quiet:
        yield lambda _: None
    elif console.is_terminal:
        with _build_bar(console) as bar:
            yield _BarDisplay(bar, plan, queue)
    else:
        yield _LineDisplay(plan)


def _build_bar(console: SafeConsole) -> Progress:
    columns: list[Any] = [
        TextColumn("{task.description}", table_column=Column(no_wrap=True, ratio=1)),
        BarColumn(bar_width=None, table_column=Column(ratio=1)),
        *(TextColumn(f"{{task.fields[{name}]}}") for name in ("audio", "speed") if console.width >= MIN_BAR_WIDTH),
        TextColumn("{task.fields[left]}"),
    ]
    return Progress(*columns, console=console, expand=True)


class ProgressTally:
    """What has been made so far, and how fast; lines from the cache do not count for the speed."""

    def __init__(self, plan: Plan) -> None:
        self.started_at = time.monotonic()
        self.album = plan.album.folder
        self.titles = {episode.number: episode.title for episode in plan.album.episodes}
        self.estimate = WorkEstimate(len(self.titles), 0, 0, 0.0)
        self.spoken_seconds = 0.0
        self.published_lengths: dict[int, float] = {}
        self.finished_chapters = 0
        self.has_begun = False

    def add_report(self, report: ProgressReport) -> None:
        """Adds a report."""
        self.has_begun = True
        if isinstance(report, WorkEstimate):
            self.estimate = report
        elif isinstance(report, EpisodeReport):
            self.finished_chapters += 1
            # A chapter that is made in several formats is as long in each.
            self.published_lengths[report.number] = report.seconds
        else:
            self.spoken_seconds += report.seconds

    @property
    def current_chapter(self) -> str:
        """Which chapter of how many is being made."""
        titles = tuple(self.titles.values())
        chapter_index = min(self.finished_chapters, len(titles) - 1)
        return f"{chapter_index + 1}/{len(titles)} {titles[chapter_index]}"

    def format_chapter(self, report: EpisodeReport) -> str:
        """A finished chapter: its file, or its title where it becomes part of a single file for all chapters."""
        is_listed = report.path.is_relative_to(self.album)
        name = str(report.path.relative_to(self.album)) if is_listed else self.titles.get(report.number, "")
        return f"{name}  {format_duration(report.seconds)}"

    @property
    def published_seconds(self) -> float:
        """Seconds of audio in finished chapters."""
        return sum(self.published_lengths.values())

    @property
    def audio_seconds(self) -> float:
        """Seconds of audio made so far; pauses count once their chapter is finished."""
        return max(self.spoken_seconds, self.published_seconds)

    @property
    def wall_seconds(self) -> float:
        """Seconds since the work began."""
        return max(0.001, time.monotonic() - self.started_at)

    @property
    def speed(self) -> float:
        """Seconds of new speech per second of time."""
        return self.spoken_seconds / self.wall_seconds

    @property
    def fraction_done(self) -> float:
        """How much of the work of this run is done, 0 to 1: speaking missing lines, and rendering chapters."""
        if self.finished_chapters >= self.estimate.chapters:
            return 1.0
        chapters = self.finished_chapters / self.estimate.chapters
        # The length is an estimate, so more may have been spoken than expected.
        speech = min(0.99, self.spoken_seconds / self.estimate.seconds) if self.estimate.seconds else 1.0
        share = PUBLISHING_SHARE if self.estimate.seconds else 1.0
        return (1 - share) * speech + share * chapters

    @property
    def seconds_left(self) -> float | None:
        """Seconds still to go at the speed so far, None where it is too early to say."""
        return self.wall_seconds * (1 - self.fraction_done) / self.fraction_done if self.fraction_done > 0.01 else None


class _BarDisplay:
    def __init__(self, bar: Progress, plan: Plan, queue: BookQueue | None) -> None:
        self.bar, self.queue = bar, queue
        self.tally = ProgressTally(plan)
        self.queue_task: TaskID | None = None
        if queue:
            position = escape(queue.format_position(plan.album.metadata.title))
            self.queue_task = bar.add_task(position, total=1.0, audio="", speed="", left="")
            self._update_queue(queue, self.queue_task)
        self.task: TaskID = bar.add_task("loading the voice", total=1.0, audio="", speed="", left="")

    def __call__(self, report: ProgressReport) -> None:
        self.tally.add_report(report)
        if isinstance(report, EpisodeReport):
            self.bar.console.print(self.tally.format_chapter(report), highlight=False, markup=False)
        left = self.tally.seconds_left
        self.bar.update(
            self.task,
            completed=self.tally.fraction_done,
            description=escape(self.tally.current_chapter),
            audio=f"{format_duration(self.tally.audio_seconds)} of audio",
            speed=f"{self.tally.speed:.0f}x real time" if self.tally.spoken_seconds else "cached",
            left="" if left is None else f"{format_duration(left)} left",
        )
        if self.queue and self.queue_task is not None:
            self._update_queue(self.queue, self.queue_task)

    def _update_queue(self, queue: BookQueue, task: TaskID) -> None:
        fraction = self.tally.fraction_done if self.tally.has_begun else 0.0
        left = queue.seconds_left(fraction)
        self.bar.update(
            task,
            completed=queue.fraction_done + fraction * queue.current_share,
            left="" if left is None else f"{format_duration(left)} left for all",
        )


class _LineDisplay:
    def __init__(self, plan: Plan) -> None:
        self.tally = ProgressTally(plan)
        self.console = SafeConsole(err=True, soft_wrap=True, highlight=False, markup=False)

    def __call__(self, report: ProgressReport) -> None:
        self.tally.add_report(report)
        if isinstance(report, EpisodeReport):
            count = self.tally.estimate.chapters
            speed = f"{self.tally.speed:.0f}x" if self.tally.spoken_seconds else "cached"
            self.console.print(
                f"[{self.tally.finished_chapters}/{count}] {self.tally.format_chapter(report)}  ({speed})"
            )


class JsonDisplay:
    """Prints the progress of one story as events (see json_events.py)."""

    def __init__(self, plan: Plan) -> None:
        self.story = str(plan.context.story.named_path)
        self.album = plan.album.folder
        self.tally = ProgressTally(plan)

    def __call__(self, report: ProgressReport) -> None:
        """Prints a report."""
        self.tally.add_report(report)
        if isinstance(report, WorkEstimate):
            print_event(
                "begin",
                story=self.story,
                album=str(self.album),
                chapters=report.chapters,
                lines=report.utterances,
                stored=report.stored_clips,
                to_speak=round_seconds(report.seconds),
            )
        elif isinstance(report, EpisodeReport):
            self._print_chapter(report)
        else:
            self._print_batch(report)

    def _print_chapter(self, report: EpisodeReport) -> None:
        print_event(
            "chapter",
            story=self.story,
            chapter=report.number,
            title=self.tally.titles[report.number],
            # The parts of a single file lie in the work folder, where nobody looks for them.
            file=str(report.path) if report.path.is_relative_to(self.album) else None,
            seconds=round_seconds(report.seconds),
            finished=self.tally.finished_chapters,
            chapters=self.tally.estimate.chapters,
            missing=len(report.missing),
        )

    def _print_batch(self, report: BatchReport) -> None:
        tally = self.tally
        issues = [
            {"text": issue.spoken, "reason": redact_secrets(issue.reason), "remedy": issue.fallback.name.lower(),
             "voice": issue.voice}
            for issue in report.issues
        ]  # fmt: skip
        print_event(
            "line",
            story=self.story,
            chapter=report.chapter,
            lines=report.utterances,
            seconds=round_seconds(report.seconds),
            made=round_seconds(tally.spoken_seconds),
            done=round(tally.fraction_done, 4),
            speed=round_seconds(tally.speed),
            left=None if tally.seconds_left is None else round_seconds(tally.seconds_left),
            mishaps=issues,
        )

"""The progress of `make`: a bar in a terminal, plain lines elsewhere, JSON for other programs.

With `--progress json` standard output has nothing but one JSON object per line, at most one for each batch of lines:

| event | fields |
|---|---|
| begin | album, chapters, lines, stored (lines from the cache), to_speak (seconds of sound still to make) |
| line | chapter, lines (of this batch), seconds (of new sound), made (of this run so far), done (0 to 1), speed (times
  real time), left (seconds, null where not known), mishaps (each with text, reason, remedy, voice) |
| chapter | chapter, file, seconds, finished, chapters, missing (lines without sound) |
| done | chapters, seconds (of all chapters), made (of new sound), wall (seconds), speed |
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any

from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from audiobook.cli.console import SafeConsole
from audiobook.cli.terminal import echo_json, redact_secrets
from audiobook.production.plan import Plan
from audiobook.production.render_chapter import EpisodeReport
from audiobook.production.scheduler import ProgressReport, ReportHandler, WorkEstimate
from audiobook.synthesis.synthesize import BatchReport
from audiobook.text.clock import format_duration

# Rendering a second of sound takes about this share of the time of speaking it, so chapters from the cache take time.
PUBLISHING_SHARE = 0.1


@contextlib.contextmanager
def show_progress(plan: Plan, quiet: bool, progress_format: str = "bar") -> Iterator[ReportHandler]:
    """Shows the progress of `make`; yields the function to call with each report."""
    console = SafeConsole(err=True)
    if progress_format == "json":
        display = _JsonDisplay(plan)
        yield display
        display.print_done()
    elif quiet:
        yield lambda _: None
    elif console.is_terminal:
        with _build_bar(console) as bar:
            yield _BarDisplay(bar, plan)
    else:
        yield _LineDisplay(plan)


def _build_bar(console: SafeConsole) -> Progress:
    columns: list[Any] = [
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        TextColumn("{task.fields[audio]}"),
        TextColumn("{task.fields[speed]}"),
        TextColumn("{task.fields[left]}"),
    ]
    return Progress(*columns, console=console, expand=True)


class ProgressTally:
    """What has been made so far, and how fast; lines from the cache do not count for the speed."""

    def __init__(self, plan: Plan) -> None:
        self.started_at = time.monotonic()
        self.titles = {episode.number: episode.title for episode in plan.album.episodes}
        self.estimate = WorkEstimate(len(self.titles), 0, 0, 0.0)
        self.spoken_seconds = 0.0
        self.published_lengths: dict[int, float] = {}
        self.finished_chapters = 0

    def add_report(self, report: ProgressReport) -> None:
        """Adds a report."""
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
    def __init__(self, bar: Progress, plan: Plan) -> None:
        self.bar = bar
        self.tally = ProgressTally(plan)
        self.task: TaskID = bar.add_task("loading the voice", total=1.0, audio="", speed="", left="")

    def __call__(self, report: ProgressReport) -> None:
        self.tally.add_report(report)
        if isinstance(report, EpisodeReport):
            self.bar.console.print(
                f"{report.path.name}  {format_duration(report.seconds)}", highlight=False, markup=False
            )
        left = self.tally.seconds_left
        self.bar.update(
            self.task,
            completed=self.tally.fraction_done,
            description=escape(self.tally.current_chapter),
            audio=f"{format_duration(self.tally.audio_seconds)} of audio",
            speed=f"{self.tally.speed:.0f}x real time" if self.tally.spoken_seconds else "cached",
            left="" if left is None else f"{format_duration(left)} left",
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
                f"[{self.tally.finished_chapters}/{count}] {report.path.name}  {format_duration(report.seconds)}"
                f"  ({speed})"
            )


class _JsonDisplay:
    def __init__(self, plan: Plan) -> None:
        self.album = str(plan.album.folder)
        self.tally = ProgressTally(plan)

    def __call__(self, report: ProgressReport) -> None:
        self.tally.add_report(report)
        if isinstance(report, WorkEstimate):
            _print_event(
                "begin",
                album=self.album,
                chapters=report.chapters,
                lines=report.utterances,
                stored=report.stored_clips,
                to_speak=_round_seconds(report.seconds),
            )
        elif isinstance(report, EpisodeReport):
            _print_event(
                "chapter",
                chapter=report.number,
                file=str(report.path),
                seconds=_round_seconds(report.seconds),
                finished=self.tally.finished_chapters,
                chapters=self.tally.estimate.chapters,
                missing=len(report.missing),
            )
        else:
            self._print_batch(report)

    def _print_batch(self, report: BatchReport) -> None:
        tally = self.tally
        left = None if tally.seconds_left is None else _round_seconds(tally.seconds_left)
        issues = [
            {"text": issue.spoken, "reason": redact_secrets(issue.reason), "remedy": issue.fallback.name.lower(),
             "voice": issue.voice}
            for issue in report.issues
        ]  # fmt: skip
        _print_event(
            "line",
            chapter=report.chapter,
            lines=report.utterances,
            seconds=_round_seconds(report.seconds),
            made=_round_seconds(tally.spoken_seconds),
            done=round(tally.fraction_done, 4),
            speed=_round_seconds(tally.speed),
            left=left,
            mishaps=issues,
        )

    def print_done(self) -> None:
        """Prints the last event."""
        tally = self.tally
        _print_event(
            "done",
            chapters=tally.finished_chapters,
            seconds=_round_seconds(tally.published_seconds),
            made=_round_seconds(tally.spoken_seconds),
            wall=_round_seconds(tally.wall_seconds),
            speed=_round_seconds(tally.speed),
        )


def _round_seconds(seconds: float) -> float:
    return round(seconds, 2)


def _print_event(event: str, **fields: object) -> None:
    echo_json({"event": event, **fields})

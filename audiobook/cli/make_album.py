"""Makes the album of one story, and shows how it goes: what `make` and `update` have in common."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.cli.book_queue import BookQueue, BookResult
from audiobook.cli.exit_codes import ExitCode
from audiobook.cli.json_events import JSON
from audiobook.errors import InputError

if TYPE_CHECKING:
    from audiobook.commands.album_claims import AlbumClaims
    from audiobook.commands.make import WorkerLender
    from audiobook.commands.make_report import MakeReport
    from audiobook.live.making import LiveMaking
    from audiobook.production.changes import AlbumChanges
    from audiobook.production.context import BuildContext
    from audiobook.production.plan import Plan
    from audiobook.production.scheduler import ReportHandler
    from audiobook.production.up_to_date import UpToDateAlbum
    from audiobook.settings.settings import MakeSettings
    from audiobook.synthesis.workers import SharedWorkers

BAR = "bar"
# How long to wait for another run that makes the same album: forever where somebody can press Ctrl-C, else an hour.
WAIT_FOREVER, ONE_HOUR = -1.0, 3600.0


@dataclass(frozen=True, slots=True)
class DisplayOptions:
    """What to show of a run; raises InputError where `progress` is neither bar nor json."""

    dry_run: bool
    quiet_option: bool
    verbose: bool
    progress: str
    queue: BookQueue | None = None
    live: LiveMaking | None = None

    def __post_init__(self) -> None:
        if self.progress not in (BAR, JSON):
            raise InputError(f"--progress {self.progress}: choose bar (to watch) or json (for other programs)")

    @property
    def is_json(self) -> bool:
        """Whether standard output is to have JSON lines and nothing else."""
        return self.progress == JSON

    @property
    def quiet(self) -> bool:
        """Whether standard output is to have no text for people."""
        return self.quiet_option or self.is_json


def clean_up_unchanged(context: BuildContext, album_folder: Path, queue: BookQueue | None) -> None:
    """Removes what killed runs have left, and refreshes the library if it is outdated.

    What the albums of a `queue` share is looked at for the first one only: it would take most of the time of each.
    """
    from audiobook.album.library_index import is_library_up_to_date
    from audiobook.production.leftovers import remove_leftovers

    output, is_first = context.settings.output, queue is None or not queue.has_cleaned_up
    remove_leftovers(context, album_folder, is_first)
    if is_first and not is_library_up_to_date(output):
        from audiobook.production.ebook_and_library import refresh_library

        refresh_library(output, context.story.base_url)
    if queue:
        queue.has_cleaned_up = True


def plan_and_make(context: BuildContext, display: DisplayOptions, claims: AlbumClaims) -> BookResult:
    """Plans an album, locks its folder, and has it made."""
    from audiobook.cli import make_notices
    from audiobook.cli.dry_run import show_skipped
    from audiobook.cli.notices import llm_progress_handler
    from audiobook.commands.make import plan_changes
    from audiobook.pipeline import plan_album

    live = display.live
    plan = plan_album(
        context,
        llm_progress_handler(),
        claims.identities,
        (lambda read: live.start_ahead(context, read)) if live else (lambda _: None),
    )
    claims.claim(plan.album.folder, context.story, plan.album.story)
    make_notices.report_plan(plan, display.dry_run, display.quiet)
    make_notices.report_format_change(plan, display.quiet)
    if display.dry_run:
        changes = plan_changes(plan)
        make_notices.report_voices(plan, changes, display.dry_run, display.quiet)
        _show_plan(plan, changes, display)
        return BookResult()
    if display.verbose and not display.is_json:
        show_skipped(plan, list_all=True)
    with lock_planned_album(plan, claims) as current_plan:
        changes = plan_changes(current_plan)
        make_notices.report_voices(current_plan, changes, display.dry_run, display.quiet)
        if live:
            live.show_plan(current_plan, changes)
        report, code = make_planned_album(current_plan, changes, display)
    if not (display.quiet or display.verbose or display.queue):
        show_skipped(plan, list_all=False)
    make_notices.report_lost_characters(plan)
    make_notices.report_result(report, plan.context, display.quiet, display.verbose, display.queue is not None)
    return BookResult(
        code,
        report.album.metadata.title,
        str(report.album.folder),
        len(report.chapters),
        report.seconds,
        report.is_changed,
        has_questions=report.has_new_questions,
    )


def describe_unchanged(album: UpToDateAlbum, code: ExitCode) -> BookResult:
    """What a queue says of an album that was up to date."""
    chapters = album.manifest.chapters
    seconds = sum(chapter.seconds for chapter in chapters)
    return BookResult(code, album.manifest.title, str(album.folder), len(chapters), seconds, is_changed=False)


def _show_plan(plan: Plan, changes: AlbumChanges, display: DisplayOptions) -> None:
    """Shows what a run would make, to people or to other programs."""
    from audiobook.cli import dry_run

    if display.is_json:
        from audiobook.cli.make_events import print_plan

        print_plan(plan, changes, dry_run.count_skipped(plan))
    else:
        dry_run.show_plan(plan, changes, plan.context.settings, display.verbose)


def make_planned_album(
    plan: Plan, changes: AlbumChanges, display: DisplayOptions, workers: SharedWorkers | None = None
) -> tuple[MakeReport, ExitCode]:
    """Has an album made, by `workers` if some are ready, and shows the progress; the report and the exit code."""
    settings = plan.context.settings
    with contextlib.ExitStack() as stack:
        shared = display.live.workers if display.live else workers
        if display.queue and not shared:
            shared = display.queue.share_workers(settings.jobs, settings.cluster, display.quiet)
        if settings.cluster and not shared:
            shared = stack.enter_context(_open_cluster(settings, display.quiet))
        return _make(plan, changes, display, shared.lend if shared else None)


def _open_cluster(settings: MakeSettings, quiet: bool) -> SharedWorkers:
    from audiobook.cli.terminal import print_notice
    from audiobook.production.shared_workers import share_workers

    return share_workers(settings.jobs, settings.cluster, print_notice, quiet)


def _make(
    plan: Plan, changes: AlbumChanges, display: DisplayOptions, lend_workers: WorkerLender | None
) -> tuple[MakeReport, ExitCode]:
    from audiobook.cli.listening import build_listener
    from audiobook.cli.make_notices import choose_exit_code
    from audiobook.cli.progress import JsonDisplay, show_progress
    from audiobook.commands.make import make_album

    settings, live = plan.context.settings, display.live
    listen = build_listener(settings.listen_model, settings.jobs, display.quiet) if settings.listen_check else None
    episodes = tuple({job.episode.number: job.episode for job in changes.all_jobs}.values())
    plan_to_encode = replace(plan, album=replace(plan.album, episodes=episodes))

    def make(report_handler: ReportHandler) -> MakeReport:
        handler = live.watch(report_handler) if live else report_handler
        find_wanted_line = live.find_wanted_line if live else lambda: None
        return make_album(plan, changes, handler, listen, lend_workers, find_wanted_line)

    if display.is_json:
        from audiobook.cli.make_events import print_done

        json_display = JsonDisplay(plan_to_encode)
        report = make(json_display)
        code = choose_exit_code(bool(report.failures), report.unspoken)
        print_done(plan, report, json_display.tally, code)
        return report, code
    with show_progress(plan_to_encode, display.quiet or not episodes, display.queue) as report_handler:
        report = make(report_handler)
    return report, choose_exit_code(bool(report.failures), report.unspoken)


@contextmanager
def lock_planned_album(plan: Plan, claims: AlbumClaims) -> Iterator[Plan]:
    """Locks the folder of a planned album; yields the plan for the folder as the run before this one has left it.

    That run may have made another story of the same title there: then this one's album goes to another folder.
    """
    from audiobook.cli.make_notices import report_location, report_waiting
    from audiobook.files.locks import lock_album
    from audiobook.files.workspace import WORK_FOLDER, check_writable
    from audiobook.pipeline import choose_folder

    work_folder = plan.context.settings.output / WORK_FOLDER
    while True:
        folder = plan.album.folder
        check_writable(folder)
        with lock_album(folder, work_folder, _lock_timeout(), report_waiting):
            current_plan = choose_folder(plan, claims.other_identities(folder))
            if current_plan.album.folder == folder:
                yield current_plan
                return
        claims.move(folder, current_plan.album.folder)
        plan = current_plan
        report_location(plan)


def _lock_timeout() -> float:
    return WAIT_FOREVER if sys.stderr.isatty() else ONE_HOUR

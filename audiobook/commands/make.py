"""Builds the album of a plan: `make_album` has the steps in order."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from audiobook.album.addresses import file_url
from audiobook.album.editions import find_companion_book, find_ebook, without_book
from audiobook.album.manifest import ChapterFile
from audiobook.audio.encoding import ensure_encoder
from audiobook.commands.cast import save_cast
from audiobook.commands.idle_rows import find_idle_rows
from audiobook.commands.listen_check import ListeningResult, encode_again
from audiobook.commands.make_report import MakeReport, ReportCollector
from audiobook.commands.open_questions import find_open_questions
from audiobook.engines.registry import create_engine
from audiobook.files.locks import find_lock_holders
from audiobook.files.workspace import WORK_FOLDER, remove_abandoned_parts, remove_if_empty
from audiobook.model import Utterance
from audiobook.narration.credits import is_credits
from audiobook.production.album_record import read_record, record_path, write_record
from audiobook.production.background import start_in_background
from audiobook.production.bind_m4b import build_book_recordings
from audiobook.production.changes import AlbumChanges, ChangeAction, compare_with_manifest
from audiobook.production.ebook_and_library import refresh_library, update_ebook
from audiobook.production.editions import (
    build_downloads,
    gather_album,
    list_other_files,
    open_editions,
    remove_dropped_formats,
    with_identity,
)
from audiobook.production.fingerprint import BuildFingerprint
from audiobook.production.jobs import (
    count_characters,
    count_missing_characters,
    find_missing_utterances,
    plan_edition_jobs,
    plan_jobs,
)
from audiobook.production.leftovers import remove_leftovers
from audiobook.production.plan import Edition, Plan
from audiobook.production.record_plan import build_record
from audiobook.production.render_chapter import EpisodeJob
from audiobook.production.scheduler import ReportHandler, estimate_work
from audiobook.production.sidecars import build_published_album, render_sidecar_files, write_sidecar_files
from audiobook.production.story_record import write_story_record
from audiobook.production.up_to_date import discard_record, record_up_to_date
from audiobook.production.update import AlbumFolder, update_chapters
from audiobook.production.wanted_line import WantedLineSource
from audiobook.publishing.published_album import PublishedAlbum
from audiobook.reading.text_decoding import REPLACEMENT_CHARACTER
from audiobook.settings.environment import choose_worker_count
from audiobook.settings.parsing import parse_chapter_numbers
from audiobook.settings.settings import MakeSettings
from audiobook.synthesis.clip_store import ClipStore, clip_folder
from audiobook.synthesis.workers import WorkerPool, Workers

# Speaking this many characters takes about as long as loading the voice in another worker.
MIN_CHARACTERS_PER_WORKER = 1500


def plan_changes(plan: Plan) -> AlbumChanges:
    """What has to be done to the album's folder so that it holds what is planned."""
    settings = plan.context.settings
    jobs = plan_jobs(plan.album_in(plan.chapter_folder), clip_folder(settings.output), settings.product)
    first, *further = (
        _compare_edition(plan, edition, plan_edition_jobs(jobs, edition.folder, edition.product))
        for edition in plan.editions
    )
    return replace(first, further=tuple(further))


def _compare_edition(plan: Plan, edition: Edition, jobs: tuple[EpisodeJob, ...]) -> AlbumChanges:
    settings, chapters = plan.context.settings, plan.analysis.book.chapters
    numbers = tuple(chapter.number for chapter in chapters)
    is_partial = parse_chapter_numbers(settings.chapters, numbers) != numbers
    titles = frozenset(chapter.display_name for chapter in chapters) if is_partial else None
    changes = compare_with_manifest(
        jobs, without_book(edition.manifest), edition.folder, titles, partial(_read_lines, plan)
    )
    credit_files = tuple(entry for entry in changes.removed_chapters if is_credits(entry.number, entry.title))
    removed_chapters = tuple(entry for entry in changes.removed_chapters if entry not in credit_files)
    return replace(changes, removed_chapters=removed_chapters, outdated_files=credit_files)


def _read_lines(plan: Plan) -> dict[str, list[str]]:
    """What each file of the album on record says, by its name without its ending."""
    record = read_record(record_path(plan.context.settings.output, plan.album.folder))
    chapters = record.chapters if record else ()
    return {Path(one.file).stem: [line.utterance.spoken for line in one.lines] for one in chapters}


def engine_notices(changes: AlbumChanges) -> tuple[str, ...]:
    """What to tell the user before anything is spoken: which text is sent elsewhere, and what that costs."""
    engine_names = {cue.utterance.voice.engine for job in changes.all_jobs for cue in job.episode.cues}
    if not any(create_engine(name).notice(1) for name in engine_names):
        return ()
    texts = (create_engine(name).notice(count) for name, count in count_missing_characters(changes.all_jobs).items())
    return tuple(notice for notice in texts if notice)


# Lends workers for one story, and is told how many it could use.
WorkerLender = Callable[[int], AbstractContextManager[Workers]]

# Listens to the chapters of a plan that were asked for.
AlbumListener = Callable[[Plan, AlbumChanges], ListeningResult]


def make_album(
    plan: Plan,
    changes: AlbumChanges,
    report_handler: ReportHandler,
    listen: AlbumListener | None = None,
    lend_workers: WorkerLender | None = None,
    find_wanted_line: WantedLineSource = lambda: None,
) -> MakeReport:
    """Builds an album by its plan; `report_handler` is called with each progress report, `listen` when all is spoken.

    `lend_workers` may lend the same pool to several albums, one after the other (see `share_workers`). The chapter of
    the line that `find_wanted_line` gives comes next.

    Whatever happens, the manifest in the folder is true, no half-written file stays, and the album counts as up to date
    only after the last step. Raises an AudiobookError where the build cannot go on.
    """
    started_at, context = time.monotonic(), plan.context
    settings = context.settings
    collector = ReportCollector(report_handler)
    folders = open_editions(plan)
    try:
        remove_leftovers(context, plan.album.folder)
        discard_record(context)
        saved = _save_cast(plan)
        fingerprint = saved.digest if saved else ""
        # They don't depend on the sound.
        open_questions = start_in_background(lambda: find_open_questions(plan))
        _render_chapters(changes, folders, settings, collector, lend_workers, find_wanted_line)
        _write_album_record(plan, changes, folders[0])
        listening = listen(plan, changes) if listen else None
        if listening and listening.changed_chapters:
            # Their clips are in the store by now, so there is no more progress to report.
            again = encode_again(changes, listening.changed_chapters, folders)
            _render_chapters(again, folders, settings, lambda _: None, lend_workers)
            changes = changes.with_encoded(listening.changed_chapters)
        _trim_clip_store(changes, settings, collector)
        for edition_changes, folder in zip(changes.by_edition, folders, strict=True):
            _remove_chapters(edition_changes, folder, settings)
        album_folder = gather_album(plan, folders)
        if _finished_chapters(changes, folders[0]):
            remove_dropped_formats(plan, album_folder)
        changed_by_others = _update_sidecars(plan, changes, folders, album_folder)
        chapters = _finished_chapters(changes, folders[0])
        report = collector.build_report(plan.album, changes, chapters, time.monotonic() - started_at, changed_by_others)
        questions = open_questions.result()
        report = replace(
            report,
            other_files=list_other_files(plan, album_folder),
            questions=questions,
            has_new_questions=album_folder.record_told(questions.digest),
            listening=listening,
        )
        if not _is_complete(plan, report, folders[1:]):
            fingerprint = ""
        album_folder.write(fingerprint)
        write_story_record(
            settings.output, plan.album.folder, context.story, context.fingerprint, None if report.failures else saved
        )
        refresh_library(settings.output, context.story.base_url)
        if fingerprint:
            # Last of all: a run that finds this record looks no further.
            record_up_to_date(context, plan.album.folder, fingerprint, _used_voices(plan))
        return report
    finally:
        remove_leftovers(context, plan.album.folder)


def _save_cast(plan: Plan) -> BuildFingerprint | None:
    """Writes the cast file; the build's fingerprint with the file as it is then.

    None where somebody else changed the file since the fingerprint was computed: so the next run notices that change.
    """
    context, edit = plan.context, save_cast(plan.analysis, plan.cast)
    return context.fingerprint if edit is None else context.fingerprint.with_edit(plan.analysis.cast_path, edit)


def _render_chapters(
    changes: AlbumChanges,
    folders: tuple[AlbumFolder, ...],
    settings: MakeSettings,
    report_handler: ReportHandler,
    lend_workers: WorkerLender | None,
    find_wanted_line: WantedLineSource = lambda: None,
) -> None:
    """Speaks, encodes and tags the chapters that need it, in each edition.

    The primary edition comes first; for the others its clips are in the store, so nothing is spoken twice.
    """
    due = [(one, folder) for one, folder in zip(changes.by_edition, folders, strict=True) if _has_work(one)]
    for edition_changes, _ in due:
        for job in edition_changes.jobs:
            ensure_encoder(job.product.codec)
    if changes.all_jobs:
        report_handler(estimate_work(changes.all_jobs))
    lend = lend_workers or WorkerPool
    with contextlib.ExitStack() as stack:

        @cache
        def start_workers() -> Workers:
            missing = find_missing_utterances(changes.all_jobs).values()
            workers = stack.enter_context(lend(_useful_worker_count(changes, missing, settings)))
            workers.prepare({utterance.voice for utterance in missing})
            return workers

        for edition_changes, folder in due:
            _render_edition(edition_changes, folder, start_workers, report_handler, find_wanted_line)


def _write_album_record(plan: Plan, changes: AlbumChanges, folder: AlbumFolder) -> None:
    """Keeps what each line of the finished chapters was to say, so that `check --listen` can compare what is heard."""
    finished = {entry.file for entry in folder.chapters.values() if entry.sha256}
    jobs = (job for job in _plan_all_jobs(plan, changes) if job.target.name in finished)
    write_record(record_path(plan.context.settings.output, plan.album.folder), build_record(plan, jobs))


def _has_work(changes: AlbumChanges) -> bool:
    return any(change.action is not ChangeAction.KEEP for change in changes.chapters)


def _render_edition(
    changes: AlbumChanges,
    folder: AlbumFolder,
    workers: Callable[[], Workers],
    report_handler: ReportHandler,
    find_wanted_line: WantedLineSource,
) -> None:
    """Updates the chapters of an edition; a folder without any chapter goes, whatever happens."""
    try:
        update_chapters(changes, folder, workers, report_handler, find_wanted_line)
    finally:
        # A worker that was ended while it wrote a file has left it behind.
        remove_abandoned_parts(folder.path)
        folder.release_claims()
        remove_if_empty(folder.path, levels=3)


def _useful_worker_count(changes: AlbumChanges, missing: Iterable[Utterance], settings: MakeSettings) -> int:
    """How many workers to start: for a few lines, loading the voice in another worker takes longer than it saves."""
    characters = count_characters(missing).total()
    useful = max(len(changes.all_jobs), characters // MIN_CHARACTERS_PER_WORKER)
    return min(choose_worker_count(settings.jobs), useful)


def _trim_clip_store(changes: AlbumChanges, settings: MakeSettings, collector: ReportCollector) -> None:
    """Keeps the audio cache within its limit, if anything was added and no other run may need what would go."""
    if collector.has_spoken and not find_lock_holders(settings.output / WORK_FOLDER):
        keys = {key for change in changes.chapters for key in change.job.keys}
        ClipStore(clip_folder(settings.output)).trim(settings.cache_size, keys)


def _remove_chapters(changes: AlbumChanges, chapter_folder: AlbumFolder, settings: MakeSettings) -> None:
    """Removes outdated files, and with --prune those of chapters that the story no longer has."""
    unwanted = (*changes.outdated_files, *(changes.removed_chapters if settings.prune else ()))
    if unwanted:
        chapter_folder.remove_chapters(unwanted)


def _update_sidecars(
    plan: Plan, changes: AlbumChanges, folders: tuple[AlbumFolder, ...], album_folder: AlbumFolder
) -> tuple[str, ...]:
    """Brings the e-book and the sidecar files up to date; the names of those that somebody else has changed."""
    if not any(entry.sha256 for entry in album_folder.chapters.values()):
        return ()
    settings, base_url = plan.context.settings, plan.context.story.base_url
    jobs = _plan_all_jobs(plan, changes)
    changed_books = _update_ebook(plan, jobs, folders, album_folder) if settings.has_ebook else ()
    album = replace(
        _build_published_album(plan, jobs, 0, folders, album_folder), downloads=build_downloads(album_folder)
    )
    relative_path = album_folder.path.relative_to(settings.output).as_posix()
    files = render_sidecar_files(album, file_url(f"{relative_path}/", base_url) if base_url else "")
    companions = album_folder.manifest_head.companions
    books = tuple(entry for entry in companions if entry in (find_ebook(companions), find_companion_book(companions)))
    sidecars = write_sidecar_files(
        album_folder.path,
        files,
        tuple(entry for entry in companions if entry not in books),
        lambda entries: album_folder.claim_sidecars((*entries, *books)),
    )
    album_folder.set_sidecars((*sidecars.entries, *books))
    return (*sidecars.changed_by_others, *changed_books)


def _update_ebook(
    plan: Plan, jobs: tuple[EpisodeJob, ...], folders: tuple[AlbumFolder, ...], album_folder: AlbumFolder
) -> tuple[str, ...]:
    """Brings the e-book up to date, with the sound of the first format that e-books play."""
    formats = [edition.product.format for edition in plan.editions]
    index = next(number for number, row in enumerate(formats) if row.epub_ending)
    album = _build_published_album(plan, jobs, index, folders, album_folder)
    if not album.recordings:
        return ()
    sound_folder = album_folder.path if formats[index].is_single_file else folders[index].path
    old_entry = find_ebook(album_folder.manifest_head.companions)
    ebook = update_ebook(album_folder.path, album, sound_folder, old_entry, album_folder.claim_companion)
    if old_entry:
        album_folder.forget_companion(old_entry.file)
    for entry in ebook.entries:
        album_folder.record_companion(entry)
    return ebook.changed_by_others


def _plan_all_jobs(plan: Plan, changes: AlbumChanges) -> tuple[EpisodeJob, ...]:
    """The jobs of all chapters of the story, also of those that were not asked for."""
    jobs = tuple(change.job for change in changes.chapters)
    numbers = {job.episode.number for job in jobs}
    other_episodes = tuple(episode for episode in plan.all_episodes if episode.number not in numbers)
    if not other_episodes:
        return jobs
    settings, other_album = plan.context.settings, replace(plan.album_in(plan.chapter_folder), episodes=other_episodes)
    return (*jobs, *plan_jobs(other_album, clip_folder(settings.output), settings.product))


def _build_published_album(
    plan: Plan, jobs: tuple[EpisodeJob, ...], index: int, folders: tuple[AlbumFolder, ...], album_folder: AlbumFolder
) -> PublishedAlbum:
    """The album with the sound of the edition of that index; `jobs` are those of all chapters of the primary one."""
    edition, folder = plan.editions[index], folders[index]
    edition_jobs = plan_edition_jobs(jobs, edition.folder, edition.product)
    album = build_published_album(plan, with_identity(folder.build_manifest(), album_folder), edition_jobs)
    if edition.product.is_single_file:
        return replace(album, recordings=build_book_recordings(album_folder, folder, edition_jobs), tracks=1)
    return album


def _finished_chapters(changes: AlbumChanges, chapter_folder: AlbumFolder) -> tuple[ChapterFile, ...]:
    entries = (chapter_folder.chapters.get(change.job.target.name) for change in changes.chapters)
    return tuple(entry for entry in entries if entry is not None and entry.sha256)


def _is_complete(plan: Plan, report: MakeReport, further_folders: tuple[AlbumFolder, ...]) -> bool:
    """Whether nothing is left to do, or to be reported again, for the next run."""
    further_chapters = (entry for folder in further_folders for entry in folder.chapters.values())
    has_removed_files = report.changes.removed_chapters and not plan.context.settings.prune
    has_stand_ins = any(chapter.stood_in for chapter in (*report.chapters, *further_chapters))
    return not (
        has_stand_ins
        or report.failures
        or has_removed_files
        or plan.analysis.unmatched_corrections
        or plan.analysis.takes.unmatched
        or find_idle_rows(plan.analysis)
        or plan.analysis.llm_report
        or REPLACEMENT_CHARACTER in plan.analysis.book.text
    )


def _used_voices(plan: Plan) -> set[tuple[str, str]]:
    cues = (cue for episode in plan.album.episodes for cue in episode.cues)
    return {(cue.utterance.voice.engine, cue.utterance.voice.name) for cue in cues}

"""Builds the album of a plan: `make_album` has the steps in order."""

from __future__ import annotations

import time
from dataclasses import replace

from audiobook.album.addresses import file_url
from audiobook.album.manifest import ChapterFile, read_manifest
from audiobook.audio.encoding import ensure_encoder
from audiobook.commands.cast import save_cast
from audiobook.commands.idle_rows import find_idle_rows
from audiobook.commands.make_report import MakeReport, ReportCollector
from audiobook.commands.open_questions import find_open_questions
from audiobook.engines.registry import create_engine
from audiobook.files.locks import find_lock_holders
from audiobook.files.workspace import WORK_FOLDER, remove_abandoned_parts, remove_if_empty
from audiobook.narration.credits import is_credits
from audiobook.production.bind_m4b import bind_book, build_book_recordings, is_book_file, without_book
from audiobook.production.changes import AlbumChanges, ChangeAction, compare_with_manifest
from audiobook.production.ebook_and_library import find_ebook, refresh_library, update_ebook
from audiobook.production.jobs import count_missing_characters, plan_jobs
from audiobook.production.leftovers import remove_leftovers
from audiobook.production.plan import Plan
from audiobook.production.render_chapter import EpisodeJob
from audiobook.production.scheduler import ReportHandler
from audiobook.production.sidecars import build_published_album, render_sidecar_files, write_sidecar_files
from audiobook.production.up_to_date import discard_record, record_up_to_date
from audiobook.production.update import AlbumFolder, update_chapters
from audiobook.publishing.published_album import PublishedAlbum
from audiobook.reading.text_decoding import REPLACEMENT_CHARACTER
from audiobook.settings.environment import choose_worker_count
from audiobook.settings.parsing import parse_chapter_numbers
from audiobook.settings.settings import MakeSettings
from audiobook.synthesis.clip_store import ClipStore, clip_folder
from audiobook.synthesis.workers import WorkerPool

# Speaking this many characters takes about as long as loading the voice in another worker.
MIN_CHARACTERS_PER_WORKER = 1500


def plan_changes(plan: Plan) -> AlbumChanges:
    """What has to be done to the album's folder so that it holds what is planned."""
    settings, chapters = plan.context.settings, plan.analysis.book.chapters
    jobs = plan_jobs(plan.chapter_album, clip_folder(settings.output), settings.product)
    numbers = tuple(chapter.number for chapter in chapters)
    is_partial = parse_chapter_numbers(settings.chapters, numbers) != numbers
    titles = frozenset(chapter.display_name for chapter in chapters) if is_partial else None
    changes = compare_with_manifest(jobs, without_book(plan.chapter_manifest), plan.chapter_folder, titles)
    credit_files = tuple(entry for entry in changes.removed_chapters if is_credits(entry.number, entry.title))
    removed_chapters = tuple(entry for entry in changes.removed_chapters if entry not in credit_files)
    return replace(changes, removed_chapters=removed_chapters, outdated_files=credit_files)


def engine_notices(changes: AlbumChanges) -> tuple[str, ...]:
    """What to tell the user before anything is spoken: which text is sent elsewhere, and what that costs."""
    engine_names = {cue.utterance.voice.engine for job in changes.jobs for cue in job.episode.cues}
    if not any(create_engine(name).notice(1) for name in engine_names):
        return ()
    texts = (create_engine(name).notice(count) for name, count in count_missing_characters(changes.jobs).items())
    return tuple(notice for notice in texts if notice)


def make_album(plan: Plan, changes: AlbumChanges, report_handler: ReportHandler) -> MakeReport:
    """Builds an album by its plan; `report_handler` is called with each progress report.

    Whatever happens, the manifest in the folder is true, no half-written file stays, and the album counts as up to date
    only after the last step. Raises an AudiobookError where the build cannot go on.
    """
    started_at, context = time.monotonic(), plan.context
    settings = context.settings
    collector = ReportCollector(report_handler)
    chapter_folder = AlbumFolder(plan.chapter_album, plan.chapter_manifest, settings.product.profile.name, plan.options)
    try:
        remove_leftovers(context, plan.album.folder)
        discard_record(context)
        fingerprint = _save_cast(plan)
        _render_chapters(changes, chapter_folder, settings, collector)
        _trim_clip_store(changes, settings, collector)
        _remove_chapters(changes, chapter_folder, settings)
        album_folder = _bind_chapters(plan, chapter_folder)
        changed_by_others = _update_sidecars(plan, changes, chapter_folder, album_folder)
        chapters = _finished_chapters(changes, chapter_folder)
        report = collector.build_report(plan.album, changes, chapters, time.monotonic() - started_at, changed_by_others)
        questions = find_open_questions(plan)
        report = replace(report, questions=questions, has_new_questions=album_folder.record_told(questions.digest))
        if not _is_complete(plan, report):
            fingerprint = ""
        album_folder.write(fingerprint)
        refresh_library(settings.output, context.story.base_url)
        if fingerprint:
            # Last of all: a run that finds this record looks no further.
            record_up_to_date(context, plan.album.folder, fingerprint, _used_voices(plan))
        return report
    finally:
        remove_leftovers(context, plan.album.folder)


def _save_cast(plan: Plan) -> str:
    """Writes the cast file; the digest of the build's fingerprint with the file as it is then.

    "" where somebody else changed the file since the fingerprint was computed: so the next run notices that change.
    """
    context, edit = plan.context, save_cast(plan.analysis, plan.cast)
    fingerprint = context.fingerprint if edit is None else context.fingerprint.with_edit(plan.analysis.cast_path, edit)
    return fingerprint.digest if fingerprint else ""


def _render_chapters(
    changes: AlbumChanges, chapter_folder: AlbumFolder, settings: MakeSettings, report_handler: ReportHandler
) -> None:
    """Speaks, encodes and tags the chapters that need it; a folder without any chapter goes, whatever happens."""
    if all(change.action is ChangeAction.KEEP for change in changes.chapters):
        return
    ensure_encoder(settings.product.codec)
    try:
        update_chapters(
            changes, chapter_folder, lambda: WorkerPool(_useful_worker_count(changes, settings)), report_handler
        )
    finally:
        # A worker that was ended while it wrote a file has left it behind.
        remove_abandoned_parts(chapter_folder.path)
        chapter_folder.release_claims()
        remove_if_empty(chapter_folder.path, levels=2)


def _useful_worker_count(changes: AlbumChanges, settings: MakeSettings) -> int:
    """How many workers to start: for a few lines, loading the voice in another worker takes longer than it saves."""
    characters = sum(count_missing_characters(changes.jobs).values())
    return min(choose_worker_count(settings.jobs), max(len(changes.jobs), characters // MIN_CHARACTERS_PER_WORKER))


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


def _bind_chapters(plan: Plan, chapter_folder: AlbumFolder) -> AlbumFolder:
    """Binds the chapters into one file, where the format is such; the folder that then holds the album's sound.

    Otherwise that is the folder of the chapters, and a book from when the format was another goes.
    """
    product = plan.context.settings.product
    if product.is_single_file:
        album_folder = AlbumFolder(plan.album, read_manifest(plan.album.folder), product.profile.name, plan.options)
        bind_book(plan.album, chapter_folder, album_folder)
        return album_folder
    books = tuple(entry for entry in chapter_folder.chapters.values() if is_book_file(entry))
    if books and any(entry.sha256 for entry in chapter_folder.chapters.values() if entry not in books):
        chapter_folder.remove_chapters(books)
    return chapter_folder


def _update_sidecars(
    plan: Plan, changes: AlbumChanges, chapter_folder: AlbumFolder, album_folder: AlbumFolder
) -> tuple[str, ...]:
    """Brings the sidecar files and the e-book up to date; the names of those that somebody else has changed."""
    if not any(entry.sha256 for entry in album_folder.chapters.values()):
        return ()
    settings, base_url = plan.context.settings, plan.context.story.base_url
    album = _build_published_album(plan, _plan_all_jobs(plan, changes), chapter_folder, album_folder)
    relative_path = album_folder.path.relative_to(settings.output).as_posix()
    files = render_sidecar_files(album, file_url(f"{relative_path}/", base_url) if base_url else "")
    old_entries = album_folder.manifest_head.companions
    ebook = find_ebook(old_entries)
    ebook_entries = (ebook,) if ebook else ()
    sidecars = write_sidecar_files(
        album_folder.path,
        files,
        tuple(entry for entry in old_entries if entry != ebook),
        lambda entries: album_folder.claim_sidecars((*entries, *ebook_entries)),
    )
    ebook_files = update_ebook(
        album_folder.path,
        album,
        ebook,
        settings.product.format,
        lambda entry: album_folder.claim_sidecars((*sidecars.entries, entry)),
    )
    album_folder.set_sidecars((*sidecars.entries, *ebook_files.entries))
    return (*sidecars.changed_by_others, *ebook_files.changed_by_others)


def _plan_all_jobs(plan: Plan, changes: AlbumChanges) -> tuple[EpisodeJob, ...]:
    """The jobs of all chapters of the story, also of those that were not asked for."""
    jobs = tuple(change.job for change in changes.chapters)
    numbers = {job.episode.number for job in jobs}
    other_episodes = tuple(episode for episode in plan.all_episodes if episode.number not in numbers)
    if not other_episodes:
        return jobs
    settings, other_album = plan.context.settings, replace(plan.chapter_album, episodes=other_episodes)
    return (*jobs, *plan_jobs(other_album, clip_folder(settings.output), settings.product))


def _build_published_album(
    plan: Plan, jobs: tuple[EpisodeJob, ...], chapter_folder: AlbumFolder, album_folder: AlbumFolder
) -> PublishedAlbum:
    album = build_published_album(plan, album_folder.build_manifest(), jobs)
    if plan.context.settings.product.is_single_file:
        return replace(album, recordings=build_book_recordings(album_folder, chapter_folder, jobs), tracks=1)
    return album


def _finished_chapters(changes: AlbumChanges, chapter_folder: AlbumFolder) -> tuple[ChapterFile, ...]:
    entries = (chapter_folder.chapters.get(change.job.target.name) for change in changes.chapters)
    return tuple(entry for entry in entries if entry is not None and entry.sha256)


def _is_complete(plan: Plan, report: MakeReport) -> bool:
    """Whether nothing is left to do, or to be reported again, for the next run."""
    has_removed_files = report.changes.removed_chapters and not plan.context.settings.prune
    has_stand_ins = any(chapter.stood_in for chapter in report.chapters)
    return not (
        has_stand_ins
        or report.failures
        or has_removed_files
        or plan.analysis.unmatched_corrections
        or find_idle_rows(plan.analysis)
        or plan.analysis.llm_report
        or REPLACEMENT_CHARACTER in plan.analysis.book.text
    )


def _used_voices(plan: Plan) -> set[tuple[str, str]]:
    cues = (cue for episode in plan.album.episodes for cue in episode.cues)
    return {(cue.utterance.voice.engine, cue.utterance.voice.name) for cue in cues}

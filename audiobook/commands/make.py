"""Makes the album of a plan: what of it is not there yet, and a report of all of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from audiobook.album.addresses import file_url
from audiobook.album.manifest import ChapterFile, read_manifest
from audiobook.audio.encoding import ensure_encoder
from audiobook.commands.cast import save_cast
from audiobook.engines.registry import create_engine
from audiobook.errors import EngineError
from audiobook.files.locks import find_lock_holders
from audiobook.files.workspace import WORK_FOLDER, remove_abandoned_parts, remove_if_empty
from audiobook.model import Album
from audiobook.narration.credits import is_credits
from audiobook.production.bind_m4b import bind_book, build_book_recordings, is_book_file, parts_album, without_book
from audiobook.production.changes import AlbumChanges, ChangeAction, compare_with_manifest
from audiobook.production.ebook_and_library import find_ebook, refresh_library, update_ebook
from audiobook.production.jobs import count_missing_characters, plan_jobs
from audiobook.production.leftovers import remove_leftovers
from audiobook.production.plan import Plan
from audiobook.production.render_chapter import EpisodeReport
from audiobook.production.scheduler import ProgressReport
from audiobook.production.sidecars import build_published_album, render_sidecar_files, write_sidecar_files
from audiobook.production.up_to_date import discard_record, record_up_to_date
from audiobook.production.update import AlbumFolder, ReportHandler, update_chapters
from audiobook.settings.environment import choose_worker_count
from audiobook.settings.parsing import parse_chapter_numbers
from audiobook.settings.settings import MakeSettings, StorySettings
from audiobook.settings.story_file import merge_story_file
from audiobook.synthesis.clip_store import ClipStore, clip_folder
from audiobook.synthesis.fallback import Fallback, SynthesisIssue
from audiobook.synthesis.synthesize import BatchReport
from audiobook.synthesis.workers import WorkerPool


@dataclass(frozen=True, slots=True)
class MakeReport:
    """What `make` did: the album, the files of the chapters that were wanted, what was done to them, how long it took,
    what could not be said, and what only with a remedy. `changed_by_others` are files beside the sound that somebody
    else has changed.
    """

    album: Album
    chapters: tuple[ChapterFile, ...]
    changes: AlbumChanges
    wall_seconds: float
    unspoken: tuple[str, ...]
    failures: tuple[tuple[str, str], ...]
    issues: tuple[SynthesisIssue, ...] = ()
    changed_by_others: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """The length of these chapters."""
        return sum(chapter.seconds for chapter in self.chapters)


def plan_changes(plan: Plan, settings: MakeSettings) -> AlbumChanges:
    """What has to be done to the folder of the album so that it holds what is planned."""
    chapter_album = _chapter_album(plan.album, settings)
    jobs = plan_jobs(chapter_album, clip_folder(settings.output), settings.product)
    chapters = plan.story.book.chapters
    numbers = tuple(chapter.number for chapter in chapters)
    is_partial = parse_chapter_numbers(settings.chapters, numbers) != numbers
    titles = frozenset(chapter.display_name for chapter in chapters) if is_partial else None
    changes = compare_with_manifest(
        jobs, without_book(read_manifest(chapter_album.folder)), chapter_album.folder, titles
    )
    credit_files = tuple(entry for entry in changes.removed_chapters if is_credits(entry.number, entry.title))
    return replace(
        changes,
        removed_chapters=tuple(entry for entry in changes.removed_chapters if entry not in credit_files),
        outdated_files=credit_files,
    )


def _chapter_album(album: Album, settings: MakeSettings) -> Album:
    """The album whose folder holds the chapters: those of a book in one file are kept elsewhere."""
    return parts_album(album, settings.output) if settings.product.is_single_file else album


def engine_notices(changes: AlbumChanges) -> tuple[str, ...]:
    """What a person should know before anything is spoken: what of the story leaves the machine, and what it costs."""
    engine_names = {cue.utterance.voice.engine for job in changes.jobs for cue in job.episode.cues}
    if not any(create_engine(name).notice(1) for name in engine_names):
        return ()
    texts = (create_engine(name).notice(count) for name, count in count_missing_characters(changes.jobs).items())
    return tuple(notice for notice in texts if notice)


def make_album(
    story: StorySettings,
    settings: MakeSettings,
    plan: Plan,
    changes: AlbumChanges,
    report_handler: ReportHandler,
) -> MakeReport:
    """Makes of the album what is planned; `report_handler` is called with each report as the work goes on.

    What killed runs left is cleared up first, and what workers of this one left at the end.
    """
    try:
        remove_leftovers(story, settings, plan.album.folder)
        discard_record(story, settings)
        return _make_album(story, settings, plan, changes, report_handler)
    finally:
        remove_leftovers(story, settings, plan.album.folder)


def _make_album(
    story: StorySettings,
    settings: MakeSettings,
    plan: Plan,
    changes: AlbumChanges,
    report_handler: ReportHandler,
) -> MakeReport:
    started_at = time.monotonic()
    fingerprint = _fingerprint_with_cast(plan)
    collector, chapter_folder = (
        _ReportCollector(),
        AlbumFolder(_chapter_album(plan.album, settings), settings.product.profile.name),
    )

    def collect_report(report: ProgressReport) -> None:
        collector.add_report(report)
        report_handler(report)

    _apply_changes(changes, chapter_folder, settings, collect_report)
    _trim_store(collector, changes, settings)
    unwanted = (*changes.outdated_files, *(changes.removed_chapters if settings.prune else ()))
    if unwanted:
        chapter_folder.remove_chapters(unwanted)
    album_folder = _update_book(plan, chapter_folder, settings)
    base_url = merge_story_file(story).base_url
    changed_by_others = _update_sidecar_files(plan, changes, chapter_folder, album_folder, settings, base_url)
    report = collector.build_report(plan, changes, chapter_folder, time.monotonic() - started_at, changed_by_others)
    final_fingerprint = _fingerprint_if_complete(settings, plan, report, fingerprint)
    album_folder.write(final_fingerprint)
    refresh_library(settings.output, base_url)
    if final_fingerprint:
        # Last of all: whoever finds this looks no further.
        voices_used = {
            (cue.utterance.voice.engine, cue.utterance.voice.name)
            for episode in plan.album.episodes
            for cue in episode.cues
        }
        record_up_to_date(story, settings, plan.album.folder, final_fingerprint, voices_used)
    return report


def _update_book(plan: Plan, chapter_folder: AlbumFolder, settings: MakeSettings) -> AlbumFolder:
    """The keeper of the album's folder, where the chapters are; or the book that they are bound into, where it is to
    be one.
    """
    if not settings.product.is_single_file:
        books = tuple(entry for entry in chapter_folder.chapters.values() if is_book_file(entry))
        if books and any(entry.sha256 for entry in chapter_folder.chapters.values() if entry not in books):
            chapter_folder.remove_chapters(books)
        return chapter_folder
    album_folder = AlbumFolder(plan.album, settings.product.profile.name)
    bind_book(plan.album, chapter_folder, album_folder)
    return album_folder


def _update_sidecar_files(
    plan: Plan,
    changes: AlbumChanges,
    chapter_folder: AlbumFolder,
    album_folder: AlbumFolder,
    settings: MakeSettings,
    base_url: str,
) -> tuple[str, ...]:
    """Brings the files beside the sound up to date; the names of those that somebody else has changed."""
    if not any(one.sha256 for one in album_folder.chapters.values()):
        return ()
    planned_jobs = {change.job.episode.number: change.job for change in changes.chapters}
    other_episodes = tuple(one for one in plan.all_episodes if one.number not in planned_jobs)
    store = clip_folder(settings.output)
    chapter_album = _chapter_album(plan.album, settings)
    other_jobs = (
        plan_jobs(replace(chapter_album, episodes=other_episodes), store, settings.product) if other_episodes else ()
    )
    jobs = (*planned_jobs.values(), *other_jobs)
    album = build_published_album(plan, album_folder.build_manifest(), jobs)
    if settings.product.is_single_file:
        album = replace(album, recordings=build_book_recordings(album_folder, chapter_folder, jobs), tracks=1)
    relative_path = album_folder.path.relative_to(settings.output).as_posix()
    album_url = file_url(f"{relative_path}/", base_url) if base_url else ""
    ebook = find_ebook(album_folder.manifest_head.companions)
    ebook_entries = (ebook,) if ebook else ()
    old_entries = tuple(one for one in album_folder.manifest_head.companions if one != ebook)
    files = render_sidecar_files(album, album_url)
    sidecar_files = write_sidecar_files(
        album_folder.path,
        files,
        old_entries,
        lambda new_entries: album_folder.claim_sidecars((*new_entries, *ebook_entries)),
    )
    ebook_files = update_ebook(album_folder.path, album, ebook, settings.product.format,
                      lambda new_ebook: album_folder.claim_sidecars((*sidecar_files.entries, new_ebook)))  # fmt: skip
    album_folder.set_sidecars((*sidecar_files.entries, *ebook_files.entries))
    return (*sidecar_files.changed_by_others, *ebook_files.changed_by_others)


def _fingerprint_with_cast(plan: Plan) -> str:
    """The digest of what the album is made from, its cast file as this run leaves it; "" where that changed meanwhile.

    It is that of what was planned with, whatever was changed since: so the next run notices the change.
    """
    edit = save_cast(plan.story, plan.cast)
    fingerprint = plan.fingerprint if edit is None else plan.fingerprint.with_edit(plan.story.cast_path, edit)
    return fingerprint.digest if fingerprint else ""


def _fingerprint_if_complete(settings: MakeSettings, plan: Plan, report: MakeReport, fingerprint: str) -> str:
    """The digest of the inputs, "" where something is left to do, or to be reported again by the next run."""
    analysis = plan.story
    has_removed_files = report.changes.removed_chapters and not settings.prune
    has_stand_ins = any(chapter.stood_in for chapter in report.chapters)
    is_incomplete = (
        has_stand_ins
        or report.failures
        or has_removed_files
        or analysis.unmatched_corrections
        or plan.cast.unknown_characters
        or analysis.llm_report
        or REPLACEMENT_CHARACTER in analysis.book.text
    )
    return "" if is_incomplete else fingerprint


# What stands in a text for signs that could not be read from its file.
REPLACEMENT_CHARACTER = "\ufffd"


def _apply_changes(
    changes: AlbumChanges, album_folder: AlbumFolder, settings: MakeSettings, report_handler: ReportHandler
) -> None:
    """Does what is to be done, and leaves no folder without a chapter, whatever happens."""
    if all(change.action is ChangeAction.KEEP for change in changes.chapters):
        return
    ensure_encoder(settings.product.codec)
    try:
        update_chapters(
            changes, album_folder, lambda: WorkerPool(_useful_worker_count(changes, settings)), report_handler
        )
    finally:
        # Workers that were ended while they wrote a file leave it behind.
        remove_abandoned_parts(album_folder.path)
        album_folder.release_claims()
        remove_if_empty(album_folder.path, levels=2)


def _trim_store(collector: _ReportCollector, changes: AlbumChanges, settings: MakeSettings) -> None:
    """Keeps the store within its bounds, where lines were spoken and no other run may need what would go."""
    if collector.has_spoken and not find_lock_holders(settings.output / WORK_FOLDER):
        keys = {key for change in changes.chapters for key in change.job.keys}
        ClipStore(clip_folder(settings.output)).trim(settings.cache_size, keys)


# Characters of text that take longer to speak than another worker takes to load its voice.
MIN_CHARACTERS_PER_WORKER = 1500


def _useful_worker_count(changes: AlbumChanges, settings: MakeSettings) -> int:
    """How many workers to start: loading a voice in a second one takes longer than a few lines and one chapter do."""
    to_speak = sum(count_missing_characters(changes.jobs).values())
    return min(choose_worker_count(settings.jobs), max(len(changes.jobs), to_speak // MIN_CHARACTERS_PER_WORKER))


class _ReportCollector:
    """What the reports of a run add up to."""

    def __init__(self) -> None:
        self.episodes: list[EpisodeReport] = []
        self.failures: dict[str, str] = {}
        self.has_spoken = False
        self.issues: list[SynthesisIssue] = []
        self.failed_keys: set[str] = set()

    def add_report(self, report: ProgressReport) -> None:
        """Takes one report."""
        if isinstance(report, EpisodeReport):
            self.episodes.append(report)
        elif isinstance(report, BatchReport):
            self.has_spoken = True
            self.failures.update(report.failures)
            self.failed_keys |= {issue.key for issue in report.issues if issue.fallback is Fallback.FAILED}
            self.issues += (issue for issue in report.issues if issue.fallback < Fallback.FAILED)

    def build_report(
        self,
        plan: Plan,
        changes: AlbumChanges,
        album_folder: AlbumFolder,
        wall_seconds: float,
        changed_by_others: tuple[str, ...],
    ) -> MakeReport:
        """The report of the whole run; lines that are missing without a failure are failures too."""
        for silent_episode in (episode for episode in self.episodes if not episode.seconds):
            self.failures[f"chapter {silent_episode.number}"] = "nothing in it can be said by this voice; try another"
        files = (album_folder.chapters.get(change.job.target.name) for change in changes.chapters)
        chapters = tuple(entry for entry in files if entry is not None and entry.sha256)
        if not chapters:
            raise EngineError("this voice can say nothing of the story; try another voice or engine")
        lost_keys = {key for episode in self.episodes for key in episode.missing}
        lost_keys -= self.failed_keys
        if lost_keys:
            self.failures[f"{len(lost_keys)} lines"] = "their sound could not be read back from the work folder"
        unspoken = tuple(dict.fromkeys(text for entry in chapters for text in entry.unspoken))
        return MakeReport(
            plan.album,
            chapters,
            changes,
            wall_seconds,
            unspoken,
            tuple(self.failures.items()),
            tuple(self.issues),
            changed_by_others,
        )

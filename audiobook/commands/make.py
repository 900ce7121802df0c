"""Makes the album of a plan: what of it is not there yet, and a report of all of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from audiobook.album.addresses import address
from audiobook.album.manifest import ChapterFile, read_manifest
from audiobook.audio.encoding import ensure_encoder
from audiobook.commands.cast import keep_cast
from audiobook.engines.protocol import notice_of
from audiobook.engines.registry import engine_named
from audiobook.errors import EngineError
from audiobook.files.locks import at_work
from audiobook.files.workspace import WORK_FOLDER, remove_if_empty, sweep
from audiobook.model import Album
from audiobook.narration.credits import is_credits
from audiobook.production.bind_m4b import book_recordings, bound, is_book, parts_album, without_book
from audiobook.production.changes import Action, Changes, changes_of
from audiobook.production.ebook_and_library import ebook_of, refresh_library, with_ebook
from audiobook.production.jobs import characters_to_speak, jobs_of
from audiobook.production.leftovers import remove_leftovers
from audiobook.production.plan import Plan
from audiobook.production.render_chapter import EpisodeReport
from audiobook.production.scheduler import Report
from audiobook.production.sidecars import album_of, companion_files, written_companions
from audiobook.production.up_to_date import forget_finished, keep_finished
from audiobook.production.update import Keeper, Watch, remade
from audiobook.settings.environment import worker_count
from audiobook.settings.parsing import chapter_numbers
from audiobook.settings.settings import MakeSettings, StorySettings
from audiobook.settings.story_file import with_story_file
from audiobook.synthesis.clip_store import ClipStore, clip_folder
from audiobook.synthesis.fallback import Mishap, Remedy
from audiobook.synthesis.synthesize import BatchReport
from audiobook.synthesis.workers import Workers


@dataclass(frozen=True, slots=True)
class MakeReport:
    """What `make` did: the album, the files of the chapters that were wanted, what was done to them, how long it took,
    what could not be said, and what only with a remedy. `left_alone` are files beside the sound that somebody else has
    changed.
    """

    album: Album
    chapters: tuple[ChapterFile, ...]
    changes: Changes
    wall_seconds: float
    unspoken: tuple[str, ...]
    failures: tuple[tuple[str, str], ...]
    mishaps: tuple[Mishap, ...] = ()
    left_alone: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """The length of these chapters."""
        return sum(chapter.seconds for chapter in self.chapters)


def remaking(plan: Plan, settings: MakeSettings) -> Changes:
    """What has to be done to the folder of the album so that it holds what is planned."""
    kept = _kept(plan.album, settings)
    jobs = jobs_of(kept, clip_folder(settings.output), settings.product)
    chapters = plan.story.book.chapters
    numbers = tuple(chapter.number for chapter in chapters)
    some = chapter_numbers(settings.chapters, numbers) != numbers
    titles = frozenset(chapter.name for chapter in chapters) if some else None
    changes = changes_of(jobs, without_book(read_manifest(kept.folder)), kept.folder, titles)
    credit = tuple(one for one in changes.gone if is_credits(one.number, one.title))
    return replace(changes, gone=tuple(one for one in changes.gone if one not in credit), outdated=credit)


def _kept(album: Album, settings: MakeSettings) -> Album:
    """The album whose folder holds the chapters: those of a book in one file are kept elsewhere."""
    return parts_album(album, settings.output) if settings.product.is_one_file else album


def notices(changes: Changes) -> tuple[str, ...]:
    """What a person should know before anything is spoken: what of the story leaves the machine, and what it costs."""
    used = {cue.line.voice.engine for job in changes.jobs for cue in job.episode.cues}
    if not any(notice_of(engine_named(name), 1) for name in used):
        return ()
    told = (notice_of(engine_named(name), count) for name, count in characters_to_speak(changes.jobs).items())
    return tuple(notice for notice in told if notice)


def made(
    story: StorySettings,
    settings: MakeSettings,
    plan: Plan,
    changes: Changes,
    watch: Watch,
) -> MakeReport:
    """Makes of the album what is planned; `watch` is called with each report as the work goes on.

    What killed runs left is cleared up first, and what workers of this one left at the end.
    """
    try:
        remove_leftovers(story, settings, plan.album.folder)
        forget_finished(story, settings)
        return _made(story, settings, plan, changes, watch)
    finally:
        remove_leftovers(story, settings, plan.album.folder)


def _made(
    story: StorySettings,
    settings: MakeSettings,
    plan: Plan,
    changes: Changes,
    watch: Watch,
) -> MakeReport:
    began = time.monotonic()
    inputs = _inputs_with_cast(plan)
    tally, parts = _Tally(), Keeper(_kept(plan.album, settings), settings.product.profile.name)

    def counted(report: Report) -> None:
        tally.add(report)
        watch(report)

    _run(changes, parts, settings, counted)
    _trim(tally, changes, settings)
    needless = (*changes.outdated, *(changes.gone if settings.prune else ()))
    if needless:
        parts.drop(needless)
    keeper = _bound(plan, parts, settings)
    base_url = with_story_file(story).base_url
    foreign = _with_companions(plan, changes, parts, keeper, settings, base_url)
    report = tally.report(plan, changes, parts, time.monotonic() - began, foreign)
    finished = _finished_inputs(settings, plan, report, inputs)
    keeper.write(finished)
    refresh_library(settings.output, base_url)
    if finished:
        # Last of all: whoever finds this looks no further.
        used = {(cue.line.voice.engine, cue.line.voice.name) for one in plan.album.episodes for cue in one.cues}
        keep_finished(story, settings, plan.album.folder, finished, used)
    return report


def _bound(plan: Plan, parts: Keeper, settings: MakeSettings) -> Keeper:
    """The keeper of the album's folder, where the chapters are; or the book that they are bound into, where it is to
    be one.
    """
    if not settings.product.is_one_file:
        books = tuple(one for one in parts.chapters.values() if is_book(one))
        if books and any(one.sha256 for one in parts.chapters.values() if one not in books):
            parts.drop(books)
        return parts
    keeper = Keeper(plan.album, settings.product.profile.name)
    bound(plan.album, parts, keeper)
    return keeper


def _with_companions(
    plan: Plan, changes: Changes, parts: Keeper, keeper: Keeper, settings: MakeSettings, base_url: str
) -> tuple[str, ...]:
    """Brings the files beside the sound up to date; the names of those that somebody else has changed."""
    if not any(one.sha256 for one in keeper.chapters.values()):
        return ()
    made_now = {change.job.episode.number: change.job for change in changes.chapters}
    others = tuple(one for one in plan.whole if one.number not in made_now)
    store = clip_folder(settings.output)
    kept = _kept(plan.album, settings)
    rest = jobs_of(replace(kept, episodes=others), store, settings.product) if others else ()
    jobs = (*made_now.values(), *rest)
    album = album_of(plan, keeper.manifest(), jobs)
    if settings.product.is_one_file:
        album = replace(album, recordings=book_recordings(keeper, parts, jobs), tracks=1)
    below = keeper.folder.relative_to(settings.output).as_posix()
    address_of_it = address(f"{below}/", base_url) if base_url else ""
    ebook = ebook_of(keeper.head.companions)
    held = (ebook,) if ebook else ()
    before = tuple(one for one in keeper.head.companions if one != ebook)
    files = companion_files(album, address_of_it)
    beside = written_companions(keeper.folder, files, before, lambda news: keeper.claim_beside((*news, *held)))
    book = with_ebook(keeper.folder, album, ebook, settings.product.format,
                      lambda new: keeper.claim_beside((*beside.entries, new)))  # fmt: skip
    keeper.beside((*beside.entries, *book.entries))
    return (*beside.changed_by_others, *book.changed_by_others)


def _inputs_with_cast(plan: Plan) -> str:
    """The digest of what the album is made from, its cast file as this run leaves it; "" where that changed meanwhile.

    It is that of what was planned with, whatever was changed since: so the next run notices the change.
    """
    edit = keep_cast(plan.story, plan.cast)
    inputs = plan.inputs if edit is None else plan.inputs.with_edit(plan.story.cast_path, edit)
    return inputs.digest if inputs else ""


def _finished_inputs(settings: MakeSettings, plan: Plan, report: MakeReport, inputs: str) -> str:
    """The digest of the inputs, "" where something is left to do, or to be reported again by the next run."""
    told = plan.story
    gone = report.changes.gone and not settings.prune
    stood_in = any(chapter.stood_in for chapter in report.chapters)
    something_left = (
        stood_in
        or report.failures
        or gone
        or told.missing
        or plan.cast.strangers
        or told.llm
        or LOST_SIGN in told.book.text
    )
    return "" if something_left else inputs


# What stands in a text for signs that could not be read from its file.
LOST_SIGN = "\ufffd"


def _run(changes: Changes, keeper: Keeper, settings: MakeSettings, watch: Watch) -> None:
    """Does what is to be done, and leaves no folder without a chapter, whatever happens."""
    if all(change.action is Action.KEEP for change in changes.chapters):
        return
    ensure_encoder(settings.product.coding)
    try:
        remade(changes, keeper, lambda: Workers(_workers_for(changes, settings)), watch)
    finally:
        # Workers that were ended while they wrote a file leave it behind.
        sweep(keeper.folder)
        keeper.settle()
        remove_if_empty(keeper.folder, levels=2)


def _trim(tally: _Tally, changes: Changes, settings: MakeSettings) -> None:
    """Keeps the store within its bounds, where lines were spoken and no other run may need what would go."""
    if tally.spoke and not at_work(settings.output / WORK_FOLDER):
        keys = {key for change in changes.chapters for key in change.job.keys}
        ClipStore(clip_folder(settings.output)).trim(settings.cache_size, keys)


# Characters of text that take longer to speak than another worker takes to load its voice.
WORTH_A_WORKER = 1500


def _workers_for(changes: Changes, settings: MakeSettings) -> int:
    """How many workers to start: loading a voice in a second one takes longer than a few lines and one chapter do."""
    to_speak = sum(characters_to_speak(changes.jobs).values())
    return min(worker_count(settings.jobs), max(len(changes.jobs), to_speak // WORTH_A_WORKER))


class _Tally:
    """What the reports of a run add up to."""

    def __init__(self) -> None:
        self.episodes: list[EpisodeReport] = []
        self.failures: dict[str, str] = {}
        self.spoke = False
        self.mishaps: list[Mishap] = []
        self.failed: set[str] = set()

    def add(self, report: Report) -> None:
        """Takes one report."""
        if isinstance(report, EpisodeReport):
            self.episodes.append(report)
        elif isinstance(report, BatchReport):
            self.spoke = True
            self.failures.update(report.failures)
            self.failed |= {one.key for one in report.mishaps if one.remedy is Remedy.NOTHING_HELPS}
            self.mishaps += (one for one in report.mishaps if one.remedy < Remedy.NOTHING_HELPS)

    def report(
        self, plan: Plan, changes: Changes, keeper: Keeper, wall_seconds: float, left_alone: tuple[str, ...]
    ) -> MakeReport:
        """The report of the whole run; lines that are missing without a failure are failures too."""
        for mute in (episode for episode in self.episodes if not episode.seconds):
            self.failures[f"chapter {mute.number}"] = "nothing in it can be said by this voice; try another"
        files = (keeper.chapters.get(change.job.target.name) for change in changes.chapters)
        chapters = tuple(one for one in files if one is not None and one.sha256)
        if not chapters:
            raise EngineError("this voice can say nothing of the story; try another voice or engine")
        lost = {key for episode in self.episodes for key in episode.missing}
        lost -= self.failed
        if lost:
            self.failures[f"{len(lost)} lines"] = "their sound could not be read back from the work folder"
        unspoken = tuple(dict.fromkeys(piece for one in chapters for piece in one.unspoken))
        return MakeReport(
            plan.album,
            chapters,
            changes,
            wall_seconds,
            unspoken,
            tuple(self.failures.items()),
            tuple(self.mishaps),
            left_alone,
        )

"""Hands batches of utterances and finished chapters to workers, and carries on when a worker is lost.

Early chapters are finished first, unless somebody waits for another one (see `WantedLine`). The utterances of a chapter
are handed out by engine, in batches that take about equally long, so that a slow voice is spread over all workers; the
last batches are small, so that all workers stay busy to the end.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import cache

from audiobook.engines.registry import create_engine
from audiobook.errors import AudiobookError, EngineError
from audiobook.model import Utterance
from audiobook.production.chapter_progress import ChapterProgress, EngineSpeeds
from audiobook.production.jobs import find_missing_utterances
from audiobook.production.render_chapter import EpisodeJob, EpisodeReport, publish_chapter
from audiobook.production.wanted_line import WantedLine, WantedLineSource, rank_for_listener
from audiobook.synthesis.clip_checks import usual_seconds
from audiobook.synthesis.clip_store import ClipStore
from audiobook.synthesis.fallback import Fallback, SynthesisIssue
from audiobook.synthesis.synthesize import Batch, BatchReport, synthesize_batch
from audiobook.synthesis.workers import RemoteFailure, Workers

# Calls that wait in line besides those that run, so that no worker has to wait for its next one.
QUEUED_CALLS = 2
# A batch takes about this long: long enough that handing it out costs nothing, short enough that the bar moves.
BATCH_SECONDS = 1.5
# The same while somebody listens, who should not wait long when they jump to another place.
LISTENER_BATCH_SECONDS = 0.5
# When only this many chapters are left, the longest comes first, so that the last one to be rendered is short.
LAST_CHAPTERS = 2
# A chapter file is given up once this many workers have died while rendering it.
MAX_WORKER_DEATHS = 3


@dataclass(frozen=True, slots=True)
class WorkEstimate:
    """The work ahead: chapters, their utterances, clips in the store, and seconds of sound still to speak."""

    chapters: int
    utterances: int
    stored_clips: int
    seconds: float


@dataclass(frozen=True, slots=True)
class TimeoutPolicy:
    """How long a call may take, and how often in a row an engine may fail before the run is given up.

    A call may take `base_seconds` plus `work_factor` times what it should need. A worker that dies, or a line that only
    another voice could speak, counts as one failure, a worker that hangs as `hang_weight`; any line that is spoken well
    sets the count back to 0.
    """

    base_seconds: float = 20.0
    work_factor: float = 10.0
    max_failures: int = 24
    hang_weight: int = 3


DEFAULT_TIMEOUT_POLICY = TimeoutPolicy()
ProgressReport = WorkEstimate | BatchReport | EpisodeReport
ReportHandler = Callable[[ProgressReport], None]


def run_jobs(
    jobs: Iterable[EpisodeJob],
    workers: Workers,
    timeout_policy: TimeoutPolicy = DEFAULT_TIMEOUT_POLICY,
    find_wanted_line: WantedLineSource = lambda: None,
) -> Iterator[ProgressReport]:
    """Speaks and renders every job; yields a report for each batch and each finished chapter.

    The chapter of the wanted line comes next, from that line on, and those after it follow.

    An AudiobookError in a worker is raised here; after any other failure the utterances of the call are tried again.
    Raises EngineError where an engine fails again and again.
    """
    dispatcher = _Dispatcher(deque(jobs), workers, timeout_policy, find_wanted_line)
    while dispatcher.dispatch():
        finished = workers.wait_for_any(dispatcher.calls)
        for future in finished:
            yield from dispatcher.handle_finished(future)
        if not finished:
            dispatcher.restart_if_stalled()


def estimate_work(jobs: tuple[EpisodeJob, ...]) -> WorkEstimate:
    """The work ahead for these jobs; what a chapter needs in several formats is spoken once."""
    utterances = stored_clips = 0
    seconds = 0.0
    for job in {job.episode.number: job for job in reversed(jobs)}.values():
        missing = find_missing_utterances((job,))
        utterances += len(set(job.keys))
        stored_clips += len(set(job.keys)) - len(missing)
        seconds += sum(map(usual_seconds, missing.values()))
    return WorkEstimate(len(jobs), utterances, stored_clips, seconds)


@dataclass(frozen=True, slots=True)
class _PendingCall:
    """A call that is out: a batch of a chapter, or None for rendering it; and how many seconds it may take."""

    chapter: ChapterProgress
    batch: Batch | None
    timeout: float


class _Dispatcher:
    """Keeps track of what is still to be handed out, and of what is out, by its future."""

    def __init__(
        self,
        jobs: deque[EpisodeJob],
        workers: Workers,
        timeout_policy: TimeoutPolicy,
        find_wanted_line: WantedLineSource,
    ) -> None:
        self.jobs = jobs
        self.find_wanted_line = find_wanted_line
        self.wanted: WantedLine | None = None
        self.workers = workers
        self.timeout_policy = timeout_policy
        self.speeds = EngineSpeeds()
        self.open_chapters: list[ChapterProgress] = []
        self.calls: dict[Future[BatchReport | EpisodeReport], _PendingCall] = {}
        self.consecutive_failures: Counter[str] = Counter()
        self.last_report_time = time.monotonic()

    def dispatch(self) -> bool:
        """Hands out the next calls, a few more than there are workers; whether any call is out."""
        while len(self.calls) < self.workers.count + QUEUED_CALLS:
            call = self._take_next_call()
            if call is None:
                break
            work = (
                (publish_chapter, call.chapter.publishing_job())
                if call.batch is None
                else (synthesize_batch, call.batch)
            )
            self.calls[self.workers.submit(*work, timeout=call.timeout)] = call
        return bool(self.calls)

    def _take_next_call(self) -> _PendingCall | None:
        self._follow_listener()
        while True:
            for chapter in self.open_chapters:
                if chapter.is_ready_to_publish():
                    chapter.is_publishing = True
                    work_seconds = sum(usual_seconds(cue.utterance) for cue in chapter.job.episode.cues)
                    return _PendingCall(chapter, None, self._timeout_for(work_seconds))
                batch = chapter.take_batch(self.speeds, self._batch_seconds(chapter))
                if batch:
                    chapter.running_batches += 1
                    return _PendingCall(chapter, batch, self._batch_timeout(batch))
            if not self.jobs:
                return None
            self._open_next_chapter()

    def _follow_listener(self) -> None:
        """Opens the chapter that somebody waits for, with the wanted line first, if that has changed."""
        wanted = self.find_wanted_line()
        if wanted is None or wanted == self.wanted:
            return
        self.wanted = wanted
        job = next((job for job in self.jobs if job.episode.number == wanted.chapter), None)
        if job:
            self._open_chapter(job)
        for chapter in self.open_chapters:
            if chapter.job.episode.number == wanted.chapter:
                chapter.begin_with(wanted.line)
        self.open_chapters.sort(key=lambda chapter: rank_for_listener(chapter.job.episode.number, wanted))

    def _open_next_chapter(self) -> None:
        """Opens the next chapter: the one after the wanted one; of the last ones, the longest."""
        if self.wanted:
            job = min(self.jobs, key=lambda job: rank_for_listener(job.episode.number, self.wanted))
        elif len(self.jobs) > LAST_CHAPTERS:
            job = self.jobs[0]
        else:
            job = max(self.jobs, key=lambda job: job.episode.word_count)
        self._open_chapter(job)

    def _open_chapter(self, job: EpisodeJob) -> None:
        self.jobs.remove(job)
        chapter = ChapterProgress(job, {})
        chapter.queue_utterances(find_missing_utterances((job,)).items())
        self.open_chapters.append(chapter)

    def _batch_seconds(self, chapter: ChapterProgress) -> float:
        """Seconds for the next batch: fewer towards the end, so that all workers finish at about the same time."""
        if self.wanted:
            return LISTENER_BATCH_SECONDS
        if self.jobs:
            return BATCH_SECONDS
        return min(BATCH_SECONDS, chapter.remaining_seconds(self.speeds) / (2 * self.workers.count))

    def _batch_timeout(self, batch: Batch) -> float:
        """How many seconds a batch may take; an engine that waits for a server says itself how long that may be."""
        engine_seconds = sum(
            _max_call_seconds(utterance.voice.engine, utterance.voice.name) for _, utterance in batch.utterances
        )
        return (
            self._timeout_for(sum(self.speeds.estimate_seconds(utterance) for _, utterance in batch.utterances))
            + engine_seconds
        )

    def _timeout_for(self, work_seconds: float) -> float:
        return self.timeout_policy.base_seconds + self.timeout_policy.work_factor * work_seconds

    def handle_finished(self, future: Future[BatchReport | EpisodeReport]) -> Iterator[ProgressReport]:
        """The reports of a call that has ended; queues what has to be done again."""
        call = self.calls.pop(future)
        self.last_report_time = time.monotonic()
        error = future.exception()
        if error is not None:
            yield from self._handle_loss(call, error)
            return
        report = future.result()
        if isinstance(report, EpisodeReport):
            yield from self._handle_episode(call.chapter, report)
        elif call.batch:
            yield self._handle_batch(call.chapter, call.batch, report)

    def _handle_batch(self, chapter: ChapterProgress, batch: Batch, report: BatchReport) -> BatchReport:
        chapter.running_batches -= 1
        self.speeds.update(batch, report)
        voice_failures = [issue for issue in report.issues if issue.fallback >= Fallback.OTHER_VOICE]
        chapter.fallback_keys |= {issue.key: issue.fallback_key for issue in voice_failures if issue.fallback_key}
        chapter.failed_keys |= {issue.key for issue in voice_failures if not issue.fallback_key}
        engine = batch.utterances[0][1].voice.engine
        if len(voice_failures) < report.utterances:
            self.consecutive_failures[engine] = 0
        else:
            self._count_failures(engine, len(voice_failures), voice_failures[-1].reason)
        return replace(report, chapter=chapter.job.episode.number)

    def _handle_episode(self, chapter: ChapterProgress, report: EpisodeReport) -> Iterator[EpisodeReport]:
        lost_utterances = _find_lost_utterances(chapter, report)
        if lost_utterances and not chapter.is_retry:
            chapter.is_retry, chapter.is_publishing = True, False
            chapter.queue_utterances(lost_utterances.items())
        else:
            self.open_chapters.remove(chapter)
            yield report

    def _handle_loss(self, call: _PendingCall, error: BaseException) -> Iterator[BatchReport]:
        """Carries on after a call that failed: its utterances are tried one by one, with the next fallback."""
        if isinstance(error, AudiobookError):
            raise error
        chapter, batch, reason = call.chapter, call.batch, _describe_failure(error, call.timeout)
        if batch is None:
            self._retry_publishing(chapter, error, reason)
            return
        chapter.running_batches -= 1
        self._count_failures(
            batch.utterances[0][1].voice.engine, self.timeout_policy.hang_weight if _is_timeout(error) else 1, reason
        )
        if isinstance(error, BrokenProcessPool):  # whether the batch was ever begun is not known
            chapter.suspects.appendleft(batch)
            return
        is_isolated = len(batch.utterances) == 1 or batch.fallback
        fallback = Fallback(batch.fallback + 1) if is_isolated else Fallback.RETRY
        store = ClipStore(chapter.job.store)
        missing = [(key, utterance) for key, utterance in batch.utterances if is_isolated or not store.has(key)]
        if fallback is Fallback.FAILED:
            chapter.failed_keys |= {key for key, _ in missing}
            issues = tuple(
                SynthesisIssue(key, utterance.spoken, batch.reason or reason, fallback) for key, utterance in missing
            )
            yield BatchReport(len(issues), 0.0, issues=issues, chapter=chapter.job.episode.number)
            return
        first_reason = batch.reason or reason
        chapter.suspects.extendleft(Batch(batch.store, (row,), fallback, first_reason) for row in reversed(missing))

    def _retry_publishing(self, chapter: ChapterProgress, error: BaseException, reason: str) -> None:
        # If all workers are lost, this chapter may not be to blame: it counts for half.
        chapter.worker_deaths += 0.5 if isinstance(error, BrokenProcessPool) else 1
        if not _is_worker_death(error):
            raise error
        if chapter.worker_deaths >= MAX_WORKER_DEATHS:
            number = chapter.job.episode.number
            raise EngineError(f"chapter {number} couldn't be assembled: {reason}; run the same command again")
        chapter.is_publishing = False

    def _count_failures(self, engine: str, failures: int, reason: str) -> None:
        """Counts failures in a row; raises EngineError after too many."""
        self.consecutive_failures[engine] += failures
        if self.consecutive_failures[engine] >= self.timeout_policy.max_failures:
            raise EngineError(
                f"the engine {engine} keeps failing (last: {reason}); finished lines and chapters are saved: "
                "run the same command again, or choose another with --engine"
            )

    def restart_if_stalled(self) -> None:
        """Starts new workers if there was no report for longer than any call may take."""
        max_timeout = max(call.timeout for call in self.calls.values())
        if time.monotonic() - self.last_report_time < 2 * max_timeout + self.timeout_policy.base_seconds:
            return
        self.workers.restart()
        for call in self.calls.values():
            for _ in self._handle_loss(call, BrokenProcessPool("the worker processes don't respond")):
                pass
        self.calls.clear()
        self.last_report_time = time.monotonic()


@cache
def _max_call_seconds(engine: str, voice: str) -> float:
    return create_engine(engine).longest_call(voice)


def _find_lost_utterances(chapter: ChapterProgress, report: EpisodeReport) -> dict[str, Utterance]:
    """The utterances that were spoken but whose clips are gone or damaged, by key."""
    missing = set(report.missing)
    utterances = zip(chapter.job.keys, chapter.publishing_job().keys, chapter.job.episode.cues, strict=True)
    return {
        key: cue.utterance
        for key, stored_key, cue in utterances
        if stored_key in missing and key not in chapter.failed_keys
    }


def _is_worker_death(error: BaseException) -> bool:
    """Whether a call ended because its worker did, and not by an error of its own."""
    from pebble import ProcessExpired

    return isinstance(error, (ProcessExpired, BrokenProcessPool, TimeoutError))


def _is_timeout(error: BaseException) -> bool:
    return isinstance(error, TimeoutError)


def _describe_failure(error: BaseException, seconds: float) -> str:
    """What happened to a call, in words for the user."""
    from pebble import ProcessExpired

    if isinstance(error, ProcessExpired):
        return f"the process that spoke it crashed (exit code {error.exitcode})"
    if isinstance(error, TimeoutError):
        return f"no audio came within {seconds:.0f} s"
    if isinstance(error, BrokenProcessPool):
        return "all worker processes crashed"
    if isinstance(error, RemoteFailure):
        return str(error)
    return f"the engine failed: {type(error).__name__}: {error}"

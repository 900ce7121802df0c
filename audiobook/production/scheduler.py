"""Hands lines and finished chapters to workers, and goes on where a worker is lost.

First chapters are finished first. Lines of one chapter are handed out by engine, in batches of about equal time, so
that a slow voice is spread over all workers; the last ones are small, so that all are busy to the end.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from functools import cache

from audiobook.engines.protocol import longest_call_of
from audiobook.engines.registry import engine_named
from audiobook.errors import AudiobookError, EngineError
from audiobook.model import Line
from audiobook.production.jobs import lines_to_speak
from audiobook.production.render_chapter import EpisodeJob, EpisodeReport, publish
from audiobook.synthesis.clip_checks import usual_seconds
from audiobook.synthesis.clip_store import ClipStore
from audiobook.synthesis.fallback import Mishap, Remedy
from audiobook.synthesis.synthesize import Batch, BatchReport, speak_batch
from audiobook.synthesis.workers import Workers

# Calls handed out beyond those that run, so that no worker waits for the next one.
AHEAD = 2
# A batch takes about so long: handing it out costs nothing, and the progress bar moves.
BATCH_SECONDS = 1.5
# Where the speed of an engine is not known yet, it is taken for no faster than people talk.
FIRST_GUESS = 1.0
# Chapters among which the longest is spoken first when no others are left: the last one to be put together is short.
LAST_CHAPTERS = 2
# Once so many workers have died over a chapter's file, it is given up.
MOST_DEATHS = 3


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a run has before it: chapters, lines in them, how many of those the store holds, and about how many
    seconds of sound are still to be spoken.
    """

    chapters: int
    lines: int
    stored: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a call may take, and how often in a row an engine may fail before the run is given up.

    A call has `seconds` and `factor` times what it should need. A worker that dies or a line that only another voice
    could say counts one failure, a worker that hangs `hanging`; a line that is spoken well ends the row.
    """

    seconds: float = 20.0
    factor: float = 10.0
    failures: int = 24
    hanging: int = 3


PATIENCE = Patience()
Report = Outlook | BatchReport | EpisodeReport


def produced(jobs: Iterable[EpisodeJob], workers: Workers, patience: Patience = PATIENCE) -> Iterator[Report]:
    """Speaks and publishes every job: an outlook first, then a report for each batch of lines and finished chapter.

    What a worker raises of `AudiobookError` is raised here; all else that befalls a worker costs the lines it was at
    another try. Raises EngineError where an engine fails again and again.
    """
    jobs = tuple(jobs)
    yield _outlook(jobs)
    desk = _Desk(deque(jobs), workers, patience)
    while desk.hand_out():
        done = workers.ended(desk.calls)
        for future in done:
            yield from desk.taken_back(future)
        if not done:
            desk.look_after()


def _outlook(jobs: tuple[EpisodeJob, ...]) -> Outlook:
    lines = stored = 0
    seconds = 0.0
    for job in jobs:
        missing = lines_to_speak((job,))
        lines += len(set(job.keys))
        stored += len(set(job.keys)) - len(missing)
        seconds += sum(map(usual_seconds, missing.values()))
    return Outlook(len(jobs), lines, stored, seconds)


@dataclass(slots=True)
class _Speeds:
    """Seconds of work for a second of sound, by engine, as last measured."""

    measured: dict[str, float] = field(default_factory=dict)

    def work(self, line: Line) -> float:
        """The seconds that a line should take."""
        return usual_seconds(line) * self.measured.get(line.voice.engine, FIRST_GUESS)

    def learn(self, batch: Batch, report: BatchReport) -> None:
        """Takes what a batch took; loading a voice or another program's work only ever makes it longer."""
        engine = batch.lines[0][1].voice.engine
        usual = sum(usual_seconds(line) for _, line in batch.lines)
        if batch.remedy is Remedy.FIRST_TRY and not report.mishaps and usual:
            now = max(report.work / usual, 0.001)
            self.measured[engine] = min(now, (now + self.measured.get(engine, now)) / 2)


@dataclass(slots=True)
class _Chapter:
    """A chapter in the making: its lines by engine that are not handed out yet, those that were lost with a worker,
    how many batches are out, which lines failed, and which clips stand in for others.
    """

    job: EpisodeJob
    lines: dict[str, deque[tuple[str, Line]]]
    suspects: deque[Batch] = field(default_factory=deque)
    out: int = 0
    publishing: bool = False
    deaths: float = 0.0
    again: bool = False
    failed: set[str] = field(default_factory=set)
    stand_ins: dict[str, str] = field(default_factory=dict)

    def add(self, lines: Iterable[tuple[str, Line]]) -> None:
        """Takes lines to be spoken."""
        for key, line in lines:
            self.lines.setdefault(line.voice.engine, deque()).append((key, line))

    def work(self, speeds: _Speeds) -> float:
        """Seconds of work that are not handed out yet."""
        return sum(speeds.work(line) for lines in self.lines.values() for _, line in lines)

    def next_batch(self, speeds: _Speeds, seconds: float) -> Batch | None:
        """The next lines to hand out, of the engine that has most to do; None where all are out."""
        if self.suspects:
            return self.suspects.popleft()
        queues = [lines for lines in self.lines.values() if lines]
        if not queues:
            return None
        queue = max(queues, key=lambda lines: len(lines) * speeds.work(lines[0][1]))
        taken: list[tuple[str, Line]] = []
        while queue and (not taken or seconds > 0):
            taken.append(queue.popleft())
            seconds -= speeds.work(taken[-1][1])
        return Batch(self.job.store, tuple(taken))

    def is_spoken(self) -> bool:
        """Whether the chapter can be put together, and is not yet."""
        return not (self.out or self.suspects or self.publishing or any(self.lines.values()))

    def to_publish(self) -> EpisodeJob:
        """The chapter's job with the clips that stand in for others."""
        return replace(self.job, keys=tuple(self.stand_ins.get(key, key) for key in self.job.keys))


@dataclass(frozen=True, slots=True)
class _Call:
    """A call that is out: a batch of a chapter, or None for its publishing; and how long it may take."""

    chapter: _Chapter
    batch: Batch | None
    seconds: float


class _Desk:
    """What is still to be handed out, and what is out, by the future that will report it."""

    def __init__(self, jobs: deque[EpisodeJob], workers: Workers, patience: Patience) -> None:
        self.jobs = jobs
        self.workers = workers
        self.patience = patience
        self.speeds = _Speeds()
        self.open: list[_Chapter] = []
        self.calls: dict[Future[BatchReport | EpisodeReport], _Call] = {}
        self.in_a_row: Counter[str] = Counter()
        self.heard = time.monotonic()

    def hand_out(self) -> bool:
        """Hands out what there is to do, no more than a few calls for each worker; whether anything is out."""
        while len(self.calls) < self.workers.count + AHEAD:
            call = self._next_call()
            if call is None:
                break
            work = (publish, call.chapter.to_publish()) if call.batch is None else (speak_batch, call.batch)
            self.calls[self.workers.start(*work, seconds=call.seconds)] = call
        return bool(self.calls)

    def _next_call(self) -> _Call | None:
        while True:
            for chapter in self.open:
                if chapter.is_spoken():
                    chapter.publishing = True
                    return _Call(chapter, None, self._limit(sum(usual_seconds(cue.line) for cue in
                                                                chapter.job.episode.cues)))  # fmt: skip
                batch = chapter.next_batch(self.speeds, self._share(chapter))
                if batch:
                    chapter.out += 1
                    return _Call(chapter, batch, self._batch_limit(batch))
            if not self.jobs:
                return None
            self._open_next()

    def _open_next(self) -> None:
        """Opens the next chapter; among the last ones, the longest."""
        job = self.jobs[0] if len(self.jobs) > LAST_CHAPTERS else max(self.jobs, key=lambda one: one.episode.words)
        self.jobs.remove(job)
        chapter = _Chapter(job, {})
        chapter.add(lines_to_speak((job,)).items())
        self.open.append(chapter)

    def _share(self, chapter: _Chapter) -> float:
        """Seconds for the next batch: less towards the end, so that all workers end at about the same time."""
        if self.jobs:
            return BATCH_SECONDS
        return min(BATCH_SECONDS, chapter.work(self.speeds) / (2 * self.workers.count))

    def _batch_limit(self, batch: Batch) -> float:
        """How long a batch may take; what waits for a server by itself is not taken to hang meanwhile."""
        own = sum(_longest_call(line.voice.engine, line.voice.name) for _, line in batch.lines)
        return self._limit(sum(self.speeds.work(line) for _, line in batch.lines)) + own

    def _limit(self, work: float) -> float:
        return self.patience.seconds + self.patience.factor * work

    def taken_back(self, future: Future[BatchReport | EpisodeReport]) -> Iterator[Report]:
        """What a call that has ended has to tell; puts back what has to be done again."""
        call = self.calls.pop(future)
        self.heard = time.monotonic()
        fault = future.exception()
        if fault is not None:
            yield from self._lost(call, fault)
            return
        report = future.result()
        if isinstance(report, EpisodeReport):
            yield from self._published(call.chapter, report)
        elif call.batch:
            yield self._spoken(call.chapter, call.batch, report)

    def _spoken(self, chapter: _Chapter, batch: Batch, report: BatchReport) -> BatchReport:
        chapter.out -= 1
        self.speeds.learn(batch, report)
        foreign = [one for one in report.mishaps if one.remedy >= Remedy.STAND_IN]
        chapter.stand_ins |= {one.key: one.clip for one in foreign if one.clip}
        chapter.failed |= {one.key for one in foreign if not one.clip}
        engine = batch.lines[0][1].voice.engine
        if len(foreign) < report.lines:
            self.in_a_row[engine] = 0
        else:
            self._count(engine, len(foreign), foreign[-1].reason)
        return replace(report, chapter=chapter.job.episode.number)

    def _published(self, chapter: _Chapter, report: EpisodeReport) -> Iterator[EpisodeReport]:
        lost = _lost_lines(chapter, report)
        if lost and not chapter.again:
            chapter.again, chapter.publishing = True, False
            chapter.add(lost.items())
        else:
            self.open.remove(chapter)
            yield report

    def _lost(self, call: _Call, fault: BaseException) -> Iterator[BatchReport]:
        """Goes on after a call that came to nothing: its lines are tried one by one, by the next remedy."""
        if isinstance(fault, AudiobookError):
            raise fault
        chapter, batch, reason = call.chapter, call.batch, _reason(fault, call.seconds)
        if batch is None:
            self._publish_again(chapter, fault, reason)
            return
        chapter.out -= 1
        self._count(batch.lines[0][1].voice.engine, self.patience.hanging if _hangs(fault) else 1, reason)
        if isinstance(fault, BrokenProcessPool):  # nobody can say whether the batch was ever begun
            chapter.suspects.appendleft(batch)
            return
        by_itself = len(batch.lines) == 1 or batch.remedy
        remedy = Remedy(batch.remedy + 1) if by_itself else Remedy.AGAIN
        store = ClipStore(chapter.job.store)
        missing = [(key, line) for key, line in batch.lines if by_itself or not store.has(key)]
        if remedy is Remedy.NOTHING_HELPS:
            chapter.failed |= {key for key, _ in missing}
            mishaps = tuple(Mishap(key, line.spoken, batch.reason or reason, remedy) for key, line in missing)
            yield BatchReport(len(mishaps), 0.0, mishaps=mishaps, chapter=chapter.job.episode.number)
            return
        why = batch.reason or reason
        chapter.suspects.extendleft(Batch(batch.store, (row,), remedy, why) for row in reversed(missing))

    def _publish_again(self, chapter: _Chapter, fault: BaseException, reason: str) -> None:
        # Where all workers are lost, nobody can say that this chapter was to blame: it counts for half.
        chapter.deaths += 0.5 if isinstance(fault, BrokenProcessPool) else 1
        if not _is_death(fault):
            raise fault
        if chapter.deaths >= MOST_DEATHS:
            number = chapter.job.episode.number
            raise EngineError(f"chapter {number} could not be put together: {reason}; run the same command again")
        chapter.publishing = False

    def _count(self, engine: str, failures: int, reason: str) -> None:
        """Counts failures in a row; raises EngineError where there have been too many."""
        self.in_a_row[engine] += failures
        if self.in_a_row[engine] >= self.patience.failures:
            raise EngineError(
                f"the engine {engine} fails again and again (last: {reason}); what is finished is kept: "
                "run the same command again, or choose another with --engine"
            )

    def look_after(self) -> None:
        """Begins with new workers where nothing was heard for longer than any call may take."""
        longest = max(call.seconds for call in self.calls.values())
        if time.monotonic() - self.heard < 2 * longest + self.patience.seconds:
            return
        self.workers.renew()
        for call in self.calls.values():
            for _ in self._lost(call, BrokenProcessPool("nothing was heard of the workers")):
                pass
        self.calls.clear()
        self.heard = time.monotonic()


@cache
def _longest_call(engine: str, voice: str) -> float:
    return longest_call_of(engine_named(engine), voice)


def _lost_lines(chapter: _Chapter, report: EpisodeReport) -> dict[str, Line]:
    """The lines whose clips are gone or damaged though they were spoken once, by key."""
    missing = set(report.missing)
    lines = zip(chapter.job.keys, chapter.to_publish().keys, chapter.job.episode.cues, strict=True)
    return {key: cue.line for key, kept, cue in lines if kept in missing and key not in chapter.failed}


def _is_death(fault: BaseException) -> bool:
    """Whether a call ended with its worker, rather than by an error of its own."""
    from pebble import ProcessExpired

    return isinstance(fault, (ProcessExpired, BrokenProcessPool, TimeoutError))


def _hangs(fault: BaseException) -> bool:
    return isinstance(fault, TimeoutError)


def _reason(fault: BaseException, seconds: float) -> str:
    """What befell a call, as a person would be told it."""
    from pebble import ProcessExpired

    if isinstance(fault, ProcessExpired):
        return f"the process that spoke it died (exit code {fault.exitcode})"
    if isinstance(fault, TimeoutError):
        return f"no sound came within {seconds:.0f} s"
    if isinstance(fault, BrokenProcessPool):
        return "all processes that speak died"
    return f"the engine failed: {type(fault).__name__}: {fault}"

"""Makes planned episodes: hands lines and finished chapters to workers, first chapters first."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from pathlib import Path

from audiobook.engines import engine_named
from audiobook.errors import EngineError
from audiobook.model import Album, Episode, Line
from audiobook.narration import Batch, BatchReport, batches_of, speak_batch
from audiobook.publishing import EpisodeJob, EpisodeReport, TrackTags, file_name, publish
from audiobook.store import ClipStore, key_of
from audiobook.workers import Workers

# Calls handed out beyond those that run, so that no worker waits for the next one.
AHEAD = 2


@dataclass(slots=True)
class _Chapter:
    """A chapter in the making: the batches not handed out yet, how many are out, which lines failed, and whether
    clips that turned out damaged have been spoken again.
    """

    job: EpisodeJob
    batches: deque[Batch]
    out: int = 0
    failed: set[str] = field(default_factory=set)
    again: bool = False


@dataclass(slots=True)
class _Desk:
    """What is still to be handed out, and what has been, by the future that will report it."""

    waiting: deque[_Chapter]
    handed_out: dict[Future[BatchReport | EpisodeReport], _Chapter] = field(default_factory=dict)


def jobs_of(album: Album, store: Path, bitrate: int) -> tuple[EpisodeJob, ...]:
    """What has to be done for each episode of an album."""
    prints: dict[tuple[str, str], str] = {}

    def key(line: Line) -> str:
        voice = (line.voice.engine, line.voice.name)
        if voice not in prints:
            prints[voice] = engine_named(line.voice.engine).fingerprint(line.voice.name)
        return key_of(line, prints[voice])

    return tuple(
        EpisodeJob(
            episode=episode,
            keys=tuple(key(cue.line) for cue in episode.cues),
            store=store,
            target=album.folder / file_name(episode),
            tags=_tags(album, episode),
            bitrate=bitrate,
        )
        for episode in album.episodes
    )


def characters_to_speak(jobs: Iterable[EpisodeJob]) -> dict[str, int]:
    """How many characters each engine will be given: those of the lines whose clips are not in the store yet."""
    lines = {
        key: cue.line
        for job in jobs
        for key, cue in zip(job.keys, job.episode.cues, strict=True)
        if not ClipStore(job.store).has(key)
    }
    counts: Counter[str] = Counter()
    for line in lines.values():
        counts[line.voice.engine] += len(line.spoken)
    return dict(counts)


def _tags(album: Album, episode: Episode) -> TrackTags:
    about = album.metadata
    return TrackTags(
        title=episode.title,
        album=about.title,
        artist=about.author,
        narrator=album.narrator,
        track=episode.track,
        tracks=episode.tracks,
        genres=about.genres,
        year=about.year,
        language=about.language,
        summary=about.summary,
        lyrics=episode.lyrics,
        cover=album.cover,
    )


def produced(jobs: tuple[EpisodeJob, ...], workers: Workers) -> Iterator[BatchReport | EpisodeReport]:
    """Speaks and publishes every job, yielding a report for each batch of lines and each finished chapter.

    Chapters are finished in order as far as can be; the queue of handed-out work is bounded. What a worker raises
    is raised here; EngineError where a worker process died.
    """
    desk = _Desk(deque(_chapter(job) for job in jobs))
    while desk.waiting or desk.handed_out:
        _hand_out(desk, workers)
        # The time-out lets Ctrl-C through on systems where waiting for ever would not.
        done, _ = wait(desk.handed_out, timeout=0.5, return_when=FIRST_COMPLETED)
        for future in done:
            report = _taken_back(desk, workers, future)
            if report is not None:
                yield report


def _chapter(job: EpisodeJob) -> _Chapter:
    store = ClipStore(job.store)
    lines = {key: cue.line for key, cue in zip(job.keys, job.episode.cues, strict=True)}
    missing = ((key, line) for key, line in lines.items() if not store.has(key))
    return _Chapter(job, deque(batches_of(job.store, missing)))


def _hand_out(desk: _Desk, workers: Workers) -> None:
    while desk.waiting and len(desk.handed_out) < workers.count + AHEAD:
        chapter = desk.waiting[0]
        if chapter.batches:
            desk.handed_out[workers.start(speak_batch, chapter.batches.popleft())] = chapter
            chapter.out += 1
        else:
            desk.handed_out[workers.start(publish, chapter.job)] = chapter
        if not chapter.batches:
            desk.waiting.popleft()


def _taken_back(
    desk: _Desk, workers: Workers, future: Future[BatchReport | EpisodeReport]
) -> BatchReport | EpisodeReport | None:
    """A call's report, None where its chapter has to be gone over again."""
    chapter = desk.handed_out.pop(future)
    report = _result(future, chapter.job.episode.number)
    if isinstance(report, BatchReport):
        chapter.out -= 1
        chapter.failed.update(line for line, _ in report.failures)
        if not chapter.out and not chapter.batches:
            desk.handed_out[workers.start(publish, chapter.job)] = chapter
        return report
    lost = _lost_lines(chapter, report)
    if lost and not chapter.again:
        chapter.again = True
        chapter.batches.extend(batches_of(chapter.job.store, lost.items()))
        desk.waiting.appendleft(chapter)
        return None
    return report


def _lost_lines(chapter: _Chapter, report: EpisodeReport) -> dict[str, Line]:
    """The lines whose clips are gone or damaged though they were spoken once, by key."""
    missing = set(report.missing)
    lines = zip(chapter.job.keys, chapter.job.episode.cues, strict=True)
    return {key: cue.line for key, cue in lines if key in missing and cue.line.spoken not in chapter.failed}


def _result(future: Future[BatchReport | EpisodeReport], chapter: int) -> BatchReport | EpisodeReport:
    from pebble import ProcessExpired

    try:
        return future.result()
    except ProcessExpired as error:
        raise EngineError(
            f"a worker process died (exit code {error.exitcode}) in chapter {chapter}; "
            "run the same command again: what is finished is kept"
        ) from error

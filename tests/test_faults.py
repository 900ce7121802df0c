"""Faults of engines, workers and disks, planted one by one: no text is lost silently, and all are told."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from audiobook.engines.protocol import Engine
from audiobook.engines.registry import create_engine
from audiobook.errors import AudiobookError, EngineError, EngineUnavailableError, OutputError, SpeechError
from audiobook.model import Clip, Cue, Episode, Utterance, Voice, VoiceListing
from audiobook.model.products import resolve_product
from audiobook.production.render_chapter import EpisodeJob, EpisodeReport
from audiobook.production.scheduler import TimeoutPolicy, WorkEstimate, estimate_work, run_jobs
from audiobook.publishing.tags.files import TrackTags
from audiobook.synthesis import synthesize
from audiobook.synthesis.clip_store import ClipStore, clip_key
from audiobook.synthesis.fallback import Fallback, SynthesisIssue
from audiobook.synthesis.synthesize import Batch, BatchReport, synthesize_batch
from audiobook.synthesis.workers import WorkerPool
from tests.conftest import Outcome

HUM = Voice("faulty", "hum")
LONG = "and this is a line, which is long enough that it has clauses."
# Where nothing hangs, a busy machine may take its time.
UNHURRIED = TimeoutPolicy(base_seconds=60.0)
AGAIN, PIECES, STAND_IN = Fallback.RETRY, Fallback.SPLIT, Fallback.OTHER_VOICE

# What is planted in the third of six lines, what has to help, and what has to be told of the reason.
Planted = tuple[tuple[str, Fallback | None, str], ...]
BY_THE_ENGINE: Planted = (
    ("It refuses once.", AGAIN, "cannot say"),
    ("It refuses always.", STAND_IN, "cannot say"),
    (f"It longrefuses {LONG}", PIECES, "cannot say"),
    ("It stumbles once.", AGAIN, "KeyError"),
    ("It stumbles always.", STAND_IN, "KeyError"),
    ("It has no memory once.", AGAIN, "MemoryError"),
    ("It gives nothing.", STAND_IN, "AttributeError"),
    ("It is silent.", STAND_IN, "silence"),
    ("It hisses here.", STAND_IN, "noise"),
    ("It is nan.", STAND_IN, "16-bit"),
    ("It is stereo.", STAND_IN, "16-bit"),
    ("It is empty.", STAND_IN, "too short"),
    ("It is only a click, though the line is long.", STAND_IN, "too short"),
    ("It is endless.", STAND_IN, "too long"),
    ("It is rateless.", STAND_IN, "sample rate"),
    ("It is slow.", STAND_IN, "sample rate"),
)
DEATHS: Planted = (
    ("It ends once.", AGAIN, "crashed"),
    ("It ends always.", STAND_IN, "crashed"),
    (f"It longends {LONG}", PIECES, "crashed"),
    ("It segfaults always.", STAND_IN, "crashed"),
    ("It is killed once.", AGAIN, "crashed"),
)
HANGING: Planted = (
    ("It hangs once.", AGAIN, "no audio came within"),
    ("It hangs always.", STAND_IN, "no audio came within"),
)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the faults are those of processes that know signals")


@pytest.fixture(autouse=True)
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Installs the faulty engine for this process and the workers, as any package would bring one."""
    about = tmp_path / "site" / "faulty-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: faulty\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[audiobook.engines]\nfaulty = tests.engines.faulty:FaultyEngine\n")
    monkeypatch.syspath_prepend(str(about.parent))
    monkeypatch.setenv("AUDIOBOOK_FAULTS", str(tmp_path))
    return tmp_path


def job_of(folder: Path, lines: list[str], number: int = 1) -> EpisodeJob:
    cues = tuple(Cue(Utterance(line, HUM), 100) for line in lines)
    keys = tuple(clip_key(cue.utterance, create_engine("faulty").fingerprint("hum")) for cue in cues)
    tags = TrackTags("A", "B", "C", "D", number, 1, (), "", "en", "", "")
    target = folder / "album" / f"{number:02d}.mp3"
    return EpisodeJob(
        Episode(number, number, 1, "A", cues, ""), keys, folder / "clips", target, tags, resolve_product()
    )


class Told:
    """What a run told, by kind."""

    def __init__(self, reports: Iterator[BatchReport | EpisodeReport], outlook: WorkEstimate) -> None:
        told = list(reports)
        self.outlook = outlook
        self.episodes = [one for one in told if isinstance(one, EpisodeReport)]
        self.batches = [one for one in told if isinstance(one, BatchReport)]
        self.mishaps = {one.spoken: one for batch in self.batches for one in batch.issues}


def run(*jobs: EpisodeJob, patience: TimeoutPolicy = UNHURRIED, count: int = 1) -> Told:
    with WorkerPool(count) as workers:
        outlook = estimate_work(jobs)
        return Told(run_jobs(jobs, workers, patience), outlook)


def story_with(planted: str) -> list[str]:
    good = [f"Line number {number} is a good one." for number in range(5)]
    return [*good[:2], planted, *good[2:]]


def outcome(job: EpisodeJob, told: Told, planted: str) -> tuple[Fallback | None, str]:
    """What helped a planted line, and the reason that was told; all else must be as it is where nothing happens."""
    number = job.episode.number
    mishaps = [one for batch in told.batches if batch.chapter == number for one in batch.issues]
    others = [one for one in mishaps if one.spoken != planted]
    assert all(one.fallback is AGAIN for one in others), others
    mishap = next((one for one in mishaps if one.spoken == planted), None)
    if mishap is None:
        return None, "nothing was told"
    assert bool(mishap.voice) == (mishap.fallback is STAND_IN)
    (episode,) = (one for one in told.episodes if one.number == number)
    assert episode.missing == ()
    assert job.target.is_file()
    # The clip of a voice that stands in is never taken for the line's own.
    store = ClipStore(job.store)
    assert [store.has(key) for key in job.keys] == [key != mishap.key or mishap.fallback < STAND_IN for key in job.keys]
    assert all(end > start for start, end in episode.times)
    return mishap.fallback, mishap.reason


def outcomes(folder: Path, planted: Planted, patience: TimeoutPolicy) -> Planted:
    """Plants each in a chapter of its own, which share a worker: it loads the voice that stands in only once."""
    jobs = [job_of(folder / str(number), story_with(line), number) for number, (line, _, _) in enumerate(planted, 1)]
    told = run(*jobs, patience=patience)
    found = (outcome(job, told, line) for job, (line, _, _) in zip(jobs, planted, strict=True))
    # Of what was told, only what has to be told.
    return tuple((line, remedy, reason if reason in said else said)
                 for (line, _, reason), (remedy, said) in zip(planted, found, strict=True))  # fmt: skip


@pytest.mark.parametrize(
    "planted",
    [pytest.param(BY_THE_ENGINE, id="by the engine"), pytest.param(DEATHS, id="deaths", marks=pytest.mark.slow)],
)
def test_planted_faults_are_told_and_cost_no_text(tmp_path: Path, planted: Planted) -> None:
    assert outcomes(tmp_path, planted, UNHURRIED) == planted


@pytest.mark.slow
def test_an_engine_that_hangs_is_told_and_costs_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading the voice that stands in may take longer where the machine is busy, so there is a second try."""
    for seconds in (3.0, 15.0):
        folder = tmp_path / f"{seconds:.0f}"
        folder.mkdir()
        monkeypatch.setenv("AUDIOBOOK_FAULTS", str(folder))
        try:
            assert outcomes(folder, HANGING, TimeoutPolicy(base_seconds=seconds, work_factor=1.0)) == HANGING
            return
        except AssertionError:
            if seconds > 3:
                raise


@pytest.mark.parametrize("planted", ["It damages clips once.", "It removes clips once."])
def test_clips_lost_in_the_midst_of_a_run_are_spoken_again(tmp_path: Path, planted: str) -> None:
    whole = run(job_of(tmp_path / "whole", story_with("It damages nothing.")[:2])).episodes[0]
    assert whole.missing == ()
    told = run(job_of(tmp_path, story_with(planted)))
    assert [len(one.missing) for one in told.episodes] == [0]


def test_a_store_that_cannot_be_written_ends_the_run(tmp_path: Path) -> None:
    (tmp_path / "clips").write_text("a file where the folder should be")
    with pytest.raises(OutputError, match="clips"):
        run(job_of(tmp_path, ["A line."]))


def test_an_album_that_cannot_be_written_ends_the_run(tmp_path: Path) -> None:
    job = job_of(tmp_path, ["A line."])
    job.target.mkdir(parents=True)
    with pytest.raises(OutputError, match=r"01\.mp3"):
        run(job)
    assert ClipStore(job.store).has(job.keys[0])


def test_a_missing_engine_ends_the_run_at_once(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailableError, match="pip install faulty"):
        run(job_of(tmp_path, story_with("It is missing.")))


@pytest.mark.parametrize("fault", ["ends", "refuses"])
def test_an_engine_that_always_fails_is_given_up(tmp_path: Path, fault: str) -> None:
    lines = [f"It {fault} for the {number}. time." for number in range(40)]
    with pytest.raises(EngineError, match="keeps failing"):
        run(job_of(tmp_path, lines), patience=TimeoutPolicy(max_failures=4))


def test_the_second_run_speaks_only_what_another_voice_said(tmp_path: Path) -> None:
    job = job_of(tmp_path, story_with("It refuses always."))
    run(job)
    told = run(job)
    assert (told.outlook.utterances, told.outlook.stored_clips) == (6, 5)
    assert list(told.mishaps) == ["It refuses always."]


class InProcess:
    """Workers that are none: each call is made at once, and how long it might have taken is kept."""

    count = 1

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def submit(self, call: Callable[..., object], *arguments: object, timeout: float) -> Future[object]:
        self.seconds.append(timeout)
        future: Future[object] = Future()
        future.set_result(call(*arguments))
        return future

    def wait_for_any(self, calls: Iterable[Future[object]]) -> set[Future[object]]:
        return set(calls)


@pytest.mark.parametrize(("voice", "least", "most"), [("hum", 20, 60), ("patient", 1020, 1060)])
def test_an_engine_that_waits_for_a_server_is_not_taken_to_hang(
    tmp_path: Path, voice: str, least: float, most: float
) -> None:
    job = job_of(tmp_path, ["One good line."])
    cues = tuple(
        replace(cue, utterance=replace(cue.utterance, voice=Voice("faulty", voice))) for cue in job.episode.cues
    )
    workers = InProcess()
    list(run_jobs([replace(job, episode=replace(job.episode, cues=cues))], workers))  # type: ignore[arg-type]
    assert least <= workers.seconds[0] <= most


class Broken(Engine):
    """An engine that can say nothing at all."""

    name = "broken"
    default_voice = "none"

    def voices(self) -> tuple[VoiceListing, ...]:
        return ()

    def fingerprint(self, voice: str) -> str:
        return voice

    def speak(self, line: Utterance) -> Clip:
        raise SpeechError(f"nothing for {line.spoken}")


def test_a_line_that_no_voice_can_say_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synthesize, "_load_engine", lambda _: Broken())
    report = synthesize_batch(Batch(tmp_path, (("0" * 32, Utterance("Not this.", HUM)),)))
    assert report.issues == (SynthesisIssue("0" * 32, "Not this.", "nothing for Not this.", Fallback.FAILED),)
    assert report.failures == (("Not this.", "nothing for Not this."),)


@pytest.mark.processes
def test_a_voice_that_stood_in_is_named_by_the_whole_program(audiobook: Callable[..., Outcome], tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("She saw it.\n\nIt refuses always, she said.\n\nThey went home.\n")
    done = audiobook("make", story, "-o", tmp_path / "out", "--engine", "faulty", "--jobs", "1")
    assert done.code == 0, done.err
    assert "heart (hibari) read this line instead: “It refuses always, she said.” (cannot say" in done.err


def test_workers_that_are_killed_are_replaced(tmp_path: Path) -> None:
    """Kills the worker of a running pool three times from outside.

    One that had just taken a batch, and not said so yet, is missed only when its time is up.
    """
    with WorkerPool(1) as workers:
        killed = 0
        reports = []
        jobs = [job_of(tmp_path, [f"Line {chapter} {number} here." for number in range(8)], chapter)
                for chapter in range(1, 5)]  # fmt: skip
        for report in run_jobs(jobs, workers, TimeoutPolicy(base_seconds=12.0)):
            reports.append(report)
            if isinstance(report, EpisodeReport) and killed < 3:
                worker = multiprocessing.active_children()[0]
                os.kill(worker.pid or 0, signal.SIGKILL)
                killed += 1
    told = [one for one in reports if isinstance(one, EpisodeReport)]
    assert sorted(one.number for one in told) == [1, 2, 3, 4]
    assert not any(one.missing for one in told)


@pytest.mark.parametrize("ends", ["before a call", "while it waits"])
def test_calls_of_a_pool_that_broke_are_not_waited_for(monkeypatch: pytest.MonkeyPatch, ends: str) -> None:
    with WorkerPool(1) as workers:
        lost = workers.submit(time.sleep, 60)
        broken = workers._pool
        monkeypatch.setattr(type(broken), "active", property(lambda pool: pool is not broken))
        if ends == "before a call":
            workers.restart()
        assert workers.wait_for_any([lost]) == {lost}
        assert isinstance(lost.exception(), BrokenProcessPool)
        assert workers.submit(os.getpid).result(timeout=30) != os.getpid()


def wave(*, level: float = 6000, seconds: float = 2.0) -> Clip:
    at = np.arange(int(seconds * 16_000)) / 16_000
    return Clip((level * np.sin(2 * np.pi * 200 * at)).astype(np.int16), 16_000)


SOUND = [("I say what I see.", wave(), True), ("Oh!", wave(seconds=0.2), True), ("1912", wave(seconds=2.5), True),
         ("…", wave(seconds=0.0), True), ("Nooooooooooooooooooo!", wave(seconds=0.5), True),
         ("I say what I see.", wave(level=0), False), ("I say what I see.", wave(seconds=20), False)]  # fmt: skip


@pytest.mark.parametrize(("text", "clip", "fits"), SOUND)
def test_sound_is_told_from_no_sound(text: str, clip: Clip, fits: bool) -> None:
    from audiobook.synthesis.clip_checks import check_clip

    if fits:
        assert check_clip(clip, Utterance(text, HUM)) is clip
    else:
        with pytest.raises(AudiobookError):
            check_clip(clip, Utterance(text, HUM))


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked for in /proc")
def test_a_run_that_is_killed_again_and_again_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    from benchmarks.abuse.conditions import CONDITIONS
    from benchmarks.abuse.ground import Ground
    from benchmarks.abuse.kills import round_of
    from benchmarks.abuse.tasks import TASKS

    task = next(one for one in TASKS if one.name == "two workers")
    times, met, wrong = round_of(Ground(tmp_path, Random(5), ""), task, CONDITIONS[0])
    assert (times > 1, met > 0, wrong) == (True, True, [])

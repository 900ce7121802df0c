"""A cluster on this machine does what a pool of processes does, and carries on where a worker is lost."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("distributed")

from audiobook.cluster.pool import ClusterPool
from audiobook.engines.registry import create_engine
from audiobook.model import Cue, Episode, Utterance, Voice
from audiobook.model.products import resolve_product
from audiobook.production.render_chapter import EpisodeJob, EpisodeReport
from audiobook.production.scheduler import TimeoutPolicy, run_jobs
from audiobook.publishing.tags.files import TrackTags
from audiobook.synthesis.clip_store import ClipStore, clip_key
from audiobook.synthesis.fallback import Fallback
from audiobook.synthesis.synthesize import Batch, BatchReport, synthesize_batch
from audiobook.synthesis.workers import WorkerPool, Workers

HUM = Voice("faulty", "hum")
PATIENT = TimeoutPolicy(base_seconds=60.0)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the faults are those of processes that know signals")


@pytest.fixture(autouse=True)
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Installs the faulty engine for this process and the workers, as any package would bring one."""
    about = tmp_path / "site" / "faulty-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: faulty\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[audiobook.engines]\nfaulty = tests.engines.faulty:FaultyEngine\n")
    monkeypatch.syspath_prepend(str(about.parent))
    monkeypatch.setenv("AUDIOBOOK_FAULTS", str(tmp_path))


@pytest.fixture
def pool() -> Iterator[ClusterPool]:
    with ClusterPool("2", 1) as workers:
        workers.prepare([HUM])
        yield workers


def key_of(utterance: Utterance) -> str:
    return clip_key(utterance, create_engine("faulty").fingerprint("hum"))


def job_of(folder: Path, lines: list[str], number: int = 1) -> EpisodeJob:
    cues = tuple(Cue(Utterance(line, HUM), 100) for line in lines)
    keys = tuple(key_of(cue.utterance) for cue in cues)
    tags = TrackTags("A", "B", "C", "D", number, 1, (), "", "en", "", "")
    target = folder / "album" / f"{number:02d}.mp3"
    return EpisodeJob(
        Episode(number, number, 1, "A", cues, ""), keys, folder / "clips", target, tags, resolve_product()
    )


def bytes_below(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def mishaps_of(jobs: list[EpisodeJob], workers: Workers) -> dict[str, tuple[Fallback, str]]:
    """How the lines ended that another try didn't help, with the reason that was told."""
    reports = [report for report in run_jobs(jobs, workers, PATIENT) if isinstance(report, BatchReport)]
    issues = [issue for report in reports for issue in report.issues if issue.fallback > Fallback.RETRY]
    return {issue.spoken: (issue.fallback, issue.reason) for issue in issues}


LONG = "and this is a line, which is long enough that it has clauses."
POISONED = [
    pytest.param([f"It longrefuses {LONG}", f"It longends {LONG}"], id="in pieces"),
    # Loading the voice that stands in takes its time.
    pytest.param(["It refuses always.", "It ends always.", "It stumbles always."], id="always", marks=pytest.mark.slow),
]


@pytest.mark.parametrize("poisoned", POISONED)
def test_poisoned_lines_end_as_they_do_here(tmp_path: Path, pool: ClusterPool, poisoned: list[str]) -> None:
    def plan(folder: Path) -> list[EpisodeJob]:
        return [job_of(folder, ["A good line.", line], number) for number, line in enumerate(poisoned, 1)]

    with WorkerPool(1) as local:
        expected = mishaps_of(plan(tmp_path / "here"), local)
    assert set(expected) == set(poisoned)
    assert mishaps_of(plan(tmp_path / "there"), pool) == expected
    assert bytes_below(tmp_path / "there") == bytes_below(tmp_path / "here")


@pytest.mark.slow
def test_a_line_that_takes_too_long_is_ended_where_it_is_spoken(tmp_path: Path, pool: ClusterPool) -> None:
    hanging = Utterance("It hangs always.", HUM)
    batch = Batch(tmp_path, ((key_of(hanging), hanging),))
    with pytest.raises(TimeoutError):
        pool.submit(synthesize_batch, batch, timeout=1.0).result(30)
    good = Utterance("A good line.", HUM)
    report = pool.submit(synthesize_batch, Batch(tmp_path, ((key_of(good), good),)), timeout=60.0).result(60)
    assert report.utterances == 1
    assert ClipStore(tmp_path).has(key_of(good))


def test_the_lines_of_a_lost_worker_go_to_others(tmp_path: Path, pool: ClusterPool) -> None:
    jobs = [job_of(tmp_path, [f"Line {chapter} {number} here." for number in range(6)], chapter) for chapter in (1, 2)]
    victim = next(child for child in multiprocessing.active_children() if "Dask" in child.name)
    reports = []
    for report in run_jobs(jobs, pool, PATIENT):
        if not reports:
            os.kill(victim.pid or 0, signal.SIGKILL)
        reports.append(report)
    episodes = [report for report in reports if isinstance(report, EpisodeReport)]
    assert sorted(episode.number for episode in episodes) == [1, 2]
    assert not any(episode.missing for episode in episodes)


@pytest.mark.slow
def test_a_worker_that_does_not_answer_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audiobook.cluster.calls.GRACE_SECONDS", 0.5)
    told: list[str] = []
    utterances = [Utterance(f"Line {number}.", HUM) for number in range(4)]
    with ClusterPool("2", 1, told.append) as pool:
        pool.prepare([HUM])
        frozen = next(child for child in multiprocessing.active_children() if "Dask" in child.name)
        os.kill(frozen.pid or 0, signal.SIGSTOP)
        try:
            batches = [Batch(tmp_path, ((key_of(utterance), utterance),)) for utterance in utterances]
            calls = [pool.submit(synthesize_batch, batch, timeout=2.0) for batch in batches]
            assert sum(call.result(60).utterances for call in calls) == len(utterances)
        finally:
            os.kill(frozen.pid or 0, signal.SIGCONT)
    assert any("doesn't answer any more" in line for line in told)


def test_a_run_that_is_stopped_leaves_no_work_behind(tmp_path: Path) -> None:
    hanging = Utterance("It hangs once.", HUM)
    with ClusterPool("1", 1) as pool:
        pool.prepare([HUM])
        call = pool.submit(synthesize_batch, Batch(tmp_path, ((key_of(hanging), hanging),)), timeout=600.0)
        ends = time.monotonic() + 60
        while not (tmp_path / "hangs.happened").exists() and time.monotonic() < ends:
            pool.wait_for_any([call])
        pool.restart()  # drops what is out, as leaving does
        good = Utterance("A good line.", HUM)
        report = pool.submit(synthesize_batch, Batch(tmp_path, ((key_of(good), good),)), timeout=600.0).result(60)
    assert report.utterances == 1


def test_a_worker_speaks_only_with_the_voices_that_it_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two voices that no worker has both of: a batch with both is divided."""
    hum, patient = HUM, Voice("faulty", "patient")
    utterances = [Utterance("One.", hum), Utterance("Two.", patient), Utterance("Three.", hum)]
    with ClusterPool("2", 1) as pool:
        pool.prepare([hum, patient])
        first, second = pool.roster.usable
        monkeypatch.setattr(
            pool.roster,
            "_workers",
            {
                first.address: replace(first, voices=frozenset({("faulty", "hum")})),
                second.address: replace(second, voices=frozenset({("faulty", "patient")})),
            },
        )
        rows = tuple((key_of(utterance), utterance) for utterance in utterances)
        report = pool.submit(synthesize_batch, Batch(tmp_path, rows), timeout=60.0).result(60)
    assert report.utterances == 3
    assert all(ClipStore(tmp_path).has(key) for key, _ in rows)

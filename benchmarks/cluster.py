"""Measures what speaking on a Dask cluster costs, with processes of this machine.

    python benchmarks/cluster.py sleeping   1, 2 and 4 processes, with a voice that only waits: what handing out costs
    python benchmarks/cluster.py real       the same with hibari, as far as this machine has processors
    python benchmarks/cluster.py kills      a worker is killed every 5 s: are all bytes the same?
    python benchmarks/cluster.py memory     scheduler and client after 10,000 and 1,000,000 lines, simulated
    python benchmarks/cluster.py cost       `make --cluster 1` against `make -j 1`, hibari, a book of 23,000 words

Needs the extra `cluster`. Times are by the clock, so nothing else should run. docs/cluster.md has the figures.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from audiobook.cluster.pool import ClusterPool
from audiobook.engines.protocol import Engine
from audiobook.engines.registry import create_engine
from audiobook.model import Clip, Cue, Episode, Utterance, Voice, VoiceListing
from audiobook.model.products import resolve_product
from audiobook.production.render_chapter import EpisodeJob, EpisodeReport
from audiobook.production.scheduler import run_jobs
from audiobook.publishing.tags.files import TrackTags
from audiobook.synthesis.clip_store import ClipStore, clip_key
from audiobook.synthesis.synthesize import Batch, BatchReport, synthesize_batch
from audiobook.synthesis.workers import WorkerPool, Workers

ROOT = Path(__file__).parents[1]
STORY = ROOT / "input" / "the-night-dolores-lost-her-voice.txt"
# The sample this often is a book of 23,000 words.
STORIES_PER_BOOK = 7
RATE = 24_000
# A slow voice on one core takes 0.041 s (docs/engines.md); here it waits less, so that the measuring takes minutes.
SECONDS_PER_CHARACTER = 0.005
LINES_PER_CHAPTER = 50
KILL_SECONDS = 5.0
SLEEPER, HEART = Voice("sleeper", "sleep"), Voice("hibari", "heart")
MINUTE = 60.0
# The machine stood still if a short sleep takes this long.
STALL_SECONDS, MAX_RUNS = 2.0, 6
Measured = TypeVar("Measured")


class SleepingEngine(Engine):
    """Hums, after a time that a slow voice would take; no core is busy meanwhile."""

    name = "sleeper"
    default_voice = "sleep"
    needs = frozenset()

    def voices(self) -> tuple[VoiceListing, ...]:
        return (VoiceListing(self.name, self.default_voice),)

    def fingerprint(self, voice: str) -> str:
        return f"sleeper {voice}"

    def speak(self, utterance: Utterance) -> Clip:
        time.sleep(SECONDS_PER_CHARACTER * len(utterance.spoken))
        at = np.arange(int(len(utterance.spoken) / 15 * RATE)) / RATE
        hum = 6000 * np.sin(2 * np.pi * 150 * at) + 3000 * np.sin(2 * np.pi * 450 * at)
        return Clip(hum.astype(np.int16), RATE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=("sleeping", "real", "kills", "memory", "cost"))
    parser.add_argument("--lines", type=int, default=400, help="how many lines to speak")
    parser.add_argument("--processes", type=int, nargs="*", default=[1, 2, 4])
    parser.add_argument("--runs", type=int, default=3, help="how often to measure the cost")
    parser.add_argument("--copies", type=int, nargs="*", default=[1, STORIES_PER_BOOK], help="how long the stories are")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cluster-") as name, installed_sleeper(Path(name)) as folder:
        parts: dict[str, Callable[[], None]] = {
            "sleeping": lambda: measure_processes(folder, SLEEPER, wanted.lines, wanted.processes),
            "real": lambda: measure_processes(folder, HEART, wanted.lines, wanted.processes),
            "kills": lambda: kill_workers(folder, wanted.lines),
            "memory": lambda: measure_memory(folder),
            "cost": lambda: measure_cost(folder, wanted.runs, wanted.copies),
        }
        parts[wanted.part]()


@contextmanager
def installed_sleeper(folder: Path) -> Iterator[Path]:
    """Installs the sleeping engine for this process and those that it starts, as a package would."""
    about = folder / "site" / "sleeper-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: sleeper\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[audiobook.engines]\nsleeper = benchmarks.cluster:SleepingEngine\n")
    paths = [str(about.parent), str(ROOT)]
    sys.path[:0] = paths
    os.environ["PYTHONPATH"] = os.pathsep.join([*paths, os.environ.get("PYTHONPATH", "")])
    yield folder


def lines(count: int) -> list[str]:
    """Lines of ordinary length, each another one."""
    chance = random.Random(1)
    words = "the lamp by our window was still burning when they came home along that quiet road".split()
    return [f"Line {number}: {' '.join(chance.choices(words, k=chance.randint(4, 18)))}." for number in range(count)]


def plan_jobs(folder: Path, voice: Voice, count: int) -> list[EpisodeJob]:
    """Chapters with so many lines in all."""
    fingerprint = create_engine(voice.engine).fingerprint(voice.name)
    texts, jobs = lines(count), []
    for number, start in enumerate(range(0, count, LINES_PER_CHAPTER), 1):
        cues = tuple(Cue(Utterance(text, voice), 100) for text in texts[start : start + LINES_PER_CHAPTER])
        keys = tuple(clip_key(cue.utterance, fingerprint) for cue in cues)
        tags = TrackTags("A", "B", "C", "D", number, 1, (), "", "en", "", "")
        target = folder / "album" / f"{number:03d}.mp3"
        episode = Episode(number, number, 1, "A", cues, "")
        jobs.append(EpisodeJob(episode, keys, folder / "clips", target, tags, resolve_product()))
    return jobs


def speak_all(jobs: list[EpisodeJob], workers: Workers) -> tuple[float, list[BatchReport | EpisodeReport]]:
    """The seconds that the chapters take, and the reports."""
    started_at = time.monotonic()
    reports = [report for report in run_jobs(jobs, workers) if isinstance(report, BatchReport | EpisodeReport)]
    return time.monotonic() - started_at, reports


class StallWatch:
    """Notes how long the machine stood still, as virtual ones do at times: what was measured then is worth nothing."""

    def __init__(self) -> None:
        self.seconds = 0.0
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while True:
            before = time.monotonic()
            time.sleep(0.1)
            gap = time.monotonic() - before
            self.seconds += gap if gap > STALL_SECONDS else 0.0

    def measure(self, run: Callable[[int], Measured]) -> Measured:
        """What a run returns that the machine didn't stand still in; runs are numbered, so that they start anew."""
        for number in range(MAX_RUNS):
            before = self.seconds
            measured = run(number)
            if self.seconds == before:
                break
            print(f"(once more: the machine stood still for {self.seconds - before:.0f} s)", flush=True)
        return measured


def measure_processes(folder: Path, voice: Voice, count: int, processes: list[int]) -> None:
    """Prints the time and the efficiency for each number of processes, and what a line costs beyond its speaking."""
    watch = StallWatch()

    def speak_locally(run: int) -> tuple[float, float]:
        with WorkerPool(1) as pool:
            seconds, reports = speak_all(plan_jobs(folder / f"local-{run}", voice, count), pool)
        return seconds, add_work(reports)

    def speak_on_cluster(number: int, run: int) -> tuple[float, float, float]:
        started_at = time.monotonic()
        with ClusterPool(str(number), 1) as cluster:
            cluster.prepare([voice])
            ready = time.monotonic() - started_at
            seconds, reports = speak_all(plan_jobs(folder / f"{number}-{run}", voice, count), cluster)
        return ready, seconds, add_work(reports)

    local, spoken = watch.measure(speak_locally)
    print(f"{count} lines, {spoken:.1f} s of work; one local process: {local:.1f} s", flush=True)
    single = 0.0
    for number in processes:
        ready, seconds, work = watch.measure(partial(speak_on_cluster, number))
        single = single or seconds * number
        same = digests(folder / f"{number}-0") == digests(folder / "local-0")
        print(
            f"{number} processes: ready after {ready:.1f} s, then {seconds:.1f} s; efficiency "
            f"{single / number / seconds:.3f} (against {processes[0]} of them), busy {work / number / seconds:.3f}, "
            f"{1000 * (seconds * number - work) / count:.1f} ms a line besides speaking; "
            f"bytes {'the same' if same else 'DIFFERENT'}",
            flush=True,
        )


def add_work(reports: list[BatchReport | EpisodeReport]) -> float:
    """The seconds that workers were speaking."""
    return sum(report.work_seconds for report in reports if isinstance(report, BatchReport))


def digests(folder: Path) -> dict[str, str]:
    """The digest of each file."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def kill_workers(folder: Path, count: int) -> None:
    """Kills a Dask worker every five seconds, and compares what was made with an undisturbed run."""
    with WorkerPool(4) as pool:
        undisturbed, _ = speak_all(plan_jobs(folder / "local", SLEEPER, count), pool)
    over, killed = threading.Event(), 0
    told: list[str] = []

    def kill() -> None:
        nonlocal killed
        while not over.wait(KILL_SECONDS):
            victims = [child for child in multiprocessing.active_children() if "Dask" in child.name]
            if victims:
                os.kill(random.choice(victims).pid or 0, signal.SIGKILL)
                killed += 1

    with ClusterPool("4", 1, told.append) as cluster:
        cluster.prepare([SLEEPER])
        threading.Thread(target=kill, daemon=True).start()
        seconds, reports = speak_all(plan_jobs(folder / "killed", SLEEPER, count), cluster)
        over.set()
    missing = sum(len(report.missing) for report in reports if isinstance(report, EpisodeReport))
    issues = [issue for report in reports if isinstance(report, BatchReport) for issue in report.issues]
    same = digests(folder / "local") == digests(folder / "killed")
    print(
        f"{count} lines, 4 processes: {undisturbed:.1f} s undisturbed, {seconds:.1f} s with {killed} workers killed; "
        f"{missing} lines missing, {len(issues)} told as mishaps; bytes {'the same' if same else 'DIFFERENT'}"
    )
    print("\n".join(told))


def measure_memory(folder: Path) -> None:
    """Prints the memory of the scheduler and of the client for many lines, which are silent and not stored."""
    import psutil

    ClipStore.write_sealed = lambda *_: None  # type: ignore[method-assign]
    scheduler_file = folder / "scheduler.json"
    scheduler = subprocess.Popen(
        [sys.executable, "-m", "dask", "scheduler", "--no-dashboard", "--port", "0", "--host", "127.0.0.1",
         "--scheduler-file", str(scheduler_file)], stderr=subprocess.DEVNULL)  # fmt: skip
    address = _read_address(scheduler_file)
    worker = subprocess.Popen(
        [sys.executable, "-m", "dask", "worker", address, "--no-dashboard", "--nthreads", "1", "--name", "only",
         "--local-directory", str(folder)], stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        silence = Voice("silent", "silence")
        with ClusterPool(address, 1) as cluster:
            cluster.prepare([silence])
            for count, per_batch in ((2_000, 1), (10_000, 100), (1_000_000, 100)):
                busy_before = _add_processor_seconds(scheduler.pid)
                seconds = _speak_silence(cluster, silence, folder, count, per_batch)
                busy_after = _add_processor_seconds(scheduler.pid)
                busy = [1000 * per_batch / count * (busy_after[who] - busy_before[who]) for who in (0, 1)]
                sizes = [psutil.Process(pid).memory_info().rss / 1e6 for pid in (scheduler.pid, os.getpid())]
                print(f"{count:,} lines, {per_batch} in a batch, in {seconds:.0f} s: "
                      f"scheduler {sizes[0]:.0f} MB and {busy[0]:.1f} ms of processor a batch, "
                      f"client {sizes[1]:.0f} MB and {busy[1]:.1f} ms", flush=True)  # fmt: skip
    finally:
        worker.terminate()
        scheduler.terminate()
        worker.wait()
        scheduler.wait()


def _read_address(scheduler_file: Path) -> str:
    import json

    while not scheduler_file.exists():
        time.sleep(0.1)
    address: str = json.loads(scheduler_file.read_text())["address"]
    return address


def _add_processor_seconds(scheduler: int) -> tuple[float, float]:
    """The seconds that the scheduler and this process have kept a processor busy."""
    import psutil

    times = psutil.Process(scheduler).cpu_times()
    return times.user + times.system, time.process_time()


def _speak_silence(cluster: ClusterPool, voice: Voice, folder: Path, count: int, per_batch: int) -> float:
    """The seconds that so many short lines take."""
    started_at = time.monotonic()
    waiting = set()
    for start in range(0, count, per_batch):
        rows = ((f"{number:032x}", Utterance("I.", voice)) for number in range(start, start + per_batch))
        waiting.add(cluster.submit(synthesize_batch, Batch(folder, tuple(rows)), timeout=MINUTE))
        while len(waiting) > cluster.count + 2:
            waiting -= cluster.wait_for_any(waiting)
    while waiting:
        waiting -= cluster.wait_for_any(waiting)
    return time.monotonic() - started_at


def measure_cost(folder: Path, runs: int, lengths: list[int]) -> None:
    """Prints how much longer `make` takes with a cluster of one process than with one local process."""
    sample, watch = STORY.read_text("utf-8"), StallWatch()
    for copies in lengths:
        name = f"{copies} samples"
        story = folder / f"{name}.txt"
        # Each copy says something else, as the store would answer for a line that was spoken before.
        story.write_text("\n\n".join(_vary(sample, number) for number in range(copies)), "utf-8")
        times: dict[str, list[tuple[float, float]]] = {"local": [], "cluster": []}
        for run in range(runs):
            for way, options in (("local", ()), ("cluster", ("--cluster", "1"))):
                make = partial(_make_album, story, folder / f"{name}-{way}-{run}", options)
                times[way].append(watch.measure(make))
        same = [sounds(folder / f"{name}-{way}-0-0") for way in times]
        # The clock, and what all processes kept processors busy, each at its best.
        (local, local_busy), (cluster, cluster_busy) = (map(min, zip(*times[way], strict=True)) for way in times)
        print(
            f"{name}: {local:.1f} s ({local_busy:.1f} s of processor) with one local process, {cluster:.1f} s "
            f"({cluster_busy:.1f} s) with --cluster 1: {cluster / local:.2f} times ({cluster_busy / local_busy:.2f}); "
            f"bytes {'the same' if same[0] == same[1] else 'DIFFERENT'} ({len(same[0])} chapters)",
            flush=True,
        )


def _make_album(story: Path, folder: Path, options: tuple[str, ...], run: int) -> tuple[float, float]:
    """The seconds of one `make`, and those that it kept processors busy."""
    output, started_at, busy_before = folder.with_name(f"{folder.name}-{run}"), time.monotonic(), _busy_seconds()
    command = [sys.executable, "-m", "audiobook", "make", str(story), "-o", str(output / "output"), "-q", "-j", "1"]
    subprocess.run([*command, *options], check=True, cwd=story.parent)
    return time.monotonic() - started_at, _busy_seconds() - busy_before


def _busy_seconds() -> float:
    """What the processes that this one has started, and that have ended, kept processors busy."""
    times = os.times()
    return times.children_user + times.children_system


def _vary(text: str, number: int) -> str:
    """The story with another word in each line of it, so that no two copies share a line."""
    return text if not number else text.replace(" the ", f" the {'very ' * number}").replace(" a ", f" a {number} ")


def sounds(folder: Path) -> dict[str, str]:
    """The digest of each chapter."""
    return {name: digest for name, digest in digests(folder).items() if name.endswith(".mp3")}


if __name__ == "__main__":
    main()

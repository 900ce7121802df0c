"""Runs a program on a story and measures the whole of it: time by the clock, processor time, the peak of memory."""

from __future__ import annotations

import importlib.metadata
import os
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.peer_programs import Peer

# How often memory is looked at, in seconds.
SAMPLE_SECONDS = 0.1
# A run that takes longer counts as failed.
LONGEST = 3600.0


@dataclass(frozen=True, slots=True)
class Run:
    """What a run took: seconds, seconds of processor, and megabytes, of all its processes; `failure` is "" or why."""

    wall: float
    processor: float
    memory: float
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are: the story as text and as EPUB, the folder of virtual environments, and the voices' files."""

    text: Path
    epub: Path
    environments: Path
    kokoro: Path
    piper: Path


class PeakWatch(threading.Thread):
    """Looks at the memory of a process and all its descendants; `peak` is their largest sum, in bytes."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._process = psutil.Process(pid)
        self._ended = threading.Event()

    def run(self) -> None:
        """Looks until `stop` is called."""
        while not self._ended.wait(SAMPLE_SECONDS):
            self.peak = max(self.peak, self._add_up())

    def stop(self) -> None:
        """Ends the watch."""
        self._ended.set()
        self.join()

    def _add_up(self) -> int:
        total = 0
        try:
            processes = [self._process, *self._process.children(recursive=True)]
        except psutil.NoSuchProcess:
            return 0
        for process in processes:
            try:
                total += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        return total


def fill_command(command: Sequence[str], peer: Peer, places: Places, work: Path) -> list[str]:
    """A command with its placeholders filled in."""
    return [part.format(**_values_of(peer, places, work)) for part in command]


def _values_of(peer: Peer, places: Places, work: Path) -> Mapping[str, str]:
    return {
        "python": sys.executable,
        "bin": str(places.environments / peer.folder / "bin"),
        "text": str(work / places.text.name),
        "epub": str(work / places.epub.name),
        "out": str(work / "out"),
        "work": str(work),
        "kokoro": str(places.kokoro),
        "piper": str(places.piper),
    }


def find_missing(peer: Peer, places: Places) -> str:
    """What this machine lacks to run the program, "" if nothing."""
    if peer.folder and not (places.environments / peer.folder).is_dir():
        return f"not installed: python -m venv {places.environments / peer.folder}, then pip install " + " ".join(
            peer.packages
        )
    first = peer.commands[0][0].format(**_values_of(peer, places, Path("work")))
    return "" if shutil.which(first) else f"there is no program {first}"


def find_version(peer: Peer, places: Places) -> str:
    """The version of the program's package, or what it says of itself."""
    if not peer.packages:
        told = subprocess.run([peer.commands[0][0], "--version"], capture_output=True, text=True, check=False).stdout
        return next((word for word in told.split() if word[:1].isdigit()), "")
    if not peer.folder:
        return importlib.metadata.version(peer.packages[0])
    package = peer.packages[0].partition("[")[0].replace("-", "_")
    found = (places.environments / peer.folder).glob(f"lib/*/site-packages/{package}-*.dist-info")
    return next((path.name.removesuffix(".dist-info").rpartition("-")[2] for path in found), "")


def run_peer(peer: Peer, places: Places, work: Path, core: int | None) -> Run:
    """Run a program in an empty folder, which is its home folder too, on one core if its number is given."""
    (work / "out").mkdir(parents=True)
    for path in (places.text, places.epub):
        shutil.copy(path, work)
    values = _values_of(peer, places, work)
    for name, target in peer.links.items():
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).symlink_to(target.format(**values))
    environment = {
        **os.environ,
        "HOME": str(work),
        "XDG_CACHE_HOME": str(work / ".cache"),
        "PATH": f"{values['bin']}:{os.environ['PATH']}",
        **{name: value.format(**values) for name, value in peer.environment.items()},
    }
    for command in peer.prepare:
        subprocess.run(fill_command(command, peer, places, work), cwd=work, env=environment, check=True)
    before, clock, peak = _used(), time.monotonic(), 0
    failure = ""
    for command in peer.commands:
        status, memory = _watch(fill_command(command, peer, places, work), work, environment, core)
        peak = max(peak, memory)
        if status:
            failure = failure or f"{Path(command[0]).name} ended with {status}"
    run = Run(time.monotonic() - clock, _used() - before, peak / 2**20, failure)
    for number, command in enumerate(peer.afterwards):
        with (work / f"afterwards-{number}.txt").open("wb") as told:
            subprocess.run(
                fill_command(command, peer, places, work), cwd=work, env=environment, stdout=told, check=False
            )
    return run


def _watch(command: Sequence[str], work: Path, environment: Mapping[str, str], core: int | None) -> tuple[int, int]:
    """The exit status of a command, and the peak of memory of its processes in bytes."""
    pinned = [] if core is None else ["taskset", "-c", str(core)]
    with (work / "log.txt").open("ab") as log:
        process = subprocess.Popen(
            [*pinned, *command], cwd=work, env=dict(environment), stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        watch = PeakWatch(process.pid)
        watch.start()
        try:
            status = process.wait(LONGEST)
        except subprocess.TimeoutExpired:
            process.kill()
            status = process.wait()
        watch.stop()
    return status, watch.peak


def _used() -> float:
    """Seconds of processor that all ended descendants have used."""
    return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])

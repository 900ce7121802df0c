"""Disturbs a command at one file operation, lets an undisturbed run follow, and compares what then lies there.

Every run is a forked process, so that imports are paid once: load `audiobook` before. Made for a folder of its own.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from tests.crashing.disk import Fault, FaultyDisk
from tests.crashing.workers import ForkedWorkers, InlineWorkers

STORY, OTHER = Path("doors.txt"), Path("windows.txt")
CAST = Path("voices/Two Doors.toml")
TEXT = """\
Two Doors by Ann Example
Summary: A door, and another.
Published: 05/06/17

Chapter 1: The Red One
“Go in,” said Tilly.

Chapter 2: The Blue One
They went home.
"""
# Another story, also by its sentences: an album is found again by them.
CHANGES = (
    ("Door", "Window"),
    ("door", "window"),
    ("Go in", "Look out"),
    ("Tilly", "Joss"),
    ("They went home", "It rained"),
)
OUTPUT = Path("out")
LEFT = "is left over"
MAKE = ("make", str(STORY), "-o", str(OUTPUT), "--engine", "silent", "-j", "1", "-q")
# What tells when a file was written, and in what environment; it differs from run to run.
TIMES = re.compile(rb'"changed": ?\d+|"(?:albums|inputs)": ?"[0-9a-f]+"')
PROCESS = re.compile(r"\.[0-9a-f]{16}\.\d+\.part$")


@dataclass(frozen=True, slots=True)
class Scenario:
    """A command, and what was done in its folder before: commands first, then what a person did.

    `then` are the commands that follow the disturbed one, undisturbed, in the disturbed folder and in the other one.
    """

    name: str
    command: tuple[str, ...] = MAKE
    before: tuple[tuple[str, ...], ...] = (MAKE,)
    by_hand: Callable[[], object] = lambda: None
    then: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended: its exit code, what it said on standard error, and what it did to files."""

    code: int
    said: str
    disk: FaultyDisk


def write_stories() -> None:
    """Puts two stories of two chapters each into the current folder."""
    STORY.write_text(TEXT, "utf-8")
    text = TEXT
    for old, new in CHANGES:
        text = text.replace(old, new)
    OTHER.write_text(text, "utf-8")


def edit(old: str, new: str, path: Path = STORY) -> Callable[[], object]:
    """Replaces words in a file of the current folder."""
    return lambda: path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def option(*more: str) -> tuple[str, ...]:
    """The command that makes the first story, with more options."""
    return (*MAKE, *more)


SECOND = ("make", str(OTHER), *MAKE[2:])
GENDER = ("cast", str(STORY), "--gender", "Tilly", "female")
SCENARIOS = (
    Scenario("first make", before=()),
    Scenario("a paragraph edited", by_hand=edit("They went home.", "They went to bed, at last.")),
    Scenario("a chapter renamed", by_hand=edit("The Blue One", "The Green One")),
    Scenario("a chapter removed", option("--prune"), by_hand=edit(TEXT[TEXT.index("Chapter 2") :], "")),
    Scenario("an e-book added", option("--format", "epub")),
    Scenario("one file after many", option("--format", "m4b", "--prune")),
    Scenario("a format added", option("--format", "m4b,opus")),
    Scenario("a format dropped", option("--format", "m4b", "--prune"), before=(option("--format", "mp3,m4b,epub"),)),
    Scenario("a second album", SECOND),
    Scenario(
        "another pause",
        before=(GENDER, MAKE),
        by_hand=edit("[pauses]", "[pauses]\nparagraph = 2500", CAST),
    ),
    Scenario("nothing changed"),
    Scenario("a page lost", by_hand=(OUTPUT / "index.html").unlink),
    Scenario("a new address", option("--base-url", "https://example.org/b")),
    Scenario("cast --gender", GENDER, then=(MAKE,)),
    Scenario("cache trim", ("cache", "trim", "--size", "0k", "-o", str(OUTPUT)), then=(MAKE,)),
    Scenario("cache clear", ("cache", "clear", "--yes", "-o", str(OUTPUT)), then=(MAKE,)),
)


class Ground:
    """A folder in which a scenario is played again and again."""

    def __init__(self, root: Path, scenario: Scenario) -> None:
        self.scenario = scenario
        self.folder = root / "work"
        self._kept = root / "kept"
        for folder in (self.folder, self._kept):
            shutil.rmtree(folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        os.chdir(self.folder)
        write_stories()
        for command in scenario.before:
            assert self.run(command).code == 0, command
        scenario.by_hand()
        shutil.copytree(self.folder, self._kept)
        self.undisturbed = self.run(scenario.command)
        assert self.undisturbed.code == 0, self.undisturbed.said
        self._follow()
        self.wanted = dict(contents(self.folder))
        self.restore()
        forked = self.run(scenario.command, Fault.KILL_WORKER)
        self._of_workers = forked.disk.points(Fault.KILL_WORKER)
        # What was not put right, by what the disturbed run had left: the same need not be tried twice.
        self._healed: dict[frozenset[tuple[str, str]], tuple[str, ...]] = {}

    def _follow(self) -> None:
        for command in self.scenario.then:
            assert (ended := self.run(command)).code == 0, ended.said

    def points(self, fault: Fault) -> tuple[int, ...]:
        """The operations of the scenario's command at which a fault can make a difference."""
        return self._of_workers if fault is Fault.KILL_WORKER else self.undisturbed.disk.points(fault)

    def run(self, command: tuple[str, ...], fault: Fault = Fault.KILL, point: int = 0) -> Ended:
        """Runs the command line in a forked process; killed runs have a negative exit code, or 9."""
        disk = FaultyDisk(self.folder, fault, point)
        with tempfile.TemporaryFile() as said:
            child = os.fork()
            if not child:
                _run(command, disk, said.fileno())
            _, status = os.waitpid(child, 0)
            said.seek(0)
            text = said.read().decode()
        return Ended(os.waitstatus_to_exitcode(status), text, disk)

    def restore(self) -> None:
        """Has the folder be as it was before the scenario's command."""
        os.chdir(self.folder.parent)
        shutil.rmtree(self.folder)
        shutil.copytree(self._kept, self.folder)
        os.chdir(self.folder)

    def differences(self, fault: Fault, point: int) -> tuple[str, ...]:
        """What is wrong after the command failed at that operation, and was then run again undisturbed."""
        self.restore()
        disturbed = self.run(self.scenario.command, fault, point)
        wrong = list(_misconduct(disturbed, fault))
        if disturbed.code == 0 and not self.scenario.then:
            told = (one for one in self._unlike() if not one.endswith(LEFT))
            wrong += (f"{one} though the run ended well" for one in told)
        left = frozenset(_left_by(self.folder))
        if left not in self._healed:
            self._healed[left] = tuple(self._heal())
        return (*wrong, *self._healed[left])

    def _heal(self) -> Iterator[str]:
        """What an undisturbed run does not put right."""
        for command in (self.scenario.command, *self.scenario.then):
            ended = self.run(command)
            if ended.code:
                yield f"{command[0]} ended with {ended.code}: {ended.said.strip()}"
        yield from self._unlike()

    def _unlike(self) -> Iterator[str]:
        """How the folder differs from one in which nobody disturbed anything."""
        found = dict(contents(self.folder))
        for name in sorted(found.keys() | self.wanted.keys()):
            if found.get(name) != self.wanted.get(name):
                yield f"{name} {LEFT if name not in self.wanted else 'is missing' if name not in found else 'differs'}"


def _run(command: tuple[str, ...], disk: FaultyDisk, said: int) -> None:
    """Becomes the command, and ends this process."""
    from audiobook.cli.boundary import run
    from audiobook.commands import make
    from audiobook.production import update

    os.dup2(said, 2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.environ["TMPDIR"] = str(Path(disk.root).parent)
    tempfile.tempdir = None
    worker = ForkedWorkers if disk.fault is Fault.KILL_WORKER else InlineWorkers
    make.WorkerPool = worker  # type: ignore[misc, assignment]
    update.datetime = _StandingClock  # type: ignore[misc, assignment]
    code = 70
    try:
        disk.install()
        code = run(list(command))
    finally:
        sys.stderr.flush()
        os._exit(code)


class _StandingClock:
    """The time of day as albums note it: the same for all."""

    @staticmethod
    def now(zone: tzinfo) -> datetime:
        """A moment."""
        return datetime(2026, 1, 1, tzinfo=zone)


def _misconduct(ended: Ended, fault: Fault) -> Iterator[str]:
    """What is wrong with how a disturbed run ended."""
    if fault in (Fault.KILL, Fault.KILL_WORKER):
        return
    lines = ended.said.strip().splitlines()
    if "Traceback" in ended.said or "a bug" in ended.said:
        yield f"no plain words: {lines[-1]}"
    elif ended.code not in (0, 1):
        yield f"exit code {ended.code}: {ended.said.strip()}"
    elif ended.code == 1 and len(lines) != 1:
        yield f"{len(lines)} lines of words: {lines}"


def contents(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file below a folder with its digest, times left out, and every folder."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir():
            yield name, "folder"
        else:
            yield name, hashlib.sha256(_timeless(path)).hexdigest()


def _timeless(path: Path) -> bytes:
    data = path.read_bytes()
    return TIMES.sub(b"", data) if path.suffix == ".json" else data


def _left_by(folder: Path) -> Iterator[tuple[str, str]]:
    """The contents of a folder, without what tells which process has left it."""
    for name, digest in contents(folder):
        yield PROCESS.sub("", name), "" if "/locks/" in name else digest


def warm_up(folder: Path) -> None:
    """Does once in this process what forked ones will do, so that they need not import anything."""
    from audiobook.attribution.ranking.ranker import BoostedTrees
    from audiobook.cli.boundary import run

    BoostedTrees.score_rows = _remembered(BoostedTrees.score_rows)  # type: ignore[method-assign]
    folder.mkdir()
    os.chdir(folder)
    write_stories()
    with contextlib.redirect_stdout(None):
        for command in (GENDER, MAKE, option("--format", "epub"), option("--format", "m4b")):
            assert run(list(command)) == 0


def _remembered(scores: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """What takes a third of the time of a run, and is the same in each: who says what."""
    known: dict[tuple[int, bytes], Any] = {}

    def scored(forest: Any, rows: Any) -> Any:
        key = (len(forest.leaves), rows.tobytes())
        if key not in known:
            known[key] = scores(forest, rows)
        return known[key].copy()

    return scored

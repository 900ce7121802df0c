"""Throws made-up and damaged inputs of every kind at the program, and keeps and shrinks those that it cannot bear.

    python -m benchmarks.abuse fuzz [--kinds text,epub] [--cases 1000] [--seed 1] [--minutes 30] [--corpus FOLDER]
                              [--grow FOLDER] [--findings build/findings] [--known "several lines"]
                              [--one-command | --readers]

A finding is a traceback, a hang, memory that grows without measure, a story whose parts do not cover it, an error of
several lines, or a file that was left half-written. Each is kept once, in a folder of its own: the files of the case,
made as small as they go, and what was seen. The cases are those of tests/fuzzing, the same for the same seed; with
--corpus half of the stories are the files of a folder, damaged. With --grow a story that the program treats as none
before it is kept in that folder, and damaged further. With --readers no command is run: the code that reads a case's
files is called directly, which is four times as fast. What --known names is passed over. POSIX only. The exit code is
1 where anything was found.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import multiprocessing
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.fuzzing.case import Case
from tests.fuzzing.corpus import corpus_case, files_below
from tests.fuzzing.judging import Finding, emptied, findings_in
from tests.fuzzing.kinds import KINDS, case_of
from tests.fuzzing.readers import READERS, findings_of_readers
from tests.fuzzing.shrinking import shrunk

# Processor time: a case of ordinary size takes well under a second.
SECONDS, SECONDS_PER_MEGABYTE = 10.0, 60.0
# What waits without working is noticed too, but later, for others may need the machine.
TIMES_LONGER = 15
# Address space that a process may have, and by how much one case may have its memory grow (bytes).
MEMORY = 8 * 1024**3
GROWTH = 600 * 1024**2
STORIES = ("text", "markdown", "html", "epub", "docx", "odt", "rtf", "fb2", "pdf", "kindle")
SHRINKING_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for."""

    kinds: tuple[str, ...]
    cases: int
    seed: int
    minutes: float
    corpus: tuple[Path, ...]
    grow: Path | None
    findings: Path
    known: tuple[str, ...]
    one_command: bool
    readers: bool


def main() -> int:
    wanted = _wanted()
    worker, corpus = Worker(wanted.readers), Corpus(wanted)
    counts, known = Counter[str](), dict[str, int]()
    began = time.monotonic()
    try:
        for kind, number in _numbered(wanted):
            if time.monotonic() - began > wanted.minutes * 60:
                break
            case = _case(wanted, kind, number, corpus.files)
            counts[kind] += 1
            if counts.total() % 500 == 0:
                print(f"{counts.total():,} cases, {time.monotonic() - began:.0f} s", flush=True)
            found, ways = worker.judge(case)
            corpus.consider(case, ways)
            for finding in found:
                if any(words in finding.what for words in wanted.known):
                    continue
                known[finding.what] = known.get(finding.what, 0) + 1
                if known[finding.what] == 1:
                    print(f"{kind} {number}: {finding.what}", flush=True)
                    _keep(wanted, worker, case, number, finding)
    except KeyboardInterrupt:
        pass
    finally:
        worker.end()
    _conclude(counts, known, time.monotonic() - began)
    return int(bool(known))


def _wanted() -> Wanted:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kinds", help="all kinds unless some are named")
    parser.add_argument("--cases", type=int, default=1000, help="of all kinds together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--corpus", type=Path, nargs="*", default=[])
    parser.add_argument("--grow", type=Path, help="a folder for stories that take ways of their own")
    parser.add_argument("--findings", type=Path, default=Path("build/findings"))
    parser.add_argument("--known", nargs="*", default=[], help="words in what is found that say that it is known")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--one-command", action="store_true", help="run one command of each case, chosen at random")
    how.add_argument("--readers", action="store_true", help="only read the files of each case; run no command")
    said = parser.parse_args()
    every = tuple(READERS if said.readers else KINDS)
    kinds = tuple(said.kinds.split(",")) if said.kinds else every
    if unknown := set(kinds) - set(every):
        parser.error(f"no kinds: {', '.join(sorted(unknown))}; there are {', '.join(every)}")
    files = files_below(said.corpus)
    return Wanted(
        kinds, said.cases, said.seed, said.minutes, files, said.grow, said.findings, tuple(said.known),
        said.one_command, said.readers,
    )  # fmt: skip


def _numbered(wanted: Wanted) -> Iterator[tuple[str, int]]:
    """The kinds in turn, each with the number of its case."""
    for number in range(wanted.cases):
        yield wanted.kinds[number % len(wanted.kinds)], number // len(wanted.kinds)


def _case(wanted: Wanted, kind: str, number: int, files: tuple[Path, ...]) -> Case:
    chance = Random(f"corpus {kind} {wanted.seed} {number}")
    made_up = not files or kind not in STORIES or chance.random() < 0.5
    case = case_of(kind, wanted.seed, number) if made_up else corpus_case(chance, kind, files)
    return replace(case, commands=case.commands and (chance.choice(case.commands),)) if wanted.one_command else case


class Corpus:
    """The files that cases are made of, with those that were found to be treated in a way of their own."""

    def __init__(self, wanted: Wanted) -> None:
        self._folder = wanted.grow
        self._ways: set[str] = set()
        if self._folder:
            self._folder.mkdir(parents=True, exist_ok=True)
        self.files = (*wanted.corpus, *(files_below([self._folder]) if self._folder else ()))

    def consider(self, case: Case, ways: frozenset[str]) -> None:
        """Keeps the story of a case if something was done with it that was never done before."""
        new, self._ways = ways - self._ways, self._ways | ways
        name, data = case.files[0]
        if not new or not self._folder or not data or case.kind not in STORIES:
            return
        path = self._folder / f"{blake2b(data, digest_size=8).hexdigest()}{Path(name).suffix}"
        path.write_bytes(data)
        self.files = (*self.files, path)


class Worker:
    """A process that judges cases, watched from here: one that is too slow or takes too much is ended and named."""

    def __init__(self, readers: bool) -> None:
        self._readers = readers
        self.process: multiprocessing.process.BaseProcess | None = None
        self.trace = Path(tempfile.mkstemp(prefix="fuzz-", suffix=".trace")[1])

    def judge(self, case: Case) -> tuple[tuple[Finding, ...], frozenset[str]]:
        """What is found in a case, and what was done with it; a worker that does not come back is a finding, too."""
        if self.process is None:
            self._start()
        seconds = SECONDS + SECONDS_PER_MEGABYTE * case.size / 1e6
        self.trace.write_bytes(b"")
        try:
            self.line.send((case, seconds))
            if self.line.poll(seconds * TIMES_LONGER):
                findings, ways = self.line.recv()
                return tuple(findings), frozenset(ways)
            what = "it waits and does nothing"
        except (EOFError, BrokenPipeError, ConnectionResetError):
            what = ""
        self.end()
        trace = self.trace.read_text("utf-8", "replace")
        told = what or (f"a hang in {_place(trace)}" if trace else "the process dies")
        return (Finding(told, trace),), frozenset()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.line, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, self.trace, self._readers))
        self.process.start()
        theirs.close()

    def end(self) -> None:
        """Ends the process."""
        if self.process is not None:
            self.process.kill()
            self.process.join()
            self.process = None


def _place(trace: str) -> str:
    """The last place in the program that a trace of a hang names."""
    rows = [row.strip() for row in trace.splitlines() if "/audiobook/" in row and "site-packages" not in row]
    return rows[0].rpartition("/audiobook/")[2].replace('"', "") if rows else "code that is not ours"


def _serve(line: Connection, trace: Path, readers: bool) -> None:
    """Judges what comes in, each within its time of work and all within the bounds of memory."""
    judge = findings_of_readers if readers else findings_in
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with trace.open("w") as file, tempfile.TemporaryDirectory() as place:
        # The handler is in C and so works inside of regular expressions too; the signal then ends the process.
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        faulthandler.register(signal.SIGPROF, file, chain=True)
        while True:
            case, seconds = line.recv()
            before = _most_memory()
            signal.setitimer(signal.ITIMER_PROF, seconds)
            ways: set[str] = set()
            found = list(judge(case, emptied(Path(place, "case")), ways))
            signal.setitimer(signal.ITIMER_PROF, 0)
            grown = _most_memory() - before
            if grown > GROWTH:
                found.append(Finding(f"{case.kind}: memory grows", f"{grown / 1e6:.0f} MB for {case.size:,} bytes"))
            line.send((found, ways))


def _most_memory() -> int:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _keep(wanted: Wanted, worker: Worker, case: Case, number: int, finding: Finding) -> None:
    """Writes a finding down: the case as small as it goes, and what was seen."""

    def still(smaller: Case) -> bool:
        return any(one.what == finding.what for one in worker.judge(smaller)[0])

    small = shrunk(case, _until(still)) if "hang" not in finding.what else case
    name = "".join(sign if sign.isalnum() else "-" for sign in finding.what)[:80]
    folder = emptied(wanted.findings / f"{case.kind}-{number}-{name}")
    for place, data in small.files:
        target = folder / "files" / place.replace("\x00", "␀").lstrip("/").replace("..", "__")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data or b"")
        except (OSError, ValueError):
            continue
    about = {
        "what": finding.what,
        "kind": case.kind,
        "seed": wanted.seed,
        "number": number,
        "commands": small.commands,
        "links": small.links,
    }
    (folder / "about.json").write_text(json.dumps(about, indent=1), "utf-8")
    (folder / "seen.txt").write_text(finding.seen, "utf-8", "replace")


def _until(still: Callable[[Case], bool]) -> Callable[[Case], bool]:
    """The same question, answered with no when the time for shrinking is over."""
    end = time.monotonic() + SHRINKING_SECONDS
    return lambda case: time.monotonic() < end and still(replace(case))


def _conclude(counts: Counter[str], known: dict[str, int], seconds: float) -> None:
    by_kind = ", ".join(f"{kind} {count:,}" for kind, count in counts.items())
    print(f"\n{counts.total():,} cases in {seconds / 60:.1f} minutes: {by_kind}")
    for what, count in sorted(known.items(), key=lambda one: -one[1]):
        print(f"{count:6}  {what}")
    if not known:
        print("nothing was found")


if __name__ == "__main__":
    sys.exit(main())

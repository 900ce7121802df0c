"""Measures how the program's regular expressions bear texts that are made to slow them down.

    python -m benchmarks.abuse patterns [--quick] [--json]

Every pattern of the program (`pattern_sites.py`) is tried on runs and mixtures of the characters that it tells apart
(`attacks.py`), as it is used: at one place, or anywhere in a text. A pattern FAILS where its time is not bounded by
about the square of the text's length: where 160 characters take much more than four times as long as 80, or where a
text of 80 takes longer than any sound pattern does. Without --quick, more mixtures are tried, at 20, 40 and 80.
"""

from __future__ import annotations

import json
import math
import re
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from benchmarks.abuse.attacks import Anatomy, Attack, mixtures, pairs, runs
from benchmarks.abuse.pattern_sites import (
    TYPED,
    Key,
    Site,
    Watch,
    anchored_sites,
    exercise,
    load_everything,
    written_calls,
)

SIZE = 80
# Seconds by the clock after which a single call is given up; sound ones take a thousandth of it. Each has its own: a
# timer of processor time would make that time coarse.
PATIENCE = 2.0
# Seconds of processor time: a call below the first needs no second look, one above the second is bad by itself.
NOTABLE, BAD = 0.0003, 0.03
# How many times as long twice the text may take: four for the square, eight for the cube.
MOST_GROWTH = 5.7
# How many times the growth is measured before a pattern is said to fail by it.
LOOKS = 4

Call = Callable[[Any], object]


class TooLongError(Exception):
    """A call that was given up."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A pattern with where it is made, and whether it is only ever tried at one place of a text."""

    pattern: re.Pattern[Any]
    sites: tuple[Site, ...]
    anchored: bool

    @property
    def where(self) -> str:
        """Its first place in the sources."""
        return f"{self.sites[0].file}:{self.sites[0].line}" if self.sites else "?"

    def calls(self) -> Iterator[Call]:
        """The ways it is tried."""
        yield self.pattern.fullmatch
        if self.anchored:
            yield self.pattern.match
        else:
            yield lambda text: sum(1 for _ in self.pattern.finditer(text))

    def text(self, attack: Attack, size: int) -> str | bytes:
        """An attack as the pattern takes it."""
        text = attack.text(size)
        return text if isinstance(self.pattern.pattern, str) else text.encode("latin-1", "replace")


@dataclass(frozen=True, slots=True)
class Finding:
    """The longest that a pattern took at a size, in seconds, and with what; `growth` for twice the text."""

    seconds: float
    growth: float
    size: int
    attack: Attack

    @property
    def fails(self) -> bool:
        """Whether the pattern is one that texts could be made to hang with."""
        return self.seconds > BAD or self.growth > MOST_GROWTH


def collect() -> tuple[list[Subject], list[str]]:
    """Every pattern of the program, and the calls whose patterns nothing has made."""
    watch = Watch()
    watch.start()
    load_everything()
    exercise()
    made = {key: set(sites) for key, sites in watch.made.items()}
    missing = []
    for call in written_calls():
        if call.pattern is not None:
            found = re.compile(call.pattern)
            if not any(key[0] == call.pattern for key in made):
                made[found.pattern, found.flags] = {call.first}
            continue
        seen = any(call.holds(site) for sites in made.values() for site in sites)
        if not seen and (call.first.file, call.function) not in TYPED:
            missing.append(f"{call.first.file}:{call.first.line} in {call.function}")
    anchored = anchored_sites()
    return [_subject(key, sites, anchored) for key, sites in made.items()], missing


def _subject(key: Key, sites: set[Site], anchored: set[Site]) -> Subject:
    return Subject(re.compile(*key), tuple(sorted(sites)), sites <= anchored)


@contextmanager
def patience() -> Iterator[None]:
    """Raises TooLongError in what takes too long, where the system can: the engine looks for signals while it works."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def give_up(*_: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def seconds(call: Call, text: str | bytes, tries: int = 1) -> float:
    """Processor time of the quickest of some tries; PATIENCE where it was given up."""
    best = PATIENCE
    for _ in range(tries):
        try:
            with patience():
                start = time.process_time()
                call(text)
                took = time.process_time() - start
        except TooLongError:
            return PATIENCE
        best = min(best, took)
    return best


def weigh(subject: Subject, call: Call, attack: Attack, size: int) -> Finding:
    """How long a text takes; looked at closely only where it takes notably long."""
    text = subject.text(attack, size)
    took = seconds(call, text)
    if NOTABLE < took < PATIENCE:
        took = min(took, seconds(call, text, 4))
    if not NOTABLE < took < BAD:
        return Finding(took, 0.0, size, attack)
    double = subject.text(attack, 2 * size)
    # On a busy machine one look can tell too much; what grows with the cube does so at every look.
    growth = math.inf
    for _ in range(LOOKS):
        growth = min(growth, seconds(call, double, 3) / seconds(call, text, 3))
        if growth <= MOST_GROWTH:
            break
    return Finding(took, growth, size, attack)


def worst(subject: Subject, attacks: Iterable[Attack], sizes: tuple[int, ...]) -> Finding | None:
    """The worst of a pattern: what fails, else what takes longest."""
    found: Finding | None = None
    for attack in attacks:
        for size in sizes:
            for call in subject.calls():
                one = weigh(subject, call, attack, size)
                if one.fails:
                    return one
                found = one if found is None or one.seconds > found.seconds else found
    return found


def main(arguments: list[str]) -> None:
    """Prints what fails and what takes longest, or all of it as JSON."""
    quick = "--quick" in arguments
    subjects, missing = collect()
    findings = {}
    for subject in subjects:
        anatomy = Anatomy(subject.pattern)
        attacks = dict.fromkeys((*runs(anatomy), *pairs(anatomy), *(() if quick else mixtures(anatomy))))
        found = worst(subject, attacks, (SIZE,) if quick else (SIZE // 4, SIZE // 2, SIZE))
        if found:
            findings[subject] = found
    failing = {subject: found for subject, found in findings.items() if found.fails}
    if "--json" in arguments:
        told = [f"{subject.where} {found} {subject.pattern.pattern!r:.100}" for subject, found in failing.items()]
        print(json.dumps({"patterns": len(subjects), "missing": missing, "failing": told}))
        return
    print(f"{len(subjects)} patterns; not made by anything: {missing or 'none'}; failing: {len(failing)}")
    show(findings)


def show(findings: dict[Subject, Finding], most: int = 20) -> None:
    """Prints what takes longest, failures first."""
    ordered = sorted(findings.items(), key=lambda item: (not item[1].fails, -item[1].seconds))
    for subject, found in ordered[:most]:
        mark = "FAILS" if found.fails else ""
        print(f"{found.seconds * 1000:9.3f} ms  x{found.growth:.1f} {mark} {subject.where} {found.size} {found.attack}")
        print(f"              {subject.pattern.pattern!r:.110}")


if __name__ == "__main__":
    main(sys.argv[1:])

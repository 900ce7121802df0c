"""How much slower or quicker `make` is than the bare engine, and where its time goes.

    python benchmarks/speed.py [STORY] [--single-voice] [--jobs N]

In one run: the same spoken lines by the engine alone (one process, one core, sound thrown away), before and after a
cold `make`; their mean is the bare time. Then all is made once more in one process, each step timed by processor time,
and the shares are drawn. The times of `make` hold all its processes; the peaks of memory are told too.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from audiobook.commands.make import make_album, plan_changes
from audiobook.engines.protocol import Engine
from audiobook.engines.registry import create_engine
from audiobook.model import Utterance
from audiobook.pipeline import plan_album
from audiobook.production.context import BuildContext
from audiobook.production.plan import Plan
from audiobook.settings.settings import MakeSettings, StorySettings
from audiobook.synthesis.synthesize import respell_utterance

STORY = Path(__file__).parents[1] / "input" / "the-night-dolores-lost-her-voice.txt"
WIDTH = 60


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("story", nargs="?", type=Path, default=STORY)
    parser.add_argument("--single-voice", action="store_true")
    parser.add_argument("--jobs", type=int, default=0)
    parser.add_argument("--bare", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--one-core", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.bare:
        bare(wanted)
    elif wanted.make:
        make(wanted)
    else:
        compared(wanted)


def compared(wanted: argparse.Namespace) -> None:
    """Runs everything in processes of their own and prints what came of it."""
    before = figures(wanted, "--bare")
    with tempfile.TemporaryDirectory() as place:
        whole = figures(wanted, "--make", place)
    with tempfile.TemporaryDirectory() as place:
        steps = figures(wanted, "--make", place, "--one-core")
    after = figures(wanted, "--bare")
    wall = (before["wall"] + after["wall"]) / 2
    cpu = (before["cpu"] + after["cpu"]) / 2
    print(f"bare engine   {wall:7.1f} s by the clock, {cpu:7.1f} s of processor (one core, before and after)")
    print(f"make          {whole['wall']:7.1f} s by the clock, {whole['cpu']:7.1f} s of processor, "
          f"{whole['audio'] / whole['wall']:.0f} times real time; peak {whole['memory']:.0f} MB in the first process, "
          f"{whole['worker']:.0f} MB in the largest worker")  # fmt: skip
    print(f"ratio by the clock {whole['wall'] / wall:.2f}; of processor time {whole['cpu'] / cpu:.2f}")
    drawn({name.removeprefix("step "): value for name, value in steps.items() if name.startswith("step ")}, steps)


def drawn(shares: dict[str, float], steps: dict[str, float]) -> None:
    """The shares of processor time as a bar a line; "rest" is what no step accounts for."""
    shares = {**shares, "rest": max(0.0, steps["cpu"] - sum(shares.values()))}
    total = sum(shares.values())
    for name, value in sorted(shares.items(), key=lambda row: -row[1]):
        print(f"{name:<12}{value:7.1f} s {value / total:6.1%} {'█' * round(WIDTH * value / total)}")
    spoken = sum(shares.get(name, 0.0) for name in ("synthesis", "shaping"))
    print(f"neither synthesis nor shaping: {1 - spoken / total:.0%} of processor time")


def figures(wanted: argparse.Namespace, *more: str) -> dict[str, float]:
    """The figures that a process of this program prints, one a line."""
    story = [
        str(wanted.story.resolve()),
        "--jobs",
        str(wanted.jobs),
        *(["--single-voice"] if wanted.single_voice else []),
    ]
    program = str(Path(__file__).resolve())
    # In an empty folder, so that no cast file of a former run counts.
    with tempfile.TemporaryDirectory() as place:
        done = subprocess.run([sys.executable, program, *story, *more], cwd=place, stdout=subprocess.PIPE, text=True,
                              check=True)  # fmt: skip
    rows = [line.rpartition("=") for line in done.stdout.splitlines() if "=" in line]
    return {name: float(value) for name, _, value in rows}


def planned_story(wanted: argparse.Namespace, output: Path) -> tuple[Plan, MakeSettings]:
    settings = MakeSettings(output, single_voice=wanted.single_voice, jobs=wanted.jobs)
    return plan_album(BuildContext.start(StorySettings((wanted.story.resolve(),)), settings)), settings


def bare(wanted: argparse.Namespace) -> None:
    """The engines alone, on the lines of the story."""
    plan, _ = planned_story(wanted, Path("output"))
    lines = list(dict.fromkeys(cue.utterance for episode in plan.album.episodes for cue in episode.cues))
    for engine in {line.voice.engine: line for line in lines}.values():
        speak(engine)  # loading is not measured
    clock, processor = time.monotonic(), time.process_time()
    audio = sum(speak(line) for line in lines)
    print(f"wall={time.monotonic() - clock}\ncpu={time.process_time() - processor}\naudio={audio}")


ENGINES: dict[str, Engine] = {}


def speak(line: Utterance) -> float:
    engine = ENGINES.setdefault(line.voice.engine, create_engine(line.voice.engine))
    return engine.speak(line if engine.takes_phonemes else respell_utterance(line)).seconds


def make(wanted: argparse.Namespace) -> None:
    """A cold `make`; with --one-core in this process alone, each step timed."""
    os.chdir(wanted.make)
    clock, processor = time.monotonic(), used()
    if wanted.one_core:
        stepwise(wanted)
    else:
        plan, _ = planned_story(wanted, wanted.make / "out")
        report = make_album(plan, plan_changes(plan), lambda _: None)
        print(f"audio={report.seconds}")
    print(f"wall={time.monotonic() - clock}\ncpu={used() - processor}")
    print(f"memory={resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}")
    print(f"worker={resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024}")


def used() -> float:
    """Seconds of processor that this process and those it has ended have used."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


class Steps:
    """Seconds of processor by step; an inner step's time is not the outer one's."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self.open: list[str] = []
        self.at = time.process_time()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self._turn()
        self.open.append(name)
        try:
            yield
        finally:
            self._turn()
            self.open.pop()

    def _turn(self) -> None:
        now = time.process_time()
        if self.open:
            self.spent[self.open[-1]] += now - self.at
        self.at = now

    def watch(self, owner: object, name: str, step: str) -> None:
        """Has each call of a function count for a step."""
        function = getattr(owner, name)

        def timed(*arguments: object, **named: object) -> object:
            with self.step(step):
                return function(*arguments, **named)

        setattr(owner, name, timed)

    def watch_each(self, owner: object, name: str, step: str) -> None:
        """Has what a function yields, one by one, count for a step."""
        function = getattr(owner, name)

        def timed(*arguments: object, **named: object) -> Iterator[object]:
            made = iter(function(*arguments, **named))
            while True:
                with self.step(step):
                    one = next(made, None)
                if one is None:
                    return
                yield one

        setattr(owner, name, timed)


def stepwise(wanted: argparse.Namespace) -> None:
    """Does in this process what workers do, with every step timed."""
    from audiobook.audio import concatenate
    from audiobook.engines import hibari, kokoro
    from audiobook.production import render_chapter
    from audiobook.production.jobs import plan_jobs
    from audiobook.synthesis import synthesize
    from audiobook.synthesis.clip_store import ClipStore

    steps = Steps()
    for owner, name, step in (
        (synthesize, "synthesize_clip", "synthesis"), (hibari, "shape_voice", "shaping"),
        (kokoro, "shape_voice", "shaping"), (synthesize, "check_clip", "checking"), (ClipStore, "write", "store"),
        (ClipStore, "read", "store"), (concatenate, "fade_clip", "stitching"),
        (render_chapter, "compute_levels", "levels"), (render_chapter, "_encode_to_level", "encoding"),
        (render_chapter, "tag_file", "tags"),
    ):  # fmt: skip
        steps.watch(owner, name, step)
    steps.watch_each(render_chapter, "master_sound", "levels")
    with steps.step("reading"):
        plan, settings = planned_story(wanted, wanted.make / "out")
    jobs = plan_jobs(plan.album, settings.output / ".audiobook" / "clips", settings.product)
    for job in jobs:
        lines = tuple((key, cue.utterance) for key, cue in zip(job.keys, job.episode.cues, strict=True))
        synthesize.synthesize_batch(synthesize.Batch(job.store, lines))
        render_chapter.publish_chapter(job)
    for name, seconds in steps.spent.items():
        print(f"step {name}={seconds}")


if __name__ == "__main__":
    main()

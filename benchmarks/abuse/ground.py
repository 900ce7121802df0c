"""A folder where commands are disturbed again and again, and how they are there when nobody disturbs them."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from audiobook.cli.exit_codes import ExitCode
from benchmarks.abuse.conditions import Condition, Scene
from benchmarks.abuse.tasks import Task
from tests.crashing.points import contents, write_stories

ROOT = Path(__file__).parents[2]
# A run that takes longer hangs (seconds): a worker that is killed just as it is given something is missed only after
# 20 s, and they are killed up to twelve times. And workers have to notice within so many that they are alone.
HANGS, WORKERS_END = 400.0, 15.0
Files = dict[str, str]


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """How a task's folder is before and after, when nobody disturbs it, and how long its command takes (seconds)."""

    before: Files
    after: Files
    took: float


class Ground:
    """A folder where tasks are done again and again, always with the same path, as albums note where they lie."""

    def __init__(self, root: Path, chance: random.Random, voices: str) -> None:
        self.root, self.chance = root, chance
        self.folder, self.kept = root / "work", root / "kept"
        self._voices = voices
        self._known: dict[tuple[str, str], Undisturbed] = {}

    def start(self, command: tuple[str, ...], condition: Condition | None = None) -> subprocess.Popen[str]:
        """The command of the program, under a condition, in the folder."""
        words = [*(condition.before if condition else ()), sys.executable, "-m", "audiobook", *command]
        return subprocess.Popen(
            words, cwd=self.folder, env=self._variables(condition), start_new_session=True, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def _variables(self, condition: Condition | None) -> dict[str, str]:
        home = self.root / "home"
        own: dict[str, str | None] = {
            "PATH": os.environ["PATH"], "HOME": str(home), "XDG_CONFIG_HOME": str(home), "LANG": "C.UTF-8",
            "PYTHONPATH": os.pathsep.join((str(Path(__file__).parent / "surroundings"), str(ROOT))),
            "PYTHONPYCACHEPREFIX": os.environ.get("PYTHONPYCACHEPREFIX", str(self.root / "pycache")),
            "TMPDIR": str(self.root / "tmp"), "OMP_NUM_THREADS": "1",
            "AUDIOBOOK_VOICES": str(self.folder / "machine"), "ABUSE_VOICES": self._voices,
        }  # fmt: skip
        own |= dict(condition.variables if condition else ())
        return {name: value.replace("{root}", str(self.root)) for name, value in own.items() if value is not None}

    def run(self, command: tuple[str, ...], task: Task | None = None, condition: Condition | None = None) -> str:
        """Runs a command to its end; what is wrong with how it ended, "" if nothing is."""
        process = self.start(command, condition)
        if task and task.drive and command == task.scenario.command:
            task.drive(process)
        codes = condition.codes if condition else frozenset({0, -15, 143} if task and task.drive else {0})
        return ending(process, command, codes)

    def prepare(self, task: Task, condition: Condition) -> Undisturbed:
        """Has the folder be as it is before a task's command; how it is undisturbed is found out the first time."""
        hand = condition.by_hand
        key = (task.name, condition.name if hand else "")
        if key in self._known and (self.kept / "of").read_text("utf-8") == task.name:
            self.restore()
            return self._known[key]
        self._lay_out(task)
        before = dict(contents(self.folder))
        self.restore()
        began = time.monotonic()
        problem = self.run(task.scenario.command, task)
        took = time.monotonic() - began
        if hand:
            with contextlib.chdir(self.folder):
                hand()
            problem = problem or self.run(task.scenario.command, task)
        problem = problem or self.follow(task)
        if problem:
            raise SystemExit(f"{task.name}, undisturbed: {problem}")
        self._known[key] = Undisturbed(before, dict(contents(self.folder)), took)
        self.restore()
        return self._known[key]

    def _lay_out(self, task: Task) -> None:
        for folder in (self.folder, self.kept):
            empty(folder)
        for name in ("home", "tmp"):
            (self.root / name).mkdir(exist_ok=True)
            (self.root / name).chmod(0o777)
        with contextlib.chdir(self.folder):
            write_stories()
        for command in task.scenario.before:
            if problem := self.run(command):
                raise SystemExit(f"{task.name}, before: {problem}")
        with contextlib.chdir(self.folder):
            task.scenario.by_hand()
        shutil.copytree(self.folder, self.kept / "files", symlinks=True)
        (self.kept / "of").write_text(task.name, "utf-8")

    def restore(self) -> None:
        """Has the folder be as it was before the task's command."""
        empty(self.folder)
        shutil.copytree(self.kept / "files", self.folder, symlinks=True, dirs_exist_ok=True)

    def follow(self, task: Task) -> str:
        """Runs what comes after the command; what is wrong with that."""
        return next((problem for command in task.scenario.then if (problem := self.run(command))), "")

    def disturb(self, task: Task, condition: Condition, took: float) -> tuple[bool, list[str]]:
        """Disturbs the command once: whether it still ran then, and what is wrong with how it ended."""
        give(self.folder, condition.user)
        process = self.start(task.scenario.command, condition)
        scene = Scene(process, self.root, self.folder, took, self.chance)
        driver = threading.Thread(target=task.drive, args=(process,), daemon=True) if task.drive else None
        if driver:
            driver.start()
        met = scene.wait_for_moment()
        if met:
            condition.act(scene)
        try:
            codes = condition.codes | {-9, -15, 143} if task.drive else condition.codes
            problem = ending(process, task.scenario.command, codes)
            if driver:
                driver.join(HANGS)
            wrong = [problem] if problem else []
            wrong += outlived(scene)
        finally:
            condition.undo(scene)
            give(self.folder, 0)
        return met, wrong


def empty(folder: Path) -> None:
    """Has there be an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def give(folder: Path, user: int) -> None:
    """Gives the folder with all that is in it to somebody."""
    if os.getuid() == 0:
        subprocess.run(["chown", "-R", "-h", f"{user}:{user}", folder], check=True)


def ending(process: subprocess.Popen[str], command: tuple[str, ...], codes: frozenset[int]) -> str:
    """Waits for the end of a run; what is wrong with it, "" if nothing is."""
    if command[0] == "update":  # the one before may have been killed when everything was done
        codes |= {ExitCode.NOTHING_NEW}
    try:
        _, said = process.communicate(timeout=HANGS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return "it hangs"
    if process.returncode not in codes:
        return f"exit code {process.returncode}: {said.strip()[-400:]}"
    if process.returncode >= 0 and ("Traceback" in said or "please report" in said):
        return f"no plain words: {said.strip()[-400:]}"
    return "fails without a word" if process.returncode == 1 and not said.strip() else ""


def outlived(scene: Scene) -> Iterator[str]:
    """Processes that a command has left behind for good."""
    until = time.monotonic() + WORKERS_END
    while left := list(scene.processes()):
        if time.monotonic() > until:
            yield f"{len(left)} processes outlive it"
            for process in left:
                with contextlib.suppress(OSError):
                    os.kill(process, 9)
            return
        time.sleep(0.05)

"""What benchmarks/abuse/kills.py does to a command while it runs, and what is odd about the machine it runs on."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.crashing.points import CAST, OUTPUT, edit

NOBODY = 65534
BALLAST = "ballast"
CLOCK_FILE = "clock.txt"
DAYS = (0, 40, -40, 9000, -9000)
# Address space (bytes) in which the program only just runs.
LITTLE_MEMORY = 400_000_000
KILLED = -signal.SIGKILL


@dataclass(frozen=True, slots=True)
class Scene:
    """A command that runs in `folder`, which lies below `root`; `took` is how long it takes undisturbed (seconds)."""

    process: subprocess.Popen[str]
    root: Path
    folder: Path
    took: float
    chance: random.Random

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self.process.poll() is None

    def wait_for_moment(self) -> bool:
        """Waits until some moment of the run; False where it has ended before.

        Half of the moments are anywhere in it, the others lie behind the first change of a file: starting takes longer.
        """
        if self.chance.random() < 0.5:
            return not self._ends_within(self.chance.uniform(0.0, self.took))
        before = _look(self.folder)
        while self.runs and _look(self.folder) == before:
            time.sleep(0.002)
        return not self._ends_within(self.chance.uniform(0.0, self.took / 3))

    def _ends_within(self, seconds: float) -> bool:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
            return True
        return False

    def processes(self) -> Iterator[int]:
        """The process IDs of the command's session, itself apart."""
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError, IndexError):
                state = (entry / "stat").read_text().rpartition(") ")[2].split()
                if int(state[3]) == self.process.pid and state[0] != "Z" and int(entry.name) != self.process.pid:
                    yield int(entry.name)


def _look(folder: Path) -> int:
    """A number that changes when something in the output folder does."""
    newest = 0
    for place in (OUTPUT, CAST.parent, "machine", "player"):
        for path in (folder / place, *(folder / place).rglob("*")):
            with contextlib.suppress(OSError):
                newest += path.lstat().st_mtime_ns
    return newest


Act = Callable[[Scene], object]


def kill(scene: Scene) -> None:
    """Kills the command alone; its workers have to notice."""
    scene.process.kill()


def kill_all(scene: Scene) -> None:
    """Kills the command and all that it has started at once."""
    for process in scene.processes():
        with contextlib.suppress(OSError):
            os.kill(process, signal.SIGKILL)
    scene.process.kill()


def kill_workers(scene: Scene) -> None:
    """Kills whatever the command has started, again and again, apart from Python's own clerk for semaphores."""
    for _ in range(12):
        for process in list(scene.processes()):
            with contextlib.suppress(OSError):
                if b"resource_tracker" not in Path(f"/proc/{process}/cmdline").read_bytes():
                    os.kill(process, signal.SIGKILL)
        time.sleep(scene.chance.uniform(0.05, 0.5))
        if not scene.runs:
            return


def fill_disk(scene: Scene) -> None:
    """Leaves no more than a few blocks free."""
    left = os.statvfs(scene.root)
    size = left.f_bavail * left.f_frsize - scene.chance.choice((0, 4096, 40_000))
    with (scene.root / BALLAST).open("wb") as file, contextlib.suppress(OSError):
        os.posix_fallocate(file.fileno(), 0, max(1, size))


def empty_disk(scene: Scene) -> None:
    (scene.root / BALLAST).unlink(missing_ok=True)


def lock_disk(scene: Scene) -> None:
    """Makes the file system read-only, as soon as nothing is being written."""
    while scene.runs:
        done = subprocess.run(["mount", "-o", "remount,ro", scene.root], capture_output=True, check=False)
        if done.returncode == 0:
            return


def unlock_disk(scene: Scene) -> None:
    subprocess.run(["mount", "-o", "remount,rw", scene.root], check=True)


def close_folders(scene: Scene) -> None:
    """Takes the right to write in half of the folders."""
    for path in [scene.folder, *scene.folder.rglob("*")]:
        with contextlib.suppress(OSError):
            if path.is_dir() and scene.chance.random() < 0.5:
                path.chmod(0o555)


def open_folders(scene: Scene) -> None:
    for path in [scene.folder, *scene.folder.rglob("*")]:
        if path.is_dir():
            path.chmod(0o755)


def at_story(scene: Scene) -> None:
    """Edits the story, as an editor saves it."""
    with contextlib.chdir(scene.folder):
        edit_story()


def at_cast(scene: Scene) -> None:
    with contextlib.chdir(scene.folder):
        edit_cast()


def edit_story() -> None:
    """Changes a word of the story; the second time nothing."""
    edit("“Go in,”", "“Go in now,”")()


def edit_cast() -> None:
    """Writes a cast file by hand."""
    CAST.parent.mkdir(exist_ok=True)
    CAST.write_text('# Mine.\n[gender]\nTilly = "female" # my aunt\n\n[pauses]\nparagraph = 1234\n', "utf-8")


def turn_clock(scene: Scene) -> None:
    """Sets the clock to another day, twice."""
    for _ in range(2):
        (scene.root / CLOCK_FILE).write_text(str(scene.chance.choice(DAYS) * 86_400))
        time.sleep(scene.chance.uniform(0, scene.took / 3))


def leave_alone(_: Scene) -> None:
    """Does nothing."""


def set_clock(scene: Scene) -> None:
    (scene.root / CLOCK_FILE).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Condition:
    """Something odd: what stands before the command, its variables (None: not set), and what happens in mid-run.

    `undo` puts the machine in order again. `codes` are the exit codes of a run that ended by itself. `by_hand` is what
    a person does to files there, and what an undisturbed run is done with, too. `only_make` is for what other commands
    do not follow. `user` is who runs the command.
    """

    name: str
    act: Act = kill
    undo: Act = leave_alone
    before: tuple[str, ...] = ()
    variables: tuple[tuple[str, str | None], ...] = ()
    codes: frozenset[int] = frozenset({0, KILLED})
    by_hand: Callable[[], object] | None = None
    user: int = 0
    needs_root: bool = False
    # Whether the whole command has to come to its end here, and not only after the machine is in order.
    has_to_end: bool = field(default=False)


REFUSED = frozenset({0, 1})
# May read everything, as the interpreter may lie in somebody's home, but writes only where that user may.
READS = "+dac_read_search"
AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", f"--inh-caps={READS}",
             f"--ambient-caps={READS}")  # fmt: skip
NO_TMP = 'mount --bind /tmp /tmp && mount -o remount,ro,bind /tmp && exec "$@"'
CONDITIONS = (
    Condition("kill -9"),
    Condition("kill -9, workers too", kill_all),
    Condition("workers killed", kill_workers, codes=frozenset({0, 1, 4})),
    Condition("disk full", fill_disk, empty_disk, codes=REFUSED, needs_root=True),
    Condition("disk read-only", lock_disk, unlock_disk, codes=REFUSED, needs_root=True),
    Condition("folders closed", close_folders, open_folders, AS_NOBODY, codes=REFUSED, user=NOBODY, needs_root=True),
    Condition("story edited", at_story, by_hand=edit_story, codes=frozenset({0})),
    Condition("cast file edited", at_cast, by_hand=edit_cast, codes=frozenset({0})),
    Condition("clock jumps", turn_clock, set_clock, codes=frozenset({0}),
              variables=(("ABUSE_CLOCK", f"{{root}}/{CLOCK_FILE}"),)),
    Condition("64 files open", before=("prlimit", "--nofile=64"), has_to_end=True),
    Condition("little memory", before=("prlimit", f"--as={LITTLE_MEMORY}"), codes=frozenset({0, 1, 4, KILLED}),
              has_to_end=True),
    Condition("no HOME", variables=(("HOME", None), ("XDG_CONFIG_HOME", None)), has_to_end=True),
    Condition("HOME not there", variables=(("HOME", "/nonexistent"),), has_to_end=True),
    Condition("/tmp read-only", before=("unshare", "-m", "sh", "-c", NO_TMP, "sh"), variables=(("TMPDIR", None),),
              has_to_end=True, needs_root=True),
    Condition("LC_ALL=C", has_to_end=True,
              variables=(("LC_ALL", "C"), ("LANG", "C"), ("PYTHONUTF8", "0"), ("PYTHONCOERCECLOCALE", "0"))),
    Condition("another user", before=AS_NOBODY, variables=(("HOME", None),), user=NOBODY, has_to_end=True,
              needs_root=True),
)  # fmt: skip

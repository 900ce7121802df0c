"""A process that is started without what is usual, or is told to end: one line and an exit code, never a traceback."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import resource_tracker
from multiprocessing.context import SpawnContext
from pathlib import Path

import pytest
from pebble import ProcessPool

from audiobook.cli import boundary
from audiobook.engines.voice_folders import machine_folder
from audiobook.errors import ResourceError
from audiobook.settings.environment import user_lexicon_path
from audiobook.synthesis.workers import WorkerPool
from tests.conftest import Outcome

Command = Callable[..., Outcome]
HERE = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
unix = pytest.mark.skipif(os.name == "nt", reason="these are a Unix shell's ways to start a program")
SILENT = "-o out --engine silent -j 1"


def run_by_shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs a shell's command in a folder; `audiobook` stands in it for the program."""
    program = f"env PYTHONPATH={HERE['PYTHONPATH']} {sys.executable} -m audiobook"
    script = command.replace("audiobook ", f"{program} ")
    return subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, text=True, timeout=60, check=False)


@unix
@pytest.mark.parametrize(
    ("command", "code", "told"),
    [
        ("audiobook make nothing.txt 2>&-", 1, ""),
        (f"audiobook make two-doors.txt {SILENT} <&- >&- 2>&-", 0, ""),
        ("audiobook make --nonsense 2>/dev/full", 2, ""),
        ("audiobook --help >/dev/full", 1, "the output: No space left on device"),
        ("env -i audiobook make two-doors.txt --dry-run", 0, ""),
        (f"ulimit -n 12; audiobook make two-doors.txt {SILENT}", 1, "ulimit -n"),
        (
            "mkdir gone && cd gone && rmdir ../gone && audiobook make two-doors.txt",
            1,
            "the current folder no longer exists",
        ),
    ],
)
def test_a_process_that_lacks_something(short_story: Path, command: str, code: int, told: str) -> None:
    if "/dev/full" in command and not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")
    done = run_by_shell(command, short_story.parent)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert "a bug" not in done.stderr
    assert told in done.stderr
    if code and told:
        assert done.stderr.count("\n") == 1


LONG = "".join(
    f"Chapter {number}\n\n" + "".join(f"Line {line} of chapter {number} was said by nobody.\n\n" for line in range(12))
    for number in range(1, 21)
)
ENDINGS = [
    pytest.param(["SIGTERM"], False, id="a polite kill"),
    pytest.param(["SIGHUP"], True, id="a terminal that is closed"),
    pytest.param(["SIGTERM", "SIGINT", "SIGHUP"], True, id="several at once"),
]


@unix
@pytest.mark.parametrize(("signals", "everybody"), ENDINGS)
def test_a_run_that_is_told_to_end(tmp_path: Path, signals: list[str], everybody: bool) -> None:
    """It leaves no process, no half-made file and no lock, and says so in one line."""
    (tmp_path / "long.txt").write_text(LONG, "utf-8")
    command = [sys.executable, "-m", "audiobook", "make", "long.txt", *SILENT.split()]
    running = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        cwd=tmp_path,
        env=HERE,
    )
    assert running.stderr is not None
    first = running.stderr.readline()
    assert first.startswith("[1/")
    for name in signals:
        (os.killpg if everybody else os.kill)(running.pid, getattr(signal, name))
    _, err = running.communicate(timeout=30)
    told = [line for line in err.splitlines() if line and not line.startswith("[")]
    number = running.returncode - 128
    assert signal.Signals(number).name in signals
    assert len(told) == 1, err
    assert told[0].startswith("audiobook: stopped")
    _wait_until_nobody_is_left(running.pid)
    assert not [*tmp_path.rglob("*.part"), *tmp_path.rglob("*.lock")]
    assert list(tmp_path.rglob("*.mp3"))


def _wait_until_nobody_is_left(group: int) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError("a process is left")


START = """
import os, signal, sys

class Interrupting:
    def find_spec(self, name, *_):
        if name == "audiobook.cli.boundary":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupting())
from audiobook.cli import main
main()
"""


@unix
def test_ctrl_c_while_the_program_is_loaded() -> None:
    done = subprocess.run([sys.executable, "-c", START], env=HERE, capture_output=True, text=True, check=False)
    assert done.returncode == 130
    assert done.stderr.startswith("audiobook: stopped")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (MemoryError(), "not enough memory"),
        (OSError(errno.ENOMEM, os.strerror(errno.ENOMEM)), "not enough memory"),
        (SystemError("error return without exception set"), "not enough memory"),
        (ImportError("libx.so: failed to map segment from shared object"), "not enough memory"),
        (OSError(errno.EMFILE, "Too many open files", "story.txt"), "story.txt: too many open files"),
    ],
)
def test_a_system_that_gives_no_more(
    audiobook: Command, monkeypatch: pytest.MonkeyPatch, fault: Exception, told: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(boundary.audiobook, "main", fail)
    done = audiobook("voices")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert told in done.err


@pytest.mark.parametrize("number", [errno.EROFS, errno.ENOENT, errno.ENOSPC, errno.EACCES, errno.ENOSYS])
def test_shared_memory_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def fail(_: SpawnContext) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(SpawnContext, "Lock", fail)
    with pytest.raises(ResourceError, match=f"/dev/shm.*{os.strerror(number)}"):
        WorkerPool(1)


def test_a_python_that_may_not_be_run_is_not_blamed_on_shared_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(resource_tracker, "ensure_running", fail)
    with pytest.raises(ResourceError, match=f"no worker process could be started: {os.strerror(errno.EACCES)}"):
        WorkerPool(1)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (OSError(errno.EAGAIN, "Resource temporarily unavailable"), "ulimit -u"),
        (OSError(errno.EMFILE, "Too many open files"), "ulimit -n"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "close other programs"),
        (RuntimeError("can't start new thread"), "ulimit -u"),
    ],
)
@pytest.mark.parametrize("is_wrapped", [False, True])
def test_processes_that_cannot_be_started(
    monkeypatch: pytest.MonkeyPatch, fault: Exception, told: str, is_wrapped: bool
) -> None:
    def fail(*_: object, **__: object) -> None:
        if is_wrapped and isinstance(fault, OSError):
            raise BrokenProcessPool from fault
        raise fault

    monkeypatch.setattr(ProcessPool, "schedule", fail)
    with pytest.raises(ResourceError, match=f"no worker process could be started: .*{told}"):
        WorkerPool(1)


def test_somebody_without_a_home(monkeypatch: pytest.MonkeyPatch, audiobook: Command, short_story: Path) -> None:
    def fail(*_: object, **__: object) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", fail)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setattr("platformdirs.user_data_dir", fail)
    monkeypatch.delenv("AUDIOBOOK_VOICES", raising=False)
    assert not user_lexicon_path().exists()
    assert not machine_folder().exists()
    assert audiobook("inspect", short_story).code == 0


@unix
def test_links_that_lead_to_themselves(audiobook: Command, short_story: Path, tmp_path: Path) -> None:
    ring = tmp_path / "ring.txt"
    ring.symlink_to(ring)
    commands = (
        ("make", ring),
        ("inspect", ring),
        ("script", short_story, "-o", ring),
        ("make", short_story, "-o", ring / "out"),
        ("make", short_story, "-o", ring, "--engine", "silent"),
        ("cast", short_story, "--cast", ring),
        ("serve", ring),
        ("check", ring),
    )
    for command in commands:
        done = audiobook(*command)
        assert (done.code, done.err.count("\n")) == (1, 1), (command, done.err)


BEYOND_PYTHON = {
    "digits": (f"title = {'9' * 5000}\n", "too many digits"),
    "brackets": (f"title = {'[' * 5000}{']' * 5000}\n", "its brackets are nested too deeply"),
}


@pytest.mark.parametrize("kind", BEYOND_PYTHON)
def test_toml_that_python_cannot_take(audiobook: Command, short_story: Path, tmp_path: Path, kind: str) -> None:
    text, told = BEYOND_PYTHON[kind]
    files = {
        short_story.with_suffix(".toml"): ("inspect", short_story),
        tmp_path / "own.toml": ("inspect", short_story, "--cast", tmp_path / "own.toml"),
        tmp_path / "voices" / "lexicon.toml": ("words", short_story),
    }
    (tmp_path / "voices").mkdir()
    for path, command in files.items():
        path.write_text(text, "utf-8")
        done = audiobook(*command)
        path.unlink()
        assert (done.code, done.err.count("\n")) == (1, 1), done.err
        assert path.name in done.err
        assert told in done.err

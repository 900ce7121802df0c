"""Plays a session in a folder of its own, and says what was not as expected."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from tests.sessions.parsing import Session, Step, split_redirections

WIDTH = "100"
# Linux' powers of root over other people's files: CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER.
POWERS_OVER_FILES = 0b1111
CAPABILITY_VERSION = 0x20080522


class Outcome(Protocol):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


@dataclass(slots=True)
class Stage:
    """The folder where a session is played, how commands are run there, and what the last one printed."""

    start: Path
    run: Callable[..., Outcome]
    as_others: bool
    command: Step | None = None
    printed: str = ""
    code: int = 0
    expected_code: int = 0
    failures: list[str] = field(default_factory=list)


def play_session(session: Session, start: Path, run: Callable[..., Outcome]) -> list[str]:
    """What was not as the session says, one message each; `start` is its folder and the current one."""
    stage = Stage(start, run, "not as root" in session.flags)
    for step in (*session.steps, None):
        if step is None or step.sign == "$":
            _check_exit_code(session, stage)
        if step is None or stage.failures:
            break
        problem = _take_step(stage, step)
        if problem:
            stage.failures.append(_describe(session, stage, step, problem))
    os.chdir(start)
    return stage.failures


def _check_exit_code(session: Session, stage: Stage) -> None:
    if stage.command is not None and stage.code != stage.expected_code:
        problem = f"the exit code is {stage.code}, not {stage.expected_code}"
        stage.failures.append(_describe(session, stage, stage.command, problem))


def _describe(session: Session, stage: Stage, step: Step, problem: str) -> str:
    command = f"$ {stage.command.rest}\n{stage.printed}" if stage.command else "(no command was run yet)"
    return f"{session.path.name}:{step.number}: {step.sign} {step.rest}\n{problem}\n{session.about}\n{command}"


def _take_step(stage: Stage, step: Step) -> str:
    """What is wrong; "" if nothing is."""
    match step.sign:
        case "$":
            _run_command(stage, step)
        case "=":
            stage.expected_code = int(step.rest)
        case "columns":
            os.environ["COLUMNS"] = step.rest
        case "file" | "append":
            path = Path(step.rest)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text((path.read_text("utf-8") if step.sign == "append" else "") + step.content, "utf-8")
        case "?" if not _contains(stage.printed, step.rest):
            return "this was not printed"
        case "?!" if _contains(stage.printed, step.rest):
            return "this was printed"
        case "+" if not _find(step.rest):
            return f"this is not there, but {_list_files(stage)}"
        case "-" if _find(step.rest):
            return f"this is there: {', '.join(map(str, _find(step.rest)))}"
        case "@" | "@!":
            return _compare_files(stage, step)
    return ""


def _contains(text: str, part: str) -> bool:
    return " ".join(part.split()) in " ".join(text.split())


def _find(pattern: str) -> list[Path]:
    path = Path(pattern).expanduser()
    if path.is_absolute():
        return sorted(Path(path.anchor).glob(path.relative_to(path.anchor).as_posix()))
    # `..` is resolved by the system, as a shell does; the pattern proper starts after it.
    up = [part for part in path.parts if part == ".."]
    return sorted(Path(*up).glob(Path(*path.parts[len(up) :]).as_posix())) if path.parts[len(up) :] else [path]


def _list_files(stage: Stage) -> str:
    return ", ".join(sorted(path.relative_to(stage.start).as_posix() for path in stage.start.rglob("*"))) or "nothing"


def _compare_files(stage: Stage, step: Step) -> str:
    pattern, _, text = step.rest.partition(": ")
    files = [path for path in _find(pattern) if path.is_file()]
    if not files:
        return f"there is no such file, but {_list_files(stage)}"
    texts = [path.read_text("utf-8", errors="replace") for path in files]
    if any(_contains(content, text) for content in texts) == (step.sign == "@"):
        return ""
    return f"the file {'does not contain' if step.sign == '@' else 'contains'} this:\n" + "\n".join(texts)


def _run_command(stage: Stage, step: Step) -> None:
    name, *words = step.words
    stage.command, stage.printed, stage.code, stage.expected_code = step, "", 0, 0
    if name != "audiobook":
        _run_shell_command(stage.start, name, [os.path.expanduser(word) for word in words])  # noqa: PTH111 - as a shell
        return
    arguments, source, target = split_redirections(words)
    with _standard_input(source):
        outcome = run_without_powers(stage.run, arguments) if stage.as_others else stage.run(*arguments)
    if target is not None:
        Path(target).write_text(outcome.out, "utf-8")
    stage.printed, stage.code = outcome.err if target is not None else outcome.out + outcome.err, outcome.code


def _run_shell_command(start: Path, name: str, words: list[str]) -> None:
    match name:
        case "cd":
            os.chdir(words[0] if words else start)
        case "mkdir":
            Path(words[0]).mkdir(parents=True)
        case "rm":
            path = Path(words[0])
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        case "mv":
            shutil.move(words[0], words[1])
        case "cp":
            is_folder = Path(words[0]).is_dir()
            shutil.copytree(words[0], words[1]) if is_folder else shutil.copy2(words[0], words[1])
        case "ln":
            Path(words[2]).symlink_to(words[1])
        case "chmod":
            Path(words[1]).chmod(int(words[0], 8))


@contextmanager
def _standard_input(source: str | None) -> Iterator[None]:
    """Standard input comes from a file, both for Python and for who reads the descriptor; without one, it is empty."""
    saved, saved_stream = os.dup(0), sys.stdin
    with Path(source or os.devnull).open("rb") as file:
        os.dup2(file.fileno(), 0)
    try:
        with open(0, encoding="utf-8", closefd=False) as sys.stdin:
            yield
    finally:
        sys.stdin = saved_stream
        os.dup2(saved, 0)
        os.close(saved)


def may_write_everywhere() -> bool:
    """Whether permissions mean nothing to this process."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def can_give_up_powers() -> bool:
    """Whether a thread of this process can give up root's powers over files, which Linux lets it do."""
    return sys.platform == "linux"


def run_without_powers(run: Callable[..., Outcome], arguments: list[str]) -> Outcome:
    """Runs a command in a thread that may no longer write to folders without permission; powers belong to a thread."""
    outcomes: list[Outcome] = []
    problems: list[BaseException] = []

    def work() -> None:
        try:
            if may_write_everywhere():
                _give_up_powers()
            outcomes.append(run(*arguments))
        except BaseException as error:  # noqa: BLE001 - raised again where the thread was started
            problems.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    if problems:
        raise problems[0]
    return outcomes[0]


def _give_up_powers() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    header, powers = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0), (ctypes.c_uint32 * 6)()
    if libc.capget(header, powers):
        raise OSError(ctypes.get_errno(), "capget")
    for index in range(3):  # effective, permitted, inheritable; root's powers over files are in the first half of each
        powers[index] &= ~POWERS_OVER_FILES
    if libc.capset(header, powers):
        raise OSError(ctypes.get_errno(), "capset")


def restore_permissions(folder: Path) -> None:
    """Makes folders writable again, so that whoever cleans up can remove them."""
    for parent, folders, _ in os.walk(folder):
        for name in folders:
            path = Path(parent) / name
            if not path.is_symlink():
                path.chmod(0o755)

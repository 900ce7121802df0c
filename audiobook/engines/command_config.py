"""Reads commands.toml: the programs that a person wants to have their stories read by.

    [flite]
    argv = ["flite", "-f", "{text_file}", "-o", "{wav_file}"]

The file stands in the machine's own voices folder and is read nowhere else: a program named in a story's folder, which
may have come from anywhere, is never run.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audiobook.engines.voice_folders import machine_folder
from audiobook.errors import EngineUnavailableError
from audiobook.files.toml import parse_toml
from audiobook.files.workspace import real_path
from audiobook.text.suggest import suggestion

FILE = "commands.toml"
DEFAULT_SECONDS = 60.0
# More words a minute, or seconds for a line, than any program has use for.
MOST = 100_000
KINDS: dict[str, type | tuple[type, ...]] = {
    "argv": list, "rate": (int, float), "seconds": (int, float), "language": str, "gender": str, "description": str
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Command:
    """A program that speaks: how it is called, and how long it may take for a line, in seconds.

    In `argv` these stand for what a line brings: {text_file}, {wav_file}, {pace} (1.0 is the usual pace) and {rate},
    which is `rate` times the pace, for programs that count words a minute.
    """

    name: str
    argv: tuple[str, ...]
    rate: float
    seconds: float
    language: str
    gender: str
    description: str

    def takes(self, mark: str) -> bool:
        """Whether the program is told this: "{text_file}" and so on."""
        return any(mark in word for word in self.argv)

    def words(self, pace: float, text_file: Path, wav_file: Path) -> list[str]:
        """The words to call the program with."""
        marks = {
            "{text_file}": str(text_file),
            "{wav_file}": str(wav_file),
            "{pace}": f"{pace:g}",
            "{rate}": f"{self.rate * pace:.0f}",
        }
        return [self.program, *(_filled(word, marks) for word in self.argv[1:])]

    @property
    def program(self) -> str:
        """The program's own file, or its name where it is not on this machine."""
        beside = machine_folder() / self.argv[0]
        return str(real_path(beside)) if beside.is_file() else shutil.which(self.argv[0]) or self.argv[0]

    @property
    def is_here(self) -> bool:
        """Whether the program is on this machine."""
        return Path(self.program).is_file()


def _filled(word: str, marks: dict[str, str]) -> str:
    for mark, value in marks.items():
        word = word.replace(mark, value)
    return word


def commands() -> tuple[Command, ...]:
    """The programs of this machine's commands.toml; raises EngineUnavailableError, saying where, if it is wrong."""
    path = machine_folder() / FILE
    try:
        entries = parse_toml(path.read_text("utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise EngineUnavailableError(f"{path} cannot be read: {error}") from error
    return tuple(_command(path, name, facts) for name, facts in entries.items())


def _command(path: Path, name: str, facts: Any) -> Command:
    if not isinstance(facts, dict):
        raise EngineUnavailableError(f"{path}: {name} stands before any [name]; write the program's name above it")
    for key, value in facts.items():
        if key not in KINDS:
            raise EngineUnavailableError(f"{path}: [{name}] has no setting {key!r}{suggestion(key, KINDS)}")
        if not isinstance(value, KINDS[key]):
            raise EngineUnavailableError(f"{path}: [{name}] {key} is of the wrong kind: {value!r}")
        if isinstance(value, (int, float)) and not 0 < value <= MOST:
            raise EngineUnavailableError(f"{path}: [{name}] {key} must be more than 0 and at most {MOST:,}")
    argv = facts.get("argv", [])
    if not argv or not all(isinstance(word, str) for word in argv):
        raise EngineUnavailableError(
            f'{path}: [{name}] needs argv, a list of words like ["flite", "-o", "{{wav_file}}"]'
        )
    return Command(
        name=name,
        argv=tuple(argv),
        rate=float(facts.get("rate", 175)),
        seconds=float(facts.get("seconds", DEFAULT_SECONDS)),
        language=facts.get("language", "en"),
        gender=facts.get("gender", ""),
        description=facts.get("description", argv[0]),
    )

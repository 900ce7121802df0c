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
from audiobook.text.suggest import format_suggestion

COMMANDS_FILE = "commands.toml"
DEFAULT_SECONDS = 60.0
# More words a minute, or seconds for a line, than any program has use for.
MAX_NUMBER = 100_000
SETTING_TYPES: dict[str, type | tuple[type, ...]] = {
    "argv": list, "rate": (int, float), "seconds": (int, float), "language": str, "gender": str, "description": str
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SpeechCommand:
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

    def uses_placeholder(self, placeholder: str) -> bool:
        """Whether the program is told this: "{text_file}" and so on."""
        return any(placeholder in argument for argument in self.argv)

    def build_argv(self, pace: float, text_file: Path, wav_file: Path) -> list[str]:
        """The words to call the program with."""
        values = {
            "{text_file}": str(text_file),
            "{wav_file}": str(wav_file),
            "{pace}": f"{pace:g}",
            "{rate}": f"{self.rate * pace:.0f}",
        }
        return [self.program, *(_fill_placeholders(argument, values) for argument in self.argv[1:])]

    @property
    def program(self) -> str:
        """The program's own file, or its name where it is not on this machine."""
        local_path = machine_folder() / self.argv[0]
        return str(real_path(local_path)) if local_path.is_file() else shutil.which(self.argv[0]) or self.argv[0]

    @property
    def is_installed(self) -> bool:
        """Whether the program is on this machine."""
        return Path(self.program).is_file()


def _fill_placeholders(argument: str, values: dict[str, str]) -> str:
    for placeholder, value in values.items():
        argument = argument.replace(placeholder, value)
    return argument


def read_commands() -> tuple[SpeechCommand, ...]:
    """The programs of this machine's commands.toml; raises EngineUnavailableError, saying where, if it is wrong."""
    path = machine_folder() / COMMANDS_FILE
    try:
        entries = parse_toml(path.read_text("utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise EngineUnavailableError(f"{path} cannot be read: {error}") from error
    return tuple(_parse_command(path, name, settings) for name, settings in entries.items())


def _parse_command(path: Path, name: str, settings: Any) -> SpeechCommand:
    if not isinstance(settings, dict):
        raise EngineUnavailableError(f"{path}: {name} stands before any [name]; write the program's name above it")
    for key, value in settings.items():
        if key not in SETTING_TYPES:
            raise EngineUnavailableError(
                f"{path}: [{name}] has no setting {key!r}{format_suggestion(key, SETTING_TYPES)}"
            )
        if not isinstance(value, SETTING_TYPES[key]):
            raise EngineUnavailableError(f"{path}: [{name}] {key} is of the wrong kind: {value!r}")
        if isinstance(value, (int, float)) and not 0 < value <= MAX_NUMBER:
            raise EngineUnavailableError(f"{path}: [{name}] {key} must be more than 0 and at most {MAX_NUMBER:,}")
    argv = settings.get("argv", [])
    if not argv or not all(isinstance(word, str) for word in argv):
        raise EngineUnavailableError(
            f'{path}: [{name}] needs argv, a list of words like ["flite", "-o", "{{wav_file}}"]'
        )
    return SpeechCommand(
        name=name,
        argv=tuple(argv),
        rate=float(settings.get("rate", 175)),
        seconds=float(settings.get("seconds", DEFAULT_SECONDS)),
        language=settings.get("language", "en"),
        gender=settings.get("gender", ""),
        description=settings.get("description", argv[0]),
    )

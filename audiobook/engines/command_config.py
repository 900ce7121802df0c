"""Reads commands.toml: the programs that the `command` engine may run.

    [flite]
    argv = ["flite", "-f", "{text_file}", "-o", "{wav_file}"]

The file is only read from the machine's own voices folder: a story's folder may have come from anywhere, and must not
be able to start programs.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audiobook.engines.voice_folders import machine_folder
from audiobook.errors import EngineUnavailableError
from audiobook.files.toml import describe_toml_error, parse_toml
from audiobook.files.workspace import real_path
from audiobook.text.suggest import format_suggestion

COMMANDS_FILE = "commands.toml"
DEFAULT_SECONDS = 60.0
# The highest rate (words per minute) and time limit (seconds) that make sense.
MAX_NUMBER = 100_000
SETTING_TYPES: dict[str, type | tuple[type, ...]] = {
    "argv": list, "rate": (int, float), "seconds": (int, float), "language": str, "gender": str, "description": str
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SpeechCommand:
    """A program that speaks: its arguments, and how many seconds it may take for an utterance.

    `argv` may have the placeholders {text_file}, {wav_file}, {pace} (1.0 is normal) and {rate}, which is `rate` times
    the pace, for programs that take words per minute.
    """

    name: str
    argv: tuple[str, ...]
    rate: float
    seconds: float
    language: str
    gender: str
    description: str

    @property
    def takes_pace(self) -> bool:
        """Whether the arguments say how fast to speak."""
        return self.uses_placeholder("{pace}") or self.uses_placeholder("{rate}")

    def uses_placeholder(self, placeholder: str) -> bool:
        """Whether the arguments have this placeholder, such as "{text_file}"."""
        return any(placeholder in argument for argument in self.argv)

    def build_argv(self, pace: float, text_file: Path, wav_file: Path) -> list[str]:
        """The arguments with their placeholders filled in."""
        values = {
            "{text_file}": str(text_file),
            "{wav_file}": str(wav_file),
            "{pace}": f"{pace:g}",
            "{rate}": f"{self.rate * pace:.0f}",
        }
        return [self.program, *(_fill_placeholders(argument, values) for argument in self.argv[1:])]

    @property
    def program(self) -> str:
        """The path of the program, or its name if it isn't installed."""
        local_path = machine_folder() / self.argv[0]
        return str(real_path(local_path)) if local_path.is_file() else shutil.which(self.argv[0]) or self.argv[0]

    @property
    def is_installed(self) -> bool:
        """Whether the program is installed."""
        return Path(self.program).is_file()


def _fill_placeholders(argument: str, values: dict[str, str]) -> str:
    for placeholder, value in values.items():
        argument = argument.replace(placeholder, value)
    return argument


def read_commands() -> tuple[SpeechCommand, ...]:
    """The programs in this machine's commands.toml; raises EngineUnavailableError, saying where, if it is invalid."""
    path = machine_folder() / COMMANDS_FILE
    try:
        entries = parse_toml(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise EngineUnavailableError(describe_toml_error(path, error)) from error
    return tuple(_parse_command(path, name, settings) for name, settings in entries.items())


def _parse_command(path: Path, name: str, settings: Any) -> SpeechCommand:
    if not isinstance(settings, dict):
        raise EngineUnavailableError(f"{path}: {name} comes before any [name]; write the program's name above it")
    for key, value in settings.items():
        if key not in SETTING_TYPES:
            raise EngineUnavailableError(
                f"{path}: [{name}] has an unknown setting {key!r}{format_suggestion(key, SETTING_TYPES)}"
            )
        if not isinstance(value, SETTING_TYPES[key]):
            raise EngineUnavailableError(f"{path}: [{name}] {key} has the wrong type: {value!r}")
        if isinstance(value, (int, float)) and not 0 < value <= MAX_NUMBER:
            raise EngineUnavailableError(f"{path}: [{name}] {key} must be more than 0 and at most {MAX_NUMBER:,}")
    argv = settings.get("argv", [])
    if not argv or not all(isinstance(word, str) for word in argv):
        raise EngineUnavailableError(
            f'{path}: [{name}] needs argv, a list of arguments like ["flite", "-o", "{{wav_file}}"]'
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

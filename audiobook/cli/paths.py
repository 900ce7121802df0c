"""Paths as people type them, on the command line."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from audiobook.errors import InputError
from audiobook.files.workspace import advise_on_closed_folders, atomic_write, expand_home
from audiobook.settings.settings import STANDARD_INPUT
from audiobook.text.formatting import shorten

# How much of a path is shown in a message about its length.
MAX_SHOWN_CHARACTERS = 60
# How the help calls an option that is a folder, and an argument that means the same as --output.
FOLDER, OUTPUT_ARGUMENT = "FOLDER", "[OUTPUT]"


class UserPath(click.Path):
    """A path in which `~` is the home folder, also where no shell has put that in (`--output=~/books`)."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:  # noqa: ARG002 - click's
        """The path that was typed; raises InputError where nothing was."""
        option = _describe_parameter(param)
        typed = os.fspath(value)
        if not typed:
            raise InputError(f"{option} is empty; name a file or a folder ('.' is the current folder)")
        if typed == "-" and param and param.metavar in (FOLDER, OUTPUT_ARGUMENT):
            raise InputError(
                f"{option} -: this must be a folder, not standard output; for a folder called -, write ./-"
            )
        # A file that is called "-" keeps a path that is not taken for standard input.
        path = Path.cwd() / typed if Path(typed) == STANDARD_INPUT and typed != "-" else expand_home(Path(typed))
        problem = _find_impossible_name(path)
        if problem:
            raise InputError(f"{option} {shorten(typed, MAX_SHOWN_CHARACTERS)}: {problem}")
        return path


def require_output(output: Path) -> None:
    """Raises InputError if an output folder that was typed doesn't exist: its name may be misspelt."""
    if not output.is_dir():
        raise InputError(f"--output {output}: no such folder")


def _describe_parameter(param: click.Parameter | None) -> str:
    """What a parameter is called in messages: `--output`, or STORY for an argument."""
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return param.make_metavar(click.Context(click.Command(None))).strip("[].") if param else "the path"


def _find_impossible_name(path: Path) -> str:
    """Why no file can have this path, "" where one can."""
    try:
        path.lstat()
    except OSError as error:
        return "no file can have so long a name; check what was typed" if error.errno == errno.ENAMETOOLONG else ""
    except ValueError:
        return "no file can have this character in its name: \\x00"
    return ""


@contextmanager
def write_option_file(option: str, path: Path) -> Iterator[Path]:
    """A temporary path for the file that an option has named; raises OutputError, with the option in it."""
    with advise_on_closed_folders(f"choose another file with {option}"), atomic_write(path) as temp_path:
        yield temp_path


PATH = UserPath()

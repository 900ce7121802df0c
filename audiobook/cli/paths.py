"""Paths as people type them, on the command line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from audiobook.errors import InputError


class UserPath(click.Path):
    """A path in which `~` is the home folder, also where no shell has put that in (`--output=~/books`)."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path that was typed; raises InputError where nothing was."""
        typed = os.fspath(value)
        if not typed:
            name = param.get_error_hint(ctx) if param else "the path"
            raise InputError(f"{name}: nothing is named here; give a file or a folder ('.' is the current folder)")
        return expand_home(Path(typed))


def expand_home(path: Path) -> Path:
    """The path with the home folder in place of a leading `~` or `~user`.

    As in a shell, `~name` stays where there is no such user; it also stays where that is the name of a file here.
    """
    home = path.parts[0] if path.parts else ""
    if not home.startswith("~") or (home != "~" and os.path.lexists(home)):
        return path
    try:
        return path.expanduser()
    except RuntimeError:  # no such user
        return path


PATH = UserPath()

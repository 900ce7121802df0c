"""Paths as they are kept with an album, which may be moved with its workspace, or handed to somebody else."""

from __future__ import annotations

from pathlib import Path

from audiobook.files.workspace import real_path
from audiobook.settings.environment import home_folder
from audiobook.settings.settings import workspace_of

HOME = "~"


def shorten_path(path: Path, output: Path) -> str:
    """A path as it is kept: relative to the workspace or to the home folder, where it lies in one of them."""
    real, workspace, home = real_path(path), real_path(workspace_of(output)), real_path(home_folder())
    if real.is_relative_to(workspace):
        return real.relative_to(workspace).as_posix()
    return f"{HOME}/{real.relative_to(home).as_posix()}" if real.is_relative_to(home) else real.as_posix()


def restore_path(kept: str, output: Path) -> Path:
    """The path that was kept."""
    if kept.startswith(f"{HOME}/"):
        return home_folder() / kept.removeprefix(f"{HOME}/")
    return workspace_of(output) / kept

"""The settings files: `audiobook.toml` of the workspace, and the user's own; each sets options of commands."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audiobook.errors import InputError
from audiobook.files.toml import TomlLines, describe_toml_error, parse_toml
from audiobook.settings.environment import SETTINGS_NAME, user_settings_path


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """A settings file that was read: its tables, and where their lines are.

    `folder` is what its relative paths start from, the current folder for the user's own file, `is_own`.
    """

    path: Path
    is_own: bool
    folder: Path
    tables: Mapping[str, Any]
    lines: TomlLines = field(repr=False, compare=False)

    def locate(self, table: str, key: str) -> str:
        """Where a key is, for messages: the file and the line."""
        return f"{self.path}, line {self.lines.find(table, key) if table else self.lines.find(key)}"


def find_workspace_file() -> Path | None:
    """The `audiobook.toml` of the current folder, or of the nearest folder above it that has one.

    Above the current folder, one that belongs to somebody else is none: anybody may put one into a shared folder.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        path = folder / SETTINGS_NAME
        if path.is_file() and (folder == here or _is_ours(path)):
            return Path(SETTINGS_NAME) if folder == here else path
    return None


def _is_ours(path: Path) -> bool:
    return os.name == "nt" or path.stat().st_uid == os.getuid()


def read_settings_files() -> tuple[SettingsFile, ...]:
    """The settings files there are, the strongest first.

    Raises InputError where one cannot be read or is no TOML.
    """
    own, workspace = user_settings_path(), find_workspace_file()
    found = [_read_file(workspace, False)] if workspace and not _is_same(workspace, own) else []
    return (*found, *([_read_file(own, True)] if own.is_file() else []))


def _is_same(path: Path, other: Path) -> bool:
    return other.is_file() and path.samefile(other)


def _read_file(path: Path, is_own: bool) -> SettingsFile:
    try:
        text = path.read_text("utf-8-sig")
        tables = parse_toml(text)
    except (ValueError, OSError) as error:
        raise InputError(describe_toml_error(path, error)) from error
    return SettingsFile(path, is_own, Path() if is_own else path.parent, tables, TomlLines(text))

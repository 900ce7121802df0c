"""Albums as people name them: by folder or by title, or `all` of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from audiobook.errors import InputError

ALL = "all"


def find_named_folders(name: str, folders: Iterable[Path], output: Path) -> tuple[Path, ...]:
    """The folders of albums that have this name or title; all of them for `all`.

    The title of an album of a series counts with and without its number. Raises InputError where none has it; `output`
    is the folder that they are in.
    """
    from audiobook.files.workspace import real_path
    from audiobook.text.suggest import format_suggestion

    known = tuple(folders)
    if name == ALL:
        return known
    here = real_path(Path(name))
    found = tuple(folder for folder in known if name.casefold() in _titles(folder) or real_path(folder) == here)
    if not found:
        suggestion = format_suggestion(name, (folder.name for folder in known))
        raise InputError(f"there is no album {name} in {output}{suggestion}")
    return found


def _titles(folder: Path) -> tuple[str, str]:
    from audiobook.album.location import VOLUME

    title = folder.name.casefold()
    return title, VOLUME.sub("", folder.name, count=1).casefold()

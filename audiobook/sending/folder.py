"""A folder as a target: a player, a memory card, a synchronized folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from audiobook.errors import InputError, OutputError
from audiobook.files.workspace import atomic_write, remove_if_empty, to_output_error
from audiobook.sending.albums import AlbumFile
from audiobook.sending.plan import FileCallback, SendPlan


class FolderTarget:
    """A folder that albums are copied to; raises InputError where it is not there."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise InputError(f"there is no folder {folder}; connect the player, or create the folder")
        self._folder = folder

    @property
    def name(self) -> str:
        """The folder's path."""
        return str(self._folder.absolute())

    def select(self, files: tuple[AlbumFile, ...]) -> tuple[AlbumFile, ...]:
        """Everything is copied."""
        return files

    @property
    def rewritten(self) -> frozenset[str]:
        """It leaves files as they are."""
        return frozenset()

    def stored_name(self, name: str) -> str:
        """A file keeps its name."""
        return name

    def list_files(self, place: tuple[str, ...]) -> Mapping[str, int]:
        """The sizes of an album's files, by name."""
        root = self._folder.joinpath(*place)
        try:
            return {
                path.relative_to(root).as_posix(): path.stat().st_size
                for parent, _, names in os.walk(root)
                for path in (Path(parent, name) for name in names)
            }
        except OSError as error:
            raise to_output_error(root, error) from error

    def send(self, plan: SendPlan, on_file: FileCallback) -> None:
        """Copies and removes what a plan says; raises OutputError where that can't be done."""
        root = self._folder.joinpath(*plan.album.place)
        self._check_space(plan)
        for file in plan.to_send:
            with atomic_write(root / file.name) as part:
                shutil.copyfile(plan.album.path_of(file), part)
            on_file(file.name, file.size)
        for name in plan.to_remove:
            try:
                (root / name).unlink(missing_ok=True)
            except OSError as error:
                raise to_output_error(root / name, error) from error
            remove_if_empty((root / name).parent, levels=2)

    def _check_space(self, plan: SendPlan) -> None:
        largest = max((file.size for file in plan.to_send), default=0)
        there = self.list_files(plan.album.place)
        # A file is written beside the one that it replaces.
        needed = plan.size - sum(there.get(file.name, 0) for file in plan.to_send) + largest
        free = shutil.disk_usage(self._folder).free
        if needed > free:
            raise OutputError(
                f"{self._folder} has {free // 1_000_000:,} MB free, but {plan.album.title} needs "
                f"{needed // 1_000_000 + 1:,}; make room there"
            )

    def finish(self) -> bool:
        """There is nothing left to do."""
        return True

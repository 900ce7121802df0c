"""Cleans up after runs that were killed: their half-written files, and the locks that they no longer hold."""

from __future__ import annotations

from pathlib import Path

from audiobook.files.workspace import LIBRARY_LOCK, LOCKS_FOLDER, WORK_FOLDER, remove_abandoned_parts
from audiobook.production.context import BuildContext


def remove_leftovers(context: BuildContext, album_folder: Path, in_shared_folders: bool = True) -> None:
    """Removes the files that killed runs have left in the folders that this build writes to.

    Files of runs that are still going on stay. Files that cannot be removed do no harm and are not reported; the next
    run tries again. `in_shared_folders` includes what all albums share: with a cache of 200,000 lines, looking through
    it takes 0.1 s.
    """
    output, cast_path = context.settings.output, context.cast_path
    work = output / WORK_FOLDER
    for folder in (album_folder, *((work,) if in_shared_folders else ())):
        remove_abandoned_parts(folder)
    for folder in (output, *((cast_path.parent,) if cast_path else ())):
        remove_abandoned_parts(folder, levels=1)
    if _has_locks(work, cast_path):
        from audiobook.files.locks import find_lock_holders, remove_abandoned_lock

        find_lock_holders(work)  # this also removes the album locks that no run holds
        for path in (*((cast_path,) if cast_path else ()), work / LIBRARY_LOCK):
            remove_abandoned_lock(path)


def _has_locks(work: Path, cast_file: Path | None) -> bool:
    """Whether there are any locks; checked first, because looking into them takes a slow import."""
    try:
        lock_files = (*(cast_file.parent.glob(".*.lock") if cast_file else ()), *work.glob(".*.lock"))
        return bool(lock_files) or any((work / LOCKS_FOLDER).iterdir())
    except OSError:
        return False

"""Clears up after runs that were killed: their half-written files, and the locks that they no longer hold."""

from __future__ import annotations

from pathlib import Path

from audiobook.files.workspace import LIBRARY_LOCK, LOCKS_FOLDER, WORK_FOLDER, remove_abandoned_parts
from audiobook.settings.settings import MakeSettings, StorySettings


def remove_leftovers(story: StorySettings, settings: MakeSettings, album: Path) -> None:
    """Removes what killed runs left wherever making this album writes; nothing of runs that are alive.

    Nothing is said of what cannot be removed: it harms nobody, and the next run tries again.
    """
    work = settings.output / WORK_FOLDER
    for folder in (album, work):
        remove_abandoned_parts(folder)
    for folder in (settings.output, story.cast_path.parent):
        remove_abandoned_parts(folder, levels=1)
    if _has_locks(work, story.cast_path):
        from audiobook.files.locks import find_lock_holders, remove_abandoned_lock

        find_lock_holders(work)  # whoever asks who is at work removes the locks that nobody holds
        for path in (story.cast_path, work / LIBRARY_LOCK):
            remove_abandoned_lock(path)


def _has_locks(work: Path, cast_file: Path) -> bool:
    """Whether there are any locks; asked first, as to look into them takes an import."""
    try:
        lock_files = (*cast_file.parent.glob(".*.lock"), *work.glob(".*.lock"))
        return bool(lock_files) or any((work / LOCKS_FOLDER).iterdir())
    except OSError:
        return False

"""Clears up after runs that were killed: their half-written files, and the locks that they no longer hold."""

from __future__ import annotations

from pathlib import Path

from audiobook.files.workspace import LIBRARY, LOCKS_FOLDER, WORK_FOLDER, sweep
from audiobook.settings.settings import MakeSettings, StorySettings


def remove_leftovers(story: StorySettings, settings: MakeSettings, album: Path) -> None:
    """Removes what killed runs left wherever making this album writes; nothing of runs that are alive.

    Nothing is said of what cannot be removed: it harms nobody, and the next run tries again.
    """
    work = settings.output / WORK_FOLDER
    for folder in (album, work):
        sweep(folder)
    for folder in (settings.output, story.cast_path.parent):
        sweep(folder, levels=1)
    if _holds_locks(work, story.cast_path):
        from audiobook.files.locks import at_work, remove_abandoned_lock

        at_work(work)  # whoever asks who is at work removes the locks that nobody holds
        for path in (story.cast_path, work / LIBRARY):
            remove_abandoned_lock(path)


def _holds_locks(work: Path, cast_file: Path) -> bool:
    """Whether there are any locks; asked first, as to look into them takes an import."""
    try:
        beside = (*cast_file.parent.glob(".*.lock"), *work.glob(".*.lock"))
        return bool(beside) or any((work / LOCKS_FOLDER).iterdir())
    except OSError:
        return False

"""The folder for the sound of a run that is listened to; what killed runs have left of theirs is removed."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from audiobook.files.workspace import WORK_FOLDER, check_writable, is_process_running

LIVE_FOLDER = "live"


@contextlib.contextmanager
def open_sound_folder(output: Path) -> Iterator[Path]:
    """A folder of this process in the work folder below `output`, removed at the end; raises OutputError."""
    parent = output / WORK_FOLDER / LIVE_FOLDER
    _remove_abandoned(parent)
    folder = parent / str(os.getpid())
    check_writable(folder)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield folder
    finally:
        _remove(folder)


def _remove_abandoned(parent: Path) -> None:
    with contextlib.suppress(OSError):
        for folder in parent.iterdir():
            if folder.name.isdecimal() and not is_process_running(int(folder.name)):
                _remove(folder)


def _remove(folder: Path) -> None:
    # Somebody may still be sent a file of it; the next run removes it then.
    shutil.rmtree(folder, ignore_errors=True)
    with contextlib.suppress(OSError):
        folder.parent.rmdir()

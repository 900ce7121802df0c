"""The queue's file: what waits or is being made, so that it is still known when the studio was killed."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from audiobook.errors import OutputError
from audiobook.files.locks import lock_file
from audiobook.files.workspace import WORK_FOLDER, atomic_write
from audiobook.studio.make_request import MakeRequest

QUEUE_FILE = "studio-queue.json"
LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SavedJob:
    """A make that has not ended: the identity of its story, its title, what was asked for, and whether it had begun."""

    story: str
    title: str
    request: MakeRequest
    has_begun: bool = False


class QueueFile:
    """The file in the work folder of `output`; it belongs to the first studio that has it open, until that ends.

    Another studio of the same folder would take the albums of the first one for interrupted, so it keeps no file.
    """

    def __init__(self, output: Path) -> None:
        self._path = output / WORK_FOLDER / QUEUE_FILE
        self._held = contextlib.ExitStack()
        self._is_ours = False

    def open(self) -> tuple[SavedJob, ...]:
        """Takes the file, and reads what the studio before has left; a file that can't be read is told and ignored."""
        try:
            self._held.enter_context(lock_file(self._path, wait_seconds=0))
        except OutputError:
            return ()
        self._is_ours = True
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=tuple[SavedJob, ...])
        except FileNotFoundError:
            return ()
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            LOG.warning("%s can't be read, so albums that were waiting are not in the queue any more", self._path)
            return ()

    def write(self, jobs: Iterable[SavedJob]) -> None:
        """Keeps these jobs; that it can't is told, and stops nothing."""
        if not self._is_ours:
            return
        try:
            with atomic_write(self._path) as part:
                part.write_bytes(msgspec.json.encode(tuple(jobs)))
        except OutputError as error:
            LOG.warning("the queue of albums isn't saved: %s", error.problem)

    def close(self) -> None:
        """Lets another studio have the file."""
        self._is_ours = False
        self._held.close()

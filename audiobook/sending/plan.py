"""What has to be sent so that a target has an album as it is now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from audiobook.sending.albums import AlbumFile, SentAlbum

# The digests of the files of an album that were sent to a target before, by name.
SentFiles = Mapping[str, str]
# Called with the name and size of each file that has arrived.
FileCallback = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class SendPlan:
    """The files of an album that are to be sent, and the names of those that it had before and that are to go."""

    album: SentAlbum
    to_send: tuple[AlbumFile, ...]
    to_remove: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many bytes are to be sent."""
        return sum(file.size for file in self.to_send)

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.to_send or self.to_remove)


class Target(Protocol):
    """Where albums are sent to."""

    @property
    def name(self) -> str:
        """What people call it, without secrets."""

    def select(self, files: tuple[AlbumFile, ...]) -> tuple[AlbumFile, ...]:
        """Those of an album's files that are of use there."""

    @property
    def rewritten(self) -> frozenset[str]:
        """The names of files that it may write anew itself, with what people change there."""

    def stored_name(self, name: str) -> str:
        """The name that a file of an album has there."""

    def list_files(self, place: tuple[str, ...]) -> Mapping[str, int]:
        """The sizes of the files of an album that are there, by their names there, empty where there are none."""

    def send(self, plan: SendPlan, on_file: FileCallback) -> None:
        """Sends and removes what a plan says; a file is whole under its name, or not there."""

    def finish(self) -> bool:
        """Called when all albums were sent; whether `list_files` now tells what has arrived."""


def plan_album(album: SentAlbum, target: Target, sent: SentFiles) -> SendPlan:
    """What has to be done for an album at a target, where `sent` are the files that were sent there before.

    A file is left alone if the target has one of that size, unless it is known to be another one; one that the target
    may have written anew itself is left alone in any size. Only files that this program has sent are removed, and only
    when the album no longer has them.
    """
    there = target.list_files(album.place)
    files = target.select(album.files)
    due = tuple(
        file for file in files if not _has(there, target, file) or sent.get(file.name, file.sha256) != file.sha256
    )
    # Where it isn't known what was sent, such as after the address has changed, only the other files tell.
    is_grown = not sent and any(file.name not in target.rewritten for file in due)
    to_send = tuple(
        file
        for file in due
        if is_grown or not _is_rewritten(there, target, file) or file.sha256 != sent.get(file.name, file.sha256)
    )
    names = {file.name for file in files}
    to_remove = tuple(sorted(name for name in sent if name not in names and target.stored_name(name) in there))
    return SendPlan(album, to_send, to_remove)


def find_incomplete(plan: SendPlan, target: Target) -> tuple[str, ...]:
    """The names of the files that were sent and that a target has in another size, or not at all."""
    there = target.list_files(plan.album.place)
    return tuple(
        file.name for file in plan.to_send if not (_has(there, target, file) or _is_rewritten(there, target, file))
    )


def _has(there: Mapping[str, int], target: Target, file: AlbumFile) -> bool:
    return there.get(target.stored_name(file.name)) == file.size


def _is_rewritten(there: Mapping[str, int], target: Target, file: AlbumFile) -> bool:
    """Whether a file may be there as the target has written it, in any size."""
    return file.name in target.rewritten and target.stored_name(file.name) in there

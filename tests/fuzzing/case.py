"""One made-up input: the files it consists of, and what a person would run on them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from random import Random


@dataclass(frozen=True, slots=True)
class Case:
    """Files by their paths with slashes, symbolic links to their targets, and the commands to run beside them.

    `album` asks for a finished album to lie there first, below `out`; `files` are then written over it, and a file
    whose bytes are None is removed. `answers` are what a language model sends, one reply after the other.
    """

    kind: str
    files: tuple[tuple[str, bytes | None], ...]
    commands: tuple[tuple[str, ...], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    album: bool = False
    answers: tuple[bytes, ...] = ()

    @property
    def size(self) -> int:
        """How many bytes all files have together."""
        return sum(len(data or b"") for _, data in self.files) + sum(map(len, self.answers))


Generator = Callable[[Random], Case]


def lay_out(case: Case, folder: Path) -> None:
    """Writes the files of a case below a folder; what no file system takes, such as an empty name, is passed over."""
    for name, data in case.files:
        place = folder / name
        if not _is_within(name):
            continue
        if data is None:
            place.unlink(missing_ok=True)
            continue
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        except (OSError, ValueError):
            continue
    for name, target in case.links:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if not os.path.lexists(place):
            place.symlink_to(target)


def _is_within(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts


def chosen(chance: Random, options: Iterable[tuple[str, ...]], most: int) -> tuple[tuple[str, ...], ...]:
    """Up to so many of the commands, at random."""
    every = list(options)
    return tuple(chance.sample(every, min(most, len(every))))

"""Python runs this first where this folder is on its path, and changes three things for the runs of a benchmark.

The moment that albums note as their beginning stands still, so that runs can be compared byte by byte. One voice more
can be installed, from the server that ABUSE_VOICES names. And the clock is wrong by as many seconds as the file says
that ABUSE_CLOCK names, as soon as it is there.
"""

from __future__ import annotations

import hashlib
import importlib.abc
import importlib.util
import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

VOICE = bytes(range(256)) * 4000
FILES = ("en-anna.onnx", "en-anna.onnx.json")


class StandingClock:
    """The time of day: the same for all."""

    @staticmethod
    def now(zone: tzinfo) -> datetime:
        """A moment."""
        return datetime(2026, 1, 1, tzinfo=zone)


def stop_clock(update: Any) -> None:
    update.datetime = StandingClock


def offer_voice(downloads: Any) -> None:
    address = os.environ.get("ABUSE_VOICES", "")
    if not address:
        return
    folder, digest = downloads.machine_folder(), hashlib.sha256(VOICE).hexdigest()
    files = tuple(downloads.RemoteFile(f"{address}/{name}", len(VOICE), digest, folder / name) for name in FILES)
    anna = downloads.Download("anna", "piper", "en-US", "female", "for a benchmark", "CC0", files)
    downloads.downloads = lambda: (anna,)


def shift_clock(place: str) -> None:
    """Has the time of day be what a file says."""
    right = time.time

    def read_clock() -> float:
        try:
            with open(place, encoding="ascii") as file:  # noqa: PTH123 - pathlib is slow to load
                return right() + float(file.read() or 0)
        except OSError:
            return right()

    time.time = read_clock
    time.time_ns = lambda: int(read_clock() * 1e9)


CHANGES: dict[str, Callable[[Any], None]] = {
    "audiobook.production.update": stop_clock,
    "audiobook.engines.downloads": offer_voice,
}


class Changed(importlib.abc.Loader):
    """Loads a module as its own loader does, and then changes it."""

    def __init__(self, loader: Any, change: Callable[[Any], None]) -> None:
        self._loader, self._change = loader, change

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """The module, as its own loader makes it."""
        created: ModuleType | None = self._loader.create_module(spec)
        return created

    def exec_module(self, module: ModuleType) -> None:
        """Fills the module."""
        self._loader.exec_module(module)
        self._change(module)


class Finder(importlib.abc.MetaPathFinder):
    """Finds the modules that are changed."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """How a module is loaded; None for those that stay as they are."""
        del path, target
        change = CHANGES.pop(fullname, None)
        spec = importlib.util.find_spec(fullname) if change else None
        if spec is None or change is None:
            return None
        spec.loader = Changed(spec.loader, change)
        return spec


sys.meta_path.insert(0, Finder())
if os.environ.get("ABUSE_CLOCK"):
    shift_clock(os.environ["ABUSE_CLOCK"])

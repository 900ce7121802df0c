"""Worker processes: runs calls in them, and stops them at once when told to."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Any

from pebble import ProcessPool


class Workers:
    """A pool of worker processes; leaving its block by an exception ends them without waiting.

    Workers are spawned, not forked, on every system: the neural runtime's threads do not survive a fork.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._pool = ProcessPool(
            max_workers=count, initializer=_leave_interrupts_alone, context=multiprocessing.get_context("spawn")
        )

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._pool.close()
        else:
            self._pool.stop()
        self._pool.join()

    def start(self, call: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Has a worker run a call; its result, or what it raised, comes by the future."""
        future: Future[Any] = self._pool.schedule(call, args=arguments)
        return future


def _leave_interrupts_alone() -> None:
    # Ctrl-C reaches every process of the terminal; only the first one may act on it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)

"""Worker processes: runs calls in them, and stops them at once when told to."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
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
        self._pool = ProcessPool(max_workers=count, context=multiprocessing.get_context("spawn"))
        # The pool's threads and processes inherit what is blocked here, from their first moment on.
        with _interrupts_blocked():
            self._pool.schedule(os.getpid)

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._pool.close()
            self._pool.join()
            return
        # A second Ctrl-C must not break off the stopping.
        with _interrupts_blocked():
            self._pool.stop()
            self._pool.join()

    def start(self, call: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Has a worker run a call; its result, or what it raised, comes by the future."""
        future: Future[Any] = self._pool.schedule(call, args=arguments)
        return future


@contextlib.contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Keeps Ctrl-C away meanwhile. It reaches every process of a terminal, and only the first one may act on it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

"""Worker processes: runs calls in them, replaces those that die, and stops them at once when told to."""

from __future__ import annotations

import contextlib
import errno
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Future
from concurrent.futures import wait as wait_for
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from multiprocessing.context import SpawnContext
from types import TracebackType
from typing import Any

from pebble import ProcessPool

from audiobook.errors import ResourceError

# Ctrl-C waits for so many seconds at most.
POLL_SECONDS = 0.25
# Starting a worker takes some hundredths of a second, on a machine that is very busy some tenths.
STARTUP_SECONDS = 2.0


class WorkerPool:
    """A pool of worker processes; leaving its block by an exception ends them without waiting.

    Workers are spawned, not forked, on every system: the neural runtime's threads do not survive a fork.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._pool = _start_pool(count)

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error_type is None:
            self._pool.close()
            self._pool.join()
        else:
            self._stop()

    def submit(self, call: Callable[..., Any], *arguments: Any, timeout: float | None = None) -> Future[Any]:
        """Has a worker run a call, for at most so many `seconds`; its result, or what it raised, comes by the future.

        The future raises TimeoutError where the time was not enough, and `pebble.ProcessExpired` where the worker died;
        both times another worker takes its place.
        """
        with _block_interrupts():
            try:
                future: Future[Any] = self._pool.schedule(call, args=arguments, timeout=timeout)
            except RuntimeError:  # the pool broke: a worker died before it could say what it was about to do
                self.restart()
                future = self._pool.schedule(call, args=arguments, timeout=timeout)
        return future

    def wait_for_any(self, futures: Collection[Future[Any]]) -> set[Future[Any]]:
        """Those of the calls that have come to an end, as soon as one has; after a moment none, if none has.

        Waiting takes the locks of all these futures. Ctrl-C in the midst of that would leave some taken for ever, and
        the pool could not be stopped; so it is kept off meanwhile, and acts between two moments.
        """
        with _block_interrupts():
            return wait_for(futures, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED).done

    def restart(self) -> None:
        """Ends all workers and begins with new ones; calls that were running are lost."""
        self._stop()
        self._pool = _start_pool(self.count)

    def _stop(self) -> None:
        # A second Ctrl-C must not break off the stopping.
        with _block_interrupts():
            self._pool.stop()
            _kill_workers(self._pool)
            self._pool.join()


def _start_pool(count: int) -> ProcessPool:
    """A pool whose first worker has been started; raises ResourceError where the system lets none be."""
    context = multiprocessing.get_context("spawn")
    _check_shared_memory(context)
    try:
        # The pool's threads and processes inherit what is blocked here, from their first moment on.
        with _block_interrupts():
            pool = ProcessPool(max_workers=count, initializer=_initialize_worker, context=context)
            pool.schedule(os.getpid)
    except (OSError, RuntimeError, MemoryError) as error:
        raise ResourceError(f"no process could be started: {_describe_error(error)}") from error
    return pool


def _check_shared_memory(context: SpawnContext) -> None:
    """Raises ResourceError where processes cannot have locks in common, which lie in the system's shared memory."""
    try:
        # The process that clears such locks away must outlive the closing of a terminal, as this one does.
        with _block_interrupts():
            resource_tracker.ensure_running()
        context.Lock()
    except (ImportError, OSError) as error:
        if isinstance(error, OSError) and error.errno in ADVICE:
            raise ResourceError(f"no process could be started: {_describe_error(error)}") from error
        raise ResourceError(
            f"the system's shared memory (/dev/shm) cannot be used, and processes need it to work together: "
            f"{_describe_error(error)}; have it mounted, writable and with room in it"
        ) from error


# What a person can do about it.
ADVICE = {
    errno.EMFILE: "let the program open more files (ulimit -n 256), or have fewer processes with -j 1",
    errno.ENFILE: "close other programs, or have fewer processes with -j 1",
    errno.EAGAIN: "let it have more processes (ulimit -u), close other programs, or have fewer with -j 1",
    errno.ENOMEM: "close other programs, or have fewer processes with -j 1",
}


def _describe_error(error: BaseException) -> str:
    """What the system said of it, and what helps."""
    cause = error.__cause__ if isinstance(error, BrokenProcessPool) else error
    if isinstance(cause, OSError):
        message, advice = cause.strerror or str(cause), ADVICE.get(cause.errno or 0, "")
    elif isinstance(cause, MemoryError):
        message, advice = os.strerror(errno.ENOMEM), ADVICE[errno.ENOMEM]
    else:  # a thread that cannot be started is told in words alone
        message, advice = str(cause) or "it ended at once", ADVICE[errno.EAGAIN]
    return f"{message}; {advice}" if advice else message


def _kill_workers(pool: ProcessPool) -> None:
    """Ends the workers of a pool that was told to stop, those that are only being started too.

    These take no signal yet, and would look for locks that the pool throws away when it is joined: each would print a
    traceback about it. So Pebble's thread that starts workers has to be through first; it has no name that is public.
    """
    starting = getattr(pool, "_pool_manager_loop", None)
    if starting is not None:
        starting.join(STARTUP_SECONDS)
    for child in multiprocessing.active_children():
        child.kill()
        child.join()


def _initialize_worker() -> None:
    """Has this worker end when it is told to, and as soon as the process that started it is gone, even killed."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    _exit_with_parent()


def _exit_with_parent() -> None:
    """Has this worker end as soon as the process that started it is gone, even killed: nobody waits for its work."""
    parent = multiprocessing.parent_process()

    def exit_after_parent() -> None:
        if parent:
            wait([parent.sentinel])
            os._exit(1)

    try:
        threading.Thread(target=exit_after_parent, daemon=True).start()
    except RuntimeError:  # the system gives no more threads: the first process is told that this one died
        os._exit(1)


@contextlib.contextmanager
def _block_interrupts() -> Iterator[None]:
    """Keeps away meanwhile what ends the program. It often reaches every process, and only the first one may act on it:
    Ctrl-C, the closing of a terminal, a service that is stopped.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    previous_mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, previous_mask)

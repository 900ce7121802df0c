"""A pool of worker processes that replaces those that die, and can be stopped at once."""

from __future__ import annotations

import contextlib
import errno
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Future
from concurrent.futures import wait as wait_for
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from multiprocessing.context import SpawnContext, SpawnProcess
from types import TracebackType
from typing import Any, Protocol

from pebble import ProcessPool

from audiobook.errors import ResourceError
from audiobook.model import Voice

# Ctrl-C takes effect after this many seconds at most.
POLL_SECONDS = 0.25
# How long starting a worker may take: some hundredths of a second, on a very busy machine some tenths.
STARTUP_SECONDS = 2.0
# What people can do about an error of the system.
ADVICE = {
    errno.EMFILE: "allow more open files (ulimit -n 256), or use fewer processes with -j 1",
    errno.ENFILE: "close other programs, or use fewer processes with -j 1",
    errno.EAGAIN: "allow more processes and memory (ulimit -u, ulimit -v), close other programs, or use -j 1",
    errno.ENOMEM: "close other programs, or use fewer processes with -j 1",
}


class RemoteFailure(Exception):  # noqa: N818 it's no error of this program
    """A call that failed on another machine; its text says how, in words for the user."""


class Workers(Protocol):
    """What makes calls in other processes, here or on other machines: up to `count` at a time."""

    @property
    def count(self) -> int:
        """How many calls can run at a time, now."""

    def prepare(self, voices: Collection[Voice]) -> None:
        """Gets ready to speak with these voices; raises AudiobookError where that is impossible."""

    def submit(self, call: Callable[..., Any], *arguments: Any, timeout: float | None = None) -> Future[Any]:
        """Makes a call, for at most `timeout` seconds; the future gets its result or what it raised."""

    def wait_for_any(self, futures: Collection[Future[Any]]) -> set[Future[Any]]:
        """The finished ones, as soon as there is one; the empty set if there is none after a moment."""

    def restart(self) -> None:
        """Starts anew; calls that were running are lost."""


class WorkerPool:
    """A pool of worker processes; if its block is left by an exception, they are ended without waiting.

    Workers are spawned, not forked, on every system: the threads of onnxruntime do not survive a fork.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._pool = _start_pool(count)
        self._unfinished: set[Future[Any]] = set()

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error_type is None:
            self._pool.close()
            self._pool.join()
        else:
            self.stop()

    def prepare(self, voices: Collection[Voice]) -> None:
        """Nothing: each worker loads a voice when it first speaks with it."""

    def submit(self, call: Callable[..., Any], *arguments: Any, timeout: float | None = None) -> Future[Any]:
        """Runs a call in a worker, for at most `timeout` seconds; the future gets its result or what it raised.

        The future raises TimeoutError if the time was not enough, and `pebble.ProcessExpired` if the worker died. In
        both cases another worker takes its place.
        """
        with block_interrupts():
            try:
                future: Future[Any] = self._pool.schedule(call, args=arguments, timeout=timeout)
            except RuntimeError:  # the pool broke: a worker died before it could report what it was about to do
                self.restart()
                future = self._pool.schedule(call, args=arguments, timeout=timeout)
            self._unfinished.add(future)
            future.add_done_callback(self._unfinished.discard)
        return future

    def wait_for_any(self, futures: Collection[Future[Any]]) -> set[Future[Any]]:
        """The finished ones, as soon as there is one; the empty set if there is none after POLL_SECONDS.

        Waiting acquires the locks of all these futures. Ctrl-C in the middle of that would leave some locked for ever,
        and the pool could not be stopped; so it is blocked meanwhile, and takes effect between two calls.

        If the pool broke, as it does when a worker dies before it reports which call it takes, unfinished futures end
        with BrokenProcessPool, and new workers start.
        """
        with block_interrupts():
            done = wait_for(futures, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED).done
            if not done and not self._pool.active:
                self.restart()
            return done or {future for future in futures if future.done()}

    def restart(self) -> None:
        """Ends all workers and starts new ones; unfinished calls end with BrokenProcessPool."""
        self.stop()
        self._pool = _start_pool(self.count)
        # Their pool is gone, so nothing else would end them.
        for future in tuple(self._unfinished):
            future.set_exception(BrokenProcessPool("the worker processes ended"))

    def stop(self) -> None:
        """Ends all workers at once; calls that were running are lost."""
        # A second Ctrl-C must not interrupt the stopping.
        with block_interrupts():
            self._pool.stop()
            _kill_workers(self._pool)
            self._pool.join()


class SharedWorkers:
    """A pool of workers for several stories, one after the other: loading the voices takes seconds in each worker.

    The pool is started for the first story that needs it, and anew after one that failed.
    """

    def __init__(self, count: int, start: Callable[[int], AbstractContextManager[Workers]]) -> None:
        self.count, self.start = count, start
        self._stack = contextlib.ExitStack()
        self._pool: Workers | None = None

    def __enter__(self) -> SharedWorkers:
        return self

    def __exit__(self, *error: Any) -> None:
        self._pool = None
        self._stack.__exit__(*error)

    @contextlib.contextmanager
    def lend(self, _count: int) -> Iterator[Workers]:
        """The pool for one story; how many workers it could use does not matter, as the next story may need more."""
        if self._pool is None:
            self._pool = self._stack.enter_context(self.start(self.count))
        try:
            yield self._pool
        except BaseException:
            # Calls of this story may still be running.
            self._pool = None
            self._stack.__exit__(*sys.exc_info())
            raise


class _WorkerProcess(SpawnProcess):
    """A process of a pool, as told from other children of this one."""


class _WorkerContext(SpawnContext):
    Process = _WorkerProcess


def _start_pool(count: int) -> ProcessPool:
    """A pool whose first worker has been started; raises ResourceError if the system allows no process."""
    context = _WorkerContext()
    try:
        # The pool's threads and processes inherit the blocked signals, from their start. So does the process that
        # removes locks later: it must survive the closing of a terminal, as this one does.
        with block_interrupts():
            resource_tracker.ensure_running()
            _check_shared_memory(context)
            pool = ProcessPool(max_workers=count, initializer=_initialize_worker, context=context)
            pool.schedule(os.getpid)
    except (OSError, RuntimeError, MemoryError) as error:
        raise ResourceError(f"no worker process could be started: {_describe_error(error)}") from error
    return pool


def _check_shared_memory(context: SpawnContext) -> None:
    """Raises ResourceError if processes can't share locks, which need the system's shared memory."""
    try:
        context.Lock()
    except (ImportError, OSError) as error:
        if isinstance(error, OSError) and error.errno in ADVICE:
            raise
        raise ResourceError(
            f"worker processes need the system's shared memory (/dev/shm), which cannot be used: "
            f"{_describe_error(error)}; mount it writable, with free space"
        ) from error


def _describe_error(error: BaseException) -> str:
    """The system's error message, and what helps."""
    cause = error.__cause__ if isinstance(error, BrokenProcessPool) else error
    if isinstance(cause, OSError):
        message, advice = cause.strerror or str(cause), ADVICE.get(cause.errno or 0, "")
    elif isinstance(cause, MemoryError):
        message, advice = os.strerror(errno.ENOMEM), ADVICE[errno.ENOMEM]
    else:  # a thread that cannot be started raises RuntimeError, without an error number
        message, advice = str(cause) or "it ended at once", ADVICE[errno.EAGAIN]
    return f"{message}; {advice}" if advice else message


def _kill_workers(pool: ProcessPool) -> None:
    """Ends the workers of a stopped pool, also those that are just being started.

    These don't react to signals yet, and would look for locks that the pool discards when it is joined: each would
    print a traceback about it. So Pebble's thread that starts workers has to finish first; there is no public way to
    reach it.
    """
    starting = getattr(pool, "_pool_manager_loop", None)
    if starting is not None:
        starting.join(STARTUP_SECONDS)
    for child in multiprocessing.active_children():
        if isinstance(child, _WorkerProcess):
            child.kill()
            child.join()


def _initialize_worker() -> None:
    """Lets this worker be ended by a signal, and ends it when the process that started it is gone, even if killed."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    _exit_with_parent()


def _exit_with_parent() -> None:
    """Ends this worker when the process that started it is gone, even if killed: nothing needs its work any more."""
    parent = multiprocessing.parent_process()

    def exit_after_parent() -> None:
        if parent:
            wait([parent.sentinel])
            os._exit(1)

    try:
        threading.Thread(target=exit_after_parent, daemon=True).start()
    except RuntimeError:  # the system gives no more threads: this worker ends, and the pool replaces it
        os._exit(1)


@contextlib.contextmanager
def block_interrupts() -> Iterator[None]:
    """Blocks signals that end the program: Ctrl-C, a closed terminal, a stopped service.

    They often reach every process, and only the first one may act on them.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    previous_mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, previous_mask)

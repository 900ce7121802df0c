"""What runs on the workers of a Dask cluster: each has processes of its own that speak, as `make` has at home.

So a line that ends its process, or takes too long, costs a process and not the worker, and is told apart from a worker
that is lost. The scheduler imports this module as well, so heavy modules are imported late.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import pickle
import threading
import time
from collections.abc import Mapping
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from distributed import Reschedule, Worker, get_worker
from distributed.diagnostics.plugin import WorkerPlugin
from tornado.ioloop import PeriodicCallback

from audiobook.cluster.needs import (
    VoiceName,
    compute_fingerprints,
    describe_program,
    name_resource,
)
from audiobook.errors import AudiobookError
from audiobook.settings.environment import forget_variable

if TYPE_CHECKING:
    from audiobook.synthesis.synthesize import BatchReport, SealedClips
    from audiobook.synthesis.workers import WorkerPool

# The processes of a worker that nobody has asked for anything are ended after this time: each holds a model.
IDLE_SECONDS = 300.0
IDLE_CHECK_SECONDS = 30.0
# How soon the C library gives memory back to the system.
TRIM_VARIABLE = "MALLOC_TRIM_THRESHOLD_"


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a batch on a worker: its report and its clips, or what went wrong.

    `error` is one that people can do something about. `exit_code` is that of a process that died, `is_late` says that
    the time was up, `fault` names an exception that no engine should raise.
    """

    worker: str
    report: BatchReport | None = None
    clips: SealedClips = ()
    error: AudiobookError | None = None
    exit_code: int | None = None
    is_late: bool = False
    fault: str = ""


async def announce(needed: tuple[tuple[VoiceName, str], ...], program: Mapping[str, str], dask_worker: Worker) -> Any:
    """Lets a worker offer those of the needed voices that it has just like the machine that asks.

    Returns what this machine has, as plain values (see `judge_worker`).
    """
    own = await asyncio.to_thread(describe_program)
    if own != dict(program):
        return own
    wanted = dict(needed)
    fingerprints = await asyncio.to_thread(compute_fingerprints, tuple(wanted))
    name = plugin_name(program)
    if name not in dask_worker.plugins:
        await dask_worker.plugin_add(SpeakerProcesses(name), name=name)
    # Its processes start while others are still asked, and get ready to work.
    await asyncio.to_thread(dask_worker.plugins[name].start)
    offered = [name_resource(voice, found) for voice, found in fingerprints.items() if found and found == wanted[voice]]
    slots = dask_worker.state.nthreads
    new = {resource: slots for resource in offered if resource not in dask_worker.state.total_resources}
    if new:
        await dask_worker.set_resources(**new)
    return {**own, "fingerprints": fingerprints}


def plugin_name(program: Mapping[str, str]) -> str:
    """The name of the plugin that speaks for a version of this program."""
    return f"audiobook {program['version']} {program['digest']}"


def speak(name: str, work: bytes, seconds: float | None) -> Reply:
    """Speaks a batch on the worker that this runs on, for at most so many seconds.

    `work` are the arguments of `speak_batch`, pickled, so that the scheduler has nothing to unpack.
    """
    worker = get_worker()
    processes: SpeakerProcesses = worker.plugins[name]
    return processes.speak(str(worker.get_current_task()), work, seconds)


class SpeakerProcesses(WorkerPlugin):  # type: ignore[misc]
    """The processes of one worker that speak, as many as it has threads; each speaks one line at a time."""

    def __init__(self, name: str) -> None:
        self.name = name

    def setup(self, worker: Worker) -> None:
        """Called by Dask on the worker."""
        # Workers that are watched by a nanny are daemons, which must not have children; the children end by themselves.
        multiprocessing.current_process().daemon = False
        # Nannies set it to save memory; with it, speaking takes half as long again.
        forget_variable(TRIM_VARIABLE)
        self._worker_name = str(worker.name)
        self._count = worker.state.nthreads
        self._lock = threading.Lock()
        self._pool: WorkerPool | None = None
        self._is_closing = False
        self._running: dict[str, Future[Any]] = {}
        self._dropped: set[str] = set()
        self._last_used = time.monotonic()
        self._idle_check = PeriodicCallback(self._end_idle, IDLE_CHECK_SECONDS * 1000)
        self._idle_check.start()

    def teardown(self, worker: Worker) -> None:
        """Called by Dask where the worker ends."""
        del worker
        self._is_closing = True
        self._idle_check.stop()
        self._stop()

    def transition(self, key: Any, start: str, finish: str, **kwargs: Any) -> None:
        """Called by Dask for every change of a task; one that nobody wants any more ends with its process."""
        del kwargs
        if start == "executing" and finish in ("released", "cancelled"):
            running = self._running.get(str(key))
            if running:
                running.cancel()
            elif str(key).startswith(speak.__name__):
                self._dropped.add(str(key))

    def start(self) -> None:
        """Starts the processes, and has them import what they need."""
        self._last_used = time.monotonic()
        pool = self._open_pool()
        for _ in range(self._count):
            pool.submit(import_module, "audiobook.synthesis.synthesize")

    def speak(self, task: str, work: bytes, seconds: float | None) -> Reply:
        """What became of a batch; the time counts from when a process has begun with it."""
        from pebble import ProcessExpired

        from audiobook.synthesis.synthesize import speak_batch

        try:
            future = self._open_pool().submit(speak_batch, *pickle.loads(work), timeout=seconds)
            self._running[task] = future
            if task in self._dropped:
                future.cancel()
            report, clips = future.result()
        except (CancelledError, ProcessExpired) as error:
            if self._is_closing:  # the batch isn't to blame: another worker speaks it
                raise Reschedule from error
            return Reply(self._worker_name, exit_code=getattr(error, "exitcode", None))
        except AudiobookError as error:
            return Reply(self._worker_name, error=error)
        except TimeoutError:
            return Reply(self._worker_name, is_late=True)
        except Exception as error:  # noqa: BLE001 whoever asked is told; its class may exist on this machine only
            return Reply(self._worker_name, fault=f"{type(error).__name__}: {error}")
        finally:
            self._running.pop(task, None)
            self._dropped.discard(task)
            self._last_used = time.monotonic()
        return Reply(self._worker_name, report, clips)

    def _open_pool(self) -> WorkerPool:
        from audiobook.synthesis.workers import WorkerPool

        with self._lock:
            if self._pool is None:
                self._pool = WorkerPool(self._count)
            return self._pool

    def _end_idle(self) -> None:
        if not self._running and time.monotonic() - self._last_used > IDLE_SECONDS:
            self._stop()

    def _stop(self) -> None:
        with self._lock, contextlib.suppress(OSError):
            if self._pool:
                self._pool.stop()
            self._pool = None

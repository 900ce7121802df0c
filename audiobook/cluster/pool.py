"""Workers on other machines: batches go to a Dask cluster, all other calls to processes of this machine."""

from __future__ import annotations

import asyncio
import contextlib
import pickle
import threading
import time
from collections.abc import Callable, Collection
from concurrent.futures import FIRST_COMPLETED, Future
from concurrent.futures import wait as wait_for
from types import TracebackType
from typing import TYPE_CHECKING, Any

from audiobook.cluster.calls import Call, Part, list_voices, restore_error
from audiobook.cluster.connection import open_client
from audiobook.cluster.needs import VoiceName, describe_program, name_resource, name_voices
from audiobook.cluster.roster import Roster
from audiobook.errors import OutputError, ResourceError
from audiobook.model import Voice
from audiobook.synthesis.clip_store import ClipStore
from audiobook.synthesis.synthesize import Batch, BatchReport, KeyedUtterances, synthesize_batch
from audiobook.synthesis.workers import POLL_SECONDS, RemoteFailure, WorkerPool, block_interrupts

if TYPE_CHECKING:
    from distributed import Future as DaskFuture

    from audiobook.cluster.remote import Reply

# How often to look for workers that have come or gone.
WATCH_SECONDS = 1.0
# For each batch that runs, another one waits in line: so no worker waits for an answer of this machine. With a quarter
# of that, four workers on two busy cores spoke for 80 % of the time, with this for 93 %.
BATCHES_PER_SLOT = 2
RUN_AGAIN = "finished lines are saved: run the same command again"


class ClusterPool:
    """Speaks on the workers of a Dask cluster what they can speak; has the interface of `WorkerPool`.

    `address` is that of the scheduler, or a number of processes on this machine; `local_count` is how many processes
    encode the chapters here. `warn` gets one line about each worker that can't be used, or is lost, and unless
    `quiet` one about those that are used.
    """

    def __init__(
        self, address: str, local_count: int, warn: Callable[[str], None] = lambda _: None, quiet: bool = False
    ) -> None:
        self._local_count, self._warn, self._quiet = local_count, warn, quiet
        self._stack = contextlib.ExitStack()
        self._client = self._stack.enter_context(open_client(address))
        self.roster = Roster(self._client, "this machine" if address.isdecimal() else address, warn)
        self._local: WorkerPool | None = None
        self._told = ""
        self._remote_voices: frozenset[VoiceName] = frozenset()
        # Dask's own thread takes this lock, too, so it is never held while Dask is asked anything.
        self._lock = threading.Lock()
        self._parts: set[Part] = set()
        self._closing = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    @property
    def count(self) -> int:
        """How many batches to have out: two for each line that the workers can speak at a time."""
        return max(1, self.roster.slots * BATCHES_PER_SLOT)

    def __enter__(self) -> ClusterPool:
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        with self._stack:
            try:
                self._drop_parts()
            finally:
                if self._local:
                    self._local.__exit__(error_type, error, trace)

    def prepare(self, voices: Collection[Voice]) -> None:
        """Finds out which workers can speak with these voices just as this machine does, and tells what others lack.

        Voices that no worker has are spoken here. Raises ResourceError if no worker can do anything.
        """
        new = [voice for voice in name_voices(voices) if voice not in self.roster.needed]
        if not new:
            return
        self.roster.require(new)
        told = self.roster.describe()
        if not self._quiet and told != self._told:
            self._warn(told)
        self._told = told
        self._remote_voices = frozenset(voice for voice in self.roster.needed if self.roster.covers([voice]))
        if not self._watcher.is_alive():
            self._watcher.start()

    def submit(self, call: Callable[..., Any], *arguments: Any, timeout: float | None = None) -> Future[Any]:
        """Makes a call, for at most `timeout` seconds from when a worker begins with it.

        Batches go to the cluster where its workers have the voices; everything else is done here. The future raises
        what that of a `WorkerPool` raises, or RemoteFailure.
        """
        if call is synthesize_batch:
            (batch,) = arguments
            if self._remote_voices.issuperset(list_voices(batch.utterances)):
                return self._submit_batch(batch, timeout)
        if self._local is None:
            self._local = WorkerPool(self._local_count)
        return self._local.submit(call, *arguments, timeout=timeout)

    def wait_for_any(self, futures: Collection[Future[Any]]) -> set[Future[Any]]:
        """The finished ones, as soon as there is one; the empty set if there is none after POLL_SECONDS."""
        with block_interrupts():
            return wait_for(futures, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED).done

    def restart(self) -> None:
        """Drops all calls, and looks for workers anew; raises ResourceError if none is left."""
        self._drop_parts()
        if self._local:
            self._local.restart()
        with contextlib.suppress(OSError, RuntimeError):
            self.roster.look(anew=True)
        if not self.roster.usable:
            raise ResourceError(f"the cluster at {self.roster.place} has no worker left; {RUN_AGAIN}")

    # Handing out.

    def _submit_batch(self, batch: Batch, seconds: float | None) -> Future[BatchReport]:
        groups = self._divide(batch.utterances)
        call = Call(batch, len(groups))
        parts = [Part(call, utterances, seconds) for utterances in groups]
        with block_interrupts():
            with self._lock:
                self._parts.update(parts)
            for part in parts:
                self._send(part)
        return call.result

    def _divide(self, utterances: KeyedUtterances) -> tuple[KeyedUtterances, ...]:
        """The utterances as one group if a worker has all of their voices, else a group for each voice."""
        voices = list_voices(utterances)
        if len(voices) == 1 or self.roster.covers(voices):
            return (utterances,)
        return tuple(tuple(row for row in utterances if list_voices((row,)) == (voice,)) for voice in voices)

    def _send(self, part: Part) -> None:
        """Makes a task of a part; one that has a task is sent anew."""
        from audiobook.cluster.remote import plugin_name, speak

        batch = part.call.batch
        work = pickle.dumps((part.utterances, batch.fallback, batch.reason))
        resources = {name_resource(voice, self.roster.needed[voice]): 1 for voice in part.voices}
        task = self._client.submit(
            speak, plugin_name(describe_program()), work, part.seconds,
            pure=False, retries=0, resources=resources, workers=self.roster.choose_workers(part.voices),
        )  # fmt: skip
        with self._lock:
            former, part.task, part.is_stuck, part.sent_at = part.task, task, False, time.monotonic()
            is_wanted = part in self._parts
        if is_wanted and self._client.loop:
            self._client.loop.add_callback(self._receive, part, task)
        self._cancel([former] if is_wanted else [former, task])

    def _drop_parts(self) -> None:
        """Cancels what is out: no worker goes on with it, and nobody waits for it."""
        with block_interrupts():
            with self._lock:
                tasks = [part.task for part in self._parts]
                self._parts.clear()
            self._cancel(tasks)

    def _cancel(self, tasks: list[DaskFuture[Reply] | None]) -> None:
        wanted = [task for task in tasks if task]
        if wanted and self._client.status == "running":
            # Where the connection is lost, the scheduler drops what this machine has asked for.
            with contextlib.suppress(OSError, RuntimeError):
                self._client.cancel(wanted, force=True)

    # Taking in; this runs in Dask's own thread, and what writes to the disk in others.

    async def _receive(self, part: Part, task: DaskFuture[Reply]) -> None:
        from distributed import CancelledError, KilledWorker

        try:
            reply: Reply = await task
        except CancelledError:
            return  # dropped, or sent anew by the watcher
        except KilledWorker as error:
            self._finish(part, task, RemoteFailure(f"{error.allowed_failures + 1} workers were lost while speaking it"))
        except Exception as error:  # noqa: BLE001 whatever Dask says goes to the caller
            self._finish(part, task, RemoteFailure(f"the cluster failed: {type(error).__name__}: {error}"))
        else:
            await asyncio.to_thread(self._accept, part, task, reply)

    def _accept(self, part: Part, task: DaskFuture[Reply], reply: Reply) -> None:
        """Stores the clips of a reply, and gives the caller its report or its error."""
        if reply.report is None:
            self._finish(part, task, restore_error(reply))
            return
        store = ClipStore(part.call.batch.store)
        try:
            for key, data in reply.clips:
                store.write_sealed(key, data)
        except OutputError as error:
            self._finish(part, task, error)
        except ValueError as error:
            self._finish(part, task, RemoteFailure(str(error)))
        else:
            self._finish(part, task, reply.report)

    def _finish(self, part: Part, task: DaskFuture[Reply], outcome: BatchReport | BaseException) -> None:
        with self._lock:
            if part not in self._parts or part.task is not task:
                return
            self._parts.remove(part)
            part.task = None
            if isinstance(outcome, BatchReport):
                part.call.add_report(outcome)
            else:
                part.call.fail(outcome)

    # Watching who is there.

    def _watch(self) -> None:
        while not self._closing.wait(WATCH_SECONDS):
            if self._client.status == "closed":
                self._give_up()
                return
            # A connection that is lost is made again by Dask, or the client is closed then.
            with contextlib.suppress(OSError, RuntimeError):
                self.roster.look(after_losses=self._mark_stuck_parts)
                self._give_up_silent_workers()
                self._send_again()

    def _mark_stuck_parts(self) -> None:
        with self._lock:
            for part in self._parts:
                part.is_stuck |= not self.roster.covers(part.voices)

    def _give_up_silent_workers(self) -> None:
        """Takes overdue parts from workers that are there and don't answer: asleep, or cut off from the network."""
        with self._lock:
            overdue = {part.task.key: part for part in self._parts if part.task and part.is_overdue}
        holders = self._client.processing() if overdue else {}
        for address, keys in holders.items():
            held = [overdue[key] for key in keys if key in overdue]
            if held:
                self.roster.give_up(address)
            for part in held:
                part.is_stuck = True

    def _send_again(self) -> None:
        """Sends what Dask has dropped with a connection, or what no worker could do for a while.

        Dask doesn't look again at tasks without a worker when a worker says what it can do.
        """
        with self._lock:
            parts = [part for part in self._parts if part.is_stuck or (part.task and part.task.cancelled())]
        for part in parts:
            if self.roster.covers(part.voices):
                self._send(part)

    def _give_up(self) -> None:
        with self._lock:
            parts = tuple(self._parts)
            self._parts.clear()
        for part in parts:
            part.call.fail(ResourceError(f"the scheduler at {self.roster.place} is gone; {RUN_AGAIN}"))

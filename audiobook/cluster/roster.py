"""Who is in a cluster, and who can speak with which voice just as this machine does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any

from audiobook.cluster.needs import VoiceName, WorkerNews, compute_fingerprints, describe_program, judge_worker
from audiobook.errors import ResourceError

if TYPE_CHECKING:
    from distributed import Client

# How long to wait for the first worker.
FIRST_WORKER_SECONDS = 20


class Roster:
    """The workers of a cluster; `tell` gets one line about each that can't be used, or is lost.

    `needed` are the voices that are asked for, with their fingerprints on this machine.
    """

    def __init__(self, client: Client, place: str, tell: Callable[[str], None]) -> None:
        self.place = place
        self.needed: dict[VoiceName, str] = {}
        self._client, self._tell = client, tell
        self._workers: dict[str, WorkerNews] = {}
        self._told: set[str] = set()
        # One thread at a time looks for workers; the table itself is only ever replaced as a whole.
        self._lock = threading.Lock()

    @property
    def usable(self) -> tuple[WorkerNews, ...]:
        """The workers that can speak with a needed voice."""
        return tuple(worker for worker in self._workers.values() if worker.voices)

    @property
    def slots(self) -> int:
        """How many lines they can speak at a time."""
        return sum(worker.slots for worker in self.usable)

    def covers(self, voices: Collection[VoiceName]) -> bool:
        """Whether one of them has all of these voices."""
        return any(worker.voices.issuperset(voices) for worker in self.usable)

    def require(self, voices: Iterable[VoiceName]) -> None:
        """Asks all workers for these voices, too; raises ResourceError if no worker can do anything."""
        self.needed |= {voice: mark for voice, mark in compute_fingerprints(voices).items() if mark}
        self._check_scheduler()
        self._await_first_worker()
        self.look(anew=True)
        if not self.usable:
            raise ResourceError(f"no worker of the cluster at {self.place} can be used, for the reasons above")
        for engine, voice in sorted(voice for voice in self.needed if not self.covers([voice])):
            self._tell_once(f"no worker speaks as {voice} ({engine}): its lines are spoken here")
        names = ", ".join(sorted(f"{worker.name} ({worker.slots})" for worker in self.usable))
        count = "1 line" if self.slots == 1 else f"{self.slots} lines"
        self._tell_once(f"the cluster speaks {count} at a time: {names}")

    def look(self, anew: bool = False, after_losses: Callable[[], None] = lambda: None) -> None:
        """Forgets workers that are gone, and asks new ones (or all of them) what they have.

        In between calls `after_losses`. Raises OSError or RuntimeError if the scheduler doesn't answer.
        """
        with self._lock:
            present: dict[str, Any] = self._client.scheduler_info()["workers"]
            before = {} if anew else self._workers
            self._workers = {address: worker for address, worker in before.items() if address in present}
            after_losses()
            gone = [worker for address, worker in before.items() if address not in present and worker.voices]
            for worker in gone:
                self._tell_once(f"{worker.name} is gone; its lines go to others")
            new = {address: info for address, info in present.items() if address not in self._workers}
            found = self._ask(new) if new else []
            self._workers = self._workers | {worker.address: worker for worker in found}
            for problem in (line for worker in found for line in worker.problems):
                self._tell_once(problem)
            if gone and not self.usable:
                self._tell_once("no worker is left; waiting for one")

    def _tell_once(self, line: str) -> None:
        if line not in self._told:
            self._told.add(line)
            self._tell(line)

    def _ask(self, workers: dict[str, Any]) -> list[WorkerNews]:
        from audiobook.cluster.remote import announce

        answers: dict[str, Any] = self._client.run(
            announce, tuple(self.needed.items()), describe_program(), workers=list(workers), on_error="return"
        )
        # One that is just ending has no answer, and is asked again if it stays.
        return [
            judge_worker(address, _name_worker(address, info), info["nthreads"], answers[address], self.needed)
            for address, info in workers.items()
            if address in answers
        ]

    def _check_scheduler(self) -> None:
        """Raises ResourceError if the scheduler can't read what is sent to it: it needs this program, too."""
        try:
            self._client.run_on_scheduler(describe_program)
        except Exception as error:
            raise ResourceError(
                f"the scheduler at {self.place} can't be used: {' '.join(str(error).split())}; install audiobook there"
            ) from error

    def _await_first_worker(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=FIRST_WORKER_SECONDS)
        except TimeoutError as error:
            raise ResourceError(
                f"no worker has joined the cluster at {self.place}; start one on each machine with: "
                f"dask worker {self.place}"
            ) from error


def _name_worker(address: str, info: dict[str, Any]) -> str:
    """The name that a worker was given, or else its address, short enough for a line."""
    name = str(info.get("name", ""))
    if not name or "://" in name:
        return address.partition("://")[2]
    return f"worker {name}" if name.isdigit() else name

"""The queue of albums to make: one after the other, each by the command line itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from audiobook.errors import InputError
from audiobook.studio.make_process import MakeProcess
from audiobook.studio.make_progress import advance_job
from audiobook.studio.make_request import MakeRequest, build_command
from audiobook.studio.shelf_model import CANCELLED, DONE, FAILED, WAITING, WORKING, JobView

# How many finished jobs stay listed.
MAX_FINISHED = 20
MAX_WAITING = 100
# Progress is told at most this often (seconds); a change of state, and a finished chapter, at once.
NOTIFY_SECONDS = 0.3
CLOSE_SECONDS = 10.0
STOPPING = "Stopping…"
STOPPED = "Stopped. The finished chapters are kept; the next make goes on from there."


@dataclass(slots=True)
class _Job:
    """A job: what it shows, and the command that does it."""

    view: JobView
    command: tuple[str, ...]
    process: MakeProcess | None = None
    is_cancelled: bool = False
    told_at: float = 0.0


class JobQueue:
    """Makes albums in the background; all methods may be called from any thread.

    `notify` is called with each job that has changed, from the queue's own thread or from that of the caller.
    """

    def __init__(self, output: Path, notify: Callable[[JobView], None]) -> None:
        self.output = output
        self._notify = notify
        # What is told last of a job is how it is.
        self._telling = threading.Lock()
        self._jobs: dict[int, _Job] = {}
        self._last_id = 0
        self._changed = threading.Condition()
        self._is_closed = False
        self._thread: threading.Thread | None = None

    def add(
        self, identity: str, title: str, paths: tuple[Path, ...], request: MakeRequest, cover: Path | None = None
    ) -> JobView:
        """Puts a story in the queue; one that waits with an equal request is not put there twice.

        `cover` is the picture that the request names. Raises InputError where the request can't be passed on.
        """
        command = build_command(request, paths, self.output, cover)
        with self._changed:
            if self._is_closed:
                raise InputError("the studio is about to end; start it again")
            waiting = [job for job in self._jobs.values() if job.view.state == WAITING]
            same = next((job for job in waiting if job.view.story == identity and job.command == command), None)
            if same:
                return same.view
            if len(waiting) >= MAX_WAITING:
                raise InputError("too many stories are waiting; make the others when some of these are done")
            self._last_id += 1
            job = _Job(JobView(self._last_id, identity, title, WAITING), command)
            self._jobs[self._last_id] = job
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="make albums", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        self._tell(job)
        return job.view

    def cancel(self, number: int) -> JobView:
        """Stops a job, or takes it out of the queue; nothing changes for one that has ended.

        Raises InputError if there is no job of that number.
        """
        with self._changed:
            job = self._jobs.get(number)
            if job is None:
                raise InputError("this make isn't in the list any more; reload the page")
            if job.view.state not in (WAITING, WORKING):
                return job.view
            self._cancel(job)
        self._tell(job)
        return job.view

    def list_jobs(self) -> tuple[JobView, ...]:
        """All jobs that wait or are worked on, and the last ones that have ended, the oldest first."""
        with self._changed:
            return tuple(job.view for job in self._jobs.values())

    def close(self) -> None:
        """Stops what is going on, and waits for that a moment."""
        with self._changed:
            self._is_closed = True
            for job in self._jobs.values():
                if job.view.state in (WAITING, WORKING):
                    self._cancel(job)
            self._changed.notify_all()
        if self._thread:
            self._thread.join(CLOSE_SECONDS)
        with self._changed:
            for job in self._jobs.values():
                if job.process:
                    job.process.kill()

    @staticmethod
    def _cancel(job: _Job) -> None:
        job.is_cancelled = True
        if job.view.state == WAITING:
            job.view = replace(job.view, state=CANCELLED)
        else:
            job.view = replace(job.view, message=STOPPING)
        if job.process:
            job.process.stop()

    def _work(self) -> None:
        while (job := self._next_job()) is not None:
            self._tell(job)
            self._make(job)
            self._forget_old()

    def _next_job(self) -> _Job | None:
        """The next job, once there is one; None when the queue is closed."""
        with self._changed:
            while not self._is_closed:
                for job in self._jobs.values():
                    if job.view.state == WAITING:
                        job.view = replace(job.view, state=WORKING)
                        return job
                self._changed.wait()
            return None

    def _make(self, job: _Job) -> None:
        try:
            process = MakeProcess(job.command)
        except OSError as error:
            self._end(job, replace(job.view, state=FAILED, message=f"the make can't be started: {error.strerror}"))
            return
        with self._changed:
            job.process = process
            if job.is_cancelled:
                process.stop()
        ended = job.view
        for event in process.read_events():
            ended = self._advance(job, event)
        code = process.wait()
        if job.is_cancelled and ended.state != DONE:
            ended = replace(ended, state=CANCELLED, left=None, message=STOPPED)
        elif ended.state == WORKING:
            reason = process.last_error or f"the program ended unexpectedly ({code})"
            ended = replace(ended, state=FAILED, left=None, message=reason)
        self._end(job, ended)

    def _advance(self, job: _Job, event: dict[str, object]) -> JobView:
        """The job after an event; it has not ended before its process has."""
        with self._changed:
            before = job.view
            after = advance_job(before, event, self.output)
            job.view = replace(after, state=WORKING, message=before.message)
            now = time.monotonic()
            is_due = after.finished != before.finished or now - job.told_at >= NOTIFY_SECONDS
            if is_due:
                job.told_at = now
        if is_due:
            self._tell(job)
        return after

    def _end(self, job: _Job, view: JobView) -> None:
        with self._changed:
            job.view, job.process = view, None
        self._tell(job)

    def _tell(self, job: _Job) -> None:
        with self._telling:
            self._notify(job.view)

    def _forget_old(self) -> None:
        with self._changed:
            ended = [number for number, job in self._jobs.items() if job.view.state not in (WAITING, WORKING)]
            for number in ended[:-MAX_FINISHED]:
                del self._jobs[number]

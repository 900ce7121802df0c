"""The queue of albums to make: one after the other, each by the command line itself.

What had not ended when the studio did is in the queue again when it is started, as interrupted: it goes on when
somebody says so, as hours of work may not begin unasked.
"""

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
from audiobook.studio.queue_file import QueueFile, SavedJob
from audiobook.studio.shelf_model import CANCELLED, DONE, FAILED, INTERRUPTED, WAITING, WORKING, JobView

# How many finished jobs stay listed.
MAX_FINISHED = 20
MAX_WAITING = 100
# Progress is told at most this often (seconds); a change of state, and a finished chapter, at once.
NOTIFY_SECONDS = 0.3
CLOSE_SECONDS = 10.0
STOPPING = "Stopping…"
STOPPED = "Stopped. The finished chapters are kept; the next make goes on from there."
WAS_WORKING = "The studio ended while it made this album. What is recorded is kept."
WAS_WAITING = "The studio ended while this album was waiting."
NOT_LISTED = "this make isn't in the list any more; reload the page"
OPEN_STATES = (WAITING, WORKING, INTERRUPTED)


@dataclass(slots=True)
class _Job:
    """A job: what it shows, what was asked for, and the command that does it, () where it was interrupted.

    `is_kept` says that it goes on in the next studio, as this one ends.
    """

    view: JobView
    request: MakeRequest
    command: tuple[str, ...] = ()
    process: MakeProcess | None = None
    is_cancelled: bool = False
    is_kept: bool = False
    has_begun: bool = False
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
        self._file = QueueFile(output)
        for saved in self._file.open():
            self._list_interrupted(saved)

    def add(
        self, identity: str, title: str, paths: tuple[Path, ...], request: MakeRequest, cover: Path | None = None
    ) -> JobView:
        """Puts a story in the queue; one that waits with an equal request is not put there twice.

        `cover` is the picture that the request names. Raises InputError where the request can't be passed on.
        """
        command = build_command(request, paths, self.output, cover)
        with self._changed:
            self._refuse_if_closed()
            waiting = [job for job in self._jobs.values() if job.view.state == WAITING]
            same = next((job for job in waiting if job.view.story == identity and job.command == command), None)
            if same:
                return same.view
            if len(waiting) >= MAX_WAITING:
                raise InputError("too many stories are waiting; make the others when some of these are done")
            job = self._find_interrupted(identity, request) or self._list(JobView(0, identity, title, WAITING), request)
            self._put_in_line(job, command)
        self._tell(job)
        return job.view

    def find_request(self, number: int) -> tuple[str, MakeRequest]:
        """The identity of a job's story, and what was asked for; raises InputError if there is no such job."""
        with self._changed:
            job = self._find(number)
            return job.view.story, job.request

    def resume(self, number: int, paths: tuple[Path, ...], cover: Path | None = None) -> JobView:
        """Has a job go on that was interrupted, with the files of its story; nothing changes for any other.

        Raises InputError if there is no job of that number.
        """
        with self._changed:
            job = self._find(number)
            if job.view.state != INTERRUPTED:
                return job.view
            self._refuse_if_closed()
            self._put_in_line(job, build_command(job.request, paths, self.output, cover))
        self._tell(job)
        return job.view

    def _refuse_if_closed(self) -> None:
        if self._is_closed:
            raise InputError("the studio is about to end; start it again")

    def _find(self, number: int) -> _Job:
        job = self._jobs.get(number)
        if job is None:
            raise InputError(NOT_LISTED)
        return job

    def _find_interrupted(self, identity: str, request: MakeRequest) -> _Job | None:
        jobs = (job for job in self._jobs.values() if job.view.state == INTERRUPTED)
        return next((job for job in jobs if job.view.story == identity and job.request == request), None)

    def _list(self, view: JobView, request: MakeRequest) -> _Job:
        """A new job with the next number."""
        self._last_id += 1
        job = self._jobs[self._last_id] = _Job(replace(view, id=self._last_id), request)
        return job

    def _list_interrupted(self, saved: SavedJob) -> None:
        message = WAS_WORKING if saved.has_begun else WAS_WAITING
        job = self._list(JobView(0, saved.story, saved.title, INTERRUPTED, message=message), saved.request)
        job.has_begun = saved.has_begun

    def _put_in_line(self, job: _Job, command: tuple[str, ...]) -> None:
        job.command, job.view = command, replace(job.view, state=WAITING, message="")
        self._save()
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="make albums", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _save(self) -> None:
        """Keeps what has not ended, for the next studio."""
        self._file.write(
            SavedJob(job.view.story, job.view.title, job.request, job.has_begun)
            for job in self._jobs.values()
            if (job.view.state in OPEN_STATES and not job.is_cancelled) or (job.is_kept and job.view.state == CANCELLED)
        )

    def cancel(self, number: int) -> JobView:
        """Stops a job, or takes it out of the queue; nothing changes for one that has ended.

        Raises InputError if there is no job of that number.
        """
        with self._changed:
            job = self._find(number)
            if job.view.state not in OPEN_STATES:
                return job.view
            self._cancel(job)
            self._save()
        self._tell(job)
        return job.view

    def list_jobs(self) -> tuple[JobView, ...]:
        """All jobs that have not ended, and the last ones that have, the oldest first."""
        with self._changed:
            return tuple(job.view for job in self._jobs.values())

    def close(self) -> None:
        """Stops what is going on, and waits for that a moment; the next studio has it in its queue."""
        with self._changed:
            self._is_closed = True
            for job in self._jobs.values():
                if job.view.state in OPEN_STATES and not job.is_cancelled:
                    job.is_kept = True
                    self._cancel(job)
            self._changed.notify_all()
        if self._thread:
            self._thread.join(CLOSE_SECONDS)
        with self._changed:
            for job in self._jobs.values():
                if job.process:
                    job.process.kill()
            self._file.close()

    @staticmethod
    def _cancel(job: _Job) -> None:
        job.is_cancelled = True
        if job.view.state in (WAITING, INTERRUPTED):
            job.view = replace(job.view, state=CANCELLED, message="")
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
                        job.view, job.has_begun = replace(job.view, state=WORKING), True
                        self._save()
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
            self._save()
        self._tell(job)

    def _tell(self, job: _Job) -> None:
        with self._telling:
            self._notify(job.view)

    def _forget_old(self) -> None:
        with self._changed:
            ended = [number for number, job in self._jobs.items() if job.view.state not in OPEN_STATES]
            for number in ended[:-MAX_FINISHED]:
                del self._jobs[number]

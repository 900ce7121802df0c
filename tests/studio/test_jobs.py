"""The queue of albums to make: real runs of the command line, told, stopped and survived."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from audiobook.cli.json_events import EVENTS
from audiobook.errors import InputError
from audiobook.files.workspace import WORK_FOLDER
from audiobook.studio import jobs as jobs_module
from audiobook.studio.jobs import JobQueue
from audiobook.studio.make_process import MakeProcess
from audiobook.studio.make_progress import CHANGES, advance_job
from audiobook.studio.make_request import MakeRequest, build_command
from audiobook.studio.queue_file import QUEUE_FILE
from audiobook.studio.shelf import Shelf
from audiobook.studio.shelf_model import (
    CANCELLED,
    FAILED,
    INTERRUPTED,
    WAITING,
    WORKING,
    ChapterSound,
    JobView,
)

PLAIN = MakeRequest(single_voice=True)
PATIENCE = 60.0
SILENT_CAST = '[narrator]\nvoice = "silence"\n'


class Told:
    """What the queue has told of its jobs."""

    def __init__(self) -> None:
        self.views: list[JobView] = []

    def __call__(self, job: JobView) -> None:
        self.views.append(job)

    def wait(self, what: Callable[[JobView], bool]) -> JobView:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = next((view for view in tuple(self.views) if what(view)), None)
            if found:
                return found
            time.sleep(0.02)
        raise AssertionError(self.views)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def queue(tmp_path: Path, told: Told) -> Iterator[JobQueue]:
    queue = JobQueue(tmp_path / "output", told)
    yield queue
    queue.close()


def has_ended(job: JobView) -> bool:
    return job.state not in (WAITING, WORKING)


def put(queue: JobQueue, shelf: Shelf, request: MakeRequest = PLAIN) -> JobView:
    (entry,) = shelf.list_entries()
    return queue.add(entry.id, entry.title, shelf.find(entry.id), request)


SLEEPER = 'import sys, time\nprint(\'{"event": "begin"}\', flush=True)\n'


def sleep_instead(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Has the queue run another program."""
    monkeypatch.setattr(jobs_module, "build_command", lambda request, *_: (sys.executable, "-c", program, str(request)))


# --- real runs ---


@pytest.mark.processes
def test_what_the_command_line_refuses_is_told_in_its_words(queue: JobQueue, told: Told, shelf: Shelf) -> None:
    put(queue, shelf, replace(PLAIN, profile="acx", formats=("flac",)))
    failed = told.wait(has_ended)
    assert failed.state == FAILED
    assert "only makes mp3" in failed.message
    assert "\n" not in failed.message
    assert "--" not in failed.message


# --- the queue itself ---


def test_an_equal_request_waits_once(
    queue: JobQueue, told: Told, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleep_instead(monkeypatch, SLEEPER + "time.sleep(60)")
    first = put(queue, shelf)
    told.wait(lambda job: job.state == WORKING)
    second = put(queue, shelf)
    assert second.id != first.id  # the story may have changed since the first has begun
    assert put(queue, shelf) == second
    assert put(queue, shelf, replace(PLAIN, again=True)).id != second.id


def test_a_job_that_waits_can_be_cancelled(
    queue: JobQueue, told: Told, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleep_instead(monkeypatch, SLEEPER + "time.sleep(60)")
    working, waiting = put(queue, shelf), put(queue, shelf, replace(PLAIN, again=True))
    told.wait(lambda job: job.state == WORKING)
    waiting = put(queue, shelf) if waiting.id == working.id else waiting
    assert queue.cancel(waiting.id).state == CANCELLED
    assert queue.cancel(waiting.id).state == CANCELLED
    queue.cancel(working.id)
    assert told.wait(lambda job: job.id == working.id and has_ended(job)).state == CANCELLED
    assert {view.id: view for view in told.views} == {job.id: job for job in queue.list_jobs()}


@pytest.mark.parametrize("number", [0, 99, -1])
def test_a_job_that_is_not_there_cannot_be_cancelled(queue: JobQueue, number: int) -> None:
    with pytest.raises(InputError, match="isn't in the list"):
        queue.cancel(number)


@pytest.mark.slow
@pytest.mark.processes
def test_a_make_that_is_cancelled_keeps_what_is_finished(
    queue: JobQueue, told: Told, shelf: Shelf, tmp_path: Path
) -> None:
    (story,) = shelf.find(shelf.list_entries()[0].id)
    story.write_text("\n\n".join(f"Chapter {number}\n\n" + "It rained. " * 40 for number in range(1, 60)))
    (tmp_path / "voices" / "two doors.toml").write_text(SILENT_CAST)
    put(queue, shelf)
    working = told.wait(lambda job: job.finished > 0)
    queue.cancel(working.id)
    ended = told.wait(has_ended)
    assert (ended.state, ended.message) == (CANCELLED, jobs_module.STOPPED)
    assert 0 < ended.finished < ended.chapters
    assert not [*tmp_path.rglob("*.part")]
    assert shelf.list_entries()[0].chapters >= 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
def test_a_make_that_does_not_stop_is_killed() -> None:
    stubborn = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SLEEPER
    process = MakeProcess((sys.executable, "-c", stubborn + "time.sleep(60)"))
    events = process.read_events()
    assert next(events) == {"event": "begin"}
    process.stop(kill_after=0.2)
    assert [*events] == []
    assert process.wait() == -signal.SIGKILL


def test_a_program_that_breaks_says_why(
    queue: JobQueue, told: Told, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = "import sys; print('no json'); print('[1]'); sys.stderr.write('audiobook: it broke\\n\\n'); sys.exit(3)"
    sleep_instead(monkeypatch, program)
    put(queue, shelf)
    ended = told.wait(has_ended)
    assert (ended.state, ended.message) == (FAILED, "it broke")


def test_a_program_that_cannot_be_started_is_told(
    queue: JobQueue, told: Told, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(jobs_module, "build_command", lambda *_: (str(tmp_path / "nowhere"),))
    put(queue, shelf)
    assert told.wait(has_ended).message.startswith("the make can't be started: ")


def test_only_the_last_jobs_stay_listed(
    queue: JobQueue, told: Told, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs_module, "MAX_FINISHED", 2)
    sleep_instead(monkeypatch, "print()")
    for number in range(1, 5):
        put(queue, shelf)
        told.wait(lambda job, number=number: job.id == number and has_ended(job))  # type: ignore[misc]
    put(queue, shelf)
    told.wait(lambda job: job.id == 5 and has_ended(job))
    end = time.monotonic() + PATIENCE
    while [job.id for job in queue.list_jobs()] != [4, 5] and time.monotonic() < end:
        time.sleep(0.02)
    assert [job.id for job in queue.list_jobs()] == [4, 5]


def test_closing_ends_everything(told: Told, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = JobQueue(tmp_path / "output", told)
    sleep_instead(monkeypatch, SLEEPER + "time.sleep(60)")
    put(queue, shelf)
    told.wait(lambda job: job.state == WORKING)
    queue.close()
    assert [job.state for job in queue.list_jobs()] == [CANCELLED]
    with pytest.raises(InputError, match="about to end"):
        put(queue, shelf)


def test_what_has_not_ended_is_in_the_next_studio(
    told: Told, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits until somebody says that it goes on, and what is taken out or has ended doesn't come back."""
    sleep_instead(monkeypatch, SLEEPER + "time.sleep(60)")
    requests = [replace(PLAIN, chapters=str(number)) for number in range(1, 4)]
    with contextlib.closing(JobQueue(tmp_path / "output", told)) as queue:
        for request in requests:
            put(queue, shelf, request)
        told.wait(lambda job: job.state == WORKING)
        with contextlib.closing(JobQueue(tmp_path / "output", told)) as other:
            assert other.list_jobs() == ()  # they are the first one's
        assert queue.cancel(3).state == CANCELLED
    with contextlib.closing(JobQueue(tmp_path / "output", told)) as queue:
        assert [job.message for job in queue.list_jobs()] == [jobs_module.WAS_WORKING, jobs_module.WAS_WAITING]
        (entry,) = shelf.list_entries()
        assert queue.find_request(2) == (entry.id, requests[1])
        assert queue.cancel(2).state == CANCELLED
    sleep_instead(monkeypatch, "print()")
    with contextlib.closing(JobQueue(tmp_path / "output", told)) as queue:
        time.sleep(0.05)
        assert [(job.id, job.state) for job in queue.list_jobs()] == [(1, INTERRUPTED)]
        assert put(queue, shelf, requests[0]).id == 1  # asking for the same is to go on
        told.wait(lambda job: job.state == FAILED)
        assert queue.resume(1, shelf.find(entry.id)).state == FAILED
    with contextlib.closing(JobQueue(tmp_path / "output", told)) as queue:
        assert queue.list_jobs() == ()


@pytest.mark.parametrize("content", [b"", b"\xff", b"[1]", b'[{"story": "x"}]', b"[" * 100_000, b"{}"])
def test_a_queue_that_cannot_be_read_is_told_and_ignored(
    tmp_path: Path, told: Told, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "output" / WORK_FOLDER / QUEUE_FILE
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with contextlib.closing(JobQueue(tmp_path / "output", told)) as queue:
        assert queue.list_jobs() == ()
    (record,) = caplog.records
    assert str(path) in record.getMessage()


def test_a_process_ends_with_the_one_that_holds_its_standard_input() -> None:
    program = (
        "import time\nfrom audiobook.cli.process import SignalHandler, end_with_caller\n"
        "SignalHandler().install()\nend_with_caller()\n"
        "try: print(flush=True); time.sleep(60)\nexcept KeyboardInterrupt: print('stopped', flush=True)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.readline()
    process.stdin.close()
    assert process.stdout.read() == "stopped\n"
    process.stdout.close()
    process.wait()


SERVER = """
import sys, time
from pathlib import Path
from audiobook.studio.jobs import JobQueue
from audiobook.studio.make_request import MakeRequest
def tell(job):
    if job.finished:
        print(queue._jobs[1].process._process.pid, flush=True)
queue = JobQueue(Path("output"), tell)
for again in (False, True):
    queue.add("x", "x", (Path("input/two-doors.txt").absolute(),), MakeRequest(single_voice=True, again=again))
time.sleep(600)
"""


@pytest.mark.slow
@pytest.mark.processes
@pytest.mark.skipif(os.name == "nt", reason="looks for processes as Unix does")
def test_a_make_ends_when_the_studio_is_killed(shelf: Shelf, tmp_path: Path) -> None:
    """It leaves no process behind, and nothing half made; the next studio has it, and goes on when it is told to."""
    (story,) = shelf.find(shelf.list_entries()[0].id)
    story.write_text("\n\n".join(f"Chapter {number}\n\n" + "It rained. " * 40 for number in range(1, 200)))
    (tmp_path / "voices" / "two doors.toml").write_text(SILENT_CAST)
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True, cwd=tmp_path)
    with contextlib.closing(server.stdout) as lines:  # type: ignore[type-var]
        assert lines is not None
        group = int(lines.readline())
        server.kill()
        server.wait()
    end = time.monotonic() + PATIENCE
    with contextlib.suppress(ProcessLookupError):
        while time.monotonic() < end:
            os.killpg(group, 0)
            time.sleep(0.1)
        os.killpg(group, signal.SIGKILL)
        raise AssertionError("the make goes on")
    made = [*(tmp_path / "output").rglob("*.mp3")]
    assert 0 < len(made) < 199
    assert not [*tmp_path.rglob("*.part")]
    told = Told()
    with contextlib.closing(JobQueue(tmp_path / "output", told)) as queue:
        shown = [(job.id, job.title, job.state, job.message) for job in queue.list_jobs()]
        assert shown == [
            (1, "x", INTERRUPTED, jobs_module.WAS_WORKING),
            (2, "x", INTERRUPTED, jobs_module.WAS_WAITING),
        ]
        assert queue.resume(1, (story,)).state == WAITING
        working = told.wait(lambda job: job.state == WORKING and job.finished > 0)
        assert working.chapters < 199  # it goes on from there


# --- what a request comes to ---


def test_a_request_becomes_options(tmp_path: Path) -> None:
    request = MakeRequest(
        chapters="3,5-7", formats=("mp3", "m4b"), profile="small", again=True, notes="spoken", cover="x.jpg",
        title="--again", author="", speed=1.2, single_voice=False, listen_check=True, prune=True,
    )  # fmt: skip
    command = build_command(request, (Path("-a.txt"), Path("b.txt")), tmp_path, Path("x.jpg"))
    assert command[1:5] == ("-P", "-m", "audiobook", "make")
    assert command[5:] == (
        f"--output={tmp_path}", "--chapters=3,5-7", "--format=mp3,m4b", "--profile=small", "--notes=spoken",
        "--title=--again", "--author=", "--speed=1.2", "--cover=x.jpg", "--full-cast", "--again", "--listen-check",
        "--prune", "--listen", "--join", "--progress=json", "--end-with-caller", "--", "-a.txt", "b.txt",
    )  # fmt: skip


@pytest.mark.parametrize("request_", [MakeRequest(title="a\0b"), MakeRequest(author="x" * 100_000)])
def test_a_text_that_is_none_is_refused(request_: MakeRequest, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="too long, or no text"):
        build_command(request_, (Path("a.txt"),), tmp_path, None)


# --- what events come to ---

JOB = JobView(1, "x", "Tea", WORKING, chapters=2, lines=9)


def test_the_queue_knows_all_events_of_a_run() -> None:
    # Those of a dry run, of several books, and of another command.
    assert set(EVENTS) - set(CHANGES) == {"plan", "book", "summary", "update"}


def test_a_run_says_where_to_listen_until_the_album_has_its_page(tmp_path: Path) -> None:
    assert advance_job(JOB, {"event": "listen", "address": "http://x/live/"}, tmp_path).page == "http://x/live/"


@pytest.mark.parametrize(
    "event",
    [{}, {"event": "new"}, {"event": "begin"}, {"event": "line", "lines": "many"}, {"event": None},
     {"event": "chapter", "chapter": 1, "title": "", "file": "/etc/passwd", "seconds": 1, "finished": 1,
      "chapters": 2, "missing": 0}],
)  # fmt: skip
def test_an_event_that_is_none_changes_nothing(event: dict[str, object], tmp_path: Path) -> None:
    assert advance_job(JOB, event, tmp_path) == JOB


def test_chapters_of_a_single_file_stay_to_be_heard_in_another_format(tmp_path: Path) -> None:
    events = [
        {"event": "chapter", "chapter": 1, "title": "Rain", "file": file, "seconds": 5.0, "finished": number,
         "chapters": 2, "missing": 0}
        for number, file in enumerate((str(tmp_path / "A" / "B" / "1.mp3"), None), 1)
    ]  # fmt: skip
    job = JOB
    for event in events:
        job = advance_job(job, json.loads(json.dumps(event)), tmp_path)
    assert job.ready == (ChapterSound(1, "Rain", "albums/A/B/1.mp3", 5.0),)

"""Two runs never work on one album at once, and a run that died holds nothing."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from audiobook.errors import OutputError
from audiobook.files.locks import LockHolder, find_lock_holders, lock_album
from audiobook.files.workspace import LOCKS_FOLDER

ROOT = Path(__file__).parents[2]
# A run of its own that holds an album until it is told to end.
OTHER_RUN = """
import sys
from pathlib import Path
from audiobook.files.locks import lock_album
with lock_album(Path(sys.argv[1]), Path(sys.argv[2]), 0, print):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def album(tmp_path: Path) -> Path:
    return tmp_path / "Ann" / "Tea"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return tmp_path / ".audiobook"


@contextmanager
def other_run(album: Path, work: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", OTHER_RUN, str(album), str(work)]
    run = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    with run:
        assert run.stdout
        assert run.stdout.readline() == "held\n"
        try:
            yield run
        finally:
            run.kill()


def nobody(holder: LockHolder) -> None:
    raise AssertionError(f"there is nobody to wait for: {holder}")


def test_an_album_that_is_held_says_by_whom(album: Path, work: Path) -> None:
    heard: list[LockHolder] = []
    with other_run(album, work) as run:
        told = rf"Tea is being made by another run \(PID {run.pid}, started \d\d:\d\d\); try again"
        with pytest.raises(OutputError, match=told), lock_album(album, work, 0.3, heard.append):
            raise AssertionError
        assert [(one.process, one.host, one.album) for one in heard] == [(run.pid, socket.gethostname(), str(album))]
        assert abs(heard[0].since - time.time()) < 60
        assert [one.process for one in find_lock_holders(work)] == [run.pid]
        with lock_album(album.with_name("Else"), work, 0, nobody):
            assert [one.process for one in find_lock_holders(work)] == [run.pid]


def test_the_second_run_goes_on_when_the_first_has_ended(album: Path, work: Path) -> None:
    heard: list[LockHolder] = []
    with other_run(album, work) as run:
        threading.Timer(0.4, lambda: run.communicate("\n")).start()
        with lock_album(album, work, 20, heard.append):
            assert len(heard) == 1
            assert run.wait(timeout=20) == 0
            assert find_lock_holders(work) == ()


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is not for Windows")
def test_a_run_that_was_killed_holds_nothing(album: Path, work: Path) -> None:
    with other_run(album, work) as run:
        run.send_signal(signal.SIGKILL)
        run.wait()
        assert list((work / LOCKS_FOLDER).iterdir())
        assert find_lock_holders(work) == ()
        with lock_album(album, work, 0, nobody):
            pass
    assert list((work / LOCKS_FOLDER).iterdir()) == []


def test_nothing_is_left_when_the_block_ends(album: Path, work: Path) -> None:
    def fail() -> None:
        with lock_album(album, work, 0, nobody):
            assert not album.exists()
            assert find_lock_holders(work) == ()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list((work / LOCKS_FOLDER).iterdir()) == []
    with lock_album(album, work, 0, nobody):
        pass


def test_many_that_want_one_album_have_it_one_by_one(album: Path, work: Path) -> None:
    inside: list[int] = []
    most: list[int] = []

    def run() -> None:
        with lock_album(album, work, 30, lambda _: None):
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.01)
            inside.pop()

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 6


@pytest.mark.parametrize("about", ["", "{", "[]", '{"else": 1}'])
def test_a_holder_that_cannot_be_read_is_another_run(album: Path, work: Path, about: str) -> None:
    with other_run(album, work):
        next((work / LOCKS_FOLDER).glob("*.json")).write_text(about)
        with (
            pytest.raises(OutputError, match="is being made by another run;"),
            lock_album(album, work, 0.1, lambda _: None),
        ):
            raise AssertionError


def test_a_run_on_another_machine_is_told_with_its_name() -> None:
    assert "on attic, started" in str(LockHolder("Tea", 12, "attic", time.time()))
    assert json.dumps(str(LockHolder("Tea"))) == '"another run"'


def test_a_work_folder_that_cannot_be_is_told(album: Path, work: Path) -> None:
    work.write_text("x")
    with pytest.raises(OutputError, match="cannot be written"), lock_album(album, work, 0, nobody):
        raise AssertionError

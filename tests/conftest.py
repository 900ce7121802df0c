"""Fixtures that every test may use, and the flag that renews the golden files."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from audiobook.cli.boundary import run
from tests.crashing.workers import InlineWorkers

TESTS = Path(__file__).parent
CASES = TESTS / "cases"
GOLDEN = TESTS / "golden"
for number in (signal.SIGINT, *(getattr(signal, name) for name in ("SIGHUP",) if hasattr(signal, name))):
    # What starts the tests in the background switches these off, and processes that the tests start would inherit that.
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
# Of a hundred inputs that hypothesis would make up, so many are tried where the slow tests are left out.
QUICK_EXAMPLES = 25
SAMPLE = TESTS.parent / "input" / "the-night-dolores-lost-her-voice.txt"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-golden", action="store_true", help="write the golden files anew from what comes out now")


def pytest_configure(config: pytest.Config) -> None:
    # How long something takes is the business of tests/test_growth.py: a busy machine makes no property wrong.
    patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    is_quick = config.getoption("markexpr") == "not slow"
    settings.register_profile("here", patient, max_examples=QUICK_EXAMPLES if is_quick else patient.max_examples)
    settings.load_profile("here")
    # The processes that tests start need not compile the program again and again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Thousands of tests live as long as the run, so the garbage collector need not look at them again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session", autouse=True)
def disk_without_waiting() -> Iterator[None]:
    """No test ends in a power failure, so none waits until its files are on the disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


def examples(most: int) -> int:
    """How many inputs are made up for a property that wants `most` of them: fewer where slow tests are left out."""
    return most * settings().max_examples // 100


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with the golden file of that name, or renews the file when asked to."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--renew-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        assert path.read_text("utf-8") == text

    return compare


@pytest.fixture
def sample() -> Path:
    """The story that ships with the project."""
    return SAMPLE


class Outcome:
    """What a command printed, and its exit code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def audiobook(
    request: pytest.FixtureRequest,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., Outcome]:
    """Runs the command line in this process, in an empty folder: cast files are kept where it runs.

    Worker processes take most of the time of a short album, so the work is done in this process, too, unless a test is
    marked `processes`: those are about the processes, or about engines that are made up or configured for one test.
    """
    monkeypatch.chdir(tmp_path)
    if not request.node.get_closest_marker("processes"):
        for module in ("audiobook.commands.make", "audiobook.production.shared_workers"):
            monkeypatch.setattr(f"{module}.WorkerPool", InlineWorkers)
        monkeypatch.setattr("audiobook.production.shared_workers.HEAD_START_SECONDS", 0.0)

    def command(*arguments: object) -> Outcome:
        code = run([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return Outcome(code, out, err)

    return command


@pytest.fixture
def short_story(tmp_path: Path) -> Path:
    """A story of two short chapters, quick to make."""
    path = tmp_path / "two-doors.txt"
    path.write_text(
        "Two Doors by Ann Example\nSummary: A door, and another.\nGenres: Humor, Family\n"
        "Published: 05/06/17\n\nChapter 1: The Red One by Ann Example\nIt was open.\n\n“Go in,” he said.\n\n"
        "Chapter 2: The Blue One by Ann Example\nIt was shut.\n\n* * *\n\nThey went home.\n",
        "utf-8",
    )
    return path

"""Several stories in one `make`: how far the queue is, and a table of what came of each book."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiobook.cli.exit_codes import ExitCode
from audiobook.cli.failures import describe_failure
from audiobook.cli.json_events import print_error_event, print_event, round_seconds
from audiobook.cli.several_stories import StoryPaths, run_stories
from audiobook.cli.story_addresses import StoryInputs, fetch_stories
from audiobook.cli.terminal import echo, print_notice
from audiobook.errors import AudiobookError
from audiobook.text.clock import format_duration, format_rough_duration
from audiobook.text.formatting import format_count

if TYPE_CHECKING:
    from rich.table import Table

    from audiobook.synthesis.workers import SharedWorkers

# What the table says of a book that has an album.
RESULTS = {ExitCode.DONE: "made", ExitCode.LINES_MISSING: "lines missing", ExitCode.WORDS_UNSPOKEN: "words left out"}
# A novel, which is assumed for what is not fetched yet.
UNKNOWN_BYTES = 500_000
UNCHANGED, STOPPED, NOT_STARTED = "nothing changed", "stopped", "not started"
# The time left is not guessed from less than this share of a queue.
MIN_SHARE_DONE = 0.005


@dataclass(frozen=True, slots=True)
class BookResult:
    """What came of one book: the exit code, and its album; `is_changed` is False where it was up to date."""

    code: ExitCode = ExitCode.DONE
    title: str = ""
    album: str = ""
    chapters: int = 0
    seconds: float = 0.0
    is_changed: bool = True
    has_questions: bool = False


@dataclass(slots=True)
class _Book:
    """A book of a queue, and what is known of it so far; `weight` is about how much text it has."""

    story: str
    weight: int
    wall_seconds: float = 0.0
    result: BookResult | None = None
    failure: str = NOT_STARTED

    @property
    def outcome(self) -> str:
        """What the table says of it."""
        if self.result is None:
            return self.failure
        return RESULTS[self.result.code] if self.result.is_changed or self.result.code else UNCHANGED


def _weigh(inputs: StoryInputs) -> int:
    """About how much text a story has, in bytes; what is on the web is still unknown."""
    from audiobook.reading.text_size import estimate_text_bytes

    paths = [story for story in inputs if isinstance(story, Path)]
    return estimate_text_bytes(paths) if paths else UNKNOWN_BYTES


class BookQueue:
    """The books of one `make`, one after the other, with the workers that they share."""

    def __init__(self, stories: tuple[StoryInputs, ...]) -> None:
        self._workers: SharedWorkers | None = None
        self.books = [_Book(str(inputs[0]), _weigh(inputs)) for inputs in stories]
        self.number = 0
        self.started_at = 0.0
        # Whether what killed runs have left in shared folders was removed.
        self.has_cleaned_up = False

    def __enter__(self) -> BookQueue:
        return self

    def __exit__(self, *error: Any) -> None:
        if self._workers:
            self._workers.__exit__(*error)

    def share_workers(self, jobs: int, cluster: str, quiet: bool) -> SharedWorkers:
        """The workers for all books; they start when the first one needs them."""
        if self._workers is None:
            from audiobook.production.shared_workers import share_workers

            self._workers = share_workers(jobs, cluster, print_notice, quiet)
        return self._workers

    def begin_next(self) -> None:
        """Goes on to the next book."""
        self.number += 1
        self.started_at = time.monotonic()
        self._current.failure = STOPPED

    def finish(self, result: BookResult | None, failure: str = "") -> None:
        """Keeps what came of the current book."""
        self._current.wall_seconds = time.monotonic() - self.started_at
        self._current.result, self._current.failure = result, failure

    def format_position(self, title: str) -> str:
        """Which book of how many is being made."""
        return f"book {self.number}/{len(self.books)} {title}"

    def seconds_left(self, fraction_done: float = 0.0) -> float | None:
        """Seconds until the last book is done, None where it is too early to say.

        `fraction_done` is how much of the current book is done. Books that were up to date or failed say nothing of the
        speed.
        """
        made = [book for book in self.books if book.result and book.result.is_changed]
        weight = sum(book.weight for book in made) + fraction_done * self._current.weight
        seconds = sum(book.wall_seconds for book in made)
        if fraction_done:
            seconds += time.monotonic() - self.started_at
        if weight < MIN_SHARE_DONE * sum(book.weight for book in self.books):
            return None
        rest = sum(book.weight for book in self.books[self.number :]) + (1 - fraction_done) * self._current.weight
        return seconds / weight * rest

    @property
    def fraction_done(self) -> float:
        """How much of the text is in books that are finished, 0 to 1."""
        total = sum(book.weight for book in self.books)
        return sum(book.weight for book in self.books[: max(0, self.number - 1)]) / total

    @property
    def current_share(self) -> float:
        """How much of the text is in the current book, 0 to 1."""
        return self._current.weight / sum(book.weight for book in self.books)

    @property
    def _current(self) -> _Book:
        return self.books[max(0, self.number - 1)]


def run_queue(queue: BookQueue, stories: tuple[StoryInputs, ...], make: Callable[[StoryPaths], BookResult],
              quiet: bool, is_json: bool) -> int:  # fmt: skip
    """Makes one book after the other, and shows what came of each; the exit code as of `run_stories`.

    A book that fails, even by a bug, costs only itself.
    """
    told: set[str] = set()

    def fetch_next(inputs: StoryInputs, quiet: bool) -> StoryPaths:
        queue.begin_next()
        _show_position(queue, quiet, is_json)
        try:
            return fetch_stories(inputs, quiet)
        except AudiobookError as error:
            queue.finish(None, str(error))
            raise

    def make_next(paths: StoryPaths) -> int:
        try:
            result = make(paths)
        except AudiobookError as error:
            queue.finish(None, str(error))
            raise
        except BrokenPipeError:  # nobody reads what is printed any more
            raise
        except Exception as error:  # the boundary of one book: the others must not be lost for it
            message, _ = describe_failure(error)
            queue.finish(None, message)
            raise AudiobookError(message) from error
        queue.finish(result)
        return result.code

    def report_failure(story: str, message: str) -> None:
        if is_json:
            print_error_event(message, ExitCode.ERROR, story)
        elif not quiet and message not in told:
            told.add(message)
            print_notice(message if story in message else f"{story}: {message}")

    try:
        return run_stories(
            stories, make_next, report_failure=report_failure, quiet=quiet, list_failures=quiet, fetch=fetch_next
        )
    finally:
        if is_json:
            _print_summary(queue)
        elif not quiet:
            _show_table(queue)


def _show_position(queue: BookQueue, quiet: bool, is_json: bool) -> None:
    book, left = queue.books[queue.number - 1], queue.seconds_left()
    if is_json:
        seconds = None if left is None else round_seconds(left)
        print_event("book", story=book.story, number=queue.number, books=len(queue.books), left=seconds)
    elif not quiet:
        rest = "" if left is None else f", about {format_rough_duration(left)} left for all"
        print_notice(f"book {queue.number} of {len(queue.books)}: {book.story}{rest}")


def _print_summary(queue: BookQueue) -> None:
    print_event(
        "summary",
        books=[
            {
                "story": book.story,
                "result": book.outcome if book.result or book.failure in (STOPPED, NOT_STARTED) else "failed",
                "message": None if book.result else book.failure,
                "album": book.result.album if book.result else None,
                "title": book.result.title if book.result else None,
                "chapters": book.result.chapters if book.result else 0,
                "seconds": round_seconds(book.result.seconds) if book.result else 0.0,
                "wall": round_seconds(book.wall_seconds),
            }
            for book in queue.books
        ],
        wall=round_seconds(sum(book.wall_seconds for book in queue.books)),
    )


def _show_table(queue: BookQueue) -> None:
    """Prints what came of each book, and what to do next."""
    from audiobook.cli.console import SafeConsole
    from audiobook.cli.tables import print_table

    echo()
    print_table(SafeConsole(), _build_table(queue))
    results = [book.result for book in queue.books if book.result]
    wall = format_duration(sum(book.wall_seconds for book in queue.books))
    audio = format_duration(sum(result.seconds for result in results))
    echo(f"\n{len(results)} of {format_count(len(queue.books), 'book')}, {audio} of audio, in {wall}")
    asked = sum(result.has_questions for result in results)
    if asked:
        # Fifty books would ask a hundred questions; `make` with one story asks them one by one.
        echo(f"{format_count(asked, 'book')} with something to check; for one of them: audiobook inspect STORY")


def _build_table(queue: BookQueue) -> Table:
    from rich.markup import escape
    from rich.table import Table

    table = Table("book", "chapters", "length", "took", "result", box=None, pad_edge=False)
    for column in table.columns[1:4]:
        column.justify = "right"
    for book in queue.books:
        result = book.result or BookResult()
        numbers = (f"{result.chapters:,}", format_duration(result.seconds)) if book.result else ("", "")
        took = "" if book.failure == NOT_STARTED else format_duration(book.wall_seconds)
        table.add_row(escape(result.title or book.story), *numbers, took, escape(book.outcome))
    return table

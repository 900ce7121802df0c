"""Many books in one `make`: one queue, and what came of each."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from audiobook.cli.book_queue import BookQueue, BookResult
from audiobook.cli.exit_codes import ExitCode
from audiobook.cli.make_album import plan_and_make
from audiobook.files.workspace import WORK_FOLDER
from audiobook.production import leftovers
from tests.conftest import Outcome

Command = Callable[..., Outcome]


@pytest.fixture
def books(tmp_path: Path) -> Path:
    folder = tmp_path / "books"
    folder.mkdir()
    for title in ("Rain", "Snow", "Tea"):
        (folder / f"{title}.txt").write_text(f"{title} by Ann\n\n“Oh, {title},” said Maud.\n", "utf-8")
    (folder / "broken.epub").write_bytes(b"PK\x03\x04 that is all")
    return folder


def test_a_folder_of_books_ends_in_a_table(audiobook: Command, books: Path) -> None:
    done = audiobook("make", books.name, "--engine", "silent")
    assert done.code == ExitCode.SOME_STORIES_FAILED
    assert "books: 4 books, each a story of its own" in done.err
    assert "book 1 of 4: books/broken.epub" in done.err
    rows = {row.split()[0]: row.split()[1:] for row in done.out.splitlines() if row}
    assert [rows[title][-1] for title in ("Rain", "Snow", "Tea")] == ["made"] * 3
    assert "damaged" in " ".join(rows["books/broken.epub"])
    assert "3 of 4 books" in done.out
    again = audiobook("make", books.name, "--engine", "silent", "--progress", "json")
    events = [json.loads(line) for line in again.out.splitlines()]
    assert [event["number"] for event in events if event["event"] == "book"] == [1, 2, 3, 4]
    assert [book["result"] for book in events[-1]["books"]] == ["failed", *["nothing changed"] * 3]
    assert events[-1]["books"][1]["title"] == "Rain"


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [(ZeroDivisionError, ExitCode.SOME_STORIES_FAILED, "bug"), (KeyboardInterrupt, ExitCode.STOPPED, "stopped")],
)
def test_what_happens_to_one_book_is_in_the_table(
    audiobook: Command, books: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException], code: int, told: str
) -> None:
    def fail_at_snow(*arguments: object) -> BookResult:
        if "Snow" in str(arguments[0]):
            raise error
        return plan_and_make(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("audiobook.cli.make.plan_and_make", fail_at_snow)
    monkeypatch.setattr("gc.freeze", lambda: None)
    done = audiobook("make", *(books / f"{title}.txt" for title in ("Rain", "Snow", "Tea")), "--engine", "silent")
    assert done.code == code
    text = " ".join(done.out.split())
    assert told in text
    assert ("not started" in text) == (error is KeyboardInterrupt)


def test_what_books_share_is_cleaned_up_once(audiobook: Command, books: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = sorted(books.glob("*.txt"))[:2]
    assert audiobook("make", *paths, "--engine", "silent").code == 0
    cleaned: list[str] = []
    monkeypatch.setattr(leftovers, "remove_abandoned_parts", lambda folder, **_: cleaned.append(folder.name))
    assert audiobook("make", *paths, "--engine", "silent").code == 0
    assert cleaned.count(WORK_FOLDER) == 1
    assert cleaned.count("output") == 2


def test_the_time_left_is_judged_by_the_text(books: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for title, size in (("Rain", 100), ("Snow", 100), ("Tea", 200)):
        (books / f"{title}.txt").write_text("x" * size)
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    queue = BookQueue(tuple((books / f"{title}.txt",) for title in ("Rain", "Snow", "Tea")))
    queue.begin_next()
    assert queue.seconds_left() is None
    now[0] = 10.0
    assert queue.seconds_left(0.5) == pytest.approx(70)
    now[0] = 20.0
    queue.finish(BookResult())
    queue.begin_next()
    assert queue.seconds_left() == pytest.approx(60)
    queue.finish(None, "broken")
    queue.begin_next()
    assert queue.seconds_left() == pytest.approx(40)
    assert (queue.format_position("Tea"), queue.fraction_done, queue.current_share) == ("book 3/3 Tea", 0.5, 0.5)


@pytest.mark.parametrize(
    ("names", "heading", "told"),
    [
        (("Book 1.txt", "Book 2.txt"), "Chapter", "2 books, as each has chapters of its own (--join: one story)"),
        (("Lamps vol. 1.md", "Lamps vol. 2.md"), "Chapter", "2 books, as each has chapters of its own"),
        (("Book 1.txt", "Book 2.txt"), "", "one story of 2 files (--each: each file is a story of its own)"),
        (("Book 1, Chapter 1.txt", "Book 1, Chapter 2.txt"), "Chapter", ""),
        (("Book 1.txt", "Afterword.txt"), "Chapter", ""),
    ],
)
def test_texts_called_books_are_books_if_they_have_chapters(
    audiobook: Command, tmp_path: Path, names: tuple[str, ...], heading: str, told: str
) -> None:
    folder = tmp_path / "lamps"
    folder.mkdir()
    for name in names:
        parts = (f"{heading} {number}\n\nIt rained on the {name} of old.\n\n" for number in (1, 2))
        (folder / name).write_text("".join(parts) if heading else "It rained all day.\n", "utf-8")
    done = audiobook("inspect", folder)
    assert done.code == 0, done.err
    assert told in done.err
    assert bool(done.err.strip()) == bool(told), done.err
    assert done.out.count("===") == (4 if "books" in told else 0)
    assert audiobook("inspect", folder, "--join").out.count("===") == 0

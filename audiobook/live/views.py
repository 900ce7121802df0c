"""What the page learns of a book that is being made, as JSON."""

from __future__ import annotations

from typing import Any

from audiobook.album.addresses import file_url
from audiobook.live.streams import LiveStream
from audiobook.live.timeline import LiveBook, LiveChapter, LiveLine
from audiobook.model import Kind


def view_book(book: LiveBook) -> dict[str, Any]:
    """The book and the states of its chapters."""
    return {
        "title": book.title,
        "author": book.author,
        "language": book.language,
        "complete": book.is_complete,
        "album": f"../{file_url(book.folder)}/" if book.folder else "",
        "chapters": [
            {"number": chapter.number, "title": chapter.title, "words": chapter.words, "made": bool(chapter.file)}
            for chapter in book.chapters
        ],
    }


def view_chapter(chapter: LiveChapter) -> dict[str, Any]:
    """The lines of a chapter: `[paragraph, number in it, text, speaker, kind, 1 before a new scene]`."""
    return {
        "number": chapter.number,
        "title": chapter.title,
        "lines": [view for line in chapter.lines if (view := _view_line(line))],
    }


def _view_line(line: LiveLine) -> list[Any] | None:
    """A line with words of the story, None for any other."""
    text = "".join(run.text if run.joins_previous else f" {run.text}" for run in line.runs).strip()
    if not text:
        return None
    speaker = next((run.speaker for run in line.runs if run.speaker), "")
    is_heading = all(run.kind is Kind.HEADING for run in line.runs)
    return [*line.place, text, speaker, "heading" if is_heading else "", int(line.opens_scene)]


def view_stream(stream: LiveStream | None, since: int) -> dict[str, Any]:
    """The lines that were sent, from one on: `[paragraph, number in it, start in seconds]`; none without a stream."""
    if stream is None:
        return {"lines": [], "ended": False}
    return {
        "lines": [[*sent.line.place, round(sent.start, 3)] for sent in stream.sent[since:]],
        "ended": stream.has_ended,
    }

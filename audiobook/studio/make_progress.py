"""What the JSON lines of `make` mean for a job of the studio's queue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from audiobook.album.file_names import PAGE_FILE
from audiobook.studio.messages import describe_for_page
from audiobook.studio.shelf import album_address
from audiobook.studio.shelf_model import DONE, FAILED, ChapterSound, JobView

Event = Mapping[str, Any]


def advance_job(job: JobView, event: Event, output: Path) -> JobView:
    """The job after an event of `make`; events of other kinds, and broken ones, change nothing."""
    change = CHANGES.get(str(event.get("event")))
    try:
        return change(job, event, output) if change else job
    except (KeyError, TypeError, ValueError):
        return job


def _begin(job: JobView, event: Event, output: Path) -> JobView:
    return replace(
        job,
        album=_relative_folder(event["album"], output),
        chapters=int(event["chapters"]),
        lines=int(event["lines"]),
        spoken=int(event["stored"]),
    )


def _offer_listening(job: JobView, event: Event, _: Path) -> JobView:
    return replace(job, page=str(event["address"]))


def _add_lines(job: JobView, event: Event, _: Path) -> JobView:
    spoken = min(job.lines, job.spoken + int(event["lines"]))
    return replace(job, spoken=spoken, speed=float(event["speed"]), left=event["left"])


def _add_chapter(job: JobView, event: Event, output: Path) -> JobView:
    number, file = int(event["chapter"]), event["file"]
    address = album_address(*_split_path(file, output)) if file else ""
    sound = ChapterSound(number, str(event["title"]), address, float(event["seconds"]), int(event["missing"]))
    ready = {chapter.number: chapter for chapter in job.ready} | {number: sound}
    if job.ready and not address:
        # A further format in one file comes after the chapters that can be heard.
        ready[number] = next((chapter for chapter in job.ready if chapter.number == number), sound)
    return replace(
        job,
        finished=int(event["finished"]),
        chapters=int(event["chapters"]),
        ready=tuple(ready[key] for key in sorted(ready)),
    )


def _finish(job: JobView, event: Event, output: Path) -> JobView:
    folder = _relative_folder(event["album"], output)
    files = frozenset(event["files"])
    return replace(
        job,
        state=DONE,
        album=folder,
        page=album_address(folder, PAGE_FILE) if PAGE_FILE in files else "",
        finished=job.chapters,
        spoken=job.lines,
        left=None,
        seconds=float(event["seconds"]),
        unsure=int(event["unsure"]),
        notes=int(event["notes"]),
        guessed=tuple(event["guessed"]),
        missing=tuple(str(failure["text"]) for failure in event["failures"]),
        unspoken=tuple(event["unspoken"]),
        misheard=tuple(str(line["text"]) for line in event["misheard"]),
        is_changed=bool(event["changed"]),
    )


def _fail(job: JobView, event: Event, _: Path) -> JobView:
    return replace(job, state=FAILED, page="", left=None, message=describe_for_page(str(event["message"])))


CHANGES: Mapping[str, Callable[[JobView, Event, Path], JobView]] = {
    "listen": _offer_listening,
    "begin": _begin,
    "line": _add_lines,
    "chapter": _add_chapter,
    "done": _finish,
    "error": _fail,
}


def _relative_folder(album: str, output: Path) -> str:
    return Path(album).relative_to(output).as_posix()


def _split_path(file: str, output: Path) -> tuple[str, str]:
    path = Path(file).relative_to(output)
    return path.parent.as_posix(), path.name

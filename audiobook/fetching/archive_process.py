"""Runs FanFicFare in a process of its own: `python archive_process.py FOLDER`.

FanFicFare prints, keeps state and may take an hour, so it is kept apart. The folder has the `request.json` that
archives.py writes; this process adds `answer.json` and, where there is one, `story.epub`. FanFicFare's own settings
hold (personal.ini and defaults.ini in its own places), but for those that would change what is read aloud.
"""

from __future__ import annotations

import configparser
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

REQUEST_FILE, ANSWER_FILE, STORY_FILE = "request.json", "answer.json", "story.epub"
# Chapters that were gone from the site stay in the e-book; no marks in titles, and no chapter that is an error message.
OVERRIDES = {
    "update_preserve_deleted_chapters": "true",
    "mark_new_chapters": "false",
    "continue_on_chapter_error": "false",
    "zip_output": "false",
}
RECHECK_SETTING = "update_check_recent_chapters"
# How many of the last chapters are read again when a new one has come: authors correct those that they posted last.
RECHECKED_CHAPTERS, ALL_CHAPTERS = 3, 100_000

Answer = dict[str, Any]


def main(folder: Path) -> None:
    """Does what the request in `folder` says, and writes the answer."""
    request = json.loads((folder / REQUEST_FILE).read_text("utf-8"))
    url, kept = str(request["url"]), str(request["kept"])
    answer = _answer(lambda: _fetch(url, kept, request["recheck"], request["known"], folder))
    (folder / ANSWER_FILE).write_text(json.dumps(answer), "utf-8")


def _answer(action: Callable[[], Answer]) -> Answer:
    """What an action answers, or which of FanFicFare's errors ended it."""
    import requests
    from fanficfare import exceptions

    try:
        return action()
    except exceptions.UnknownSite:
        return {"outcome": "unknown"}
    except exceptions.InvalidStoryURL as error:
        return {"outcome": "invalid", "detail": error.example}
    except (exceptions.FailedToLogin, exceptions.NeedTimedOneTimePassword):
        return {"outcome": "login"}
    except exceptions.AdultCheckRequired:
        return {"outcome": "adult"}
    except exceptions.StoryDoesNotExist:
        return {"outcome": "gone"}
    except exceptions.HTTPErrorFFF as error:
        return {"outcome": "status", "status": error.status_code, "detail": str(error.error_msg)}
    except (exceptions.AccessDenied, exceptions.FailedToDownload) as error:
        return {"outcome": "failed", "detail": str(error)}
    except (exceptions.PersonalIniFailed, exceptions.ConflictingOptions, configparser.Error) as error:
        return {"outcome": "settings", "detail": str(error)}
    except requests.exceptions.RequestException as error:
        return {"outcome": "unreachable", "detail": type(error).__name__}


def _build_adapter(adapters: Any, url: str) -> Any:
    from fanficfare.cli import get_configuration, mkParser

    options, _ = mkParser(False).parse_args(["--non-interactive"])
    configuration = get_configuration(url, None, None, options)
    for name, value in OVERRIDES.items():
        configuration.set("overrides", name, value)
    return adapters.getAdapter(configuration, url)


def _fetch(url: str, kept: str, recheck: bool, known: list[str], folder: Path) -> Answer:
    """Fetches a story, of one that is `kept` as an e-book only what is new, of one with a `known` address nothing."""
    from fanficfare import adapters, writers

    adapter = _build_adapter(adapters, url)
    for address in known:
        if _without_scheme(address) == _without_scheme(adapter.url):
            return {"outcome": "known", "address": address}
    story = adapter.getStoryMetadataOnly()
    vanished = _prepare_update(adapter, kept, recheck) if kept else []
    answer = {
        "address": adapter.url,
        "title": story.getMetadata("title", removeallentities=True),
        "author": story.getMetadata("author", removeallentities=True),
        "vanished": vanished,
    }
    if kept and not _has_news(adapter):
        return {**answer, "outcome": "unchanged"}
    with (folder / STORY_FILE).open("wb") as file:
        writers.getWriter("epub", adapter.configuration, adapter).writeStory(outstream=file)
    return {**answer, "outcome": "fetched"}


def _without_scheme(address: str) -> str:
    """An address to compare: sites change from http to https."""
    return address.partition("://")[2].rstrip("/")


def _prepare_update(adapter: Any, kept: str, recheck: bool) -> list[str]:
    """Has the adapter take over the chapters that the kept e-book has; the titles of those that the site lacks."""
    from fanficfare.epubutils import get_update_data

    (_, _, adapter.oldchapters, adapter.oldimgs, adapter.oldcover, adapter.calibrebookmark, adapter.logfile,
     adapter.oldchaptersmap, adapter.oldchaptersdata) = get_update_data(kept)[:9]  # fmt: skip
    known = {adapter.normalize_chapterurl(url): url for url in adapter.oldchaptersmap}
    present = {chapter["url"] for chapter in adapter.get_chapters()}
    if recheck:
        adapter.configuration.set("overrides", RECHECK_SETTING, str(ALL_CHAPTERS))
    elif present - known.keys() and not adapter.recheck_recent_chapters():
        adapter.configuration.set("overrides", RECHECK_SETTING, str(RECHECKED_CHAPTERS))
    return [
        str(adapter.oldchaptersdata.get(old, {}).get("chaptertitle") or old)
        for url, old in known.items()
        if url not in present
    ]


def _has_news(adapter: Any) -> bool:
    """Whether the site has a chapter that the kept e-book lacks, or those that it has are to be read again."""
    known = {adapter.normalize_chapterurl(url) for url in adapter.oldchaptersmap}
    return bool(adapter.recheck_recent_chapters()) or any(
        chapter["url"] not in known for chapter in adapter.get_chapters()
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))

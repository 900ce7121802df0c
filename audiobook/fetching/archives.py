"""Whole stories from archives, through FanFicFare, which the extra `archives` brings."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from audiobook.errors import FetchError, StoryGoneError, UnknownSiteError
from audiobook.fetching import archive_process
from audiobook.fetching.archive_process import ANSWER_FILE, REQUEST_FILE, STORY_FILE
from audiobook.fetching.statuses import describe_status

PACKAGE = "fanficfare"
INSTALL_HINT = "pip install 'storycast[archives]'"
# FanFicFare pauses for seconds between two requests, so a story of a thousand chapters takes this long.
DEADLINE_SECONDS = 3 * 3600.0
# The largest archives that FanFicFare reads, to tell people about it who don't have it.
KNOWN_ARCHIVES = (
    "adult-fanfiction.org", "archiveofourown.org", "asianfanfics.com", "fanfiction.net", "fanfiktion.de",
    "fictionpress.com", "ficwad.com", "fimfiction.net", "forum.questionablequesting.com",
    "forums.spacebattles.com", "forums.sufficientvelocity.com", "inkbunny.net", "literotica.com", "mediaminer.org",
    "quotev.com", "royalroad.com", "scribblehub.com", "siye.co.uk", "storiesonline.net", "tthfanfic.org", "wattpad.com",
)  # fmt: skip
# An archive's own download links lead to a whole story.
DOWNLOAD_ENDINGS = (".epub", ".html", ".htm", ".txt", ".docx")


@dataclass(frozen=True, slots=True)
class ArchiveStory:
    """A story from an archive: its `address` there, title, author, and the e-book.

    `epub` is None where the kept e-book has everything that the site has. `vanished` are the titles of chapters that
    the kept e-book has and the site has not; the e-book keeps them. Of a story whose address was known, there is only
    that.
    """

    address: str
    title: str
    author: str
    epub: bytes | None
    vanished: tuple[str, ...] = ()


def is_archive(url: str) -> bool:
    """Whether an address is on one of the large archives, and no direct link to a file there.

    >>> is_archive("https://www.fanfiction.net/s/1/1/"), is_archive("https://example.org/tea.html")
    (True, False)
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    is_known = any(host == name or host.endswith(f".{name}") for name in KNOWN_ARCHIVES)
    return is_known and not parts.path.lower().endswith(DOWNLOAD_ENDINGS)


def can_fetch_archives() -> bool:
    """Whether FanFicFare is installed."""
    return importlib.util.find_spec(PACKAGE) is not None


def fetch_archive_story(
    url: str, kept: Path | None = None, recheck: bool = False, known: tuple[str, ...] = ()
) -> ArchiveStory:
    """Fetches a story, or of one that is `kept` as an e-book only its new chapters.

    With a new chapter the last ones before it are read again; with `recheck` all are. Nothing is fetched of a story
    with one of the `known` addresses, however the page of it is called: only that address is told. Raises FetchError,
    UnknownSiteError where FanFicFare doesn't know the site.
    """
    with tempfile.TemporaryDirectory(prefix="audiobook-") as name:
        folder = Path(name)
        request = {"url": url, "kept": str(kept.absolute()) if kept else "", "recheck": recheck, "known": known}
        answer = _check(_ask(request, folder), url)
        is_new = answer["outcome"] == "fetched"
        epub = (folder / STORY_FILE).read_bytes() if is_new else None
    if answer["outcome"] == "known":
        return ArchiveStory(str(answer["address"]), "", "", None)
    return ArchiveStory(
        str(answer["address"]), str(answer["title"]), str(answer["author"]), epub, tuple(map(str, answer["vanished"]))
    )


def _ask(request: dict[str, Any], folder: Path) -> dict[str, Any]:
    (folder / REQUEST_FILE).write_text(json.dumps(request), "utf-8")
    # -P: what lies in the current folder is none of its modules.
    command = [sys.executable, "-P", archive_process.__file__, str(folder)]
    try:
        # Whatever ends this process ends that one, too: `run` kills it.
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=DEADLINE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        hours = round(DEADLINE_SECONDS / 3600)
        raise FetchError(f"{request['url']} was not there after {hours} hours; try again later") from None
    try:
        answer = json.loads((folder / ANSWER_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["it ended without an answer"]
        raise FetchError(f"FanFicFare could not fetch {request['url']}: {lines[-1]}; {_UPGRADE_HINT}") from None
    assert isinstance(answer, dict)
    return answer


_UPGRADE_HINT = "a newer version may: pip install --upgrade FanFicFare"
_SETTINGS_HINT = "FanFicFare's personal.ini (in ~/.fanficfare or ~/.config/fanficfare)"


def _check(answer: dict[str, Any], url: str) -> dict[str, Any]:
    """The answer, unless it is an error: then raises FetchError with what to do about it."""
    outcome, detail = answer["outcome"], str(answer.get("detail", ""))
    if outcome == "gone":
        raise StoryGoneError(f"the site has no story {url}, or no longer; check the address in your browser")
    if outcome == "unknown":
        raise UnknownSiteError(f"{url} is on a site that FanFicFare doesn't know")
    if outcome == "status":
        raise describe_status(url, int(answer["status"]), detail)
    problems = {
        "invalid": f"{url} is not the address of a story; on this site it looks like {detail}",
        "login": f"{url} needs a login: put your user name and password for the site in {_SETTINGS_HINT}",
        "adult": f"{url} is for adults only: if you are one, put is_adult:true in {_SETTINGS_HINT}",
        "failed": f"{url} could not be fetched: {detail}",
        "settings": f"FanFicFare's settings can't be used: {detail}",
        "unreachable": f"{url} can't be reached ({detail}); check the connection and try again",
    }
    if outcome in problems:
        raise FetchError(problems[outcome])
    return answer

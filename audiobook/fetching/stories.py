"""A story by its address: fetched once and kept, or looked up again for what is new."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from audiobook.errors import FetchError, UnknownSiteError
from audiobook.fetching.archives import (
    INSTALL_HINT,
    can_fetch_archives,
    fetch_archive_story,
    is_archive,
)
from audiobook.fetching.kept_stories import KeptStory, find_kept_story, keep_story, list_kept_stories
from audiobook.fetching.pages import fetch_story_page
from audiobook.web.addresses import parse_web_address

ARCHIVE_ENDING = ".epub"


@dataclass(frozen=True, slots=True)
class StoryFile:
    """The file of a story from the web, and whether it was fetched just now."""

    path: Path
    is_new: bool


def check_address(url: str) -> None:
    """Raises FetchError where an address can't be that of a story."""
    parts = parse_web_address(url)
    if parts is None:
        raise FetchError(f"{url} is not a web address; check what was typed")
    if parts.username or parts.password:
        raise FetchError(
            "an address with a password in it would be kept with the album; save the story with your browser and pass "
            "that file"
        )


def get_story(url: str, folder: Path) -> StoryFile:
    """The file of a story, in `folder`; fetched unless it is there already. Raises FetchError, OutputError."""
    check_address(url)
    kept = find_kept_story(folder, url)
    if kept:
        return StoryFile(kept.path, False)
    if can_fetch_archives():
        with contextlib.suppress(UnknownSiteError):
            return _get_archive_story(url, folder)
    if is_archive(url):
        raise FetchError(
            f"{url} is on an archive, where each chapter is a page of its own; to fetch whole stories from there, run: "
            f"{INSTALL_HINT}"
        )
    return StoryFile(_fetch_page(url, folder).path, True)


@dataclass(frozen=True, slots=True)
class NewerVersion:
    """What an address has now of a story that is kept: the bytes of its file, None if nothing is new.

    `vanished` are the titles of chapters that the site no longer has; the file keeps them.
    """

    data: bytes | None
    vanished: tuple[str, ...] = ()


def look_again(kept: KeptStory, recheck: bool = False) -> NewerVersion:
    """Looks a kept story up at its address; with `recheck` all of its chapters are read again.

    Raises FetchError, StoryGoneError where the site no longer has the story.
    """
    if kept.path.suffix == ARCHIVE_ENDING:
        if can_fetch_archives():
            with contextlib.suppress(UnknownSiteError):
                story = fetch_archive_story(kept.address, kept.path, recheck)
                return NewerVersion(story.epub, story.vanished)
        elif is_archive(kept.address):
            raise FetchError(f"{kept.address} can't be looked up without FanFicFare; run: {INSTALL_HINT}")
    page = fetch_story_page(kept.address)
    if page.ending != kept.path.suffix:
        # Such as a page that wants a login in the place of an e-book, or an archive's that only FanFicFare can read.
        raise FetchError(
            f"{kept.address} has a {page.ending} file now, not a {kept.path.suffix} as before, so {kept.path} stays "
            "as it is"
        )
    return NewerVersion(None if page.data == kept.path.read_bytes() else page.data)


def _get_archive_story(url: str, folder: Path) -> StoryFile:
    """The story that a page of an archive belongs to; raises UnknownSiteError for a page that is on none."""
    story = fetch_archive_story(url, known=tuple(kept.address for kept in list_kept_stories(folder)))
    kept = find_kept_story(folder, story.address)
    if kept:
        return StoryFile(kept.path, False)
    assert story.epub is not None
    name = f"{story.title} by {story.author}" if story.author else story.title
    return StoryFile(keep_story(folder, story.address, name, ARCHIVE_ENDING, story.epub).path, True)


def _fetch_page(url: str, folder: Path) -> KeptStory:
    page = fetch_story_page(url)
    return keep_story(folder, url, page.title, page.ending, page.data)

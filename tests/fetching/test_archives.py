"""FanFicFare in its own process: its test site answers without a network."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path
from typing import Any

import pytest

from audiobook.errors import FetchError, StoryGoneError, UnknownSiteError
from audiobook.fetching import archives, stories
from audiobook.fetching.archives import fetch_archive_story, is_archive
from audiobook.fetching.stories import get_story

needs_fanficfare = pytest.mark.skipif(
    importlib.util.find_spec("fanficfare") is None, reason="the extra archives is not installed"
)
STORY = "http://test1.com?sid=1001"
SETTINGS = "[teststory:1001]\ntitle:Grown\nchapter_urls:\n"


def write_settings(*chapters: int, more: str = "") -> None:
    """Has the test site tell these chapters, by FanFicFare's settings in the current folder."""
    rows = "".join(f" {STORY}&chapter={number + 1},Part {number}\n" for number in chapters)
    Path("personal.ini").write_text(SETTINGS + rows + more, "utf-8")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


@needs_fanficfare
def test_a_story_that_grows_and_loses_a_chapter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_settings(1, 2, 3)
    asked: list[object] = []

    def count(*words: Any, **options: Any) -> Any:
        asked.append(words)
        return real_run(*words, **options)

    real_run = subprocess.run
    monkeypatch.setattr(subprocess, "run", count)
    first = get_story(STORY, tmp_path / "input")
    assert len(asked) == 1
    # Another page of the same story.
    assert get_story(f"{STORY}&chapter=2", tmp_path / "input") == stories.StoryFile(first.path, False)
    assert len(asked) == 2
    assert (first.path.name, first.is_new) == ("Grown by Test Author aa.epub", True)
    assert get_story(STORY, tmp_path / "input") == stories.StoryFile(first.path, False)
    assert fetch_archive_story(STORY, first.path).epub is None
    write_settings(1, 3, 4)
    grown = fetch_archive_story(STORY, first.path)
    assert grown.vanished == ("Part 2",)
    assert grown.epub
    first.path.write_bytes(grown.epub)
    from audiobook.pipeline import analyze_chapters
    from audiobook.settings.settings import StorySettings

    book = analyze_chapters(StorySettings((first.path,)))
    assert [chapter.display_name for chapter in book.chapters] == ["Part 1", "Part 2", "Part 3", "Part 4"]


@needs_fanficfare
@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://test1.com?sid=665", "for adults only: if you are one, put is_adult:true"),
        ("http://test1.com?sid=667", "could not be fetched"),
        ("http://test1.com?sid=668", "needs a login"),
        ("http://test1.com?page=2", "is not the address of a story; on this site it looks like"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(url: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match=problem):
        get_story(url, tmp_path)
    assert list(tmp_path.glob("*.epub")) == []


@needs_fanficfare
def test_a_story_that_is_gone_is_told_apart() -> None:
    with pytest.raises(StoryGoneError):
        fetch_archive_story("http://test1.com?sid=666")
    with pytest.raises(UnknownSiteError):
        fetch_archive_story("https://example.org/tea")


@needs_fanficfare
def test_adults_say_so_in_the_settings_of_fanficfare() -> None:
    Path("personal.ini").write_text("[defaults]\nis_adult:true\n", "utf-8")
    assert fetch_archive_story("http://test1.com?sid=665").title == "Test Story Title 665"


def test_without_the_extra_a_line_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "PACKAGE", "no_such_package")
    with pytest.raises(FetchError, match=r"whole stories from there, run: pip install 'storycast\[archives\]'"):
        get_story("https://archiveofourown.org/works/1", tmp_path)
    assert not is_archive("https://archiveofourown.org/downloads/1/Tea.epub")


@pytest.mark.parametrize("url", ["https://", "https://ann:secret@example.org/tea", "http://[::1"])
def test_what_is_no_address_of_a_story_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(FetchError):
        get_story(url, tmp_path)

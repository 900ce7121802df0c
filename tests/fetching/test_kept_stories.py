"""Stories from the web as files: found by address, never over a file of somebody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.fetching.kept_stories import find_kept_story, keep_story, read_kept_story, replace_story

URL = "https://www.example.org/story/7"


def test_a_story_is_found_by_its_address(tmp_path: Path) -> None:
    kept = keep_story(tmp_path, URL, 'Tea: "A" Story', ".html", b"tea")
    assert (kept.path.name, kept.path.read_bytes()) == ("Tea A Story.html", b"tea")
    for written in (URL, "http://example.org/story/7/", f"{URL}#top"):
        assert find_kept_story(tmp_path, written) == kept
    for other in ("https://example.org/story/8", "https://example.org", "no address"):
        assert find_kept_story(tmp_path, other) is None
    assert read_kept_story(kept.path) == kept
    assert keep_story(tmp_path, URL, "Another Name", ".html", b"other") == kept


@pytest.mark.parametrize("taken", ["Tea.html", "Tea.txt", "Tea.toml"])
def test_no_file_of_somebody_else_is_written_over(tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).write_text('title = "Mine"', "utf-8")
    assert keep_story(tmp_path, URL, "Tea", ".html", b"tea").path.name == "Tea (2).html"
    assert (tmp_path / taken).read_text("utf-8") == 'title = "Mine"'
    assert read_kept_story(tmp_path / taken) is None


def test_a_newer_version_keeps_what_people_have_set(tmp_path: Path) -> None:
    kept = keep_story(tmp_path, URL, "Tea", ".html", b"tea")
    note = kept.path.with_suffix(".toml")
    note.write_text(note.read_text("utf-8") + 'series = "Drinks"  # mine\n', "utf-8")
    replace_story(kept, b"more tea")
    assert 'series = "Drinks"  # mine' in note.read_text("utf-8")
    newer = find_kept_story(tmp_path, URL)
    assert newer
    assert (newer.path.read_bytes(), newer.is_edited) == (b"more tea", False)
    # Whichever of the two files was written when the power went.
    kept.path.write_bytes(b"tea")
    assert newer.is_edited is False
    kept.path.write_bytes(b"my tea")
    assert newer.is_edited is True


def test_a_story_whose_file_is_gone_is_not_kept(tmp_path: Path) -> None:
    keep_story(tmp_path, URL, "Tea", ".html", b"tea").path.unlink()
    assert find_kept_story(tmp_path, URL) is None

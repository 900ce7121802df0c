"""The files beside the sound: there, true to it, made anew when it changes, and never over another hand's."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from mutagen.id3 import ID3

from audiobook.files.workspace import atomic_write
from audiobook.production.sidecars import write_sidecar_files
from audiobook.publishing.published_album import CompanionFile
from tests.conftest import Outcome
from tests.production.test_changes import ALBUM, BLUE, RED, STORY, longer_story, made, sound, story_with

__all__ = ["made"]

Command = Callable[..., Outcome]
TRANSCRIPT = Path("transcripts/01 - The Red One.vtt")


def listed() -> dict[str, str]:
    """The files beside the sound that the album says it has, with their digests."""
    return {one["file"]: one["sha256"] for one in json.loads((ALBUM / "album.json").read_text("utf-8"))["companions"]}


def lying() -> set[str]:
    """The files that are there, sound and manifest aside."""
    found = {path.relative_to(ALBUM).as_posix() for path in ALBUM.rglob("*") if path.is_file()}
    return {name for name in found if not name.endswith((".mp3", "album.json"))}


def test_all_that_lies_there_is_listed(made: Command) -> None:
    made()
    assert set(listed()) == lying()
    assert {"feed.xml", TRANSCRIPT.as_posix(), "01 - The Red One.lrc"} <= lying()


def test_a_file_that_got_lost_is_made_again(made: Command) -> None:
    made()
    before = (ALBUM / TRANSCRIPT).read_bytes()
    (ALBUM / TRANSCRIPT).unlink()
    made()
    assert (ALBUM / TRANSCRIPT).read_bytes() == before


def test_what_another_hand_has_changed_is_left_and_told(made: Command) -> None:
    made()
    (ALBUM / TRANSCRIPT).write_text("mine", "utf-8")
    for _ in range(2):
        told = made()
        assert "transcripts/01 - The Red One.vtt was edited or replaced" in told.err.replace("\\", "/")
        assert (ALBUM / TRANSCRIPT).read_text("utf-8") == "mine"
    (ALBUM / TRANSCRIPT).unlink()
    assert "was edited or replaced" not in made().err
    assert (ALBUM / TRANSCRIPT).read_text("utf-8").startswith("WEBVTT")


def test_a_new_summary_reaches_the_feed_and_no_sound_is_touched(made: Command) -> None:
    made()
    feed, before = (ALBUM / "feed.xml").read_text("utf-8"), sound((ALBUM / RED).read_bytes())
    story_with("Summary: A door, and others.", "Summary: Three doors, no key.")()
    made()
    after = (ALBUM / "feed.xml").read_text("utf-8")
    assert ("Three doors, no key." in after, "Three doors, no key." in feed) == (True, False)
    assert sound((ALBUM / RED).read_bytes()) == before
    assert _of(after, "guid") == _of(feed, "guid")
    assert f'length="{(ALBUM / RED).stat().st_size}"' in after


def _of(feed: str, tag: str) -> list[str]:
    return [part.split(">", 1)[1].split("<")[0] for part in feed.split(f"<{tag}")[1:]]


def test_a_chapter_more_and_a_chapter_less(made: Command) -> None:
    made()
    longer_story()
    made()
    assert "transcripts/04 - The Grey One.vtt" in lying()
    story_with(STORY[STORY.index("\nChapter 3") :], "")()
    made("--prune")
    assert not any("Green" in name for name in lying())
    assert set(listed()) == lying()


def test_a_chapter_that_went_away_is_in_no_feed_though_its_file_is_kept(made: Command) -> None:
    made()
    story_with(STORY[STORY.index("Chapter 2") : STORY.index("Chapter 3")], "")()
    story_with("Chapter 3", "Chapter 2")()
    made()
    feed = (ALBUM / "feed.xml").read_text("utf-8")
    assert (ALBUM / BLUE).is_file()
    assert [place.partition("#")[2] for place in _of(feed, "guid")] == ["chapter-1", "chapter-3"]
    assert _of(feed, "title")[-2:] == ["The Red One", "The Green One"]


def test_a_chapter_under_its_former_name_stays_in_the_feed_until_it_is_made_anew(made: Command) -> None:
    made()
    story_with("The Blue One", "The Black One")()
    made("--chapters", "1")
    feed = (ALBUM / "feed.xml").read_text("utf-8")
    assert _of(feed, "title")[-3:] == ["The Red One", "The Blue One", "The Green One"]


def test_one_chapter_alone_leaves_the_others_where_they_are(made: Command) -> None:
    made()
    before = (ALBUM / TRANSCRIPT).read_bytes()
    story_with("It was shut.", "It was shut again.")()
    made("--chapters", "2")
    assert (ALBUM / TRANSCRIPT).read_bytes() == before
    assert "shut again" in (ALBUM / "transcripts" / BLUE).with_suffix(".vtt").read_text("utf-8")


def test_the_times_of_a_chapter_survive_new_tags(made: Command) -> None:
    made()
    before = ID3(ALBUM / RED).getall("SYLT")[0].text
    longer_story()
    made()
    assert ID3(ALBUM / RED).getall("SYLT")[0].text == before != []


@pytest.mark.parametrize("lying_there", [b"other", None])
def test_files_are_written_only_where_they_differ(tmp_path: Path, lying_there: bytes | None) -> None:
    def noted(_: object) -> None: ...

    file = CompanionFile("below/one.txt", b"one")
    first = write_sidecar_files(tmp_path, [file], (), noted)
    changed = (tmp_path / file.name).stat().st_mtime_ns
    assert write_sidecar_files(tmp_path, [file], first.entries, noted) == first
    assert (tmp_path / file.name).stat().st_mtime_ns == changed
    if lying_there:
        (tmp_path / file.name).write_bytes(lying_there)
    gone = write_sidecar_files(tmp_path, [], first.entries, noted)
    assert (gone.entries, (tmp_path / file.name).exists()) == ((), lying_there is not None)


@pytest.mark.parametrize("written", [1, 3, 5])
def test_files_of_a_run_that_was_ended_in_the_midst_are_not_taken_for_somebody_elses(
    made: Command, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    made("--format", "epub")
    from audiobook.production import sidecars
    from audiobook.publishing.epub import writing

    left = [written]

    @contextlib.contextmanager
    def ended(target: Path) -> Iterator[Path]:
        with atomic_write(target) as part:
            yield part
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt

    story_with("Summary: A door, and others.", "Summary: Three doors, no key.")()
    with monkeypatch.context() as patch:
        patch.setattr(sidecars, "atomic_write", ended)
        patch.setattr(writing, "atomic_write", ended)
        assert made().code == 130
    story_with("Three doors", "Four doors")()
    told = made()
    assert "was edited or replaced" not in told.err
    assert set(listed()) == lying()
    assert all("Three doors" not in (ALBUM / name).read_text("utf-8", "replace") for name in lying())


def test_spoken_credits_go_with_the_profile_that_asks_for_them(made: Command) -> None:
    made("--profile", "acx")
    assert len(list(ALBUM.glob("* Credits.mp3"))) == 2
    told = made("--profile", "podcast")
    assert ("no longer in the story" in told.err, list(ALBUM.glob("*Credits*"))) == (False, [])
    assert "nothing changed" in made().out

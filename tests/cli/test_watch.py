"""`audiobook watch`: stories that appear in a folder, when they no longer change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click
import pytest

from audiobook.cli import watch as watching
from audiobook.cli.make import MakeRequest
from audiobook.cli.make_album import DisplayOptions
from audiobook.cli.update import Updater
from audiobook.production.story_record import KnownAlbum, find_known_albums
from tests.conftest import Outcome

Command = Callable[..., Outcome]
TEA = "Tea by Bea\n\nChapter 1: Hot\nIt was hot.\n"
MORE = "\nChapter 2: Cold\nIt was cold.\n"


@pytest.fixture
def look(audiobook: Command, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    """Watches the folder `in` once; what is given happens between its two looks."""
    Path("in").mkdir()
    # The options of an album are those of its first run; the default voice would take its time.
    monkeypatch.setattr(watching, "build_request", _silent(watching.build_request))

    def command(*options: str, meanwhile: Callable[[], object] = lambda: None) -> Outcome:
        monkeypatch.setattr(watching.time, "sleep", lambda _: meanwhile())
        return audiobook("watch", "in", "--once", *options)

    return command


def _silent(build: Callable[[Path], MakeRequest]) -> Callable[[Path], MakeRequest]:
    def build_silent(output: Path) -> MakeRequest:
        request = build(output)
        return replace(request, parameters={**request.parameters, "engine": "silent"})

    return build_silent


def test_stories_that_appear_are_made(look: Callable[..., Outcome]) -> None:
    assert look().code == 7
    story = Path("in/tea.txt")
    story.write_text(TEA, "utf-8")
    Path("in/picture.png").write_bytes(b"?")
    (Path("in") / "rain").mkdir()
    Path("in/rain/1.txt").write_text("Rain fell.", "utf-8")
    assert look(meanwhile=lambda: story.write_text(TEA + "More is being", "utf-8")).code == 0
    assert [path.parent.name for path in Path("output").glob("*/*/album.json")] == ["rain"]
    story.write_text(TEA, "utf-8")
    assert look("-q").out == ""
    chapter = Path("output/Bea/Tea/01 - Hot.mp3")
    before = chapter.stat().st_mtime_ns
    assert look().code == 7
    story.write_text(TEA + MORE, "utf-8")
    grown = look()
    assert (grown.code, grown.out) == (0, "output/Bea/Tea: 1 new chapter (“Cold”)\n")
    assert chapter.stat().st_mtime_ns == before


def test_records_are_only_read_again_when_an_album_has_changed(
    audiobook: Command, short_story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[int] = []

    def count(output: Path) -> tuple[KnownAlbum, ...]:
        found = find_known_albums(output)
        reads.append(len(found))
        return found

    monkeypatch.setattr("audiobook.production.story_record.find_known_albums", count)
    (tmp_path / "in").mkdir()
    with click.Context(watching.watch):
        updater = Updater(watching.build_request(Path("output")), DisplayOptions(False, True, False, "bar"))
        watcher = watching.Watcher(tmp_path / "in", Path("output"), updater)
        assert audiobook("make", short_story, "--engine", "silent").code == 0
        watcher.look()
        watcher.look()
        assert reads == [1, 1], "what has changed just now may change again at the same time"
        monkeypatch.setattr(watching, "SETTLED_NS", -(10**12))
        watcher.look()
        watcher.look()
        assert reads == [1, 1, 1]
        assert audiobook("make", short_story, "--engine", "silent", "--title", "Other").code == 0
        watcher.look()
        watcher.look()
        assert reads == [1, 1, 1, 2]


def test_a_story_that_fails_is_told_once_until_it_changes(audiobook: Command, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    broken = tmp_path / "in" / "broken.epub"
    broken.write_bytes(b"PK\x03\x04")
    with click.Context(watching.watch):
        display = DisplayOptions(False, True, False, "bar")
        updater = Updater(watching.build_request(Path("output")), display)
        watcher = watching.Watcher(tmp_path / "in", Path("output"), updater)
        assert [watcher.look() for _ in range(3)] == [7, 1, 7]
        broken.write_bytes(b"PK\x03\x04?")
        assert [watcher.look() for _ in range(3)] == [7, 1, 7]
    for arguments, problem in ((("in/broken.epub",), "is not a folder"), (("in", "--every", "soon"), "not a time")):
        done = audiobook("watch", *arguments)
        assert (done.code, problem in done.err) == (1, True)

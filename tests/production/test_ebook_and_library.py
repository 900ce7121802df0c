"""The e-book and the library's page: made when asked for, kept up to date, and never over somebody else's files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

from tests.conftest import Outcome
from tests.production.test_changes import ALBUM, made, story_with

__all__ = ["made"]

Command = Callable[..., Outcome]
BOOK = ALBUM / "Three Doors.epub"
PAGE, FEEDS = Path("out/index.html"), Path("out/library.opml")


def pages() -> str:
    with ZipFile(BOOK) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml"))


def test_an_e_book_is_made_when_asked_for_and_follows_the_album_then(made: Command) -> None:
    made()
    assert not BOOK.exists()
    assert made("--format", "epub").code == 0
    first = BOOK.stat().st_mtime_ns
    assert "nothing changed" in made("--format", "epub").out
    assert "1 re-recorded" not in made().out
    assert BOOK.stat().st_mtime_ns == first
    story_with("They went home.", "They went to bed.")()
    made()
    assert ("They went to bed." in pages(), BOOK.stat().st_mtime_ns > first) == (True, True)


def test_an_e_book_that_got_lost_is_made_anew_until_nobody_wants_it(made: Command) -> None:
    made("--format", "epub")
    whole = BOOK.read_bytes()
    BOOK.unlink()
    made()
    assert BOOK.read_bytes() == whole
    made("--format", "mp3", "--prune")
    assert not BOOK.exists()
    made()
    assert not BOOK.exists()
    made("--format", "epub")
    listed = json.loads((ALBUM / "album.json").read_text("utf-8"))["companions"]
    assert [one["file"] for one in listed if one["file"].endswith(".epub")] == [BOOK.name]


def test_sound_that_fits_no_e_book_comes_with_sound_that_does(made: Command) -> None:
    made("--format", "wav,epub")
    assert {path.suffix for path in ALBUM.iterdir()} >= {".wav", ".epub"}
    with ZipFile(BOOK) as book:
        assert {name for name in book.namelist() if name.endswith(".mp3")}
    assert "formats: wav, mp3, epub → wav; the mp3 and epub files are removed" in made("--format", "wav", "--prune").err
    assert (BOOK.exists(), (ALBUM / "mp3").exists()) == (False, False)


def test_the_library_has_a_page_and_a_list_of_feeds(made: Command) -> None:
    made()
    assert "Three Doors" in PAGE.read_text("utf-8")
    assert 'xmlUrl="Ann%20Example/Three%20Doors/feed.xml"' in FEEDS.read_text("utf-8")


def test_the_list_of_feeds_keeps_the_address_that_it_was_told(made: Command) -> None:
    made("--base-url", "https://example.org/books")
    feed = "https://example.org/books/Ann%20Example/Three%20Doors/feed.xml"
    assert feed in FEEDS.read_text("utf-8")
    assert "https://example.org/books/Ann%20Example/Three%20Doors/01%20" in (ALBUM / "feed.xml").read_text("utf-8")
    story_with("They went home.", "They went to bed.")()
    made()
    assert feed in FEEDS.read_text("utf-8")


def test_a_page_of_the_library_that_got_lost_is_made_again(made: Command) -> None:
    made()
    before = PAGE.read_bytes()
    PAGE.unlink()
    made()
    assert PAGE.read_bytes() == before


def test_a_page_of_somebody_elses_is_left(made: Command) -> None:
    PAGE.parent.mkdir()
    PAGE.write_text("<h1>My shelf</h1>", "utf-8")
    made()
    assert PAGE.read_text("utf-8") == "<h1>My shelf</h1>"


def test_the_address_may_stand_beside_the_story(made: Command) -> None:
    Path("doors.toml").write_text('base_url = "https://example.org/b"\n', "utf-8")
    made()
    assert "https://example.org/b/Ann%20Example/" in (ALBUM / "feed.xml").read_text("utf-8")
    Path("doors.toml").write_text('base_url = "nowhere"\n', "utf-8")
    told = made()
    assert (told.code, "base_url" in told.err) == (1, True)


def test_an_e_book_of_somebody_elses_is_left(made: Command) -> None:
    made()
    BOOK.write_bytes(b"the story as it was bought")
    told = made("--format", "epub")
    assert BOOK.read_bytes() == b"the story as it was bought"
    assert (told.code, f"{BOOK.name} was edited or replaced" in told.err) == (0, True)

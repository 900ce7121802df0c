"""`make --format m4b`: parts that are kept, and a book that follows them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from mutagen.id3 import ID3
from mutagen.mp4 import MP4

from tests.conftest import Outcome

ALBUM = Path("out/Ann Example/Two Doors")
BOOK = ALBUM / "Two Doors.m4b"


Make = Callable[..., Outcome]


@pytest.fixture
def make(audiobook: Make, short_story: Path) -> Make:
    def made(*options: str) -> Outcome:
        done = audiobook("make", short_story, "-o", "out", "--engine", "silent", *options)
        assert done.code == 0, done.err
        return done

    return made


def parts() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path("out/.audiobook/parts").rglob("*.aac")}


def sounds() -> set[str]:
    return {path.name for path in ALBUM.iterdir() if path.suffix in (".mp3", ".m4b", ".flac")}


def chapters() -> list[str]:
    return [chapter.title for chapter in MP4(BOOK).chapters]


def test_all_chapters_are_one_file(make: Make) -> None:
    make("--format", "m4b")
    assert sounds() == {BOOK.name}
    assert chapters() == ["The Red One", "The Blue One"]
    tags = MP4(BOOK).tags
    assert (tags["\xa9alb"], tags["\xa9ART"]) == (["Two Doors"], ["Ann Example"])
    assert "nothing changed" in make("--format", "m4b").out


def test_only_what_changed_is_encoded(make: Make, short_story: Path) -> None:
    make("--format", "m4b")
    before = parts()
    short_story.write_text(short_story.read_text("utf-8").replace("It was shut.", "It was shut for good."), "utf-8")
    make("--format", "m4b")
    after = parts()
    assert {name for name in after if after[name] != before[name]} == {"02 - The Blue One.aac"}
    assert chapters() == ["The Red One", "The Blue One"]


def test_other_tags_encode_nothing(make: Make, short_story: Path) -> None:
    make("--format", "m4b")
    before = parts()
    short_story.write_text(short_story.read_text("utf-8").replace("Humor, Family", "Tragedy"), "utf-8")
    make("--format", "m4b")
    assert parts() == before
    assert "Tragedy" in str(MP4(BOOK).tags["\xa9gen"])


def test_a_part_of_the_chapters_leaves_the_others_in_the_book(make: Make) -> None:
    make("--format", "m4b")
    make("--format", "m4b", "--chapters", "2", "--again")
    assert chapters() == ["The Red One", "The Blue One"]


def test_a_book_that_was_damaged_is_bound_anew(make: Make) -> None:
    make("--format", "m4b")
    whole, before = BOOK.read_bytes(), parts()
    BOOK.write_bytes(b"cut off")
    make("--format", "m4b")
    assert (BOOK.read_bytes(), parts()) == (whole, before)


def test_one_format_takes_the_place_of_the_other_where_that_is_asked_for(make: Make) -> None:
    make()
    assert sounds() == {"01 - The Red One.mp3", "02 - The Blue One.mp3"}
    make("--format", "m4b", "--prune")
    assert sounds() == {BOOK.name}
    make("--format", "flac", "--prune")
    assert sounds() == {"01 - The Red One.flac", "02 - The Blue One.flac"}


def test_a_book_of_somebody_else_is_not_touched(audiobook: Make, short_story: Path) -> None:
    ALBUM.mkdir(parents=True)
    BOOK.write_bytes(b"mine")
    done = audiobook("make", short_story, "-o", "out", "--engine", "silent", "--format", "m4b")
    assert (done.code, BOOK.read_bytes()) == (1, b"mine")
    assert "is already there, and this program didn't make it" in done.err


def test_shops_get_credits(make: Make) -> None:
    make("--profile", "acx")
    assert sounds() == {
        "00 - Opening Credits.mp3", "01 - The Red One.mp3", "02 - The Blue One.mp3", "03 - Closing Credits.mp3",
    }  # fmt: skip
    make("--profile", "acx", "--chapters", "2")
    assert len(sounds()) == 4
    assert [str(ID3(path)["TRCK"]) for path in sorted(ALBUM.glob("*.mp3"))] == ["1/4", "2/4", "3/4", "4/4"]

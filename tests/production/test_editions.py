"""Formats as a set: several in one run, kept with the album, and removed only where that is asked for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from mutagen.mp4 import MP4

from tests.conftest import Outcome

pytestmark = pytest.mark.slow

ALBUM = Path("out/Ann Example/Two Doors")
MP3_FILES = {"01 - The Red One.mp3", "02 - The Blue One.mp3"}
BOOK, EBOOK = "Two Doors.m4b", "Two Doors.epub"
OPUS_FILES = {"opus/01 - The Red One.opus", "opus/02 - The Blue One.opus"}

Make = Callable[..., Outcome]


@pytest.fixture
def make(audiobook: Make, short_story: Path) -> Make:
    def made(*options: str, code: int = 0) -> Outcome:
        done = audiobook("make", short_story, "-o", "out", "--engine", "silent", *options)
        assert done.code == code, done.err
        return done

    return made


def sounds() -> set[str]:
    endings = (".mp3", ".m4b", ".flac", ".opus", ".wav", ".epub")
    paths = (path for path in ALBUM.rglob("*") if path.suffix in endings)
    return {path.relative_to(ALBUM).as_posix() for path in paths}


def formats_line(done: Outcome) -> str:
    return next((line for line in done.err.splitlines() if "formats: " in line), "")


# What was made first, what is typed then, the files that are there afterwards, and the formats as they are told.
STEPS = {
    "a book beside chapters": ((), ("--format", "m4b"), MP3_FILES | {BOOK}, "mp3 → mp3, m4b"),
    "chapters beside a book": (("--format", "m4b"), ("--format", "mp3"), MP3_FILES | {BOOK}, "m4b → m4b, mp3"),
    "several at once": (None, ("--format", "mp3,m4b,epub"), MP3_FILES | {BOOK, EBOOK}, ""),
    "an e-book alone has MP3": (None, ("--format", "epub"), MP3_FILES | {EBOOK}, ""),
    "an e-book of a book": (("--format", "m4b"), ("--format", "epub"), {BOOK, EBOOK}, "m4b → m4b, epub"),
    "other chapters beside": ((), ("--format", "opus"), MP3_FILES | OPUS_FILES, "mp3 → mp3, opus"),
    "a book instead": ((), ("--format", "m4b", "--prune"), {BOOK}, "mp3 → m4b; the mp3 files are removed"),
    "chapters instead": (("--format", "m4b"), ("--format", "mp3", "--prune"), MP3_FILES, "the m4b files are removed"),
    "one of two": (("--format", "mp3,m4b"), ("--format", "m4b", "--prune"), {BOOK}, "the mp3 files are removed"),
    "the other of two": (("--format", "mp3,opus"), ("--format", "opus", "--prune"),
                         {name.removeprefix("opus/") for name in OPUS_FILES}, "the mp3 files are removed"),
    "the first of two": (("--format", "mp3,opus"), ("--format", "mp3", "--prune"), MP3_FILES, "the opus files are"),
    "nothing typed": (("--format", "mp3,m4b"), (), MP3_FILES | {BOOK}, ""),
    "nothing typed but prune": (("--format", "mp3,m4b"), ("--prune",), MP3_FILES | {BOOK}, ""),
    "the same again": (("--format", "mp3,m4b"), ("--format", "m4b"), MP3_FILES | {BOOK}, ""),
}  # fmt: skip


@pytest.mark.parametrize(("first", "then", "files", "told"), STEPS.values(), ids=STEPS.keys())
def test_formats_add_up_until_others_are_dropped(
    make: Make, first: tuple[str, ...] | None, then: tuple[str, ...], files: set[str], told: str
) -> None:
    if first is not None:
        make(*first)
    line = formats_line(make(*then))
    assert (told in line, bool(line)) == (True, bool(told))
    assert sounds() == files
    # The formats that the album has now are those of the next run.
    assert formats_line(make()) == ""
    assert sounds() == files


def test_all_formats_follow_the_story(make: Make, short_story: Path) -> None:
    make("--format", "mp3,m4b,epub,opus")
    before = {name: (ALBUM / name).read_bytes() for name in sounds()}
    text = short_story.read_text("utf-8")
    short_story.write_text(f"{text}\nChapter 3: The Green One\nIt was gone.\n", "utf-8")
    make()
    assert [chapter.title for chapter in MP4(ALBUM / BOOK).chapters] == ["The Red One", "The Blue One", "The Green One"]
    assert {"03 - The Green One.mp3", "opus/03 - The Green One.opus"} == sounds() - before.keys()
    with ZipFile(ALBUM / EBOOK) as book:
        assert "It was gone." in "".join(book.read(name).decode() for name in book.namelist() if "xhtml" in name)


def test_nothing_is_spoken_for_another_format(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    make()

    def refuse(*_: object) -> None:
        raise AssertionError("this was spoken already")

    monkeypatch.setattr("audiobook.production.scheduler.synthesize_batch", refuse)
    make("--format", "m4b,flac")


def test_each_line_is_spoken_once_for_all_formats(make: Make) -> None:
    done = make("--format", "mp3,m4b,opus", "--progress", "json")
    events = [json.loads(line) for line in done.out.splitlines()]
    assert [event["event"] for event in events].count("begin") == 1
    begin, end = events[0], events[-1]
    chapters = [event for event in events if event["event"] == "chapter"]
    assert (begin["chapters"], len(chapters), end["chapters"]) == (6, 6, 2)
    assert end["formats"] == ["mp3", "m4b", "opus"]
    assert end["seconds"] == pytest.approx(sum({one["chapter"]: one["seconds"] for one in chapters}.values()), abs=0.1)
    assert sum(event["lines"] for event in events if event["event"] == "line") == begin["lines"]


# A file of each format; all are whole again after the next run.
@pytest.mark.parametrize("lost", ["01 - The Red One.mp3", BOOK, EBOOK, "opus/01 - The Red One.opus", "opus"])
def test_what_got_lost_is_made_again(make: Make, lost: str) -> None:
    make("--format", "mp3,m4b,epub,opus")
    before = {name: (ALBUM / name).read_bytes() for name in sounds()}
    path = ALBUM / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert "nothing changed" not in make().out
    assert {name: (ALBUM / name).read_bytes() for name in sounds()} == before
    assert "nothing changed" in make().out


def test_a_new_take_is_the_same_in_each_format(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    make("--format", "m4b")
    make("--again")
    monkeypatch.setattr("audiobook.production.scheduler.synthesize_batch", lambda *_: pytest.fail("spoken again"))
    make("--format", "mp3")
    make("--format", "mp3", "--prune")
    make("--format", "m4b")


def test_an_album_of_an_older_version_keeps_its_formats(make: Make) -> None:
    make("--format", "epub")
    path = ALBUM / "album.json"
    data = json.loads(path.read_text("utf-8"))
    del data["formats"]
    path.write_text(json.dumps(data), "utf-8")
    assert "formats: mp3, epub → mp3, epub, m4b" in formats_line(make("--format", "m4b"))


def test_somebody_elses_files_stay(make: Make) -> None:
    make("--format", "mp3,opus")
    (ALBUM / BOOK).write_bytes(b"mine")
    (ALBUM / "opus/notes.txt").write_text("mine", "utf-8")
    assert "is already there, and this program didn't make it" in make("--format", "m4b", code=1).err
    make("--format", "mp3", "--prune")
    assert ((ALBUM / BOOK).read_bytes(), (ALBUM / "opus/notes.txt").read_text("utf-8")) == (b"mine", "mine")


def test_credits_go_with_the_profile_that_wants_them(make: Make) -> None:
    make("--profile", "acx")
    assert len(sounds()) == 4
    told = make("--format", "m4b", code=1).err
    assert "--format m4b: the profile acx only makes mp3; choose one of these, or --profile podcast" in told
    make("--format", "m4b", "--profile", "podcast")
    assert sounds() == MP3_FILES | {BOOK}
    make("--profile", "acx", "--prune", code=1)
    make("--profile", "acx", "--format", "mp3", "--prune")
    assert len(sounds()) == 4
    make("--format", "m4b", "--profile", "podcast", "--prune")
    assert sounds() == {BOOK}


def test_a_profile_does_not_drop_a_format_by_itself(make: Make) -> None:
    make("--format", "mp3,m4b")
    told = make("--profile", "acx", code=1).err
    assert "this album also has m4b" in told
    assert "--format mp3 --prune" in told
    assert sounds() == MP3_FILES | {BOOK}
    assert len([line for line in told.splitlines() if "this album also has" in line]) == 1


WRONG_FORMATS = {
    "mp3,m4p": "--format mp3,m4p: unknown format; did you mean",
    "acc": "--format acc: unknown format",
}


@pytest.mark.parametrize(("typed", "told"), WRONG_FORMATS.items())
def test_an_unknown_format_is_told(make: Make, typed: str, told: str) -> None:
    assert told in make("--format", typed, code=1).err


def test_a_dry_run_names_the_other_formats(make: Make) -> None:
    make()
    done = make("--format", "m4b", "-n")
    assert "formats: mp3 → mp3, m4b" in done.err
    assert "also made from these chapters: m4b" in done.out
    assert sounds() == MP3_FILES


def test_the_files_of_all_formats_pass_the_check(make: Make, audiobook: Make) -> None:
    make("--format", "mp3,m4b,epub,opus")
    checked = json.loads(audiobook("check", "out", "--json").out)["albums"]
    assert {file["file"] for album in checked for file in album["files"]} >= MP3_FILES | {BOOK}
    whole = [check for album in checked for check in album["checks"]]
    tags = [
        check for album in checked for file in album["files"] for check in file["checks"] if check["check"] == "tags"
    ]
    assert [check for check in (*whole, *tags) if check["verdict"] == "fail"] == []

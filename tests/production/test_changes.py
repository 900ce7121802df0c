"""Made again: what changed, and which files are encoded, tagged, renamed or kept for it; see CHANGED."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from audiobook.synthesis.clip_store import ClipStore
from tests.conftest import Outcome

Command = Callable[..., Outcome]
ALBUM = Path("out/Ann Example/Three Doors")
RED, BLUE, GREEN = "01 - The Red One.mp3", "02 - The Blue One.mp3", "03 - The Green One.mp3"
STORY = """Three Doors by Ann Example
Summary: A door, and others.

Chapter 1: The Red One
It was open.

“Go in, Tom,” said Mary. “It is only Quentin.”

Chapter 2: The Blue One
It was shut.

“Knock, then,” said Tom.

Chapter 3: The Green One
There was no door at all.

They went home.
"""
CAST = """[cast]
Mary = { voice = "silence", pace = 1.2 }
Tom = "silence"

[pauses]

[pronounce]
"""
NEW_CHAPTER = "\nChapter 4: The Grey One\nIt rained.\n"


@dataclass(frozen=True, slots=True)
class Case:
    """What is changed after a first run, and which files are then encoded or only tagged."""

    what: str
    change: Callable[[], None]
    encoded: tuple[str, ...] = ()
    tagged: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


def story_with(old: str, new: str) -> Callable[[], None]:
    def change() -> None:
        path = Path("doors.txt")
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    return change


def longer_story() -> None:
    Path("doors.txt").write_text(STORY + NEW_CHAPTER, "utf-8")


def file_with(name: str, text: str) -> Callable[[], None]:
    def change() -> None:
        Path(name).write_bytes(text.encode("latin-1"))

    return change


def cast_with(pattern: str, new: str) -> Callable[[], None]:
    def change() -> None:
        path = Path("voices/doors.toml")
        text, count = re.subn(pattern, new, path.read_text("utf-8"), flags=re.MULTILINE)
        assert count == 1
        path.write_text(text, "utf-8")

    return change


def damaged(name: str, data: bytes | None) -> Callable[[], None]:
    def change() -> None:
        path = ALBUM / name
        path.unlink() if data is None else path.write_bytes(data)

    return change


def picture_of(shade: int) -> bytes:
    """A PNG of one pixel."""
    from io import BytesIO

    from PIL import Image

    file = BytesIO()
    Image.new("L", (1, 1), shade).save(file, "PNG")
    return file.getvalue()


def nothing() -> None:
    """Leaves all as it is."""


def last_byte_changed() -> None:
    damaged(BLUE, files()[BLUE][1][:-1] + b"!")()


# Pictures of one pixel, one grey and one white, which is enough of a cover here.
PICTURE, OTHER_PICTURE = (picture_of(shade).decode("latin-1") for shade in (128, 255))
ALL = (RED, BLUE, GREEN)
CHANGED = (
    Case("nothing", nothing),
    Case("one paragraph", story_with("They went home.", "They went to bed."), (GREEN,)),
    Case("who says a line", cast_with(r"\Z", '[[line]]\ntext = "Knock, then,"\nspeaker = "Mary"\n'), (BLUE,)),
    Case("a line's take", cast_with(r"\Z", '[[take]]\ntext = "Knock, then,"\ntake = 1\n'), (BLUE,)),
    Case("how a line is said", cast_with(r"\Z", '[[take]]\ntext = "They went home"\ndelivery = "sob"\n'), (GREEN,)),
    Case("a pause at a line", cast_with(r"\Z", '[[take]]\ntext = "Knock, then,"\npause_after = 900\n'), (BLUE,)),
    Case("one voice", cast_with(r"^(Mary = ).*$", r'\1{ voice = "silence", pace = 1.4 }'), (RED,)),
    Case("one word's sound", cast_with(r"^\[pronounce\]$", '[pronounce]\nQuentin = "KWIN-ten"'), (RED,)),
    Case("the pause at the head", cast_with(r"^\[pauses\]$", "[pauses]\nhead = 900"), ALL),
    Case("the pause between paragraphs", cast_with(r"^\[pauses\]$", "[pauses]\nparagraph = 900"), ALL),
    Case("the bitrate", nothing, ALL, options=("--bitrate", "64")),
    Case("the summary", story_with("A door, and others", "Doors"), tagged=ALL),
    Case("the cover", file_with("cover.png", OTHER_PICTURE), tagged=ALL),
    Case("genres beside the story", file_with("doors.toml", 'genres = ["Humor"]'), tagged=ALL),
    Case("a chapter more", longer_story, ("04 - The Grey One.mp3",), tagged=ALL),
    Case("a file deleted", damaged(BLUE, None), (BLUE,)),
    Case("a file damaged", damaged(BLUE, b"ID3 and nothing"), (BLUE,)),
    Case("one byte of a file", last_byte_changed, (BLUE,)),
    Case("a new take", nothing, (BLUE,), options=("--chapters", "2", "--again")),
    Case("all but one chapter", nothing, options=("--chapters", "1,3")),
)  # fmt: skip


@pytest.fixture
def made(audiobook: Command) -> Command:
    """Makes the story of three doors, in the way that the options say."""
    Path("doors.txt").write_text(STORY, "utf-8")
    Path("voices").mkdir()
    Path("voices/doors.toml").write_text(CAST, "utf-8")
    Path("cover.png").write_bytes(PICTURE.encode("latin-1"))

    def make(*options: str) -> Outcome:
        return audiobook("make", "doors.txt", "-o", "out", "--engine", "silent", "--cover", "cover.png", *options)

    return make


def files() -> dict[str, tuple[int, bytes]]:
    """Each file of the album, its manifest aside: when it was changed, and what is in it."""
    found = sorted(ALBUM.glob("*.mp3"))
    return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in found}


def sound(data: bytes) -> bytes:
    """The bytes of an MP3 file behind its tags."""
    size = sum(byte << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))
    return data[10 + size :]


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are encoded, as they are handed to the workers."""
    from audiobook.production import update

    names: list[str] = []
    produced = update.run_jobs

    def noted(jobs, workers, **options):  # type: ignore[no-untyped-def]
        names.extend(job.target.name for job in jobs)
        return produced(jobs, workers, **options)

    monkeypatch.setattr(update, "run_jobs", noted)
    return names


@pytest.mark.parametrize("case", CHANGED, ids=lambda case: case.what)
def test_only_what_changed_is_made(made: Command, encoded: list[str], case: Case) -> None:
    assert made().code == 0
    before = files()
    encoded.clear()
    case.change()
    assert made(*case.options).code == 0
    after = files()
    assert tuple(encoded) == case.encoded
    touched = {name for name in after if after[name] != before.get(name)}
    assert touched == {*case.encoded, *case.tagged}
    assert all(sound(after[name][1]) == sound(before[name][1]) for name in case.tagged)
    assert set(after) == set(before) | set(case.encoded)


def test_nothing_is_touched_where_nothing_changed(made: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    made()
    before = {path: (path.stat().st_mtime_ns, path.is_dir() or path.read_bytes()) for path in Path().rglob("*")}
    # Not even read is the story then: that takes a second for a long one.
    monkeypatch.setattr("audiobook.pipeline.analyze_chapters", lambda _: pytest.fail("the story was read"))
    done = made()
    assert (done.code, "nothing changed" in done.out) == (0, True)
    assert before == {path: (path.stat().st_mtime_ns, path.is_dir() or path.read_bytes()) for path in before}


def test_the_long_way_round_touches_no_file_either(made: Command) -> None:
    made()
    for record in Path("out/.audiobook/albums").iterdir():
        record.unlink()
    before, manifest = files(), (ALBUM / "album.json").stat().st_mtime_ns
    assert "3 unchanged" in made().out
    assert (files(), (ALBUM / "album.json").stat().st_mtime_ns) == (before, manifest)


def test_a_chapter_with_another_name_is_renamed(audiobook: Command, encoded: list[str]) -> None:
    """The chapters of a folder are called as its files are, which is not said aloud."""
    Path("Doors").mkdir()
    for number, name in enumerate(("Red", "Blue"), 1):
        Path(f"Doors/{number} {name}.txt").write_text(f"{name} it was, and they went in, and were not seen again.\n")
    album = Path("out/Unknown Author/Doors")
    make = ("make", "Doors", "-o", "out", "--engine", "silent")
    assert audiobook(*make).code == 0
    first, second = sorted(path for path in album.glob("*.mp3"))
    before = second.read_bytes()
    encoded.clear()
    Path("Doors/2 Blue.txt").rename("Doors/2 Azure.txt")
    assert audiobook(*make).code == 0
    assert encoded == []
    assert sorted(path.name for path in album.glob("*.mp3")) == [first.name, second.name.replace("Blue", "Azure")]
    renamed = (album / second.name.replace("Blue", "Azure")).read_bytes()
    assert (sound(renamed), renamed == before) == (sound(before), False)


def test_what_other_tags_are_put_on_is_as_if_made_so(made: Command) -> None:
    made()
    longer_story()
    made()
    retagged = {name: data for name, (_, data) in files().items()}
    shutil.rmtree(ALBUM)
    made()
    assert {name: data for name, (_, data) in files().items()} == retagged


def test_a_chapter_that_went_away_is_kept_until_its_file_is_asked_away(made: Command, encoded: list[str]) -> None:
    made()
    encoded.clear()
    story_with(STORY[STORY.index("\nChapter 3") :], "")()
    (ALBUM / "99 - mine.mp3").write_bytes(b"mine")
    for _ in range(2):
        done = made()
        assert (done.code, GREEN in files()) == (0, True)
        assert GREEN in done.err
    assert "no longer in the story" in made("--dry-run").out
    made("--prune")
    assert set(files()) == {RED, BLUE, "99 - mine.mp3"}
    assert encoded == []
    assert GREEN not in made().err


def test_a_file_in_the_way_that_is_not_ours_is_left(made: Command) -> None:
    ALBUM.mkdir(parents=True)
    (ALBUM / BLUE).write_bytes(b"mine")
    done = made()
    assert (done.code, (ALBUM / BLUE).read_bytes()) == (1, b"mine")
    assert BLUE in done.err


def test_an_album_whose_manifest_got_lost_is_made_again(made: Command, encoded: list[str]) -> None:
    made()
    before = files()
    encoded.clear()
    (ALBUM / "album.json").write_text("{", "utf-8")
    assert made().code == 0
    assert tuple(encoded) == ALL
    assert [data for _, data in files().values()] == [data for _, data in before.values()]


@pytest.mark.parametrize("name", ["../../elsewhere.mp3", "/elsewhere.mp3", ".hidden"])
def test_a_manifest_names_no_file_elsewhere(made: Command, name: str) -> None:
    made()
    manifest = json.loads((ALBUM / "album.json").read_text("utf-8"))
    manifest["chapters"].append({**manifest["chapters"][0], "number": 9, "file": name, "title": "Nine"})
    (ALBUM / "album.json").write_text(json.dumps(manifest), "utf-8")
    elsewhere = (ALBUM / name).resolve()
    if elsewhere.is_relative_to(Path.cwd()):
        elsewhere.write_bytes(b"not ours")
    made("--prune")
    assert not elsewhere.is_relative_to(Path.cwd()) or elsewhere.read_bytes() == b"not ours"


def test_a_take_is_kept_by_the_runs_that_follow(made: Command) -> None:
    def takes() -> list[int]:
        return [one["take"] for one in json.loads((ALBUM / "album.json").read_text("utf-8"))["chapters"]]

    made()
    made("--chapters", "2", "--again")
    made("--chapters", "2", "--again")
    assert takes() == [0, 2, 0]
    story_with("It was shut.", "It was shut, too.")()
    made()
    assert takes() == [0, 2, 0]


@pytest.mark.processes
def test_a_run_that_was_stopped_is_gone_on_with(
    made: Command, encoded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from audiobook.production import update

    kept = update.AlbumFolder.record_chapter
    calls: list[str] = []

    def stopped(keeper, change, entry):  # type: ignore[no-untyped-def]
        kept(keeper, change, entry)
        calls.append(entry.file)
        if len(calls) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(update.AlbumFolder, "record_chapter", stopped)
        assert made().code == 130
    first = set(calls)
    encoded.clear()
    assert made().code == 0
    assert first.isdisjoint(encoded)
    assert {*first, *encoded} == set(ALL)
    assert {path.name for path in ALBUM.glob("*.mp3")} == set(ALL)


def test_an_album_that_was_copied_is_as_good(made: Command, encoded: list[str]) -> None:
    """Copying gives files other times, but no other bytes."""
    made()
    encoded.clear()
    for name in ALL:
        os.utime(ALBUM / name, (1, 1))
    assert "nothing changed" in made().out
    assert encoded == []


def test_a_dry_run_tells_what_is_to_be_done(made: Command) -> None:
    made()
    story_with("It was shut.", "It was shut, too.")()
    longer_story_text = Path("doors.txt").read_text("utf-8") + NEW_CHAPTER
    Path("doors.txt").write_text(longer_story_text, "utf-8")
    out = made("--dry-run").out
    rows = [re.split(r"  +", line.strip()) for line in out.splitlines() if ".mp3" in line]
    told = {row[0]: row[-1] for row in rows}
    new = "04 - The Grey One.mp3"
    assert told == {RED: "update tags", BLUE: "re-record", GREEN: "update tags", new: "make"}
    # The line that was changed, and the new chapter's: its number, its title, and what is told.
    assert "to synthesize: 4 lines" in out
    assert re.search(r"estimated time: about \d+ seconds? ", out)


def test_the_store_still_has_what_is_encoded_again(made: Command) -> None:
    made()
    clips = {path.name for path in Path("out/.audiobook/clips").rglob("*.flac")}
    made("--bitrate", "64")
    assert {path.name for path in Path("out/.audiobook/clips").rglob("*.flac")} == clips
    assert ClipStore(Path("out/.audiobook/clips")).has(next(iter(clips)).removesuffix(".flac"))

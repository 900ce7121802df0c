"""Stories of one title and author: each has an album of its own, and finds it again, whatever becomes of its file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest

from audiobook.album.location import AlbumLocation, locate_album
from audiobook.album.manifest import ChapterFile, Manifest, read_manifest, write_manifest
from audiobook.files.locks import lock_album
from audiobook.model import Metadata, StoryIdentity
from audiobook.pipeline import choose_folder, plan_album
from audiobook.production.context import BuildContext
from audiobook.production.update import AlbumFolder
from audiobook.settings.settings import MakeSettings, StorySettings
from tests.album.test_story_identity import sentences
from tests.conftest import Outcome

Command = Callable[..., Outcome]
OUTPUT = Path("out")
AUTHOR = OUTPUT / "Anonymous"
FIRST, SECOND, THIRD = (AUTHOR / name for name in ("Untitled", "Untitled (2)", "Untitled (3)"))
SETTINGS = MakeSettings(OUTPUT, engine="silent")


def story(path: str, seed: int, count: int = 12) -> Path:
    place = Path(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    told = "\n\n".join(sentences(seed, count))
    place.write_text(f"Untitled by Anonymous\n\nChapter 1: Part {seed}\n{told}\n", "utf-8")
    return place


def page(path: str, seed: int) -> Path:
    told = "".join(f"<p>{one}</p>" for one in sentences(seed, 12))
    about = '<meta name="author" content="Anonymous"><title>Untitled</title>'
    Path(path).write_text(f"<html><head>{about}</head><body><h2>Chapter 1</h2>{told}</body></html>", "utf-8")
    return Path(path)


def kept(path: Path, settings: MakeSettings = SETTINGS, take: int = 0) -> AlbumLocation:
    """Where the album of a story goes; it is noted there as a run does that has made it."""
    plan = plan_album(BuildContext.start(StorySettings((path,)), settings))
    folder = plan.chapter_folder
    keeper = AlbumFolder(plan.album_in(plan.chapter_folder), plan.chapter_manifest)
    keeper.chapters["01.mp3"] = ChapterFile(1, plan.album.episodes[0].title, "01.mp3", take=take)
    folder.mkdir(parents=True, exist_ok=True)
    keeper.write()
    return plan.location


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder that the test runs in."""
    monkeypatch.chdir(tmp_path)


def reports(done: Outcome) -> list[str]:
    assert done.code == 0, done.err
    return [line for line in done.err.splitlines() if line.startswith("audiobook: ")]


def sound(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.glob("*.mp3"))


def test_two_stories_of_one_title_have_two_albums(audiobook: Command) -> None:
    one, two = story("my-own-place/one.txt", 1), story("two.txt", 2)
    settings = ("-o", "out", "--engine", "silent")
    told = "another story with this title and author already has an album (made from one.txt), so this one goes to"
    assert reports(audiobook("make", one, *settings)) == []
    for arguments in (("-n",), ()):
        done = audiobook("make", two, *settings, *arguments)
        assert reports(done) == [f"audiobook: {told} {SECOND}"]
        assert str(SECOND) in done.out
    assert (sound(FIRST), sound(SECOND)) == (["01 - Part 1.mp3"], ["01 - Part 2.mp3"])
    for path, folder in ((one, FIRST), (two, SECOND)):
        again = audiobook("make", path, *settings)
        assert (reports(again), "nothing changed" in again.out, str(folder) in again.out) == ([], True, True)
    checked = json.loads(audiobook("check", "out", "--json").out)["albums"]
    assert [Path(one["folder"]) for one in checked] == [FIRST, SECOND]
    assert not [check for one in checked for check in one["checks"] if check["verdict"] == "fail"]
    feeds = [(folder / "feed.xml").read_text("utf-8") for folder in (FIRST, SECOND)]
    guids = [{line.strip() for line in feed.splitlines() if "guid" in line} for feed in feeds]
    assert all(guids)
    assert not guids[0] & guids[1]
    library = unquote((OUTPUT / "index.html").read_text("utf-8"))
    assert all(f"Anonymous/{name}/" in library for name in ("Untitled", "Untitled (2)"))
    # An album may be handed over: it says nothing of the folders of its maker.
    files = [path.read_bytes() for path in FIRST.rglob("*") if path.is_file()]
    assert not any(place in data for data in files for place in (bytes(Path.cwd()), b"my-own-place"))


@pytest.mark.usefixtures("workplace")
def test_each_of_several_stories_finds_its_own_album() -> None:
    places = {seed: kept(story(f"{seed}.txt", seed)) for seed in (1, 2, 3)}
    assert [(one.path, one.other_file) for one in places.values()] == [(FIRST, ""), (SECOND, "1.txt"), (THIRD, "1.txt")]
    for count in (12, 14, 99):
        assert [kept(story(f"{seed}.txt", seed, count)) for seed in places] == [
            AlbumLocation(one) for one in (FIRST, SECOND, THIRD)
        ]
    assert len({read_manifest(one).identity for one in (FIRST, SECOND, THIRD)}) == 3


@pytest.mark.usefixtures("workplace")
def test_a_book_in_one_file_that_is_not_bound_yet_has_its_folder() -> None:
    settings = replace(SETTINGS, formats=("m4b",))
    assert kept(story("1.txt", 1), settings).path == FIRST
    assert not FIRST.exists()
    assert kept(story("2.txt", 2), settings).path == SECOND
    assert kept(story("3.txt", 3)).path == THIRD
    assert kept(story("2.txt", 2, 14), settings) == AlbumLocation(SECOND)


# What becomes of the file of a story; the name that its album was made from, where that is another.
CHANGES: dict[str, tuple[Callable[[], Path], str]] = {
    "moved": (lambda: Path(shutil.move(story("1.txt", 1), story("other/1.txt", 1))), ""),
    "renamed": (lambda: Path(shutil.move(story("1.txt", 1), "new.txt")), "1.txt"),
    "edited all through": (lambda: story("1.txt", 7), ""),
    "grown": (lambda: story("1.txt", 1, 99), ""),
    "grown and renamed": (lambda: story("new.txt", 1, 99), "1.txt"),
    "another format": (lambda: page("1.html", 1), "1.txt"),
}


@pytest.mark.usefixtures("workplace")
@pytest.mark.parametrize("change", CHANGES)
def test_a_story_keeps_its_album_whatever_becomes_of_its_file(change: str) -> None:
    kept(story("1.txt", 1))
    become, former = CHANGES[change]
    assert kept(become()) == AlbumLocation(FIRST, former)


def test_an_album_made_from_another_file_is_reported(audiobook: Command) -> None:
    kept(story("1.txt", 1))
    told = f"1.html is the same story as 1.txt, and {FIRST} is its album; that album is updated"
    assert reports(audiobook("make", page("1.html", 1), "-o", "out", "-n", "--engine", "silent")) == [
        f"audiobook: {told}"
    ]


@pytest.mark.usefixtures("workplace")
def test_stories_are_known_by_their_text_where_their_files_change_places() -> None:
    for seed in (1, 2):
        kept(story(f"{seed}.txt", seed))
    assert kept(story("1.txt", 2)) == AlbumLocation(SECOND, "2.txt")
    assert kept(story("2.txt", 1)) == AlbumLocation(FIRST, "1.txt")


@pytest.mark.usefixtures("workplace")
def test_a_number_is_not_given_twice_where_the_first_album_went() -> None:
    for seed in (1, 2):
        kept(story(f"{seed}.txt", seed))
    shutil.rmtree(FIRST)
    assert kept(story("2.txt", 2, 20)).path == SECOND
    assert kept(story("3.txt", 3)) == AlbumLocation(FIRST)


def test_two_stories_of_one_title_in_one_dry_run(audiobook: Command) -> None:
    done = audiobook("make", story("1.txt", 1), story("2.txt", 2), "-o", "out", "-n", "--engine", "silent")
    assert len(reports(done)) == 1
    assert [f"would go to {folder}\n" in done.out for folder in (FIRST, SECOND)] == [True, True]


@pytest.mark.usefixtures("workplace")
def test_a_title_that_a_person_gives_is_no_reason_to_lose_an_album() -> None:
    kept(story("1.txt", 1))
    other = story("2.txt", 2)
    other.write_text(other.read_text("utf-8").replace("Untitled", "Something"), "utf-8")
    named = StorySettings((other,), Metadata(title="Untitled"))
    assert plan_album(BuildContext.start(named, SETTINGS)).location == AlbumLocation(SECOND, other_file="1.txt")
    assert plan_album(BuildContext.start(StorySettings((other,)), SETTINGS)).location == AlbumLocation(
        AUTHOR / "Something"
    )


@pytest.mark.usefixtures("workplace")
@pytest.mark.parametrize("known", [None, "a text", {}, {"sentences": 3}])
def test_an_album_of_an_older_version_is_gone_on_with(known: object) -> None:
    kept(story("1.txt", 1))
    found = json.loads((FIRST / "album.json").read_text("utf-8"))
    (FIRST / "album.json").write_text(json.dumps({**found, "story": known, "identity": "urn:uuid:old"}), "utf-8")
    assert kept(story("1.txt", 1)) == AlbumLocation(FIRST)
    assert (read_manifest(FIRST).identity, bool(read_manifest(FIRST).story)) == ("urn:uuid:old", True)
    assert kept(story("2.txt", 2)).path == SECOND


def test_a_folder_that_is_no_album_is_not_taken(tmp_path: Path) -> None:
    usual = tmp_path / "Ann" / "Tea"
    (tmp_path / "Ann" / "Tea (2)").mkdir(parents=True)
    taken = {usual: StoryIdentity("1.txt", "here")}
    found = locate_album(tmp_path, Metadata("Tea", "Ann"), StoryIdentity("2.txt", "there"), frozenset(), taken)
    assert found == AlbumLocation(tmp_path / "Ann" / "Tea (3)", other_file="1.txt")


def test_a_run_that_waited_while_another_story_took_the_folder_goes_elsewhere(
    audiobook: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = story("2.txt", 2)
    monkeypatch.setattr("audiobook.cli.make_notices.report_waiting", lambda _: kept(story("1.txt", 1)))
    with ThreadPoolExecutor(1) as pool:
        with lock_album(FIRST, OUTPUT / ".audiobook", 0, lambda _: None):
            second = pool.submit(audiobook, "make", two, "-o", "out", "--engine", "silent")
            while not (FIRST / "album.json").exists():
                assert not second.done()
        assert len(reports(second.result(timeout=60))) == 1
    assert sound(SECOND) == ["01 - Part 2.mp3"]
    context = BuildContext.start(StorySettings((Path("1.txt"),)), SETTINGS)
    assert read_manifest(FIRST).story == plan_album(context).album.story


@pytest.mark.usefixtures("workplace")
def test_a_run_that_waited_goes_on_with_the_take_that_it_finds() -> None:
    told, settings = StorySettings((story("1.txt", 1),)), replace(SETTINGS, again=True)
    kept(told.paths[0])
    waited = plan_album(BuildContext.start(told, settings))
    assert [one.take for one in waited.album.episodes] == [1]
    kept(told.paths[0], take=1)  # by the run that it waited for
    assert [one.take for one in choose_folder(waited).album.episodes] == [2]


def test_what_an_album_knows_of_its_story_is_read_as_it_was_written(tmp_path: Path) -> None:
    known = StoryIdentity("1.txt", "here", "archive.example/1", ("aa", "bb"))
    write_manifest(tmp_path, Manifest("Tea", "Ann", story=known))
    assert read_manifest(tmp_path).story == known


LAMPS = Metadata("Tea", "Ann", series="Lamps, part 2")
# What is there already, the story, and where its album goes.
SERIES_CASES = {
    "new": ((), LAMPS, "Ann/Lamps/Vol 2 - Tea"),
    "no number": ((), Metadata("Tea", "Ann", series="Lamps"), "Ann/Lamps/Tea"),
    "no series": ((), Metadata("Tea", "Ann"), "Ann/Tea"),
    "beside books of no series": (("Ann/Snow",), LAMPS, "Ann/Lamps/Vol 2 - Tea"),
    "beside books of a series as they were": (("Ann/Rain#",), LAMPS, "Ann/Tea"),
    "with a folder made by hand": (("Ann/Rain#", "Ann/Lamps/"), LAMPS, "Ann/Lamps/Vol 2 - Tea"),
    "where the series is an album": (("Ann/Lamps",), LAMPS, "Ann/Tea"),
    "a title that is a series": (("Ann/Tea/Vol 1 - One",), Metadata("Tea", "Ann"), "Ann/Tea (2)"),
}


@pytest.mark.parametrize(("there", "about", "place"), SERIES_CASES.values(), ids=SERIES_CASES)
def test_a_series_has_a_folder(tmp_path: Path, there: tuple[str, ...], about: Metadata, place: str) -> None:
    for name in there:
        folder = tmp_path / name.rstrip("#")
        folder.mkdir(parents=True)
        if not name.endswith("/"):
            (folder / "album.json").write_text("{}")
            (folder / "metadata.json").write_text(json.dumps({"series": ["Lamps #1"] if name.endswith("#") else []}))
    found = locate_album(tmp_path, about, StoryIdentity("tea.txt", "here"), frozenset(), {})
    assert found.path == tmp_path / place
    assert (found.flat_for is not None) == (place == "Ann/Tea" and bool(about.series))


def test_an_album_of_a_series_stays_where_it_is(tmp_path: Path) -> None:
    story = StoryIdentity("tea.txt", "here")
    old = tmp_path / "Ann" / "Tea"
    old.mkdir(parents=True)
    write_manifest(old, Manifest(title="Tea", author="Ann", story=story, chapters=(ChapterFile(1, "One", "01.mp3"),)))
    assert locate_album(tmp_path, LAMPS, story, frozenset(), {}).path == old

"""Stories of one title and author: each has an album of its own, and finds it again, whatever becomes of its file."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from audiobook.album_folder import find_album_folder
from audiobook.config import MakeSettings, StorySettings
from audiobook.locks import held
from audiobook.making import made, remaking
from audiobook.model import Metadata, StoryIdentity
from audiobook.pipeline import plan_for_folder, planned
from tests.conftest import Outcome
from tests.test_identity import sentences

Command = Callable[..., Outcome]
AUTHOR = Path("out/Anonymous")
FIRST, SECOND, THIRD = (AUTHOR / name for name in ("Untitled", "Untitled (2)", "Untitled (3)"))


@pytest.fixture
def make(audiobook: Command) -> Command:
    """Makes albums in `out`, where the test runs; tells what was reported, but not how far it was."""

    def make_silent(*arguments: object) -> Outcome:
        done = audiobook("make", *arguments, "-o", "out", "--engine", "silent")
        assert done.code == 0, done.err
        reported = [line for line in done.err.splitlines(keepends=True) if line.startswith("audiobook: ")]
        return Outcome(done.code, done.out, "".join(reported))

    return make_silent


def story(path: str, seed: int, count: int = 12) -> Path:
    place = Path(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    told = "\n\n".join(sentences(seed, count))
    place.write_text(f"Untitled by Anonymous\n\nChapter 1: Part {seed}\n{told}\n", "utf-8")
    return place


def albums() -> list[str]:
    return sorted(one.name for one in AUTHOR.iterdir())


def sound(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.glob("*.mp3"))


def noted(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "album.json").read_text("utf-8"))
    return found


def test_a_second_story_of_a_title_has_an_album_of_its_own(make: Command, audiobook: Command) -> None:
    one, two = story("one.txt", 1), story("two.txt", 2)
    assert make(one).err == ""
    reported = "another story of this title and author (made from one.txt) has an album there already, so this one goes"
    for arguments in (("-n",), ()):
        done = make(two, *arguments)
        assert done.err == f"audiobook: {reported} to {SECOND}\n"
        assert str(SECOND) in done.out
    assert (sound(FIRST), sound(SECOND)) == (["01 - Part 1.mp3"], ["01 - Part 2.mp3"])
    assert make(story("three.txt", 3), "-q").err.endswith(f"goes to {THIRD}\n")
    # Each finds its own again, also where something changed.
    for path, folder, seed in ((one, FIRST, 1), (two, SECOND, 2)):
        again = make(path)
        assert (again.err, "nothing changed" in again.out, str(folder) in again.out) == ("", True, True)
        story(str(path), seed, 14)
        again = make(path)
        assert (again.err, str(folder) in again.out) == ("", True)
    assert albums() == ["Untitled", "Untitled (2)", "Untitled (3)"]
    assert len({noted(folder)["identity"] for folder in (FIRST, SECOND, THIRD)}) == 3
    feeds = [(folder / "feed.xml").read_text("utf-8") for folder in (FIRST, SECOND)]
    guids = [{line.strip() for line in feed.splitlines() if "guid" in line} for feed in feeds]
    assert not guids[0] & guids[1]
    page = Path("out/index.html").read_text("utf-8")
    assert all(f"Anonymous/{name}/" in page for name in ("Untitled", "Untitled%20(2)", "Untitled%20(3)"))
    assert audiobook("check", "out").code == 0


def test_a_second_story_may_be_one_file_with_chapters(make: Command) -> None:
    make(story("one.txt", 1), "--format", "m4b")
    shutil.rmtree(FIRST)  # as a run leaves it that was ended before it bound the book
    assert f"goes to {SECOND}" in make(story("two.txt", 2), "--format", "m4b").err
    assert make("one.txt", "--format", "m4b").err == ""
    assert [len(list(folder.glob("*.m4b"))) for folder in (FIRST, SECOND)] == [1, 1]


# What becomes of the file of a story; what is reported of it.
CHANGES: dict[str, tuple[Callable[[], Path], str]] = {
    "moved": (lambda: Path(shutil.move(story("one.txt", 1), story("other/one.txt", 1))), ""),
    "renamed": (lambda: Path(shutil.move(story("one.txt", 1), "new.txt")), "new.txt is the same story as one.txt"),
    "edited all through": (lambda: story("one.txt", 7), ""),
    "grown": (lambda: story("one.txt", 1, 99), ""),
    "grown and renamed": (lambda: story("new.txt", 1, 99), "new.txt is the same story as one.txt"),
    "as a page": (lambda: page("one.html"), "one.html is the same story as one.txt"),
}


def page(path: str) -> Path:
    told = "".join(f"<p>{one}</p>" for one in sentences(1, 12))
    about = '<meta name="author" content="Anonymous"><title>Untitled</title>'
    Path(path).write_text(f"<html><head>{about}</head><body><h2>Chapter 1: Part 1</h2>{told}</body></html>", "utf-8")
    return Path(path)


@pytest.mark.parametrize("change", CHANGES)
def test_a_story_keeps_its_album_whatever_becomes_of_its_file(make: Command, change: str) -> None:
    make(story("one.txt", 1))
    become, reported = CHANGES[change]
    done = make(become())
    assert albums() == ["Untitled"]
    assert done.err.count("the same story") == (1 if reported else 0)
    assert reported in done.err


def test_the_second_story_is_known_by_its_text_where_files_change_places(make: Command) -> None:
    make(story("one.txt", 1))
    make(story("two.txt", 2))
    assert str(SECOND) in make(story("one.txt", 2)).out
    assert str(FIRST) in make(story("two.txt", 1)).out
    assert (sound(FIRST), sound(SECOND)) == (["01 - Part 1.mp3"], ["01 - Part 2.mp3"])


def test_a_number_is_not_given_twice_where_the_first_album_went(make: Command) -> None:
    for seed in (1, 2):
        make(story(f"{seed}.txt", seed))
    shutil.rmtree(FIRST)
    assert str(SECOND) in make(story("2.txt", 2, 20)).out
    assert make(story("3.txt", 3)).err == ""
    assert sound(FIRST) == ["01 - Part 3.mp3"]


def test_two_stories_of_one_title_in_one_command(make: Command) -> None:
    one, two = story("one.txt", 1), story("two.txt", 2)
    for arguments in (("-n",), (), ("-n",), ()):
        make(one, two, *arguments)
    assert (sound(FIRST), sound(SECOND)) == (["01 - Part 1.mp3"], ["01 - Part 2.mp3"])


def test_a_title_that_a_person_gives_is_no_reason_to_lose_an_album(make: Command) -> None:
    make(story("one.txt", 1))
    other = story("two.txt", 2)
    other.write_text(other.read_text("utf-8").replace("Untitled", "Something"), "utf-8")
    assert f"goes to {SECOND}" in make(other, "--title", "Untitled").err
    assert make(other).err == ""
    assert albums() == ["Something", "Untitled", "Untitled (2)"]


@pytest.mark.parametrize("story_noted", [None, "a text", {}, {"sentences": 3}])
def test_an_album_of_an_older_version_is_gone_on_with(make: Command, story_noted: object) -> None:
    make(story("one.txt", 1))
    before = noted(FIRST)
    held_before = {**before, "story": story_noted}
    (FIRST / "album.json").write_text(json.dumps(held_before), "utf-8")
    assert make(story("one.txt", 1, 20)).err == ""
    assert albums() == ["Untitled"]
    assert (noted(FIRST)["identity"], noted(FIRST)["created"]) == (before["identity"], before["created"])
    assert noted(FIRST)["story"]
    assert f"goes to {SECOND}" in make(story("two.txt", 2)).err


def test_a_folder_that_is_no_album_is_not_taken(tmp_path: Path) -> None:
    usual = tmp_path / "Ann" / "Tea"
    (tmp_path / "Ann" / "Tea (2)").mkdir(parents=True)
    taken = {usual: StoryIdentity("one.txt", "here")}
    found = find_album_folder(tmp_path, Metadata("Tea", "Ann"), StoryIdentity("two.txt", "there"), frozenset(), taken)
    assert (found.path.name, found.other) == ("Tea (3)", "one.txt")


def test_an_album_says_nothing_of_the_folders_of_its_maker(make: Command, tmp_path: Path) -> None:
    make(story("my-own-place/one.txt", 1))
    files = [path.read_bytes() for path in FIRST.rglob("*") if path.is_file()]
    assert not any(place in data for data in files for place in (bytes(tmp_path), b"my-own-place"))


def test_two_stories_that_are_made_at_once_have_two_albums(
    make: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one, two = story("one.txt", 1), story("two.txt", 2)
    output = tmp_path / "out"
    settings = MakeSettings(output, engine="silent")
    waiting = threading.Event()
    monkeypatch.setattr("audiobook.cli.make._tell_waiting", lambda _: waiting.set())

    def make_first() -> None:
        # While the other run waits for the folder that both would have.
        plan = planned(StorySettings((one,)), settings)
        assert waiting.wait(60)
        made(StorySettings((one,)), settings, plan, remaking(plan, settings), lambda _: None)

    with held(output / "Anonymous" / "Untitled", output / ".audiobook", 0, lambda _: None):
        second = threading.Thread(target=make, args=(two,))
        second.start()
        make_first()
    second.join()
    assert (sound(FIRST), sound(SECOND)) == (["01 - Part 1.mp3"], ["01 - Part 2.mp3"])


def test_a_run_that_waited_goes_on_with_the_take_that_it_finds(make: Command) -> None:
    story_, settings = StorySettings((story("one.txt", 1),)), MakeSettings(Path("out"), engine="silent", again=True)
    make("one.txt")
    waited = planned(story_, settings)
    make("one.txt", "--again")  # what it waited for
    assert [one.take for one in waited.album.episodes] == [1]
    now = plan_for_folder(waited, story_, settings)
    assert [one.take for one in now.album.episodes] == [2]

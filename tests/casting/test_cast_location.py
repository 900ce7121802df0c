"""The cast file of a story is its own, wherever the command is run and whatever becomes of the names."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from audiobook.cast_file.writing import add_corrections
from audiobook.pipeline import find_cast_file
from audiobook.settings.settings import StorySettings, workspace_of
from tests.album.test_story_identity import sentences

OUTPUT = Path("books/output")


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_new_file_goes_to_the_workspace_though_the_story_lies_there_too() -> None:
    """The story's folder is the workspace here, under another name."""
    path = Path("books/one.txt").absolute()
    settle(write_story(str(path), 1, "Tea Time"))
    assert settle(write_story(str(path.with_name("two.txt")), 2, "Coffee")) == Path("books/voices/Coffee.toml")


def write_story(path: str, seed: int, title: str = "", count: int = 12) -> Path:
    place = Path(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    head = f"{title} by Ann\n\nChapter 1\n\n" if title else ""
    place.write_text(head + "\n\n".join(sentences(seed, count)) + "\n", "utf-8")
    return place


def settle(path: Path, output: Path = OUTPUT, cast: Path | None = None) -> Path:
    """Saves a correction for the story, as `cast` does; the file that has it."""
    location = find_cast_file(StorySettings((path,), cast=cast), output)
    add_corrections(location.path, genders=[("Bea", "female")], story=location.story)
    return location.path


def test_a_new_file_has_the_title_and_lies_in_the_workspace() -> None:
    assert settle(write_story("in/one.txt", 1, "Tea Time")) == Path("books/voices/Tea Time.toml")
    assert settle(write_story("two_doors.txt", 2), Path("output")) == Path("voices/two doors.toml")


@pytest.mark.parametrize("output", ["{}/books/output", "../books/output", "../books/output/"])
def test_it_is_found_from_another_folder(workplace: Path, monkeypatch: pytest.MonkeyPatch, output: str) -> None:
    story = write_story("in/one.txt", 1, "Tea Time").absolute()
    kept = settle(story).absolute()
    elsewhere = workplace / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    location = find_cast_file(StorySettings((story,)), Path(output.format(workplace)))
    assert (location.path.samefile(kept), location.notice) == (True, "")


def test_a_story_beside_its_cast_file_is_known_from_anywhere(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = settle(write_story("one.txt", 1, "Tea Time"), Path("output")).absolute()
    (workplace / "elsewhere").mkdir()
    monkeypatch.chdir(workplace / "elsewhere")
    location = find_cast_file(StorySettings((Path("../one.txt"),)), Path("output"))
    assert (location.path.samefile(kept), "is in" in location.notice) == (True, True)


def test_two_stories_of_one_name_share_nothing() -> None:
    first, second = (write_story(f"{folder}/story.txt", seed) for seed, folder in enumerate("ab"))
    assert settle(first) == Path("books/voices/story.toml")
    location = find_cast_file(StorySettings((second,)), OUTPUT)
    assert location.path == Path("books/voices/story (2).toml")
    assert "belongs to another story" in location.notice
    assert settle(second) == location.path
    assert [settle(story) for story in (second, first)] == [location.path, Path("books/voices/story.toml")]


def test_another_story_saved_over_it_starts_anew() -> None:
    story = write_story("story.txt", 1)
    settle(story)
    assert settle(write_story("story.txt", 2)) == Path("books/voices/story (2).toml")


@pytest.mark.parametrize("title", ["", "Tea Time"])
def test_a_story_that_was_edited_keeps_its_cast(title: str) -> None:
    kept = settle(write_story("story.txt", 1, title))
    text = Path("story.txt").read_text("utf-8").replace(". ", "! ").splitlines()
    Path("story.txt").write_text("\n".join([*text[:7], *(f"Once more: {line}" for line in text[7:])]), "utf-8")
    assert settle(Path("story.txt")) == kept


def test_a_story_that_was_moved_and_renamed_is_told_of() -> None:
    kept = settle(write_story("in/one.txt", 1, "Tea Time"))
    shutil.move("in/one.txt", "Coffee.txt")
    location = find_cast_file(StorySettings((Path("Coffee.txt"),)), OUTPUT)
    assert (location.path, location.notice) == (
        kept,
        f"Coffee.txt is the same story as one.txt, so its cast is still in {kept}",
    )


def test_the_file_itself_may_be_renamed() -> None:
    story = write_story("in/one.txt", 1, "Tea Time")
    kept = settle(story)
    renamed = kept.rename(kept.with_name("my cast.toml"))
    assert settle(story) == renamed


@pytest.mark.parametrize("name", ["one.toml", "Tea Time.toml"])
def test_a_file_of_an_older_version_is_taken_over(name: str) -> None:
    story = write_story("in/one.txt", 1, "Tea Time")
    add_corrections(OUTPUT.parent / "voices" / name, genders=[("Tom", "male")])
    kept = settle(story)
    assert kept.name == name
    assert 'Tom = "male"' in kept.read_text("utf-8")
    assert settle(write_story("other/one.txt", 2, "Tea Time")).name == "Tea Time (2).toml" if "Tea" in name else True


def test_a_file_that_the_user_names_says_nothing_of_a_story() -> None:
    shared = settle(write_story("in/one.txt", 1), cast=Path("series.toml"))
    assert "one.txt" not in shared.read_text("utf-8")


@pytest.mark.parametrize(("output", "workspace"), [("output", "."), ("a/b", "a"), ("a/b/", "a"), ("/a", "/")])
def test_the_workspace_holds_the_output(output: str, workspace: str) -> None:
    assert workspace_of(Path(output)) == Path(workspace)


def test_dots_are_folders_like_any_other(workplace: Path) -> None:
    (workplace / "a" / "b").mkdir(parents=True)
    assert workspace_of(Path()) == workplace.parent
    assert workspace_of(Path("a/b/..")) == workplace

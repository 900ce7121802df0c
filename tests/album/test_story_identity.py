"""Which texts are one story: versions of it in any format, and never two that only share a title."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from audiobook.album.story_identity import IdentityMatch, digest_sentences, identify_story, match_story
from audiobook.model import Book, Metadata, StoryIdentity
from audiobook.pipeline import analyze_chapters
from audiobook.settings.settings import StorySettings

WORDS = (
    "rain door lantern river captain letter garden silver window winter bridge kitchen candle harbour orchard whisper"
).split()


def sentences(seed: int, count: int) -> list[str]:
    chance = random.Random(seed)
    return [f"The {' '.join(chance.choices(WORDS, k=6))} was there {number}." for number in range(count)]


def book(folder: Path, told: list[str], name: str = "story.txt") -> Book:
    path = folder / name
    path.write_text("Untitled by Anonymous\n\nChapter 1\n" + "\n\n".join(told) + "\n", "utf-8")
    return analyze_chapters(StorySettings((path,)))


def known(folder: Path, told: list[str], name: str = "story.txt", source: str = "") -> StoryIdentity:
    found = book(folder, told, name)
    found = replace(found, metadata=replace(found.metadata, source=source))
    return identify_story(found, folder / name, folder / "out", digest_sentences(found))


def alike(
    folder: Path, before: StoryIdentity, told: list[str], name: str = "new.txt", source: str = ""
) -> IdentityMatch:
    after = known(folder, told, name, source)
    return match_story(before, after, digest_sentences(book(folder, told, name)))


FIRST = sentences(1, 90)
# What became of the story since, in a file of another name.
VERSIONS = {
    "the same": FIRST,
    "a serial that grew": FIRST[:4] + sentences(2, 400),
    "a prologue, and more": sentences(3, 300) + FIRST,
    "half of it edited": [one if number % 2 else f"{one[:-1]} again." for number, one in enumerate(FIRST)],
    "cut by half": FIRST[:45],
    "quotes, emphasis, capitals": [f"“*{one[:-1].upper()}*…” –" for one in FIRST],
    "lines broken": [one.replace(" ", "\n") for one in FIRST],
    "paragraphs joined": [" ".join(FIRST)],
}
SAME_AS = {"a serial that grew": FIRST[:4]}


@pytest.mark.parametrize("version", VERSIONS)
def test_versions_of_a_story_are_one(tmp_path: Path, version: str) -> None:
    assert alike(tmp_path, known(tmp_path, SAME_AS.get(version, FIRST)), VERSIONS[version]) is IdentityMatch.TEXT


OTHERS = {
    "another text": sentences(2, 90),
    "the same disclaimer": [FIRST[0], *sentences(2, 4)],
    "common words": ["He nodded.", "“Yes.”", "She went home.", *sentences(2, 9)],
    "hardly any of it": FIRST[:2] + sentences(2, 90),
}


@pytest.mark.parametrize("other", OTHERS)
def test_stories_that_share_little_are_two(tmp_path: Path, other: str) -> None:
    assert alike(tmp_path, known(tmp_path, FIRST), OTHERS[other]) is IdentityMatch.NONE


@pytest.mark.parametrize(("told", "found"), [(["Hm."], IdentityMatch.TEXT), (["Oh."], IdentityMatch.NONE)])
def test_the_shortest_stories_are_told_apart(tmp_path: Path, told: list[str], found: IdentityMatch) -> None:
    assert alike(tmp_path, known(tmp_path, ["Hm."]), told) is found


NEW = sentences(2, 90)
ONE, TWO = "https://archive.example/works/1", "https://archive.example/works/2"
# Where the story stood and its file; where the new one stands and its file; what tells.
EVIDENCE = (
    ("", "story.txt", "", "story.txt", IdentityMatch.PATH),
    (ONE, "story.txt", "http://www.archive.example/works/1/#chapter", "new.txt", IdentityMatch.ADDRESS),
    (ONE, "story.txt", TWO, "story.txt", IdentityMatch.NONE),
    (ONE, "story.txt", "", "story.txt", IdentityMatch.PATH),
    ("by mail", "story.txt", "by mail", "new.txt", IdentityMatch.NONE),
    ("https://archive.example/", "story.txt", "https://archive.example", "new.txt", IdentityMatch.NONE),
)


@pytest.mark.parametrize(("source", "file", "new_source", "new_file", "found"), EVIDENCE)
def test_a_text_that_was_written_again_is_known_by_address_or_file(
    tmp_path: Path, source: str, file: str, new_source: str, new_file: str, found: IdentityMatch
) -> None:
    assert alike(tmp_path, known(tmp_path, FIRST, file, source), NEW, new_file, new_source) is found


def test_a_workspace_that_is_moved_keeps_its_places(tmp_path: Path) -> None:
    found = [known(folder, FIRST) for folder in (tmp_path / "a", tmp_path / "b") if not folder.mkdir()]
    assert found[0] == found[1]


def test_nothing_known_is_like_nothing(tmp_path: Path) -> None:
    assert match_story(StoryIdentity(), known(tmp_path, FIRST), frozenset()) is IdentityMatch.NONE
    assert digest_sentences(Book(Metadata(), "", (), ())) == frozenset()

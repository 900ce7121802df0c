"""`audiobook inspect`: what a story was understood to be."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser import BROWSER
from tests.conftest import CASES, Outcome

Command = Callable[..., Outcome]
QUIET_BROWSER = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--virtual-time-budget=2000",
)  # fmt: skip


def test_the_table_and_the_coverage_line(audiobook: Command, sample: Path) -> None:
    done = audiobook("inspect", sample)
    assert done.code == 0
    assert "A Very Loud Idea" in done.out
    assert "unclassified" not in done.out
    assert "scene break" not in done.out
    assert "author's note: Hello, and welcome aboard!" in done.out


ASIDE = "This was written beside the tale, in a box that has no name, and it goes on for as long as a paragraph does. "


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A web page with a passage beside its story that no rule names."""
    path = tmp_path / "the-page.html"
    story = "<p>The geese went down to the water in a row, and the last of them carried the bread.</p>" * 20
    path.write_text(f"<title>Geese</title><body><div><p>{ASIDE * 2}</p></div><div id=x>{story}</div></body>", "utf-8")
    return path


def test_what_was_not_taken_from_a_page_is_reported(audiobook: Command, page: Path) -> None:
    done = audiobook("inspect", page)
    characters = 2 * len(ASIDE.replace(" ", ""))
    assert (
        "please check: 48 words of the file were not recognized as part of the story: This was written beside the tale"
        in done.out
    )
    assert f"unclassified text: {characters}" in done.out
    assert "also in the file: not recognized as story 48 words" in done.out
    found = json.loads(audiobook("inspect", page, "--json").out)
    assert found["coverage"]["unaccounted"] == characters
    assert [omission["words"] for omission in found["omissions"]] == [48]


def test_making_an_album_reports_what_was_not_taken_from_a_page(audiobook: Command, page: Path) -> None:
    done = audiobook("make", page, "--dry-run")
    assert "48 words of the file were not recognized as part of the story: This was written" in done.err


def test_json_is_for_programs(audiobook: Command, sample: Path) -> None:
    found = json.loads(audiobook("inspect", sample, "--json").out)
    assert found["metadata"]["author"] == "Teacup Admiral"
    assert found["chapters"][0]["title"] == "Foghorns Do Not Peep"
    assert found["coverage"]["unaccounted"] == 0
    assert 0.2 < found["chapters"][1]["speech"] < 0.8


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Chapter 1\n\nOne.\n\nChapter 2\n\nTwo.\n\nChapter 4\n\nFour.\n", "the headings go from 2 to 4"),
        ("Chapter 1\n\nRain.\n\nChapter 2: Author's Note\n\nThis is not a chapter, sorry! I will update soon.\n",
         "nothing in this chapter is read aloud"),
        ("It was b\ufffdd.\n", "already lost when this file was saved"),
        ("Chapter 1\nA/N: thanks!\n\nI moved house, too.\n\nThe rain fell.\n\nIt fell all day.\n",
         "where this note ends is a guess"),
        ("Chapter 1\n\n" + "It rained. " * 900 + "\n\nChapter 2\n\nSun.\n\nChapter 3\n\n" + "Snow fell. " * 900,
         "very short"),
        ("It rained on and on. " * 5000, "use --split-at to mark them"),
    ],
)  # fmt: skip
def test_what_is_worth_a_look_is_said(audiobook: Command, tmp_path: Path, text: str, told: str) -> None:
    story = tmp_path / "story.txt"
    story.write_text(text, "utf-8")
    assert told in audiobook("inspect", story).out


def test_a_guess_about_the_order_of_files_is_said_once(audiobook: Command, tmp_path: Path) -> None:
    story = tmp_path / "tale"
    story.mkdir()
    for name in ("Chapter One", "Chapter Two", "The Barn"):
        (story / f"{name}.txt").write_text(f"This is {name}, and it rained.\n", "utf-8")
    for command in (("inspect",), ("make", "--dry-run")):
        done = audiobook(*command, story)
        assert done.code == 0
        assert (done.out + done.err).count("The Barn.txt: the position among the other files is a guess") == 1


def test_changes_for_the_ear_are_explained(audiobook: Command, tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("It was *hers*, after all.\n", "utf-8")
    out = audiobook("inspect", story, "--explain").out
    assert "emphasis marks: * ->" in out.split("changed before it is spoken:")[1]


def test_a_person_can_name_the_headings(audiobook: Command, tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("~ Dawn ~\n\nIt rained.\n\n~ Noon ~\n\nIt poured.\n")
    found = json.loads(audiobook("inspect", story, "--json", "--split-at", "^~ .* ~$").out)
    assert len(found["chapters"]) == 2
    assert "is not a regular expression" in audiobook("inspect", story, "--split-at", "(").err
    assert "contradict" in audiobook("inspect", story, "--split-at", "x", "--single").err


def test_a_file_beside_the_story_overrules_it(audiobook: Command, short_story: Path) -> None:
    beside = short_story.with_suffix(".toml")
    beside.write_text('title = "Three Doors"\ngenres = ["Drama"]\nsingle = true\n', "utf-8")
    found = json.loads(audiobook("inspect", short_story, "--json").out)
    assert (found["metadata"]["title"], found["metadata"]["genres"]) == ("Three Doors", ["Drama"])
    assert found["metadata"]["author"] == "Ann Example"
    assert len(found["chapters"]) == 1
    assert json.loads(audiobook("inspect", short_story, "--json", "--title", "Four").out)["metadata"]["title"] == "Four"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('titel = "x"', "did you mean 'title'"),
        ('title = "x', "line 1, column 11: the closing quote is missing"),
        ("title = 3", "title must be a text in quotes"),
        ('genres = "x"', "genres must be a list"),
        ('single = "yes"', "single must be true or false"),
        ('split_at = "("', "is not a regular expression"),
        ('cover = "nowhere.png"', "cannot be read"),
    ],
)
def test_mistakes_in_the_file_beside_the_story(audiobook: Command, short_story: Path, said: str, told: str) -> None:
    short_story.with_suffix(".toml").write_text(said, "utf-8")
    done = audiobook("inspect", short_story)
    assert done.code == 1
    assert told in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("story", sorted((CASES / "stories").glob("*.txt")), ids=lambda path: path.stem)
def test_the_page_holds_the_whole_story(audiobook: Command, story: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert audiobook("inspect", story, "--html", page).code == 0
    html = page.read_text("utf-8")
    assert "<script" not in html
    assert "http" not in html.replace("http-equiv", "")
    assert html.count("<section id=") == html.count("</section>") - html.count('<section class="warnings')


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
def test_a_real_browser_shows_the_page(audiobook: Command, sample: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    audiobook("inspect", sample, "--html", page)
    profile = tmp_path / "profile"
    dom = subprocess.run(
        [str(BROWSER), *QUIET_BROWSER, f"--user-data-dir={profile}", "--dump-dom", page.as_uri()],
        capture_output=True, text=True, timeout=60, check=True,
    ).stdout  # fmt: skip
    for kind in ("speech", "thought", "narration", "note", "metadata", "heading", "break"):
        assert f'class="{kind}"' in dom
    assert "Foghorns do not peep." in dom

"""`audiobook update`: only what is new is spoken, and nothing is lost."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from audiobook.cli.exit_codes import ExitCode
from audiobook.files.locks import lock_album
from tests.conftest import Outcome

Command = Callable[..., Outcome]
ALBUM = Path("output/Ann Example/Two Doors")
THIRD = "\n\nChapter 3: The Green One by Ann Example\nIt was gone.\n\n“Where is it?” she asked.\n"
# Long enough that a few lines in its place are no chapter.
LONG = " ".join(f"They walked on for the {number}th hour, and still there was no door." for number in range(30))


@pytest.fixture
def made(audiobook: Command, short_story: Path) -> Path:
    """A story whose album is made."""
    assert audiobook("make", short_story, "--engine", "silent").code == 0
    return short_story


def states(folder: Path = ALBUM) -> dict[str, tuple[int, bytes]]:
    return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.glob("*.mp3")}


def guids() -> list[str]:
    return re.findall(r"<guid[^>]*>([^<]+)", (ALBUM / "feed.xml").read_text("utf-8"))


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text("utf-8") + text, "utf-8")


@pytest.mark.processes
def test_only_the_new_chapter_is_made(audiobook: Command, made: Path) -> None:
    assert audiobook("update").code == 7
    before, old_guids = states(), guids()
    append(made, THIRD)
    coming = audiobook("update", "-n")
    assert (coming.code, coming.out) == (0, f"{ALBUM}: would get 1 new chapter (“The Green One”)\n")
    assert states() == before
    done = audiobook("update")
    assert (done.code, done.out) == (0, f"{ALBUM}: 1 new chapter (“The Green One”)\n")
    after = states()
    assert {name: after[name] for name in before} == before
    assert len(after) == 3
    assert [guid for guid in guids() if guid in old_guids] == old_guids
    assert len(guids()) == 3
    again = audiobook("update", "Two Doors")
    assert (again.code, again.out) == (7, "nothing new in 1 album\n")
    # What `make` has to say of it is that nothing is left to do.
    assert audiobook("make", made).out.endswith("nothing changed\n")
    assert "track number" not in audiobook("check", ALBUM).out


def test_a_changed_chapter_is_made_again(audiobook: Command, made: Path) -> None:
    before = states()
    made.write_text(made.read_text("utf-8").replace("They went home.", "They went home again."), "utf-8")
    done = audiobook("update", "--progress", "json")
    events = [json.loads(line) for line in done.out.splitlines()]
    assert (done.code, events[0]["event"], events[0]["changed"]) == (0, "update", ["The Blue One"])
    assert (events[0]["new"], events[0]["gone"], events[-1]["event"]) == ([], [], "done")
    assert [name for name, state in states().items() if state == before[name]] == ["01 - The Red One.mp3"]


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text[: text.index("Chapter 2")],
        lambda text: re.sub(r"(?s)Chapter 1.*?(?=Chapter 2)", "", text),
        lambda text: text.replace(LONG, "Removed, sorry."),
    ],
    ids=["the last", "the first", "a placeholder"],
)
def test_an_album_keeps_what_is_gone_from_the_story(
    audiobook: Command, short_story: Path, edit: Callable[[str], str]
) -> None:
    short_story.write_text(short_story.read_text("utf-8").replace("They went home.", LONG), "utf-8")
    assert audiobook("make", short_story, "--engine", "silent").code == 0
    before, old_guids = states(), guids()
    short_story.write_text(edit(short_story.read_text("utf-8")), "utf-8")
    held = audiobook("update")
    assert held.code == 7
    assert re.search(r"stays as it is, as “The (Red|Blue) One” is gone from .*two-doors.txt; to take", held.err)
    assert (states(), guids()) == (before, old_guids)
    quiet = audiobook("update", "-q")
    assert (quiet.code, quiet.out, quiet.err) == (7, "", "")
    assert audiobook("update", "--accept").code in (0, 7)
    assert states() != before or guids() != old_guids


def test_a_story_with_a_new_title_gets_no_second_album(audiobook: Command, made: Path) -> None:
    made.write_text(made.read_text("utf-8").replace("Two Doors by", "Three Doors by") + THIRD, "utf-8")
    done = audiobook("update")
    assert done.code == 1
    command = re.search(r"give its title once: audiobook (.*)\n", done.err)
    assert command
    assert audiobook(*shlex.split(command[1])).code == 0
    assert [path.parent for path in Path("output").glob("*/*/album.json")] == [ALBUM]
    assert len(states()) == 3
    assert audiobook("update").code == 7


def test_one_that_fails_costs_only_itself(audiobook: Command, made: Path, tmp_path: Path) -> None:
    other = tmp_path / "tea.txt"
    other.write_text("Tea by Bea\n\nIt was hot.\n", "utf-8")
    assert audiobook("make", other, "--engine", "silent").code == 0
    other.unlink()
    append(made, THIRD)
    done = audiobook("update", "-q")
    assert (done.code, done.out) == (5, "")
    assert done.err.count("\n") == 1
    assert "tea.txt, the story of output/Bea/Tea, is gone; put it back" in done.err
    assert len(states()) == 3
    assert audiobook("update", "Tea").code == 1
    assert "there is no album Coffee" in audiobook("update", "Coffee").err


@pytest.mark.usefixtures("made")
def test_two_runs_do_not_collide(audiobook: Command) -> None:
    with lock_album(Path("output/update"), Path("output/.audiobook"), 0.0, lambda _: None):
        busy = audiobook("update")
        assert busy.code == 8
        assert re.search(r"another run \(PID \d+, started \d\d:\d\d\) is already looking for new chapters", busy.err)
        assert audiobook("update", "-q").err == ""
    assert audiobook("update").code == 7


def test_an_album_of_an_older_version_is_found_by_its_other_records(audiobook: Command, made: Path) -> None:
    append(made, THIRD)
    for record in Path("output/.audiobook/stories").rglob("*.json"):
        record.unlink()
    assert audiobook("update").code == 0
    for folder in ("stories", "albums", "lines"):
        for record in (Path("output/.audiobook") / folder).rglob("*.json"):
            record.unlink()
    done = audiobook("update")
    assert (done.code, "its story isn't known here; run `audiobook make` with it once" in done.err) == (7, True)


def chapter(heading: str, about: str) -> str:
    lines = " ".join(f"The {about} stood {count} steps from the door, and nobody moved it." for count in range(4))
    return f"{heading}\n\n{lines}\n\n“The {about} again,” she said.\n\n"


def episode_keys() -> list[str]:
    """What players know each chapter of the feed by, in the order of the album."""
    return [guid.partition("#")[2] for guid in guids()]


@pytest.mark.parametrize("words", [("make", "story.txt", "--engine", "silent"), ("update",)])
@pytest.mark.parametrize("heading", ["Chapter {}: The {}", "Chapter {}"])
def test_a_chapter_in_the_middle_leaves_the_others_known_as_they_are(
    audiobook: Command, words: tuple[str, ...], heading: str
) -> None:
    def write(*things: str) -> None:
        chapters = (chapter(heading.format(number, thing), thing) for number, thing in enumerate(things, 1))
        Path("story.txt").write_text("Two Doors by Ann Example\n\n" + "".join(chapters), "utf-8")

    write("Lamp", "Chair", "Table")
    audiobook("make", "story.txt", "--engine", "silent")
    assert episode_keys() == ["chapter-1", "chapter-2", "chapter-3"]
    write("Lamp", "Stove", "Chair", "Table")
    done = audiobook(*words)
    assert done.code == 0, done.err
    assert episode_keys() == ["chapter-1", "chapter-2-2", "chapter-2", "chapter-3"]
    assert [path.name[:2] for path in sorted(ALBUM.glob("*.mp3"))] == ["01", "02", "03", "04"]
    write("Lamp", "Stove", "Chair", "Table", "Shelf")
    assert audiobook(*words).code == 0
    assert episode_keys() == ["chapter-1", "chapter-2-2", "chapter-2", "chapter-3", "chapter-5"]
    # The page keeps its positions by the same.
    keys = re.findall(r'"key": ?"([^"]+)"', (ALBUM / "index.html").read_text("utf-8"))
    assert keys == ["1", "2-2", "2", "3", "5"]


def test_a_folder_that_is_not_there_stays_away(
    audiobook: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert audiobook("update").code == ExitCode.NOTHING_NEW
    done = audiobook("update", "--output", "misspelt")
    assert (done.code, done.err) == (1, "audiobook: --output misspelt: no such folder\n")
    assert not list(tmp_path.iterdir())

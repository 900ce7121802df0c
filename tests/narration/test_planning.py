"""What is said when, with which pauses."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from audiobook.chapters import split
from audiobook.dialogue import written_script
from audiobook.model import Cast, Episode, Manuscript, Voice
from audiobook.narration import PAUSES, planned_episodes

CAST = Cast(Voice("silent", "silence"))
STORY = """Tea by Ann
Summary: x

Chapter 3: Revelations by Ann
Author's Notes:
Thank you.
It rained. It poured.

“No,” he said.

* * *

Morning came.
"""


def episode(text: str = STORY, notes: bool = False) -> Episode:
    return planned_episodes(written_script(split(Manuscript(Path("tea.txt"), text)), frozenset()), CAST, notes)[0]


def heard(made: Episode) -> list[tuple[str, str]]:
    """What is said, each with the name of the pause after it; pauses stray a little, so the nearest is meant."""
    named = asdict(PAUSES)
    return [(cue.line.spoken, min(named, key=lambda name: abs(named[name] - cue.pause))) for cue in made.cues]


def test_the_heading_is_said_once_and_pauses_differ() -> None:
    assert heard(episode()) == [
        ("Chapter 3.", "sentence"),
        ("Revelations.", "heading"),
        ("It rained.", "sentence"),
        ("It poured.", "paragraph"),
        ("“No,” he said.", "scene"),
        ("Morning came.", "tail"),
    ]


def test_a_line_that_is_cut_off_is_answered_at_once() -> None:
    assert heard(episode("Chapter 1\n“You never—”\n\n“I did.”\n"))[1] == ("“You never—”", "interruption")


def test_pauses_stray_a_little_and_always_alike() -> None:
    pauses = [cue.pause for cue in episode("Chapter 1\n" + "\n\n".join(f"Line {n}." for n in range(50))).cues[1:-1]]
    assert len(set(pauses)) > 20
    assert all(0.85 * PAUSES.paragraph < pause < 1.15 * PAUSES.paragraph for pause in pauses)
    assert pauses == [
        cue.pause for cue in episode("Chapter 1\n" + "\n\n".join(f"Line {n}." for n in range(50))).cues[1:-1]
    ]


def test_a_chapter_that_is_only_a_note_has_no_episode() -> None:
    note = "Sorry, this is not a chapter! Next update soon."
    text = f"Chapter 1\nIt rained.\n\nChapter 2: Author's Note\n{note}\n\nChapter 3\nSun.\n"
    script = written_script(split(Manuscript(Path("tea.txt"), text)), frozenset())
    assert [made.track for made in planned_episodes(script, CAST, False)] == [1, 3]


def test_pauses_grow_with_the_gap_they_stand_for() -> None:
    assert PAUSES.sentence < PAUSES.paragraph < PAUSES.heading < PAUSES.scene


def test_notes_are_announced_where_they_are_spoken() -> None:
    said = [text for text, _ in heard(episode(notes=True))]
    assert said[2:6] == ["Author's note.", "Thank you.", "End of note.", "It rained."]
    assert "Author's Notes:" not in said


def test_the_lyrics_are_the_story_as_written() -> None:
    assert episode().lyrics == "It rained. It poured.\n\n“No,” he said.\n\n* * *\n\nMorning came."


def test_an_aside_is_left_out_and_its_paragraph_stays_one() -> None:
    made = episode("Chapter 1\nThe goose (A/N: yes) looked up.\n\nThe end.\n")
    assert heard(made)[1] == ("The goose looked up.", "paragraph")
    assert made.lyrics == "The goose looked up.\n\nThe end."


def test_a_question_in_a_heading_keeps_its_mark() -> None:
    assert heard(episode("Chapter 1: Who?\nNobody.\n"))[1][0] == "Who?"


def test_a_chapter_of_nothing_but_a_break_says_nothing() -> None:
    assert heard(episode("* * *\n\n…\n")) == [("…", "tail")]

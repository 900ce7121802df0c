"""What is shown while a chapter is heard: every word of the story, once, as it was written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.attribution.corrections import attribute_quotes
from audiobook.cast_file.values import CastFile
from audiobook.chapters.split import split_chapters
from audiobook.model import AuthorNote, Cast, Cue, Episode, Kind, Manuscript, NotePosition, Script, TextRun, Voice
from audiobook.narration.normalization import normalize_for
from audiobook.narration.plan import NarrationOptions, plan_episodes
from audiobook.quotations.script import build_script
from audiobook.text.normalization.display_text import to_display_text
from tests.conftest import examples

NARRATOR = Voice("silent", "silence")
ALONE = Cast(NARRATOR)
FULL = Cast(NARRATOR, (("Bea", Voice("silent", "silence", pitch=1.1)), ("Tom", Voice("silent", "silence", pitch=0.8))))
WORD = re.compile(r"[^\W_]+")
TOLD = (Kind.NARRATION, Kind.SPEECH, Kind.THOUGHT)


def scripted(text: str) -> Script:
    return attribute_quotes(normalize_for(build_script(split_chapters(Manuscript(Path("tea.txt"), text)))), CastFile())[
        0
    ].script


def episode(text: str, cast: Cast = FULL, notes: bool = False) -> Episode:
    return plan_episodes(scripted(text), cast, NarrationOptions(notes))[0]


def shown(text: str, cast: Cast = FULL, notes: bool = False) -> list[tuple[TextRun, ...]]:
    return [cue.runs for cue in episode(text, cast, notes).cues]


def plain(runs: tuple[TextRun, ...]) -> str:
    return "".join(run.text if run.joins_previous else f" {run.text}" for run in runs).strip()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("It cost $5 at 7.30 p.m. *She* ran.", ["It cost $5 at 7.30 p.m.", "She ran."]),
        ("“It is late,” said Bea, “and dark.” So.", ["“It is late,”", "said Bea,", "“and dark.”", "So."]),
        ("*It rained. It poured.*", ["It rained.", "It poured."]),
        ("*“Go, Tom!” said Bea. It rained.*", ["“Go, Tom!”", "said Bea.", "It rained."]),
        ("Bea said, “It is late”.", ["Bea said,", "“It is late”."]),
        ("(“It is late,” said Bea.)", ["(“It is late,”", "said Bea.)"]),
        ("She left. 😀", ["She left. 😀"]),
        ("He had 6 wives xD. Nooooo!", ["He had 6 wives xD.", "Nooooo!"]),
        ("He left xD 5 men ran. OMG, u r late.", ["He left xD 5 men ran.", "OMG, u r late."]),
        ("The goose (A/N: yes) looked 2 ways. So.", ["The goose looked 2 ways.", "So."]),
    ],
)
def test_each_line_is_shown_as_it_was_written(text: str, lines: list[str]) -> None:
    assert [plain(runs) for runs in shown(f"Chapter 1\n{text}\n")[1:]] == lines


def test_a_line_in_one_voice_still_tells_who_says_what() -> None:
    (runs,) = shown("Chapter 1\n“It is late,” said Bea.\n", ALONE)[1:]
    assert runs == (TextRun("“It is late,”", "Bea", Kind.SPEECH), TextRun("said Bea."))


def test_words_that_stand_right_beside_others_stay_there() -> None:
    (runs,) = shown("Chapter 1\n“I was”—she paused—“going,” said *Bea*.\n", ALONE)[1:]
    assert [(run.text, run.joins_previous) for run in runs] == [
        ("“I was”", False), ("—she paused—", True), ("“going,”", True), ("said Bea.", False),
    ]  # fmt: skip


def test_emphasis_around_a_quotation_leaves_no_marks_and_no_false_neighbours() -> None:
    (runs,) = shown("Chapter 1\nShe said, *“It is late,”* and *Bea* left.\n", ALONE)[1:]
    assert [(run.text, run.joins_previous) for run in runs] == [
        ("She said,", False), ("“It is late,”", False), ("and Bea left.", False),
    ]  # fmt: skip


def test_the_heading_is_shown_as_it_is_said() -> None:
    assert shown("Chapter 3: Who?\nNobody.\n")[:2] == [
        (TextRun("Chapter 3", kind=Kind.HEADING),),
        (TextRun("Who?", kind=Kind.HEADING),),
    ]


STORY = """Chapter 1
A/N: Thank you *all*!
The lamp was lit.

The goose (A/N: really) looked up.

* * *

“It is late,” said Bea.

A/N: More soon.
"""


def test_notes_are_told_apart_by_their_place_and_not_shown_in_the_story() -> None:
    made = episode(STORY)
    assert [(note.position, "all!" in note.text, "*" in note.text) for note in made.notes] == [
        (NotePosition.HEAD, True, False), (NotePosition.MIDDLE, False, False), (NotePosition.TAIL, False, False),
    ]  # fmt: skip
    assert [plain(cue.runs) for cue in made.cues[1:]] == [
        "The lamp was lit.",
        "The goose looked up.",
        "“It is late,”",
        "said Bea.",
    ]
    assert [cue.opens_scene for cue in made.cues] == [False, False, False, True, False]


def test_notes_that_are_read_aloud_are_shown_as_notes_and_their_announcements_not_at_all() -> None:
    lines = [cue for cue in episode(STORY, notes=True).cues if "ote" in cue.utterance.spoken or cue.runs]
    assert ("Author's note.", ()) in [(cue.utterance.spoken, cue.runs) for cue in lines]
    assert any(run.kind is Kind.NOTE and "Thank you all!" in run.text for cue in lines for run in cue.runs)


def test_notes_in_one_place_are_one() -> None:
    (note,) = episode("Chapter 1\nA/N: Thank you.\n\nA/N: More soon.\n\nIt rained.\n").notes
    assert note == AuthorNote(NotePosition.HEAD, note.text)
    assert note.text.count("\n\n") == 1


SENTENCES = (
    "It was 7.30 p.m. already.|She had 1,204 cups and $5.50.|Dr. Orme came with Mr. J. K. Lee.|*It rained.*|"
    "“It is late,” said Bea.|“W-w-what?!” said Tom. “No!”|“I was”—Bea paused—“going.”|_She_ ran....|So go.|Nooooo!|"
    "“*Never*,” he said, ‘is a word’.|Henry VIII had 6 wives xD.|‘Well,’ thought Tom, it was late.|OMG, u r late btw.|"
    "The goose (A/N: yes) looked up.|*“Go, Tom!” said Bea. It rained.*|She left 😀|(“It is late,” said Bea.)|Yes—no…"
).split("|")
paragraphs = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5).map(" ".join)
stories = st.lists(paragraphs, min_size=1, max_size=5).map("\n\n".join)


@given(stories, st.sampled_from([ALONE, FULL]))
@settings(max_examples=examples(120))
def test_every_word_of_a_story_is_shown_once(story: str, cast: Cast) -> None:
    script = scripted(f"Chapter 1\n\n{story}\n")
    told = [one for one in script.chapter_segments(1) if one.kind in TOLD and not one.skipped]
    cues = plan_episodes(script, cast)[0].cues
    assert words_shown(cues) == [word for one in told for word in WORD.findall(to_display_text(one.text))]
    assert not any(mark in run.text for cue in cues for run in cue.runs for mark in "*_")


@given(stories)
@settings(max_examples=examples(60))
def test_what_is_shown_is_what_is_heard_then(story: str) -> None:
    for cue in plan_episodes(scripted(f"Chapter 1\n\n{story}\n"), FULL)[0].cues:
        said = {word.lower() for word in WORD.findall(cue.utterance.spoken)}
        there = [word.lower() for run in cue.runs for word in WORD.findall(run.text)]
        # What is said otherwise, or not at all.
        assert not there or said & set(there) or re.search(r"\d|OMG|Nooo|W-w|VIII", plain(cue.runs))


def words_shown(cues: tuple[Cue, ...]) -> list[str]:
    return [
        word
        for cue in cues
        for run in cue.runs
        for word in WORD.findall(run.text)
        if run.kind is not Kind.HEADING
    ]  # fmt: skip

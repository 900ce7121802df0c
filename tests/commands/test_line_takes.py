"""Lines that are set right by hand, without a terminal: finding, previewing and keeping them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.commands.idle_rows import find_idle_rows
from audiobook.commands.line_takes import (
    change_takes,
    current_settings,
    find_story_part,
    find_words,
    keep_takes,
    parse_changes,
    plan_take_edits,
)
from audiobook.commands.preview import preview_part
from audiobook.commands.words import build_vocabulary
from audiobook.errors import InputError
from audiobook.pipeline import plan_album
from audiobook.production.context import BuildContext
from audiobook.production.plan import Plan
from audiobook.settings.settings import MakeSettings, StorySettings
from audiobook.text.pronunciation.values import VoicePronunciation
from tests.conftest import examples

STORY = """Two Doors by Ann Example

Chapter 1: The Red One
It was open. It was [i]very[/i] open.

“Knock, then,” said Tom. “Somebody may be in.” “Knock, then.”

“No.” No. (A/N: no!) “No,” he said.

“…”

Chapter 2: The Blue One
It was shut. Nobody had a key, and nobody knew where one might be.
"""


def planned(folder: Path) -> Plan:
    (folder / "doors.txt").write_text(STORY, "utf-8")
    story = StorySettings((folder / "doors.txt",), cast=folder / "doors.toml", may_create_cast=True)
    return plan_album(BuildContext.start(story, MakeSettings(folder / "output", engine="silent")))


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return planned(tmp_path)


# What is typed, and the sentences that are meant.
PARTS = {
    "a paragraph": ("1:2", ["It was open.", "It was very open."]),
    "a quotation": ("1:3.2", ["“Somebody may be in.”"]),
    "words of a quotation": ("may be in", ["“Somebody may be in.”"]),
    "words of narration": ("nobody knew", ["Nobody had a key, and nobody knew where one might be."]),
    "a heading": ("The Blue One", ["The Blue One."]),
}


@pytest.mark.parametrize(("typed", "meant"), PARTS.values(), ids=PARTS.keys())
def test_a_part_is_found_previewed_and_kept(plan: Plan, typed: str, meant: list[str]) -> None:
    part = find_story_part(plan.analysis.script, typed)
    plain = preview_part(plan, part)
    changes = parse_changes(take="3", delivery="whisper", after="900")
    heard = preview_part(plan, part, changes)
    own = [cue.utterance for cue in heard.cues if cue.utterance.spoken in meant]
    assert [one.spoken for one in own] == meant
    assert {one.take for one in own} == {3}
    assert heard.cues[-1].pause_ms == 900
    # Nothing was saved for that.
    assert preview_part(plan, part) == plain
    assert not plan.analysis.cast_path.exists()
    kept = keep_takes(plan.analysis, plan.cast, part, changes)
    assert "speaks" in kept.messages[-1]
    again = plan_album(plan.context)
    assert preview_part(again, part) == heard
    assert current_settings(again.analysis, part).as_mapping() == dict(changes)
    # Going back to what it was leaves no entry behind.
    keep_takes(again.analysis, again.cast, part, parse_changes("auto", "auto", after="auto"))
    assert "[[take]]\n" not in re.sub(r"(?m)^#.*\n", "", plan.analysis.cast_path.read_text("utf-8"))
    assert preview_part(plan_album(plan.context), part) == plain


MISTAKES = {
    "no position": ("7", "is not a line position"),
    "nobody there": ("1:99", "1:99: nothing is read aloud there"),
    "words of nobody": ("a purple elephant sat down", "is not a line position, and not in the story; write a position"),
    "nearly the words": ("Nobody has a key and nobody knows where", "the nearest words are at 2:2"),
    "words that return": ("It was", "is in the story 3 times: 1:2, 2:2; give more of the words"),
}


@pytest.mark.parametrize(("typed", "told"), MISTAKES.values(), ids=MISTAKES.keys())
def test_what_is_not_found_is_told(plan: Plan, typed: str, told: str) -> None:
    with pytest.raises(InputError, match=re.escape(told)):
        find_story_part(plan.analysis.script, typed)


WRONG_CHANGES = [
    ({"take": "two"}, "--take two: give a number from 0 to 99, or auto"),
    ({"take": "100"}, "--take 100: give a number from 0 to 99"),
    ({"delivery": "shuot"}, "there is no delivery 'shuot'; did you mean 'shout'?"),
    ({"before": "1.5"}, "--pause-before 1.5: give milliseconds from 0 to 60000"),
    ({"after": "-1"}, "--pause-after -1: give milliseconds"),
    ({"said": ["read"]}, "--say read: write the word, an equals sign, and how it sounds"),
]


@pytest.mark.parametrize(("typed", "told"), WRONG_CHANGES)
def test_a_wrong_change_is_told(typed: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=re.escape(told)):
        parse_changes(**typed)


def test_a_change_is_as_it_was_typed() -> None:
    assert parse_changes("2", "Whispered", "800ms", "1,500") == (
        ("take", 2), ("delivery", "whisper"), ("pause_before", 800), ("pause_after", 1500)
    )  # fmt: skip
    assert parse_changes(take="auto", delivery="AUTO") == (("take", None), ("delivery", None))
    assert parse_changes() == ()


def test_an_entry_by_hand_is_changed_and_not_written_twice(plan: Plan) -> None:
    plan.analysis.cast_path.write_text('[[take]]\ntext = "Somebody may be in"\ndelivery = "shout"\n', "utf-8")
    plan = plan_album(plan.context)
    kept = keep_takes(plan.analysis, plan.cast, find_story_part(plan.analysis.script, "1:3.2"), (("take", 1),))
    (located,) = kept.analysis.takes.found
    assert located.take.settings.as_mapping() == {"take": 1, "delivery": "shout"}


def test_another_take_is_spoken_again(plan: Plan) -> None:
    part = find_story_part(plan.analysis.script, "1:3.2")
    assert keep_takes(plan.analysis, plan.cast, part, (("take", 2),)).messages == (
        "1:3 “Somebody may be in.”: take auto → 2",
        "1 line in chapter 1 changes; the next `audiobook make` speaks it again",
    )


def test_pauses_alone_speak_nothing_again(plan: Plan) -> None:
    part = find_story_part(plan.analysis.script, "1:2")
    kept = keep_takes(plan.analysis, plan.cast, part, (("pause_after", 5),))
    assert kept.messages == (
        "1:2 “It was open. It was very open.”: pause after auto → 5 ms",
        "the pauses at 1 line in chapter 1 change; nothing is spoken again for that",
    )
    assert keep_takes(kept.analysis, plan.cast, part, (("pause_after", 5),)).messages == ()


def test_a_word_is_said_otherwise_until_it_is_forgotten_wherever_it_was_set(plan: Plan) -> None:
    part = find_story_part(plan.analysis.script, "1:3.1")
    kept = keep_takes(plan.analysis, plan.cast, part, parse_changes(said=["Knock=nock"]))
    assert kept.messages == (
        "1:3 “Knock, then,”: say Knock auto → nock",
        "1 line in chapter 1 changes; the next `audiobook make` speaks it again",
    )
    assert '[[take]]\ntext = "Knock, then,"' in plan.analysis.cast_path.read_text("utf-8")
    rows = build_vocabulary(kept.analysis.script, kept.analysis.lexicon, look_up, kept.analysis.takes.found)
    assert [(row.word, row.origin) for row in rows if row.origin != "guess"] == [("Knock", "only in 1:3.1")]
    whole = find_story_part(plan.analysis.script, "1:3")
    assert preview_part(plan_album(plan.context), whole) != preview_part(plan, whole)
    forgetting = parse_changes(said=["knock="])
    assert preview_part(plan_album(plan.context), whole, forgetting) == preview_part(plan, whole)
    assert keep_takes(kept.analysis, plan.cast, whole, forgetting).analysis.takes.found == ()
    with pytest.raises(InputError, match="--say door=daw: 'door' is not among the words of this line"):
        keep_takes(plan.analysis, plan.cast, part, parse_changes(said=["door=daw"]))


def test_what_is_set_for_a_note_that_is_not_read_is_told(plan: Plan) -> None:
    plan.analysis.cast_path.write_text('[[take]]\ntext = "A/N: no!"\ntake = 1\n', "utf-8")
    analysis = plan_album(plan.context).analysis
    assert find_idle_rows(analysis, speak_notes=True) == ()
    (told,) = find_idle_rows(analysis, speak_notes=False)
    assert "line 1: “A/N: no” has no effect: author's notes aren't read; write spoken = true" in told.replace(
        "no!", "no"
    )


def look_up(words: Iterable[str]) -> dict[str, VoicePronunciation]:
    return {word: VoicePronunciation(word, True) for word in words}


def test_words_that_no_text_finds_again_are_told(plan: Plan) -> None:
    part = find_story_part(plan.analysis.script, "1:5")
    with pytest.raises(InputError, match="1:5"):
        plan_take_edits(plan.analysis, part, (("take", 1),))


@given(st.data())
@settings(max_examples=examples(60))
def test_whatever_is_kept_is_found_again(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    plan = planned(tmp_path_factory.mktemp("doors"))
    script = plan.analysis.script
    spoken = [one for one in script.segments if one.skipped is None and any(map(str.isalpha, one.text))]
    segment = data.draw(st.sampled_from(spoken))
    quotations = [one for one in spoken if one.kind.is_speech and one.paragraph == segment.paragraph]
    number = quotations.index(segment) + 1 if segment.kind.is_speech and segment in quotations else 0
    part = find_story_part(script, f"{segment.chapter}:{segment.paragraph}" + (f".{number}" if number else ""))
    (edit,) = plan_take_edits(plan.analysis, part, (("take", 1),))
    kept = keep_takes(plan.analysis, plan.cast, part, (("take", 1),))
    assert [one.span for one in kept.analysis.takes.found] == [find_words(script, part)]
    assert [one.span for one in change_takes(plan.analysis, part, (("take", 1),))] == [find_words(script, part)]
    assert edit.text in kept.messages[0] or len(edit.text) > 50

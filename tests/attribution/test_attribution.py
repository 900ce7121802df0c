"""Attribution: exchanges with their speakers, and properties that hold for any script."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.attribution.attribution import Corrections, attribute_script
from audiobook.chapters.layout import SplitOptions
from audiobook.chapters.split import split_chapters
from audiobook.model import Attribution, Kind, Manuscript, Script, Span
from audiobook.quotations.script import build_script
from tests.conftest import examples

# A beginning that introduces the two of whom the cases tell, so that they are known to the story.
CAST = (
    "Bea Marlow and Tom Ashby sat in the kitchen. Bea poured the tea, and she gave Tom a cup. "
    "Tom took it. He was tired. Bea smiled at him, and Tom smiled at her.\n\n"
)
# What it is about; a story; who says what is quoted in it, one after the other.
EXCHANGES = {
    "a tag behind": ("“It is late,” said Bea.", "Bea"),
    "a tag before": ("Tom said, “It is late.”", "Tom"),
    "a tag in the middle": ("“It is late,” said Bea, “and the lamp is out.”", "Bea Bea"),
    "a tag with an adverb": ("“It is late,” Tom said quietly.", "Tom"),
    "an action beat": ("“It is late.” Bea frowned at the lamp.", "Bea"),
    "a pronoun": ("“It is late,” she said.", "Bea"),
    "the other pronoun": ("“It is late,” he said.", "Tom"),
    "two in turn": ("“It is late,” said Bea.\n\n“I know,” said Tom.", "Bea Tom"),
    "taking turns": (
        "“It is late,” said Bea.\n\n“I know,” said Tom.\n\n“Then go to bed.”\n\n“Not yet.”",
        "Bea Tom Bea Tom",
    ),
    "two in one paragraph": ("“It is late,” said Bea. “I know,” said Tom.", "Bea Tom"),
    "a verb far from its subject": ("Tom put the cup down, looked at the lamp, and said in a low voice: “No.”", "Tom"),
    "a verb of no speech": ("“It is late!” mourned Bea.", "Bea"),
    "over two paragraphs": ("“It is late,” said Bea. “The lamp is out.\n\n“And the cat is in.”", "Bea Bea Bea"),
}  # fmt: skip
TAKING_TURNS = "“Well?” said Rose.\n\n“Well,” said Miss Dale.\n\n“So late,” said Rose."


# People of no list of names, and exchanges that show more than they tag.
WORKSHOP = (
    "Zevran and Ithiel were in the workshop. Zevran put down her hammer. Ithiel looked at her, and he smiled.\n\n"
    "“You are early,” said Zevran.\n\n“I am,” said Ithiel.\n\n"
)
FAN_FICTION = {
    "an action behind": ("“Hand me the file.” Zevran wiped her brow.", "Zevran Ithiel Zevran"),
    "a rare verb": ("“Hand me the file,” Ithiel deadpanned.", "Zevran Ithiel Ithiel"),
    "the listener called by name": ("“Ithiel, hand me the file.” Ithiel nodded.", "Zevran Ithiel Zevran"),
    "a mind of their own": ("“Hand me the file!” Inner Zevran shouted.", "Zevran Ithiel Zevran"),
    "another mind": ("“Hand me the file,” said inner Ithiel.", "Zevran Ithiel Ithiel"),
    "a voice": ("“Hand me the file,” came Ithiel’s muffled voice.", "Zevran Ithiel Ithiel"),
    "an aside before the verb": ("“Hand me that,” Zevran, who had turned away, said.", "Zevran Ithiel Zevran"),
    "a colon": ("Ithiel cleared his throat and said: “Hand me the file.”", "Zevran Ithiel Ithiel"),
    "a paragraph that introduces": ("Zevran spoke at last.\n\n“Hand me the file.”", "Zevran Ithiel Zevran"),
}  # fmt: skip

# Somebody who is there described; those who have no name; a name behind a month; letters, thoughts, answers.
DESCRIBED = {
    "the woman": ("Bea put the cup down.\n\n“It is late,” the woman said.", "Bea"),
    "the man": ("“It is late,” said the man.", "Tom"),
    "the tired man": ("“It is late,” the tired man said.", "Tom"),
    "the younger woman": ("Bea put the cup down.\n\n“It is late,” the younger woman said quietly.", "Bea"),
    "a trade": ("The door opened, and a postman came in.\n\n“A letter,” said the postman.", "the postman"),
    "a newcomer": ("The door opened.\n\n“A letter,” said a thin stranger in the doorway.", "the thin stranger"),
    "the March wind's name": ("The March Ashling came in.\n\n“A letter,” said the March Ashling.", "Ashling"),
    "a letter": ("Tom wrote her a letter. It said: “I am well.”\n\n“He is well,” said Bea.", "Tom Bea"),
    "a thought": ("“It is late,” thought Bea.", "Bea"),
    "an answer that is somebody's": ("“It is late,” was Bea’s suggestion.", "Bea"),
}  # fmt: skip

# Bea at her phone.
MESSAGES = {
    "typed": ("Bea sat on the bed alone and typed: *out of milk*", "Bea"),
    "answered": ("*Out of milk,* Tom texted.\n\n*I know,* she typed.", "Tom Bea"),
    "an exchange": ("Bea sat down and typed: *Awake?*\n\n*No,* Tom replied.\n\n*Liar.*\n\n*Well?*", "Bea Tom Bea Tom"),
    "her phone": ("Bea sat on the bed. Her phone buzzed. *Awake?*\n\n*No,* she typed.", "Tom Bea"),
    "a phone of somebody's": ("Bea’s phone chimed. *Awake?*\n\nTom’s phone chimed. *No.*", "Tom Bea"),
    "a message from somebody": ("Bea opened the message from Tom. *Look up.*\n\nIt was late.", "Tom"),
    "somebody's text": ("Bea stared at the wall. Tom’s text read: *Look up.*", "Tom"),
    "named before": ("Tom sat down. His phone lit up. It was Bea. *Look up.*", "Bea"),
    "named behind": ("Tom sat down. The phone buzzed. *Look up.*\n\nIt was from Bea.", "Bea"),
    "who answers somebody's text": ("Bea smiled at Tom’s text and typed back: *No.*", "Bea"),
    "a text that says": ("Bea looked at Tom’s phone. The text said: *No.*\n\n“I see,” said Bea.", "Tom Bea"),
    "sent from mind to mind": ("*He knew,* Tom sent.\n\n*Then tell him,* Bea projected.", "Tom Bea"),
}  # fmt: skip


def scripted(text: str) -> Script:
    return build_script(split_chapters(Manuscript(Path("story.txt"), text), SplitOptions()))


def speakers(result: Attribution) -> list[str | None]:
    return [one.speaker for one in result.script.segments if one.kind.is_speech]


@pytest.mark.parametrize(("story", "expected"), EXCHANGES.values(), ids=EXCHANGES.keys())
def test_attribute_script_names_speakers(story: str, expected: str) -> None:
    assert speakers(attribute_script(scripted(CAST + story))) == expected.split()


@pytest.mark.parametrize("told", ["Miss Dale and Rose left.", "Rose followed Miss Dale.", TAKING_TURNS])
def test_names_next_to_each_other_are_two_characters(told: str) -> None:
    aliases = [
        {one.name, *one.aliases}
        for one in attribute_script(
            scripted(f"Rose Dale was at home.\n\n{told}\n\n“Ah,” said Rose.\n\n“Oh,” said Miss Dale.")
        ).characters
    ]
    assert {"Miss Dale"} in aliases


@pytest.mark.parametrize(("story", "expected"), FAN_FICTION.values(), ids=FAN_FICTION.keys())
def test_fan_fiction_shows_speakers_by_actions(story: str, expected: str) -> None:
    assert speakers(attribute_script(scripted(WORKSHOP + story))) == expected.split()


@pytest.mark.parametrize(("story", "expected"), DESCRIBED.values(), ids=DESCRIBED.keys())
def test_attribute_script_handles_descriptions_letters_and_thoughts(story: str, expected: str) -> None:
    result = speakers(attribute_script(scripted(CAST + story)))
    assert " ".join(map(str, result)) == expected


@pytest.mark.parametrize(("story", "expected"), MESSAGES.values(), ids=MESSAGES.keys())
def test_messages_in_italics_have_speakers(story: str, expected: str) -> None:
    assert speakers(attribute_script(scripted(CAST + story))) == expected.split()


@pytest.mark.parametrize("verb", ["admitted", "concurred", "averred", "begged", "confessed", "admits"])
def test_a_verb_of_saying_names_its_subject(verb: str) -> None:
    """Also where it doubles its last letter."""
    script = attribute_script(scripted(f"{CAST}“You took it,” said Bea.\n\n“I did,” {verb} Tom.")).script
    assert [(one.speaker, one.evidence) for one in script.segments if one.kind is Kind.SPEECH][1] == ("Tom", "explicit")


@pytest.mark.parametrize("tag", ["they both said", "said Bea and Tom together", "Bea and Tom chorused"])
def test_several_speakers_at_once_are_not_attributed(tag: str) -> None:
    assert speakers(attribute_script(scripted(f"{CAST}“It is late,” said Bea.\n\n“It is,” {tag}."))) == ["Bea", None]


def test_the_narrator_gets_the_name_that_others_call() -> None:
    exchange = "“Well, Orsolo, it is late,” said Bea.\n\n“I know,” I said.\n\nI looked at the lamp. I was tired.\n\n"
    characters = attribute_script(scripted(CAST + exchange * 5)).characters
    assert ("I",) in [one.aliases for one in characters if one.name == "Orsolo"]


def test_an_alias_can_separate_characters() -> None:
    story = CAST + "“It is late,” said Tom Ashby.\n\n“It is,” said Ashby."
    assert speakers(attribute_script(scripted(story)))[1] != "Ashby"
    parted = Corrections(aliases={"Ashby": "Ashby"})
    assert speakers(attribute_script(scripted(story), corrections=parted))[1] == "Ashby"


@pytest.mark.parametrize(("named", "other"), [("Tom", "Bea"), ("Bea", "Tom")])
def test_a_correction_wins_and_informs_its_neighbours(named: str, other: str) -> None:
    script = scripted(CAST + "“It is late.”\n\n“I know.”\n\n“Then go to bed.”\n\n“Not yet.”")
    first = next(one for one in script.segments if one.kind is Kind.SPEECH)
    result = attribute_script(script, corrections=Corrections(speakers={first.span: named}))
    told = next(one for one in result.script.segments if one.span == first.span)
    assert (told.speaker, told.evidence, told.confidence) == (named, "correction", 1.0)
    assert speakers(result)[1:3] == [other, named]


def test_a_gender_can_be_set() -> None:
    result = attribute_script(
        scripted(CAST + "“It is late,” said Tom."), corrections=Corrections(genders={"Tom": "female"})
    )
    assert {one.name: one.gender for one in result.characters}["Tom"] == "female"


def test_an_alias_can_join_characters() -> None:
    story = CAST + "Patch came in.\n\n“It is late,” said Patch.\n\n“It is,” said Bea."
    assert speakers(attribute_script(scripted(story), corrections=Corrections(aliases={"Patch": "Tom"})))[0] == "Tom"


def test_places_are_not_characters() -> None:
    story = CAST + "They lived in Dorset. He came from Dorset; she grew up in Dorset.\n\n“It is late,” said Bea."
    assert "Dorset" not in {one.name for one in attribute_script(scripted(story)).characters}


WORDS = st.sampled_from(
    ["“", "”", '"', "said Bea", "Tom", "Mr. ", "he said", "\n\n", "***\n\n", ". ", ", ", " ", "I ", "the old man", "A"]
)


@given(st.lists(WORDS | st.text(max_size=8), max_size=40).map("".join))
@settings(max_examples=examples(150))
def test_attribute_script_changes_nothing_but_speakers(text: str) -> None:
    script = scripted(text)
    filled = attribute_script(script).script
    assert [replace(one, speaker=None, confidence=0.0, evidence="none") for one in filled.segments] == list(
        script.segments
    )
    assert all(one.speaker is None for one in filled.segments if not one.kind.is_speech)
    assert all(0 <= one.confidence <= 1 for one in filled.segments)
    assert attribute_script(script).script == filled


@given(st.integers(0, 50))
@settings(max_examples=5)
def test_corrections_of_unknown_spans_change_nothing(start: int) -> None:
    script = scripted(CAST)
    assert attribute_script(script, corrections=Corrections(speakers={Span(start, start + 1): "Tom"})).script == script


def test_time_grows_with_the_text_only() -> None:
    def seconds(count: int) -> float:
        script = scripted((CAST + "“It is late,” said Bea.\n\n“I know,” he said.\n\n") * count)
        begun = time.process_time()
        attribute_script(script)
        return time.process_time() - begun

    assert min(seconds(400) for _ in range(2)) < max(1.0, 20 * min(seconds(40) for _ in range(2)))

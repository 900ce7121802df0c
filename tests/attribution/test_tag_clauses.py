"""Tags told in clauses: whom a sentence before a quote makes its speaker."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from audiobook.attribution.story_index import StoryIndexBuilder
from audiobook.attribution.tags.clauses import find_tag_subject
from audiobook.attribution.tags.cue_search import find_cues_after, find_cues_before, introduces_speaker
from audiobook.attribution.tags.cues import ENTITY_CLOSE, ENTITY_OPEN, CuePosition, CueStrength, SpeakerReference
from audiobook.chapters.layout import SplitOptions
from audiobook.chapters.split import split_chapters
from audiobook.model import Manuscript
from audiobook.quotations.script import build_script


def marked(text: str) -> str:
    """The text with its capitals A to D as names, 0 to 3."""
    return re.sub(r"\b[A-D]\b", lambda match: f"{ENTITY_OPEN}{'ABCD'.index(match.group())}{ENTITY_CLOSE}", text)


def told(reference: SpeakerReference | None) -> str:
    if reference is None:
        return ""
    return "ABCD"[reference.entity] if reference.entity >= 0 else reference.pronoun or reference.noun


SENTENCES = (
    # The subject next to its verb, and the verb in more words.
    ("At last A said:", "A"),
    ("A could not help whispering,", "A"),
    ("Then the ferryman began to shout:", "ferryman"),
    ("he ventured to say,", "he"),
    ("Not till the bell rang did A answer:", "A"),
    ("Says I,", "I"),
    ("To which A replied, rather late,", "A"),
    # The verb's clause goes on from an earlier one.
    ("A shut the gate, looked at the sky, and said", "A"),
    ("A, when B had gone, turned round and, after a while, said in a low voice to C:", "A"),
    ("The lamp went out, and A, holding B by the sleeve, murmured:", "A"),
    ("A was fetched; and B, the ferryman, said,", "B"),
    ("He rowed on until A, tired of the oars, cried:", "A"),
    ("The cat slept in the chair where she and B had sat, and A added,", "A"),
    ("The key was found by A, who, laughing, said:", "A"),
    ("A bowed to B, who said:", "B"),
    ("She came up, drawing her shawl closer, and whispered:", "she"),
    ("A let go of the rope, before B ran down to the pier, calling,", "B"),
    # Somebody hears somebody.
    ("In the passage A heard B say,", "B"),
    ("A listened, and could hear him mutter:", "he"),
    ("A heard the ferryman calling", "ferryman"),
    ("At last A heard himself answer:", "A"),
    # What is said is a noun, or ends in "with".
    ("A drank, and repeated her question.", "A"),
    ("She gave a faint exclamation.", "she"),
    ("A was greeted with:", ""),
    ("A spoke with warmth of the journey.", ""),
    ("A began to whistle.", ""),
    ("Then said the boy falling back,", "boy"),
    ("A greeted the ferryman with:", "A"),
    ("A gave him a cup.", ""),
    # Somebody is made to speak.
    ("The bell caused him to shout,", "he"),
    ("The sudden cold made the lamp smoke and forced A to ask:", "A"),
    # The agent of a passive.
    ("Thus greeted by A,", "A"),
    ("A was asked to wait:", ""),
    # What is said is something else, or nothing is said.
    ("A said nothing, but he rowed:", ""),
    ("A said that B was late, and",  ""),
    ("A bent down as if to say:", ""),
    ("A was about to speak,", ""),
    ("A went, for B told lies, and he sat down:", ""),
    # A voice is somebody's.
    ("Her voice said:", "she"),
    ("A’s voice asked,", "A"),
    ("A voice said:", ""),
    ("the tired porter’s voice said:", "tired porter"),
    ("A (and B saw that she told lies) went on,", "A"),
    # A full stop, where a verb leads on.
    ("A went on.", "A"),
    ("A began again in a low voice.", "A"),
    ("When A went on.", ""),
    ("A persisted.", "A"),
    ("A thanked him.", ""),
    ("A acquiesced.", ""),
)  # fmt: skip


@pytest.mark.parametrize(("sentence", "speaker"), SENTENCES, ids=[sentence for sentence, _ in SENTENCES])
def test_a_sentence_before_a_quote_tells_its_speaker(sentence: str, speaker: str) -> None:
    assert told(find_tag_subject(marked(sentence))) == speaker


@pytest.mark.parametrize(
    ("narration", "speaker"),
    [
        ("said A, when B returned,", "A"),
        ("said A, while B, with a shrug, added:", "B"),
        ("A answered, so low that B said,", "B"),
        ("said A, who believed all that B said;", ""),
    ],
)
def test_a_clause_beside_a_tag_is_no_tag_of_the_next_quote(narration: str, speaker: str) -> None:
    assert told(find_tag_subject(marked(narration), follows_quote=True)) == speaker


AFTER = (
    ("mourned A, turning away.", ".", "A"),
    ("laughed the old woman.", "?", "old woman"),
    ("the man at the desk said.", ",", "man"),
    ("A heard herself whisper.", ",", "A"),
    ("said drowsy A.", ".", "A"),
    ("replied, after a pause, A.", ".", "A"),
    ("A was saying.", ".", "A"),
    ("she wanted to know.", "?", "she"),
    ("A heard B mutter behind the door.", ".", "B"),
    ("were A’s first sleepy words.", ".", "A"),
    ("was the porter’s only answer.", ".", "porter"),
    ("It was A who spoke.", ".", "A"),
    ("was said at once by A.", ".", "A"),
    ("So saying, A rose.", ".", "A"),
    ("A smirked.", ",", "A"),
    ("she beamed, and left.", "!", "she"),
    ("Said A to B.", ".", "A"),
    ("A had once said.", ",", "A"),
    ("said the Italian lady.", ",", "italian lady"),
    ("called the faint voice of A.", ",", "A"),
    ("asked A’s voice.", "?", "A"),
    ("his quiet voice answered.", ".", "he"),
    ("said the porter’s deep voice.", ",", "porter"),
)


@pytest.mark.parametrize(("narration", "mark", "speaker"), AFTER, ids=[row[0] for row in AFTER])
def test_a_tag_after_a_quote_is_read(narration: str, mark: str, speaker: str) -> None:
    first = next(find_cues_after(marked(narration), CuePosition.END, f"“Well{mark}”"))
    assert (first.strength, told(first.reference)) == (CueStrength.SAYING, speaker)


@pytest.mark.parametrize("narration", ["A smirked.", "said the voice.", "She heard A gasp.", "A took the cup."])
def test_an_action_after_a_whole_quote_is_no_tag(narration: str) -> None:
    assert all(cue.strength < CueStrength.SAYING for cue in find_cues_after(marked(narration), quote="“Well.”"))


def test_the_tag_of_a_quote_does_not_introduce_the_next_paragraph() -> None:
    assert introduces_speaker(marked("A resumed."))
    assert introduces_speaker(marked("A nodded. At this point B broke in."), has_quotes=True)
    assert not introduces_speaker(marked("A replied."), has_quotes=True)


@pytest.mark.parametrize(
    ("between", "count"),
    [
        ("he asked, and Bea, with a look at the clock, said,", 2),
        ("said the porter, while Bea added:", 2),
        ("said Bea, and, taking the lamp, she added:", 1),
        ("said Bea, when Tom returned,", 1),
        ("he said.", 1),
    ],
)
def test_one_sentence_may_tag_the_quotes_on_both_sides(between: str, count: int) -> None:
    text = f"Bea and Tom were there. Bea smiled.\n\n“It is late,” {between} “so late.”"
    script = build_script(split_chapters(Manuscript(Path("story.txt"), text), SplitOptions()))
    assert len(StoryIndexBuilder(script).build().turns) == count


@pytest.mark.parametrize("piece", ["said A, and ", "who, ", "he heard ", "the old, ", "A’s voice and ", "at last "])
def test_endless_sentences_take_no_time(piece: str) -> None:
    text = marked(piece) * (200_000 // len(piece))
    start = time.perf_counter()
    list(find_cues_before(text + ":"))
    list(find_cues_after(text, quote="“Well,”"))
    introduces_speaker(text)
    assert time.perf_counter() - start < 1

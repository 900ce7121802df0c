"""A review: what is asked first, what an answer changes, and that all of it can be taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audiobook.attribution.attribution import Corrections, attribute_script, weigh_story
from audiobook.attribution.llm.merge_answers import LLM_CONFIDENCE
from audiobook.attribution.review.gains import MAX_DOUBT, Record, revise_doubt
from audiobook.attribution.review.questions import Stage
from audiobook.attribution.review.review_queue import ReviewQueue
from audiobook.chapters.layout import SplitOptions
from audiobook.chapters.split import split_chapters
from audiobook.commands.unsure_lines import count_unsure_lines
from audiobook.model import SURE_CONFIDENCE, Manuscript, Script
from audiobook.quotations.script import build_script

KITCHEN = (
    "Bea Marlow and Tom Ashby sat in the kitchen with Clara. Bea poured the tea, and she gave Tom a cup.\n\n"
    "“It is late,” said Bea.\n\n“I know,” said Tom.\n\n“Then go to bed.”\n\n“Not yet.”\n\n“You never go.”\n\n"
    "Clara laughed.\n\n“He never did.”\n\n“So it is.”\n\n“Is it?”\n\n“Ask him.”\n\n“And you?”\n\n“Not I.”"
)
LODGER = (
    "Clara Voss opened the door. Tom Ashby stood there, and he smiled at Clara.\n\n"
    "“Who is it?” the old lodger asked.\n\n"
    "“Tom,” said Clara.\n\n“Let him in,” the old lodger said.\n\n***\n\nTom came back in May. Clara was out.\n\n"
    "“Nobody is here,” the old lodger said.\n\n“I see,” said Tom."
)
CHORUS = "Ann and Tom sat down.\n\n“Well?” said Ann.\n\n“No,” said Tom.\n\n“Never!” they both cried.\n\n“Why?”"
LANDING = "I met Tom Ashby and Clara.\n\n“Well?” I asked.\n\n“Well,” said Tom. I sat down.\n\n“So,” I said. I left."


def script_of(text: str) -> Script:
    return build_script(split_chapters(Manuscript(Path("story.txt"), text), SplitOptions()))


def queue_of(text: str) -> ReviewQueue:
    script = script_of(text)
    return ReviewQueue(script, weigh_story(script))


def speakers_of(queue: ReviewQueue) -> list[str]:
    return [queue.speaker_of(number) for number in range(len(queue.turns))]


def test_what_is_unsure_is_asked_first_and_the_queue_ends() -> None:
    queue = queue_of(KITCHEN)
    question = queue.find_next_question()
    assert question is not None
    assert all(queue.is_unsure(number) for number in (question.turn, *question.following))
    asked = []
    while (question := queue.find_next_question()) is not None:
        asked.append(question.turn)
        queue.answer({question.turn: "Clara"})
    assert len(asked) == len(set(asked)) > 2
    assert queue.count_unsure_lines() == 0


def test_then_come_the_lines_that_are_only_probably_right() -> None:
    queue = queue_of(KITCHEN)
    bea, tom = queue.find_entity("Bea"), queue.find_entity("Tom")
    queue.weigher.confidences = [{bea: 0.97, tom: 0.03} for _ in queue.turns]
    for number in (1, 3, 5):
        queue.weigher.confidences[number] = {tom: 0.85, bea: 0.15}
    assert queue.find_next_question() is None
    assert queue.go_on() is Stage.PROBABLE
    question = queue.find_next_question()
    assert question is not None
    assert (question.turn, *question.following) == (1, 3, 5)
    queue.skip([1, 3, 5])
    # Of what is left, an answer would hardly set anything right.
    assert queue.go_on() is None
    assert queue.stage is Stage.PROBABLE


@pytest.mark.parametrize("text", [KITCHEN, LODGER, LANDING, CHORUS])
def test_as_many_lines_are_unsure_as_the_cast_says(text: str) -> None:
    script = script_of(text)
    assert queue_of(text).count_unsure_lines() == count_unsure_lines(attribute_script(script).script)


def test_a_line_without_a_speaker_is_asked_and_the_narrator_may_have_it() -> None:
    queue = queue_of(CHORUS)
    number = next(at for at, turn in enumerate(queue.turns) if "Never" in turn.text)
    assert (queue.speaker_of(number), queue.is_unsure(number)) == ("", True)
    assert number in {at for at, is_asked in enumerate(queue.list_asked()) if is_asked}
    queue.answer({number: ""})
    assert (queue.speaker_of(number), queue.is_unsure(number)) == ("", False)


def test_who_was_taken_for_somebody_else_is_doubted_more() -> None:
    assert revise_doubt(0.2, Record(expected=0.5, found=2)) == pytest.approx(0.4)
    assert revise_doubt(0.2, Record(expected=3.0, found=0)) == pytest.approx(0.05)
    assert revise_doubt(0.8, Record(expected=0.0, found=9)) == MAX_DOUBT
    assert revise_doubt(0.95, Record(expected=0.0, found=9)) == 0.95


def test_whoever_seems_to_speak_an_asked_line_is_a_choice() -> None:
    queue = queue_of(KITCHEN)
    question = queue.find_next_question()
    assert question is not None
    asked = (question.turn, *question.following)
    assert {queue.speaker_of(turn) for turn in asked} <= {choice.name for choice in question.choices}


def test_what_a_language_model_said_counts_and_goes_on_counting() -> None:
    plain = queue_of(KITCHEN)
    question = plain.find_next_question()
    assert question is not None
    number, other = question.turn, question.following[0]
    name = next(one.name for one in question.choices if one.name != plain.speaker_of(number))
    told = attribute_script(plain.script).script
    said = {segment.span: {"speaker": name, "confidence": LLM_CONFIDENCE} for segment in plain.segments_of(number)}
    surer = 0.5 + plain.confidence_of(other) / 2
    said |= {segment.span: {"confidence": surer} for segment in plain.segments_of(other)}
    advised = replace(told, segments=tuple(replace(one, **said.get(one.span, {})) for one in told.segments))
    queue = ReviewQueue(plain.script, weigh_story(plain.script), advised=advised)
    assert (queue.speaker_of(number), queue.confidence_of(number)) == (name, LLM_CONFIDENCE)
    assert (queue.speaker_of(other), queue.confidence_of(other)) == (plain.speaker_of(other), pytest.approx(surer))
    assert queue.count_unsure_lines() == count_unsure_lines(advised)
    queue.answer({question.following[-1]: "Clara"})
    assert queue.speaker_of(number) == name


def test_the_likely_speakers_are_the_choices() -> None:
    question = queue_of(KITCHEN).find_next_question()
    assert question is not None
    assert {choice.name for choice in question.choices} == {"Bea", "Tom", "Clara"}
    assert question.choices[0].confidence == max(choice.confidence for choice in question.choices)
    assert question.choices[0].confidence < SURE_CONFIDENCE


def test_an_answer_is_sure_and_changes_its_neighbours_only() -> None:
    queue = queue_of(KITCHEN)
    question = queue.find_next_question()
    assert question is not None
    before = speakers_of(queue)
    effect = queue.answer({question.turn: "Clara"})
    assert queue.speaker_of(question.turn) == "Clara"
    assert queue.confidence_of(question.turn) == 1
    found = {change.turn for change in effect.changed}
    assert found == {at for at, (old, new) in enumerate(zip(before, speakers_of(queue), strict=True)) if old != new} - {
        question.turn
    }


def test_the_whole_exchange_can_be_answered_at_once() -> None:
    queue = queue_of(KITCHEN)
    question = queue.find_next_question()
    assert question is not None
    assert question.following
    queue.answer(dict.fromkeys((question.turn, *question.following), "Tom"))
    assert {queue.speaker_of(number) for number in question.following} == {"Tom"}


def test_an_answer_is_weighed_as_the_next_run_does() -> None:
    queue = queue_of(KITCHEN)
    question = queue.find_next_question()
    assert question is not None
    queue.answer({question.turn: "Clara"})
    spans = {segment.span: "Clara" for segment in queue.segments_of(question.turn)}
    result = attribute_script(queue.script, corrections=Corrections(spans))
    later = {segment.span: segment.speaker for segment in result.script.segments}
    for number in range(len(queue.turns)):
        best, second = sorted(queue.weigher.confidences[number].values(), reverse=True)[:2]
        # The next run also counts how the book talks anew, which may tip the scales where two are alike.
        if best - second > 0.05:
            assert later[queue.segments_of(number)[0].span] == queue.speaker_of(number)


def test_undo_takes_everything_back() -> None:
    queue = queue_of(KITCHEN)
    before, confidences = speakers_of(queue), list(queue.weigher.confidences)
    for name in ("Clara", "Tom", ""):
        question = queue.find_next_question()
        assert question is not None
        queue.answer({question.turn: name})
    assert [queue.undo() for _ in range(4)] == [True, True, True, False]
    assert speakers_of(queue) == before
    assert queue.weigher.confidences == confidences
    assert queue.weigher.story.turns == queue_of(KITCHEN).weigher.story.turns


def test_who_is_new_is_a_speaker_of_that_line_alone() -> None:
    queue = queue_of(KITCHEN)
    question = queue.find_next_question()
    assert question is not None
    assert queue.answer({question.turn: "Winston"}).changed == ()
    assert queue.speaker_of(question.turn) == "Winston"


def test_what_is_skipped_is_not_asked_again_but_stays_unsure() -> None:
    queue = queue_of(KITCHEN)
    count, question = queue.count_unsure_lines(), queue.find_next_question()
    assert question is not None
    queue.skip([question.turn])
    again = queue.find_next_question()
    assert again is not None
    assert question.turn not in (again.turn, *again.following)
    assert queue.count_unsure_lines() == count
    queue.undo()
    assert queue.find_next_question() == question


def test_a_description_is_one_person_everywhere_if_the_user_says_so() -> None:
    queue = queue_of(LODGER)
    first = next(number for number, reference in enumerate(queue.references) if reference == "the old lodger")
    reference = queue.answer({first: "Clara"}).reference
    assert reference is not None
    assert (reference.phrase, reference.name, len(reference.turns)) == ("the old lodger", "Clara", 2)
    assert {queue.speaker_of(number) for number in reference.turns} != {"Clara"}
    effect = queue.join(reference)
    assert {queue.speaker_of(number) for number in reference.turns} == {"Clara"}
    assert {change.turn for change in effect.changed} == set(reference.turns)
    queue.undo()
    assert {queue.speaker_of(number) for number in reference.turns} != {"Clara"}


def test_two_people_who_are_one_stay_one() -> None:
    queue = queue_of(KITCHEN)
    bea, tom = queue.find_entity("Bea"), queue.find_entity("Tom")
    before, question = list(queue.weigher.confidences), queue.find_next_question()
    assert question is not None
    reference = queue.refer("Tom", "Bea")
    assert all(queue.references[number] == "Tom" for number in reference.turns)
    queue.join(reference)
    queue.answer({question.turn: "Clara"})
    assert not any(tom in confidences for confidences in queue.weigher.confidences)
    assert queue.speaker_of(1) == "Bea"
    queue.undo()
    queue.undo()
    assert queue.weigher.confidences == before
    queue.answer({question.turn: "Clara"})
    assert {bea, tom} <= {entity for confidences in queue.weigher.confidences for entity in confidences}


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        (LODGER, "the old lodger"),
        (LANDING, "I"),
    ],
)
def test_the_cast_file_explains_a_description(text: str, phrase: str) -> None:
    script = script_of(text)
    before = {segment.speaker for segment in attribute_script(script).script.segments}
    result = attribute_script(script, ("Clara",), Corrections(aliases={phrase: "Clara"}))
    assert phrase in before
    after = {segment.speaker for segment in result.script.segments}
    assert phrase not in after
    assert "Clara" in after


def test_lines_that_are_corrected_already_are_not_asked_about() -> None:
    script = script_of(KITCHEN)
    first = queue_of(KITCHEN).find_next_question()
    assert first is not None
    spans = {segment.span: "Clara" for segment in queue_of(KITCHEN).segments_of(first.turn)}
    queue = ReviewQueue(script, weigh_story(script, corrections=Corrections(spans)))
    assert not queue.is_unsure(first.turn)
    narrated = frozenset(spans)
    assert not ReviewQueue(script, weigh_story(script), narrated).is_unsure(first.turn)

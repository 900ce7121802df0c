"""The lines around a question of a review: short enough to be read at a glance."""

from __future__ import annotations

from audiobook.attribution.review.questions import Question
from audiobook.attribution.review.review_queue import ReviewQueue
from audiobook.commands.review_lines import OMITTED, list_shown_lines
from tests.attribution.review.test_review_queue import queue_of

LINES = [
    f"“That was number {number},” {who} said."
    for number, who in enumerate(["Tom", "Clara"] * 6)
]  # fmt: skip
STORY = "Tom Ashby met Clara Voss.\n\n" + "\n\n".join(LINES)


def shown_paragraphs(queue: ReviewQueue, *asked: int) -> list[str]:
    lines = list_shown_lines(queue, Question(asked[0], asked[1:], (), 0))
    return ["…" if line is OMITTED else line.position.partition(".")[0] for line in lines]


def test_what_is_far_from_all_asked_lines_is_left_out() -> None:
    queue = queue_of(STORY)
    assert shown_paragraphs(queue, 2) == ["1:2", "1:3", "1:4", "1:5", "1:6"]
    assert shown_paragraphs(queue, 1, 2, 8) == ["1:1", "1:2", "1:3", "1:4", "1:5", "…", "1:9", "1:10", "1:11", "1:12"]
    # A single line is no longer than the sign in its place.
    assert shown_paragraphs(queue, 2, 6) == ["1:2", "1:3", "1:4", "1:5", "1:6", "1:7", "1:8", "1:9", "1:10"]


def test_a_question_has_no_more_lines_than_there_is_room() -> None:
    queue = queue_of(STORY)
    tom, clara = queue.find_entity("Tom"), queue.find_entity("Clara")
    for number in (0, 1, 5, 9):
        queue.weigher.confidences[number] = {tom: 0.6, clara: 0.4}
    for room in (60, 14, 13, 10, 6, 1):
        queue.room = room
        question = queue.find_next_question()
        assert question is not None
        assert len(list_shown_lines(queue, question)) <= max(room, 5)
        assert (len(question.following) == 3) == (room >= 14)

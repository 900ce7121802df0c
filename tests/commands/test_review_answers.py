"""What somebody types as the answer to a question of a review."""

from __future__ import annotations

import pytest

from audiobook.commands.review_answers import split_answers

# What is typed where five lines are asked, and the answers for the first of them.
TYPED = {
    "1": ("1",),
    "121": ("1", "2", "1"),
    "1n2": ("1", "n", "2"),
    "n": ("n",),
    "12..": ("1", "2", "1", "2", "1"),
    "12…": ("1", "2", "1", "2", "1"),
    "112...": ("1", "1", "2", "1", "1"),
    "n..": ("n", "n", "n", "n", "n"),
    "1,Ann,n": ("1", "Ann", "n"),
    "1, Mr. Ash, 0": ("1", "Mr. Ash", "0"),
    "Ann, Tom..": ("Ann", "Tom", "Ann", "Tom", "Ann"),
    "1,,2": ("1", "", "2"),
    "Ann": ("Ann",),
    "Ann..": ("Ann", "Ann", "Ann", "Ann", "Ann"),
    "Dr.": ("Dr.",),
    "nn": ("nn",),
    "R2": ("R2",),
    "1234567": ("1", "2", "3", "4", "5", "6", "7"),
}


@pytest.mark.parametrize(("typed", "answers"), TYPED.items(), ids=TYPED.keys())
def test_each_line_has_its_answer(typed: str, answers: tuple[str, ...]) -> None:
    assert split_answers(typed, 5) == answers

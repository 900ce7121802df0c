"""How old a character is, where the text tells."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from audiobook.attribution.ages import PATTERNS_AFTER, PATTERNS_BEFORE, AgePattern
from audiobook.attribution.attribution import attribute_script
from audiobook.chapters.layout import SplitOptions
from audiobook.chapters.split import split_chapters
from audiobook.model import Manuscript
from audiobook.quotations.script import build_script

READ = [(sign, told, True) for sign in (*PATTERNS_BEFORE, *PATTERNS_AFTER) for told in sign.matches]
PASSED_OVER = [(sign, told, False) for sign in (*PATTERNS_BEFORE, *PATTERNS_AFTER) for told in sign.rejects]
# What is told of somebody, and the age that it tells.
TOLD = {
    "a number of years": ("Nine-year-old Ithiel came in.", "child"),
    "years behind the name": ("Ithiel, who was seventeen, came in.", "youth"),
    "years in figures": ("Ithiel was 34 years old.", "adult"),
    "a great age": ("Ithiel, aged seventy-one, came in.", "old"),
    "a word again and again": ("Old Ithiel came in. The stove was warm, and old Ithiel sat down by it.", "old"),
    "a word once": ("Old Ithiel came in.", ""),
    "what he is": ("Ithiel was a small boy. They all knew little Ithiel.", "child"),
    "nothing": ("Ithiel came in with a friend of old.", ""),
    "only what is said": ("“Well, nine-year-old Ithiel!” said Bea.", ""),
}  # fmt: skip
DESCRIBED = {"old man": "old", "little girl": "child", "young woman": "youth", "landlord": ""}


def ages(text: str) -> dict[str, str]:
    manuscript = Manuscript(Path("story.txt"), text)
    return {
        one.name: one.age
        for one in attribute_script(build_script(split_chapters(manuscript, SplitOptions()))).characters
    }


@pytest.mark.parametrize(("sign", "told", "reads"), READ + PASSED_OVER)
def test_age_patterns_match_their_examples(sign: AgePattern, told: str, reads: bool) -> None:
    place = next(re.finditer(r"\bN\b", told))
    beside = told[: place.start()] if sign in PATTERNS_BEFORE else told[place.end() :]
    assert bool(sign.pattern.search(beside)) is reads


@pytest.mark.parametrize(("told", "age"), TOLD.values(), ids=TOLD.keys())
def test_age_is_read_from_the_narration(told: str, age: str) -> None:
    assert ages(f"{told}\n\n“It is late,” said Ithiel.\n\n“It is,” said Bea.")["Ithiel"] == age


@pytest.mark.parametrize(("described", "age"), DESCRIBED.items())
def test_age_is_read_from_a_description(described: str, age: str) -> None:
    assert ages(f"“It is late,” said the {described}.\n\n“It is,” said Bea.")[f"the {described}"] == age


@pytest.mark.parametrize("years", ["nine", "twelve", "12", "nineteen"])
def test_age_is_read_from_a_number_in_words_or_digits(years: str) -> None:
    age = "youth" if years == "nineteen" else "child"
    assert ages(f"Ithiel was {years} years old.\n\n“It is late,” said Ithiel.")["Ithiel"] == age


@pytest.mark.parametrize(("years", "age"), [("sixty", "old"), ("thirty-two", "adult"), ("one", "child")])
def test_age_is_read_from_tens(years: str, age: str) -> None:
    assert ages(f"Ithiel was {years} years old.\n\n“It is late,” said Ithiel.")["Ithiel"] == age

"""What is read out of an answer, and whom a name means: cases as data, and what must hold for any answer."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.attribution.llm.answers import MAX_ANSWER_CHARACTERS, parse_labels
from audiobook.attribution.llm.name_resolution import (
    AMBIGUOUS_NAME,
    UNKNOWN_NAME,
    WRONG_TYPE,
    NameResolver,
    ResolvedAnswer,
    infer_gender,
)
from audiobook.model import Character
from tests.attribution.llm.stories import BEA, TOM
from tests.conftest import examples

# What it is about; the answer; the labels of lines 1 to 3 that are read out of it.
ANSWERS: dict[str, tuple[str, dict[int, Any]]] = {
    "as asked": ('{"1": "Ann", "2": null, "3": "Bea"}', {1: "Ann", 2: None, 3: "Bea"}),
    "in fences": ('Here it is:\n```json\n{"1": "Ann"}\n```\nDone.', {1: "Ann"}),
    "after thinking": ('<think>Line 1: {"1": "Bea"}? No.</think>{"1": "Ann"}', {1: "Ann"}),
    "after thinking without its beginning": ('{"1": "Bea"} maybe</think>\n{"1": "Ann"}', {1: "Ann"}),
    "numbers in brackets": ('{"[1]": "Ann", " 2 ": "Bea"}', {1: "Ann", 2: "Bea"}),
    "numbers out of range": ('{"0": "Ann", "1": "Ann", "4": "Bea", "-1": "Bea", "1.5": "Bea"}', {1: "Ann"}),
    "other keys": ('{"1": "Ann", "note": "sure", "": 1}', {1: "Ann"}),
    "wrapped": ('{"answers": {"1": "Ann", "2": "Bea"}}', {1: "Ann", 2: "Bea"}),
    "corrected by itself": ('{"1": "Bea"} Wait. {"1": "Ann"}', {1: "Ann"}),
    "an example first": ('Like {"1": "Zoe"}: {"1": "Ann", "2": "Bea"}', {1: "Ann", 2: "Bea"}),
    "broken off": ('{"1": "Ann", "2": "Bea", "3": "Cl', {1: "Ann", 2: "Bea"}),
    "broken off with null": ('{"1": null, "2": nul', {1: None}),
    "a comma too many": ('{"1": "Ann", "2": "Bea",}', {1: "Ann", 2: "Bea"}),
    "wrong types are for others to judge": ('{"1": 7, "2": ["Ann"]}', {1: 7, 2: ["Ann"]}),
    "a list": ('["Ann", "Bea"]', {}),
    "nothing": ("", {}),
    "prose": ("Line 1 is said by Ann.", {}),
    "too deep": ("[" * 9000 + '{"1":' * 9000, {}),
    "escapes": ('{"1": "Ren\\u00e9", "2": "Ann', {1: "René"}),
}
TEXT = "[1] “Hi,” said Nell Grey. The landlord came. He Said Yes to Zed."
DALES = (Character("John Dale", ("Mr. Dale",), "male"), Character("Mary Dale", ("Mrs. Dale",), "female"))
# An answer, and whom it means or why it is not taken.
NAMES: dict[str, tuple[Any, str | None, str]] = {
    "a name": ("Tom", "Tom", ""),
    "an alias": ("Mrs. Marlow", "Bea Marlow", ""),
    "no case": ("bea marlow", "Bea Marlow", ""),
    "other blanks and quotes": (' "Bea\n Marlow." ', "Bea Marlow", ""),
    "a part of a name": ("Ashby", "Tom", ""),
    "a title before it": ("Mr. Ashby", "Tom", ""),
    "a form of address behind it": ("Tom-san", "Tom", ""),
    "more of the name": ("Bea Marlow Smith", "Bea Marlow", ""),
    "a title of the other gender": ("Mr. Marlow", None, UNKNOWN_NAME),
    "several": ("Dale", None, AMBIGUOUS_NAME),
    "the one by title": ("Mrs Dale", "Mary Dale", ""),
    "null": (None, None, ""),
    "null in words": ("Unknown", None, ""),
    "somebody new in the text": ("Nell Grey", "Nell Grey", ""),
    "a description in the text": ("The landlord", "the landlord", ""),
    "not in the text": ("Voldemar", None, UNKNOWN_NAME),
    "a part of a word of the text": ("Ze", None, UNKNOWN_NAME),
    "words that are no name": ("He", None, UNKNOWN_NAME),
    "small letters": ("said", None, UNKNOWN_NAME),
    "a sentence": ("He Said Yes to Zed", None, UNKNOWN_NAME),
    "no narrator": ("narrator", None, UNKNOWN_NAME),
    "a number": (7, None, WRONG_TYPE),
    "truth": (True, None, WRONG_TYPE),
    "a list": (["Tom"], None, WRONG_TYPE),
    "too long": ("Tom " * 40, None, WRONG_TYPE),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "labels"), ANSWERS.values(), ids=ANSWERS.keys())
def test_parse_labels(answer: str, labels: dict[int, Any]) -> None:
    assert parse_labels(answer, 3) == labels


@pytest.mark.parametrize(("answer", "name", "trouble"), NAMES.values(), ids=NAMES.keys())
def test_resolve_names(answer: Any, name: str | None, trouble: str) -> None:
    assert NameResolver((BEA, TOM, *DALES)).resolve(answer, TEXT) == ResolvedAnswer(name, trouble)


@pytest.mark.parametrize("answer", ["I", "narrator", "The narrator", "me"])
def test_resolve_an_unnamed_narrator(answer: str) -> None:
    assert NameResolver((BEA, Character("I"))).resolve(answer, TEXT) == ResolvedAnswer("I")


@pytest.mark.parametrize(("name", "gender"), [("Mrs. Grey", "female"), ("Tom", "male"), ("Zed", "male"), ("", "")])
def test_infer_gender(name: str, gender: str) -> None:
    assert infer_gender(name) == gender


KEYS = st.sampled_from(["1", "2", "x"]) | st.text(max_size=3)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
)


@given(st.text() | JSON.map(json.dumps) | JSON.map(lambda value: json.dumps(value)[:-2]), st.integers(1, 5))
@settings(max_examples=examples(200))
def test_any_answer_gives_known_numbers_and_names_only(answer: str, count: int) -> None:
    book = NameResolver((BEA, TOM))
    for number, value in parse_labels(answer, count).items():
        assert 1 <= number <= count
        meant = book.resolve(value, TEXT)
        assert meant.name in (None, "Bea Marlow", "Tom") or meant.name.lower() in TEXT.lower()


@pytest.mark.parametrize("piece", ["{", '{"1":', '{"1": "', "<think>", "</think", '"1": "\\', "["])
def test_hostile_answers_cost_little(piece: str) -> None:
    begun = time.process_time()
    parse_labels(piece * (2 * MAX_ANSWER_CHARACTERS // len(piece)), 3)
    assert time.process_time() - begun < 5

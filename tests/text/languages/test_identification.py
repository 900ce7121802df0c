"""The language of a text is identified."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.text.languages.identification import identify_language
from audiobook.text.languages.names import language_name
from tests.text.languages.samples import SAMPLES


@pytest.mark.parametrize("tag", SAMPLES)
def test_identify_language(tag: str) -> None:
    assert identify_language([SAMPLES[tag]]) == tag


@pytest.mark.parametrize("tag", [tag for tag in SAMPLES if tag != "en"])
def test_speech_in_another_language_does_not_count(tag: str) -> None:
    foreign = SAMPLES[tag][:60]
    assert identify_language([f"{SAMPLES['en']} “{foreign},” she said."] * 3) == "en"
    assert identify_language([*[SAMPLES["en"]] * 5, SAMPLES[tag]]) == "en"


UNCLEAR = (
    [],
    [""],
    ["Hm."],
    ["12 34 56 " * 20],
    ["Да. Нет."],
    ["Ramin, Sola, Tevek, Ubru, Aken, Lomir, Dastel, Perrin, Vash, Kettil! " * 6],
    [SAMPLES["en"], SAMPLES["ru"]],
    ["🙂🙂🙂 *** ~~~ 。。。"],
)


@pytest.mark.parametrize("pieces", UNCLEAR)
def test_a_text_that_is_too_short_has_no_language(pieces: list[str]) -> None:
    assert identify_language(pieces) == ""


def test_a_script_alone_shows_its_most_likely_language() -> None:
    assert identify_language(["Паром Оленька Аничкин причал берег " * 3]) == "ru"


def test_a_long_story_is_sampled_all_over() -> None:
    assert identify_language([*[SAMPLES["de"]] * 30, *[SAMPLES["en"]] * 3000]) == "en"


@given(st.lists(st.text(max_size=80), max_size=12))
def test_identify_language_for_any_text(pieces: list[str]) -> None:
    tag = identify_language(pieces)
    assert not tag or language_name(tag) != tag

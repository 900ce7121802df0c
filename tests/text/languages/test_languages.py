"""Languages: what names and tags stand for, and which language a text is in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.text.languages.identification import identify_language
from audiobook.text.languages.names import (
    is_same_language,
    language_code,
    language_name,
    language_script,
    language_tag,
    primary_tag,
)
from tests.text.languages.samples import SAMPLES


@pytest.mark.parametrize("tag", SAMPLES)
def test_a_text_shows_its_language(tag: str) -> None:
    assert identify_language([SAMPLES[tag]]) == tag


@pytest.mark.parametrize("tag", [tag for tag in SAMPLES if tag != "en"])
def test_a_story_with_speech_in_another_language_is_in_its_own(tag: str) -> None:
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
def test_a_text_that_shows_too_little_is_in_no_language(pieces: list[str]) -> None:
    assert identify_language(pieces) == ""


def test_a_script_alone_names_its_likeliest_language() -> None:
    assert identify_language(["Паром Оленька Аничкин причал берег " * 3]) == "ru"


def test_a_long_story_is_looked_at_all_over_and_not_only_at_its_head() -> None:
    assert identify_language([*[SAMPLES["de"]] * 30, *[SAMPLES["en"]] * 3000]) == "en"


@given(st.lists(st.text(max_size=80), max_size=12))
def test_any_text_gives_a_known_language_or_none(pieces: list[str]) -> None:
    tag = identify_language(pieces)
    assert not tag or language_name(tag) != tag


NAMES = (
    ("English", "en", "eng", "English"),
    ("en_GB", "en-gb", "eng", "English"),
    ("eng", "en", "eng", "English"),
    ("deu-AT", "de-at", "deu", "German"),
    ("Русский", "ru", "rus", "Russian"),
    ("РУССКИЙ", "ru", "rus", "Russian"),
    ("中文-普通话 國語", "zh", "zho", "Chinese"),
    ("中文-广东话 粵語", "yue", "yue", "Cantonese"),
    ("Português  brasileiro", "pt-br", "por", "Brazilian Portuguese"),
    ("Bahasa Indonesia", "id", "ind", "Indonesian"),
    ("Tiếng Việt", "vi", "vie", "Vietnamese"),
    ("Kurdî | کوردی", "ku", "kur", "Kurdish"),
    ("tlhIngan-Hol", "tlh", "tlh", "Klingon"),
    ("zh-Hant", "zh-hant", "zho", "Chinese"),
    ("Elvish", "", "und", "Elvish"),
    ("", "", "und", ""),
)


@pytest.mark.parametrize(("name", "tag", "code", "english"), NAMES)
def test_names_become_codes(name: str, tag: str, code: str, english: str) -> None:
    assert (language_tag(name), language_code(name), language_name(name)) == (tag, code, english)


def test_tags_stand_for_one_language_or_for_two() -> None:
    assert (primary_tag("pt-BR"), language_script("Русский"), language_script("es"), language_script("?")) == (
        "pt",
        "Cyrl",
        "Latn",
        "",
    )
    assert is_same_language("en", "English")
    assert is_same_language("no", "nb-NO")
    assert not is_same_language("es", "pt")

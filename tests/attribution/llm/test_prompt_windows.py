"""Windows and requests: what a model is shown, and that each line is asked for once."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.attribution.llm.prompt import MAX_CAST_CHARACTERS, PROMPT_RULES, build_request
from audiobook.attribution.llm.prompt_windows import (
    MAX_BEFORE_CHARACTERS,
    MAX_SEGMENT_CHARACTERS,
    MAX_TEXT_CHARACTERS,
    MAX_WINDOW_LINES,
    is_label_target,
    split_windows,
)
from audiobook.model import Attribution, Character
from tests.attribution.llm.stories import BEA, NOBODY, TOM, UNSURE, attribution_of
from tests.conftest import examples

KNOWN = ("Tom", 1.0, "correction")
TAGGED = ("Tom", 0.99, "explicit")
LONG = "Rain fell on the roof of the house. " * 40


def only_window(attribution: Attribution) -> str:
    (window,) = split_windows(attribution.script)
    return window.text


def test_windows_number_the_lines() -> None:
    text = "He came.\n\n“It is late,” said Bea, “and dark.”\n\n***\n\n“No.”"
    assert only_window(attribution_of(text)).split("\n") == [
        "He came.",
        "[1] “It is late,” said Bea, [2] “and dark.”",
        "* * *",
        "[3] “No.”",
    ]


def test_corrected_lines_are_shown_as_known() -> None:
    (window,) = split_windows(attribution_of("“Late.”\n\n“No.”\n\n“Yes.”", UNSURE, KNOWN, UNSURE).script)
    assert window.text == "[1] “Late.”\n[Tom] “No.”\n[2] “Yes.”"
    assert len(window.indexes) == 2


def test_numbers_in_brackets_are_not_labels() -> None:
    assert only_window(attribution_of("It rained.[3]\n\n“No,[2]” he said.")) == "It rained.(3)\n[1] “No,(2)” he said."


def test_long_segments_lose_their_middle() -> None:
    text = only_window(attribution_of(f"{LONG}\n\n“No.”"))
    assert text.startswith("Rain fell")
    assert " … " in text
    assert text.endswith("the house.\n[1] “No.”")
    assert len(text) <= MAX_SEGMENT_CHARACTERS + 20


def test_windows_without_speech_are_not_sent() -> None:
    assert split_windows(attribution_of("\n\n".join([LONG] * 30)).script) == ()


def test_windows_stay_in_their_chapter_and_show_the_text_before() -> None:
    chapter = "\n\n".join(
        f"“It is {number},” said Tom, and looked out of the window at the rain." for number in range(90)
    )
    attribution = attribution_of(f"Chapter 1\n\n{chapter}\n\nChapter 2\n\n“New.”", TAGGED)
    windows = split_windows(attribution.script)
    assert [bool(window.before) for window in windows] == [False, *[True] * (len(windows) - 2), False]
    assert windows[-1].text == "[1] “New.”"
    assert windows[1].before.startswith("… ")
    assert "[Tom] “It is " in windows[1].before
    last_of_first = windows[0].text.split("\n")[-1].partition("] ")[2]
    assert windows[1].before.endswith(last_of_first)


def test_a_request_lists_mentioned_characters_first_and_stays_small() -> None:
    crowd = tuple(Character(f"Person Number{number}", (f"P{number}",)) for number in range(200))
    attribution = attribution_of("“It is late,” said Bea.", characters=(*crowd, TOM, BEA))
    (window,) = split_windows(attribution.script)
    request = build_request(window, attribution.characters)
    lines = request.text.split("\n")
    assert lines[:3] == ["Characters:", "- Bea Marlow (also Bea, Mrs. Marlow; female)", "- Person Number0 (also P0)"]
    assert len(request.text) < MAX_CAST_CHARACTERS + 300
    assert request.schema()["required"] == ["1"]


@pytest.mark.parametrize("characters", [(), (Character("I"),)])
def test_a_request_works_with_few_characters(characters: tuple[Character, ...]) -> None:
    (window,) = split_windows(attribution_of("“No.”", NOBODY).script)
    assert "none known" in build_request(window, ()).text
    assert "(who tells the story)" in build_request(window, (Character("I"),)).text
    assert build_request(window, characters).rules == PROMPT_RULES


PIECES = ("“It is late,” ", "said Bea. ", "‘I wonder,’ he thought. ", LONG, "“" + LONG)
PARAGRAPH = st.lists(st.sampled_from(PIECES), max_size=30)
STORY = st.lists(PARAGRAPH.map("".join) | st.just("***") | st.just("Chapter 7"), max_size=25).map("\n\n".join)


@given(STORY)
@settings(max_examples=examples(60))
def test_each_line_is_in_one_small_window(text: str) -> None:
    script = attribution_of(text, UNSURE, KNOWN, TAGGED).script
    windows = split_windows(script)
    asked = [place for window in windows for place in window.indexes]
    assert asked == [place for place, one in enumerate(script.segments) if is_label_target(one)]
    for window in windows:
        assert re.findall(r"\[(\d+)\]", window.text) == [str(n) for n in range(1, len(window.indexes) + 1)]
        assert len(window.indexes) <= MAX_WINDOW_LINES
        assert len(window.text) <= MAX_TEXT_CHARACTERS * 1.2
        assert len(window.before) <= MAX_BEFORE_CHARACTERS + 2
        assert len({script.segments[place].chapter for place in window.indexes}) == 1

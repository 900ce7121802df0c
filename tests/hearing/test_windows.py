"""Clips are put into windows of half a minute, and each word finds its clip."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from audiobook.hearing.recognizer import HEARING_RATE, HeardWord
from audiobook.hearing.windows import GAP_SECONDS, MAX_SECONDS, build_window, pack_clips, split_words


@given(st.lists(st.integers(1, 400), max_size=40))
def test_every_clip_is_in_one_window_that_holds_it(tenths: list[int]) -> None:
    lengths = [count / 10 for count in tenths]
    windows = pack_clips(lengths)
    assert [index for window in windows for index in window] == list(range(len(lengths)))
    for window in windows:
        filled = sum(lengths[index] + GAP_SECONDS for index in window) - GAP_SECONDS
        assert len(window) == 1 or filled <= MAX_SECONDS + 1e-6


def test_a_time_belongs_to_the_nearest_clip() -> None:
    window = build_window([np.ones(HEARING_RATE, np.float32), np.ones(2 * HEARING_RATE, np.float32)])
    assert window.spans == ((0.0, 1.0), (1.6, 3.6))
    assert [window.clip_at(seconds) for seconds in (0.5, 1.2, 1.5, 3.0, 9.0)] == [0, 0, 1, 1, 1]


def test_a_clip_longer_than_a_window_is_cut() -> None:
    window = build_window([np.ones(40 * HEARING_RATE, np.float32)])
    assert len(window.wave) == MAX_SECONDS * HEARING_RATE


def test_expected_words_are_those_of_their_lines() -> None:
    texts = ("It was open.", "“No!”", "He left.")
    words = [HeardWord(text, 0, 0, 1) for text in (" It", " was", " open", ".", " “", "No", "!”", " He", " left", ".")]
    assert [[word.text for word in line] for line in split_words(words, texts)] == [
        [" It", " was", " open"],
        ["No"],
        [" He", " left"],
    ]

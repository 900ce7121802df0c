"""What an engine is given to say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.prose import sentences_of, speakable
from audiobook.prose.sentences import MOST_CHARACTERS

prose = st.text(st.sampled_from(list("aAbT .,!?…“”‘’\"'*_-—()1\n")), max_size=80)


@given(st.one_of(prose, st.text()))
def test_applying_it_twice_changes_nothing_more(text: str) -> None:
    assert speakable(speakable(text)) == speakable(text)


@given(prose)
def test_no_letter_is_lost(text: str) -> None:
    assert [c for c in speakable(text) if c.isalnum()] == [c for c in text if c.isalnum()]


@given(st.one_of(prose, st.text(), prose.map(lambda text: text * 20)))
def test_sentences_hold_every_character_but_the_space_between(text: str) -> None:
    sentences = sentences_of(text)
    assert "".join("".join(sentences).split()) == "".join(text.split())
    assert all(sentence.strip() and len(sentence) <= MOST_CHARACTERS for sentence in sentences)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("He left. She stayed.", 2),
        ("“Go!” he said. “Now!”", 2),
        ("Dr. Reyes met Mrs. Pym at St. Anne.", 1),
        ("It was no. 5 of 7.", 1),
        ("He said no. Then he left.", 2),
        ("J. R. Smith wrote it.", 1),
        ("Well… maybe.", 1),
        ("Well… Maybe.", 2),
        ("“What?” asked Ann.", 1),
        ("It was I. You knew.", 2),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, count: int) -> None:
    assert len(sentences_of(text)) == count

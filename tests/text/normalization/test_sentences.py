"""Text is split into sentences."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.text.normalization.sentences import MAX_SENTENCE_CHARACTERS, split_sentences

prose = st.text(st.sampled_from(list("aAbT .,!?…“”‘’\"'*_-—()[]1\n")), max_size=80)


@given(st.one_of(prose, st.text(), prose.map(lambda text: text * 20)))
def test_split_sentences_loses_only_white_space(text: str) -> None:
    sentences = split_sentences(text)
    assert "".join("".join(sentences).split()) == "".join(text.split())
    assert all(sentence.strip() and len(sentence) <= MAX_SENTENCE_CHARACTERS for sentence in sentences)


@pytest.mark.parametrize(
    "marked",
    [
        "He left. | She stayed.",
        "“Go!” he said. | “Now!”",
        "Dr. Reyes met Mrs. Pym at St. Anne.",
        "It was no. 5 of 7.",
        "He said no. | Then he left.",
        "J. R. Smith wrote it.",
        "J.K. Rowling wrote it. | Did she?",
        "We need Plan B. | Then we run.",
        "the U.S. Army came. | It left.",
        "Well… maybe.",
        "Well… | Maybe.",
        "“What?” asked Ann.",
        "“What?” Ann asked. | Nobody spoke.",
        "“What?” Old Ann Pym asked. | Nobody spoke.",
        "“What?” | Ann left.",
        "It was I. | You knew.",
        "It was 7.30 p.m. | He left.",
        "It cost 3.50 and no more. | 12 men paid.",
        "He (she was sure. Quite sure.) left. | So did she.",
        "She left. | (He was glad.) | Then it rained.",
        "“Only—” | He tipped his head.",
        "“Foghorns do not—” she began.",
        "1. He came home.",
        "‘Think,’ she told herself. | ‘Think!’",
        "He ran etc. | Then he fell.",
        "He said ‘No.’ | “Why?”",
        "Wait! | What?! | No.",
        "At 7 p.m. Ann left. | She came at 7 a.m. | He slept.",
        "He met Lt. Col. Ash, Ft. Worth. | They left.",
        "Ask the Capt. | He knows.",
        "She joined Ash & Co. | They paid. | Ash & Co. Limited paid.",
        "She met Max. | Then Jan. | Ann left.",
        "Born c. 1450, d. 1502. | He wrote.",
        "I met him in Jan. | He was ill.",
        "It was Pip vs. Ann, i.e. Ann won.",
        "on Main St. | Then he ran.",
        "Vitamin C. | I took it. | Plan B. | Some ran.",
        "Lvl. 12, Mk. III, approx. Vol. IV.",
        "her Ph.D. | She left.",
    ],
)
def test_split_sentences_at_the_marked_positions(marked: str) -> None:
    assert " | ".join(split_sentences(marked.replace(" |", ""))) == marked


@pytest.mark.parametrize("piece", ["…", "!", "?!", "Mr. ", " .", ". ", "(a. ", "”. ", "a", ", ", "—” A", "J. "])
def test_split_sentences_takes_linear_time(piece: str) -> None:
    text = (piece * 200_000)[:200_000]
    began = time.perf_counter()
    split_sentences(text)
    assert time.perf_counter() - began < 5

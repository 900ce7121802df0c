"""Spoken sentences, found in the text as it was written."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.narration.alignment import align_sentences
from audiobook.text.normalization.normalize import normalize
from audiobook.text.normalization.options import ALL_OPTIONS
from audiobook.text.normalization.sentences import split_sentences
from tests.conftest import examples

# Each is a paragraph as written, its sentences parted by a bar.
PARAGRAPHS = (
    "It rained.| It poured.",
    "It was 7.30 p.m. already.| We left at 7:30.| So go.",
    "He paid $5.50 for it!| *It rained.*| “W-w-what?!?!”| *She* ran....| The end.",
    "She had 1,204 cups and 3 spoons.| On 05/06/2017 she left.| He was born in 1911.| 20 years went by.",
    "Great! xD| Hi 😀!| It rained. :)| Then she left.",
    "OMG, u r late btw.| It cost 100% more…| Really?",
    "Dr. Orme came with Mr. J. K. Lee.| Henry VIII had 6 wives.| They met at No. 4, St. James Street.",
    "Nooooo!| “AAAARGH!” he cried.| Shhh!| “H… Hi,” he said.",
    "See https://archiveofourown.org/works/12?a=1 for more.| It is 20 °C, i.e. warm.| Chapter II was long.",
    "“I was”—she paused—“going.”| f*** that.| He said: “B@stard!”",
    "He was born in 1911.| Nooooo!| _3 more!_| *so* be it.",
    "*At 7:30.*| _OMG._| Shhh!",
    "_All of this is meant, and 2 words._| abso*lute*ly not, no.| \\*So\\* it was.",
    "The word[1] stood there.[2]| And so on.¹| It ended.",
    "One\nline| and a typesetter's\nend.".replace("|", ""),
)


@pytest.mark.parametrize("needs", [ALL_OPTIONS, frozenset()], ids=["every need", "none"])
@pytest.mark.parametrize("paragraph", PARAGRAPHS)
def test_sentences_are_found_as_they_were_written(paragraph: str, needs: frozenset[str]) -> None:
    parts = paragraph.split("|")
    written = "".join(parts)
    spoken = [normalize(part, needs) for part in parts]  # type: ignore[arg-type]
    assert [span.of(written) for span in align_sentences(written, spoken)] == parts


@pytest.mark.parametrize(
    ("written", "spoken", "parts"),
    [
        # What nobody says goes with the sentence before it.
        ("Go. 😀 Now.", ("Go.", "Now."), ["Go. 😀", " Now."]),
        ("Go! — Now.", ("Go!", "Now."), ["Go!", " — Now."]),
        ("Go. (“Now.”)", ("Go.", "Now."), ["Go.", " (“Now.”)"]),
        ("Go on. T_T Now.", ("Go on.", "Now."), ["Go on. T_T", " Now."]),
        # A sentence without words has its marks.
        ("… Go.", ("…", "Go."), ["…", " Go."]),
        # A long sentence is cut where it is spoken in two goes.
        ("It rained; it poured 7 days.", ("It rained;", "it poured seven days."), ["It rained;", " it poured 7 days."]),
        # Nothing alike: in parts of their length.
        ("1 2 3 4", ("one two", "three four"), ["1 2", " 3 4"]),
        ("", ("one", "two"), ["", ""]),
        ("One.", ("One.",), ["One."]),
        ("???", ("what", "so"), ["???", ""]),
    ],
)
def test_odd_sentences(written: str, spoken: tuple[str, ...], parts: list[str]) -> None:
    assert [span.of(written) for span in align_sentences(written, spoken)] == parts


PIECES = "It|was|7.30|p.m.|Dr.|He|ran.|“Go!”|*So*|_no_|xD|😀|…|—|1,204|W-w-what?|Nooo!|\n| |愛|A/N".split("|")
texts = st.one_of(st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join), st.text(max_size=40))


@given(texts, st.one_of(st.none(), st.lists(texts, max_size=6)))
@settings(max_examples=examples(200))
def test_the_spans_tile_any_text(written: str, spoken: list[str] | None) -> None:
    sentences = split_sentences(normalize(written)) if spoken is None else spoken
    spans = align_sentences(written, sentences or [""])
    assert len(spans) == len(sentences or [""])
    assert (spans[0].start, spans[-1].end) == (0, len(written))
    assert all(one.end == other.start for one, other in pairwise(spans))
    assert all(span.start <= span.end for span in spans)


def test_a_paragraph_as_long_as_a_chapter_is_soon_found() -> None:
    sentences = [f"She had {number} cups of tea and {number + 3} spoons." for number in range(1500)]
    spoken = [normalize(sentence) for sentence in sentences]
    assert [span.of(" ".join(sentences)).strip() for span in align_sentences(" ".join(sentences), spoken)] == sentences

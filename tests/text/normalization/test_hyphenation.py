"""Words that are cut at a line's end."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.chapters.split import split_chapters
from audiobook.model import Manuscript
from audiobook.narration.normalization import normalize_for
from audiobook.quotations.script import build_script
from audiobook.text.normalization.hyphenation import join_cut_words
from audiobook.text.normalization.normalize import normalize


@pytest.mark.parametrize(
    ("written", "source", "whole"),
    [
        ("a side-by-\nside view", "", "a side-by-side view"),
        ("a care-\nful step", "", "a careful step"),
        ("the fire-\nplace", "a fire in its place", "the fireplace"),
        ("they under-\nstand us", "", "they understand us"),
        ("a slate-\ngreen sea", "", "a slate-green sea"),
        ("her mother-in-\nlaw", "", "her mother-in-law"),
        ("of self-con-\ntrol", "", "of self-control"),
        ("a harbour-\nmaster", "the harbourmaster", "a harbourmaster"),
        ("a harbour-\nmaster", "the harbour-master", "a harbour-master"),
        ("the to-\nday paper", "To-day, to-day", "the to-day paper"),
        ("a care-  \r\n  ful step", "", "a careful step"),
        ("Ilda-\nMaren", "", "Ilda-\nMaren"),
        ("a 3-\nyear-\nold", "", "a 3-year-old"),
        ("a 19th-\ncentury T-\r\nshirt", "", "a 19th-century T-shirt"),
        ("a T-\n\nthen", "", "a T-\n\nthen"),
        ("he ran-\n\nand fell", "", "he ran-\n\nand fell"),
    ],
)
def test_join_cut_words_by_the_source_and_the_dictionary(written: str, source: str, whole: str) -> None:
    assert join_cut_words(written, source) == whole


def test_a_word_cut_at_a_soft_hyphen_is_joined() -> None:
    assert (
        normalize("a cut\u00ad\nting word, a soft\u00adly spo\u00ad\r\n ken one")
        == "a cutting word, a softly spoken one"
    )


def test_a_word_cut_at_a_windows_line_end_is_joined() -> None:
    assert normalize("an exam-\r\nple of a well-\r\nknown thing") == "an example of a well-known thing"


def test_words_are_joined_as_the_whole_story_spells_them() -> None:
    text = (
        "The harbour-master slept on while the boats came in, and nobody who\n"
        "stood upon the quay that evening would have dreamt of waking the old\n"
        "man. Then she came along the wall and asked for him, for the harbour-\n"
        "master and for no other, and would speak with him alone and one-to-\n"
        "one, as she said. So they went up the stairs, all of them, in a row.\n"
    )
    said = " ".join(
        one.spoken for one in normalize_for(build_script(split_chapters(Manuscript(Path("story.txt"), text)))).segments
    )
    assert "for the harbour-master and for no other, and would speak with him alone and one-to-one, as" in said


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("They spoke one-to-\none for an hour.", ["They spoke one-to-one for an hour."]),
        ("A T-\nshirt and a care-\nful man.", ["A T-shirt and a careful man."]),
        ("“I thou-\nThen he fell.", ["“I thou—", "Then he fell."]),
        ("We ran-\n\nand fell.", ["We ran—", "and fell."]),
        ("We ran -\nand fell.", ["We ran—", "and fell."]),
    ],
)
def test_words_are_joined_where_each_line_is_a_paragraph(text: str, spoken: list[str]) -> None:
    story = (
        f"It rained on the mill all day, and the cat slept on.\n\n{text}\n\nSo it was, and nobody said a word of it.\n"
    )
    said = [
        one.spoken for one in normalize_for(build_script(split_chapters(Manuscript(Path("story.txt"), story)))).segments
    ]
    assert said[1:-1] == spoken

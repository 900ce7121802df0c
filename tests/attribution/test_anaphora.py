"""Anaphors: which words of a narration mean somebody without a name, and what they are in their clause."""

from __future__ import annotations

import pytest

from audiobook.attribution.discourse.anaphora import find_anaphors, split_sentences

# A narration, and its anaphors as "word or phrase/role/gender".
ANAPHORS = {
    "He sighed.": "he/SUBJECT/male",
    "Ann gave her a cup.": "her/OBJECT/female",
    "Ann took her cup.": "her/POSSESSIVE/female",
    "She looked at him with his own eyes.": "she/SUBJECT/female him/OBJECT/male his/POSSESSIVE/male",
    "Tom hurt himself.": "himself/REFLEXIVE/male",
    "I took my hat.": "i/SUBJECT/ my/POSSESSIVE/",
    "The old lady smiled at the boy.": "old lady/SUBJECT/female boy/OBJECT/male",
    "Tom saw the old man’s hat.": "old man/POSSESSIVE/male",
    ", said the old man.": "old man/SUBJECT/male",
    "cried out the girl, and took his hand.": "girl/SUBJECT/female his/POSSESSIVE/male",
    "he told the old man.": "he/SUBJECT/male old man/OBJECT/male",
    "The house was old.": "",
    "Ann saw the man who sang.": "man/OBJECT/male",
}


@pytest.mark.parametrize(("narration", "expected"), ANAPHORS.items())
def test_find_anaphors(narration: str, expected: str) -> None:
    found = sorted(find_anaphors(narration), key=lambda anaphor: anaphor.start)
    words = [anaphor.phrase or narration[anaphor.start :].split(maxsplit=1)[0].strip(".").lower() for anaphor in found]
    told = (f"{word}/{one.role.name}/{one.gender}" for word, one in zip(words, found, strict=True))
    assert " ".join(told) == expected


def test_nouns_of_the_book_mean_people_too() -> None:
    assert [one.phrase for one in find_anaphors("The tired mariner sat down.", {"mariner"})] == ["tired mariner"]


def test_split_sentences_finds_clauses() -> None:
    text = "Ann sat down, and he stood. Tom left."
    parts = split_sentences(text)
    assert [text[end] for end in parts.ends] == ["."]
    assert (
        parts.find_clause(text.index("Ann"))
        < parts.find_clause(text.index("he "))
        < parts.find_clause(text.index("Tom"))
    )

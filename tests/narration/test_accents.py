"""Which words sound different from the rest of their sentence."""

from __future__ import annotations

import pytest

from audiobook.model.sound import ASIDE, STRESSED, Accents
from audiobook.narration.accents import find_accents


@pytest.mark.parametrize(
    ("written", "spoken", "accents"),
    [
        ("It was *her* idea.", "It was her idea.", ((STRESSED, 2, 3),)),
        ("“_Never_ do that!”", "“Never do that!”", ((STRESSED, 0, 1),)),
        ("You **really must** go.", "You really must go.", ((STRESSED, 1, 3),)),
        ("I will NEVER go.", "I will never go.", ((STRESSED, 2, 3),)),
        ("He came (as he always did) late.", "He came (as he always did) late.", ((ASIDE, 2, 6),)),
        ("It was *her* idea (of all people).", "It was her idea (of all people).", ((STRESSED, 2, 3), (ASIDE, 4, 7))),
        ("*Never.*", "Never.", ()),
        ("He read *The Lord of the Rings* twice.", "He read The Lord of the Rings twice.", ()),
        ("In 1912 *she* left.", "In nineteen twelve she left.", ()),
        ("The US army.", "The U.S. army.", ()),
        ("NEVER EVER GO!", "Never ever go!", ()),
        ("The word(s) he said.", "The word(s) he said.", ()),
        ("(He left.)", "(He left.)", ()),
        ("2 * 3 * 4", "two times three times four", ()),
    ],
)
def test_words_are_found_as_they_are_spoken(written: str, spoken: str, accents: Accents) -> None:
    assert find_accents(written, spoken) == accents

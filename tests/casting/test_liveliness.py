"""Who exclaims more than the others."""

from __future__ import annotations

import pytest

from audiobook.casting.liveliness import find_lively_characters
from audiobook.model import Kind, Metadata, Script, Segment, Span


def say(speaker: str, count: int, exclaimed: int) -> list[Segment]:
    texts = ["“No!”"] * exclaimed + ["“No.”"] * (count - exclaimed)
    return [Segment(1, 1, Kind.SPEECH, Span(0, len(text)), text, speaker=speaker) for text in texts]


@pytest.mark.parametrize(
    ("pip", "others", "is_lively"),
    [
        ((40, 5), (300, 6), True),
        ((40, 2), (300, 6), False),  # more than the others, but not much
        ((9, 9), (300, 6), False),  # too few lines to tell
        ((40, 20), (300, 150), False),  # everybody in this story exclaims
    ],
)
def test_those_who_exclaim_far_more_than_the_others_are_lively(
    pip: tuple[int, int], others: tuple[int, int], is_lively: bool
) -> None:
    script = Script(Metadata(), (), (*say("Pip", *pip), *say("Ann", *others)))
    assert find_lively_characters(script) == ({"Pip"} if is_lively else set())

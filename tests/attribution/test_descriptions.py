"""What the words of a description imply by themselves."""

from __future__ import annotations

import pytest

from audiobook.attribution.words.descriptions import Description, parse_description
from audiobook.attribution.words.kinship import INVERSE_RELATIONS, KIN_RELATIONS


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("the harbour master", Description("master", ("harbour",), "", "male")),
        ("her elderly aunt", Description("aunt", ("elderly",), "her", "female", "old", True)),
        ("the little girl", Description("girl", ("little",), "", "female", "young", False, True)),
        ("the little old man", Description("man", ("little", "old"), "", "male", "old", False, True)),
        ("small woman", Description("woman", ("small",), "", "female", "", False, True)),
        ("the baker's wife", Description("wife", (), "baker", "female", "", True)),
        ("man with the black beard", Description("man", ("beard",), "", "male", "", False, True)),
        ("male traveller", Description("traveller", ("male",), "", "male")),
        ("a deep voice", Description("voice", ("deep",), "", "", "", False, True)),
        ("her mother’s voice", Description("mother", (), "her", "female", "", True)),
        ("friend very", Description("friend", (), "", "", "", False, True)),
        ("moment he", Description("")),
        ("", Description("")),
    ],
)
def test_parts_of_a_description(phrase: str, expected: Description) -> None:
    assert parse_description(phrase) == expected


def test_masters_and_servants_are_no_kin() -> None:
    assert parse_description("her cousin").is_kin
    assert not parse_description("her servant").is_kin


def test_every_relation_is_its_inverses_inverse() -> None:
    assert all(INVERSE_RELATIONS[other] == relation for relation, other in INVERSE_RELATIONS.items())
    assert {relation for relation, _ in KIN_RELATIONS.values()} == INVERSE_RELATIONS.keys()

"""Which names mean the same character."""

from __future__ import annotations

import pytest

from audiobook.attribution.people.coreference import CharacterRoster
from audiobook.attribution.people.name_usage import NameUsage
from audiobook.attribution.people.parsed_names import parse_name

# Names, how often each is used, and which of them mean one character.
MERGED = {
    "form of address": ({"Hana": 9, "Hana-sensei": 3}, ("Hana", "Hana-sensei"), True),
    "family name": ({"Hana Mori": 2, "Hana": 9, "Mori": 3}, ("Hana", "Mori"), True),
    "Mr. is not Mrs.": ({"Mr. Dale": 9, "Mrs. Dale": 9}, ("Mr. Dale", "Mrs. Dale"), False),
    "Miss and her first name": ({"Clara Dale": 3, "Clara": 9, "Miss Dale": 4}, ("Clara", "Miss Dale"), True),
    "a short form": ({"Elizabeth": 9, "Lizzy": 3}, ("Elizabeth", "Lizzy"), True),
    "a pet name": ({"Hanako": 30, "Nako": 2}, ("Hanako", "Nako"), True),
    "a husband and a wife": ({"John Dale": 4, "Mrs. John Dale": 4}, ("John Dale", "Mrs. John Dale"), False),
    "the eldest sister": (
        {"Clara Dale": 3, "Rose Dale": 9, "Miss Rose": 2, "Miss Dale": 4},
        ("Clara Dale", "Miss Dale"),
        True,
    ),
    "a husband by his family name": ({"Mrs. Dale": 9, "Dale": 3}, ("Mrs. Dale", "Dale"), False),
    "a first name that two bear": (
        {"John Dale": 9, "John Ash": 1, "Mr. Ash": 30, "John": 5},
        ("John", "John Dale"),
        True,
    ),
    "two first names": ({"Clara Dale": 4, "Rose Dale": 4}, ("Clara Dale", "Rose Dale"), False),
}


@pytest.mark.parametrize(("uses", "pair", "joined"), MERGED.values(), ids=MERGED.keys())
def test_character_roster_joins_names(uses: dict[str, int], pair: tuple[str, str], joined: bool) -> None:
    usage = {name: NameUsage(count, count, count if name == "Nako" else 0) for name, count in uses.items()}
    found = CharacterRoster(usage).entity_by_surface
    assert (found[pair[0]] == found[pair[1]]) is joined


def test_parse_name_infers_gender_from_title_and_first_name() -> None:
    assert parse_name("Mrs. Dale").gender == parse_name("Harriet").gender == "female"
    assert parse_name("Mr. Dale").gender == "male"

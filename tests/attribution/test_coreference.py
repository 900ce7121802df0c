"""Which names mean the same character."""

from __future__ import annotations

import pytest

from audiobook.attribution.people.coreference import CharacterRoster
from audiobook.attribution.people.name_evidence import NameEvidence
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
    "the only man of a name": ({"John Dale": 9, "Mr. John Dale": 2, "Mr. Dale": 20}, ("Mr. Dale", "John Dale"), True),
    "a brother who is told apart": ({"Mr. John Dale": 9, "Mr. Dale": 20}, ("Mr. Dale", "Mr. John Dale"), False),
    "one of two brothers": ({"John Dale": 9, "Max Dale": 9, "Mr. Dale": 20}, ("Mr. Dale", "John Dale"), False),
    "a namesake who is hardly named": (
        {"John Dale": 9, "Mr. John Dale": 1, "Max Dale": 1, "Mr. Max Dale": 1, "Mr. Dale": 20},
        ("Mr. Dale", "John Dale"),
        True,
    ),
    "the only woman of a name": ({"Clara Dale": 9, "Mrs. Dale": 20}, ("Mrs. Dale", "Clara Dale"), True),
    "a mother and a daughter": (
        {"Clara Dale": 9, "Mrs. Dale": 20, "Miss Dale": 3},
        ("Mrs. Dale", "Clara Dale"),
        False,
    ),
    "a title before a first name": ({"Clara Dale": 9, "Miss Clara": 2}, ("Miss Clara", "Clara Dale"), True),
    "a title before a family name that sounds like a first name": (
        {"Quill Dale": 9, "Mr. Quill": 2, "Mrs. Quill": 2},
        ("Mr. Quill", "Quill Dale"),
        False,
    ),
    "a family name alone": (
        {"John Dale": 9, "Max Dale": 2, "Max": 30, "Dale": 40},
        ("Dale", "John Dale"),
        True,
    ),
    "a short form in a full name": ({"Charley Dale": 9, "Charles Dale": 2}, ("Charley Dale", "Charles Dale"), True),
    "one of several whole names": ({"Alexandra": 30, "Alex": 3}, ("Alex", "Alexandra"), True),
    "a director": ({"Clara Dale": 9, "Director Dale": 12}, ("Clara Dale", "Director Dale"), True),
    "two first names": ({"Clara Dale": 4, "Rose Dale": 4}, ("Clara Dale", "Rose Dale"), False),
}


@pytest.mark.parametrize(("uses", "pair", "joined"), MERGED.values(), ids=MERGED.keys())
def test_character_roster_joins_names(uses: dict[str, int], pair: tuple[str, str], joined: bool) -> None:
    usage = {name: NameUsage(count, count, count if name == "Nako" else 0) for name, count in uses.items()}
    found = CharacterRoster(usage).entity_by_surface
    assert (found[pair[0]] == found[pair[1]]) is joined


# Names, how often each is used, the paragraphs of some and the genders that pronouns imply, and who is one character.
MERGED_BY_EVIDENCE = {
    "a father beside his son": (
        {"George Dale": 9, "Mr. George Dale": 1, "Mr. Dale": 20},
        NameEvidence(paragraphs={"Mr. Dale": {1, 2, 3, 4}, "George": {3, 4, 5}}),
        ("Mr. Dale", "George Dale"),
        False,
    ),
    "a man who is called by another name elsewhere": (
        {"George Dale": 9, "Mr. George Dale": 1, "Mr. Dale": 20},
        NameEvidence(paragraphs={"Mr. Dale": {1, 2, 3, 4}, "George": {5, 6}}),
        ("Mr. Dale", "George Dale"),
        True,
    ),
    "a brother of the one who isn't Mr. Dale": (
        {"George Dale": 9, "Mr. George Dale": 1, "Max Dale": 9, "Mr. Dale": 20},
        NameEvidence(distinct_pairs=[("Mr. Dale", "Max"), ("Mr. Dale", "Max Dale")]),
        ("Mr. Dale", "George Dale"),
        False,
    ),
    "a he isn't Miss Dale": (
        {"Quill Dale": 9, "Miss Dale": 20},
        NameEvidence(genders={"Quill Dale": "male"}),
        ("Miss Dale", "Quill Dale"),
        False,
    ),
}


@pytest.mark.parametrize(
    ("uses", "evidence", "pair", "joined"), MERGED_BY_EVIDENCE.values(), ids=MERGED_BY_EVIDENCE.keys()
)
def test_the_text_tells_whose_name_it_is(
    uses: dict[str, int], evidence: NameEvidence, pair: tuple[str, str], joined: bool
) -> None:
    usage = {name: NameUsage(count, count) for name, count in uses.items()}
    found = CharacterRoster(usage, evidence=evidence).entity_by_surface
    assert (found[pair[0]] == found[pair[1]]) is joined


def test_parse_name_infers_gender_from_title_and_first_name() -> None:
    assert parse_name("Mrs. Dale").gender == parse_name("Harriet").gender == "female"
    assert parse_name("Mr. Dale").gender == "male"

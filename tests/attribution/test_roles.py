"""Whom a book means by its descriptions, learned from the book itself."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from audiobook.attribution.roles.evidence import STATEMENT_PATTERNS, StatementPattern, read_evidence
from audiobook.attribution.roles.presence import RolePeople
from audiobook.attribution.roles.roles import learn_roles
from audiobook.attribution.roles.table import RoleTable
from audiobook.attribution.tags.cues import ENTITY_CLOSE, ENTITY_OPEN

NAMES = {"Ann": "female", "Bram": "male", "Mr. Cole": "male", "Mrs. Cole": "female", "Dr. Dunn": "", "Eve": "female"}
NAME = re.compile("|".join(sorted(NAMES, key=len, reverse=True)))
ENTITIES = {name: number for number, name in enumerate(NAMES)}


def mark_names(text: str) -> str:
    return NAME.sub(lambda match: f"{ENTITY_OPEN}{ENTITIES[match.group()]}{ENTITY_CLOSE}", text)


def learn(
    *paragraphs: str, narrator: str = "", phrases: tuple[str, ...] = (), tagged: Mapping[int, str] | None = None
) -> RoleTable:
    """The roles of a book of one scene, everybody in it being a speaker."""
    people = RolePeople(
        [(name,) for name in NAMES],
        list(NAMES.values()),
        ENTITIES.get(narrator, -1),
        frozenset(ENTITIES.values()),
        {number: ENTITIES[name] for number, name in (tagged or {}).items()},
    )
    narration = {(number, 0): mark_names(text) for number, text in enumerate(paragraphs)}
    return learn_roles([0] * len(paragraphs), narration, people, phrases)


def best(weights: Mapping[int, float]) -> str:
    return list(NAMES)[next(iter(weights))] if weights else ""


@pytest.mark.parametrize("pattern", STATEMENT_PATTERNS, ids=lambda pattern: pattern.matches[0])
def test_statement_patterns_have_true_examples(pattern: StatementPattern) -> None:
    def states(example: str) -> bool:
        text = re.sub(r"\bN\b", f"{ENTITY_OPEN}0{ENTITY_CLOSE}", example)
        found = re.search(r"(?:the|his|a)(?: new| other)? (?:\w+)", text)
        assert found
        behind = pattern.behind.match(text[found.end() :])
        return bool(behind and pattern.before.search(text[: found.start()]))

    assert all(map(states, pattern.matches))
    assert not any(map(states, pattern.rejects))


@pytest.mark.parametrize(
    ("text", "phrase", "who"),
    [
        ("Bram, the blacksmith, came in.", "blacksmith", "Bram"),
        ("There stood the blacksmith, Bram, and smiled.", "old blacksmith", "Bram"),
        ("Eve was a nurse in the war.", "the nurse", "Eve"),
        ("They met a sailor named Bram.", "sailor", "Bram"),
        ("Dr. Dunn was late.", "doctor", "Dr. Dunn"),
        ("The new curate was Bram.", "curate", "Bram"),
    ],
)
def test_what_is_said_outright(text: str, phrase: str, who: str) -> None:
    assert best(learn(text).weights(phrase)) == who


def test_a_list_is_no_apposition() -> None:
    evidence = read_evidence(1, {(0, 0): mark_names("Ann, the captain, and Bram went on.")}, frozenset({"captain"}))
    assert evidence.statements == []


def test_who_is_around_a_description_every_time_is_meant() -> None:
    roles = learn(
        "Bram came in with Ann.",
        "Ann looked at the smuggler.",
        "The rain fell.",
        *["Nothing."] * 12,
        "Bram shut the door.",
        "The smuggler laughed.",
        *["Nothing."] * 12,
        "Mr. Cole was there, and Bram.",
        "The smuggler asked Mr. Cole for a light.",
        phrases=("smuggler",),
    )
    assert best(roles.weights("smuggler")) == "Bram"
    assert sum(roles.weights("smuggler").values()) <= 1


def test_who_speaks_before_and_after_is_someone_else() -> None:
    book = ("said Bram.", "said the smuggler.", "said Bram.", "said the smuggler.", "Mr. Cole laughed.")
    roles = learn(*book, phrases=("smuggler",), tagged={0: "Bram", 2: "Bram"})
    assert best(roles.weights("smuggler")) == "Mr. Cole"


def test_looks_are_known_whatever_the_noun() -> None:
    book = ("Bram was a grey-bearded smith.", "Mr. Cole slept.", "Ann woke Mr. Cole.")
    assert best(learn(*book, phrases=("smith",)).weights("grey-bearded stranger")) == "Bram"


def test_who_has_a_title_is_meant_though_not_named_nearby() -> None:
    visits = ("Ann opened the door.", "The doctor came in.", *["Nothing."] * 20) * 6
    roles = learn("Dr. Dunn bowed to the captain.", *["The captain saw Dr. Dunn."] * 5, *["Nothing."] * 20, *visits)
    assert best(roles.weights("doctor")) == "Dr. Dunn"


def test_a_description_of_nobody_known_is_empty() -> None:
    roles = learn("Ann slept.")
    assert roles.weights("magistrate") == {}
    assert roles.weights("moment he") == {}


def test_words_for_anyone_are_generic() -> None:
    roles = learn("Ann slept.")
    assert roles.is_generic("old woman")
    assert roles.is_generic("a deep voice")
    assert not roles.is_generic("the undertaker")


def test_pronouns_say_the_gender_of_a_noun() -> None:
    roles = learn(*["The pilot took her hat."] * 3, phrases=("pilot",))
    assert roles.gender("the pilot") == "female"
    assert roles.gender("the poet") == ""


@pytest.mark.parametrize(
    ("text", "phrase", "possessor", "who"),
    [
        ("Ann’s brother Bram came in.", "brother", "Ann", "Bram"),
        ("Ann’s brother Bram came in.", "sister", "Bram", "Ann"),
        ("Eve took her son Bram by the hand.", "mother", "Bram", "Eve"),
        ("Mr. Cole bowed. Mrs. Cole did not.", "her husband", "Mrs. Cole", "Mr. Cole"),
        ("Mr. Cole bowed. Mrs. Cole did not.", "wife", "Mr. Cole", "Mrs. Cole"),
    ],
)
def test_relatives_both_ways_round(text: str, phrase: str, possessor: str, who: str) -> None:
    assert best(learn(text).weights(phrase, ENTITIES[possessor])) == who


def test_the_narrators_relatives() -> None:
    roles = learn("My aunt Eve was angry.", narrator="Ann")
    assert best(roles.weights("my aunt", ENTITIES["Ann"])) == "Eve"


def test_the_wife_of_someone_described() -> None:
    roles = learn("Mr. Cole, the undertaker, bowed. Mrs. Cole did not.", phrases=("undertaker",))
    assert best(roles.weights("undertaker’s wife")) == "Mrs. Cole"


def test_relatives_are_learned_from_who_is_around() -> None:
    roles = learn(
        "Bram sat down.",
        "His mother frowned at Bram.",
        "Eve took the bread.",
        *["Nothing."] * 12,
        "Eve sang.",
        "Bram looked up at his mother.",
        "Ann was away.",
        *["Nothing."] * 12,
        "Ann stood by Eve.",
        "Ann told Bram that his mother was right.",
    )
    assert best(roles.weights("his mother", ENTITIES["Bram"])) == "Eve"


def test_genders_rule_people_out() -> None:
    roles = learn(
        "Ann, the captain’s guest, sat.", "The captain took his cap.", "The captain lost his way.", "His cap."
    )
    assert ENTITIES["Ann"] not in roles.weights("gentleman")

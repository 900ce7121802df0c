"""Reads what a book says about people without their names: "Mr. Fang, the magistrate", "his sister Ann", "the girl".

Names are numbers of entities between marks here, as for the cues (`N` in the examples). A statement says outright whom
a description means; a use only shows a description, and who is named around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from audiobook.attribution.tags.cues import ENTITY_CLOSE, ENTITY_OPEN
from audiobook.attribution.words.descriptions import DETERMINERS, LONGEST_DESCRIPTION, Description, parse_description
from audiobook.attribution.words.gender import PRONOUN_GENDERS
from audiobook.attribution.words.vocabulary import LY_ADJECTIVES, PHRASE_ENDS

MARK = re.compile(rf"{ENTITY_OPEN}(\d+){ENTITY_CLOSE}")
SENTENCE = re.compile(r"[^.!?]+")
# The words behind a determiner; they are looked at only, so that "the hall his mother" has two descriptions.
DETERMINED = re.compile(
    rf"(?:\b(?P<word>[Tt]he|[Hh]is|[Hh]er|[Mm]y|[Oo]ur|[Tt]heir|[Tt]hat|[Tt]his|[Aa]n?)"
    rf"|{ENTITY_OPEN}(?P<owner>\d+){ENTITY_CLOSE}[’']s?)\s+(?=(?P<words>[a-z][\w’'-]*(?:\s+[a-z][\w’'-]*){{0,3}}))"
)
# The next pronoun with a gender, if no name or other person comes in between.
PRONOUN_DISTANCE = 80
NEXT_PRONOUN = re.compile(rf"[^{ENTITY_OPEN}]*?\b(?P<pronoun>he|him|his|himself|she|her|hers|herself)\b")
INDEFINITE_ARTICLES = frozenset({"a", "an"})


@dataclass(frozen=True, slots=True)
class StatementPattern:
    """A way to say whom a description (`D`) means, as patterns for the text before and behind the description.

    Each has one group `named` with the number of the entity. `weight` is how many uses it counts as. `matches` are
    texts that it must match, `rejects` those that it must not.
    """

    before: re.Pattern[str]
    behind: re.Pattern[str]
    weight: float
    matches: tuple[str, ...]
    rejects: tuple[str, ...] = ()


NAMED = rf"{ENTITY_OPEN}(?P<named>\d+){ENTITY_CLOSE}(?![\w’'])"
ANYTHING = re.compile("")
PHRASE_END = r"\s*(?:[,.;:!?—–)-]|$)"
STATEMENT_PATTERNS = (
    StatementPattern(
        ANYTHING,
        re.compile(rf"\s+{NAMED}"),
        4.0,
        ("his sister N left", "the magistrate N"),
        ("his sister’s N", "his sister saw N"),
    ),
    StatementPattern(
        ANYTHING,
        re.compile(rf",\s+{NAMED},"),
        3.0,
        ("the magistrate, N, rose",),
        ("the magistrate, N and the rest",),
    ),
    StatementPattern(
        ANYTHING,
        re.compile(rf",?\s+(?:named|called|by the name of|of the name of|whose name (?:was|is))\s+{NAMED}"),
        4.0,
        ("a soldier named N", "a boy, whose name was N"),
        ("the soldier called to N",),
    ),
    StatementPattern(
        ANYTHING,
        re.compile(rf"\s+(?:was|is)\s+{NAMED}{PHRASE_END}"),
        3.0,
        ("the soldier was N.",),
        ("the soldier was N’s brother",),
    ),
    StatementPattern(
        re.compile(rf"{NAMED},\s+$"),
        re.compile(rf"(?!,\s+and\b){PHRASE_END}|\s+(?:who|of|in|at|from|to)\b"),
        4.0,
        ("N, the magistrate, rose", "N, his mother.", "N, the vicar of the place,"),
        ("N, his mother, and the rest", "N, the magistrate said"),
    ),
    StatementPattern(
        re.compile(rf"{NAMED},?\s+(?:was|is|being|became|had been|had become)\s+(?:now\s+|still\s+)?$"),
        ANYTHING,
        3.0,
        ("N was a soldier", "N is the new doctor"),
        ("N was with the doctor",),
    ),
)


@dataclass(frozen=True, slots=True)
class RoleUse:
    """A description in the narration: in which paragraph, and the entity it belongs to (-1 if a name doesn't say).

    `others` are the entities named in its sentence, who are mostly someone else.
    """

    paragraph: int
    description: Description
    owner: int
    others: tuple[int, ...]
    pronoun_gender: str = ""


@dataclass(frozen=True, slots=True)
class RoleStatement:
    """What the book says outright: a use of a description, and the entity that it means."""

    use: RoleUse
    entity: int
    weight: float


@dataclass(frozen=True, slots=True)
class RoleEvidence:
    """All uses and statements of a book; `named` has the entities named in each paragraph's narration, in order."""

    named: Sequence[Sequence[int]]
    uses: Sequence[RoleUse]
    statements: Sequence[RoleStatement]


def read_evidence(count: int, narration: Mapping[tuple[int, int], str], nouns: Set[str]) -> RoleEvidence:
    """The evidence in a book of `count` paragraphs; `nouns` are those that mean a person in it.

    `narration` is by paragraph and segment, with names replaced by marks.
    """
    named: list[list[int]] = [[] for _ in range(count)]
    uses: list[RoleUse] = []
    statements: list[RoleStatement] = []
    for (number, _), text in narration.items():
        for sentence in SENTENCE.findall(text):
            entities = tuple(map(int, MARK.findall(sentence)))
            named[number] += entities
            for use, entity, weight in _read_sentence(number, sentence, entities, nouns):
                if entity >= 0:
                    statements.append(RoleStatement(use, entity, weight))
                else:
                    uses.append(use)
    return RoleEvidence(named, uses, statements)


def _read_sentence(
    number: int, sentence: str, entities: tuple[int, ...], nouns: Set[str]
) -> Iterator[tuple[RoleUse, int, float]]:
    """Each description in a sentence, with the entity that it is said to mean (-1 for none), and the weight."""
    for match in DETERMINED.finditer(sentence):
        words = _take_noun_phrase(match["words"].split(), nouns)
        if not words:
            continue
        owner = int(match["owner"]) if match["owner"] else -1
        determiner = (match["word"] or "").lower()
        end = match.end() + _length_of(match["words"], len(words))
        pronoun = NEXT_PRONOUN.match(sentence, end, end + PRONOUN_DISTANCE)
        gender = PRONOUN_GENDERS[pronoun["pronoun"]] if pronoun else ""
        use = RoleUse(number, parse_description(f"{determiner} {' '.join(words)}".strip()), owner, entities, gender)
        entity, weight = _find_statement(sentence, match.start(), end) if entities else (-1, 0.0)
        if entity >= 0 or determiner not in INDEFINITE_ARTICLES:
            yield use, entity if entity != owner else -1, weight


def _take_noun_phrase(words: Sequence[str], nouns: Set[str]) -> list[str]:
    """The words up to the noun for a person; none if there is no such noun."""
    end = 0
    for place, word in enumerate(words[:LONGEST_DESCRIPTION], 1):
        if word in PHRASE_ENDS or word in DETERMINERS or (word.endswith("ly") and word not in LY_ADJECTIVES):
            break
        if word in nouns:
            end = place
        elif end:
            break
    return list(words[:end])


def _length_of(text: str, count: int) -> int:
    """How many characters the first words of a text take."""
    end = 0
    for _ in range(count):
        while text[end].isspace():
            end += 1
        while end < len(text) and not text[end].isspace():
            end += 1
    return end


def _find_statement(sentence: str, start: int, end: int) -> tuple[int, float]:
    """The entity that the description at `start` to `end` is said to mean, and the weight of that; -1 for none."""
    before, behind = sentence[max(0, start - 40) : start], sentence[end : end + 40]
    for pattern in STATEMENT_PATTERNS:
        found = pattern.behind.match(behind)
        earlier = pattern.before.search(before) if found else None
        if found and earlier:
            return int(found.groupdict().get("named") or earlier["named"]), pattern.weight
    return -1, 0.0


def collect_nouns(phrases: Iterable[str], known: Set[str]) -> frozenset[str]:
    """The nouns for persons in a book: those of any book, and those that its tags use."""
    parsed = (parse_description(phrase) for phrase in phrases)
    return frozenset(known) | {one.head for one in parsed if one.head and not one.is_generic}

"""Finds the anaphors of the narration: words that mean somebody without a name ("he", "her", "the old man")."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Set
from dataclasses import dataclass
from enum import IntEnum

from audiobook.attribution.tags.clause_words import SUBJECT_BEFORE
from audiobook.attribution.words.gender import PRONOUN_GENDERS, gender_of_noun
from audiobook.attribution.words.vocabulary import NOUNS_OF_PEOPLE, SPEECH_VERBS
from audiobook.text.speech_verbs import any_form_pattern

# Nouns that mean a person wherever they stand; "the voice" and "the first" may be anything.
PERSON_NOUNS = NOUNS_OF_PEOPLE - frozenset(
    "voice figure being individual one first second third former latter adult".split()
)
FIRST_PERSON = frozenset("i me my myself".split())
PRONOUN = re.compile(
    r"(?<![\w’'])(?:[Hh]e|[Ss]he|[Hh]im|[Hh]er|[Hh]is|[Hh]ers|[Hh]imself|[Hh]erself|I|[Mm]e|[Mm]y|[Mm]yself)(?!\w)"
)
DESCRIPTION = re.compile(
    r"(?<![\w’'])(?:[Tt]he|[Hh]is|[Hh]er|[Mm]y|[Tt]his|[Tt]hat)\s+(?P<noun>[a-z][a-z-]*(?:\s+[a-z][a-z-]*){0,3})(?P<end>(?:[’']s)?)"
)
# How "his", "her" and "my" begin.
OWNERS = frozenset(("hi", "he", "my"))
NEXT_WORD = re.compile(r"\s+([a-z][\w’'-]*)")
# After "her", these words say that it is no possessive: "he gave her to", "told her that".
NOT_POSSESSED = frozenset(
    "to in and with at as on from for by that when but up down out or so if into over than then while before after "
    "again the a an off away back too all who which what how because about through until where".split()
)
SENTENCE_END = re.compile(r"[.!?…][\"”’')]*\s+(?=[\"“‘'(]?[A-ZÀ-Þ])")
CLAUSE_BREAK = re.compile(
    r"[.!?;:,—–…]|--|\b(?:and|but|as|when|while|that|who|before|after|until|because|if)\b", re.IGNORECASE
)

# What stands before the subject of a tag that follows its quote: “No,” at last said the old man.
INVERTED_TAG = re.compile(
    r"^[\s,;.…!?—–*_-]*(?:(?:and|but|then|so|thus|here|again|at\s+last|at\s+length)\s+)?(?:[a-z]+ly\s+)?"
    rf"{any_form_pattern(SPEECH_VERBS)}(?:\s+(?:out|on|again|back|up|in))?\s+$"
)
LONGEST_INVERTED_TAG = 40


class Role(IntEnum):
    """What a mention is in its clause."""

    SUBJECT = 0
    OBJECT = 1
    POSSESSIVE = 2
    REFLEXIVE = 3


@dataclass(frozen=True, slots=True)
class Anaphor:
    """A pronoun, or a description by its noun `phrase`: where it begins in its text, and the gender that it implies.

    `is_owned` says that a pronoun at the same place tells whose the described person is: her brother.
    """

    start: int
    role: Role
    gender: str
    phrase: str = ""
    is_first_person: bool = False
    is_owned: bool = False


@dataclass(frozen=True, slots=True)
class SentenceParts:
    """Where the sentences of a text end, and where its clauses do, as offsets in order."""

    ends: tuple[int, ...]
    clauses: tuple[int, ...]

    def find_clause(self, offset: int) -> int:
        """The number of the clause at an offset."""
        return bisect_left(self.clauses, offset)


def split_sentences(text: str) -> SentenceParts:
    """The sentences and clauses of a text, roughly, by punctuation and conjunctions."""
    return SentenceParts(
        tuple(match.start() for match in SENTENCE_END.finditer(text)),
        tuple(match.start() for match in CLAUSE_BREAK.finditer(text)),
    )


def find_anaphors(text: str, nouns: Set[str] = PERSON_NOUNS) -> Iterator[Anaphor]:
    """The anaphors of a narration, pronouns first; `nouns` are the nouns that mean people in this book.

    >>> [(anaphor.phrase, anaphor.role.name) for anaphor in find_anaphors("The old man took her hand.")]
    [('', 'POSSESSIVE'), ('old man', 'SUBJECT')]
    """
    for match in PRONOUN.finditer(text):
        word = match.group().lower()
        role = _find_pronoun_role(word, text, match.end())
        yield Anaphor(match.start(), role, PRONOUN_GENDERS.get(word, ""), "", word in FIRST_PERSON)
    for match in DESCRIPTION.finditer(text):
        words = match["noun"].split()
        head = next((place for place, word in enumerate(words) if word in nouns), -1)
        if head < 0:
            continue
        phrase = " ".join(words[: head + 1])
        if match["end"] and head == len(words) - 1:
            role = Role.POSSESSIVE
        else:
            ahead = text[max(0, match.start() - 12) : match.start()]
            is_subject = SUBJECT_BEFORE.search(ahead) or is_inverted_subject(text, match.start())
            role = Role.SUBJECT if is_subject else Role.OBJECT
        is_owned = text[match.start() : match.start() + 2].lower() in OWNERS
        yield Anaphor(match.start(), role, gender_of_noun(phrase), phrase, is_owned=is_owned)


def is_inverted_subject(text: str, start: int) -> bool:
    """Whether what begins at an offset is the subject of a tag that a narration begins with.

    >>> is_inverted_subject(", said the old man.", 7), is_inverted_subject(" He told the old man.", 9)
    (True, False)
    """
    return start <= LONGEST_INVERTED_TAG and bool(INVERTED_TAG.match(text[:start]))


def _find_pronoun_role(word: str, text: str, end: int) -> Role:
    if word in ("he", "she", "i"):
        return Role.SUBJECT
    if word.endswith("self"):
        return Role.REFLEXIVE
    if word in ("his", "my"):
        return Role.POSSESSIVE
    following = NEXT_WORD.match(text, end) if word == "her" else None
    return Role.POSSESSIVE if following and following.group(1) not in NOT_POSSESSED else Role.OBJECT

"""Estimates the ages of characters from the text: nine-year-old Tilly, the old man, Grandma Dale."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from audiobook.attribution.story_index import Mention, StoryIndex
from audiobook.text.numerals import CARDINAL_TENS, CARDINAL_UNITS, parse_whole_number

CHILD, YOUTH, ADULT, OLD = "child", "youth", "adult", "old"
# The age from which each class begins, the oldest first.
AGE_THRESHOLDS = ((60, OLD), (20, ADULT), (13, YOUTH), (0, CHILD))
YEARS = (
    rf"(?P<years>\d{{1,2}}|(?:{'|'.join(CARDINAL_TENS)})(?:-(?:{'|'.join(CARDINAL_UNITS[1:10])}))?|"
    rf"{'|'.join(reversed(CARDINAL_UNITS[1:]))})"
)
CONTEXT_CHARACTERS = 60
# Votes for a number of years and for a word ("old Tom" may be fond), and how many votes are needed.
YEARS_WEIGHT, WORD_WEIGHT, MIN_AGE_VOTES = 4, 1, 2


@dataclass(frozen=True, slots=True)
class AgePattern:
    """A pattern right before or after a name (`N` in the examples) that implies an age.

    `age` is "" if the years that the pattern captures decide. `matches` are texts that it must match, `rejects` those
    that it must not.
    """

    age: str
    pattern: re.Pattern[str]
    matches: tuple[str, ...]
    rejects: tuple[str, ...]


OLD_WORD = r"(?:old|elderly|aged|ancient|white-haired|grey-haired|gray-haired)"
YOUNG_WORD = r"(?:young|teenaged?|adolescent)"
CHILD_NOUN = r"(?:child|(?:little|small)\s+(?:boy|girl)|schoolboy|schoolgirl|toddler)"
SOMEONE = r"(?:man|woman|lady|gentleman|fellow)"
IS_A = r"^(?:,|\s+(?:was|is))\s+an?\s+(?:\w+\s+)?"
IS_OF = r"^,?\s+(?:(?:who\s+)?(?:was|is|turned)\s+|an?\s+\w+\s+of\s+|aged\s+)"
# What may follow a number of years: "was nine, and", but not "is one smart girl".
YEARS_END = r"(?=\s*(?:years?\b|[,.;:!?—–)]|$)|\s+(?:and|but|or|when|then|now|that|this|last|next|today|years)\b)"
ELDERS = r"grand(?:ma|pa|mother|father|dad|mama|papa)|granny|gran|gramps|crone|baa-?chan|jiji"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


PATTERNS_BEFORE = (
    AgePattern("", _pattern(rf"\b{YEARS}[- ]years?[- ]old\s+$"), ("nine-year-old N",), ("a nine-year-old horse of N",)),
    AgePattern(OLD, _pattern(rf"\b{OLD_WORD}\s+$"), ("old N", "the elderly N"), ("his old friend N",)),
    AgePattern(YOUTH, _pattern(rf"\b{YOUNG_WORD}\s+$"), ("young N",), ("the young man saw N",)),
    AgePattern(CHILD, _pattern(r"\b(?:little|small|baby|toddler)\s+$"), ("little N",), ("a little of N",)),
)
PATTERNS_AFTER = (
    AgePattern(
        "",
        _pattern(rf"{IS_OF}{YEARS}\b{YEARS_END}"),
        ("N, who was nine", "N, a boy of nine", "N, aged seventy", "N was nine years old"),
        ("N was one of them", "N was in nine minds", "N is one smart girl"),
    ),
    AgePattern(
        OLD,
        _pattern(rf"{IS_A}{OLD_WORD}\s+(?:\w+\s+)?{SOMEONE}\b"),
        ("N, an old man", "N was a very old woman"),
        ("N was an old friend",),
    ),
    AgePattern(CHILD, _pattern(rf"{IS_A}{CHILD_NOUN}\b"), ("N, a small boy",), ("N was a little tired",)),
)
# Names and descriptions that imply an age on their own: the old man, little girl, Grandma.
AGE_BY_NAME = (
    (OLD, _pattern(rf"\b(?:{OLD_WORD}\s+(?:\w+\s+)?\w+|{ELDERS})\b")),
    (CHILD, _pattern(rf"\b(?:{CHILD_NOUN}|little\s+(?:\w+\s+)?(?:boy|girl|one)|kid|urchin)\b")),
    (YOUTH, _pattern(rf"\b(?:young\s+(?:\w+\s+)?{SOMEONE}|teen(?:ager)?|youth|lad|lass|youngster|boy|girl)\b")),
)


def estimate_ages(story: StoryIndex) -> list[str]:
    """The age of each entity: "child", "youth", "adult", "old", or "" if the text doesn't say.

    Only narration counts: what people call each other ("old boy") says little about their ages.
    """
    votes: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for number, mentions in enumerate(story.mentions):
        for mention in mentions:
            if not mention.is_quoted:
                for age, weight in _find_age_votes(story, number, mention):
                    votes[mention.entity][age] += weight
    return [_choose_age(name, votes.get(entity, Counter())) for entity, name in enumerate(story.names)]


def _choose_age(name: str, votes: Counter[str]) -> str:
    """The age that the name itself implies, or else the one with most votes."""
    for age, pattern in AGE_BY_NAME:
        if pattern.search(name):
            return age
    age, most = max(votes.items(), key=lambda vote: (vote[1], vote[0]), default=("", 0))
    return age if most >= MIN_AGE_VOTES and most * 2 > votes.total() else ""


def _find_age_votes(story: StoryIndex, number: int, mention: Mention) -> Iterator[tuple[str, int]]:
    text = story.paragraphs[number].segments[mention.segment].text
    end = mention.start + _mention_length(story, text, mention)
    yield from _match_patterns(PATTERNS_BEFORE, text[max(0, mention.start - CONTEXT_CHARACTERS) : mention.start])
    yield from _match_patterns(PATTERNS_AFTER, text[end : end + CONTEXT_CHARACTERS])


def _mention_length(story: StoryIndex, text: str, mention: Mention) -> int:
    return max((len(name) for name in story.aliases[mention.entity] if text.startswith(name, mention.start)), default=0)


def _match_patterns(age_patterns: tuple[AgePattern, ...], context: str) -> Iterator[tuple[str, int]]:
    for age_pattern in age_patterns:
        match = age_pattern.pattern.search(context)
        if match:
            yield (
                (age_pattern.age, WORD_WEIGHT)
                if age_pattern.age
                else (_age_class(parse_whole_number(match["years"]) or 0), YEARS_WEIGHT)
            )


def _age_class(years: int) -> str:
    return next(age for since, age in AGE_THRESHOLDS if years >= since)

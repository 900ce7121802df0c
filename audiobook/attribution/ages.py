"""How old a character is, where the text tells: nine-year-old Tilly, the old man, Grandma Dale."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from audiobook.attribution.mentions import Mention, Story

CHILD, YOUTH, ADULT, OLD = "child", "youth", "adult", "old"
# The first year of each age, the oldest first.
SINCE = ((60, OLD), (20, ADULT), (13, YOUTH), (0, CHILD))
ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen " \
    "eighteen nineteen".split()  # fmt: skip
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBER = rf"(?P<years>\d{{1,2}}|(?:{'|'.join(TENS)})(?:-(?:{'|'.join(ONES[:9])}))?|{'|'.join(reversed(ONES))})"
REACH = 60
# What a number of years counts, what a word counts ("old Tom" may be said fondly), and how much is needed.
YEARS, WORD, NEEDED = 4, 1, 2


@dataclass(frozen=True, slots=True)
class Sign:
    """What tells an age right before or right behind a name (`N`), with what it reads and what it must not read.

    `age` is empty where the number of years tells it.
    """

    age: str
    pattern: re.Pattern[str]
    reads: tuple[str, ...]
    passes_over: tuple[str, ...]


OLD_WORD = r"(?:old|elderly|aged|ancient|white-haired|grey-haired|gray-haired)"
YOUNG_WORD = r"(?:young|teenaged?|adolescent)"
SMALL_ONE = r"(?:child|(?:little|small)\s+(?:boy|girl)|schoolboy|schoolgirl|toddler)"
SOMEONE = r"(?:man|woman|lady|gentleman|fellow)"
IS_A = r"^(?:,|\s+(?:was|is))\s+an?\s+(?:\w+\s+)?"
IS_OF = r"^,?\s+(?:(?:who\s+)?(?:was|is|turned)\s+|an?\s+\w+\s+of\s+|aged\s+)"
# What may follow a number that is one of years: "was nine, and"; not "is one smart girl".
YEARS_END = r"(?=\s*(?:years?\b|[,.;:!?—–)]|$)|\s+(?:and|but|or|when|then|now|that|this|last|next|today|years)\b)"
ELDERS = r"grand(?:ma|pa|mother|father|dad|mama|papa)|granny|gran|gramps|crone|baa-?chan|jiji"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


BEFORE = (
    Sign("", _pattern(rf"\b{NUMBER}[- ]years?[- ]old\s+$"), ("nine-year-old N",), ("a nine-year-old horse of N",)),
    Sign(OLD, _pattern(rf"\b{OLD_WORD}\s+$"), ("old N", "the elderly N"), ("his old friend N",)),
    Sign(YOUTH, _pattern(rf"\b{YOUNG_WORD}\s+$"), ("young N",), ("the young man saw N",)),
    Sign(CHILD, _pattern(r"\b(?:little|small|baby|toddler)\s+$"), ("little N",), ("a little of N",)),
)
AFTER = (
    Sign(
        "",
        _pattern(rf"{IS_OF}{NUMBER}\b{YEARS_END}"),
        ("N, who was nine", "N, a boy of nine", "N, aged seventy", "N was nine years old"),
        ("N was one of them", "N was in nine minds", "N is one smart girl"),
    ),
    Sign(
        OLD,
        _pattern(rf"{IS_A}{OLD_WORD}\s+(?:\w+\s+)?{SOMEONE}\b"),
        ("N, an old man", "N was a very old woman"),
        ("N was an old friend",),
    ),
    Sign(CHILD, _pattern(rf"{IS_A}{SMALL_ONE}\b"), ("N, a small boy",), ("N was a little tired",)),
)
# Descriptions and names that tell the age by themselves: the old man, little girl, Grandma.
CALLED = (
    (OLD, _pattern(rf"\b(?:{OLD_WORD}\s+(?:\w+\s+)?\w+|{ELDERS})\b")),
    (CHILD, _pattern(rf"\b(?:{SMALL_ONE}|little\s+(?:\w+\s+)?(?:boy|girl|one)|kid|urchin)\b")),
    (YOUTH, _pattern(rf"\b(?:young\s+(?:\w+\s+)?{SOMEONE}|teen(?:ager)?|youth|lad|lass|youngster|boy|girl)\b")),
)


def ages_of(story: Story) -> list[str]:
    """The age of each figure: "child", "youth", "adult", "old", "" where the text does not tell.

    The narration alone is read: what people call each other ("old boy") tells little.
    """
    votes: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for number, here in enumerate(story.mentions):
        for one in here:
            if not one.quoted:
                for age, weight in _told(story, number, one):
                    votes[one.figure][age] += weight
    return [_settled(name, votes.get(figure, Counter())) for figure, name in enumerate(story.names)]


def _settled(name: str, votes: Counter[str]) -> str:
    """The age that a name tells by itself, else the one that most is told of."""
    for age, pattern in CALLED:
        if pattern.search(name):
            return age
    age, most = max(votes.items(), key=lambda one: (one[1], one[0]), default=("", 0))
    return age if most >= NEEDED and most * 2 > votes.total() else ""


def _told(story: Story, number: int, one: Mention) -> Iterator[tuple[str, int]]:
    text = story.paragraphs[number].pieces[one.piece].text
    end = one.start + _length(story, text, one)
    yield from _signs(BEFORE, text[max(0, one.start - REACH) : one.start])
    yield from _signs(AFTER, text[end : end + REACH])


def _length(story: Story, text: str, one: Mention) -> int:
    return max((len(name) for name in story.aliases[one.figure] if text.startswith(name, one.start)), default=0)


def _signs(signs: tuple[Sign, ...], beside: str) -> Iterator[tuple[str, int]]:
    for sign in signs:
        match = sign.pattern.search(beside)
        if match:
            yield (sign.age, WORD) if sign.age else (_age_at(years_of(match["years"])), YEARS)


def _age_at(years: int) -> str:
    return next(age for since, age in SINCE if years >= since)


def years_of(number: str) -> int:
    """A number of years as digits.

    >>> years_of("nine"), years_of("twenty-three"), years_of("70")
    (9, 23, 70)
    """
    if number.isdigit():
        return int(number)
    tens, _, ones = number.lower().rpartition("-")
    if not tens and ones in TENS:
        tens, ones = ones, ""
    return (10 * TENS.index(tens) + 20 if tens else 0) + (ONES.index(ones) + 1 if ones else 0)

"""What a rewriting rule is: a pattern, what takes its place, what it may do to letters, and examples."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from audiobook.text.normalization.options import Need

Examples = tuple[tuple[str, str], ...]
WORD = re.compile(r"\w+")
# How much of the text around a repair is shown with it.
SHOWN = 40


class Effect(StrEnum):
    """What a rule may do to letters and digits, so that none is lost in silence; a property test holds it to this."""

    MARKS = "letters and digits stay as they are"
    CASE = "letters change between capital and small"
    REPEATS = "a letter stands fewer times in a row"
    WORDS = "what has letters or digits is said in other words, never in none"
    SILENCE = "letters or digits that nobody would read aloud are left out"


@dataclass(frozen=True, slots=True)
class Change:
    """What a rule did at one place."""

    rule: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A named change to a text wherever a pattern matches; a test holds it to its examples.

    Every match holds one of the characters `only_with`, where any are given: a text without them need not be searched.
    A rule with a `need` is applied only for engines that have it. `first` is a quicker pattern without which the other
    cannot match; of `words`, in small letters, at least one stands in every match, where any are given.
    """

    name: str
    pattern: re.Pattern[str]
    replacement: str | Callable[[re.Match[str]], str]
    examples: Examples
    untouched: tuple[str, ...]
    effect: Effect = Effect.MARKS
    need: Need | None = None
    only_with: str = ""
    first: re.Pattern[str] | None = None
    words: frozenset[str] = frozenset()

    def __call__(self, text: str) -> str:
        """The text with every match replaced."""
        if (self.first and not self.first.search(text)) or (self.words and self.words.isdisjoint(small_words(text))):
            return text
        return self.pattern.sub(self.replacement, text)

    def changes(self, text: str) -> Iterator[Change]:
        """What calling it changes, one match after the other."""
        for match in self.pattern.finditer(text):
            after = match.expand(self.replacement) if isinstance(self.replacement, str) else self.replacement(match)
            if after != match.group():
                yield Change(self.name, match.group(), after)


@lru_cache(maxsize=4)
def small_words(text: str) -> frozenset[str]:
    """The words of a text in small letters; rules that follow each other ask for the same ones.

    >>> sorted(small_words("So, it’s SO w/o."))
    ['it', 'o', 's', 'so', 'w']
    """
    return frozenset(WORD.findall(text.lower()))


@dataclass(frozen=True, slots=True)
class Repair:
    """A named change that takes more than a pattern; for the rest like Rewrite."""

    name: str
    function: Callable[[str], str]
    examples: Examples
    untouched: tuple[str, ...]
    effect: Effect = Effect.MARKS
    need: Need | None = None
    only_with: str = ""

    def __call__(self, text: str) -> str:
        """The text repaired."""
        return self.function(text)

    def changes(self, text: str) -> Iterator[Change]:
        """What calling it changes, as one stretch."""
        after = self(text)
        if after != text:
            yield Change(self.name, *_where_they_differ(text, after))


Rule = Rewrite | Repair


def _where_they_differ(before: str, after: str) -> tuple[str, str]:
    length = min(len(before), len(after))
    start = next((at for at in range(length) if before[at] != after[at]), length)
    rest = length - start
    end = next((at for at in range(rest) if before[-1 - at] != after[-1 - at]), rest)
    start = max(before.rfind(" ", 0, start) + 1, start - SHOWN)
    return before[start : len(before) - end], after[start : len(after) - end]


def anyone_of(words: str) -> str:
    """A pattern for any of the words, the longest first; dots stand for themselves.

    >>> anyone_of("no nos. w/o")
    'nos\\\\.|w/o|no'
    """
    return "|".join(re.escape(word) for word in sorted(words.split(), key=len, reverse=True))


# What a pattern that ignores case takes for "i", and what is not "i" in lower case.
TURKISH = str.maketrans("İı", "ii")


def lower_case(word: str) -> str:
    """A word that a pattern has matched, whatever its case, as the pattern has it.

    >>> lower_case("HİI"), lower_case("hıſ")
    ('hii', 'his')
    """
    return word.translate(TURKISH).casefold()

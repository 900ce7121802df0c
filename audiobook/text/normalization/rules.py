"""What a rewriting rule is: a pattern, what takes its place, what it may do to letters, and examples."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from audiobook.text.normalization.options import NormalizationOption

Examples = tuple[tuple[str, str], ...]
WORD_PATTERN = re.compile(r"\w+")
# How much of the text around a repair is shown with it.
MAX_CONTEXT_CHARACTERS = 40


class TextEffect(StrEnum):
    """What a rule may do to letters and digits, so that none is lost in silence; a property test holds it to this."""

    KEEPS_LETTERS = "letters and digits stay as they are"
    CHANGES_CASE = "letters change between capital and small"
    REMOVES_REPEATS = "a letter stands fewer times in a row"
    REWORDS = "what has letters or digits is said in other words, never in none"
    OMITS_TEXT = "letters or digits that nobody would read aloud are left out"


@dataclass(frozen=True, slots=True)
class TextChange:
    """What a rule did at one place."""

    rule: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class NormalizationRule:
    """A named change to a text wherever a pattern matches; a test holds it to its examples.

    Every match holds one of the characters `trigger_chars`, where any are given: a text without them need not be
    searched. A rule with a `option` is applied only for engines that have it. `prefilter` is a quicker pattern without
    which the other cannot match; of `trigger_words`, in small letters, at least one stands in every match, where any
    are given.
    """

    name: str
    pattern: re.Pattern[str]
    replacement: str | Callable[[re.Match[str]], str]
    examples: Examples
    non_matches: tuple[str, ...]
    effect: TextEffect = TextEffect.KEEPS_LETTERS
    option: NormalizationOption | None = None
    trigger_chars: str = ""
    prefilter: re.Pattern[str] | None = None
    trigger_words: frozenset[str] = frozenset()

    def __call__(self, text: str) -> str:
        """The text with every match replaced."""
        return self.pattern.sub(self.replacement, text) if self._can_match(text) else text

    def find_changes(self, text: str) -> Iterator[TextChange]:
        """What calling it changes, match by match."""
        for match in self.pattern.finditer(text) if self._can_match(text) else ():
            after = match.expand(self.replacement) if isinstance(self.replacement, str) else self.replacement(match)
            if after != match.group():
                yield TextChange(self.name, match.group(), after)

    def _can_match(self, text: str) -> bool:
        """Whether the text has what `prefilter` and `trigger_words` ask for."""
        if self.prefilter and not self.prefilter.search(text):
            return False
        return not self.trigger_words or not self.trigger_words.isdisjoint(lowercase_words(text))


@lru_cache(maxsize=4)
def lowercase_words(text: str) -> frozenset[str]:
    """The words of a text in small letters; rules that follow each other ask for the same ones.

    >>> sorted(lowercase_words("So, it’s SO w/o."))
    ['it', 'o', 's', 'so', 'w']
    """
    return frozenset(WORD_PATTERN.findall(text.lower()))


@dataclass(frozen=True, slots=True)
class FunctionRule:
    """A named change that takes more than a pattern; for the rest like Rewrite."""

    name: str
    function: Callable[[str], str]
    examples: Examples
    non_matches: tuple[str, ...]
    effect: TextEffect = TextEffect.KEEPS_LETTERS
    option: NormalizationOption | None = None
    trigger_chars: str = ""

    def __call__(self, text: str) -> str:
        """The text repaired."""
        return self.function(text)

    def find_changes(self, text: str) -> Iterator[TextChange]:
        """What calling it changes, as one stretch."""
        after = self(text)
        if after != text:
            yield TextChange(self.name, *_trim_to_difference(text, after))


AnyRule = NormalizationRule | FunctionRule


def _trim_to_difference(before: str, after: str) -> tuple[str, str]:
    shorter_length = min(len(before), len(after))
    start = next((offset for offset in range(shorter_length) if before[offset] != after[offset]), shorter_length)
    max_suffix = shorter_length - start
    suffix_length = next(
        (offset for offset in range(max_suffix) if before[-1 - offset] != after[-1 - offset]), max_suffix
    )
    start = max(before.rfind(" ", 0, start) + 1, start - MAX_CONTEXT_CHARACTERS)
    return before[start : len(before) - suffix_length], after[start : len(after) - suffix_length]


def any_word_pattern(words: str) -> str:
    """A pattern for any of the words, the longest first; dots stand for themselves.

    >>> any_word_pattern("no nos. w/o")
    'nos\\\\.|w/o|no'
    """
    return "|".join(re.escape(word) for word in sorted(words.split(), key=len, reverse=True))


# What a pattern that ignores case takes for "i", and what is not "i" in lower case.
TURKISH_I_TO_LATIN = str.maketrans("İı", "ii")


def fold_matched_case(word: str) -> str:
    """A word that a pattern has matched, whatever its case, as the pattern has it.

    >>> fold_matched_case("HİI"), fold_matched_case("hıſ")
    ('hii', 'his')
    """
    return word.translate(TURKISH_I_TO_LATIN).casefold()

"""Normalization rules: a pattern, its replacement, what it may do to letters, and examples."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from audiobook.text.normalization.options import NormalizationOption

Examples = tuple[tuple[str, str], ...]
WORD_PATTERN = re.compile(r"\w+")
# How much of the text before a change is shown with it.
MAX_CONTEXT_CHARACTERS = 40
# What a pattern that ignores case takes for "i", but str.lower does not.
TURKISH_I_TO_LATIN = str.maketrans("İı", "ii")


class TextEffect(StrEnum):
    """What a rule may do to letters and digits, so that none is lost unnoticed; a property test holds it to this."""

    KEEPS_LETTERS = "letters and digits stay as they are"
    CHANGES_CASE = "letters change between upper and lower case"
    REMOVES_REPEATS = "a letter is repeated less often"
    REWORDS = "text with letters or digits is said in other words, never in none"
    OMITS_TEXT = "letters or digits that nobody would read aloud are left out"


@dataclass(frozen=True, slots=True)
class TextChange:
    """What a rule did at one position."""

    rule: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class NormalizationRule:
    """A named change wherever a pattern matches; a test holds it to its examples.

    A rule with an `option` is applied only for engines that need it. The other fields save time: a text is searched
    only if it has one of `trigger_chars`, a match of the quicker pattern `prefilter`, and one of `trigger_words` (in
    lower case), where these are given.
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
        """The changes that calling the rule makes, in order."""
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
    """The words of a text in lower case, cached because consecutive rules ask for the same text.

    >>> sorted(lowercase_words("So, it’s SO w/o."))
    ['it', 'o', 's', 'so', 'w']
    """
    return frozenset(WORD_PATTERN.findall(text.lower()))


@dataclass(frozen=True, slots=True)
class FunctionRule:
    """A named change that takes more than a pattern; otherwise like `NormalizationRule`."""

    name: str
    function: Callable[[str], str]
    examples: Examples
    non_matches: tuple[str, ...]
    effect: TextEffect = TextEffect.KEEPS_LETTERS
    option: NormalizationOption | None = None
    trigger_chars: str = ""

    def __call__(self, text: str) -> str:
        """The text with the change made."""
        return self.function(text)

    def find_changes(self, text: str) -> Iterator[TextChange]:
        """The change that calling the rule makes, as one piece of text."""
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


def text_before(match: re.Match[str], length: int = 1) -> str:
    """Up to `length` characters of the searched text before a match."""
    return match.string[max(0, match.start() - length) : match.start()]


def text_after(match: re.Match[str], length: int = 1) -> str:
    """Up to `length` characters of the searched text after a match."""
    return match.string[match.end() : match.end() + length]


def any_word_pattern(words: str) -> str:
    """A pattern for any of the words, longest first; a dot means a dot.

    >>> any_word_pattern("no nos. w/o")
    'nos\\\\.|w/o|no'
    """
    return "|".join(re.escape(word) for word in sorted(words.split(), key=len, reverse=True))


def fold_matched_case(word: str) -> str:
    """A word that a pattern matched in any case, as the pattern spells it.

    >>> fold_matched_case("HİI"), fold_matched_case("hıſ")
    ('hii', 'his')
    """
    return word.translate(TURKISH_I_TO_LATIN).casefold()

"""Turns a stretch of text as written into text that an engine can say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby

from audiobook.text.normalization.abbreviations import ABBREVIATIONS
from audiobook.text.normalization.characters import SIGNS
from audiobook.text.normalization.chat import CHAT
from audiobook.text.normalization.expressive import CENSORED, STAMMERED, STRETCHED
from audiobook.text.normalization.markup import ADDRESSES, EMPHASIS, MARKDOWN, SMILEYS
from audiobook.text.normalization.numbers import FIGURES
from audiobook.text.normalization.numbers.roman import ROMAN_NUMERALS
from audiobook.text.normalization.numbers.symbols import RATINGS, TITLES_OF_BOXES
from audiobook.text.normalization.options import EVERYTHING, Need
from audiobook.text.normalization.punctuation import STOPS
from audiobook.text.normalization.rules import Change, Rewrite, Rule
from audiobook.text.normalization.screen_names import SCREEN_NAMES
from audiobook.text.normalization.shorthand import SHORTHAND, SYMBOLS
from audiobook.text.normalization.shouting import CAPITALS
from audiobook.text.normalization.sound_words import SOUND_WORDS

# Applied in this order: what marks are no text goes before what reads them, capitals are calmed after Roman numerals.
RULES: tuple[Rule, ...] = (
    *SIGNS,
    *RATINGS,
    *MARKDOWN,
    *ADDRESSES,
    *SCREEN_NAMES,
    *SMILEYS,
    *CENSORED,
    *EMPHASIS,
    *TITLES_OF_BOXES,
    *STOPS,
    *SHORTHAND,
    *CHAT,
    *ABBREVIATIONS,
    *ROMAN_NUMERALS,
    *STRETCHED,
    *SOUND_WORDS,
    *CAPITALS,
    *STAMMERED,
    *SYMBOLS,
    *FIGURES,
)
ABOUT_LINE_ENDS = (
    "signs that have no sound",
    "a compound at a line's end",
    "a word cut at a line's end",
    "a page number inside a sentence",
    "white space",
)


@dataclass(frozen=True, slots=True)
class _Group:
    """Rules that follow each other, of which none can match without one of these characters and the quicker pattern."""

    only_with: str
    first: re.Pattern[str] | None
    rules: tuple[Rule, ...]


# One rule's result may be another's cue. Two rounds are the rule, and no text is known that takes more than four.
MOST_ROUNDS = 12
# Short stretches come again and again ("Yes.", "he said."): so many of so few characters are kept.
SHORT, REMEMBERED = 40, 10_000


def speakable(text: str, needs: Set[Need] = EVERYTHING) -> str:
    """The text as an engine with these needs is given it; engines that say nothing of themselves need everything.

    Applying it to its own result changes nothing.

    >>> speakable("“Wh…what?!?!” *She* ran....")
    '“Wuh, what?” She ran…'
    >>> speakable("“Wh…what?!?!” *She* ran....", needs=frozenset())
    '“Wh… what?” She ran…'
    """
    if len(text) <= SHORT:
        return _remembered(text, frozenset(needs))
    return list(_rounds(text, needs))[-1]


@lru_cache(maxsize=REMEMBERED)
def _remembered(text: str, needs: frozenset[Need]) -> str:
    return list(_rounds(text, needs))[-1]


def explained(text: str, needs: Set[Need] = EVERYTHING) -> tuple[Change, ...]:
    """What `speakable` changes, in the order in which the rules are applied.

    >>> [change.rule for change in explained("*No* way....")]
    ['emphasis marks', 'emphasis marks', 'runs of dots']
    """
    found: list[Change] = []
    for stage in (text, *_rounds(text, needs)):
        found += _changes_of_a_round(stage, needs)
    return tuple(found)


def steps_of(text: str, needs: Set[Need] = EVERYTHING) -> Iterator[tuple[Rule, str, str]]:
    """Each application of a rule on the way to what an engine is given, with the text before and after it.

    >>> [(rule.name, after) for rule, _, after in steps_of("*No* way....")]
    [('emphasis marks', 'No way....'), ('runs of dots', 'No way…')]
    """
    for rules in _turns(text, needs):
        before = text
        for rule in rules:
            after = rule(text) if _may_apply(rule, frozenset(text)) else text
            if after != text:
                yield rule, text, after
                text = after
        text = text.strip()
        if text == before and rules is _applied(needs):
            return


def _turns(text: str, needs: Set[Need]) -> Iterator[tuple[Rule, ...]]:
    """The rules of each round."""
    rules = _applied(needs)
    if "\n" in text:
        # A typesetter's line ends stand in every paragraph of an old book; gone first, they cost no second round.
        yield tuple(rule for rule in rules if rule.name in ABOUT_LINE_ENDS)
    yield from (rules for _ in range(MOST_ROUNDS))


def _changes_of_a_round(text: str, needs: Set[Need]) -> Iterator[Change]:
    for rule in _applied(needs):
        if _may_apply(rule, frozenset(text)):
            yield from rule.changes(text)
            text = rule(text)


def _rounds(text: str, needs: Set[Need]) -> Iterator[str]:
    """The text after each round of all rules, until a round changes nothing."""
    every = _applied(needs)
    for rules in _turns(text, needs):
        groups = _groups_for(frozenset(needs)) if rules is every else (_Group("", None, rules),)
        before, text = text, _after_a_round(text, groups)
        yield text
        if text == before and rules is every:
            return


def _after_a_round(text: str, groups: tuple[_Group, ...]) -> str:
    signs = frozenset(text)
    for group in groups:
        # Most groups have nothing to look for in a plain text: one look is enough for all of their rules.
        if group.only_with and signs.isdisjoint(group.only_with):
            continue
        if group.first and not group.first.search(text):
            continue
        for rule in group.rules:
            after = rule(text) if _may_apply(rule, signs) else text
            if after != text:
                text, signs = after, frozenset(after)
    return text.strip()


def _may_apply(rule: Rule, characters: Set[str]) -> bool:
    """Whether a text of these characters may hold what a rule looks for."""
    return not rule.only_with or not characters.isdisjoint(rule.only_with)


def _applied(needs: Set[Need]) -> tuple[Rule, ...]:
    return _rules_for(frozenset(needs))


@cache
def _rules_for(needs: frozenset[Need]) -> tuple[Rule, ...]:
    return tuple(rule for rule in RULES if rule.need is None or rule.need in needs)


@cache
def _groups_for(needs: frozenset[Need]) -> tuple[_Group, ...]:
    """The rules for these needs, those together that follow each other and look for the same."""
    looked_for = groupby(_rules_for(needs), _what_it_looks_for)
    return tuple(_Group(only_with, first, tuple(rules)) for (only_with, first), rules in looked_for)


def _what_it_looks_for(rule: Rule) -> tuple[str, re.Pattern[str] | None]:
    return rule.only_with, rule.first if isinstance(rule, Rewrite) else None

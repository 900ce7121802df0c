"""Turns text as written into text that an engine can say, by applying all rules until none changes anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby

from audiobook.text.normalization.abbreviations import ABBREVIATION_RULES
from audiobook.text.normalization.characters import CHARACTER_RULES
from audiobook.text.normalization.chat import CHAT_RULES
from audiobook.text.normalization.expressive import CENSORSHIP_RULES, STRETCHED_WORD_RULES, STUTTER_RULES
from audiobook.text.normalization.markup import ADDRESS_RULES, EMPHASIS_RULES, MARKDOWN_RULES, SMILEY_RULES
from audiobook.text.normalization.numbers import NUMBER_RULES
from audiobook.text.normalization.numbers.roman_numerals import ROMAN_NUMERAL_RULES
from audiobook.text.normalization.numbers.symbols import BOX_TITLE_RULES, RATING_RULES
from audiobook.text.normalization.options import ALL_OPTIONS, NormalizationOption
from audiobook.text.normalization.punctuation import PUNCTUATION_RULES
from audiobook.text.normalization.rules import AnyRule, NormalizationRule, TextChange
from audiobook.text.normalization.screen_names import SCREEN_NAME_RULES
from audiobook.text.normalization.shorthand import SHORTHAND_RULES, SYMBOL_RULES
from audiobook.text.normalization.shouting import CAPITALS_RULES
from audiobook.text.normalization.sound_words import SOUND_WORD_RULES

# Applied in this order: markup goes before the rules that read its characters; shouts are lowered after Roman numerals.
RULES: tuple[AnyRule, ...] = (
    *CHARACTER_RULES,
    *RATING_RULES,
    *MARKDOWN_RULES,
    *ADDRESS_RULES,
    *SCREEN_NAME_RULES,
    *SMILEY_RULES,
    *CENSORSHIP_RULES,
    *EMPHASIS_RULES,
    *BOX_TITLE_RULES,
    *PUNCTUATION_RULES,
    *SHORTHAND_RULES,
    *CHAT_RULES,
    *ABBREVIATION_RULES,
    *ROMAN_NUMERAL_RULES,
    *STRETCHED_WORD_RULES,
    *SOUND_WORD_RULES,
    *CAPITALS_RULES,
    *STUTTER_RULES,
    *SYMBOL_RULES,
    *NUMBER_RULES,
)
LINE_END_RULES = (
    "invisible characters",
    "words cut at a line's end",
    "a page number inside a sentence",
    "white space",
)
# One rule's result may be another's cue. Two rounds are usual, and no text is known that takes more than four.
MAX_ROUNDS = 12
# Short texts come again and again ("Yes.", "he said."): texts of up to so many characters are cached, and so many.
MAX_CACHED_CHARACTERS, CACHE_SIZE = 40, 10_000


@dataclass(frozen=True, slots=True)
class _RuleGroup:
    """Consecutive rules, none of which can match without one of `trigger_chars` and a match of `prefilter`."""

    trigger_chars: str
    prefilter: re.Pattern[str] | None
    rules: tuple[AnyRule, ...]


def normalize(text: str, options: Set[NormalizationOption] = ALL_OPTIONS) -> str:
    """The text as an engine that needs these `options` is given it; by default all of them.

    It is idempotent: applied to its own result, it changes nothing.

    >>> normalize("“Wh…what?!?!” *She* ran....")
    '“Wuh, what?” She ran…'
    >>> normalize("“Wh…what?!?!” *She* ran....", options=frozenset())
    '“Wh… what?” She ran…'
    """
    if len(text) <= MAX_CACHED_CHARACTERS:
        return _normalize_cached(text, frozenset(options))
    return list(_apply_rounds(text, options))[-1]


@lru_cache(maxsize=CACHE_SIZE)
def _normalize_cached(text: str, options: frozenset[NormalizationOption]) -> str:
    return list(_apply_rounds(text, options))[-1]


def explain_changes(text: str, options: Set[NormalizationOption] = ALL_OPTIONS) -> tuple[TextChange, ...]:
    """The changes that `normalize` makes, in the order in which it makes them.

    >>> [change.rule for change in explain_changes("*No* way....")]
    ['emphasis marks', 'emphasis marks', 'runs of dots']
    """
    return tuple(change for rule, before, _ in trace_steps(text, options) for change in rule.find_changes(before))


def trace_steps(text: str, options: Set[NormalizationOption] = ALL_OPTIONS) -> Iterator[tuple[AnyRule, str, str]]:
    """Each rule that changes the text on the way to its normalized form, with the text before and after.

    >>> [(rule.name, after) for rule, _, after in trace_steps("*No* way....")]
    [('emphasis marks', 'No way....'), ('runs of dots', 'No way…')]
    """
    for rules in _rules_by_round(text, options):
        before = text
        for rule in rules:
            after = rule(text) if _can_apply(rule, frozenset(text)) else text
            if after != text:
                yield rule, text, after
                text = after
        text = text.strip()
        if text == before and rules is _active_rules(options):
            return


def _rules_by_round(text: str, options: Set[NormalizationOption]) -> Iterator[tuple[AnyRule, ...]]:
    """The rules of each round."""
    rules = _active_rules(options)
    if "\n" in text:
        # Every paragraph of an old book has hard line breaks; removed first, they cost no second full round.
        yield tuple(rule for rule in rules if rule.name in LINE_END_RULES)
    yield from (rules for _ in range(MAX_ROUNDS))


def _apply_rounds(text: str, options: Set[NormalizationOption]) -> Iterator[str]:
    """The text after each round of all rules, until a round changes nothing."""
    active_rules = _active_rules(options)
    for rules in _rules_by_round(text, options):
        groups = _group_rules(frozenset(options)) if rules is active_rules else (_RuleGroup("", None, rules),)
        before, text = text, _apply_round(text, groups)
        yield text
        if text == before and rules is active_rules:
            return


def _apply_round(text: str, groups: tuple[_RuleGroup, ...]) -> str:
    characters = frozenset(text)
    for group in groups:
        # Most groups have nothing to do in plain text: one check covers all of their rules.
        if group.trigger_chars and characters.isdisjoint(group.trigger_chars):
            continue
        if group.prefilter and not group.prefilter.search(text):
            continue
        for rule in group.rules:
            after = rule(text) if _can_apply(rule, characters) else text
            if after != text:
                text, characters = after, frozenset(after)
    return text.strip()


def _can_apply(rule: AnyRule, characters: Set[str]) -> bool:
    """Whether a text of these characters may have something that a rule changes."""
    return not rule.trigger_chars or not characters.isdisjoint(rule.trigger_chars)


def _active_rules(options: Set[NormalizationOption]) -> tuple[AnyRule, ...]:
    return _select_rules(frozenset(options))


@cache
def _select_rules(options: frozenset[NormalizationOption]) -> tuple[AnyRule, ...]:
    return tuple(rule for rule in RULES if rule.option is None or rule.option in options)


@cache
def _group_rules(options: frozenset[NormalizationOption]) -> tuple[_RuleGroup, ...]:
    """The rules for these options, consecutive ones with the same prefilter together."""
    grouped = groupby(_select_rules(options), _prefilter_key)
    return tuple(_RuleGroup(trigger_chars, prefilter, tuple(rules)) for (trigger_chars, prefilter), rules in grouped)


def _prefilter_key(rule: AnyRule) -> tuple[str, re.Pattern[str] | None]:
    return rule.trigger_chars, rule.prefilter if isinstance(rule, NormalizationRule) else None

"""What all rules about numbers share: they give words, with a capital at the start of a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable

from audiobook.text.normalization.abbreviation_table import AbbreviationContext, abbreviations_for
from audiobook.text.normalization.numbers.number_words import DIGITS
from audiobook.text.normalization.options import NormalizationOption
from audiobook.text.normalization.rules import Examples, NormalizationRule, TextEffect, text_before
from audiobook.text.normalization.sentence_marks import NUMBER_SENTENCE_START, UNIT_SENTENCE_END

Verbalizer = Callable[[re.Match[str]], str]
# A word and its stop before a number; "a.m." and "p.m." can end a sentence.
WORD_BEFORE_STOP = re.compile(r"\b(?P<word>[A-Za-z]+)(?<![AaPp]\.[Mm])\.\s+$")
# Abbreviations that a number may follow; names and states, for example, more often end the sentence before it.
CONTEXTS_BEFORE_NUMBERS = frozenset(
    (
        AbbreviationContext.ANYWHERE,
        AbbreviationContext.STANDALONE,
        AbbreviationContext.BEFORE_NUMBER,
        AbbreviationContext.BEFORE_YEAR,
        AbbreviationContext.MID_SENTENCE,
        AbbreviationContext.STREET_TYPE,
    )
)
# A rule of quantities.py has read "No. 3" already; what is left is the word: "I said no. 3 men came."
NUMBER_LABELS_READ = frozenset(("no", "nos"))
CONTEXT_CHARACTERS = 12
# The longest determiner that a pattern looks for before a number, with its space.
DETERMINER_CHARACTERS = 9


def number_rule(
    name: str,
    pattern: re.Pattern[str],
    verbalize: Verbalizer,
    examples: Examples,
    non_matches: tuple[str, ...],
    trigger_chars: str = DIGITS,
    prefilter: re.Pattern[str] | None = None,
) -> NormalizationRule:
    """A rule that puts numbers in words, for every voice that speaks English."""

    def verbalize_match(match: re.Match[str]) -> str:
        words = verbalize(match)
        if words == match.group():
            return words
        follows_letter = words[:1].isalpha() and not match.group()[0].isalpha() and text_before(match).isalpha()
        return f" {words}" if follows_letter else _capitalize_at_start(words, match)

    return NormalizationRule(
        name,
        pattern,
        verbalize_match,
        examples,
        non_matches,
        TextEffect.REWORDS,
        NormalizationOption.NUMBERS,
        trigger_chars,
        prefilter,
    )


def sentence_stop(match: re.Match[str]) -> str:
    """A full stop where the last stop of a match also ends the sentence: "It is 5 ft. He"; else ""."""
    return "." if UNIT_SENTENCE_END.match(match.string, match.end()) else ""


def is_noun_modifier(match: re.Match[str], determiner: re.Pattern[str], noun: re.Pattern[str]) -> bool:
    """Whether a number between a determiner and a noun describes that noun: "a 5 km run", which takes the singular."""
    if not determiner.search(text_before(match, DETERMINER_CHARACTERS)):
        return False
    return noun.match(match.string, match.end()) is not None


def _capitalize_at_start(words: str, match: re.Match[str]) -> str:
    if not words[:1].islower() or match.group()[0].islower():
        return words
    before = text_before(match, CONTEXT_CHARACTERS)
    if match.start() > CONTEXT_CHARACTERS:
        before = f"x{before}"  # the window's start is not the text's
    begins = NUMBER_SENTENCE_START.search(before) and not _follows_abbreviation(before)
    return words[0].upper() + words[1:] if begins else words


def _follows_abbreviation(before: str) -> bool:
    """Whether the stop before a number may belong to an abbreviation or an initial: "vol. 3", "J. 5"."""
    last_word = WORD_BEFORE_STOP.search(before)
    if last_word is None or last_word["word"].lower() in NUMBER_LABELS_READ:
        return False
    contexts = {abbreviation.context for abbreviation in abbreviations_for(last_word["word"])}
    return len(last_word["word"]) == 1 or not contexts.isdisjoint(CONTEXTS_BEFORE_NUMBERS)

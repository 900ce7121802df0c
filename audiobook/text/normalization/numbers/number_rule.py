"""What all rules about figures share: they say words, and a sentence that begins with them has its capital."""

from __future__ import annotations

import re
from collections.abc import Callable

from audiobook.text.normalization.numbers.number_words import DIGITS
from audiobook.text.normalization.options import NormalizationOption
from audiobook.text.normalization.rules import Examples, NormalizationRule, TextEffect

Verbalizer = Callable[[re.Match[str]], str]
# A figure behind these begins no sentence: "vol. 3", "approx. 20", "J. 5".
ABBREVIATION_BEFORE = re.compile(
    r"\b(?:[A-Za-z](?<![AaPp]\.[Mm])|vs|ch|pp|pg|ca|st|dr|mr|mrs|ms|lv|ed|ep|apt|ext|vol|fig|max|min|est|ave|pop|lit|sec|ver"
    r"|etc|mon|"
    r"tue|wed|thu|fri|sat|sun|temp|approx|div|bk|pt|ste|rm|incl|lb|lbs|oz|ft|in|hr|hrs|rev|gen|hwy|rte)\.\s+$",
    re.IGNORECASE,
)
SENTENCE_START = re.compile(r"(?:^|[.!?][”’\"')\]]{0,3}\s{1,3})[“‘\"'«]{0,3}$")
SENTENCE_OVER = re.compile(r"[”’\"')\]]*(?:$|\s+[“‘\"']?[A-Z])")
CONTEXT_CHARACTERS = 12


def number_rule(
    name: str,
    pattern: re.Pattern[str],
    verbalize: Verbalizer,
    examples: Examples,
    non_matches: tuple[str, ...],
    trigger_chars: str = DIGITS,
    prefilter: re.Pattern[str] | None = None,
) -> NormalizationRule:
    """A rule that says figures in words, for every voice that speaks English."""

    def verbalize_match(match: re.Match[str]) -> str:
        words = verbalize(match)
        if words == match.group():
            return words
        glued = (
            words[:1].isalpha()
            and not match.group()[0].isalpha()
            and match.string[max(0, match.start() - 1) : match.start()].isalpha()
        )
        return f" {words}" if glued else _capitalize_at_start(words, match)

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
    """The full stop of the sentence, where the last one of a match was that, too: "It is 5 ft. He"; else ""."""
    return "." if SENTENCE_OVER.match(match.string, match.end()) else ""


def _capitalize_at_start(words: str, match: re.Match[str]) -> str:
    if not words[:1].islower() or match.group()[0].islower():
        return words
    before = match.string[max(0, match.start() - CONTEXT_CHARACTERS) : match.start()]
    if match.start() > CONTEXT_CHARACTERS:
        before = f"x{before}"
    begins = SENTENCE_START.search(before) and not ABBREVIATION_BEFORE.search(before)
    return words[0].upper() + words[1:] if begins else words

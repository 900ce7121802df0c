"""What all rules about figures share: they say words, and a sentence that begins with them has its capital."""

from __future__ import annotations

import re
from collections.abc import Callable

from audiobook.text.normalization.numbers.words import DIGITS
from audiobook.text.normalization.options import Need
from audiobook.text.normalization.rules import Effect, Examples, Rewrite

Say = Callable[[re.Match[str]], str]
# A figure behind these begins no sentence: "vol. 3", "approx. 20", "J. 5".
ABBREVIATION = re.compile(
    r"\b(?:[A-Za-z](?<![AaPp]\.[Mm])|vs|ch|pp|pg|ca|st|dr|mr|mrs|ms|lv|ed|ep|apt|ext|vol|fig|max|min|est|ave|pop|lit|sec|ver"
    r"|etc|mon|"
    r"tue|wed|thu|fri|sat|sun|temp|approx|div|bk|pt|ste|rm|incl|lb|lbs|oz|ft|in|hr|hrs|rev|gen|hwy|rte)\.\s+$",
    re.IGNORECASE,
)
SENTENCE_BEGINS = re.compile(r"(?:^|[.!?][”’\"')\]]{0,3}\s{1,3})[“‘\"'«]{0,3}$")
SENTENCE_OVER = re.compile(r"[”’\"')\]]*(?:$|\s+[“‘\"']?[A-Z])")
LOOK_BACK = 12


def figure(
    name: str,
    pattern: re.Pattern[str],
    say: Say,
    examples: Examples,
    untouched: tuple[str, ...],
    only_with: str = DIGITS,
    first: re.Pattern[str] | None = None,
) -> Rewrite:
    """A rule that says figures in words, for every voice that speaks English."""

    def said(match: re.Match[str]) -> str:
        words = say(match)
        if words == match.group():
            return words
        glued = (
            words[:1].isalpha()
            and not match.group()[0].isalpha()
            and match.string[max(0, match.start() - 1) : match.start()].isalpha()
        )
        return f" {words}" if glued else _with_capital(words, match)

    return Rewrite(name, pattern, said, examples, untouched, Effect.WORDS, Need.FIGURES, only_with, first)


def sentence_stop(match: re.Match[str]) -> str:
    """The full stop of the sentence, where the last one of a match was that, too: "It is 5 ft. He"; else ""."""
    return "." if SENTENCE_OVER.match(match.string, match.end()) else ""


def _with_capital(words: str, match: re.Match[str]) -> str:
    if not words[:1].islower() or match.group()[0].islower():
        return words
    before = match.string[max(0, match.start() - LOOK_BACK) : match.start()]
    if match.start() > LOOK_BACK:
        before = f"x{before}"
    begins = SENTENCE_BEGINS.search(before) and not ABBREVIATION.search(before)
    return words[0].upper() + words[1:] if begins else words

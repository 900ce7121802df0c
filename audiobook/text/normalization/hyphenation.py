"""Joins words that are hyphenated at a line's end, and keeps the hyphen where it belongs to the word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

from audiobook.text.normalization.dictionary import is_english_word

# Parts of compounds that no dictionary lists; the hyphen next to them belongs to the word.
COMPOUND_HEADS = frozenset(
    (
        "well half self ex non all high low long short old new good ill far near mid anti semi co pre post re un "
        "great grand sister brother mother father by cross ever full hard hot cold jet left right light dark deep "
        "much odd off on one two three four five six seven eight nine ten twenty thirty forty fifty sixty seventy "
        "eighty ninety open over part pitch red blue green black white grey gray second first third single soft "
        "so still strong tear tight tongue top under up wide world wind blood battle chest eye head heavy"
    ).split()
)
COMPOUND_TAILS = frozenset(
    (
        "known old up down out off in on eyed haired looking like law laws to made born faced minded free based "
        "year sized shaped handed hearted blooded san kun chan sama sensei senpai hime no"
    ).split()
)
CUT_WORD = re.compile(
    r"(?<![^\W\d_])(?P<head>(?:[^\W\d_]{1,40}-){0,4}?(?P<last>[^\W\d_][a-zß-öø-ÿ]{1,40}))-[ \t]{0,20}\r?\n[ \t]{0,40}"
    r"(?P<tail>[a-zß-öø-ÿ]{2,40})"
)
# After a digit or a single letter the hyphen always belongs to the word ("3-⏎year-old", "T-⏎shirt").
PERMANENT_HYPHEN = re.compile(
    r"(?:(?<=\d)|(?<=\d(?:st|nd|rd|th))|(?<=(?<![^\W\d_])[^\W\d_]))-[ \t]{0,20}\r?\n[ \t]{0,40}(?=[a-z]{2})"
)
HYPHEN_AT_LINE_END = re.compile(r"-[ \t]{0,20}\r?\n")
WORD_PATTERN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def join_cut_words(text: str, source: str) -> str:
    """A passage of a source text with the words joined that are cut at a line's end.

    How the source itself spells a word decides, then the dictionary: the hyphen stays where both parts are words, but
    not the two together.

    >>> join_cut_words("so care-\\nful, one-to-\\none", "Careful.")
    'so careful, one-to-one'
    """
    if not HYPHEN_AT_LINE_END.search(text):
        return text
    text = PERMANENT_HYPHEN.sub("-", text)
    return CUT_WORD.sub(lambda match: _join_cut_word(match, count_words(source)), text)


@lru_cache(maxsize=2)
def count_words(source: str) -> Mapping[str, int]:
    """How often a text has each word, in lower case; a compound counts whole, as its parts, and as pairs of them."""
    counts: Counter[str] = Counter()
    for word in WORD_PATTERN.findall(source):
        counts[word.lower()] += 1
        if "-" in word:
            parts = word.lower().split("-")
            counts.update(parts)
            counts.update("-".join(pair) for pair in pairwise(parts) if len(parts) > 2)
    return counts


def _join_cut_word(match: re.Match[str], word_counts: Mapping[str, int]) -> str:
    hyphen = "-" if _is_hyphenated_word(match["head"], match["last"], match["tail"], word_counts) else ""
    return f"{match['head']}{hyphen}{match['tail']}"


def _is_hyphenated_word(head: str, last: str, tail: str, word_counts: Mapping[str, int]) -> bool:
    """Whether the hyphen belongs to the word."""
    last = last.lower()
    together, apart = word_counts.get(last + tail, 0), word_counts.get(f"{last}-{tail}", 0)
    if together != apart:
        return apart > together
    if is_english_word(last + tail):
        return False
    if "-" in head or last in COMPOUND_HEADS or tail in COMPOUND_TAILS:
        return True
    return all(word_counts.get(word, 0) or is_english_word(word) for word in (last, tail))

"""Puts words together again that a typesetter cut at a line's end, and keeps the hyphen where it is the word's own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

from audiobook.text.normalization.characters import COMPOUND_HEADS_PATTERN, COMPOUND_TAILS_PATTERN
from audiobook.text.normalization.dictionary import is_english_word

CUT_WORD = re.compile(
    r"(?<![^\W\d_])(?P<head>(?:[^\W\d_]{1,40}-){0,4}?(?P<last>[^\W\d_][a-zß-öø-ÿ]{1,40}))-[ \t]{0,20}\r?\n[ \t]{0,40}"
    r"(?P<tail>[a-zß-öø-ÿ]{2,40})"
)
# No word is cut behind a figure or a single letter: the hyphen is its own there ("3-⏎year-old", "T-⏎shirt").
WORDS_OWN_HYPHEN = re.compile(
    r"(?:(?<=\d)|(?<=\d(?:st|nd|rd|th))|(?<=(?<![^\W\d_])[^\W\d_]))-[ \t]{0,20}\r?\n[ \t]{0,40}(?=[a-z]{2})"
)
HYPHEN_AT_LINE_END = re.compile(r"-[ \t]{0,20}\r?\n")
WORD_PATTERN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
COMPOUND_HEAD, COMPOUND_TAIL = re.compile(COMPOUND_HEADS_PATTERN), re.compile(COMPOUND_TAILS_PATTERN)


def join_cut_words(text: str, source: str) -> str:
    """A stretch of a source text with the words put together that a line's end cuts.

    How the source itself writes a word decides, then the dictionary: the hyphen stays where both parts are words and
    both together are none.

    >>> join_cut_words("so care-\\nful, one-to-\\none", "Careful.")
    'so careful, one-to-one'
    """
    if not HYPHEN_AT_LINE_END.search(text):
        return text
    text = WORDS_OWN_HYPHEN.sub("-", text)
    return CUT_WORD.sub(lambda match: _join_cut_word(match, count_words(source)), text)


@lru_cache(maxsize=2)
def count_words(source: str) -> Mapping[str, int]:
    """How often a text has each of its words in lower case; compounds count whole, and by each two parts."""
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
    """Whether the hyphen is the word's own."""
    last = last.lower()
    together, apart = word_counts.get(last + tail, 0), word_counts.get(f"{last}-{tail}", 0)
    if together != apart:
        return apart > together
    if is_english_word(last + tail):
        return False
    if "-" in head or COMPOUND_HEAD.fullmatch(last) or COMPOUND_TAIL.fullmatch(tail):
        return True
    return all(word_counts.get(word, 0) or is_english_word(word) for word in (last, tail))

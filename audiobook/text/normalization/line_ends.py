"""Puts words together again that a typesetter cut at a line's end, and keeps the hyphen where it is the word's own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

from audiobook.text.normalization.characters import COMPOUND_HEADS, COMPOUND_TAILS
from audiobook.text.normalization.dictionary import is_known

CUT = re.compile(
    r"(?<![^\W\d_])(?P<head>(?:[^\W\d_]{1,40}-){0,4}?(?P<last>[^\W\d_][a-zß-öø-ÿ]{1,40}))-[ \t]{0,20}\r?\n[ \t]{0,40}"
    r"(?P<tail>[a-zß-öø-ÿ]{2,40})"
)
# No word is cut behind a figure or a single letter: the hyphen is its own there ("3-⏎year-old", "T-⏎shirt").
WHOLE = re.compile(
    r"(?:(?<=\d)|(?<=\d(?:st|nd|rd|th))|(?<=(?<![^\W\d_])[^\W\d_]))-[ \t]{0,20}\r?\n[ \t]{0,40}(?=[a-z]{2})"
)
AT_AN_END = re.compile(r"-[ \t]{0,20}\r?\n")
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
HEAD, TAIL = re.compile(COMPOUND_HEADS), re.compile(COMPOUND_TAILS)


def unwrapped(text: str, source: str) -> str:
    """A stretch of a source text with the words put together that a line's end cuts.

    How the source itself writes a word decides, then the dictionary: the hyphen stays where both parts are words and
    both together are none.

    >>> unwrapped("so care-\\nful, one-to-\\none", "Careful.")
    'so careful, one-to-one'
    """
    if not AT_AN_END.search(text):
        return text
    text = WHOLE.sub("-", text)
    return CUT.sub(lambda match: _joined(match, written_words(source)), text)


@lru_cache(maxsize=2)
def written_words(source: str) -> Mapping[str, int]:
    """How often a text has each of its words in lower case; compounds count whole, and by each two parts."""
    found: Counter[str] = Counter()
    for word in WORD.findall(source):
        found[word.lower()] += 1
        if "-" in word:
            parts = word.lower().split("-")
            found.update(parts)
            found.update("-".join(pair) for pair in pairwise(parts) if len(parts) > 2)
    return found


def _joined(match: re.Match[str], written: Mapping[str, int]) -> str:
    hyphen = "-" if _is_compound(match["head"], match["last"], match["tail"], written) else ""
    return f"{match['head']}{hyphen}{match['tail']}"


def _is_compound(head: str, last: str, tail: str, written: Mapping[str, int]) -> bool:
    """Whether the hyphen is the word's own."""
    last = last.lower()
    together, apart = written.get(last + tail, 0), written.get(f"{last}-{tail}", 0)
    if together != apart:
        return apart > together
    if is_known(last + tail):
        return False
    if "-" in head or HEAD.fullmatch(last) or TAIL.fullmatch(tail):
        return True
    return all(written.get(word, 0) or is_known(word) for word in (last, tail))

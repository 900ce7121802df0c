"""Joins the lines of a paragraph: words that are cut at a line's end, dashes, spaces."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from audiobook.text.normalization.dictionary import is_english_word
from audiobook.text.normalization.hyphenation import count_words, join_cut_words

SOFT_HYPHEN = "\xad"
# After these no space follows at a line's end.
DASHES = ("—", "–", "/")
CUT_END = re.compile(r"(?P<head>[^\W\d_]{1,40})[-\xad]$")
CUT_START = re.compile(r"(?P<tail>[^\W\d_]{2,40})")
# Both parts of a word with a hyphen at a line's end, which say nothing about how it is written.
CUT_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*[-\xad]\n[^\W\d_]+")
# "La-⏎Goon" in capitals, "Ver-⏎non": names and headings, which no dictionary has.
CAPITAL_CUT = re.compile(
    r"(?<![\w-])(?P<head>[A-ZÀ-Þ]+|[A-ZÀ-Þ][a-zß-ÿ]+)-\n(?P<tail>[A-ZÀ-Þ]{2,}|[a-zß-ÿ]{2,})(?![\w-])"
)
# A file cuts words at line ends if at least this share of the hyphens there can only be such cuts.
MIN_CUT_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a file spells its words, and whether its line ends cut them; `text` has all words but those at such ends."""

    text: str
    cuts_words: bool


def read_spelling(lines: Sequence[str]) -> Spelling:
    """How a file spells, by its lines."""
    text = CUT_WORD.sub("", "\n".join(lines))
    counts = count_words(text)
    cuts = [
        _is_certain_cut(line, following, counts)
        for line, following in pairwise(lines)
        if line.endswith(("-", SOFT_HYPHEN))
    ]
    known = [cut for cut in cuts if cut is not None]
    return Spelling(text, bool(known) and sum(known) >= MIN_CUT_SHARE * len(known))


def _is_certain_cut(line: str, following: str, counts: Mapping[str, int]) -> bool | None:
    """Whether the hyphen between two lines can only be a cut: one of both parts is no word, the whole is one."""
    head, tail = CUT_END.search(line), CUT_START.match(following)
    if not head or not tail:
        return None
    first, second = head["head"].lower(), tail["tail"].lower()
    whole = first + second
    if not (counts.get(whole, 0) or is_english_word(whole)):
        return False
    return not all(is_english_word(part) or counts.get(part, 0) for part in (first, second))


def join_lines(text: str, spelling: Spelling) -> str:
    """The lines of a text as one: words that were cut are joined, the hyphen stays where it belongs to the word.

    >>> spelling = Spelling("careful", cuts_words=True)
    >>> join_lines("a care-\\nful, well-\\nknown man—\\nat home", spelling)
    'a careful, well-known man—at home'
    """
    if "\n" not in text:
        return text.replace(SOFT_HYPHEN, "")
    text = text.replace(f"{SOFT_HYPHEN}\n", "-\n").replace(SOFT_HYPHEN, "")
    if spelling.cuts_words:
        text = CAPITAL_CUT.sub(lambda match: _join_capitals(match, count_words(spelling.text)), text)
        text = join_cut_words(text, spelling.text)
    text = text.replace("-\n", "-")
    for dash in DASHES:
        text = text.replace(f"{dash}\n", dash)
    return text.replace("\n", " ")


def _join_capitals(match: re.Match[str], counts: Mapping[str, int]) -> str:
    head, tail = match["head"], match["tail"]
    if head.isupper() != tail.isupper() and len(head) > 1 and not tail.islower():
        return match[0]
    parts, whole = (head.lower(), tail.lower()), (head + tail).lower()
    if whole not in counts and not is_english_word(whole) and all(is_english_word(part) for part in parts):
        return match[0]
    apart, together = counts.get(f"{head}-{tail}".lower(), 0), counts.get(f"{head}{tail}".lower(), 0)
    return f"{head}-{tail}" if apart > together else f"{head}{tail}"

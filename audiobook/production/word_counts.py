"""Accounts for the words of a chapter: those that are written, left out, added, and read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple, dataclass

from audiobook.model import Cue, Segment, Span
from audiobook.narration.plan import NOTE_CLOSING, NOTE_OPENING

# What stands between two words. Dashes and dots without spaces count, too: normalization sets spaces around some.
WORD_GAP = re.compile(r"\s|[—–―…]|--|\.\.")


@dataclass(frozen=True, slots=True)
class WordCounts:
    """The words of a chapter: `written` in the story, `left_out` of them, `normalized` as they are read, `spoken`.

    `added` are words that are only read: "1911" is one word, "nineteen eleven" are two, and notes that are read aloud
    are announced. Written words without those left out, and with those added, are the normalized ones.
    """

    written: int = 0
    left_out: int = 0
    added: int = 0
    normalized: int = 0
    spoken: int = 0


def sum_words(counts: Iterable[WordCounts]) -> WordCounts:
    """The words of several chapters together."""
    columns = zip(*(astuple(count) for count in counts), strict=True)
    return WordCounts(*(sum(column) for column in columns))


def split_words(text: str) -> list[str]:
    """The words of a text: what stands between spaces, dashes and ellipses, with a letter or digit in it.

    >>> split_words("No—wait … it's 6:30!")
    ['No', 'wait', "it's", '6:30!']
    """
    return [word for word in WORD_GAP.split(text) if any(character.isalnum() for character in word)]


def count_words(text: str) -> int:
    """The number of words.

    >>> count_words("No — twice 20!")
    3
    """
    return len(split_words(text))


def account_for_words(segments: Sequence[Segment], read_spans: Collection[Span], cues: Iterable[Cue]) -> WordCounts:
    """The words of a chapter's segments, of which those with `read_spans` are read, as its cues say them."""
    written = left_out = added = normalized = 0
    for segment in segments:
        words = split_words(segment.text)
        read_words = split_words(segment.spoken) if segment.span in read_spans else []
        unread_count, new_count = _compare_words(words, read_words)
        written, left_out = written + len(words), left_out + unread_count
        added, normalized = added + new_count, normalized + len(read_words)
    lines = [cue.utterance.spoken for cue in cues]
    announcing = sum(count_words(line) for line in lines if line in (NOTE_OPENING, NOTE_CLOSING))
    spoken = sum(map(count_words, lines))
    return WordCounts(written, left_out, added + announcing, normalized + announcing, spoken)


def _compare_words(written: Sequence[str], read: Sequence[str]) -> tuple[int, int]:
    """How many of the written words are not read in any form, and how many are read that are not written."""
    from rapidfuzz.distance import Levenshtein

    if len(written) == len(read):
        return 0, 0  # word for word, whatever each was turned into
    operations = Levenshtein.editops(_fold_words(written), _fold_words(read))
    tags = [operation.tag for operation in operations]
    return tags.count("delete"), tags.count("insert")


def _fold_words(words: Iterable[str]) -> list[str]:
    """The words without capitals and punctuation."""
    return ["".join(filter(str.isalnum, word)).casefold() for word in words]

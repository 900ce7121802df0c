"""Finds the sentences that are spoken in the text as it was written, which has other words for some of them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise, zip_longest

from audiobook.model import Span
from audiobook.text.normalization.sentences import sentences_of

WORD = re.compile(r"[^\W_]+")
# Where, between two words, one sentence ends and the next begins: marks that open something and dashes stand with
# what follows; all others (a smiley, a star that points to a footnote) with what was before.
BORDER = re.compile(r"\s+(?=(?:[“‘«‹(\[—–-]+\s+)*\S*$)")
# Marks of emphasis stand where quotation marks may stand; so a sentence ends beside them as it does beside those.
AS_QUOTED = str.maketrans("*_", "''")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A run of words as said, from the number `said` to `said_until`, and the same as written; alike or not."""

    said: int
    said_until: int
    there: int
    there_until: int
    alike: bool


def written_spans(written: str, sentences: Sequence[str]) -> tuple[Span, ...]:
    """Where each of the spoken sentences stands in `written`; the spans follow each other and tile it.

    >>> [span.of("It is 7. *So* go.") for span in written_spans("It is 7. *So* go.", ("It is seven.", "So go."))]
    ['It is 7.', ' *So* go.']
    """
    words = [match.span() for match in WORD.finditer(written)]
    there = [written[start:end].lower() for start, end in words]
    said = [[word.lower() for word in WORD.findall(sentence)] for sentence in sentences]
    ends = list(accumulate(len(sentence) for sentence in said))[:-1]
    flat = [word for sentence in said for word in sentence]
    counts = ends if flat == there else _ends_as_written(ends, flat, there, _own_ends(written, words))
    edges = [0, *accumulate((_cut(written, words, count) for count in counts), max), len(written)]
    return tuple(Span(start, end) for start, end in pairwise(edges))


def _own_ends(written: str, words: Sequence[tuple[int, int]]) -> list[int]:
    """After how many of the words the text as written has sentences that end, all but the last."""
    starts, at, found = [start for start, _ in words], 0, []
    quoted = written.translate(AS_QUOTED)
    for sentence in sentences_of(quoted):
        at = quoted.index(sentence, at) + len(sentence)
        found.append(bisect_right(starts, at - 1))
    return found[:-1]


def _ends_as_written(ends: Sequence[int], said: Sequence[str], there: Sequence[str], own: Sequence[int]) -> list[int]:
    """The ends of sentences, counted in words as said, counted in words as written.

    A number is one word there and three for the ear. Where words are alike, so are their ends; where they differ, the
    text's own ends tell, as far as there are any.
    """
    found: list[int] = []
    stretches = list(_stretches(said, there))
    for stretch, after in zip_longest(stretches, stretches[1:]):
        # Words that nobody says (a smiley, a footnote's mark) go with the sentence before them.
        takes_last = after is None or after.said_until > after.said
        inside = ends[len(found) : bisect_left(ends, stretch.said_until + takes_last)]
        if stretch.alike:
            found += [stretch.there + end - stretch.said for end in inside]
        else:
            possible = own[bisect_right(own, stretch.there) : bisect_right(own, stretch.there_until)]
            found += _matched(stretch, inside, possible)
    return found


def _stretches(said: Sequence[str], there: Sequence[str]) -> Iterator[_Stretch]:
    """What is alike and what is not, by turns."""
    from rapidfuzz.distance import Levenshtein

    for alike, group in groupby(Levenshtein.opcodes(said, there), key=lambda step: step.tag == "equal"):
        first, *others = group
        last = others[-1] if others else first
        yield _Stretch(first.src_start, last.src_end, first.dest_start, last.dest_end, alike)


def _matched(stretch: _Stretch, ends: Sequence[int], possible: Sequence[int]) -> Iterator[int]:
    """A place as written for each of the ends within words that differ."""
    if len(ends) == len(possible):
        yield from possible
        return
    size = stretch.said_until - stretch.said
    for end in ends:
        share = (end - stretch.said) / size if size else 1
        likely = stretch.there + round(share * (stretch.there_until - stretch.there))
        at = bisect_left(possible, likely)
        yield min(possible[max(0, at - 1) : at + 1], key=lambda place: abs(place - likely), default=likely)


def _cut(written: str, words: Sequence[tuple[int, int]], count: int) -> int:
    """Where the first `count` words end, the marks that close them included."""
    if count >= len(words):
        return len(written)
    end = words[count - 1][1] if count else 0
    following = words[count][0]
    border = BORDER.search(written[end:following])
    if border:
        return end + border.start()
    return following if count else 0

"""Finds the sentences that are spoken in the text as it was written, which has other words for some of them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from audiobook.model import Span

WORD = re.compile(r"\w+")
SPACE = re.compile(r"\s")


def written_spans(written: str, sentences: Sequence[str]) -> tuple[Span, ...]:
    """Where each of the spoken sentences stands in `written`; the spans follow each other and tile it.

    >>> [span.of("It is 7. *So* go.") for span in written_spans("It is 7. *So* go.", ("It is seven.", "So go."))]
    ['It is 7.', ' *So* go.']
    """
    words = [(match.start(), match.end()) for match in WORD.finditer(written)]
    counts = [len(WORD.findall(sentence)) for sentence in sentences]
    ends = [sum(counts[: number + 1]) for number in range(len(counts) - 1)]
    if sum(counts) != len(words):
        ends = _mapped(ends, written, sentences)
    cuts = [_cut(written, words, end) for end in ends]
    edges = [0, *cuts, len(written)]
    return tuple(Span(start, max(start, end)) for start, end in pairwise(edges))


def _mapped(ends: list[int], written: str, sentences: Sequence[str]) -> list[int]:
    """The same ends, counted in words as written: a number is one word there and three for the ear."""
    there = [word.lower() for word in WORD.findall(written)]
    said = [word.lower() for sentence in sentences for word in WORD.findall(sentence)]
    steps = SequenceMatcher(None, said, there, autojunk=False).get_opcodes()
    starts = [step[1] for step in steps]
    return [_place(steps[max(0, bisect_right(starts, end) - 1)], end) for end in ends] if steps else ends


def _place(step: tuple[str, int, int, int, int], end: int) -> int:
    """The place as written of a place as said, within a stretch where both are alike or one replaces the other."""
    _, start, stop, there, until = step
    if stop == start:
        return until
    return there + round((end - start) * (until - there) / (stop - start))


def _cut(written: str, words: list[tuple[int, int]], count: int) -> int:
    """Where the first `count` words end, the marks that close them included."""
    if count >= len(words):
        return len(written)
    if not count:
        return 0
    end, following = words[count - 1][1], words[count][0]
    space = SPACE.search(written, end, following)
    return space.start() if space else following

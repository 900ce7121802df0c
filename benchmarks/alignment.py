"""Aligns two long sequences of words: which word of one is which of the other, passages that were moved included."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

# Runs of words that occur once in both sequences are where an alignment holds on to; longer ones are tried first.
RUNS = (8, 4, 2)
# A gap of no more pairs of words than this is compared word by word.
MOST_PAIRS = 40_000
# So many words in a row are a passage that may have been moved.
PASSAGE = 6

Words = Sequence[str]


def aligned(one: Words, other: Words) -> list[int | None]:
    """For each word of the first sequence the index of its word in the second, None where it has none."""
    found: list[int | None] = [None] * len(one)
    waiting = [(0, len(one), 0, len(other), 0)]
    while waiting:
        gap = _without_ends(one, other, waiting.pop(), found)
        first, last, low, high, size = gap
        if first == last or low == high:
            continue
        if (last - first) * (high - low) <= MOST_PAIRS:
            matcher = SequenceMatcher(None, one[first:last], other[low:high], autojunk=False)
            for a, b, length in matcher.get_matching_blocks():
                found[first + a : first + a + length] = range(low + b, low + b + length)
        elif anchors := _anchors(one, other, gap):
            waiting += _gaps_between(anchors, gap)
        elif size + 1 < len(RUNS):
            waiting.append((first, last, low, high, size + 1))
    _find_moved(one, other, found)
    return found


Gap = tuple[int, int, int, int, int]


def _without_ends(one: Words, other: Words, gap: Gap, found: list[int | None]) -> Gap:
    """The gap without the words that are the same at its ends, which are noted as found."""
    first, last, low, high, size = gap
    while first < last and low < high and one[first] == other[low]:
        found[first] = low
        first, low = first + 1, low + 1
    while first < last and low < high and one[last - 1] == other[high - 1]:
        last, high = last - 1, high - 1
        found[last] = high
    return first, last, low, high, size


def _anchors(one: Words, other: Words, gap: Gap) -> list[tuple[int, int]]:
    """The runs that occur once in both, as far as they are in the same order."""
    first, last, low, high, size = gap
    mine, theirs = _single_runs(one, first, last, RUNS[size]), _single_runs(other, low, high, RUNS[size])
    return _rising([(place, theirs[run]) for run, place in mine.items() if run in theirs])


def _single_runs(words: Words, first: int, last: int, size: int) -> dict[tuple[str, ...], int]:
    places: dict[tuple[str, ...], int] = {}
    for at in range(first, last - size + 1):
        run = tuple(words[at : at + size])
        places[run] = -1 if run in places else at
    return {run: at for run, at in places.items() if at >= 0}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest choice of pairs, which rise in their first numbers, that rises in the second ones."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        at = bisect_left(tails, place)
        tails[at : at + 1] = [place]
        ends[at : at + 1] = [index]
        before.append(ends[at - 1] if at else -1)
    chosen: list[tuple[int, int]] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        chosen.append(pairs[index])
        index = before[index]
    return chosen[::-1]


def _gaps_between(anchors: list[tuple[int, int]], gap: Gap) -> Iterator[Gap]:
    """The stretches from each anchor up to the next; the anchor's own words are the first that are the same in it."""
    first, last, low, high, size = gap
    starts = [(first, low), *anchors]
    for (a, b), (c, d) in zip(starts, [*anchors, (last, high)], strict=True):
        yield a, c, b, d, size


def _find_moved(one: Words, other: Words, found: list[int | None]) -> None:
    """Pairs passages that stand in another order, out of what has no pair yet."""
    taken = {place for place in found if place is not None}
    free: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(other) - PASSAGE + 1):
        if at not in taken:
            free.setdefault(tuple(other[at : at + PASSAGE]), []).append(at)
    at = 0
    while at <= len(one) - PASSAGE:
        lengths = ((_same(one, at, other, place, found, taken), place) for place in
                   (free.get(tuple(one[at : at + PASSAGE]), ()) if found[at] is None else ()))  # fmt: skip
        length, place = next((pair for pair in lengths if pair[0] >= PASSAGE), (0, 0))
        found[at : at + length] = range(place, place + length)
        taken.update(range(place, place + length))
        at += length or 1


def _same(one: Words, at: int, other: Words, place: int, found: list[int | None], taken: set[int]) -> int:
    length = 0
    while (
        at + length < len(one)
        and place + length < len(other)
        and found[at + length] is None
        and place + length not in taken
        and one[at + length] == other[place + length]
    ):
        length += 1
    return length

"""Which chapter of before is which one of now, by their text: where chapters came in between, numbers don't say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

# Chapters that share less than this of their characters are two chapters, though both may have a “Yes,” somewhere.
MIN_SHARED = 0.5

Now = TypeVar("Now", bound=Hashable)
Before = TypeVar("Before", bound=Hashable)


def pair_by_text(now: Mapping[Now, Collection[str]], before: Mapping[Before, Collection[str]]) -> dict[Now, Before]:
    """Pairs the chapters that have most of their lines in common, by their names in both; each has one partner at most.

    >>> pair_by_text({1: ["One", "It rains."], 2: ["Two", "The sun."]}, {"a": ["One", "The sun."], "b": ["Oh"]})
    {2: 'a'}
    """
    places: dict[str, list[Before]] = {}
    for name, lines in before.items():
        for line in dict.fromkeys(lines):
            places.setdefault(line, []).append(name)
    sizes = {name: _measure(lines) for name, lines in before.items()}
    found = [
        (shared / max(_measure(lines), sizes[other], 1), name, other)
        for name, lines in now.items()
        for other, shared in _count_shared(lines, places).items()
    ]
    pairs: dict[Now, Before] = {}
    # The sort is stable, so of equally good ones the first counts.
    for share, chapter, former in sorted(found, key=lambda row: -row[0]):
        if share >= MIN_SHARED and chapter not in pairs and former not in pairs.values():
            pairs[chapter] = former
    return pairs


def _count_shared(lines: Collection[str], places: Mapping[str, list[Before]]) -> Counter[Before]:
    """How many characters of these lines each chapter of before has, too."""
    shared: Counter[Before] = Counter()
    for line in dict.fromkeys(lines):
        for name in places.get(line, ()):
            shared[name] += len(line)
    return shared


def _measure(lines: Collection[str]) -> int:
    return sum(map(len, dict.fromkeys(lines)))

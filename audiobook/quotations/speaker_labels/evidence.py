"""Which heads of lines name speakers: those that come back and take turns, near each other.

A stray label ("Warning: …"), a list of them, or a box of figures has no turns: each label stands once, in a fixed
order, before values that nobody would say to anyone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from audiobook.quotations.speaker_labels.lines import Head
from audiobook.quotations.speaker_labels.shapes import Family

LOWER_WORD = re.compile(r"\b[a-z][a-z’']+\b")


@dataclass(frozen=True, slots=True)
class Demand:
    """What a family of heads must show: lines next to another's (at most `gap` blocks away), of each name and in all.

    `turns` where somebody must speak again after somebody else has; `talk` is the share of a name's lines, 0 to 1,
    that must be words said to somebody.
    """

    gap: int
    of_each: int
    in_all: int
    turns: bool
    talk: float


DEMANDS = {
    Family.CHAT: Demand(gap=2, of_each=1, in_all=2, turns=False, talk=0.0),
    Family.MARKED: Demand(gap=3, of_each=2, in_all=4, turns=True, talk=0.5),
    Family.COLON: Demand(gap=2, of_each=2, in_all=4, turns=True, talk=0.5),
    Family.STOP: Demand(gap=3, of_each=2, in_all=4, turns=True, talk=0.5),
    Family.ALONE: Demand(gap=6, of_each=2, in_all=6, turns=True, talk=0.0),
}
# "Rosa. Well?" is written as any two sentences are: it needs more lines, and names that are no common words.
PLAIN = Demand(gap=3, of_each=3, in_all=10, turns=True, talk=0.5)
# How much of a run of heads must name speakers: a box of figures has some label that could be a name.
LEAST_SHARE = 0.6
# Each round may leave others alone; a story needs two or three, one made for it would take as many as it has names.
MOST_ROUNDS = 12
# Whoever speaks so many lines for certain may speak another one far from all the rest.
WELL_KNOWN = 2


def speaking_heads(heads: Sequence[Head], words: Mapping[str, int]) -> list[Head]:
    """Those of the heads, in order, that name a speaker; `words` counts the story's words in small letters."""
    accepted: dict[tuple[int, int], Head] = {}
    for family in Family:
        here = [head for head in heads if head.family is family]
        for part, demand in _parts(family, here):
            _accept(accepted, _turn_takers(part, here, demand, words if demand is PLAIN else {}))
    if accepted:
        _accept(accepted, _also(heads, accepted))
    return sorted(accepted.values(), key=lambda head: (head.block, head.start))


def _parts(family: Family, heads: Sequence[Head]) -> Iterator[tuple[Sequence[Head], Demand]]:
    if family is not Family.STOP:
        yield heads, DEMANDS[family]
        return
    yield [head for head in heads if head.in_capitals], DEMANDS[family]
    yield heads, PLAIN


def _accept(accepted: dict[tuple[int, int], Head], heads: Iterable[Head]) -> None:
    accepted.update(((head.block, head.start), head) for head in heads)


def _turn_takers(heads: Sequence[Head], family: Sequence[Head], demand: Demand, words: Mapping[str, int]) -> list[Head]:
    """The heads whose names take turns, once those that do not are put aside."""
    found = [head for head in heads if not _is_common(head, words)]
    for _ in range(MOST_ROUNDS):
        near = _beside_others(found, demand.gap)
        names = _names(near, demand)
        kept = [head for head in near if head.key in names]
        if len(kept) == len(found):
            break
        found = kept
    if len(names) < 2 or len(found) < demand.in_all or (demand.turns and not _takes_turns(found, demand.gap)):
        return []
    return list(_pure(found, family, demand.gap))


def _is_common(head: Head, words: Mapping[str, int]) -> bool:
    """Whether a name is a word of the language more than a name: Nothing. He sat."""
    return " " not in head.key and words.get(head.key, 0) > 1


def _beside_others(heads: Sequence[Head], gap: int) -> list[Head]:
    """The heads that stand near one of another name."""
    near = [False] * len(heads)
    for place, (one, other) in enumerate(pairwise(heads)):
        if other.block - one.block <= gap and one.key != other.key:
            near[place] = near[place + 1] = True
    return [head for head, is_near in zip(heads, near, strict=True) if is_near]


def _names(heads: Sequence[Head], demand: Demand) -> set[str]:
    lines: defaultdict[str, list[Head]] = defaultdict(list)
    for head in heads:
        lines[head.key].append(head)
    return {
        name
        for name, own in lines.items()
        if len(own) >= demand.of_each and sum(head.speaks for head in own) >= demand.talk * len(own)
    }


def _takes_turns(heads: Sequence[Head], gap: int) -> bool:
    """Whether somewhere a name comes back after another: Rosa, Bram, Rosa."""
    return any(
        one.key == third.key != second.key and second.block - one.block <= gap and third.block - second.block <= gap
        for one, second, third in zip(heads, heads[1:], heads[2:], strict=False)
    )


def _pure(found: Sequence[Head], family: Sequence[Head], gap: int) -> Iterator[Head]:
    """Those of the heads found whose runs hold little else."""
    chosen = {(head.block, head.start) for head in found}
    for run in _runs(family, gap):
        own = [head for head in run if (head.block, head.start) in chosen]
        if len(own) >= LEAST_SHARE * len(run):
            yield from own


def _runs(heads: Sequence[Head], gap: int) -> Iterator[list[Head]]:
    """The heads in runs in which each stands at most `gap` blocks behind the one before."""
    edges = (later.block - earlier.block > gap for earlier, later in pairwise(heads))
    number, numbered = 0, []
    for head, breaks in zip(heads, [False, *edges], strict=True):
        number += breaks
        numbered.append((number, head))
    for _, group in groupby(numbered, key=lambda one: one[0]):
        yield [head for _, head in group]


def _also(heads: Sequence[Head], accepted: Mapping[tuple[int, int], Head]) -> Iterator[Head]:
    """Further heads: those of a speaker who is known, and one-time speakers right between such lines."""
    lines = Counter(head.key for head in accepted.values())
    families = {head.family for head in accepted.values()}
    marks = [(head.block, head.start) in accepted for head in heads]
    before = _distances(heads, marks)
    after = list(reversed(_distances([*reversed(heads)], [*reversed(marks)])))
    for head, mark, back, ahead in zip(heads, marks, before, after, strict=True):
        if mark:
            continue
        if head.family not in families:
            continue
        gap, near, far = DEMANDS[head.family].gap, min(back, ahead), max(back, ahead)
        known = lines[head.key] > 0 and (near <= gap or (lines[head.key] >= WELL_KNOWN and _is_marked(head)))
        between = (
            (far <= gap or (near <= 1 and head.in_capitals))
            and (head.speaks or head.alone)
            and (head.in_capitals or head.family is not Family.STOP)
        )
        if known or between:
            yield head


def _is_marked(head: Head) -> bool:
    """Whether a head is one wherever it stands, and not only a name that a sentence may begin with."""
    return head.in_capitals or head.family in (Family.CHAT, Family.MARKED)


def _distances(heads: Sequence[Head], marks: Sequence[bool]) -> list[int]:
    """How many blocks each head stands behind the last one that is marked."""
    found, last = [], None
    for head, mark in zip(heads, marks, strict=True):
        found.append(abs(head.block - last) if last is not None else 1_000_000)
        last = head.block if mark else last
    return found

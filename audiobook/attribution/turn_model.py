"""Decides an exchange as a whole: what a turn's neighbours are likely to be tells who speaks it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audiobook.attribution.features import Candidates
from audiobook.attribution.turns import Turn

Floats = NDArray[np.float64]
STEPS = (-1, -2, -3, -4, 1, 2, 3, 4)
REACH = 8
NAMES = (
    "chance", "chance_below_best", *(f"chance_{step:+d}" for step in STEPS),
    "best_-1", "best_+1", "best_-2", "chance_around", "chain", "chain_below_best", "chain_-1", "chain_-2", "chain_+1",
    "chain_+2", "scene_chance", "scene_share",
)  # fmt: skip
# States kept for each turn, and the pull of turn-taking: who just spoke seldom speaks again, who spoke before does.
KEPT = 6
SAME_AS_LAST = 0.25
SAME_AS_LAST_APART = 0.8
SAME_AS_BEFORE_LAST = 3.0
FLOOR = 0.002
NOTHING = (0.0, 0.0)


@dataclass(frozen=True)
class Chances:
    """The chances of all candidates, looked up by turn and figure."""

    turns: Sequence[Turn]
    candidates: Candidates
    values: Floats

    def by_turn(self) -> list[dict[int, float]]:
        """The chances of each turn's candidates."""
        found: list[dict[int, float]] = [{} for _ in self.turns]
        for turn, figure, value in zip(
            self.candidates.turn.tolist(), self.candidates.figure.tolist(), self.values.tolist(), strict=True
        ):
            found[turn][figure] = value
        return found


def context_rows(chances: Chances) -> NDArray[np.float32]:
    """What the likely speakers around a turn say of each of its candidates."""
    per = chances.by_turn()
    chain = chain_chances(chances.turns, per)
    scenes = [turn.scene for turn in chances.turns]
    best = [max(one, key=lambda figure: one[figure]) if one else -1 for one in per]
    shares = _shares(chances.turns, per)
    rows = [
        [*_row(turn, figure, per, chain, best, scenes), *shares[turn].get(figure, NOTHING)]
        for turn, figure in zip(chances.candidates.turn.tolist(), chances.candidates.figure.tolist(), strict=True)
    ]
    return np.array(rows, np.float32).reshape(len(rows), len(NAMES))


def _shares(turns: Sequence[Turn], per: Sequence[dict[int, float]]) -> list[dict[int, tuple[float, float]]]:
    """How much each candidate is likely to speak in the rest of the scene: in turns, and as a share of them."""
    found: list[dict[int, tuple[float, float]]] = []
    for start, end in scenes_of(turns):
        sums: defaultdict[int, float] = defaultdict(float)
        for one in per[start:end]:
            for figure, chance in one.items():
                sums[figure] += chance
        rest = max(1, end - start - 1)
        for one in per[start:end]:
            found.append({figure: (sums[figure] - one[figure], (sums[figure] - one[figure]) / rest) for figure in one})
    return found


def _row(
    turn: int,
    figure: int,
    per: Sequence[dict[int, float]],
    chain: Sequence[dict[int, float]],
    best: Sequence[int],
    scenes: Sequence[int],
) -> list[float]:
    def near(step: int, table: Sequence[dict[int, float]]) -> float:
        at = turn + step
        inside = 0 <= at < len(per) and scenes[at] == scenes[turn]
        return table[at].get(figure, 0.0) if inside else -1.0

    def is_best(step: int) -> float:
        return float(near(step, per) >= 0 and best[turn + step] == figure)

    here, joined = per[turn], chain[turn]
    around = sum(max(0.0, near(step, per)) for step in range(-REACH, REACH + 1) if step)
    return [
        here[figure],
        here[figure] - here[best[turn]],
        *(near(step, per) for step in STEPS),
        is_best(-1),
        is_best(1),
        is_best(-2),
        around,
        joined.get(figure, 0.0),
        joined.get(figure, 0.0) - max(joined.values(), default=0.0),
        *(near(step, chain) for step in (-1, -2, 1, 2)),
    ]


def chain_chances(turns: Sequence[Turn], per: Sequence[dict[int, float]]) -> list[dict[int, float]]:
    """Each candidate's chance when turns are weighed together, scene by scene (forward and backward over pairs)."""
    found: list[dict[int, float]] = []
    for start, end in scenes_of(turns):
        found += _scene_chances(turns[start:end], per[start:end])
    return found


def scenes_of(turns: Sequence[Turn]) -> Iterator[tuple[int, int]]:
    """Where each scene's turns begin and end."""
    start = 0
    for number in range(1, len(turns) + 1):
        if number == len(turns) or turns[number].scene != turns[start].scene:
            yield start, number
            start = number


def _scene_chances(turns: Sequence[Turn], per: Sequence[dict[int, float]]) -> list[dict[int, float]]:
    kept = [sorted(one, key=lambda figure: (-one[figure], figure))[:KEPT] or [-1] for one in per]
    local = [np.array([max(FLOOR, one.get(figure, 1.0)) for figure in row]) for one, row in zip(per, kept, strict=True)]
    links = [
        _link(turns[at - 1], turns[at], kept[at - 2] if at > 1 else [-2], kept[at - 1], kept[at])
        for at in range(1, len(turns))
    ]
    forward = _forward(local, links)
    backward = _backward(local, links)
    chances = []
    for at, row in enumerate(kept):
        joint = (forward[at] * backward[at]).sum(axis=0)
        joint = joint / joint.sum()
        chances.append({figure: float(value) for figure, value in zip(row, joint, strict=True) if figure >= 0})
    return chances


def _link(before: Turn, now: Turn, older: Sequence[int], old: Sequence[int], new: Sequence[int]) -> Floats:
    """The pull between three turns in a row, for each choice of their speakers."""
    gap = now.first - before.last
    same = np.equal.outer(np.array(old), np.array(new))
    again = np.equal.outer(np.array(older), np.array(new))
    repeat = SAME_AS_LAST if gap <= 1 else SAME_AS_LAST_APART
    pull = (
        np.where(same, repeat, 1.0)[None, :, :]
        * np.where(again, SAME_AS_BEFORE_LAST if gap <= 2 else 1.5, 1.0)[:, None, :]
    )
    return np.asarray(pull, np.float64)


def _forward(local: Sequence[Floats], links: Sequence[Floats]) -> list[Floats]:
    found = [local[0][None, :]]
    for weights, link in zip(local[1:], links, strict=True):
        state = np.einsum("ab,abc->bc", found[-1], link) * weights[None, :]
        found.append(state / state.sum())
    return found


def _backward(local: Sequence[Floats], links: Sequence[Floats]) -> list[Floats]:
    found = [np.ones((len(local[-2]) if len(local) > 1 else 1, len(local[-1])))]
    for weights, link in zip(reversed(local[1:]), reversed(links), strict=True):
        state = np.einsum("abc,bc,c->ab", link, found[-1], weights)
        found.append(state / state.sum())
    return found[::-1]

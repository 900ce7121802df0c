"""Scores candidates with boosted trees kept as arrays, and makes chances of the scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int32]
WEIGHTS = "weights.npz"
# So many rows are scored at a time, so that memory does not grow with the book.
BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Forest:
    """Boosted trees: for each node its feature, its threshold and its two children; leaves are below 0.

    Child `-1 - n` is the leaf `n`, whose score is `leaves[n]`; `roots` are the first nodes of the trees.
    """

    features: Numbers
    thresholds: Floats
    left: Numbers
    right: Numbers
    leaves: Floats
    roots: Numbers

    def scores(self, rows: NDArray[np.float32]) -> Floats:
        """The summed score of each row."""
        return np.concatenate(
            [np.zeros(0), *(self._batch(rows[start : start + BATCH]) for start in range(0, len(rows), BATCH))]
        )

    def _batch(self, rows: NDArray[np.float32]) -> Floats:
        total = np.zeros(len(rows))
        for root in self.roots:
            total += self.leaves[self._leaves_of(int(root), rows)]
        return total

    def _leaves_of(self, root: int, rows: NDArray[np.float32]) -> Numbers:
        node = np.full(len(rows), root, np.int32)
        active = np.arange(len(rows)) if root >= 0 else np.zeros(0, np.int64)
        while len(active):
            at = node[active]
            goes_left = rows[active, self.features[at]] <= self.thresholds[at]
            node[active] = np.where(goes_left, self.left[at], self.right[at])
            active = active[node[active] >= 0]
        return -1 - node


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned: the ranker that sees each turn alone, the one that sees its neighbours, and how sure to be."""

    alone: Forest
    among: Forest
    raw_chances: Floats
    true_chances: Floats

    def calibrated(self, chances: Floats) -> Floats:
        """How often such a chance comes true."""
        return np.interp(chances, self.raw_chances, self.true_chances)


def chances_of(scores: Floats, turns: Numbers, count: int) -> Floats:
    """The scores of each turn's candidates as chances that add up to 1."""
    if not len(scores):
        return scores
    most = np.full(count, -np.inf)
    np.maximum.at(most, turns, scores)
    raised = np.exp(scores - most[turns])
    totals = np.bincount(turns, raised, count)
    return np.asarray(raised / totals[turns], np.float64)


def model_of(arrays: Mapping[str, NDArray[np.float64]]) -> Model:
    """The model kept in named arrays."""
    return Model(
        _forest(arrays, "alone"), _forest(arrays, "among"), arrays["calibration_raw"], arrays["calibration_true"]
    )


def _forest(arrays: Mapping[str, NDArray[np.float64]], name: str) -> Forest:
    def numbers(part: str) -> Numbers:
        return arrays[f"{name}_{part}"].astype(np.int32)

    return Forest(
        numbers("features"),
        arrays[f"{name}_thresholds"].astype(np.float64),
        numbers("left"),
        numbers("right"),
        arrays[f"{name}_leaves"].astype(np.float64),
        numbers("roots"),
    )


@cache
def shipped_model() -> Model:
    """The model that comes with the program."""
    with (files(__package__) / WEIGHTS).open("rb") as file, np.load(file) as arrays:
        return model_of(dict(arrays))

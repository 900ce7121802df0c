"""The trained model: boosted trees and networks that score candidates, and the calibration of their probabilities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiobook.attribution.ranking.probabilities import FloatArray, IntArray, log_odds
from audiobook.attribution.ranking.turn_network import TurnNetwork, load_network

WEIGHTS_FILE = "weights.npz"
# How many rows are scored at a time, so that memory doesn't grow with the book, and all of it stays in the processor's
# cache: 8,000 rows take 0.13 s, of 20,000 at a time twice that.
BATCH_ROWS = 256


@dataclass(frozen=True, slots=True)
class BoostedTrees:
    """Boosted trees as arrays: the feature, the threshold and the two children of each node.

    Child `-1 - n` is leaf `n`, whose score is `leaves[n]`; `roots` are the first nodes of the trees.
    """

    features: IntArray
    thresholds: FloatArray
    left: IntArray
    right: IntArray
    leaves: FloatArray
    roots: IntArray

    def score_rows(self, rows: NDArray[np.float32]) -> FloatArray:
        """The sum of all trees' scores for each row."""
        return np.concatenate(
            [
                np.zeros(0),
                *(self._score_batch(rows[start : start + BATCH_ROWS]) for start in range(0, len(rows), BATCH_ROWS)),
            ]
        )

    def _score_batch(self, rows: NDArray[np.float32]) -> FloatArray:
        total = np.zeros(len(rows))
        for scores in self.leaves[self._find_leaves(rows)]:
            total += scores
        return total

    def _find_leaves(self, rows: NDArray[np.float32]) -> IntArray:
        """The leaf that each row comes to in each tree; all trees are walked down together, a level at a time."""
        node = np.repeat(self.roots, len(rows))
        row = np.tile(np.arange(len(rows)), len(self.roots))
        active = np.flatnonzero(node >= 0)
        while len(active):
            at = node[active]
            goes_left = rows[row[active], self.features[at]] <= self.thresholds[at]
            node[active] = np.where(goes_left, self.left[at], self.right[at])
            active = active[node[active] >= 0]
        return (-1 - node).reshape(len(self.roots), len(rows))


@dataclass(frozen=True, slots=True)
class RankerModel:
    """The trained rankers and their calibration.

    `first_pass` sees each turn alone, `second_pass` also what the first made of its neighbours, and so do the
    `networks` by themselves. `slope` and `bias` make their log-odds those with which they are right. `columns` are the
    names of the features that they were trained on, the second pass's own last.
    """

    first_pass: BoostedTrees
    second_pass: BoostedTrees
    networks: tuple[TurnNetwork, ...]
    slope: float
    bias: float
    columns: tuple[str, ...] = ()

    def calibrate(self, probabilities: FloatArray) -> FloatArray:
        """How often candidates with these probabilities were right in texts that the model had not seen."""
        return np.asarray(1 / (1 + np.exp(-(self.slope * log_odds(probabilities) + self.bias))))


def load_model(arrays: Mapping[str, NDArray[Any]]) -> RankerModel:
    """The model in named arrays, as benchmarks/train_attribution.py writes them."""
    return RankerModel(
        _load_trees(arrays, "first_pass"),
        _load_trees(arrays, "second_pass"),
        tuple(load_network(arrays, name) for name in _network_names(arrays)),
        float(arrays["calibration_slope"]),
        float(arrays["calibration_bias"]),
        tuple(arrays.get("columns", np.array(())).tolist()),
    )


def _network_names(arrays: Mapping[str, NDArray[Any]]) -> list[str]:
    return sorted(name.removesuffix("_passes") for name in arrays if name.endswith("_passes"))


def _load_trees(arrays: Mapping[str, NDArray[Any]], name: str) -> BoostedTrees:
    def numbers(part: str) -> IntArray:
        return arrays[f"{name}_{part}"].astype(np.int32)

    return BoostedTrees(
        numbers("features"),
        arrays[f"{name}_thresholds"].astype(np.float64),
        numbers("left"),
        numbers("right"),
        arrays[f"{name}_leaves"].astype(np.float64),
        numbers("roots"),
    )


@cache
def load_shipped_model() -> RankerModel:
    """The model that comes with the program."""
    with (files(__package__) / WEIGHTS_FILE).open("rb") as file, np.load(file) as arrays:
        return load_model(dict(arrays))

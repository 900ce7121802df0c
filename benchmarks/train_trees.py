"""Learns the boosted trees of both passes with LightGBM, and writes them as the arrays that the program reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import lightgbm as lgb
import numpy as np
from labelled_texts import TrainingText
from numpy.typing import NDArray

from audiobook.attribution.ranking.probabilities import FloatArray, softmax_by_turn

ROUNDS = 160
SETTINGS = {
    "num_leaves": 31, "learning_rate": 0.08, "min_data_in_leaf": 40, "lambda_l2": 5.0, "feature_fraction": 0.3,
    "max_bin": 63, "bagging_fraction": 0.7, "bagging_freq": 1, "num_threads": 1, "verbose": -1, "seed": 0,
    "deterministic": True, "force_row_wise": True,
}  # fmt: skip


def fit_trees(every: Sequence[TrainingText], weights: Mapping[str, float]) -> lgb.Booster:
    """Trees that make the right candidates of each turn likely (softmax over the candidates of a turn).

    `weights` say how much a turn of each kind of text counts. Copies without tags are for the networks only.
    """
    texts = [text for text in every if not text.is_untagged]
    chosen = [text.usable[text.candidates.turn] for text in texts]
    counts = [int(text.usable.sum()) for text in texts]
    firsts = np.concatenate([[0], np.cumsum(counts)])
    groups = np.concatenate(
        [
            (np.cumsum(text.usable) - 1 + first)[text.candidates.turn[some]]
            for text, some, first in zip(texts, chosen, firsts, strict=False)
        ]
    ).astype(np.int32)
    labels = np.concatenate([text.right[some] for text, some in zip(texts, chosen, strict=True)]).astype(float)
    weight = np.repeat([weights[text.kind] for text in texts], [int(some.sum()) for some in chosen])
    count = int(firsts[-1])

    def objective(scores: FloatArray, _: lgb.Dataset) -> tuple[FloatArray, FloatArray]:
        chances = softmax_by_turn(scores, groups, count)
        wanted = chances * labels
        wanted = wanted / np.maximum(np.bincount(groups, wanted, count)[groups], 1e-12)
        return (chances - wanted) * weight, np.maximum(chances * (1 - chances), 1e-3) * weight

    matrix = np.vstack([text.candidates.rows[some] for text, some in zip(texts, chosen, strict=True)])
    return lgb.train({**SETTINGS, "objective": objective}, lgb.Dataset(matrix, label=labels), ROUNDS)


def judge_text(text: TrainingText, trees: lgb.Booster) -> FloatArray:
    """What the trees make of the candidates of a text: their probabilities."""
    if not len(text.candidates.rows):
        return np.zeros(0)
    return softmax_by_turn(np.asarray(trees.predict(text.candidates.rows)), text.candidates.turn, len(text.turns))


def export_trees(trees: lgb.Booster, name: str) -> dict[str, NDArray[Any]]:
    """The trees as arrays; see audiobook/attribution/ranking/ranker.py."""
    nodes: list[tuple[int, float, int, int]] = []
    leaves: list[float] = []

    def add(node: dict[str, Any]) -> int:
        if "leaf_value" in node and "split_feature" not in node:
            leaves.append(node["leaf_value"])
            return -len(leaves)
        place = len(nodes)
        nodes.append((0, 0.0, 0, 0))
        left, right = add(node["left_child"]), add(node["right_child"])
        nodes[place] = (node["split_feature"], node["threshold"], left, right)
        return place

    roots = [add(tree["tree_structure"]) for tree in trees.dump_model()["tree_info"]]
    columns = list(zip(*nodes, strict=True))
    return {
        f"{name}_features": np.array(columns[0], np.int16),
        f"{name}_thresholds": np.array(columns[1], np.float64),
        f"{name}_left": np.array(columns[2], np.int16),
        f"{name}_right": np.array(columns[3], np.int16),
        f"{name}_leaves": np.array(leaves, np.float32),
        f"{name}_roots": np.array(roots, np.int16),
    }

"""The scores of a turn's candidates as probabilities, and the most probable of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from audiobook.attribution.ranking.feature_columns import CandidateTable

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]
# Log-odds are finite for probabilities that are this far from 0 and 1.
LEAST = 1e-4


def softmax_by_turn(scores: NDArray[np.floating], turns: IntArray, count: int) -> FloatArray:
    """The scores of each turn's candidates as probabilities, which add up to 1; `count` is the number of turns."""
    if not len(scores):
        return np.zeros(0)
    highest = np.full(count, -np.inf, scores.dtype)
    np.maximum.at(highest, turns, scores)
    exponentials = np.exp(scores - highest[turns])
    return np.asarray(exponentials / np.bincount(turns, exponentials, count)[turns], np.float64)


def find_best_candidates(candidates: CandidateTable, probabilities: FloatArray, count: int) -> NDArray[np.int64]:
    """The row of each turn's most probable candidate (of equals the first entity), -1 for a turn without candidates."""
    best = np.full(count, -1, np.int64)
    order = np.lexsort((-candidates.entity, probabilities))
    best[candidates.turn[order]] = order
    return best


def log_odds(probabilities: FloatArray) -> FloatArray:
    """How much likelier than not, as a logarithm."""
    inside = np.clip(probabilities, LEAST, 1 - LEAST)
    return np.asarray(np.log(inside / (1 - inside)))

"""How often the likeliest candidate was right, by its probability, over texts that the model had not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from labelled_texts import FANFIC, LITBANK, NOVELS, SEED, TrainingText
from numpy.typing import NDArray

from audiobook.attribution.ranking.probabilities import find_best_candidates, log_odds
from audiobook.attribution.ranking.ranker import FloatArray

# The fewer lines of a kind there are, the more each of them counts.
WEIGHTS: Mapping[str, float] = {NOVELS: 1.0, LITBANK: 2.0, SEED: 5.0, FANFIC: 5.0}
# Of Newton's method; a few are enough for two numbers.
STEPS = 15


def calibration_arrays(texts: Sequence[TrainingText], judged: Sequence[FloatArray]) -> dict[str, NDArray[Any]]:
    """The slope and the bias of a logistic regression of what was right on the log-odds of what was said."""
    said, right, weight = [], [], []
    for text, probabilities in zip(texts, judged, strict=True):
        if text.is_restyled:
            continue
        best = find_best_candidates(text.candidates, probabilities, len(text.turns))
        rows = best[text.known & (best >= 0)]
        said.append(log_odds(probabilities[rows]))
        right.append(text.right[rows].astype(float))
        weight.append(np.full(len(rows), WEIGHTS[text.kind]))
    slope, bias = _fit_logistic(*(np.concatenate(parts) for parts in (said, right, weight)))
    return {"calibration_slope": np.array(slope), "calibration_bias": np.array(bias)}


def _fit_logistic(inputs: FloatArray, right: FloatArray, weights: FloatArray) -> tuple[float, float]:
    matrix = np.column_stack([inputs, np.ones(len(inputs))])
    # From nothing, where every input counts, the steps don't overshoot.
    found = np.zeros(2)
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-matrix @ found))
        slope = matrix.T @ (weights * (chances - right))
        curvature = (matrix * (weights * chances * (1 - chances))[:, None]).T @ matrix
        found = found - np.linalg.solve(curvature, slope)
    return float(found[0]), float(found[1])

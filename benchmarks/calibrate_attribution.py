"""How often the likeliest candidate was right, by its probability, over texts that the model had not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from labelled_texts import FANFIC, LITBANK, NOVELS, SEED, TrainingText
from numpy.typing import NDArray

from audiobook.attribution.ranking.probabilities import find_best_candidates
from audiobook.attribution.ranking.ranker import FloatArray

BINS = 60
# The kinds of text count alike where one curve has to serve them all; of LitBank, whose characters are often mistaken
# for others before anyone speaks, no more.
WEIGHTS: Mapping[str, float] = {NOVELS: 1.0, LITBANK: 1.0, SEED: 5.0, FANFIC: 5.0}


def calibration_arrays(texts: Sequence[TrainingText], judged: Sequence[FloatArray]) -> dict[str, NDArray[Any]]:
    """Probabilities said, and rates at which they came true, in steps that only rise."""
    said, right, weight = [], [], []
    for text, probabilities in zip(texts, judged, strict=True):
        if text.is_restyled:
            continue
        best = find_best_candidates(text.candidates, probabilities, len(text.turns))
        rows = best[text.known & (best >= 0)]
        said.append(probabilities[rows])
        right.append(text.right[rows].astype(float))
        weight.append(np.full(len(rows), WEIGHTS[text.kind]))
    chances, rightness, weights = (np.concatenate(parts) for parts in (said, right, weight))
    bins = [part for part in np.array_split(np.argsort(chances, kind="stable"), BINS) if len(part)]
    raw = np.array([np.average(chances[part], weights=weights[part]) for part in bins])
    true = np.array([np.average(rightness[part], weights=weights[part]) for part in bins])
    return {"calibration_raw": raw, "calibration_true": np.maximum.accumulate(true)}

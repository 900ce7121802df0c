"""Scores candidates with a small neural network that looks at the candidates of the turns around, too.

It reads a candidate's features, makes a first guess from them alone, and then guesses again, each time with what the
guess before says of the turns around: of the same candidate there, of whoever is likely to speak there, and of the
other candidates of the same turn. So it learns how turns alternate together with what the features mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiobook.attribution.ranking.candidate_links import CandidateLinks
from audiobook.attribution.ranking.probabilities import softmax_by_turn

Floats = NDArray[np.float32]
# The turns that a candidate is looked for in, counted from its own.
TURN_OFFSETS = (-1, 1, -2, 2, -3, 3, -4, 4)
# Features are cut off so many standard deviations from their mean.
MAX_DEVIATION = 6.0
# How many turns of the scene a candidate can be likely to speak before more makes no difference.
MAX_OTHER_TURNS = 20.0
LOWEST_SCORE = -1e9


@dataclass(frozen=True, slots=True)
class DenseLayer:
    """A linear layer: `rows @ weights + bias`."""

    weights: Floats
    bias: Floats

    def apply(self, rows: Floats) -> Floats:
        """The layer's outputs, one row each."""
        return np.asarray(rows @ self.weights + self.bias, np.float32)


@dataclass(frozen=True, slots=True)
class TurnNetwork:
    """The network's layers; `means` and `scales` standardize the features.

    `encode` makes a candidate's state from its features, `guess` a score from the state, `project` the short form of
    the state that its neighbours see. `combine` makes a second state from the first and all that is around, and
    `revise` what is added to the first score. benchmarks/train_turn_network.py defines the same network for training.
    """

    means: Floats
    scales: Floats
    encode: DenseLayer
    guess: DenseLayer
    project: DenseLayer
    combine: DenseLayer
    revise: DenseLayer
    passes: int

    def score_rows(self, rows: Floats, links: CandidateLinks) -> Floats:
        """The score of each candidate by its features; the higher within a turn, the likelier."""
        standardized = np.clip((rows - self.means) / self.scales, -MAX_DEVIATION, MAX_DEVIATION)
        state = np.maximum(self.encode.apply(standardized), 0)
        first = scores = self.guess.apply(state)[:, 0]
        seen = self.project.apply(state)
        for _ in range(self.passes):
            hidden = self._combine(state, scores, seen, links)
            scores = first + self.revise.apply(np.maximum(hidden, 0))[:, 0]
        return scores

    def _combine(self, state: Floats, scores: Floats, seen: Floats, links: CandidateLinks) -> Floats:
        """`combine` of all that a candidate sees, added up part by part so that they never lie side by side."""
        count, wide = len(links.scenes), seen.shape[1]
        chances = softmax_by_turn(scores, links.turns, count).astype(np.float32)
        parts = _LayerParts(self.combine.weights)
        hidden = state @ parts.take(state.shape[1]) + self.combine.bias
        hidden += np.stack([scores, chances], 1) @ parts.take(2)
        # The last row is nobody's: NO_ROW leads there.
        table = np.zeros((len(seen) + 1, wide + 2), np.float32)
        table[:-1] = np.column_stack([seen, chances, np.ones(len(seen))])
        for offset in TURN_OFFSETS:
            hidden += table[links.rows_at(offset)] @ parts.take(wide + 2)
        hidden += self._view_of_turns(seen, chances, links, parts)[links.turns]
        others = np.bincount(links.presence, chances)[links.presence].astype(np.float32) - chances
        hidden += np.stack([np.log1p(np.maximum(others, 0)), np.minimum(others, MAX_OTHER_TURNS) / 10], 1) @ parts.take(
            2
        )
        return np.asarray(hidden, np.float32)

    @staticmethod
    def _view_of_turns(seen: Floats, chances: Floats, links: CandidateLinks, parts: _LayerParts) -> Floats:
        """What all candidates of a turn see alike: who is likely to speak around it, and in it."""
        count, wide = len(links.scenes), seen.shape[1]
        likely = np.zeros((count + 1, wide + 1), np.float32)
        likely[:count, wide] = 1
        np.add.at(likely[:, :wide], links.turns, seen * chances[:, None])
        highest = np.full((count, wide), LOWEST_SCORE, np.float32)
        np.maximum.at(highest, links.turns, seen)
        around = np.stack([links.turns_at(offset) for offset in TURN_OFFSETS], 1)
        view = likely[around].reshape(count, -1) @ parts.take(len(TURN_OFFSETS) * (wide + 1))
        view += likely[:count, :wide] @ parts.take(wide)
        view += highest @ parts.take(wide)
        return np.asarray(view, np.float32)


class _LayerParts:
    """The rows of a layer's weights, taken part by part from the first to the last."""

    def __init__(self, weights: Floats) -> None:
        self.weights = weights
        self.start = 0

    def take(self, count: int) -> Floats:
        """The next so many rows."""
        self.start += count
        return self.weights[self.start - count : self.start]


def load_network(arrays: Mapping[str, NDArray[Any]], name: str) -> TurnNetwork:
    """The network whose arrays begin with this name, as benchmarks/train_turn_network.py writes them."""

    def layer(part: str) -> DenseLayer:
        return DenseLayer(numbers(f"{part}_weights"), numbers(f"{part}_bias"))

    def numbers(part: str) -> Floats:
        return arrays[f"{name}_{part}"].astype(np.float32)

    return TurnNetwork(
        numbers("means"),
        numbers("scales"),
        layer("encode"),
        layer("guess"),
        layer("project"),
        layer("combine"),
        layer("revise"),
        int(arrays[f"{name}_passes"]),
    )

"""Weighs the turns of a scene together: a turn's likely neighbours say something about its own speaker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audiobook.attribution.ranking.candidate_links import NO_ROW, CandidateLinks
from audiobook.attribution.ranking.feature_columns import CONTEXT_FEATURE_NAMES, CandidateTable, ContextFeatures
from audiobook.attribution.ranking.probabilities import FloatArray, find_best_candidates
from audiobook.attribution.turns import Turn

MAX_TURN_OFFSET = 8
# How many candidates of a turn are followed, and the weights of turn-taking: whoever spoke last seldom goes on, whoever
# spoke before that often does.
MAX_STATES_PER_TURN = 6
SAME_AS_LAST = 0.25
SAME_AS_LAST_APART = 0.8
SAME_AS_BEFORE_LAST = 3.0
MIN_EMISSION = 0.002


@dataclass(frozen=True)
class CandidateProbabilities:
    """The probabilities of all candidates of some turns."""

    turns: Sequence[Turn]
    candidates: CandidateTable
    values: FloatArray

    def group_by_turn(self) -> list[dict[int, float]]:
        """The probabilities of each turn's candidates, by entity."""
        by_turn: list[dict[int, float]] = [{} for _ in self.turns]
        for turn, entity, value in zip(
            self.candidates.turn.tolist(), self.candidates.entity.tolist(), self.values.tolist(), strict=True
        ):
            by_turn[turn][entity] = value
        return by_turn


def build_context_rows(probabilities: CandidateProbabilities, links: CandidateLinks) -> NDArray[np.float32]:
    """The context features of each candidate, one row each (see ContextFeatures)."""
    candidates, values = probabilities.candidates, probabilities.values
    if not len(values):
        return np.zeros((0, len(CONTEXT_FEATURE_NAMES)), np.float32)
    count = len(probabilities.turns)
    smoothed = _smooth_rows(probabilities)
    near = _NearbyRows(links)
    best = find_best_candidates(candidates, values, count)
    likely = near.values_at(values)
    likely_smoothed = near.values_at(smoothed)
    others = np.bincount(links.presence, values)[links.presence] - values
    scenes = np.unique(links.scenes, return_inverse=True)[1].reshape(-1)
    rest = np.maximum(1, np.bincount(scenes)[scenes] - 1)[candidates.turn]
    best_smoothed = np.zeros(count)
    np.maximum.at(best_smoothed, candidates.turn, smoothed)
    columns = ContextFeatures(
        probability=values,
        below_best=values - values[best[candidates.turn]],
        previous_1=likely[-1],
        previous_2=likely[-2],
        previous_3=likely[-3],
        previous_4=likely[-4],
        next_1=likely[1],
        next_2=likely[2],
        next_3=likely[3],
        next_4=likely[4],
        best_previous_1=near.is_in(best, -1),
        best_next_1=near.is_in(best, 1),
        best_previous_2=near.is_in(best, -2),
        sum_around=np.sum([np.maximum(0, one) for one in likely.values()], axis=0),
        smoothed=smoothed,
        smoothed_below_best=smoothed - best_smoothed[candidates.turn],
        smoothed_previous_1=likely_smoothed[-1],
        smoothed_previous_2=likely_smoothed[-2],
        smoothed_next_1=likely_smoothed[1],
        smoothed_next_2=likely_smoothed[2],
        scene_turns=others,
        scene_share=others / rest,
    )
    return np.stack(columns, axis=1).astype(np.float32)


class _NearbyRows:
    """The rows of the same entity in the turns around."""

    def __init__(self, links: CandidateLinks) -> None:
        offsets = [offset for offset in range(-MAX_TURN_OFFSET, MAX_TURN_OFFSET + 1) if offset]
        self.rows = {offset: links.rows_at(offset) for offset in offsets}
        self.turns = {offset: links.turns_at(offset)[links.turns] for offset in offsets}

    def values_at(self, values: FloatArray) -> dict[int, FloatArray]:
        """The values at each offset: 0 where the entity is no candidate, -1 where no turn is."""
        return {
            offset: np.where(self.turns[offset] == NO_ROW, -1.0, np.where(rows == NO_ROW, 0.0, values[rows]))
            for offset, rows in self.rows.items()
        }

    def is_in(self, best: NDArray[np.int64], offset: int) -> FloatArray:
        """1 where the row at the offset is the best of its turn."""
        rows = self.rows[offset]
        return np.asarray((rows != NO_ROW) & (best[self.turns[offset]] == rows), np.float64)


def _smooth_rows(probabilities: CandidateProbabilities) -> FloatArray:
    smoothed = smooth_probabilities(probabilities.turns, probabilities.group_by_turn())
    pairs = zip(probabilities.candidates.turn.tolist(), probabilities.candidates.entity.tolist(), strict=True)
    return np.array([smoothed[turn].get(entity, 0.0) for turn, entity in pairs])


def smooth_probabilities(turns: Sequence[Turn], by_turn: Sequence[dict[int, float]]) -> list[dict[int, float]]:
    """Each candidate's probability given the whole scene, by the forward-backward algorithm over pairs of turns."""
    smoothed: list[dict[int, float]] = []
    for start, end in split_scenes(turns):
        smoothed += _smooth_scene(turns[start:end], by_turn[start:end])
    return smoothed


def split_scenes(turns: Sequence[Turn]) -> Iterator[tuple[int, int]]:
    """The first turn of each scene, and the one after its last."""
    start = 0
    for number in range(1, len(turns) + 1):
        if number == len(turns) or turns[number].scene != turns[start].scene:
            yield start, number
            start = number


def _smooth_scene(turns: Sequence[Turn], by_turn: Sequence[dict[int, float]]) -> list[dict[int, float]]:
    states = [
        sorted(values, key=lambda entity: (-values[entity], entity))[:MAX_STATES_PER_TURN] or [-1] for values in by_turn
    ]
    emissions = [
        np.array([max(MIN_EMISSION, values.get(entity, 1.0)) for entity in row])
        for values, row in zip(by_turn, states, strict=True)
    ]
    transitions = [
        _transition_weights(turns[at - 1], turns[at], states[at - 2] if at > 1 else [-2], states[at - 1], states[at])
        for at in range(1, len(turns))
    ]
    forward = _run_forward_pass(emissions, transitions)
    backward = _run_backward_pass(emissions, transitions)
    smoothed = []
    for at, row in enumerate(states):
        joint = (forward[at] * backward[at]).sum(axis=0)
        joint = joint / joint.sum()
        smoothed.append({entity: float(value) for entity, value in zip(row, joint, strict=True) if entity >= 0})
    return smoothed


def _transition_weights(
    before: Turn, now: Turn, older: Sequence[int], old: Sequence[int], new: Sequence[int]
) -> FloatArray:
    """The weights of three turns in a row, for each choice of their speakers."""
    gap = now.first - before.last
    same = np.equal.outer(np.array(old), np.array(new))
    again = np.equal.outer(np.array(older), np.array(new))
    repeat = SAME_AS_LAST if gap <= 1 else SAME_AS_LAST_APART
    weights = (
        np.where(same, repeat, 1.0)[None, :, :]
        * np.where(again, SAME_AS_BEFORE_LAST if gap <= 2 else 1.5, 1.0)[:, None, :]
    )
    return np.asarray(weights, np.float64)


def _run_forward_pass(emissions: Sequence[FloatArray], transitions: Sequence[FloatArray]) -> list[FloatArray]:
    messages = [emissions[0][None, :]]
    for weights, link in zip(emissions[1:], transitions, strict=True):
        state = np.einsum("ab,abc->bc", messages[-1], link) * weights[None, :]
        messages.append(state / state.sum())
    return messages


def _run_backward_pass(emissions: Sequence[FloatArray], transitions: Sequence[FloatArray]) -> list[FloatArray]:
    messages = [np.ones((len(emissions[-2]) if len(emissions) > 1 else 1, len(emissions[-1])))]
    for weights, link in zip(reversed(emissions[1:]), reversed(transitions), strict=True):
        state = np.einsum("abc,bc,c->ab", link, messages[-1], weights)
        messages.append(state / state.sum())
    return messages[::-1]

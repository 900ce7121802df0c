"""Weighs the turns of a scene together: a turn's likely neighbours say something about its own speaker."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audiobook.attribution.feature_columns import CONTEXT_FEATURE_NAMES, CandidateTable, ContextFeatures
from audiobook.attribution.ranker import FloatArray
from audiobook.attribution.turns import Turn

MAX_TURN_OFFSET = 8
# How many candidates of a turn are followed, and the weights of turn-taking: whoever spoke last seldom goes on, whoever
# spoke before that often does.
MAX_STATES_PER_TURN = 6
SAME_AS_LAST = 0.25
SAME_AS_LAST_APART = 0.8
SAME_AS_BEFORE_LAST = 3.0
MIN_EMISSION = 0.002
NO_SHARE = (0.0, 0.0)


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


def build_context_rows(probabilities: CandidateProbabilities) -> NDArray[np.float32]:
    """The context features of each candidate, one row each (see ContextFeatures)."""
    by_turn = probabilities.group_by_turn()
    smoothed = smooth_probabilities(probabilities.turns, by_turn)
    scenes = [turn.scene for turn in probabilities.turns]
    best_entities = [
        max(turn_probabilities, key=lambda entity: turn_probabilities[entity]) if turn_probabilities else -1
        for turn_probabilities in by_turn
    ]
    shares = _compute_scene_shares(probabilities.turns, by_turn)
    rows = [
        _build_context_row(turn, entity, by_turn, smoothed, best_entities, scenes, shares[turn].get(entity, NO_SHARE))
        for turn, entity in zip(
            probabilities.candidates.turn.tolist(), probabilities.candidates.entity.tolist(), strict=True
        )
    ]
    return np.array(rows, np.float32).reshape(len(rows), len(CONTEXT_FEATURE_NAMES))


def _compute_scene_shares(
    turns: Sequence[Turn], by_turn: Sequence[dict[int, float]]
) -> list[dict[int, tuple[float, float]]]:
    """How many of the scene's other turns each candidate is likely to speak, and what share of them."""
    shares: list[dict[int, tuple[float, float]]] = []
    for start, end in split_scenes(turns):
        sums: defaultdict[int, float] = defaultdict(float)
        for turn_probabilities in by_turn[start:end]:
            for entity, probability in turn_probabilities.items():
                sums[entity] += probability
        rest = max(1, end - start - 1)
        for turn_probabilities in by_turn[start:end]:
            shares.append(
                {
                    entity: (
                        sums[entity] - turn_probabilities[entity],
                        (sums[entity] - turn_probabilities[entity]) / rest,
                    )
                    for entity in turn_probabilities
                }
            )
    return shares


def _build_context_row(
    turn: int,
    entity: int,
    by_turn: Sequence[dict[int, float]],
    smoothed: Sequence[dict[int, float]],
    best: Sequence[int],
    scenes: Sequence[int],
    scene_share: tuple[float, float],
) -> ContextFeatures:
    def near(step: int, table: Sequence[dict[int, float]]) -> float:
        at = turn + step
        inside = 0 <= at < len(by_turn) and scenes[at] == scenes[turn]
        return table[at].get(entity, 0.0) if inside else -1.0

    def is_best(step: int) -> float:
        return float(near(step, by_turn) >= 0 and best[turn + step] == entity)

    here, smoothed_here = by_turn[turn], smoothed[turn]
    around = sum(max(0.0, near(step, by_turn)) for step in range(-MAX_TURN_OFFSET, MAX_TURN_OFFSET + 1) if step)
    return ContextFeatures(
        probability=here[entity],
        below_best=here[entity] - here[best[turn]],
        previous_1=near(-1, by_turn),
        previous_2=near(-2, by_turn),
        previous_3=near(-3, by_turn),
        previous_4=near(-4, by_turn),
        next_1=near(1, by_turn),
        next_2=near(2, by_turn),
        next_3=near(3, by_turn),
        next_4=near(4, by_turn),
        best_previous_1=is_best(-1),
        best_next_1=is_best(1),
        best_previous_2=is_best(-2),
        sum_around=around,
        smoothed=smoothed_here.get(entity, 0.0),
        smoothed_below_best=smoothed_here.get(entity, 0.0) - max(smoothed_here.values(), default=0.0),
        smoothed_previous_1=near(-1, smoothed),
        smoothed_previous_2=near(-2, smoothed),
        smoothed_next_1=near(1, smoothed),
        smoothed_next_2=near(2, smoothed),
        scene_turns=scene_share[0],
        scene_share=scene_share[1],
    )


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

"""How the trees' and the networks' probabilities become one."""

from __future__ import annotations

import numpy as np
import pytest

from audiobook.attribution.ranking.feature_columns import FEATURE_NAMES, CandidateTable
from audiobook.attribution.ranking.ranking import adjust_probabilities, blend_probabilities


def two_candidates(**features: tuple[float, float]) -> CandidateTable:
    """A turn with two candidates that have these features."""
    rows = np.zeros((2, len(FEATURE_NAMES)), np.float32)
    for name, values in features.items():
        rows[:, FEATURE_NAMES.index(name)] = values
    return CandidateTable(np.zeros(2, np.int32), np.array([0, 1], np.int32), rows)


def test_the_blend_adds_up_to_one_and_lies_between_its_parts() -> None:
    trees, network = np.array([0.9, 0.1]), np.array([0.6, 0.4])
    blended = blend_probabilities(trees, [network], two_candidates(), 1)
    assert blended.sum() == pytest.approx(1)
    assert 0.6 < blended[0] < 0.9


def test_more_networks_together_count_no_more_than_one() -> None:
    trees, network = np.array([0.9, 0.1]), np.array([0.3, 0.7])
    one = blend_probabilities(trees, [network], two_candidates(), 1)
    two = blend_probabilities(trees, [network, network], two_candidates(), 1)
    assert two == pytest.approx(one)


def test_who_is_spoken_to_seldom_speaks() -> None:
    even = np.array([0.5, 0.5])
    adjusted = adjust_probabilities(even, two_candidates(here_addressed=(1, 0)), 1)
    assert adjusted[0] < 0.2
    tagged = two_candidates(here_addressed=(1, 0), named_by_saying=(1, 0))
    assert adjust_probabilities(even, tagged, 1) == pytest.approx(even)

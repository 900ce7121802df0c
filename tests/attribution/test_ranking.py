"""How the trees' and the networks' probabilities become one."""

from __future__ import annotations

import numpy as np
import pytest

from audiobook.attribution.ranking.candidate_links import link_candidates
from audiobook.attribution.ranking.feature_columns import FEATURE_NAMES, CandidateTable
from audiobook.attribution.ranking.ranking import (
    adjust_probabilities,
    blend_probabilities,
    discourage_repeats,
)
from audiobook.attribution.tags.cues import CueStrength
from audiobook.attribution.turns import Turn


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


# Two turns of two candidates each: the features of the second turn, its first paragraph, its scene, and whether whoever
# speaks the first becomes less likely in the second.
REPEATS = {
    "an untagged line right behind": ({"no_cues": 1}, 1, 0, True),
    "a description": ({"cue_noun": 1, "strength": CueStrength.SAYING}, 1, 0, True),
    "an action": ({"cue_noun": 1, "strength": CueStrength.BEAT}, 1, 0, False),
    "a pronoun": ({"cue_pronoun": 1, "strength": CueStrength.SAYING}, 1, 0, False),
    "a paragraph between them": ({"no_cues": 1}, 2, 0, False),
    "the same paragraph": ({"no_cues": 1}, 0, 0, False),
    "another scene": ({"no_cues": 1}, 1, 1, False),
}


@pytest.mark.parametrize(("features", "paragraph", "scene", "lowers"), REPEATS.values(), ids=REPEATS.keys())
def test_speakers_alternate(features: dict[str, float], paragraph: int, scene: int, lowers: bool) -> None:
    rows = np.zeros((4, len(FEATURE_NAMES)), np.float32)
    for name, value in features.items():
        rows[2:, FEATURE_NAMES.index(name)] = value
    candidates = CandidateTable(np.array([0, 0, 1, 1], np.int32), np.array([5, 7, 5, 7], np.int32), rows)
    turns = [Turn(0, 0, 0, ((0, 0),), ()), Turn(paragraph, paragraph, scene, ((paragraph, 1),), ())]
    before = np.array([0.9, 0.1, 0.6, 0.4])
    links = link_candidates([turn.scene for turn in turns], candidates)
    after = discourage_repeats(before, turns, candidates, links)
    assert after[:2] == pytest.approx(before[:2])
    assert after[2:].sum() == pytest.approx(1)
    assert (after[2] < 0.5) if lowers else (after[2] == pytest.approx(before[2]))

"""The network's scores depend on the turns around, and on nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from audiobook.attribution.ranking.candidate_links import CandidateLinks, link_candidates
from audiobook.attribution.ranking.feature_columns import CandidateTable
from audiobook.attribution.ranking.turn_network import (
    TURN_OFFSETS,
    TurnNetwork,
    load_network,
)

FEATURES, STATE, SEEN = 3, 5, 2
ANN, BEN, CATO = 0, 1, 2


def table(*turns: tuple[int, ...]) -> CandidateTable:
    """Candidates of some turns, each with numbers of its own as features."""
    pairs = [(turn, entity) for turn, entities in enumerate(turns) for entity in entities]
    rows = np.array([[entity, turn % 3, 1.0] for turn, entity in pairs], np.float32).reshape(-1, FEATURES)
    numbers = np.array(pairs, np.int32).reshape(-1, 2)
    return CandidateTable(numbers[:, 0], numbers[:, 1], rows)


def links_of(scenes: list[int], candidates: CandidateTable) -> CandidateLinks:
    return link_candidates(scenes, candidates)


@pytest.fixture
def network() -> TurnNetwork:
    """A network with weights by chance."""
    chance = np.random.default_rng(3)
    combined = STATE + 2 + len(TURN_OFFSETS) * (2 * SEEN + 3) + 2 * SEEN + 2
    sizes = {"encode": (FEATURES, STATE), "guess": (STATE, 1), "project": (STATE, SEEN), "combine": (combined, STATE)}
    sizes["revise"] = (STATE, 1)
    arrays = {f"one_{name}_weights": chance.normal(size=size) for name, size in sizes.items()}
    arrays |= {f"one_{name}_bias": chance.normal(size=size[1]) for name, size in sizes.items()}
    means = {"one_means": np.zeros(FEATURES), "one_scales": np.ones(FEATURES), "one_passes": np.array(2)}
    return load_network(arrays | means, "one")


def test_scores_of_a_scene_do_not_depend_on_the_scenes_around_it(network: TurnNetwork) -> None:
    alone = table((ANN, BEN), (BEN,))
    both = table((ANN, BEN), (BEN,), (ANN, CATO), (BEN, CATO))
    wanted = network.score_rows(alone.rows, links_of([0, 0], alone))
    assert network.score_rows(both.rows, links_of([0, 0, 1, 1], both))[:3] == pytest.approx(wanted, rel=1e-5)


def test_scores_depend_on_the_turns_around(network: TurnNetwork) -> None:
    candidates = table((ANN, BEN), (BEN, CATO))
    together = network.score_rows(candidates.rows, links_of([0, 0], candidates))
    apart = network.score_rows(candidates.rows, links_of([0, 1], candidates))
    assert not np.allclose(together, apart)


def test_turns_without_candidates_are_passed_over(network: TurnNetwork) -> None:
    candidates = table((ANN,), (), (BEN,))
    assert np.isfinite(network.score_rows(candidates.rows, links_of([0, 0, 0], candidates))).all()
    nobody = table((), ())
    assert network.score_rows(nobody.rows, links_of([0, 0], nobody)).tolist() == []

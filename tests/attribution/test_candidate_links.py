"""Candidates of a turn are found among those of the turns around."""

from __future__ import annotations

import numpy as np

from audiobook.attribution.ranking.candidate_links import NO_ROW, CandidateLinks, link_candidates
from audiobook.attribution.ranking.feature_columns import CandidateTable

ANN, BEN, CATO = 0, 1, 2


def links_of(scenes: list[int], *turns: tuple[int, ...]) -> CandidateLinks:
    pairs = [(turn, entity) for turn, entities in enumerate(turns) for entity in entities]
    numbers = np.array(pairs, np.int32).reshape(-1, 2)
    return link_candidates(scenes, CandidateTable(numbers[:, 0], numbers[:, 1], np.zeros((len(pairs), 0), np.float32)))


def test_the_same_entity_is_found_in_the_turns_around() -> None:
    links = links_of([0, 0, 0], (ANN, BEN), (BEN, CATO), (ANN,))
    assert links.rows_at(1).tolist() == [NO_ROW, 2, NO_ROW, NO_ROW, NO_ROW]
    assert links.rows_at(-1).tolist() == [NO_ROW, NO_ROW, 1, NO_ROW, NO_ROW]
    assert links.rows_at(2).tolist() == [4, NO_ROW, NO_ROW, NO_ROW, NO_ROW]


def test_candidates_may_come_in_any_order() -> None:
    links = links_of([0, 0], (BEN, ANN), (ANN, BEN))
    assert links.rows_at(1).tolist() == [3, 2, NO_ROW, NO_ROW]


def test_nothing_is_found_across_scenes() -> None:
    links = links_of([0, 0, 1], (ANN,), (ANN,), (ANN,))
    assert links.rows_at(1).tolist() == [1, NO_ROW, NO_ROW]
    assert links.turns_at(1).tolist() == [1, NO_ROW, NO_ROW]
    assert links.presence.tolist() == [0, 0, 1]


def test_turns_without_candidates_have_no_rows() -> None:
    assert links_of([0, 0], (), ()).rows_at(1).tolist() == []

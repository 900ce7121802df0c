"""Finds the candidates of a turn among those of the turns around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audiobook.attribution.ranking.feature_columns import CandidateTable

Indexes = NDArray[np.int64]
NO_ROW = -1


@dataclass(frozen=True, slots=True)
class CandidateLinks:
    """Where the candidates of turns that are whole scenes, or parts of them, stand in the table.

    `turns` is the turn of each row and `scenes` the scene of each turn. `presence` numbers the pairs of scene and
    entity, one for each row. `row_keys` are turn and entity of each row as one number, which `entities` is the base of;
    `keys` are the same in rising order, and `order` the rows that they are of.
    """

    turns: NDArray[np.int32]
    scenes: Indexes
    presence: Indexes
    keys: Indexes
    order: Indexes
    row_keys: Indexes
    entities: int

    def turns_at(self, offset: int) -> Indexes:
        """The turn so many turns away from each turn, NO_ROW where it is not in the same scene."""
        count = len(self.scenes)
        there = np.arange(count) + offset
        inside = (there >= 0) & (there < count)
        inside[inside] = self.scenes[there[inside]] == self.scenes[inside]
        return np.where(inside, there, NO_ROW)

    def rows_at(self, offset: int) -> Indexes:
        """The row of the same entity so many turns away from each row's turn, NO_ROW where there is none."""
        if not len(self.keys):
            return np.zeros(0, np.int64)
        wanted = self.row_keys + offset * self.entities
        places = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        found = (self.turns_at(offset)[self.turns] != NO_ROW) & (self.keys[places] == wanted)
        return np.where(found, self.order[places], NO_ROW)


def link_candidates(scenes: Sequence[int], candidates: CandidateTable) -> CandidateLinks:
    """The links of the candidates of turns that lie in these scenes."""
    scene = np.array(scenes, np.int64)
    entities = int(candidates.entity.max(initial=0)) + 1
    row_keys = candidates.turn.astype(np.int64) * entities + candidates.entity
    order = np.argsort(row_keys, kind="stable")
    pairs = scene[candidates.turn] * entities + candidates.entity
    presence = np.unique(pairs, return_inverse=True)[1].reshape(-1)
    return CandidateLinks(candidates.turn, scene, presence, row_keys[order], order, row_keys, entities)

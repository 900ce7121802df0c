"""The ranker's features: names, values and the columns that the shipped weights were trained on."""

from __future__ import annotations

from audiobook.attribution.ranking.feature_columns import CONTEXT_FEATURE_NAMES, FEATURE_NAMES
from audiobook.attribution.ranking.ranker import load_shipped_model


def test_feature_names_are_unique() -> None:
    names = (*FEATURE_NAMES, *CONTEXT_FEATURE_NAMES)
    assert sorted(names) == sorted(set(names))


def test_shipped_weights_were_trained_on_these_columns() -> None:
    """A difference is a feature that was added, removed, renamed or moved since: train the rankers again."""
    assert load_shipped_model().columns == (*FEATURE_NAMES, *CONTEXT_FEATURE_NAMES)

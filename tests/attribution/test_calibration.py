"""The probabilities that the program tells: how often it is right where it says so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audiobook.attribution.ranking.probabilities import log_odds
from audiobook.attribution.ranking.ranker import load_shipped_model

SAID = np.array([0.0, 0.1, 0.3, 0.5, 0.8, 0.95, 1.0])


@pytest.mark.parametrize(("said", "odds"), [(0.5, 0.0), (0.8, np.log(4)), (0.2, -np.log(4))])
def test_log_odds(said: float, odds: float) -> None:
    assert log_odds(np.array([said]))[0] == pytest.approx(odds)


def test_log_odds_of_what_is_certain_are_finite() -> None:
    assert np.isfinite(log_odds(SAID)).all()


def test_the_likelier_is_always_the_surer() -> None:
    told = load_shipped_model().calibrate(SAID)
    assert (np.diff(told) > 0).all()
    assert ((told > 0) & (told < 1)).all()


def test_slope_and_bias_shift_what_is_told() -> None:
    model = load_shipped_model()
    assert replace(model, slope=1.0, bias=0.0).calibrate(SAID[1:-1]) == pytest.approx(SAID[1:-1])
    modest = replace(model, slope=0.5, bias=0.0).calibrate(SAID)
    assert modest[3] == pytest.approx(0.5)
    assert modest[4] == pytest.approx(2 / 3)
    assert replace(model, slope=1.0, bias=1.0).calibrate(SAID)[3] > 0.7

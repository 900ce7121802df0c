"""What engines are asked for so that they speak at a pace, and what is made of the rest."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from audiobook.engines import kokoro, openai, piper, supertonic, system
from audiobook.engines.pace_table import EXACT, FIXED, PaceTable

TABLES = {
    "exact": EXACT,
    "fixed": FIXED,
    "kokoro": kokoro.PACES,
    "piper": piper.PACES,
    "espeak": system.ESPEAK_PACES,
    "openai": openai.SPEEDS,
    "supertonic": supertonic.PACES,
}
PACES = np.geomspace(0.4, 4.0, 60)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_table_rises_and_leaves_the_engines_own_pace_alone(table: PaceTable) -> None:
    rows = [row for run in table.runs for row in run]
    assert all(before[0] < after[0] and before[1] < after[1] for before, after in pairwise(rows))
    assert table.ask_for(1.0) == (1.0, 1.0)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_what_comes_of_the_question_and_the_rest_is_the_pace(table: PaceTable) -> None:
    for pace in PACES:
        asked, missing = table.ask_for(pace)
        comes = [np.interp(asked, *zip(*run, strict=True)) for run in table.runs if run[0][0] <= asked <= run[-1][0]]
        assert [come * missing for come in comes] == [pytest.approx(pace)]


def test_a_leap_is_never_asked_for() -> None:
    table = PaceTable((((0.5, 0.5), (1.0, 1.0), (1.3, 1.2)), ((1.4, 1.5), (2.0, 2.0))))
    asked = [table.ask_for(pace)[0] for pace in np.linspace(1.1, 1.6, 50)]
    assert not [pace for pace in asked if 1.3 < pace < 1.4]
    assert asked == sorted(asked)


def test_only_the_ends_of_a_table_leave_a_rest() -> None:
    table = PaceTable((((0.5, 0.6), (1.0, 1.0), (3.0, 2.0)),))
    assert [table.ask_for(pace)[1] for pace in (0.3, 0.7, 1.0, 1.9, 3.0)] == [0.5, 1.0, 1.0, 1.0, 1.5]

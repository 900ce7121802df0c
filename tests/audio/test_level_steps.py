"""No clip is much softer than its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.audio.level_steps import MAX_STEP, limit_steps, measure_clip
from audiobook.model import Clip

RATE = 8000


def tone(level: float, seconds: float = 1.0) -> Clip:
    """A tone with a peak at this level in dBFS."""
    wave = 10 ** (level / 20) * np.sin(2 * np.pi * 400 * np.arange(int(seconds * RATE)) / RATE)
    return Clip(np.asarray(wave * 32767, np.int16), RATE, ("x",))


def levels(*clips: Clip) -> list[float]:
    return [measure_clip(clip) for clip, _ in limit_steps((clip, 7) for clip in clips)]


def steps(found: Sequence[float]) -> list[float]:
    return [abs(one - other) for one, other in pairwise(found)]


@pytest.mark.parametrize("seconds", [1.0, 0.3])
def test_a_soft_clip_is_raised_next_to_a_loud_one(seconds: float) -> None:
    soft, loud = tone(-26, seconds), tone(-20)
    assert steps(levels(soft, loud)) == pytest.approx([MAX_STEP], abs=0.1)
    assert steps(levels(loud, soft)) == pytest.approx([MAX_STEP], abs=0.1)


def test_what_is_near_its_neighbours_stays_as_it_is() -> None:
    clips = [(tone(-20), 100), (tone(-22), 200), (tone(-21), 300)]
    assert list(limit_steps(clips)) == clips


def test_silence_stays_silent() -> None:
    silent = Clip(np.zeros(RATE, np.int16), RATE)
    empty = Clip(np.zeros(0, np.int16), RATE)
    assert [clip for clip, _ in limit_steps([(tone(-20), 1), (silent, 2), (empty, 3)])][1:] == [silent, empty]


@given(st.lists(st.floats(-30, -24), max_size=6))
def test_steps_stay_under_the_limit(peaks: list[float]) -> None:
    found = levels(*map(tone, peaks))
    assert len(found) == len(peaks)
    assert all(step <= MAX_STEP + 0.1 for step in steps(found))

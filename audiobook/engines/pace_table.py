"""What to ask an engine for so that it speaks at a pace: most round the lengths of sounds, and miss it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class PaceTable:
    """How fast an engine speaks when it is asked for a pace: runs of pairs (asked, got), both rising.

    1 is how fast it speaks when it is asked for 1. Within a run, what comes changes evenly; between two runs it leaps,
    and what comes of values between them isn't known. benchmarks/pace.py measures such tables.
    """

    runs: tuple[tuple[tuple[float, float], ...], ...]

    def ask_for(self, pace: float) -> tuple[float, float]:
        """What to ask for to get a pace, and by what factor that still misses it (1.0: not at all).

        >>> table = PaceTable((((0.5, 0.6), (1.0, 1.0), (1.5, 1.25)), ((1.75, 1.75), (3.0, 2.0))))
        >>> table.ask_for(1.125), table.ask_for(1.5), table.ask_for(2.5)
        ((1.25, 1.0), (1.75, 0.8571428571428571), (3.0, 1.25))
        """
        asked, missing = min((_ask_within(run, pace) for run in self.runs), key=lambda answer: abs(math.log(answer[1])))
        return asked, missing


def _ask_within(run: tuple[tuple[float, float], ...], pace: float) -> tuple[float, float]:
    asked, got = zip(*run, strict=True)
    reached = min(max(pace, got[0]), got[-1])
    return float(np.interp(reached, got, asked)), pace / reached


# For an engine that does as it is told, and for one that can't be told.
EXACT = PaceTable((((0.1, 0.1), (10.0, 10.0)),))
FIXED = PaceTable((((1.0, 1.0),),))

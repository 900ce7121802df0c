"""Levels of sound over time: sound, silences and the noise floor, from the powers of short windows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HOP_SECONDS = 0.01
# Anything louder is sound: room tone and encoder noise are well below, the softest consonants above.
SOUND_THRESHOLD_DBFS = -50.0
# Sound as short as a click does not end a silence.
MIN_SOUND_SECONDS = 0.03
FLOOR_SECONDS = 0.5
# Silences shorter than this are not listed.
MIN_SILENCE_SECONDS = 0.5
# The lowest level: digital silence has none.
SILENT_DB = -120.0


@dataclass(frozen=True, slots=True)
class Silence:
    """A stretch without sound, in seconds from the file's beginning."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class SoundEnvelope:
    """Where a file has sound: seconds before (`head`) and after it (`tail`), the silences inside, and seconds of sound.

    Only silences of MIN_SILENCE_SECONDS or more are listed. A file without sound is all head.
    """

    head: float
    tail: float
    silences: tuple[Silence, ...]
    sounding: float


def to_decibels(power: float) -> float:
    """A mean square as dBFS, where a square wave of full scale is 0.

    >>> to_decibels(1.0), round(to_decibels(0.5), 2), to_decibels(0.0)
    (0.0, -3.01, -120.0)
    """
    import math

    return max(SILENT_DB, 10 * math.log10(power)) if power > 0 else SILENT_DB


def measure_envelope(powers: NDArray[np.float64], hop: float, seconds: float) -> SoundEnvelope:
    """The envelope of a file that lasts `seconds`, from the mean squares of its windows of `hop` seconds."""
    runs = _sounding_runs(powers, hop)
    if not runs:
        return SoundEnvelope(seconds, 0.0, (), 0.0)
    gaps = (Silence(end * hop, start * hop) for (_, end), (start, _) in pairwise(runs))
    silences = tuple(gap for gap in gaps if gap.seconds >= MIN_SILENCE_SECONDS)
    tail = max(0.0, seconds - runs[-1][1] * hop)
    return SoundEnvelope(runs[0][0] * hop, tail, silences, sum(end - start for start, end in runs) * hop)


def _sounding_runs(powers: NDArray[np.float64], hop: float) -> list[tuple[int, int]]:
    """Start and end (exclusive) of each run of sound, as indexes of windows."""
    import numpy as np

    loud = np.concatenate(([False], powers > 10 ** (SOUND_THRESHOLD_DBFS / 10), [False]))
    edges = np.flatnonzero(loud[1:] != loud[:-1])
    least = MIN_SOUND_SECONDS / hop - 0.5
    pairs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return [(start, end) for start, end in pairs if end - start >= least]


def measure_noise_floor(powers: NDArray[np.float64], hop: float) -> float:
    """The level of the quietest half second, in dBFS; for a shorter file that of the whole file.

    ACX's own advice and Audacity's "ACX Check" measure the noise floor like this.
    """
    import numpy as np

    if not len(powers):
        return SILENT_DB
    width = min(len(powers), round(FLOOR_SECONDS / hop))
    sums = np.concatenate(([0.0], np.cumsum(powers)))
    return to_decibels(float((sums[width:] - sums[:-width]).min()) / width)

"""Measures a finished file: its length, loudness, peaks, noise, silences and clipping."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.checking.file_decoder import DecodedAudio, UndecodableError, decode_file
from audiobook.checking.levels import (
    HOP_SECONDS,
    SILENT_DB,
    SoundEnvelope,
    measure_envelope,
    measure_noise_floor,
    to_decibels,
)
from audiobook.model.sound import FULL_SCALE, MAX_SAMPLE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from audiobook.audio.loudness import LoudnessMeter, TruePeakMeter

# The highest level of 16-bit samples; this many samples in a row at or above it count as clipping.
CLIPPING_LEVEL = MAX_SAMPLE / FULL_SCALE
CLIPPED_SAMPLES = 2


@dataclass(frozen=True, slots=True)
class SoundMeasurements:
    """The measurements of a file's decoded sound.

    `rate` is in Hz, `loudness` in LUFS, `true_peak` in dBTP; `peak`, `rms` and `floor` (the noise floor) are in dBFS,
    at least SILENT_DB. `clipped` counts runs of samples at full scale. `damage` says why not all of the file could be
    decoded, "" where it could.
    """

    seconds: float
    rate: int
    channels: int
    loudness: float
    true_peak: float
    peak: float
    rms: float
    floor: float
    clipped: int
    shape: SoundEnvelope
    damage: str = ""


def measure_file(path: Path) -> SoundMeasurements:
    """Decodes a file and measures it; raises UndecodableError where it has no sound at all."""
    with decode_file(path) as sound:
        meters = _Meters(sound.rate, sound.channels)
        damage = _feed_meters(sound, meters)
    if not meters.count:
        raise UndecodableError(damage or "it contains no audio that can be decoded")
    return replace(meters.result(), damage=damage)


def _feed_meters(sound: DecodedAudio, meters: _Meters) -> str:
    try:
        for block in sound.blocks:
            meters.add(block)
    except UndecodableError as error:
        return str(error)
    return ""


class _Meters:
    """All measurements, in a single pass over the sound."""

    def __init__(self, rate: int, channels: int) -> None:
        from audiobook.audio.loudness import LoudnessMeter, TruePeakMeter

        self.rate, self.channels, self.count = rate, channels, 0
        self.loudness: list[LoudnessMeter] = [LoudnessMeter(rate) for _ in range(channels)]
        self.true_peaks: list[TruePeakMeter] = [TruePeakMeter(rate) for _ in range(channels)]
        self.hop = max(1, round(rate * HOP_SECONDS))
        self.powers: list[NDArray[np.float64]] = []
        self.rest: NDArray[np.float32] | None = None
        self.peak, self.clipped, self.run = 0.0, 0, 0

    def add(self, block: NDArray[np.float32]) -> None:
        """Adds the next samples, of shape (samples, channels)."""
        import numpy as np

        self.count += len(block)
        for channel in range(self.channels):
            mono = np.ascontiguousarray(block[:, channel])
            self.loudness[channel].add(mono)
            self.true_peaks[channel].add(mono)
        heights = np.abs(block).max(axis=1)
        self.peak = max(self.peak, float(heights.max(initial=0.0)))
        self._count_clipped(heights)
        self._add_powers(block)

    def _count_clipped(self, heights: NDArray[np.float32]) -> None:
        """Counts runs at full scale; a run may continue from block to block."""
        from audiobook.audio.samples import find_runs

        full = heights >= CLIPPING_LEVEL
        if not (self.run or full.any()):
            return
        whole = 0
        for start, end in find_runs(full):
            before = self.run if start == 0 else 0
            self.clipped += before < CLIPPED_SAMPLES <= before + end - start
            whole = end - start if end == len(full) else 0
        self.run = whole + (self.run if whole == len(full) else 0)

    def _add_powers(self, block: NDArray[np.float32]) -> None:
        """Adds the mean squares of whole windows; the remaining samples wait for the next block."""
        import numpy as np

        wave = block if self.rest is None else np.concatenate([self.rest, block])
        whole = len(wave) // self.hop * self.hop
        windows = wave[:whole].reshape(-1, self.hop * self.channels)
        self.powers.append(np.einsum("ij,ij->i", windows, windows, dtype=np.float64) / windows.shape[1])
        self.rest = wave[whole:]

    def result(self) -> SoundMeasurements:
        """The measurements, without the damage."""
        import numpy as np

        powers, seconds, hop = np.concatenate(self.powers), self.count / self.rate, self.hop / self.rate
        rest = float(np.square(self.rest, dtype=np.float64).sum()) / self.channels if self.rest is not None else 0.0
        return SoundMeasurements(
            seconds=seconds,
            rate=self.rate,
            channels=self.channels,
            loudness=_sum_channel_loudness(meter.level() for meter in self.loudness),
            true_peak=max(SILENT_DB, *(meter.level() for meter in self.true_peaks)),
            peak=to_decibels(self.peak**2),
            rms=to_decibels((float(powers.sum()) * self.hop + rest) / self.count),
            floor=measure_noise_floor(powers, hop),
            clipped=self.clipped,
            shape=measure_envelope(powers, hop, seconds),
        )


def _sum_channel_loudness(channels: Iterable[float]) -> float:
    """The loudness of all channels together: their powers add up (ITU-R BS.1770)."""
    power = sum(10 ** (level / 10) for level in channels if level > -math.inf)
    return to_decibels(power)

"""Raises the pitch towards the end of an utterance, as people do when they ask for a yes or a no."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from audiobook.engines.voice_effects.contour import PitchContour

# The rise takes the last stressed syllable, more or less; before it, the pitch dips, as in speech (L*H-H% in the
# notation of Pierrehumbert 1980). A longer rise, or none before it, was heard as one in fewer of 50 questions
# (benchmarks/questions.py).
RISE_SECONDS, DIP_SECONDS, DIP_SEMITONES = 0.28, 0.2, 3.0
# Voices creak at the end of a sentence, an octave down and more; there, the pitch is this share of the median first.
CREAK_SHARE = 0.72
# What is added to the voice's own pitch at the end, in semitones.
MIN_RISE, MAX_RISE = 2.0, 14.0
# An utterance with fewer voiced frames has no melody.
MIN_VOICED_FRAMES = 6
# The last frames, whose pitch counts as that of the end, and those around the beginning of the rise.
END_FRAMES, START_FRAMES = 5, 12


def compute_rise(contour: PitchContour, voiced: NDArray[np.bool_], rate: int, rise: float) -> NDArray[np.float64]:
    """The factor for the pitch of each frame that makes an utterance end `rise` semitones above its median.

    `voiced` says which frames are heard to be voiced; a contour may also have a pitch where none is heard. Frames
    without any pitch, and everything long before the end, have the factor 1.
    """
    factors = np.ones(len(contour.hertz))
    known = np.flatnonzero(contour.voiced & voiced)
    if len(known) < MIN_VOICED_FRAMES:
        return factors
    hertz = np.where(contour.voiced, contour.hertz, 1.0)
    median = PitchContour(np.where(voiced, contour.hertz, 0.0), contour.hop).median
    end = int(known[-1])
    start = max(int(known[0]), end - int(RISE_SECONDS * rate / contour.hop))
    dip = max(int(known[0]), start - int(DIP_SECONDS * rate / contour.hop))
    lifted = np.maximum(hertz, median * CREAK_SHARE)
    frames = np.arange(len(hertz))
    around = known[(known >= start - START_FRAMES // 3) & (known <= start + START_FRAMES * 2 // 3)]
    low = _mean_pitch(hertz, around if len(around) else known[known >= start][:1])
    goal = max(median * _ratio(rise), low * _ratio(rise - DIP_SEMITONES))
    last = _mean_pitch(lifted, known[known >= start][-END_FRAMES:])
    added = float(np.clip(12 * np.log2(goal / last), MIN_RISE, MAX_RISE))
    share = np.clip((frames - start) / max(1, end - start), 0.0, 1.0)
    dipped = np.clip((frames - dip) / max(1, start - dip), 0.0, 1.0) * (1 - share)
    lift = (lifted / hertz) ** np.minimum(1.0, 2 * share)
    raised = lift * _ratio(added * share - DIP_SEMITONES * dipped)
    return np.where(contour.voiced & (frames >= dip), raised, 1.0)


def _mean_pitch(hertz: NDArray[np.floating], frames: NDArray[np.int_]) -> float:
    return float(np.exp(np.mean(np.log(hertz[frames]))))


def _ratio(semitones: NDArray[np.floating] | float) -> NDArray[np.floating] | float:
    return 2 ** (semitones / 12)

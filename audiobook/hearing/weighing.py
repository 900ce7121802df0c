"""Weighs the evidence on a clip: how likely it is faulty, and what is wrong with it.

The weights are those of a logistic regression, trained by `benchmarks/listening.py` on planted faults.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from audiobook.hearing.evidence import MIN_PHONEMES, WordEvidence
from audiobook.hearing.sound_statistics import SoundStatistics
from audiobook.hearing.voice_profiles import USUAL_DISTANCE, VoiceEvidence

# No measure counts for more than this.
MAX_LENGTH, MAX_FIT, MAX_RUN, MAX_SQUEEZED, MAX_DISTANCE = 8.0, 6.0, 10.0, 4, 8.0
# A clip has so much quiet at its ends (seconds), and more than this tells nothing new.
USUAL_IDLE, MAX_IDLE = 0.2, 1.0
# Lines with fewer phonemes say little by their words.
FEW_PHONEMES = 8
FAULT_PROBABILITY = 0.5
# With this fit or a worse one, words that were not heard were not said.
CLEARLY_MISSING = 1.5
MAX_LOGIT = 30.0
# Beyond these, a measure names the fault.
CLEAR_DISTANCE, CLEAR_MISFIT, CLEAR_LENGTH = 2.0, 2.5, 2.0


class Fault(StrEnum):
    """What is wrong with a clip, in words for the user."""

    SILENT = "it is silent"
    NOISE = "it is noisy, or another voice"
    VOICE = "another voice speaks"
    CUT = "part of it is missing"
    REPEATED = "something is said twice, or added"
    WORDS = "it says something else"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How likely a clip is faulty (0 to 1), and its fault; None where it passes."""

    probability: float
    fault: Fault | None = None


# The weight of each measure, and what is added to their sum.
BIAS = -6.0
WEIGHTS: Mapping[str, float] = {
    "replaced": 0.32,
    "missing": -0.31,
    "missing run": 0.51,
    "extra": 0.13,
    "extra run": 0.54,
    "misfit": 0.25,
    "misfit if short": 0.26,
    "unlikely": 0.12,
    "unlikely run": 0.49,
    "misplaced": 0.46,
    "squeezed": 0.56,
    "worst pair": 0.35,
    "idle": 0.53,
    "too short": 1.64,
    "much too short": 1.67,
    "too long": 1.78,
    "much too long": 0.22,
    "distance": 2.19,
    "other voice": 1.37,
    "few voiced": -0.01,
}


def measure(words: WordEvidence, sound: SoundStatistics, voice: VoiceEvidence) -> dict[str, float]:
    """The evidence on a clip as numbers that grow with the fault, in the order of WEIGHTS."""
    if words.phonemes < MIN_PHONEMES:
        words = WordEvidence(words.phonemes)
    count = max(1, words.phonemes)
    misfit = min(MAX_FIT, -words.fit)
    # A recognizer sometimes leaves words out that it finds when it is asked for them: then they were said.
    surely_missing = min(1.0, max(misfit, -words.worst_pair / 2) / CLEARLY_MISSING)
    is_short = words.phonemes < FEW_PHONEMES
    too_short, too_long = max(0.0, -voice.length), max(0.0, voice.length)
    return {
        "replaced": words.replaced / count,
        "missing": surely_missing * words.missing / count,
        "missing run": surely_missing * min(MAX_RUN, words.missing_run),
        "extra": min(1.0, words.extra / count),
        "extra run": min(MAX_RUN, words.extra_run),
        "misfit": misfit,
        "misfit if short": misfit if is_short else 0.0,
        "unlikely": words.unlikely,
        "unlikely run": min(MAX_RUN, words.unlikely_run),
        "misplaced": words.misplaced,
        "squeezed": min(MAX_SQUEEZED, words.squeezed),
        "worst pair": min(MAX_FIT, -words.worst_pair),
        "idle": min(MAX_IDLE, max(0.0, words.idle - USUAL_IDLE)),
        "too short": min(MAX_LENGTH, too_short),
        "much too short": min(MAX_LENGTH, max(0.0, too_short - 2)),
        "too long": min(MAX_LENGTH, too_long),
        "much too long": min(MAX_LENGTH, max(0.0, too_long - 2)),
        "distance": min(MAX_DISTANCE, max(0.0, voice.distance / USUAL_DISTANCE - 1)),
        "other voice": min(MAX_DISTANCE, max(0.0, (voice.distance - voice.other_distance) / USUAL_DISTANCE)),
        "few voiced": max(0.0, 0.5 - sound.voiced),
    }


def weigh(words: WordEvidence, sound: SoundStatistics, voice: VoiceEvidence) -> Verdict:
    """The verdict on a clip; one of a text without sounds ("…") passes."""
    if not words.phonemes:
        return Verdict(0.0)
    measures = measure(words, sound, voice)
    total = BIAS + sum(WEIGHTS[name] * value for name, value in measures.items())
    probability = 1 / (1 + math.exp(-max(-MAX_LOGIT, min(MAX_LOGIT, total))))
    return Verdict(probability, _name_fault(measures, sound) if probability > FAULT_PROBABILITY else None)


def _name_fault(measures: Mapping[str, float], sound: SoundStatistics) -> Fault:
    """What is most likely wrong with a faulty clip."""
    rules = (
        (not sound.spectrum, Fault.SILENT),
        (measures["other voice"] > 0, Fault.VOICE),
        (measures["distance"] > CLEAR_DISTANCE, Fault.NOISE),
        (measures["misfit"] > CLEAR_MISFIT and measures["replaced"] > measures["missing"], Fault.WORDS),
        (measures["too short"] > CLEAR_LENGTH, Fault.CUT),
        (measures["too long"] > CLEAR_LENGTH or measures["extra run"] > measures["missing run"], Fault.REPEATED),
        (measures["missing"] > measures["replaced"], Fault.CUT),
    )
    return next((fault for holds, fault in rules if holds), Fault.WORDS)

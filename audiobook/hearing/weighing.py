"""Weighs the evidence on a clip: how likely it is faulty, and what is wrong with it.

The weights are those of a logistic regression, trained by `benchmarks/listening.py` on planted faults.
"""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass
from enum import StrEnum

from audiobook.hearing.evidence import MIN_PHONEMES, WordEvidence
from audiobook.hearing.sound_statistics import SoundStatistics
from audiobook.hearing.voice_profiles import VoiceEvidence

# No measure counts for more than this.
MAX_LENGTH, MAX_FIT, MAX_RUN, MAX_DISTANCE = 8.0, 6.0, 10.0, 8.0
# A clip is this far from its own voice, as a multiple of what is usual, if there is something wrong with its sound.
USUAL_DISTANCE = 25.0
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


@dataclass(frozen=True, slots=True)
class Measures:
    """The evidence as numbers that grow with the fault, in the order of WEIGHTS."""

    replaced: float
    missing: float
    missing_run: float
    extra: float
    extra_run: float
    misfit: float
    misfit_if_short: float
    unlikely: float
    unlikely_run: float
    misplaced: float
    too_short: float
    much_too_short: float
    too_long: float
    much_too_long: float
    distance: float
    other_voice: float
    few_voiced: float


def measure(words: WordEvidence, sound: SoundStatistics, voice: VoiceEvidence) -> Measures:
    """The evidence on a clip as numbers."""
    if words.phonemes < MIN_PHONEMES:
        words = WordEvidence(words.phonemes)
    count = max(1, words.phonemes)
    misfit = min(MAX_FIT, -words.fit)
    # A recognizer sometimes leaves words out that it finds when it is asked for them: then they were said.
    surely_missing = min(1.0, misfit / CLEARLY_MISSING)
    is_short = words.phonemes < FEW_PHONEMES
    too_short, too_long = max(0.0, -voice.length), max(0.0, voice.length)
    return Measures(
        replaced=words.replaced / count,
        missing=surely_missing * words.missing / count,
        missing_run=surely_missing * min(MAX_RUN, words.missing_run),
        extra=min(1.0, words.extra / count),
        extra_run=min(MAX_RUN, words.extra_run),
        misfit=misfit,
        misfit_if_short=misfit if is_short else 0.0,
        unlikely=words.unlikely,
        unlikely_run=min(MAX_RUN, words.unlikely_run),
        misplaced=words.misplaced,
        too_short=min(MAX_LENGTH, too_short),
        much_too_short=min(MAX_LENGTH, max(0.0, too_short - 2)),
        too_long=min(MAX_LENGTH, too_long),
        much_too_long=min(MAX_LENGTH, max(0.0, too_long - 2)),
        distance=min(MAX_DISTANCE, max(0.0, voice.distance / USUAL_DISTANCE - 1)),
        other_voice=min(MAX_DISTANCE, max(0.0, (voice.distance - voice.other_distance) / USUAL_DISTANCE)),
        few_voiced=max(0.0, 0.5 - sound.voiced),
    )


BIAS = -7.0
WEIGHTS = Measures(*(1.0,) * 17)


def weigh(words: WordEvidence, sound: SoundStatistics, voice: VoiceEvidence) -> Verdict:
    """The verdict on a clip."""
    measures = measure(words, sound, voice)
    total = BIAS + sum(weight * value for weight, value in zip(astuple(WEIGHTS), astuple(measures), strict=True))
    probability = 1 / (1 + math.exp(-max(-MAX_LOGIT, min(MAX_LOGIT, total))))
    return Verdict(probability, _name_fault(measures, sound) if probability > FAULT_PROBABILITY else None)


def _name_fault(measures: Measures, sound: SoundStatistics) -> Fault:
    """What is most likely wrong with a faulty clip."""
    rules = (
        (not sound.spectrum, Fault.SILENT),
        (measures.other_voice > 0, Fault.VOICE),
        (measures.distance > CLEAR_DISTANCE, Fault.NOISE),
        (measures.misfit > CLEAR_MISFIT and measures.replaced > measures.missing, Fault.WORDS),
        (measures.too_short > CLEAR_LENGTH, Fault.CUT),
        (measures.too_long > CLEAR_LENGTH or measures.extra_run > measures.missing_run, Fault.REPEATED),
        (measures.missing > measures.replaced, Fault.CUT),
    )
    return next((fault for holds, fault in rules if holds), Fault.WORDS)

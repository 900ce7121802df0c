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
MAX_LENGTH, MAX_FIT, MAX_RUN, MAX_DISTANCE = 8.0, 6.0, 10.0, 8.0
# A clip has so much quiet at its ends (seconds), and more than this tells nothing new.
USUAL_IDLE, MAX_IDLE = 0.2, 1.0
# A sound that takes so long (seconds) to die away is not cut off.
NATURAL_DECAY = 0.05
FAULT_PROBABILITY = 0.5
# With this fit or a worse one, words that were not heard were not said.
CLEARLY_MISSING = 1.5
MAX_LOGIT = 30.0
# Beyond these, a measure names the fault.
CLEAR_DISTANCE, CLEARLY_UNVOICED, CLEAR_MISFIT, CLEAR_LENGTH, LIKELY_LENGTH = 2.0, 0.2, 2.0, 2.0, 1.5
VOICE_MEASURES = ("distance", "other voice")
# A line that was only cut off has a smaller share of other sounds.
FEW_OTHER_SOUNDS = 0.3


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
BIAS = -5.97
WEIGHTS: Mapping[str, float] = {
    "replaced": 0.18,
    "missing": 0.0,
    "missing run": 0.47,
    "missing run if short": 0.77,
    "extra": 0.09,
    "extra run": 0.58,
    "extra run if long": 0.34,
    "misfit": 0.16,
    "unlikely run": 0.33,
    "misplaced": 0.08,
    "worst pair": 0.56,
    "idle": 0.23,
    "abrupt end": 1.75,
    "abrupt end if short": 0.9,
    "too short": 0.95,
    "much too short": 0.55,
    "too long": 1.45,
    "much too long": 0.66,
    "distance": 1.24,
    "other voice": 2.48,
    "few voiced": 0.06,
}


def measure(words: WordEvidence, sound: SoundStatistics, voice: VoiceEvidence) -> dict[str, float]:
    """The evidence on a clip as numbers that grow with the fault, in the order of WEIGHTS."""
    if words.phonemes < MIN_PHONEMES:
        words = WordEvidence(words.phonemes)
    count = max(1, words.phonemes)
    misfit = min(MAX_FIT, -words.fit)
    # A recognizer sometimes leaves words out that it finds when it is asked for them: then they were said.
    surely_missing = min(1.0, max(misfit, -words.worst_pair / 2) / CLEARLY_MISSING)
    missing_run, extra_run = surely_missing * min(MAX_RUN, words.missing_run), min(MAX_RUN, words.extra_run)
    too_short, too_long = max(0.0, -voice.length), max(0.0, voice.length)
    # What is missing makes a line shorter, and what is said twice makes it longer.
    is_short, is_long = (min(1.0, excess / CLEAR_LENGTH) for excess in (too_short, too_long))
    abrupt_end = max(0.0, 1 - sound.decay / NATURAL_DECAY) if sound.spectrum else 0.0
    return {
        "replaced": words.replaced / count,
        "missing": surely_missing * words.missing / count,
        "missing run": missing_run,
        "missing run if short": is_short * missing_run,
        "extra": min(1.0, words.extra / count),
        "extra run": extra_run,
        "extra run if long": is_long * extra_run,
        "misfit": misfit,
        "unlikely run": min(MAX_RUN, words.unlikely_run),
        "misplaced": words.misplaced,
        "worst pair": min(MAX_FIT, -words.worst_pair),
        "idle": min(MAX_IDLE, max(0.0, words.idle - USUAL_IDLE)),
        "abrupt end": abrupt_end,
        "abrupt end if short": is_short * abrupt_end,
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
    shares = {name: WEIGHTS[name] * value for name, value in measures.items()}
    by_voice = sum(shares[name] for name in VOICE_MEASURES)
    has_other_words = measures["replaced"] + measures["extra"] > FEW_OTHER_SOUNDS
    rules = (
        (not sound.spectrum, Fault.SILENT),
        (measures["distance"] > CLEAR_DISTANCE and measures["few voiced"] > CLEARLY_UNVOICED, Fault.NOISE),
        (by_voice > sum(shares.values()) - by_voice, Fault.VOICE if measures["other voice"] else Fault.NOISE),
        (measures["too short"] > CLEAR_LENGTH and not has_other_words, Fault.CUT),
        (measures["misfit"] > CLEAR_MISFIT, Fault.WORDS),
        (measures["too long"] > LIKELY_LENGTH or measures["extra run"] > measures["missing run"], Fault.REPEATED),
        (measures["too short"] > measures["too long"] or measures["missing"] > measures["replaced"], Fault.CUT),
    )
    return next((fault for holds, fault in rules if holds), Fault.WORDS)

"""Judges whether a file holds all of its text: how many words are heard in a minute of speech."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from audiobook.checking.limits import Bounds
from audiobook.checking.sound_rules import SPEAK_AGAIN
from audiobook.checking.values import Finding, InspectedFile, absent_finding, failed_finding, passed_finding

CHECK_NAME = "words per minute"
# In a minute of sound, pauses left out: what is slower or quicker is no reading of that text, at any --speed.
PLAUSIBLE_PACE = Bounds(80.0, 480.0)
# Chapters of one album are read at one pace; fewer words than these say little of it.
MIN_WORDS = 100
MIN_PACE_RATIO, MAX_PACE_RATIO = 0.7, 1.4
MIN_FILES = 3
# Signs of scripts that put no space between words; so many of them take the time of one word.
CHARACTERS_PER_WORD = 2.0


def count_words(text: str) -> float:
    """How many words a text has, or what takes as long to say.

    >>> count_words("It was open."), count_words("これは本です")
    (3.0, 3.0)
    """
    joined = sum("\u3040" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7a3" for sign in text)
    spaced = sum(1 for word in text.split() if any(sign.isalnum() and not _is_joined(sign) for sign in word))
    return spaced + joined / CHARACTERS_PER_WORD


def _is_joined(sign: str) -> bool:
    return "\u3040" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7a3"


def measure_pace(subject: InspectedFile) -> float | None:
    """Words in a minute of sound; None where the text or the sound is not known."""
    if not subject.sound or not subject.sound.shape.sounding:
        return None
    words = count_words(subject.text)
    return 60 * words / subject.sound.shape.sounding if words else None


def usual_pace(subjects: Sequence[InspectedFile]) -> float | None:
    """The pace at which an album is read; None where too few of its files tell it."""
    paces = [pace for one in subjects if (pace := measure_pace(one)) and count_words(one.text) >= MIN_WORDS]
    return statistics.median(paces) if len(paces) >= MIN_FILES else None


def check_pace(subject: InspectedFile, usual: float | None) -> Finding:
    """Whether a file is as long as its text asks, where the rest of the album is read at the `usual` pace."""
    pace = measure_pace(subject)
    if pace is None:
        return absent_finding(CHECK_NAME)
    bounds = PLAUSIBLE_PACE
    if usual and count_words(subject.text) >= MIN_WORDS:
        bounds = Bounds(usual * MIN_PACE_RATIO, usual * MAX_PACE_RATIO)
    shown = f"{pace:.0f}"
    if bounds.contains(pace):
        return passed_finding(CHECK_NAME, shown, round(pace, 1))
    what = "some of the text may be missing from it" if pace > (bounds.most or 0) else "more may be heard than its text"
    trouble = f"{shown} of its text to a minute of speech, wanted {bounds.describe(0, '')}: {what}"
    return failed_finding(CHECK_NAME, trouble, SPEAK_AGAIN, shown, round(pace, 1))

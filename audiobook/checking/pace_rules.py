"""Judges whether a file holds all of its text: how many words are heard in a minute of speech."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from audiobook.checking.limits import Bounds
from audiobook.checking.sound_rules import SPEAK_AGAIN
from audiobook.checking.values import Finding, Subject, absent, failed, passed

NAME = "words a minute"
# In a minute of sound, pauses left out: what is slower or quicker is no reading of that text, at any --speed.
READABLE = Bounds(80.0, 480.0)
# Chapters of one album are read at one pace; fewer words than these say little of it.
WORDS_ENOUGH = 100
LEAST_SHARE, MOST_SHARE = 0.7, 1.4
LEAST_FILES = 3
# Signs of scripts that put no space between words; so many of them take the time of one word.
SIGNS_A_WORD = 2.0


def words_in(text: str) -> float:
    """How many words a text has, or what takes as long to say.

    >>> words_in("It was open."), words_in("これは本です")
    (3.0, 3.0)
    """
    joined = sum("\u3040" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7a3" for sign in text)
    spaced = sum(1 for word in text.split() if any(sign.isalnum() and not _is_joined(sign) for sign in word))
    return spaced + joined / SIGNS_A_WORD


def _is_joined(sign: str) -> bool:
    return "\u3040" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7a3"


def pace_of(subject: Subject) -> float | None:
    """Words in a minute of sound; None where the text or the sound is not known."""
    if not subject.sound or not subject.sound.shape.sounding:
        return None
    words = words_in(subject.text)
    return 60 * words / subject.sound.shape.sounding if words else None


def usual_pace(subjects: Sequence[Subject]) -> float | None:
    """The pace at which an album is read; None where too few of its files tell it."""
    paces = [pace for one in subjects if (pace := pace_of(one)) and words_in(one.text) >= WORDS_ENOUGH]
    return statistics.median(paces) if len(paces) >= LEAST_FILES else None


def pace_finding(subject: Subject, usual: float | None) -> Finding:
    """Whether a file is as long as its text asks, where the rest of the album is read at the `usual` pace."""
    pace = pace_of(subject)
    if pace is None:
        return absent(NAME)
    bounds = READABLE
    if usual and words_in(subject.text) >= WORDS_ENOUGH:
        bounds = Bounds(usual * LEAST_SHARE, usual * MOST_SHARE)
    shown = f"{pace:.0f}"
    if bounds.hold(pace):
        return passed(NAME, shown, round(pace, 1))
    what = "some of the text may be missing from it" if pace > (bounds.most or 0) else "more may be heard than its text"
    trouble = f"{shown} of its text to a minute of speech, wanted {bounds.told(0, '')}: {what}"
    return failed(NAME, trouble, SPEAK_AGAIN, shown, round(pace, 1))

"""Checks that a file has all of its text, by the words per minute."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from audiobook.checking.limits import Bounds
from audiobook.checking.sound_rules import RECORD_AGAIN
from audiobook.checking.values import Finding, InspectedFile, absent_finding, failed_finding, passed_finding

CHECK_NAME = "words per minute"
# Words per minute of sound, without pauses: anything slower or faster cannot be a reading of the text, at any --speed.
PLAUSIBLE_PACE = Bounds(80.0, 480.0)
# The chapters of an album have a similar pace; a file with fewer words says little about it.
MIN_WORDS = 100
MIN_PACE_RATIO, MAX_PACE_RATIO = 0.7, 1.4
MIN_FILES = 3
# In scripts without spaces, this many characters take as long as a word.
CHARACTERS_PER_WORD = 2.0


def count_words(text: str) -> float:
    """The number of words in a text; in scripts without spaces, of characters that take as long.

    >>> count_words("It was open."), count_words("これは本です")
    (3.0, 3.0)
    """
    unspaced_characters = sum(map(_is_unspaced, text))
    words = sum(1 for word in text.split() if any(c.isalnum() and not _is_unspaced(c) for c in word))
    return words + unspaced_characters / CHARACTERS_PER_WORD


def _is_unspaced(character: str) -> bool:
    """Whether a character is from a script without spaces between words (Japanese, Chinese, Korean syllables)."""
    return "\u3040" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7a3"


def measure_pace(subject: InspectedFile) -> float | None:
    """Words per minute of sound, without pauses; None where the text or the sound is not known."""
    if not subject.sound or not subject.sound.shape.sounding:
        return None
    words = count_words(subject.text)
    return 60 * words / subject.sound.shape.sounding if words else None


def measure_heard_pace(subject: InspectedFile) -> float | None:
    """Words per minute as a listener hears them, pauses included: 150 to 160 is usual for audiobooks."""
    words = count_words(subject.text)
    return 60 * words / subject.sound.seconds if subject.sound and subject.sound.seconds and words else None


def usual_pace(subjects: Sequence[InspectedFile]) -> float | None:
    """The median pace of an album; None where too few of its files have enough text."""
    paces = [pace for subject in subjects if (pace := measure_pace(subject)) and count_words(subject.text) >= MIN_WORDS]
    return statistics.median(paces) if len(paces) >= MIN_FILES else None


def check_pace(subject: InspectedFile, usual: float | None) -> Finding:
    """Whether the pace of a file is plausible, and close to the `usual` pace of the album where that is known.

    The pace without pauses is checked, as it varies less; the one with pauses is shown, as it is what people compare.
    """
    pace, heard = measure_pace(subject), measure_heard_pace(subject)
    if pace is None or heard is None:
        return absent_finding(CHECK_NAME)
    bounds = PLAUSIBLE_PACE
    if usual and count_words(subject.text) >= MIN_WORDS:
        bounds = Bounds(usual * MIN_PACE_RATIO, usual * MAX_PACE_RATIO)
    shown = f"{heard:.0f}"
    if bounds.contains(pace):
        return passed_finding(CHECK_NAME, shown, round(heard, 1))
    cause = "some of its text may be missing" if pace > (bounds.most or 0) else "it may contain more than its text"
    trouble = f"{pace:.0f} words per minute without pauses, expected {bounds.describe(0, '')}: {cause}"
    return failed_finding(CHECK_NAME, trouble, RECORD_AGAIN, shown, round(heard, 1))

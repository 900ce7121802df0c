"""What speaks for a clip, and what against it: measures of one line, before they are weighed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from audiobook.hearing.phoneme_classes import SoundDifferences, compare_lines
from audiobook.hearing.recognizer import HeardWord, WindowHearing
from audiobook.hearing.windows import SoundWindow, split_words

# A word with a lower probability (logarithm) than this was probably not said.
UNLIKELY_WORD = -3.0
MIN_PROBABILITY = 1e-4
# A word belongs to a clip if its middle is at most this far outside (seconds).
PLACE_TOLERANCE = 0.2
# The words of a line with fewer phonemes ("Oh", "Hmm") say nothing, however often it is heard.
MIN_PHONEMES = 4
# Lines beyond one of these are heard again.
MAX_MISSING_SHARE, MIN_FIT, MIN_UNLIKELY_RUN = 0.4, -2.0, 3


@dataclass(frozen=True, slots=True)
class WordEvidence:
    """How the words of a line were heard.

    `phonemes` is the number of phonemes expected, `replaced`, `missing` and `extra` count those that differ;
    `missing_run` and `extra_run` are the longest stretches. `fit` is the mean logarithm of the probabilities of the
    expected words (0 is perfect), `unlikely_run` the longest stretch of words that were probably not said, `misplaced`
    the share of words that could only be found outside of the clip. `worst_pair` is the fit of the two neighbouring
    words that fit least. `idle` is the longer of the times (seconds) before the first expected word and after the last
    one. `heard` is the text that was heard.
    """

    phonemes: int
    replaced: int = 0
    missing: int = 0
    extra: int = 0
    missing_run: int = 0
    extra_run: int = 0
    fit: float = 0.0
    unlikely_run: int = 0
    misplaced: float = 0.0
    heard: str = ""
    worst_pair: float = 0.0
    idle: float = 0.0

    @property
    def is_doubtful(self) -> bool:
        """Whether the words should be heard again, with good neighbours only: the window may be to blame."""
        if self.phonemes < MIN_PHONEMES or not (self.replaced or self.missing or self.extra):
            return False
        has_missing = self.missing > MAX_MISSING_SHARE * self.phonemes
        return has_missing or self.fit < MIN_FIT or self.unlikely_run >= MIN_UNLIKELY_RUN


def collect_evidence(
    window: SoundWindow,
    hearing: WindowHearing,
    texts: Sequence[str],
    expected_classes: Sequence[str],
    heard_classes: Iterable[str],
) -> tuple[WordEvidence, ...]:
    """The evidence on each line of a window.

    `texts` are what the recognizer was given, `expected_classes` their phonemes, `heard_classes` those of the words
    that it heard.
    """
    numbers = [window.clip_at(word.middle) for word in hearing.heard]
    differences = compare_lines(expected_classes, zip(numbers, heard_classes, strict=True))
    words = split_words(hearing.expected, texts)
    return tuple(
        _describe_line(
            differences[number],
            words[number],
            window.spans[number],
            "".join(word.text for word, line in zip(hearing.heard, numbers, strict=True) if line == number),
        )
        for number in range(len(texts))
    )


def _describe_line(
    differences: SoundDifferences, words: Sequence[HeardWord], span: tuple[float, float], heard: str
) -> WordEvidence:
    start, end = span
    in_place = [start - PLACE_TOLERANCE <= word.middle <= end + PLACE_TOLERANCE for word in words]
    fits = [math.log(max(word.probability, MIN_PROBABILITY)) for word in words]
    unlikely = [fit < UNLIKELY_WORD for fit in fits]
    count = max(1, len(words))
    return WordEvidence(
        phonemes=differences.expected,
        replaced=differences.replaced,
        missing=differences.missing,
        extra=differences.extra,
        missing_run=differences.missing_run,
        extra_run=differences.extra_run,
        fit=round(sum(fits) / count, 3),
        unlikely_run=_longest_run(unlikely),
        misplaced=round(1 - sum(in_place) / count, 3) if words else 0.0,
        heard=heard.strip(),
        worst_pair=round(find_worst_pair(fits), 3),
        idle=round(max(words[0].start - start, end - words[-1].end, 0.0), 2) if words else 0.0,
    )


def find_worst_pair(fits: Sequence[float]) -> float:
    """The least mean of two neighbours; a name alone may fit badly, two words in a row hardly ever.

    >>> find_worst_pair((-1.0, -5.0, -3.0)), find_worst_pair((-2.0,)), find_worst_pair(())
    (-4.0, -2.0, 0.0)
    """
    pairs = [sum(pair) / 2 for pair in pairwise(fits)]
    return min(pairs or fits, default=0.0)


def _longest_run(flags: Iterable[bool]) -> int:
    longest = length = 0
    for flag in flags:
        length = length + 1 if flag else 0
        longest = max(longest, length)
    return longest

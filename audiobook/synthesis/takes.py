"""Makes each new take of a line a reading of its own, for every engine: a little slower or quicker, livelier or calmer.

Engines hardly vary by themselves: their noise alone moves the quality of a line by 0.03 of DistillMOS.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import replace

from audiobook.model import Utterance

# The least and the most that a take changes, as shares.
PACE_CHANGES = (0.02, 0.04)
RANGE_CHANGES = (0.04, 0.08)
# Multiples of the golden ratio, without their whole part, are far from each other however many there are.
GOLDEN_RATIO = (math.sqrt(5) - 1) / 2


def vary_take(utterance: Utterance) -> Utterance:
    """The utterance with the voice of its take; take 0 is the voice itself. The same text and take give the same voice.

    Odd takes are slower, even ones quicker, by 2 to 4 %. Two takes have a wider range of pitch, the next two a narrower
    one, by 4 to 8 %; plain voices keep theirs, because to move their pitch costs them 0.1 of DistillMOS.
    """
    if not utterance.take:
        return utterance
    voice, take = utterance.voice, utterance.take
    share = (zlib.crc32(utterance.spoken.encode("utf-8", "surrogatepass")) / 2**32 + take * GOLDEN_RATIO) % 1
    pace = voice.pace * (1 + (-1 if take % 2 else 1) * _between(PACE_CHANGES, share))
    if voice.is_plain:
        return replace(utterance, voice=replace(voice, pace=pace))
    pitch_range = voice.pitch_range * (1 + (1 if take % 4 in (1, 2) else -1) * _between(RANGE_CHANGES, share))
    return replace(utterance, voice=replace(voice, pace=pace, pitch_range=pitch_range))


def _between(ends: tuple[float, float], share: float) -> float:
    return ends[0] + (ends[1] - ends[0]) * share

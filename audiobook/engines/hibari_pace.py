"""Brings hibari's sound to the pace that is asked for: its network rounds the length of every phoneme."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# hibari at its own pace reads 165 words a minute, pauses included; professional narrators read 150 to 160.
NATURAL_PACE = 0.95
# What the network is asked for, and how fast it then speaks (1 is what it does when it is asked for 1), measured by
# benchmarks/pace.py. Phonemes last whole steps of 25 ms, so that nothing changes for a while and then leaps: it is only
# asked for what was measured.
NETWORK_PACES = {
    0.5: 0.481, 0.6: 0.587, 0.7: 0.687, 0.8: 0.797, 0.9: 0.955, 1.0: 1.000, 1.1: 1.032, 1.2: 1.095, 1.3: 1.156,
    1.4: 1.534, 1.5: 1.567, 1.6: 1.609, 1.8: 1.661, 2.0: 1.768, 2.2: 1.870, 2.5: 1.909,
}  # fmt: skip
# Asked for more than this, single sentences stray from these values by 8 to 15 %. Then the length of a sentence follows
# from the frames that it has at the network's own pace. These are the shares of speech in all frames, against the share
# at its own pace; the rest is silence around it.
MAX_EVEN_PACE = 1.3
SPEECH_SHARES = {1.4: 1.027, 1.5: 1.014, 1.6: 1.006, 1.8: 0.981, 2.0: 0.967, 2.2: 0.962, 2.5: 0.945}


def choose_network_pace(pace: float) -> float:
    """What to ask the network for so that it speaks about at this pace; `fit_frames` does the rest."""
    return min(NETWORK_PACES, key=lambda asked: abs(NETWORK_PACES[asked] - pace))


def fit_frames(
    durations: NDArray[np.float64], asked: float, pace: float, own_count: int | None = None
) -> NDArray[np.int64]:
    """Which of the network's frames to use, in order, so that they last as long as they should at this pace.

    `durations` are factors for how long each frame lasts, as it came when the network was asked for `asked`. Where that
    is more than MAX_EVEN_PACE, `own_count` is how many frames come at the network's own pace. Single frames are
    repeated or left out, evenly: that sounds better than interpolating between them (DistillMOS at a pace of 1.1: 4.52
    and 4.30).
    """
    ends = np.cumsum(durations)
    got = own_count / len(durations) * SPEECH_SHARES[asked] if own_count else NETWORK_PACES[asked]
    wanted = max(1, round(ends[-1] * got / pace))
    if wanted == 1:
        return np.zeros(1, np.int64)
    positions = np.linspace(0, ends[-1] - durations[-1], wanted)
    return np.asarray(np.rint(np.interp(positions, ends - durations, np.arange(len(ends)))), np.int64)

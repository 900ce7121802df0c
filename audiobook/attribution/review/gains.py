"""How many lines an answer probably sets right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# The part of a doubt that an answer settles: in the turns next to it, those after, and those with the same reference.
NEIGHBOUR_SHARES = (0.3, 0.3, 0.15, 0.1)
REFERENCE_SHARE, MAX_REFERENCE_GAIN = 0.3, 6.0
# Long lines matter more to a listener: this many words count as much as one line does.
TYPICAL_WORDS, WORDS_POWER = 12, 0.25
# So many wrong lines are added to those that were expected of a character, and to those that were found.
PRIOR_ERRORS = 1.0
MAX_DOUBT = 0.9


@dataclass(frozen=True, slots=True)
class Record:
    """How many lines that seemed to be a character's were expected to be somebody else's, and how many were."""

    expected: float = 0.0
    found: int = 0

    @property
    def factor(self) -> float:
        """How much more doubtful the character's lines are than they seem."""
        return (self.found + PRIOR_ERRORS) / (self.expected + PRIOR_ERRORS)


NO_RECORD = Record()


def revise_doubt(doubt: float, record: Record) -> float:
    """A doubt about one of a character's lines, by how often the others were found to be somebody else's."""
    return min(max(doubt, MAX_DOUBT), doubt * record.factor)


def weigh_words(text: str) -> float:
    """How much a line matters, by its length; 1 is a line of TYPICAL_WORDS."""
    weight: float = ((len(text.split()) + TYPICAL_WORDS) / (2 * TYPICAL_WORDS)) ** WORDS_POWER
    return weight


def sum_near_doubts(doubts: Sequence[float], number: int, scene: tuple[int, int], asked: Iterable[int]) -> float:
    """What the answer for a turn settles of the doubts around, within its scene, besides those that are asked."""
    first, end = scene
    left_out = set(asked)
    return sum(
        share * doubts[at]
        for step, share in enumerate(NEIGHBOUR_SHARES, 1)
        for at in (number - step, number + step)
        if first <= at < end and at not in left_out
    )


def sum_shared_doubts(doubts: Sequence[float], turns_by_reference: Mapping[str, Sequence[int]]) -> Mapping[str, float]:
    """The doubts of all turns whose tags have the same name or description."""
    sums: defaultdict[str, float] = defaultdict(float)
    for reference, turns in turns_by_reference.items():
        sums[reference] = sum(doubts[number] for number in turns)
    return sums


def share_reference(shared: float, own: float) -> float:
    """What the answer for a turn settles of the doubts of other turns with the same reference."""
    return min(MAX_REFERENCE_GAIN, REFERENCE_SHARE * (shared - own))

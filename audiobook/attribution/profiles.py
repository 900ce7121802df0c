"""How each speaks and with whom, learned from those turns of the book itself whose speaker is surely told."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from audiobook.attribution.turns import Turn

WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
# A figure's words tell nothing before it surely spoke so often; the book's own habits weigh as much as so many turns.
LEAST_TURNS = 5
WEIGHT_OF_BOOK = 10
# The exclamation and the dash are habits too.
MARKS = "!—…"


class Habits:
    """How each speaks and with whom."""

    def __init__(self, turns: Sequence[Turn], speakers: Sequence[int]) -> None:
        """`speakers` are the figures that surely speak the turns, -1 where that is not told."""
        self.speakers = speakers
        self.words = [_words_of(turn) for turn in turns]
        self.total = max(1, len(turns))
        self.everywhere = Counter(word for words in self.words for word in words)
        self.spoken = Counter(figure for figure in speakers if figure >= 0)
        self.said: defaultdict[int, Counter[str]] = defaultdict(Counter)
        for figure, words in zip(speakers, self.words, strict=True):
            if figure >= 0:
                self.said[figure].update(words)
        self.pairs = Counter(
            frozenset((one, other))
            for (one, before), (other, after) in pairwise(zip(speakers, turns, strict=True))
            if before.scene == after.scene and one >= 0 and other >= 0
        )

    def likeness(self, number: int, figure: int) -> float:
        """How much more likely a turn's words are from the figure than from anyone, that turn itself left out."""
        own = self.speakers[number] == figure
        count = self.spoken[figure] - own
        if count < LEAST_TURNS:
            return 0.0
        said, total = self.said[figure], 0.0
        for word in self.words[number]:
            usual = self.everywhere[word] / self.total
            total += math.log((said[word] - own + WEIGHT_OF_BOOK * usual) / ((count + WEIGHT_OF_BOOK) * usual))
        return total / math.sqrt(len(self.words[number]) + 1)

    def together(self, one: int, other: int) -> float:
        """The share of a figure's sure turns that stand next to one of another's; -1 where the other is not known."""
        if other < 0:
            return -1.0
        return self.pairs[frozenset((one, other))] / (self.spoken[other] + 3)


def _words_of(turn: Turn) -> tuple[str, ...]:
    marks = (mark for mark in MARKS if mark in turn.words)
    return tuple(sorted({word.lower() for word in WORD.findall(turn.words)})) + tuple(marks)

"""How each speaks and with whom, learned from those turns of the book itself whose speaker is surely told."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from audiobook.attribution.turns import Turn

WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
# An entity's words tell nothing before it surely spoke so often; the book's own habits weigh as much as so many turns.
MIN_PROFILE_TURNS = 5
BOOK_PRIOR_TURNS = 10
# The exclamation and the dash are habits too.
STYLE_MARKS = "!—…"


class SpeakerProfiles:
    """How each speaks and with whom."""

    def __init__(self, turns: Sequence[Turn], speakers: Sequence[int]) -> None:
        """`speakers` are the entities that surely speak the turns, -1 where that is not told."""
        self.speakers = speakers
        self.words = [_turn_words(turn) for turn in turns]
        self.total = max(1, len(turns))
        self.book_counts = Counter(word for words in self.words for word in words)
        self.turn_counts = Counter(entity for entity in speakers if entity >= 0)
        self.word_counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
        for entity, words in zip(speakers, self.words, strict=True):
            if entity >= 0:
                self.word_counts[entity].update(words)
        self.adjacent_pairs = Counter(
            frozenset((one, other))
            for (one, before), (other, after) in pairwise(zip(speakers, turns, strict=True))
            if before.scene == after.scene and one >= 0 and other >= 0
        )

    def likeness(self, number: int, entity: int) -> float:
        """How much more likely a turn's words are from the entity than from anyone, that turn itself left out."""
        is_own_turn = self.speakers[number] == entity
        count = self.turn_counts[entity] - is_own_turn
        if count < MIN_PROFILE_TURNS:
            return 0.0
        counts, total = self.word_counts[entity], 0.0
        for word in self.words[number]:
            book_rate = self.book_counts[word] / self.total
            total += math.log(
                (counts[word] - is_own_turn + BOOK_PRIOR_TURNS * book_rate) / ((count + BOOK_PRIOR_TURNS) * book_rate)
            )
        return total / math.sqrt(len(self.words[number]) + 1)

    def adjacency_share(self, one: int, other: int) -> float:
        """The share of an entity's sure turns that stand next to one of another's; -1 where the other is not known."""
        if other < 0:
            return -1.0
        return self.adjacent_pairs[frozenset((one, other))] / (self.turn_counts[other] + 3)


def _turn_words(turn: Turn) -> tuple[str, ...]:
    marks = (mark for mark in STYLE_MARKS if mark in turn.text)
    return tuple(sorted({word.lower() for word in WORD.findall(turn.text)})) + tuple(marks)

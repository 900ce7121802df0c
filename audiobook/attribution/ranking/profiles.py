"""How each character speaks and with whom, learned from the book's own turns that have a speech tag."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from audiobook.attribution.turns import Turn

WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
# An entity needs this many tagged turns before its words count; the whole book weighs as much as this many turns.
MIN_PROFILE_TURNS = 5
BOOK_PRIOR_TURNS = 10
# Marks that show how someone speaks, next to the words.
STYLE_MARKS = "!—…"
ADJACENCY_PRIOR = 3


class SpeakerProfiles:
    """The words and neighbours of each speaker; `speakers` is the entity of each turn, -1 without a speech tag."""

    def __init__(self, turns: Sequence[Turn], speakers: Sequence[int]) -> None:
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
            frozenset((speaker, next_speaker))
            for (speaker, turn), (next_speaker, next_turn) in pairwise(zip(speakers, turns, strict=True))
            if turn.scene == next_turn.scene and speaker >= 0 and next_speaker >= 0
        )

    def likeness(self, number: int, entity: int) -> float:
        """The log-likelihood ratio of a turn's words for the entity against the whole book, without the turn itself."""
        is_own_turn = self.speakers[number] == entity
        count = self.turn_counts[entity] - is_own_turn
        if count < MIN_PROFILE_TURNS:
            return 0.0
        counts, words = self.word_counts[entity], self.words[number]
        # What each word would add if the entity never used it; most of them are not used.
        total = len(words) * math.log(BOOK_PRIOR_TURNS / (count + BOOK_PRIOR_TURNS))
        for word in words:
            used = counts.get(word, 0) - is_own_turn
            if used:
                total += math.log1p(used * self.total / (BOOK_PRIOR_TURNS * self.book_counts[word]))
        return total / math.sqrt(len(self.words[number]) + 1)

    def adjacency_share(self, entity: int, other: int) -> float:
        """The share of the tagged turns of `other` that are next to one of the entity's; -1 if `other` is -1."""
        if other < 0:
            return -1.0
        return self.adjacent_pairs[frozenset((entity, other))] / (self.turn_counts[other] + ADJACENCY_PRIOR)


def _turn_words(turn: Turn) -> tuple[str, ...]:
    marks = (mark for mark in STYLE_MARKS if mark in turn.text)
    return tuple(sorted({word.lower() for word in WORD.findall(turn.text)})) + tuple(marks)

"""Finds out who "I" is: by the name that others call the narrator, or that the narrator gives."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from audiobook.attribution.people.name_mentions import NameMention
from audiobook.attribution.scenes import SceneParagraph
from audiobook.attribution.tags.cues import CueStrength
from audiobook.attribution.turns import Turn

MentionsBySegment = Mapping[tuple[int, int], Sequence[tuple[NameMention, int]]]
SELF_NAMING = re.compile(
    r"\b(?:my name is|my name[’']s|my name was|call me|calls me|called me)\s+(?:\w+\s+)?$", re.IGNORECASE
)
# How many votes a name needs: one for each time that it is called in an exchange with "I", and this for "my name is".
MIN_NARRATOR_VOTES = 3
SELF_NAMING_VOTES = 3
# Narrators rarely use their own name: others must call them by it this many times as often.
MIN_VOCATIVE_RATIO = 4
MAX_PARAGRAPH_GAP = 2


def find_narrator(paragraphs: Sequence[SceneParagraph], turns: Sequence[Turn], mentions: MentionsBySegment) -> int:
    """The entity that says "I" in the narration, -1 if the text doesn't name it."""
    votes = _count_vocatives(turns, mentions) + _count_self_namings(paragraphs, mentions)
    narrated, vocatives = Counter[int](), Counter[int]()
    for (number, index), segment_mentions in mentions.items():
        quoted = paragraphs[number].segments[index].is_quoted
        narrated.update(entity for _, entity in segment_mentions if not quoted)
        vocatives.update(entity for mention, entity in segment_mentions if mention.is_vocative)
    candidates = [
        entity
        for entity in votes
        if votes[entity] >= MIN_NARRATOR_VOTES and narrated[entity] * MIN_VOCATIVE_RATIO <= vocatives[entity]
    ]
    return max(candidates, key=lambda entity: (votes[entity], -entity), default=-1)


def _count_vocatives(turns: Sequence[Turn], named: MentionsBySegment) -> Counter[int]:
    """How often each entity is called by name right before or after a turn of the narrator."""
    votes = Counter[int]()
    for pair in pairwise(turns):
        if pair[0].scene != pair[1].scene or pair[1].first - pair[0].last > MAX_PARAGRAPH_GAP:
            continue
        for mine, other in (pair, pair[::-1]):
            if is_narrator_turn(mine) and not is_narrator_turn(other):
                votes.update(
                    {
                        entity
                        for segment in other.segments
                        for mention, entity in named.get(segment, ())
                        if mention.is_vocative
                    }
                )
    return votes


def is_narrator_turn(turn: Turn) -> bool:
    """Whether a cue says that "I" speaks."""
    return any(cue.reference.pronoun == "I" and cue.strength >= CueStrength.SHOWING for cue in turn.cues)


def _count_self_namings(paragraphs: Sequence[SceneParagraph], named: MentionsBySegment) -> Counter[int]:
    """Votes for names that the narration gives to "I": my name is Ann."""
    votes = Counter[int]()
    for (number, index), mentions in named.items():
        segment = paragraphs[number].segments[index]
        if not segment.is_quoted:
            votes.update(
                {
                    entity: SELF_NAMING_VOTES
                    for mention, entity in mentions
                    if SELF_NAMING.search(segment.text[max(0, mention.start - 30) : mention.start])
                }
            )
    return votes

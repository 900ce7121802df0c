"""Cues: what the narration around a quote says about its speaker."""

from __future__ import annotations

import re

import pytest

from audiobook.attribution.tags.cue_patterns import (
    PATTERNS_AFTER,
    PATTERNS_BEFORE,
    RARER_TAGS_AFTER,
    RUN_ON_TAG,
    CuePattern,
)
from audiobook.attribution.tags.cue_search import find_cues_after, find_cues_before, read_reference
from audiobook.attribution.tags.cues import ENTITY_CLOSE, ENTITY_OPEN, NO_SPEAKER, CuePosition, CueStrength
from audiobook.attribution.tags.message_senders import SENDERS_AFTER, SENDERS_BEFORE

# The narration after (or before) a quote, the strength of its first cue, and whom it names.
CUES = (
    (find_cues_after, "said N.", CueStrength.SAYING, "N"),
    (find_cues_after, "N said quietly.", CueStrength.SAYING, "N"),
    (find_cues_after, "she went on,", CueStrength.SAYING, "she"),
    (find_cues_after, "said the old landlord, and left.", CueStrength.SAYING, "old landlord"),
    (find_cues_after, "N grinned at him.", CueStrength.SHOWING, "N"),
    (find_cues_after, "N took his cup.", CueStrength.BEAT, "N"),
    (find_cues_before, "He left. N said:", CueStrength.SAYING, "N"),
    (find_cues_before, "N frowned.", CueStrength.SHOWING, "N"),
)


@pytest.mark.parametrize(("find", "narration", "strength", "speaker"), CUES, ids=[cue[1] for cue in CUES])
def test_find_cues(find: object, narration: str, strength: CueStrength, speaker: str) -> None:
    assert callable(find)
    cue = next(iter(find(narration.replace("N", f"{ENTITY_OPEN}7{ENTITY_CLOSE}"), CuePosition.END)))
    found = "N" if cue.reference.entity == 7 else cue.reference.pronoun or cue.reference.noun
    assert (cue.strength, found) == (strength, speaker)


ALL_PATTERNS = (
    *PATTERNS_AFTER, *RARER_TAGS_AFTER, RUN_ON_TAG, *PATTERNS_BEFORE, *SENDERS_BEFORE, *SENDERS_AFTER,
)  # fmt: skip
MATCHES = [(pattern, text, True) for pattern in ALL_PATTERNS for text in pattern.matches]
REJECTS = [(pattern, text, False) for pattern in ALL_PATTERNS for text in pattern.rejects]


@pytest.mark.parametrize(("cue_pattern", "text", "matches"), MATCHES + REJECTS)
def test_cue_patterns_match_their_examples(cue_pattern: CuePattern, text: str, matches: bool) -> None:
    match = cue_pattern.pattern.search(re.sub(r"\bN\b", f"{ENTITY_OPEN}7{ENTITY_CLOSE}", text))
    assert (match is not None and read_reference(match) != NO_SPEAKER) is matches

"""Rewrites a printed story the way fan fiction tells: more is shown, less is tagged. To learn from, not to measure."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from audiobook.attribution.tags.cues import CueStrength
from audiobook.attribution.turns import Turn
from audiobook.attribution.words.vocabulary import SPEECH_VERBS
from audiobook.model import Kind, Script, Segment
from audiobook.text.speech_verbs import any_form_pattern

# A tag that says no more than who speaks.
TAG = re.compile(rf"^[\s,—–-]*(?:\S+\s+){{0,3}}?{any_form_pattern(SPEECH_VERBS)}\b(?:\s+\S+){{0,5}}\s*[.,;:!?—–-]*\s*$")
LONGEST_ACTION = 220
# The share of tags that an untagged copy leaves out at least.
LEAST_UNTAGGED = 0.3
# A draw that moves nothing.
NEITHER = -1.0


@dataclass(frozen=True, slots=True)
class Style:
    """How far a text is taken from print towards fan fiction, which shows more than it tags.

    `softened` is the share of tags that are taken for mere action, `untagged` that of short tags that are left out.
    `moved` is the share of actions before a speech that are told behind it ("“No.” Ann frowned."), `joined` of those
    told in the paragraph of the words that they answer ("“Do you?” Ann nodded.": Tom asks).
    """

    softened: float = 0.0
    untagged: float = 0.0
    moved: float = 0.0
    joined: float = 0.0
    seed: int = 0


PRINTED = Style()


def restyled_at_random(seed: int) -> Style:
    """Some style between print and fan fiction, another for each text."""
    draw = random.Random(seed)
    return Style(draw.uniform(0.2, 0.6), draw.uniform(0, 0.15), draw.uniform(0.5, 0.9), draw.uniform(0.05, 0.25), seed)


def untagged_at_random(seed: int) -> Style:
    """Some style that leaves out half of the tags, so that whoever learns from it has to follow the conversation."""
    draw = random.Random(seed)
    return Style(
        untagged=draw.uniform(LEAST_UNTAGGED, 0.7), moved=draw.uniform(0, 0.5), joined=draw.uniform(0, 0.1), seed=seed
    )


def restyled(script: Script, style: Style) -> Script:
    """The script with tags left out, and actions moved: behind the words of who acts, or to those that they answer."""
    chance = random.Random(style.seed)
    told: list[Segment] = []
    waiting: list[Segment] = []
    for number, one in enumerate(script.segments):
        if one.kind is Kind.NARRATION and TAG.search(one.text) and chance.random() < style.untagged:
            continue
        after = script.segments[number + 1] if number + 1 < len(script.segments) else None
        drawn = chance.random() if _is_action(told, one, after) else NEITHER
        if told and 0 <= drawn < style.joined and _follows_speech(told, one):
            told.append(replace(one, paragraph=told[-1].paragraph))
        elif drawn > 1 - style.moved and _leads_to_speech(one, after):
            waiting = [one]
        else:
            told += [one, *waiting]
            waiting = []
    return replace(script, segments=tuple(told))


def _leads_to_speech(one: Segment, after: Segment | None) -> bool:
    return after is not None and after.kind is Kind.SPEECH and _together(one, after)


def _is_action(told: Sequence[Segment], one: Segment, after: Segment | None) -> bool:
    """Whether a short narration opens a paragraph and says by itself what somebody does."""
    opens = not told or not _together(one, told[-1])
    leads = after is not None and _together(one, after) and not one.text.rstrip().endswith((".", "!"))
    short = len(one.text) < LONGEST_ACTION and not TAG.search(one.text)
    return one.kind is Kind.NARRATION and one.skipped is None and opens and short and not leads


def _follows_speech(told: Sequence[Segment], one: Segment) -> bool:
    """Whether the paragraph before is speech, or ends in little else."""
    before = told[-1]
    ended = before.kind is Kind.SPEECH or (len(before.text) < LONGEST_ACTION and before.text.rstrip().endswith("."))
    spoke = any(other.kind is Kind.SPEECH and _together(other, before) for other in told[-3:])
    next_to = before.chapter == one.chapter and before.paragraph + 1 == one.paragraph
    return ended and spoke and next_to and before.skipped is None


def _together(one: Segment, other: Segment) -> bool:
    return (one.chapter, one.paragraph) == (other.chapter, other.paragraph)


def softened(turn: Turn, share: float) -> Turn:
    """The turn as a story would tell it that shows what speakers do more often than it says "said".

    Printed novels tag speech, fan fiction often lets the speaker act instead: “No.” Ann frowned. Which turns are
    changed depends on nothing but their place, so that learning twice gives the same weights.
    """
    dice = (turn.first * 2654435761 % 1000) / 1000
    if dice >= share:
        return turn
    weaker = CueStrength.SHOWING if dice < 0.7 * share else CueStrength.BEAT
    softer = [replace(cue, strength=min(cue.strength, weaker)) for cue in turn.cues]
    return replace(turn, cues=tuple(sorted(softer, key=lambda cue: -cue.strength)))

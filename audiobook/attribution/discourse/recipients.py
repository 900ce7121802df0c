"""Whoever gets a message is spoken to in it, as if by name."""

from __future__ import annotations

from dataclasses import replace

from audiobook.attribution.discourse.discourse import NOBODY, Discourse, TurnDiscourse
from audiobook.attribution.story_index import Mention, StoryIndex
from audiobook.attribution.tags.cues import NO_SPEAKER
from audiobook.attribution.turns import Turn


def address_recipients(story: StoryIndex, discourse: Discourse) -> tuple[StoryIndex, Discourse]:
    """The story and its discourse, in which the recipients of messages are addressed by them."""
    received = [
        (turn, _find_recipient(story, turn, told))
        for turn, told in zip(story.turns, discourse.turns, strict=True)
        if turn.recipient != NO_SPEAKER
    ]
    if not received:
        return story, discourse
    named, resolved = list(story.mentions), list(discourse.mentions)
    for turn, recipient in received:
        if recipient != NOBODY:
            number, place = turn.segments[0]
            address = Mention(recipient, place, 0, is_quoted=True, is_vocative=True)
            named[number], resolved[number] = [*named[number], address], [*resolved[number], address]
    return replace(story, mentions=named), replace(discourse, mentions=resolved)


def _find_recipient(story: StoryIndex, turn: Turn, told: TurnDiscourse) -> int:
    """Whose phone it is; of "his" or "her" phone, the most salient of that gender."""
    reference = turn.recipient
    if reference.gender:
        return next((entity for entity, _ in told.salient if story.genders[entity] == reference.gender), NOBODY)
    return story.resolve_reference(reference)

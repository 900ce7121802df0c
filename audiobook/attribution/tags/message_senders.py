"""Finds who sent a message by the narration before it: a text from Ann; Ann's reply read; it was Ann."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audiobook.attribution.tags.cue_patterns import (
    NAMED_ENTITY,
    NO_NOUN,
    NO_PRONOUN,
    VERB_FIRST_SUBJECT,
    CuePattern,
)
from audiobook.attribution.tags.cue_search import read_reference
from audiobook.attribution.tags.cues import (
    ENTITY_CLOSE,
    ENTITY_OPEN,
    NO_SPEAKER,
    CuePosition,
    CueStrength,
    SpeakerCue,
    SpeakerReference,
)
from audiobook.quotations.italic_speech import MESSAGE_NOUN, PHONE_NOUN

SENT_NOUN = rf"(?:{MESSAGE_NOUN}|replies|email|e-mail)"
# To the end of the sentence, as long as nobody does anything: Ann smiled at Tom’s reply and typed back:
SENTENCE_END = r"(?:(?!\b(?:and|as|typed|texted|wrote|sent|said|sends|typing)\b)[^.!?]){0,60}[.!:,]\s*$"
# The narration before a message.
SENDERS_BEFORE = (
    CuePattern(
        CueStrength.SAYING,
        re.compile(rf"\b{SENT_NOUN}\s+(?:[\w-]+\s+){{0,2}}from\s+{VERB_FIRST_SUBJECT}{SENTENCE_END}"),
        (
            "She got a message from N.",
            "A text from N lit up the screen.",
            "The message was from N:",
            "texts from the boy:",
        ),
        ("He came from N.", "A text from N came. She left."),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(
            rf"{ENTITY_OPEN}(?P<named>\d+){ENTITY_CLOSE}[’']s?\s+(?:[\w-]+\s+)?{SENT_NOUN}\b{SENTENCE_END}"
            rf"{NO_PRONOUN}{NO_NOUN}"
        ),
        ("N’s text read:", "N’s last message came at once."),
        ("N’s phone buzzed.", "N’s text came. She left.", "She smiled at N’s reply and typed back:"),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(rf"\b[Ii]t\s+(?:was|is)\s+(?:from\s+)?{NAMED_ENTITY}[.:]\s*${NO_PRONOUN}{NO_NOUN}"),
        ("Her phone buzzed. It was N.", "The screen lit up; it was from N:"),
        ("It was N who left.",),
    ),
)
# The narration behind a message.
SENDERS_AFTER = (
    CuePattern(
        CueStrength.SAYING,
        re.compile(
            rf"^\W*(?:It|(?:The|That)\s+{SENT_NOUN})\s+(?:was|is|came)\s+(?:from\s+)?{NAMED_ENTITY}[.,;!]"
            rf"{NO_PRONOUN}{NO_NOUN}"
        ),
        ("It was N.", "The message was from N, who else?"),
        ("It was N who left.", "It was late. It was N."),
    ),
)
# A phone gets a message, and whose it is if that is said.
BUZZ = re.compile(
    rf"(?:{ENTITY_OPEN}(?P<named>\d+){ENTITY_CLOSE}[’']s?\s+|\b(?P<pronoun>[Hh]is|[Hh]er|[Mm]y)\s+)?(?:\w+\s+){{0,2}}"
    rf"\b{PHONE_NOUN}\b[^.!?:]{{0,40}}"
    rf"\b(?:buzz|chim|ping|ding|vibrat|beep|l(?:it|ights)\s+up)[^.!?:]{{0,60}}[.!:]\s*${NO_NOUN}"
)
MAX_LEAD_CHARACTERS = 200


def find_senders(lead: str, behind: str, position: CuePosition) -> Iterator[SpeakerCue]:
    """The cues to the sender of a message in the narration before and behind it."""
    for patterns, text, precedes in (
        (SENDERS_BEFORE, lead[-MAX_LEAD_CHARACTERS:], True),
        (SENDERS_AFTER, behind[:MAX_LEAD_CHARACTERS], False),
    ):
        for sender in patterns:
            match = sender.pattern.search(text)
            reference = read_reference(match) if match else NO_SPEAKER
            if reference is not NO_SPEAKER:
                yield SpeakerCue(sender.strength, reference, precedes, position)


def find_phone_owner(lead: str) -> SpeakerReference | None:
    """Whose phone gets the message behind the narration; NO_SPEAKER for "the phone", None if no phone does.

    >>> find_phone_owner("She sat down. Her phone buzzed.").pronoun, find_phone_owner("Her phone buzzed. She sat.")
    ('she', None)
    """
    match = BUZZ.search(lead[-MAX_LEAD_CHARACTERS:])
    return read_reference(match) if match else None

"""Tells which *italics* are said: text messages, and words from mind to mind, with a tag or behind a phone's buzz."""

from __future__ import annotations

import re

from audiobook.model import Kind
from audiobook.quotations.speech_tags import NAME, SUBJECT
from audiobook.text.speech_verbs import SPEAKING, any_form_pattern, finite_forms

# What is sent without a voice. Around quotation marks these verbs may mean anything ("He sent his coat up.").
SENDING_VERBS = (
    "sent|sends|signed|signs|projected|projects|pathed|paths|mindspoke|mind-spoke|broadcast|transmitted|transmits|"
    "wrote|writes|emailed|dmed|DMed|DM’d|DM'd|pinged|mouthed|pushed|shot\\s+back"
)
SAID_VERB = rf"(?:{any_form_pattern(finite_forms(SPEAKING))}|{SENDING_VERBS})"
WRITTEN_VERB = r"(?:texted|typed|texts|types|messaged|wrote|writes|emailed|dmed|DMed|DM’d|DM'd)"
ADVERB = r"(?:\w+ly\s+|then\s+|only\s+|just\s+|finally\s+)?"
MESSAGE_NOUN = r"(?:texts?|messages?|reply|response|answer|DMs?|notification)"
PHONE_NOUN = r"(?:phone|cell|mobile|pager|screen|tablet|laptop|comm|communicator|datapad)"
REPLY_NOUN = r"(?:reply|response|answer|voice)"
# A sentence of its own, and no tag: *Stay here.* She said nothing.
NEW_SENTENCE = r"(?:He|She|It|They|We|You|One|The|An?|His|Her|My|Our|Their|There|Then|But|And|No|Nobody)\b"
VOICE = rf"(?:(?:a|the|his|her|{NAME})\s+(?:[\w-]+(?:[’']s)?\s+){{0,2}}{REPLY_NOUN}\b)"

# The tag behind italics that end in a mark.
TAG_AFTER = re.compile(
    rf"[,.!?…—–~-]⟧\s+(?!{NEW_SENTENCE})(?:{SUBJECT}\s+{ADVERB}{SAID_VERB}\b|{SAID_VERB}\s+(?:{VOICE}|{SUBJECT})"
    rf"|(?:came|comes)\s+{VOICE})"
)
# The tag behind a comma outside the italics: *On my way*, she texted.
WRITTEN_TAG_AFTER = re.compile(rf"⟧,?\s+(?!{NEW_SENTENCE}){SUBJECT}\s+{ADVERB}{WRITTEN_VERB}\b")
# Behind a full stop, a name begins a new sentence: *Stay here.* Tom said nothing.
GOES_ON = re.compile(r"[^.]⟧|\.⟧\s+(?:[a-z]|I\b)")
TAG_BEFORE = re.compile(rf"\b{SUBJECT}\s+{ADVERB}{SAID_VERB}\b[^.!?:”⟦]{{0,40}}[,:]\s*⟦")
MESSAGE_LEADS = (
    # She unlocked the screen and typed back:
    re.compile(rf"\b(?:{WRITTEN_VERB}|replied|responded|answered|sent|sends)\b[^.!?:”⟦]{{0,40}}:\s*⟦"),
    # The text from Tom read: A message popped up:
    re.compile(rf"\b{MESSAGE_NOUN}\b[^.!?:”⟦]{{0,60}}(?::|\b(?:reads?|said|says),)\s*⟦"),
    # A text from Tom lit up the screen. The answer came at once.
    re.compile(
        r"\b(?:texts?|messages?|DM)\s+from\b[^.!?:”⟦]{0,60}\.\s*⟦"
        r"|\b(?:reply|response|answer)\s+(?:came|comes|arrived|popped|was)\b[^.!?:”⟦]{0,40}\.\s*⟦"
    ),
    # She got a message from Tom. He typed out a reply.
    re.compile(
        r"\b(?:got|received|opened|sent|typed|wrote|sends|types|gets|typing|sending)\s+(?:out\s+|back\s+|off\s+)?"
        r"(?:\w+\s+){1,3}(?:text|message|reply|response|DM)\b[^.!?:”⟦]{0,40}\.\s*⟦"
    ),
    # Her phone buzzed. Her phone buzzed again. It was Tom.
    re.compile(
        rf"\b{PHONE_NOUN}\b[^.!?:”⟦]{{0,40}}"
        r"\b(?:buzz(?:ed|es|ing)|chim(?:ed|es|ing)|ping(?:ed|s|ing)|ding(?:ed|s)|vibrat(?:ed|es|ing)|beep(?:ed|s|ing)|"
        rf"lit\s+up|lights\s+up)\b[^.!?:”⟦]{{0,40}}[.:!](?:\s+It\s+(?:was|is)\s+(?:from\s+)?{NAME}[.:])?\s*⟦"
    ),
)
# What is written for anybody to see, and read out by the narrator.
FOR_ANYBODY = re.compile(
    r"\b(?:signs?|notes?|letters?|cards?|papers?|posters?|placards?|books?|songs?|labels?|plaques?|headlines?|titles?|"
    r"inscriptions?|captions?|articles?|stones?|pages?|board|banner|form|checks?|cheques?|named?)\b[^.!?⟦]*⟦",
    re.IGNORECASE,
)
TO_ONESELF = re.compile(r"^[^.!?]{0,60}\b(?:him|her|my|them|it)sel(?:f|ves)\b")
SENTENCE_CASE = re.compile(r"(?:…|\.{3}|[¿¡])?\s*[A-ZÀ-ÞŒ]")
ENDED = re.compile(r"[.!?…—–~-]\s*$")


def classify_tagged(before: str, inside: str, after: str) -> Kind | None:
    """What words in italics are by the narration before and after them; None if it doesn't say.

    >>> str(classify_tagged("", "On my way,", " she texted.")), str(classify_tagged("", "Go,", " he told himself."))
    ('speech', 'thought')
    >>> classify_tagged("", "Emma", " was his book.")
    """
    end, lead = f"{inside[-1:]}⟧{after}", f"{before}⟦"
    if WRITTEN_TAG_AFTER.match(end[1:]) and GOES_ON.match(end):
        return Kind.SPEECH
    if TAG_AFTER.match(end) and GOES_ON.match(end):
        return Kind.THOUGHT if TO_ONESELF.match(after) else Kind.SPEECH
    if FOR_ANYBODY.search(lead):
        return None
    if any(pattern.search(lead) for pattern in MESSAGE_LEADS):
        return Kind.SPEECH
    is_said = TAG_BEFORE.search(lead) and SENTENCE_CASE.match(inside) and ENDED.search(inside + after[:1])
    return Kind.SPEECH if is_said else None

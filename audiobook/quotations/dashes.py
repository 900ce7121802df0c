"""Finds speech that begins with a dash, as in Joyce and in French or Spanish books: — Good day, he said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audiobook.quotations.quote_marks import DASH_LINE
from audiobook.quotations.speech_tags import SUBJECT, SUBJECT_VERB, VERB_SUBJECT

FOREIGN_SPEECH_VERBS = (
    "dit|demanda|répondit|cria|murmura|ajouta|reprit|fit|s’écria|répliqua|dijo|preguntó|respondió|gritó|murmuró|"
    "añadió|contestó|exclamó|disse|perguntou|respondeu|sagte|fragte|rief"
)
# Where narration begins: — Good day —said he— … ; - Good day, - Ann said. …; — Good day, he said. …; — Bonjour, dit-il.
# Before a name the dash needs a stop: without one, the name may belong to the speech (— Well — Ann said so).
NARRATION_START = re.compile(
    rf"\s[—–―-]\s?(?:(?=[^\W\d_A-ZÀ-ÞŒ])|(?<=[,.!?…]\s[—–―-]\s)(?={SUBJECT_VERB}))(?P<dashed>)"
    rf"|(?<=[,.!?…])\s(?={SUBJECT_VERB}|{VERB_SUBJECT}"
    rf"|(?:{FOREIGN_SPEECH_VERBS})[\s-](?:ils?|elles?|t-il|t-elle|él|ella|{SUBJECT})\b)"
)
RESUMES_AFTER_DASH = re.compile(r"[\w,.!?…]\s?[—–―-](?!\w)[.,;:]?")
RESUMES_AFTER_STOP = re.compile(r"[.!?…](?=\s)")


def find_dash_speech(text: str) -> Iterator[tuple[int, int]]:
    """The spoken parts of a paragraph that begins with a dash; none for other paragraphs.

    >>> text = "— Good day, he said. Come in!"
    >>> [text[start:end] for start, end in find_dash_speech(text)]
    ['— Good day,', ' Come in!']
    """
    opening = DASH_LINE.match(text)
    if not opening:
        return
    start, position = 0, opening.end()
    while narration := NARRATION_START.search(text, position):
        yield start, narration.start()
        resumed = (RESUMES_AFTER_DASH if narration["dashed"] is not None else RESUMES_AFTER_STOP).search(
            text, narration.end()
        )
        if not resumed:
            return
        start = position = resumed.end()
    yield start, len(text)

"""Speech that a dash opens, as in Joyce and in French and Spanish books: — Good day, he said. Come in!"""

from __future__ import annotations

import re
from collections.abc import Iterator

from audiobook.quotations.marks import DASH_LINE
from audiobook.quotations.tags import SAID_THEY, THEY_SAID, WHO

SAID_ELSEWHERE = (
    "dit|demanda|répondit|cria|murmura|ajouta|reprit|fit|s’écria|répliqua|dijo|preguntó|respondió|gritó|murmuró|"
    "añadió|contestó|exclamó|disse|perguntou|respondeu|sagte|fragte|rief"
)
# Narration begins: — Good day —said he— … ; - Good day, - Ann said. …; — Good day, he said. …; — Bonjour, dit-il. …
# Before a name the dash needs a stop: without one, the name may belong to what is said (— Well — Ann said so).
TOLD = re.compile(
    rf"\s[—–―-]\s?(?:(?=[^\W\d_A-ZÀ-ÞŒ])|(?<=[,.!?…]\s[—–―-]\s)(?={THEY_SAID}))(?P<dashed>)|(?<=[,.!?…])\s(?={THEY_SAID}|{SAID_THEY}|(?:{SAID_ELSEWHERE})[\s-](?:ils?|elles?|t-il|t-elle|él|ella|{WHO})\b)"
)
SPOKEN_ON_AFTER_DASH = re.compile(r"[\w,.!?…]\s?[—–―-](?!\w)[.,;:]?")
SPOKEN_ON_AFTER_STOP = re.compile(r"[.!?…](?=\s)")


def dashed_speech(text: str) -> Iterator[tuple[int, int]]:
    """The parts of a paragraph that are said, if a dash opens it.

    >>> text = "— Good day, he said. Come in!"
    >>> [text[start:end] for start, end in dashed_speech(text)]
    ['— Good day,', ' Come in!']
    """
    opening = DASH_LINE.match(text)
    if not opening:
        return
    start, at = 0, opening.end()
    while told := TOLD.search(text, at):
        yield start, told.start()
        resumed = (SPOKEN_ON_AFTER_DASH if told["dashed"] is not None else SPOKEN_ON_AFTER_STOP).search(
            text, told.end()
        )
        if not resumed:
            return
        start = at = resumed.end()
    yield start, len(text)

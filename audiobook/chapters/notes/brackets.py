"""Finds where a bracket closes that a note begins with, which may be paragraphs further down."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

OPENING = re.compile(r"[\s*_]*([(\[{])")
# A smiley's bracket opens and closes nothing.
BRACKET = re.compile(r"[:;=]['’-]?[()\[\]{}]|[()\[\]{}]")
CLOSING = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Closing:
    """Where a bracket closes: the number of the paragraph, counted from 0, and its text up to there and behind."""

    paragraph: int
    before: str
    behind: str


def closing_of(paragraphs: Iterable[str]) -> Closing | None:
    """Where the bracket closes that the first of some paragraphs opens with, None where it does not.

    >>> closing_of(("[A/N: two weirs [not one] :]", "are lost.] She woke."))
    Closing(paragraph=1, before='are lost.]', behind='She woke.')
    """
    opening = ""
    depth = 0
    for number, text in enumerate(paragraphs):
        if number == 0:
            first = OPENING.match(text)
            if first is None:
                return None
            opening = first[1]
        for mark in BRACKET.finditer(text):
            depth += (mark[0] == opening) - (mark[0] == CLOSING[opening])
            if depth == 0 and mark[0] == CLOSING[opening]:
                return Closing(number, text[: mark.end()], text[mark.end() :].strip(" *_"))
    return None

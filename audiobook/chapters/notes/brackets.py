"""Finds where a bracket closes that a note begins with, which may be paragraphs further down."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

OPENING_BRACKET = re.compile(r"[\s*_]*([(\[{])")
# A smiley's bracket opens and closes nothing.
BRACKET_OR_SMILEY = re.compile(r"[:;=]['’-]?[()\[\]{}]|[()\[\]{}]")
CLOSING_BRACKETS = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class BracketEnd:
    """Where a bracket closes: the number of the paragraph, counted from 0, and its text up to there and behind."""

    paragraph: int
    text_before: str
    text_after: str


def find_bracket_end(paragraphs: Iterable[str]) -> BracketEnd | None:
    """Where the bracket closes that the first of some paragraphs opens with, None where it does not.

    >>> find_bracket_end(("[A/N: two weirs [not one] :]", "are lost.] She woke."))
    BracketEnd(paragraph=1, text_before='are lost.]', text_after='She woke.')
    """
    opening = ""
    depth = 0
    for number, text in enumerate(paragraphs):
        if number == 0:
            first = OPENING_BRACKET.match(text)
            if first is None:
                return None
            opening = first[1]
        for mark in BRACKET_OR_SMILEY.finditer(text):
            depth += (mark[0] == opening) - (mark[0] == CLOSING_BRACKETS[opening])
            if depth == 0 and mark[0] == CLOSING_BRACKETS[opening]:
                return BracketEnd(number, text[: mark.end()], text[mark.end() :].strip(" *_"))
    return None

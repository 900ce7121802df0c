"""Finds the end of a bracket that opens a note, which may be several paragraphs further down."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

OPENING_BRACKET = re.compile(r"[\s*_]*([(\[{])")
# The bracket in a smiley opens and closes nothing.
BRACKET_OR_SMILEY = re.compile(r"[:;=]['’-]?[()\[\]{}]|[()\[\]{}]")
CLOSING_BRACKETS = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class BracketEnd:
    """Where a bracket closes: the index of the paragraph, and its text before and after that point."""

    paragraph: int
    text_before: str
    text_after: str


def find_bracket_end(paragraphs: Iterable[str]) -> BracketEnd | None:
    """The end of the bracket that opens the first of some paragraphs, None if it doesn't open or close.

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

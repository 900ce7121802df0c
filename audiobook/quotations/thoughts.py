"""Finds thoughts in *italics*: whole sentences that someone thinks, not words that are only stressed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audiobook.quotations.classify import THOUGHT_TAG_AFTER, THOUGHT_TAG_BEFORE

ITALICS = re.compile(r"(?<![\w*_])(?P<mark>\*{1,3}|_{1,3})(?=[^\s*_])(?P<inside>[^*_]+)(?P=mark)(?![\w*_])")
# Longer italics are letters and flashbacks.
MAX_THOUGHT_WORDS = 60
MAX_THOUGHT_CHARACTERS = 500
CONTEXT_CHARACTERS = 80
SENTENCE_START = re.compile(r"(?:^|[.!?…:”\"»—])\s*$|(?:\n)\s*$")
SENTENCE_OPENING = re.compile(r"(?:…|\.{3})?\s*[A-ZÀ-ÞŒ]")
SENTENCE_ENDING = re.compile(r"[.!?…—–~-]\s*$")
# A thought is in the present tense, or in the first or second person.
# (*What is he doing here?* *I should go.* and not *The Rose of Kent* or *He had gone home.*)
PERSONAL_OR_PRESENT = re.compile(
    r"\b(?:i|i[’']\w+|me|my|mine|you|your|yours|we|us|our|am|is|are|isn[’']t|aren[’']t|don[’']t|doesn[’']t|can[’']t|"
    r"won[’']t|let[’']s|has|hasn[’']t|what[’']s|that[’']s|it[’']s|he[’']s|she[’']s|they[’']re|who[’']s|there[’']s)\b",
    re.IGNORECASE,
)
MIN_THOUGHT_WORDS = 2


def find_italic_thoughts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of thoughts in a part of a paragraph outside its quotations.

    >>> list(find_italic_thoughts("*I am late.* He ran *fast*.", 0, 27))
    [(0, 12)]
    """
    for match in ITALICS.finditer(text, start, end):
        if match.end() - match.start() <= MAX_THOUGHT_CHARACTERS and _is_thought(text, match, start, end):
            yield match.span()


def _is_thought(text: str, match: re.Match[str], start: int, end: int) -> bool:
    # Zero-width characters replace a forum's tags.
    inside = match["inside"].strip("\u2060")
    before = text[max(start, match.start() - CONTEXT_CHARACTERS) : match.start()]
    after = text[match.end() : min(end, match.end() + CONTEXT_CHARACTERS)]
    if THOUGHT_TAG_AFTER.match(f"⟧{after}") or THOUGHT_TAG_BEFORE.search(f"{before}⟦"):
        return True
    return (
        MIN_THOUGHT_WORDS <= len(inside.split()) <= MAX_THOUGHT_WORDS
        and bool(SENTENCE_START.search(before))
        and bool(SENTENCE_OPENING.match(inside))
        and bool(SENTENCE_ENDING.search(inside + after[:1].strip()))
        and bool(PERSONAL_OR_PRESENT.search(inside))
    )

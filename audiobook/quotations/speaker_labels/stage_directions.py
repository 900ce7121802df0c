"""Finds stage directions in labelled lines: (He sits.)  [Aside.]  *sighs*"""

from __future__ import annotations

import re
from collections.abc import Iterator

# In brackets and italics, closed or not; in closed brackets; in brackets that the end of the line closes.
BRACKETED_DIRECTION = re.compile(
    r"[(\[](?P<mark>[*_])(?P<slanted>[^()\[\]*_]{1,1000})(?P=mark)\.?[)\]]?\.?"
    r"|[*_]{0,3}[(\[](?P<inside>[^()\[\]]{1,1000})[)\]][*_]{0,3}\.?"
    r"|\[(?P<open>[^()\[\]\n]{1,300})(?=\n|\Z)"
)
STARRED_DIRECTION = re.compile(r"(?<![\w*_])(?P<mark>\*{1,2}|_{1,2})(?P<inside>[a-z][^*_\n]{1,120})(?P=mark)(?![\w*_])")
# A paragraph of nothing but a direction, in italics from end to end.
ITALIC_PARAGRAPH = re.compile(r"\s*(?P<mark>\*|_)(?![*_])[^*_]+(?P=mark)\.?\s*$")
# The place of a scene, and camera directions, in plays and screenplays.
SCENE_LINE = re.compile(
    r"\s*(?:SCENE|ACT|CURTAIN|PROLOGUE|EPILOGUE|INT|EXT|I/E|FADE|CUT TO)\b|\s*(?:Scene|Act)\s(?:[IVX]+|\d+)\b"
)
# The beginnings of actions: sighs; rolling her eyes; softly; to Rosa; aside.
ACTION_START = re.compile(r"[a-z]{3,}(?:s|ing|ly)\b|(?:aside|pause|beat|to|with|without|from|in|at|after|still)\b")
NON_ACTION_WORDS = frozenset(
    "yes this its was his has always thus perhaps alas thanks plus unless less guys nothing something anything "
    "everything thing king bring during really only family early likely actually literally finally probably exactly "
    "honestly".split()
)
FULL_SENTENCE = re.compile(r"[A-Z].*[.!]$", re.DOTALL)


def is_direction(inside: str) -> bool:
    """Whether words in brackets or italics are a direction.

    >>> is_direction("sighs"), is_direction("Sitting down."), is_direction("never"), is_direction("sorry, I was late")
    (True, True, False, False)
    """
    words = inside.strip(" *_")
    if FULL_SENTENCE.match(words):
        return True
    match = ACTION_START.match(words)
    return bool(match) and words.split()[0].strip(",.") not in NON_ACTION_WORDS


def is_only_direction(text: str) -> bool:
    """Whether a paragraph is nothing but a direction.

    >>> is_only_direction("[Exit Rosa."), is_only_direction("*Rosa sits.*"), is_only_direction("*No*, she said.")
    (True, True, False)
    """
    bracketed = BRACKETED_DIRECTION.match(text.strip())
    whole = bracketed and not any(map(str.isalnum, text.strip()[bracketed.end() :]))
    return bool(whole or ITALIC_PARAGRAPH.match(text) or SCENE_LINE.match(text))


def find_directions(text: str, start: int, end: int, in_play: bool) -> Iterator[tuple[int, int]]:
    """The spans of directions in the words of a labelled line; in a play everything in brackets is one."""
    position = start
    matches = [pattern.search(text, position, end) for pattern in (BRACKETED_DIRECTION, STARRED_DIRECTION)]
    while pending := [match for match in matches if match]:
        first = min(pending, key=lambda match: match.start())
        inside = next(filter(None, (first.groupdict().get(name) for name in ("slanted", "inside", "open"))))
        if (in_play and first.re is BRACKETED_DIRECTION) or is_direction(inside):
            yield first.span()
        position = first.end()
        # Search again only for a match that was passed: the next one of the other kind may be far ahead.
        matches = [match.re.search(text, position, end) if match.start() < position else match for match in pending]

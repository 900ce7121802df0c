"""Turns a stretch of text as written into text that an engine can say."""

from __future__ import annotations

from audiobook.prose.rewrites import REWRITES


def speakable(text: str) -> str:
    """The text as an engine is given it: no emphasis marks, dots and cries calmed, white space folded.

    Applying it to its own result changes nothing.

    >>> speakable("“Wh…what?!?!” *She* ran....")
    '“Wh… what?” She ran…'
    """
    before = None
    while before != text:
        before = text
        for rewrite in REWRITES:
            text = rewrite(text)
        text = text.strip()
    return text
